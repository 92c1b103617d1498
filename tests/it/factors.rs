//! `factors`: what comes back, and changing the names of factors in every file at once.

use std::collections::BTreeMap;
use std::process::Child;
use std::time::{Duration, Instant};

use crate::project::Project;

const CAME_BACK: &str = "\
---
title: Gate closed again
status: published
started: 2025-03-01
contributing_factors: [retry-storm, often]
---
";

fn came_back() -> Project {
    Project::empty()
        .with("secondstory.yml", "title: Harbour\n")
        .with(
            "factors.yml",
            "- { id: often, title: Often }\n- { id: retry-storm, title: Retries }\n- { id: unused, title: Unused }\n",
        )
        .with(
            "postmortems/2025-01-01-gate.md",
            "---\ntitle: Gate closed\nstatus: published\nstarted: 2025-01-01\n\
             contributing_factors: [retry-storm, often]\naction_items:\n\
             \x20 - { what: Wait longer each time, owner: gates, addresses: [retry-storm], status: done, done_on: 2025-02-01 }\n---\n",
        )
        .with("postmortems/2025-03-01-gate.md", CAME_BACK)
        .with(
            "postmortems/2025-04-01-quay.md",
            "---\ntitle: Quay\nstatus: published\nstarted: 2025-04-01\ncontributing_factors: [often]\n---\n",
        )
}

#[test]
fn what_came_back_after_it_was_done_is_told_first() {
    let project = came_back();
    let run = project.run(&["factors"]);
    run.succeeds();
    assert!(
        run.out.starts_with(
            "retry-storm came back 28 days after an action item against it was done: \
             “Wait longer each time” (2025-03-01-gate)\n"
        ),
        "{}",
        run.out
    );
    let rows: serde_json::Value =
        serde_json::from_str(&project.run(&["factors", "--format", "json"]).out).unwrap();
    let ids: Vec<&str> = rows
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids, ["retry-storm", "often", "unused"]);
    assert_eq!(rows[0]["recurred_after_done"], 1);
    assert_eq!(rows[0]["came_back"], "after-done");
    assert_eq!(rows[2]["last_seen"], serde_json::Value::Null);
    project
        .run(&["factors", "--format", "csv"])
        .prints("factor,reports,last seen,");
}

#[test]
fn a_factor_is_told_from_its_first_report_to_its_last() {
    let project = came_back();
    let run = project.run(&["factors", "retry-storm"]);
    run.succeeds();
    let lines: Vec<&str> = run.out.lines().map(str::trim).collect();
    assert_eq!(
        lines,
        [
            "retry-storm: Retries",
            "59 days between two reports at the median, 59 at most",
            "",
            "2025-01-01 2025-01-01-gate",
            "met for the first time",
            "",
            "2025-03-01 2025-03-01-gate",
            "came back 28 days after an action item against it was done: “Wait longer each time”",
        ]
    );
    let story: serde_json::Value = serde_json::from_str(
        &project
            .run(&["factors", "retry-storm", "--format", "json"])
            .out,
    )
    .unwrap();
    assert_eq!(story["recurrence"][1]["state"], "after-done");
    assert_eq!(story["recurrence"][1]["action_items"][0]["held"], 28);
    project
        .run(&["factors", "retry-strom"])
        .fails()
        .says("did you mean `retry-storm`?");
}

#[test]
fn a_page_of_its_own_says_more_about_a_factor_than_the_registry() {
    let project = came_back().with(
        "factors/retry-storm.md",
        "# Retries\n\nEach *layer* tries again. See [the gate](../postmortems/2025-01-01-gate.md).\n",
    );
    project
        .run(&["build", "--keep-going"])
        .page("factors/retry-storm/", |page| {
            page.says("Each layer tries again. See the gate");
        });
    let page = project.read("public/factors/retry-storm/index.html");
    assert!(
        page.contains(">the gate</a>"),
        "the link starts at the page"
    );
}

#[test]
fn a_dry_run_shows_every_change_and_makes_none() {
    let project = came_back();
    let before = project.tree(".");
    project
        .run(&[
            "factors",
            "rename",
            "retry-storm",
            "herd",
            "--diff",
            "--dry-run",
        ])
        .succeeds()
        .prints(
            "-contributing_factors: [retry-storm, often]\n+contributing_factors: [herd, often]\n",
        )
        .prints("+- { id: herd, aliases: [retry-storm], title: Retries }\n")
        .says("`retry-storm` would be `herd` in 3 files");
    assert_eq!(project.tree("."), before);
    project
        .run(&["factors", "rename", "retry-storm", "herd"])
        .succeeds()
        .says("`retry-storm` is `herd` in 3 files");
    assert_eq!(
        project.read("postmortems/2025-03-01-gate.md"),
        CAME_BACK.replace("retry-storm", "herd")
    );
    project.check().is_silent_about("factor/unknown");
}

#[test]
fn a_factor_that_is_not_there_is_an_error_with_a_guess() {
    came_back()
        .run(&["factors", "merge", "retry-strom", "often"])
        .fails()
        .says("did you mean `retry-storm`?");
}

/// How many reports a test of interruptions has: enough to be met in the middle of its work.
const MANY: usize = 600;

fn many() -> Project {
    let project = Project::empty()
        .with("secondstory.yml", "title: Harbour\n")
        .with("factors.yml", "- id: old\n- id: new\n");
    for at in 0..MANY {
        project.write(
            &format!("postmortems/{at}.md"),
            "---\ntitle: Gate\ncontributing_factors: [old]\n---\n{factor:old}\n",
        );
    }
    project
}

/// By what a moment of a run is known.
type Sign = fn(&Project) -> bool;

#[test]
fn a_merge_that_is_killed_at_any_moment_leaves_all_files_or_none_changed() {
    let is_staged =
        |project: &Project| project.path("postmortems/.300.md.secondstory-new").exists();
    let is_committed: Sign = |project| {
        std::fs::read_to_string(project.path(".secondstory-rewrite"))
            .is_ok_and(|journal| journal.ends_with("committed\n"))
    };
    let is_begun: Sign = |project| project.path(".secondstory-rewrite").exists();
    let is_moving: Sign = |project| {
        std::fs::read_to_string(project.path("postmortems/0.md"))
            .is_ok_and(|text| text.contains("new"))
    };
    let project = many();
    let old = project.tree("postmortems");
    project.run(&["factors", "merge", "old", "new"]).succeeds();
    let new = project.tree("postmortems");
    assert_ne!(old, new);
    let mut met = BTreeMap::new();
    let moments = [
        ("begun", is_begun),
        ("staged", is_staged),
        ("committed", is_committed),
        ("moving", is_moving),
    ];
    for (name, is_time) in moments {
        let project = many();
        let child = project
            .command(&["factors", "merge", "old", "new"])
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        kill_when(child, || is_time(&project));
        met.insert(name, is_begun(&project));
        project.run(&["factors"]).succeeds();
        let files = project.tree("postmortems");
        assert!(
            files == old || files == new,
            "killed when {name}: a mixture"
        );
        let has_merged = project.read("factors.yml").contains("replaced_by: new");
        assert_eq!(
            has_merged,
            files == new,
            "killed when {name}: the registry differs"
        );
        assert!(!is_begun(&project), "killed when {name}: the journal stays");
    }
    assert!(
        met.values().any(|was_met| *was_met),
        "no run was interrupted: {met:?}"
    );
}

/// Kills a run as soon as a sign is seen. A run that is over before is fine, too.
fn kill_when(mut child: Child, is_time: impl Fn() -> bool) {
    let begin = Instant::now();
    while !is_time() && child.try_wait().unwrap().is_none() {
        assert!(
            begin.elapsed() < Duration::from_secs(120),
            "the sign never came"
        );
        std::thread::yield_now();
    }
    let _ = child.kill();
    child.wait().unwrap();
}
