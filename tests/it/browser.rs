//! The example in a real browser: `tests/browser/run.mjs`.
//!
//! Needs Chromium, Java and the packages of `tests/browser`. Where one of them is missing the test
//! says so and passes, unless `CI` is set: `.ci/run` installs them.

use std::path::Path;
use std::process::Command;

use crate::project::Project;

#[test]
fn a_reader_stumbles_over_nothing() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let suite = root.join("tests/browser");
    let has = |program: &str| {
        Command::new(program)
            .arg("--version")
            .output()
            .is_ok_and(|it| it.status.success())
    };
    let missing: Vec<&str> = [
        (has("node"), "node"),
        (has("java"), "java"),
        (has("chromium"), "chromium"),
        (
            suite.join("node_modules").is_dir(),
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
        return;
    }
    let project = Project::copy_of(&root.join("example-site")).in_late_2026();
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
    let mut command = Command::new("node");
    command
        .arg(suite.join("run.mjs"))
        .arg(project.path("public"))
        .arg("--screenshots")
        .arg(suite.join("screenshots"));
    let output = command.output().unwrap();
    let report = String::from_utf8_lossy(&output.stdout);
    println!("{report}");
    assert!(
        output.status.success(),
        "{report}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
}
