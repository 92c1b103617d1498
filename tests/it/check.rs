//! `check`: which rules, how strictly, and what is told of them.

use crate::project::Project;

/// A knowledge base in which a file is linked that is not there, and somebody is blamed.
pub(crate) fn with_faults() -> Project {
    let project = Project::from("two-incidents-one-factor");
    project.edit(
        "postmortems/2025-01-10-checkout-outage.md",
        "Each client repeated its request at once",
        "The outage was caused by human error, see [the log](log.md). Each client repeated at once",
    );
    project
}

#[test]
fn rules_can_be_chosen_by_name_and_by_area() {
    let project = with_faults();
    project
        .check()
        .has_errors()
        .prints("link/broken")
        .prints("language/human-error");
    project
        .run(&["check", "--select", "link"])
        .has_errors()
        .prints("link/broken")
        .is_silent_about("language/human-error");
    project
        .run(&[
            "check",
            "--hints",
            "--ignore",
            "link/broken,language",
            "--ignore=factor",
        ])
        .succeeds()
        .prints("structure/summary-length")
        .is_silent_about("link/broken")
        .is_silent_about("language/")
        .is_silent_about("factor/");
}

#[test]
fn a_rule_that_is_off_speaks_up_where_it_is_asked_for_by_name() {
    let project = with_faults().with("secondstory.yml", "title: Harbour\nrules: { link: off }\n");
    project.check().is_silent_about("link/broken");
    project
        .run(&["check", "--select", "link"])
        .is_silent_about("link/broken");
    project
        .run(&["check", "--select", "link/broken"])
        .has_errors()
        .prints("link/broken");
}

#[test]
fn a_misspelt_rule_is_an_error_with_the_right_name() {
    let project = Project::from("two-incidents-one-factor");
    project
        .run(&["check", "--select", "language/humen-error"])
        .fails()
        .says("did you mean `language/human-error`?");
    project
        .run(&["check", "--ignore", "structur"])
        .fails()
        .says("did you mean `structure`?");
}

#[test]
fn a_rule_that_is_always_on_cannot_be_ignored() {
    let project = Project::from("two-incidents-one-factor").with(
        "postmortems/2025-04-01-tabs.md",
        "---\ntitle: \"unclosed\nkind: incident\n---\n",
    );
    project
        .run(&["check", "--ignore", "front-matter/invalid-yaml"])
        .fails()
        .says("`front-matter/invalid-yaml` cannot be ignored");
    for choice in ["--ignore=front-matter", "--select=language"] {
        project
            .run(&["check", choice])
            .has_errors()
            .prints("front-matter/invalid-yaml");
    }
}

#[test]
fn strict_fails_on_a_warning_and_not_on_a_hint() {
    let project = with_faults().with(
        "secondstory.yml",
        "title: Harbour\nrules: { link: off, language/human-error: warning }\n",
    );
    project.check().succeeds().prints("language/human-error");
    project.run(&["check", "--strict"]).has_errors();
    project
        .run(&["check", "--strict", "--ignore", "language", "--hints"])
        .succeeds()
        .prints("hint[");
}

#[test]
fn statistics_count_and_say_nothing_of_the_reports() {
    let project = with_faults();
    let run = project.run(&["check", "--statistics"]);
    run.has_errors()
        .prints("1  error    link/broken")
        .prints("in 1 file\n")
        .is_silent_about("log.md");
    assert!(!run.out().contains("postmortems/"), "{}", run.out());
    let first = run.out().lines().next().unwrap();
    assert!(first.contains("hint"), "most first: {first}");
    project
        .run(&["check", "--statistics", "--format", "json"])
        .fails();
}

#[test]
fn every_command_of_the_guide_can_be_given() {
    const GUIDE: &str = include_str!("../../docs/checking.md");
    let project = crate::changed::repository();
    let commands: Vec<&str> = GUIDE
        .lines()
        .filter_map(|line| line.strip_prefix("$ secondstory "))
        .filter(|command| !command.contains("--watch"))
        .collect();
    assert!(commands.len() >= 8, "{commands:?}");
    for command in commands {
        let words: Vec<&str> = command.split(' ').collect();
        let run = project.run(&words);
        assert_ne!(run.code, Some(2), "{command}: {}", run.err);
    }
}
