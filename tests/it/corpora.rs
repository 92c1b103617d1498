//! Repositories of others, built as they are.
//!
//! They are looked for in `../shared/corpora`, beside this repository, each with a configuration of
//! a few lines in `tests/corpora`. Where they are not, these tests say so and are skipped.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::project::Project;

#[test]
fn every_report_of_dfds_becomes_a_page() {
    build("dfds");
}

#[test]
fn every_report_of_mybinder_becomes_a_page() {
    build("mybinder");
}

#[test]
fn every_report_of_icco_becomes_a_page() {
    build("icco");
}

#[test]
fn every_report_of_jenkins_becomes_a_page() {
    build("jenkins-status");
}

/// The least part of the reports with sections, or with a timeline, in which they are recognised.
const RECOGNISED: f64 = 0.95;

fn build(name: &str) {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let corpus = here.join("../shared/corpora").join(name);
    if !corpus.is_dir() {
        println!("skipped: there is no {}", corpus.display());
        return;
    }
    let config = here.join("tests/corpora").join(format!("{name}.yml"));
    let project =
        Project::copy_of(&corpus).with("secondstory.yml", std::fs::read_to_string(config).unwrap());
    let before = project.tree(".");
    let reports: BTreeSet<&String> = before.keys().filter(|path| path.ends_with(".md")).collect();

    project.run(&["build", "--keep-going"]).succeeds();
    let after = project.tree(".");
    for (path, bytes) in &before {
        assert_eq!(after.get(path), Some(bytes), "{path} was edited");
    }

    let export = project.run(&["export", "--format", "json"]);
    let understood: serde_json::Value = serde_json::from_str(&export.succeeds().out).unwrap();
    let understood = understood["postmortems"].as_array().unwrap();
    let read: BTreeSet<String> = understood.iter().map(|it| text(&it["path"])).collect();
    assert_eq!(reports, read.iter().collect(), "what became a report");
    for postmortem in understood {
        let page = format!(
            "public/postmortems/{}/index.html",
            text(&postmortem["slug"])
        );
        assert!(project.path(&page).is_file(), "there is no {page}");
    }

    let mut sections = Count::default();
    let mut timelines = Count::default();
    for postmortem in understood {
        let path = text(&postmortem["path"]);
        let written = project.read(&path);
        let is_there = |field: &str| {
            postmortem[field]
                .as_array()
                .is_some_and(|it| !it.is_empty())
        };
        sections.add(&path, has_sections(&written), is_there("sections"));
        timelines.add(&path, has_timeline(&written), is_there("moments"));
    }
    println!(
        "{name}: {} reports, {} pages, sections in {sections}, timelines in {timelines}",
        reports.len(),
        after.keys().filter(|path| path.ends_with(".html")).count(),
    );
    sections.expect(name, "sections");
    timelines.expect(name, "timelines");
}

fn text(value: &serde_json::Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// Of the reports that have something, those in which it was recognised.
#[derive(Default)]
struct Count {
    have: usize,
    missed: Vec<PathBuf>,
}

impl Count {
    fn add(&mut self, path: &str, has: bool, is_recognised: bool) {
        if has {
            self.have += 1;
        }
        if has && !is_recognised {
            self.missed.push(path.into());
        }
    }

    fn recognised(&self) -> usize {
        self.have - self.missed.len()
    }

    fn expect(&self, name: &str, what: &str) {
        assert!(
            self.recognised() as f64 >= RECOGNISED * self.have as f64,
            "{what} of {name} in {self}, not in {:#?}",
            self.missed
        );
    }
}

impl std::fmt::Display for Count {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(f, "{} of {}", self.recognised(), self.have)
    }
}

/// Says whether a text has headings besides its title, or bold labels, as a person would see it.
fn has_sections(text: &str) -> bool {
    text.lines()
        .any(|line| line.starts_with("## ") || line.starts_with("- **") && line.contains("**:"))
}

/// Says whether a text has a heading that calls what follows a timeline.
fn has_timeline(text: &str) -> bool {
    text.lines()
        .any(|line| line.starts_with('#') && line.to_lowercase().contains("timeline"))
}
