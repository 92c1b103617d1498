//! The knowledge bases that benchmarks are run on.

use std::process::{Command, Stdio};

use crate::generate;
use crate::project::Project;

#[test]
fn words_drawn_by_chance_make_no_finding_at_error_level_so_that_a_benchmark_can_be_up_to_date() {
    let project = Project::empty().in_late_2026();
    generate::generate(&project.root(), 1000, 1).unwrap();
    project
        .run(&["check", "--format", "concise"])
        .succeeds()
        .says(" of 1000 reports")
        .is_silent_about("error[");
}

#[test]
fn progress_is_a_line_at_a_terminal_that_is_gone_in_the_end_and_nothing_elsewhere() {
    let project = Project::empty();
    generate::generate(&project.root(), 400, 1).unwrap();
    let shown = check_at_a_terminal(&project, "xterm", "");
    assert!(shown.contains("checking "), "{shown:?}");
    let (_, left) = shown.rsplit_once("\x1b[2K").unwrap();
    assert!(left.contains(" of 400 reports"), "{shown:?}");
    assert!(!left.contains("checking "), "{shown:?}");
    for (terminal, flag) in [("dumb", ""), ("xterm", "--quiet")] {
        let shown = check_at_a_terminal(&project, terminal, flag);
        assert!(!shown.contains("checking "), "{shown:?}");
    }
    let run = project.run(&["check", "--format", "concise"]);
    assert!(!run.err.contains("checking "), "{}", run.err);
}

/// Checks with one thread, so that it takes its time, and returns what a terminal is told on standard
/// error.
fn check_at_a_terminal(project: &Project, terminal: &str, flag: &str) -> String {
    let program = env!("CARGO_BIN_EXE_secondstory");
    let mut script = Command::new("script");
    script
        .args(["--quiet", "--return", "--command"])
        .arg(format!("{program} check {flag} --today 2026-01-01 > found"))
        .arg("/dev/null")
        .current_dir(project.root())
        .stdin(Stdio::null())
        .env("TERM", terminal)
        .env("RAYON_NUM_THREADS", "1");
    let output = script.output().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}
