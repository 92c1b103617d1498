//! `check --write-baseline`: a backlog is known, and only what is new is told.

use std::path::Path;

use crate::check::with_faults;
use crate::project::{Project, Run};

const REPORT: &str = "postmortems/2025-01-10-checkout-outage.md";
const OTHER: &str = "postmortems/2025-03-02-login-outage.md";
const FILE: &str = "secondstory.baseline.json";

/// A project with faults, all of them known.
fn known() -> Project {
    let project = with_faults();
    project.run(&["check", "--write-baseline"]).succeeds();
    project
}

/// Returns how many findings are known.
fn size(project: &Project) -> usize {
    let baseline: serde_json::Value = serde_json::from_str(&project.read(FILE)).unwrap();
    let counts = baseline["findings"].as_array().unwrap().iter();
    counts
        .map(|it| usize::try_from(it["count"].as_u64().unwrap_or(1)).unwrap())
        .sum()
}

fn paths(run: &Run) -> Vec<String> {
    let json: serde_json::Value = serde_json::from_str(run.out()).unwrap();
    let findings = json["findings"].as_array().unwrap();
    let mut paths: Vec<String> = findings
        .iter()
        .map(|it| it["path"].as_str().unwrap().to_owned())
        .collect();
    paths.dedup();
    paths
}

#[test]
fn with_a_baseline_the_check_and_the_build_are_green_and_say_how_much_is_known() {
    let project = with_faults();
    project.check().has_errors();
    let written = project.run(&["check", "--write-baseline"]);
    let known = size(&project);
    assert!(known > 5, "{known}");
    written
        .succeeds()
        .says(&format!("secondstory.baseline.json has {known} findings."));
    let run = project.run(&["check", "--strict", "--hints"]);
    run.succeeds().says(&format!("{known} in the baseline"));
    assert_eq!(run.out(), "");
    // What is known is lacking all the same.
    project.build().page("compliance/", |page| {
        page.says("link/broken").says("log.md");
    });
    let run = project.run(&["check", "--format", "sarif"]);
    assert_eq!(run.out().matches("\"kind\": \"external\"").count(), known);
    project
        .run(&["check", "--no-baseline"])
        .has_errors()
        .prints("link/broken");
}

#[test]
fn only_what_is_new_is_told() {
    let project = known();
    project.edit(OTHER, "## Impact\n\n", "## Impact\n\nSee [that](gone.md). ");
    let run = project.run(&["check", "--format", "json"]);
    run.has_errors().prints("gone.md");
    assert_eq!(paths(&run), [OTHER]);
    project
        .build()
        .has_errors()
        .prints("gone.md")
        .is_silent_about("log.md");
}

#[test]
fn a_paragraph_that_is_moved_indented_or_wrapped_anew_keeps_its_findings() {
    let project = known();
    let paragraph = "The outage was caused by human error, see [the log](log.md). Each client \
                     repeated at once, and so kept the queue full.\n\n";
    project.edit(REPORT, paragraph, "A clean one.\n\n");
    let wrapped = "- > A quotation is not judged.\n- one\n\n   The  outage was caused\n   by human \
                   error, see\n   [the log](log.md). Each client\n   repeated at once, and so kept the queue full.\n\n";
    project.edit(REPORT, "## Impact\n\n", &format!("## Impact\n\n{wrapped}"));
    project
        .run(&["check", "--strict", "--select", "link,language"])
        .succeeds()
        .says("2 in the baseline");
}

#[test]
fn two_equal_findings_are_two_and_a_third_is_new() {
    let project = Project::from("two-incidents-one-factor");
    let sentence = "The outage was caused by human error.\n\n";
    let times = |n: usize| format!("## Impact\n\n{}", sentence.repeat(n));
    project.edit(REPORT, "## Impact\n\n", &times(2));
    project.run(&["check", "--write-baseline"]).succeeds();
    let known = project.read(FILE);
    assert_eq!(known.matches("language/human-error").count(), 2, "{known}");
    project.edit(REPORT, &times(2), &times(1));
    project.check().succeeds();
    project.edit(REPORT, &times(1), &times(3));
    let run = project.run(&["check", "--format", "concise"]);
    let told = run.out().matches("language/human-error").count();
    assert_eq!(told, 1, "{}", run.out());
}

#[test]
fn what_is_mended_is_told_and_dropped_at_the_next_write() {
    let project = known();
    let before = size(&project);
    project.edit(REPORT, "see [the log](log.md)", "see the log");
    project
        .check()
        .succeeds()
        .says("1 finding of the baseline is mended");
    project
        .run(&["check", "--write-baseline"])
        .succeeds()
        .says(&format!(
            "has {} findings: 1 mended and dropped, 0 new",
            before - 1
        ));
    assert!(!project.read(FILE).contains("link/broken"));
    project.check().succeeds().is_silent_about("mended");
    project.edit(REPORT, "see the log", "see [the log](log.md)");
    project.check().has_errors().prints("link/broken");
}

#[test]
fn it_grows_only_where_somebody_asks_for_it() {
    let project = known();
    let (before, known) = (project.read(FILE), size(&project));
    project.edit(OTHER, "## Impact\n\n", "## Impact\n\nSee [that](gone.md). ");
    project
        .run(&["check", "--write-baseline"])
        .fails()
        .says("may only shrink")
        .says(&format!("link/broken: 1 before, 2 now; new in {OTHER}"))
        .says("--grow");
    assert_eq!(project.read(FILE), before);
    project
        .run(&["check", "--write-baseline", "--grow"])
        .succeeds()
        .says(&format!(
            "has {} findings: 0 mended and dropped, 1 new",
            known + 1
        ));
    project.check().succeeds();
}

#[test]
fn a_report_that_is_renamed_needs_no_leave_to_grow() {
    let project = known();
    let text = project.read(REPORT);
    project.remove(REPORT);
    project.write("postmortems/2025-01-10-renamed.md", text);
    project.check().has_errors();
    project.run(&["check", "--write-baseline"]).succeeds();
    project.check().succeeds();
}

#[test]
fn where_nobody_looked_nothing_is_dropped() {
    let project = known();
    let before = project.read(FILE);
    project
        .run(&["check", OTHER, "--write-baseline"])
        .succeeds();
    project
        .run(&["check", "--select", "link", "--write-baseline"])
        .succeeds();
    assert_eq!(project.read(FILE), before);
}

#[test]
fn it_is_written_the_same_every_time_and_may_live_elsewhere() {
    let project = known();
    let before = project.read(FILE);
    project.remove(FILE);
    project
        .run(&["check", "--write-baseline=known.json"])
        .succeeds()
        .says("write `baseline: known.json` into secondstory.yml");
    assert_eq!(project.read("known.json"), before);
    project.check().has_errors();
    project.write("secondstory.yml", "baseline: known.json\n");
    project.check().succeeds();
    project
        .run(&["check", "--write-baseline=../known.json"])
        .fails()
        .says("outside the knowledge base");
}

#[test]
fn what_is_always_told_is_not_recorded() {
    let project = with_faults().with(
        "postmortems/2025-04-01-quote.md",
        "---\ntitle: \"unclosed\nkind: incident\n---\n",
    );
    project
        .run(&["check", "--write-baseline"])
        .has_errors()
        .prints("front-matter/invalid-yaml")
        .is_silent_about("link/broken");
}

#[test]
fn a_garbled_file_is_named_with_its_line_and_the_way_out() {
    let project = known();
    let text = project.read(FILE);
    project.write(FILE, text.replacen("\"rule\"", "\"rul\"", 1));
    project
        .check()
        .fails()
        .says("secondstory.baseline.json:4")
        .says("--write-baseline");
    project.write(FILE, format!("<<<<<<< HEAD\n{text}"));
    project
        .check()
        .fails()
        .says("a merge was left half-way")
        .says("secondstory.baseline.json:1");
    project.write(FILE, "{ \"version\": 7, \"findings\": [] }");
    project.check().fails().says("of version 7");
}

#[test]
fn of_the_example_only_the_report_that_was_edited_is_told() {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("example-site");
    let project = Project::copy_of(&example).in_late_2026();
    only_the_edited_report_is_told(&project);
}

#[test]
fn of_dfds_only_the_report_that_was_edited_is_told() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let corpus = here.join("../shared/corpora/dfds");
    if !corpus.is_dir() {
        println!("skipped: there is no {}", corpus.display());
        return;
    }
    let project = Project::copy_of(&corpus).in_late_2026();
    project.run(&["adopt", "."]).succeeds();
    project.run(&["check"]).has_errors();
    only_the_edited_report_is_told(&project);
}

/// Writes a baseline, edits a report in its middle, and looks at what is told.
fn only_the_edited_report_is_told(project: &Project) {
    project.run(&["check", "--write-baseline"]).succeeds();
    let run = project.run(&["check", "--strict", "--format", "json"]);
    run.succeeds();
    assert_eq!(paths(&run), [""; 0]);

    let tree = project.tree(".");
    let is_report = |path: &&String| path.ends_with(".md") && path.starts_with(['P', 'p']);
    let edited = tree.keys().filter(is_report).nth(4).unwrap();
    let text = project.read(edited);
    let timeline = text.find("## Timeline").unwrap();
    let (before, after) = text.split_at(timeline);
    let new = "## More\n\nThe outage was caused by human error.\n\n[The log](gone.md)\n\n";
    project.write(edited, format!("{before}{new}{after}"));
    let run = project.run(&["check", "--format", "json"]);
    run.has_errors()
        .prints("language/human-error")
        .prints("link/broken");
    assert_eq!(paths(&run), [edited.as_str()]);
    let json: serde_json::Value = serde_json::from_str(run.out()).unwrap();
    assert_eq!(
        json["findings"].as_array().unwrap().len(),
        2,
        "{}",
        run.out()
    );
}
