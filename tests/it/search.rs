//! `search`, and what the index of a site gives away.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use crate::project::Project;

/// Words that only a restricted report has. An index writes only what a word does not share with the
/// one before it, so they differ from the third letter on; [`has`] looks for five letters from there.
const ONLY_THERE: [&str; 14] = [
    "qzavxqztitle",
    "qzbvxqzsummary",
    "qzcvxqzheading",
    "qzdvxqzbody",
    "qzevxqzcode",
    "qzfvxqzcell",
    "qzgvxqzservice",
    "qzhvxqzteam",
    "qzivxqztag",
    "qzjvxqzfactor",
    "qzkvxqznote",
    "qzlvxqzaction",
    "qzmvxqzimpact",
    "qznvxqzalias",
];

const SECRET: &str = "\
---
title: The qzavxqztitle of the harbour
kind: incident
status: published
severity: sev1
confidentiality: restricted
started: 2026-03-03 10:00
detected: 2026-03-03 10:05
mitigated: 2026-03-03 10:30
resolved: 2026-03-03 11:00
detected_by: chance
services: [qzgvxqzservice]
teams: [qzhvxqzteam]
tags: [qzivxqztag]
aliases: [qznvxqzalias]
impact: { users: 3, note: A qzmvxqzimpact }
contributing_factors: [{ id: qzjvxqzfactor, note: the qzkvxqznote }]
action_items:
  - { what: Add a qzlvxqzaction, owner: platform, due: 2026-05-01, status: open }
---

## Summary

It was a qzbvxqzsummary.

## The qzcvxqzheading

There was qzdvxqzbody in it.

| Time | Event |
| --- | --- |
| 10:00 | The qzfvxqzcell |

```
qzevxqzcode
```
";

fn index(project: &Project, audience: &str) -> BTreeMap<String, Vec<u8>> {
    project
        .run(&["build", "--keep-going", "--audience", audience])
        .succeeds();
    project.tree("public/search")
}

/// Says whether a file has a word, forwards or backwards.
fn has(file: &[u8], word: &str) -> bool {
    let text = String::from_utf8_lossy(file).to_lowercase();
    let own = &word[2..7];
    let backwards: String = own.chars().rev().collect();
    text.contains(own) || text.contains(&backwards)
}

#[test]
fn an_index_has_nothing_of_a_report_above_its_audience() {
    let project = || Project::from("two-incidents-one-factor").in_late_2026();
    let with = project().with("postmortems/secret.md", SECRET);
    let open = index(&with, "internal");
    assert!(!open.is_empty());
    for (path, bytes) in &open {
        for word in ONLY_THERE {
            assert!(!has(bytes, word), "{path} has {word}");
        }
    }
    // Not even its existence: every file is as it would be without it, counts included.
    assert!(
        open == index(&project(), "internal"),
        "the index knows of it"
    );
    // And the words would be found if they were there.
    let all = index(&with, "restricted");
    for word in ONLY_THERE {
        let vocabulary = all.iter().filter(|(path, _)| path.starts_with("v/"));
        let found = vocabulary.into_iter().any(|(_, bytes)| has(bytes, word));
        assert!(found, "{word} cannot be found by those who may");
    }
    let run = with.run(&["search", "qzdvxqzbody", "--audience", "internal"]);
    run.succeeds().prints("nothing found");
}

fn answer(project: &Project, query: &[&str]) -> Value {
    let arguments = [&["search", "--format", "json", "-n", "100"], query].concat();
    serde_json::from_str(project.run(&arguments).succeeds().out()).unwrap()
}

#[test]
fn search_answers_as_the_page_does() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("example-site");
    let project = Project::copy_of(&root).in_late_2026();
    let run = project.run(&["search", "locksmth"]);
    run.succeeds()
        .prints("this is for `locksmith`")
        .prints("Gates at Ternholm worked from a stale list on Maundy Thursday");
    let run = project.run(&["search", "certificate -scanner", "--format", "json"]);
    let found: Value = serde_json::from_str(run.succeeds().out()).unwrap();
    assert_eq!(found["query"], "certificate -scanner");
    let found = answer(&project, &["2024-09-19-berth-plan-lost-a-morning"]);
    assert_eq!(
        found["results"][0]["path"],
        "postmortems/2024-09-19-berth-plan-lost-a-morning.md"
    );
    let run = project.run(&["search", "\"notepad tugs\""]);
    run.succeeds()
        .prints("nothing found")
        .prints("without what narrows it down: notepad tugs");
}

/// What stands in an index that is asked for in `../shared/corpora`; where that is not, this says so
/// and is skipped.
#[test]
fn what_a_report_lacks_of_two_words_is_said() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let corpus = here.join("../shared/corpora/dfds");
    if !corpus.is_dir() {
        println!("skipped: there is no {}", corpus.display());
        return;
    }
    let config = std::fs::read_to_string(here.join("tests/corpora/dfds.yml")).unwrap();
    let project = Project::copy_of(&corpus).with("secondstory.yml", config);
    let found = answer(&project, &["traefik", "503"]);
    let results = found["results"].as_array().unwrap();
    let mut with_503 = 0;
    for result in results {
        let path = result["path"].as_str().unwrap();
        let text = project.read(path).to_lowercase();
        let lacks = |word: &&str| !text.contains(*word);
        let missing: Vec<&str> = ["traefik", "503"].into_iter().filter(lacks).collect();
        assert_eq!(result["missing"], serde_json::json!(missing), "{path}");
        assert!(missing.len() < 2, "{path} has neither word");
        with_503 += usize::from(!missing.contains(&"503"));
    }
    let reports = project.tree(".").into_iter();
    let all = reports.filter(|(path, bytes)| {
        path.ends_with(".md")
            && String::from_utf8_lossy(bytes).contains("503")
            && !path.contains('/')
    });
    let all: Vec<String> = all.map(|(path, _)| path).collect();
    assert_eq!(with_503, all.len(), "of {all:?}");
    println!(
        "traefik 503: {} reports, {with_503} with 503",
        results.len()
    );
}
