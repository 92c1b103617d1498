//! The rules as people meet them: the list, the reference in `docs/`, the pages of the site.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::project::Project;

fn here(path: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The rules as `rules --format json` has them.
fn rules(project: &Project) -> Vec<Value> {
    let run = project.run(&["rules", "--format", "json"]);
    serde_json::from_str(run.succeeds().out()).unwrap()
}

#[test]
fn the_reference_says_what_the_rules_say() {
    let project = Project::empty();
    let run = project.run(&["rules", "--format", "markdown"]);
    let written = fs::read_to_string(here("docs/rules.md")).unwrap_or_default();
    assert!(
        written.replace("\r\n", "\n") == run.succeeds().out(),
        "docs/rules.md is not what the rules say now; write it again with\n\
         cargo run -- rules --format markdown > docs/rules.md"
    );
}

#[test]
fn every_rule_has_a_page_on_the_site() {
    let project = Project::copy_of(&here("example-site")).in_late_2026();
    let rules = rules(&project);
    let run = project.build();
    run.succeeds();
    assert!(rules.len() > 80, "{}", rules.len());
    for rule in &rules {
        let text = |key: &str| rule[key].as_str().unwrap();
        run.page(&format!("rules/{}/", text("name")), |page| {
            page.says(text("summary"));
        });
    }
}

#[test]
fn every_rule_that_is_written_is_run_and_stands_in_the_file_of_its_name() {
    let listed: BTreeSet<String> = rules(&Project::empty())
        .iter()
        .map(|rule| rule["name"].as_str().unwrap().to_owned())
        .collect();
    let mut written = BTreeSet::new();
    for area in fs::read_dir(here("src/rules")).unwrap() {
        let area = area.unwrap().path();
        if !area.is_dir() {
            continue;
        }
        for file in fs::read_dir(&area).unwrap() {
            let file = file.unwrap().path();
            let text = fs::read_to_string(&file).unwrap_or_default();
            if !text.contains("const RULE: Rule") {
                continue;
            }
            let name = |path: &Path| {
                let stem = path.file_stem().unwrap().to_str().unwrap();
                stem.replace('_', "-")
            };
            written.insert(format!("{}/{}", name(&area), name(&file)));
        }
    }
    assert_eq!(listed, written);
}
