//! What repositories of others turn out to have seen before: `related` and `factors suggest` on
//! reports that were written without this tool.
//!
//! The groups below were judged by reading every bullet. The repositories are looked for in
//! `../shared/corpora`; where they are not, these tests say so and are skipped.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use crate::project::Project;

#[expect(clippy::print_stdout, reason = "a test that cannot run says so")]
fn archive(name: &str) -> Option<Project> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let corpus = here.join("../shared/corpora").join(name);
    if !corpus.is_dir() {
        println!("skipped: there is no {}", corpus.display());
        return None;
    }
    let config = here.join("tests/corpora").join(format!("{name}.yml"));
    let config = std::fs::read_to_string(config).unwrap();
    Some(Project::copy_of(&corpus).with("secondstory.yml", config))
}

fn json(project: &Project, arguments: &[&str]) -> Value {
    let run = project.run(arguments);
    serde_json::from_str(&run.succeeds().out).unwrap()
}

/// Reports of one story. Whichever of them one asks about, another one of them is the first answer.
const SIBLINGS: [&[&str]; 3] = [
    &["PM2021-005", "PM2021-006", "PM2021-007"],
    &["PM2020-002", "PM2020-009"],
    &["PM2021-002", "PM2021-003"],
];

#[test]
fn a_report_with_a_true_sibling_is_answered_with_it_first() {
    let Some(project) = archive("dfds") else {
        return;
    };
    let paths: Vec<String> = project.tree(".").into_keys().collect();
    for family in SIBLINGS {
        for name in family {
            let path = paths.iter().find(|path| path.starts_with(name)).unwrap();
            let answer = json(&project, &["related", path, "--format", "json"]);
            let first = answer["reports"][0]["path"].as_str().unwrap();
            let is_sibling = family
                .iter()
                .any(|other| other != name && first.starts_with(other));
            assert!(is_sibling, "{path} is answered with {first}");
        }
    }
}

/// Groups of reports that a reader makes of the bullets of a repository, each with the id of the
/// starter factor that says what it is about.
const JUDGED: [(&str, &str, &[&str]); 6] = [
    (
        "dfds",
        "alert-missing",
        &[
            "pm2019-009",
            "pm2020-001",
            "pm2020-002",
            "pm2020-004",
            "pm2020-005",
            "pm2020-009",
            "pm2021-001",
            "pm2021-002",
            "pm2021-004",
            "pm2021-005",
            "pm2021-008",
        ],
    ),
    (
        "dfds",
        "test-data-unlike-production",
        &[
            "pm2020-003",
            "pm2020-005",
            "pm2020-006",
            "pm2020-008",
            "pm2020-009",
            "pm2021-001",
            "pm2021-002",
            "pm2021-003",
            "pm2021-008",
        ],
    ),
    (
        "dfds",
        "earlier-lesson-not-applied",
        &["pm2021-006", "pm2021-007"],
    ),
    ("dfds", "capacity-limit", &["pm2019-009", "pm2019-010"]),
    (
        "dfds",
        "runbook-missing",
        &["pm2019-011", "pm2020-002", "pm2020-005"],
    ),
    (
        "mybinder",
        "alert-missing",
        &[
            "2018-02-12",
            "2018-02-22",
            "2018-03-13",
            "2018-03-26",
            "2018-07-08",
            "2018-07-30",
            "2019-04-03",
            "2022-01-27",
            "2022-06-02",
        ],
    ),
];

#[test]
fn at_least_two_thirds_of_what_a_reader_puts_together_are_found_without_a_registry() {
    for (name, factor, judged) in JUDGED {
        let Some(project) = archive(name) else {
            return;
        };
        let suggestions = json(&project, &["factors", "suggest", "--format", "json"]);
        let found = reports(&suggestions, factor);
        let (right, wrong): (Vec<&str>, Vec<&str>) = found
            .iter()
            .map(String::as_str)
            .partition(|it| judged.contains(it));
        assert!(
            3 * right.len() >= 2 * judged.len(),
            "{name}, {factor}: only {right:?}"
        );
        assert!(
            wrong.len() <= 1,
            "{name}, {factor}: {wrong:?} are of another story"
        );
        assert!(!found.contains("pm2021-011"), "Log4Shell is another story");
    }
}

#[test]
fn bullets_in_nearly_the_same_words_are_one_factor_and_those_that_share_one_word_are_none() {
    let Some(project) = archive("dfds") else {
        return;
    };
    let suggestions = json(&project, &["factors", "suggest", "--format", "json"]);
    let own: BTreeSet<BTreeSet<String>> = suggestions
        .as_array()
        .unwrap()
        .iter()
        .filter(|it| it["is_known"] == false)
        .map(slugs)
        .collect();
    let pair = |one: &str, other: &str| BTreeSet::from([one.to_owned(), other.to_owned()]);
    assert!(own.contains(&pair("pm2021-002", "pm2021-003")), "{own:?}");
    // An announcement that drowned in noise, and a date that was announced.
    assert!(!own.contains(&pair("pm2019-009", "pm2021-008")), "{own:?}");
}

#[test]
fn what_is_suggested_can_be_saved_as_a_registry() {
    for name in ["dfds", "mybinder"] {
        let Some(project) = archive(name) else {
            return;
        };
        let suggested = project.run(&["factors", "suggest"]).succeeds().out.clone();
        assert!(suggested.contains("- id: alert-missing\n"), "{suggested}");
        project.write("factors.yml", suggested);
        project.run(&["factors"]).succeeds().prints("alert-missing");
    }
}

/// Returns the beginnings of the slugs of the reports of a suggestion.
fn reports(suggestions: &Value, id: &str) -> BTreeSet<String> {
    let suggestion = suggestions
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["id"] == id);
    slugs(suggestion.unwrap_or_else(|| panic!("no `{id}` in {suggestions}")))
}

fn slugs(suggestion: &Value) -> BTreeSet<String> {
    let slugs = suggestion["reports"].as_array().unwrap().iter();
    slugs
        .map(|slug| slug.as_str().unwrap()[..10].to_owned())
        .collect()
}
