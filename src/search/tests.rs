//! What an index finds, over small archives.

mod harmless;
mod relevance;
mod script;

use std::sync::LazyLock;

use super::{Answer, Catalogue, Index, Target, build};
use crate::archive::{Archive, testing};

const HARBOUR: &str = "\
=== factors.yml
- { id: alert-missing, title: Nobody was told, level: information-system, group: seeing, aliases: [missing alert] }
- { id: certificate-expiry, title: A certificate ran out, aliases: [expired certificate] }
=== 2025-03-31-sign-in
---
title: Crew sign-in down while a certificate had expired
kind: incident
status: published
severity: sev2
started: 2025-03-31 12:06
services: [crew-portal]
contributing_factors: [certificate-expiry, { id: alert-missing, note: the mailbox of a colleague who left }]
action_items:
  - { what: Alert the owning team before any certificate expires, owner: platform, status: open }
---

## Summary

The portal answered 503 for an hour.

## Timeline

| Time | Event |
| --- | --- |
| 12:06 | Restarted `kube-dns` by hand |
| 12:30 | The pod was OOMKilled |

## Evidence

```
upstream connect error: ECONNREFUSED 0x80070005
```
=== 2024-06-01-traefik
---
title: Traefik rule stopped inbound traffic
kind: near-miss
status: published
started: 2024-06-01 08:00
services: [ingress]
---

A rule in v1.2.3 matched too much. Søren's café noticed the queues restarting.
=== 2023-01-01-queue
---
title: PM-2023-007 Messages waited in a queue
kind: incident
status: published
severity: sev1
started: 2023-01-01 08:00
services: [crew-portal, ingress]
---

The queue of messages filled up. A restart helped.
";

fn archive(files: &str) -> &'static Archive {
    Box::leak(Box::new(testing::archive(files)))
}

fn index(archive: &'static Archive) -> Index<'static> {
    build(Catalogue {
        archive,
        config: Box::leak(Box::default()),
        culture: None,
        open: Box::new(|index| archive.get(index).document.open().into()),
        word: Box::new(|_| None),
    })
}

fn address(archive: &Archive, target: Target) -> String {
    match target {
        Target::Postmortem(index) => archive.get(index).slug.to_string(),
        Target::Factor(id) => format!("factors/{id}"),
        Target::Service(id) => format!("services/{id}"),
        Target::Culture => "culture".into(),
    }
}

fn ask(query: &str) -> Answer {
    static HARBOUR_INDEX: LazyLock<(&Archive, Index)> = LazyLock::new(|| {
        let archive = archive(HARBOUR);
        (archive, index(archive))
    });
    let (archive, index) = &*HARBOUR_INDEX;
    index.ask(query, 10, &|target| address(archive, target))
}

/// Returns the addresses of the results, without the sections.
fn found(query: &str) -> Vec<String> {
    let results = ask(query).results.into_iter();
    results
        .map(|it| it.address.split('#').next().unwrap_or_default().to_owned())
        .collect()
}

#[test]
fn identifiers_and_their_parts_are_found() {
    for query in [
        "ECONNREFUSED",
        "0x80070005",
        "kube-dns",
        "dns",
        "OOMKilled",
        "oom killed",
        "503",
        "econnref",
    ] {
        assert_eq!(found(query)[0], "2025-03-31-sign-in", "{query}");
    }
    assert_eq!(found("v1.2.3"), ["2024-06-01-traefik"]);
}

#[test]
fn a_hit_leads_to_the_best_section_and_shows_it() {
    let answer = ask("oomkilled");
    let result = &answer.results[0];
    assert_eq!(result.address, "2025-03-31-sign-in#timeline");
    assert_eq!(result.section, "Timeline");
    let marked: Vec<_> = result.excerpt.iter().filter(|it| it.is_mark).collect();
    assert_eq!(marked.len(), 1);
    assert_eq!(marked[0].text, "OOMKilled");
    assert_eq!(
        ask("owning team").results[0].address,
        "2025-03-31-sign-in#_actions"
    );
    assert_eq!(
        ask("mailbox").results[0].address,
        "2025-03-31-sign-in#_factors"
    );
}

#[test]
fn what_is_missing_is_said() {
    let answer = ask("traefik 503");
    let missing: Vec<_> = answer
        .results
        .iter()
        .map(|it| it.missing.concat())
        .collect();
    assert_eq!(answer.total, 2);
    assert!(missing.contains(&"traefik".to_owned()) && missing.contains(&"503".to_owned()));
}

#[test]
fn stems_accents_and_capitals_do_not_matter() {
    assert_eq!(found("SOREN CAFE"), ["2024-06-01-traefik"]);
    assert_eq!(found("restarts ").len(), 3);
    assert_eq!(found("expiring certificates ")[0], "2025-03-31-sign-in");
}

#[test]
fn a_slip_is_mended_only_where_nothing_else_is_found() {
    for (slip, meant) in [
        ("traefki", "traefik"),
        ("raefik", "traefik"),
        ("messagges", "messages"),
        ("qeue", ""),
    ] {
        let answer = ask(slip);
        let mended: Vec<_> = answer.mended.into_iter().map(|it| it.1).collect();
        assert_eq!(mended.concat(), meant, "{slip}");
    }
    assert_eq!(ask("traefki2").mended.len(), 0);
    assert_eq!(ask("504").total, 0);
    assert_eq!(ask("0x80070006").total, 0);
}

#[test]
fn a_name_that_is_written_out_goes_first() {
    assert_eq!(found("2023-01-01-queue")[0], "2023-01-01-queue");
    assert_eq!(found("PM-2023-007")[0], "2023-01-01-queue");
    assert_eq!(found("certificate-expiry")[0], "factors/certificate-expiry");
    assert_eq!(found("crew-portal")[0], "services/crew-portal");
}

#[test]
fn phrases_exclusions_and_filters_narrow() {
    assert_eq!(found("\"queue of messages\"").len(), 1);
    assert_eq!(found("\"messages of queue\"").len(), 0);
    assert_eq!(
        found("restart -pod"),
        ["2023-01-01-queue", "2024-06-01-traefik"]
    );
    assert_eq!(found("is:near-miss"), ["2024-06-01-traefik"]);
    assert_eq!(
        found("service:ingress"),
        ["2024-06-01-traefik", "2023-01-01-queue"]
    );
    assert_eq!(found("service:ingress sev:1"), ["2023-01-01-queue"]);
    assert_eq!(found("year:2025 year:2023").len(), 2);
    assert_eq!(found("has:open-actions"), ["2025-03-31-sign-in"]);
    assert_eq!(found("level:information-system"), ["2025-03-31-sign-in"]);
    assert_eq!(found("-service:crew-portal"), ["2024-06-01-traefik"]);
    assert_eq!(found("service:nothing").len(), 0);
    assert_eq!(found("is:nothing").len(), 0);
}

#[test]
fn no_words_are_every_report_with_the_newest_first() {
    assert_eq!(
        found(""),
        [
            "2025-03-31-sign-in",
            "2024-06-01-traefik",
            "2023-01-01-queue"
        ]
    );
}

#[test]
fn where_nothing_is_found_something_else_is_proposed() {
    let answer = ask("\"queue kube\" traef1k");
    assert_eq!(answer.total, 0);
    assert_eq!(answer.near, ["traefik", "traffic"]);
    assert_eq!(answer.loosely.as_deref(), Some("traef1k queue kube"));
    assert_eq!(ask("queue").near, [""; 0]);
    assert_eq!(ask("xyzxyz").loosely, None);
}

#[test]
fn an_empty_archive_has_an_index() {
    let archive = archive("");
    let index = index(archive);
    let address = |target: Target| address(archive, target);
    assert_eq!(index.ask("x", 10, &address).total, 0);
    for shard in index.files() {
        assert!(
            index
                .render(shard, &address)
                .starts_with("secondStorySearch")
        );
    }
}

#[test]
fn two_builds_are_the_same_bytes() {
    let bytes = || {
        let archive = archive(HARBOUR);
        let index = index(archive);
        let address = |target: Target| address(archive, target);
        let files = index.files().into_iter();
        files
            .map(|it| index.render(it, &address))
            .collect::<Vec<_>>()
    };
    assert_eq!(bytes(), bytes());
}
