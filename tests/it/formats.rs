//! What `check` writes for other programs, held against what those programs read.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::project::Project;

/// A project whose reports say things that are more than text to somebody.
fn hostile() -> Project {
    let words = "::error::x %0A ##[error] | `a` <b>\"&'</b> ]]> \u{202e}\u{7} [x](https://evil.example) @all";
    let text = format!(
        "---\ntitle: {}\nseverity: {}\nstarted: soon\nstatus: published\n---\n\
         ## Summary {words}\n\nThe engineer should have known. {words}\n\n[{words}](gone.md)\n\n{}\n",
        Value::from(words),
        Value::from(format!("high {words}")),
        "very ".repeat(2000)
    );
    Project::from("two-incidents-one-factor")
        .with("postmortems/2025-05-01-a, b=c 100% ø.md", text)
        .with("../.git/HEAD", "ref: refs/heads/main\n")
}

fn json(project: &Project, format: &str, schema: &str) -> Value {
    let run = project.run(&["check", "--format", format]);
    let run = run.has_errors();
    let read = |text: &str| serde_json::from_str(text).unwrap();
    let (schema, value): (Value, Value) = (read(schema), read(run.out()));
    let validator = jsonschema::options()
        .should_validate_formats(true)
        .build(&schema)
        .unwrap();
    let faults: Vec<String> = validator
        .iter_errors(&value)
        .map(|it| it.to_string())
        .collect();
    assert!(faults.is_empty(), "{faults:#?}");
    value
}

#[test]
fn sarif_fits_its_schema_and_names_files_by_their_place_in_the_repository() {
    let log = json(
        &hostile(),
        "sarif",
        include_str!("../schemas/sarif-2.1.0.json"),
    );
    let run = &log["runs"][0];
    let results = run["results"].as_array().unwrap();
    let place = "project/postmortems/2025-05-01-a%2C%20b%3Dc%20100%25%20%C3%B8.md";
    let mut at_place = 0;
    for result in results {
        let file = &result["locations"][0]["physicalLocation"]["artifactLocation"];
        assert_eq!(file["uriBaseId"], "%SRCROOT%");
        at_place += usize::from(file["uri"] == place);
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(
            run["tool"]["driver"]["rules"][index]["id"],
            result["ruleId"]
        );
    }
    assert!(at_place > 5, "{at_place}");
}

#[test]
fn a_code_quality_report_fits_its_schema_and_its_fingerprints_outlive_an_edit_above() {
    let project = hostile();
    let schema = include_str!("../schemas/gitlab-code-quality.json");
    let fingerprints = |report: &Value| -> BTreeSet<String> {
        let issues = report.as_array().unwrap();
        let all: BTreeSet<String> = issues
            .iter()
            .map(|it| it["fingerprint"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(all.len(), issues.len(), "two findings have one fingerprint");
        all
    };
    let before = json(&project, "gitlab", schema);
    project.edit(
        "postmortems/2025-05-01-a, b=c 100% ø.md",
        "status: published",
        "# two lines\n# more\nstatus: published",
    );
    let after = json(&project, "gitlab", schema);
    assert_ne!(before, after);
    assert_eq!(fingerprints(&before), fingerprints(&after));
}

#[test]
fn junit_fits_the_schema_of_those_who_read_it() {
    let project = hostile();
    let run = project.run(&["check", "--format", "junit"]);
    let run = run.has_errors();
    let read = roxmltree::Document::parse(run.out()).unwrap();
    let suites = read.root_element().children().filter(|it| it.is_element());
    let suites: Vec<(&str, &str)> = suites
        .map(|it| {
            (
                it.attribute("name").unwrap(),
                it.attribute("failures").unwrap(),
            )
        })
        .collect();
    assert_eq!(suites.len(), 3);
    assert!(
        suites.iter().filter(|it| it.1 == "0").count() == 2,
        "{suites:?}"
    );
    project.write("junit.xml", run.out());
    validate(&project.path("junit.xml"));
}

/// Holds a file against the schema, with `xmllint`. Where that is missing it says so, unless `CI` is
/// set: `.ci/run` installs it.
fn validate(file: &Path) {
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schemas/junit-10.xsd");
    let mut command = Command::new("xmllint");
    command
        .args(["--noout", "--nonet", "--schema"])
        .arg(schema)
        .arg(file);
    match command.output() {
        Ok(output) => assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        ),
        Err(error) => {
            assert!(
                std::env::var_os("CI").is_none(),
                "in CI this has to run: {error}"
            );
            println!("skipped: xmllint is not installed");
        }
    }
}

#[test]
fn github_annotates_what_is_new_and_folds_the_list() {
    let project = hostile();
    let run = project.run(&["check", "--format", "github"]);
    let run = run.has_errors();
    let annotations = run.out().lines().filter(|it| it.starts_with("::error "));
    for line in annotations.clone() {
        assert!(
            line.starts_with(
                "::error file=project/postmortems/2025-05-01-a%2C b=c 100%25 ø.md,line="
            ),
            "{line}"
        );
    }
    assert!((1..=10).contains(&annotations.count()));
    run.prints("::group::").prints("::endgroup::");
}

#[test]
fn a_comment_begins_with_what_is_good_and_ends_with_what_came_back() {
    let project = Project::from("two-incidents-one-factor");
    let run = project.run(&[
        "check",
        "--format",
        "markdown",
        "postmortems/2025-03-02-login-outage.md",
    ]);
    let text = run.out();
    let place = |words: &str| {
        text.find(words)
            .unwrap_or_else(|| panic!("{words}: {text}"))
    };
    assert!(place("**What is good**") < place("**Met before**"));
    assert!(place("**Met before**") < place("`postmortems/2025-01-10-checkout-outage.md`"));
}
