//! The example, and a site that reads from right to left, in a real browser: `tests/browser/run.mjs`
//! for the built sites, `preview.mjs` for `serve`.
//!
//! Needs Chromium, Java and the packages of `tests/browser`. Where one of them is missing the test
//! says so and passes, unless `CI` is set: `.ci/run` installs them.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::project::Project;
use crate::serve::Preview;

/// Says whether everything is there that a browser needs; fails in CI where it is not.
fn has_browser() -> bool {
    let packages = suite().join("node_modules");
    let has = |program: &str| {
        let version = Command::new(program).arg("--version").output();
        version.is_ok_and(|it| it.status.success())
    };
    let missing: Vec<&str> = [
        (has("node"), "node"),
        (has("java"), "java"),
        (has("chromium"), "chromium"),
        (
            packages.is_dir(),
            "the packages of tests/browser (npm ci --prefix tests/browser)",
        ),
    ]
    .into_iter()
    .filter_map(|(there, name)| (!there).then_some(name))
    .collect();
    if !missing.is_empty() {
        assert!(
            std::env::var_os("CI").is_none(),
            "in CI this has to run; missing: {missing:?}"
        );
        println!("skipped: {} is not installed", missing.join(", "));
    }
    missing.is_empty()
}

fn suite() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser")
}

fn example() -> Project {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    Project::copy_of(&root.join("example-site")).in_late_2026()
}

/// Runs a script, which says itself what it finds.
fn run(script: &mut Command) {
    let output = script.output().unwrap();
    let report = String::from_utf8_lossy(&output.stdout);
    println!("{report}");
    assert!(
        output.status.success(),
        "{report}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn an_author_sees_every_save() {
    if !has_browser() {
        return;
    }
    let project = example();
    let preview = Preview::of(&project);
    let report = "2023-07-14-yesterday-on-three-screens";
    project.write("theme/styles/own.css", "");
    run(Command::new("node")
        .arg(suite().join("preview.mjs"))
        .arg(preview.url())
        .arg(project.path(&format!("postmortems/{report}.md")))
        .arg(format!("/postmortems/{report}/"))
        .arg(project.path("theme/styles/own.css")));
}

#[test]
fn a_reader_stumbles_over_nothing() {
    if !has_browser() {
        return;
    }
    let project = example();
    let right_to_left = Project::from("from-right-to-left").in_late_2026();
    right_to_left.run(&["build", "--keep-going"]);
    let base = "http://127.0.0.1/some/where/";
    project
        .run(&[
            "build",
            "--audience",
            "restricted",
            "--drafts",
            "--base-url",
            base,
        ])
        .succeeds();
    run(Command::new("node")
        .arg(suite().join("run.mjs"))
        .arg(project.path("public"))
        .arg("--right-to-left")
        .arg(right_to_left.path("public"))
        .arg("--screenshots")
        .arg(suite().join("screenshots")));
}
