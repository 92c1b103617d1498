//! Whole stories: what is said of each occurrence of a factor.

use crate::archive::Archive;
use crate::archive::is_before;
use crate::archive::testing::archive;
use crate::archive::time_line::days;
use crate::postmortem::ActionStatus;

/// Writes how things stood at each occurrence of a factor, oldest first.
fn story(archive: &Archive, factor: &str) -> Vec<String> {
    let recurrence = archive.recurrence(factor).unwrap();
    recurrence
        .met()
        .map(|(occurrence, standing)| {
            let slug = &archive.get(occurrence.report).slug;
            format!("{slug}: {}", archive.standing_in_words(standing))
        })
        .collect()
}

const REGISTRY: &str = "\
=== factors.yml
- { id: certificate-expiry, level: information-system, group: life-cycle, aliases: [cert expiry] }
- { id: old-name, replaced_by: certificate-expiry }
- { id: config-drift, level: information-system, group: life-cycle }
";

#[test]
fn a_factor_comes_back_unaddressed_then_while_open_then_after_done() {
    let archive = archive(&format!(
        "{REGISTRY}
=== one
---
started: 2024-01-10
contributing_factors: [certificate-expiry]
---
=== two
---
started: 2024-03-10
contributing_factors: [old-name]
action_items:
  - {{ what: Alert early, addresses: [cert expiry], status: done, done_on: 2024-06-01 }}
---
=== three
---
started: 2024-05-31
contributing_factors: [Cert Expiry]
---
=== four
---
started: 2024-06-11
contributing_factors: [certificate-expiry]
---
"
    ));
    assert_eq!(
        story(&archive, "certificate-expiry"),
        [
            "one: met for the first time",
            "two: came back, and no earlier report had promised anything against it",
            "three: came back while an action item against it was open: “Alert early”",
            "four: came back 10 days after an action item against it was done: “Alert early”",
        ]
    );
    let recurrence = archive.recurrence("certificate-expiry").unwrap();
    assert_eq!(recurrence.held(0), Some(10));
    let gaps = recurrence.time_line.gaps.unwrap();
    assert_eq!((gaps.count, gaps.median, gaps.longest), (3, 60, 82));
}

/// Returns the story of the second of two reports, where the first one had an action item.
fn second_of_two(state: &str) -> String {
    let archive = archive(&format!(
        "
=== one
---
started: 2024-01-10
contributing_factors: [drift]
action_items: [{{ what: Compare nightly, addresses: [drift], {state} }}]
---
=== two
---
started: 2024-02-02
contributing_factors: [drift]
---
"
    ));
    story(&archive, "drift").swap_remove(1)
}

#[test]
fn an_action_item_done_on_the_very_day_was_still_open_then() {
    assert_eq!(
        second_of_two("status: done, done_on: 2024-02-02"),
        "two: came back while an action item against it was open: “Compare nightly”"
    );
}

#[test]
fn an_unknown_day_is_said_to_be_unknown() {
    let archive = archive(
        "
=== one
---
started: 2024-01-10
contributing_factors: [drift]
action_items: [{ what: Compare nightly, addresses: [drift], status: done }]
---
=== two
---
started: 2024-02-02
contributing_factors: [drift]
---
=== undated
---
contributing_factors: [drift]
---
",
    );
    assert_eq!(
        story(&archive, "drift"),
        [
            "one: met for the first time",
            "two: came back after an action item against it was done: “Compare nightly” (done, day unknown)",
            "undated: on an unknown day, so what came before it is unknown",
        ]
    );
    let recurrence = archive.recurrence("drift").unwrap();
    assert_eq!(recurrence.held(0), None);
    assert_eq!(recurrence.time_line.occurrences[2].gap, None);
}

#[test]
fn reports_of_one_day_answer_each_other_only_where_the_minutes_are_known() {
    let day = |first: &str, second: &str| {
        archive(&format!(
            "
=== one
---
timezone: UTC
started: {first}
contributing_factors: [drift]
action_items: [{{ what: Compare nightly, addresses: [drift] }}]
---
=== two
---
timezone: UTC
started: {second}
contributing_factors: [drift]
---
"
        ))
    };
    let known = day("2024-01-10 08:00", "2024-01-10 11:00");
    assert!(story(&known, "drift")[1].contains("was open"));
    let unknown = day("2024-01-10", "2024-01-10");
    assert!(story(&unknown, "drift")[1].contains("no earlier report"));
}

#[test]
fn a_near_miss_counts_and_is_marked_and_other_organisations_do_not_count() {
    let archive = archive(
        "
=== one
---
started: 2024-01-10
contributing_factors: [drift]
---
=== elsewhere
---
kind: external
started: 2024-02-10
contributing_factors: [drift]
---
=== two
---
kind: near-miss
started: 2024-03-10
contributing_factors: [drift]
---
",
    );
    let line = &archive.recurrence("drift").unwrap().time_line;
    let near: Vec<bool> = line.occurrences.iter().map(|it| it.is_near_miss).collect();
    assert_eq!(near, [false, true]);
    assert_eq!(archive.factors.entries["drift"].postmortems.len(), 3);
}

#[test]
fn a_report_counts_once_for_its_group_and_not_at_all_once_it_is_replaced() {
    let archive = archive(&format!(
        "{REGISTRY}
=== one
---
started: 2024-01-10
status: superseded
superseded_by: two
contributing_factors: [certificate-expiry]
---
=== two
---
started: 2024-01-10
contributing_factors: [certificate-expiry, config-drift, cert expiry]
---
"
    ));
    assert_eq!(archive.factors.by_group["life-cycle"].len(), 1);
    assert_eq!(
        story(&archive, "certificate-expiry"),
        ["two: met for the first time"]
    );
}

#[test]
fn what_was_decided_against_is_neither_open_nor_absent() {
    assert_eq!(
        second_of_two("status: wont-do, reason: too dear"),
        "two: came back after it had been decided not to do this: “Compare nightly”"
    );
}

#[test]
fn what_was_done_gives_way_once_and_then_it_counts_whether_anything_was_promised_since() {
    let archive = archive(
        "
=== one
---
started: 2024-01-10
contributing_factors: [drift]
action_items: [{ what: Compare nightly, addresses: [drift], status: done, done_on: 2024-01-20 }]
---
=== two
---
started: 2024-02-01
contributing_factors: [drift]
---
=== three
---
started: 2024-03-01
contributing_factors: [drift]
---
",
    );
    assert_eq!(
        story(&archive, "drift")[1..],
        [
            "two: came back 12 days after an action item against it was done: “Compare nightly”",
            "three: came back once more, and nothing was promised since this gave way: “Compare nightly”",
        ]
    );
}

/// Writes three reports: a promise for the printers that is kept, and the factor in two services.
fn printers_and_scanners(what: &str) -> Archive {
    archive(&format!(
        "
=== factors.yml
- {{ id: certificate-expiry, aliases: [expired certificate] }}
=== one
---
started: 2024-01-10
services: [printers]
contributing_factors: [certificate-expiry]
action_items: [{{ what: {what}, addresses: [certificate-expiry], status: done, done_on: 2024-01-20 }}]
---
=== scanners
---
started: 2024-02-01
services: [scanners]
contributing_factors: [certificate-expiry]
---
=== printers
---
started: 2024-03-01
services: [printers, desks]
contributing_factors: [certificate-expiry]
---
"
    ))
}

#[test]
fn what_was_done_for_one_service_did_not_fail_in_another_one() {
    let archive = printers_and_scanners("Wind the clock of the printers");
    assert_eq!(
        story(&archive, "certificate-expiry")[1..],
        [
            "scanners: came back in another service 12 days after an action item against it was done: “Wind the clock of the printers”",
            "printers: came back 41 days after an action item against it was done: “Wind the clock of the printers”",
        ]
    );
    let recurrence = archive.recurrence("certificate-expiry").unwrap();
    let headline = recurrence.headline().unwrap();
    assert_eq!(archive.get(headline.0.report).slug.as_str(), "printers");
    assert_eq!(recurrence.held(0), Some(41));
}

#[test]
fn what_speaks_of_the_factor_itself_is_meant_for_every_service() {
    let archive = printers_and_scanners("Page somebody before any of our certificates ends");
    let story = story(&archive, "certificate-expiry");
    assert!(
        story[1].starts_with("scanners: came back 12 days after"),
        "{}",
        story[1]
    );
    assert!(
        story[2].starts_with("printers: came back once more"),
        "{}",
        story[2]
    );
}

#[test]
fn of_what_is_open_the_latest_promises_are_named_and_the_cost_does_not_grow_with_all_of_them() {
    let reports: String = (0..40)
        .map(|day| {
            format!(
                "=== report-{day:02}\n---\nstarted: 2024-{:02}-{:02}\ncontributing_factors: [drift]\naction_items: [{{ what: Promise {day}, addresses: [drift] }}]\n---\n",
                1 + day / 20,
                1 + day % 20
            )
        })
        .collect();
    let archive = archive(&reports);
    let last = story(&archive, "drift").pop().unwrap();
    assert!(
        last.ends_with("was open: “Promise 38”, “Promise 37”, “Promise 36”, “Promise 35”"),
        "{last}"
    );
}

#[test]
fn every_action_item_gives_way_where_a_search_through_all_of_them_finds_it() {
    // Days and services in an order that has nothing to do with that of the reports.
    let reports: String = (0..120)
        .map(|n| {
            let (day, done) = (1 + n * 7 % 28, 1 + n * 11 % 28);
            let (month, done_in) = (1 + n * 5 % 12, 1 + n * 3 % 12);
            let services = ["[a]", "[b]", "[a, b]", "[]", "[c]"][n % 5];
            let status = ["done", "open", "wont-do", "done"][n % 4];
            format!(
                "=== r{n:03}\n---\nstarted: 2024-{month:02}-{day:02}\nservices: {services}\ncontributing_factors: [drift]\naction_items: [{{ what: Promise {n}, reason: x, addresses: [drift], status: {status}, done_on: 2024-{done_in:02}-{done:02} }}]\n---\n"
            )
        })
        .collect();
    let archive = archive(&reports);
    let recurrence = archive.recurrence("drift").unwrap();
    let reports = &archive.postmortems;
    let mut given_way = 0;
    for (place, promise) in archive.promises.all.iter().enumerate() {
        let action = promise.action(reports);
        let mine = &reports[promise.report].services;
        let first = recurrence.time_line.occurrences.iter().find(|it| {
            let met = &reports[it.report];
            let is_here = mine.is_empty()
                || met.services.is_empty()
                || met.services.iter().any(|service| mine.contains(service));
            is_here && is_before(&reports[promise.report], met) && action.done_on < met.date
        });
        let is_done = action.status == ActionStatus::Done;
        let held = first.filter(|_| is_done).map(|it| {
            let done = action.done_on.unwrap();
            days(done, it.date.unwrap())
        });
        if let Some(held) = held {
            assert_eq!(recurrence.held(place), Some(held), "{}", action.what);
            given_way += 1;
        }
    }
    assert!(given_way > 20, "{given_way}");
}
