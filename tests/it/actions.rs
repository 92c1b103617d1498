//! `actions`: what was promised, and what became of it.

use crate::project::Project;

fn promised() -> Project {
    Project::empty()
        .with("secondstory.yml", "title: Harbour\n")
        .with(
            "factors.yml",
            "- { id: retry-storm, aliases: [thundering herd] }\n- { id: other }\n",
        )
        .with(
            "postmortems/2025-01-01-gate.md",
            "\
---
title: Gate closed, twice
status: published
started: 2025-01-01
contributing_factors: [retry-storm]
action_items:
  - { what: Late one, owner: Gates, due: 2025-05-31, addresses: [thundering herd] }
  - { what: Coming one, owner: gates, due: 2025-Q3, addresses: [other] }
  - { what: Without a day }
  - { what: Done one, status: done, done_on: 2025-02-01 }
---
",
        )
}

#[test]
fn the_most_urgent_comes_first_and_what_is_done_is_left_out() {
    let project = promised();
    let run = project.run(&["actions", "--today", "2025-06-01"]);
    let states: Vec<&str> = run.out.lines().skip(1).collect();
    assert_eq!(states.len(), 3, "{}", run.out);
    assert!(
        states[0].starts_with("overdue since 2025-05-31"),
        "{}",
        run.out
    );
    assert!(states[1].starts_with("open, due 2025-09-30"), "{}", run.out);
    assert!(states[2].starts_with("open, no last day"), "{}", run.out);
    let all = project.run(&["actions", "--all"]);
    all.prints("done 2025-02-01");
}

#[test]
fn owners_and_factors_are_known_by_their_other_names() {
    let project = promised();
    let count = |arguments: &[&str]| {
        let arguments = [
            &["actions", "--format", "json", "--today", "2025-06-01"],
            arguments,
        ]
        .concat();
        let out = project.run(&arguments).out;
        let items: Vec<serde_json::Value> = serde_json::from_str(&out).unwrap();
        items.len()
    };
    assert_eq!(count(&["--owner", "GATES"]), 2);
    assert_eq!(count(&["--factor", "thundering herd"]), 1);
    assert_eq!(count(&["--overdue"]), 1);
    project
        .run(&["actions", "--factor", "retry-strom"])
        .fails()
        .says("did you mean `retry-storm`?");
}

#[test]
fn a_calendar_has_an_entry_for_each_last_day_and_says_what_has_none() {
    let run = promised();
    let run = run.run(&["actions", "--format", "ics", "--today", "2025-06-01"]);
    run.succeeds()
        .prints("DTSTART;VALUE=DATE:20250531\r\n")
        .prints("SUMMARY:Late one (Gates)\r\n")
        .prints("promised in Gate closed\\, twice")
        .says("1 of 3 have no last day");
    assert_eq!(run.out.matches("BEGIN:VEVENT").count(), 2);
}
