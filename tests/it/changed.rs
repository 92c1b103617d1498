//! `check --changed`: what git says has changed, in repositories of all sorts.

use std::path::Path;
use std::process::Command;

use crate::check::with_faults;
use crate::project::Project;

const FAULTY: &str = "postmortems/2025-01-10-checkout-outage.md";
const OTHER: &str = "postmortems/2025-03-02-login-outage.md";

/// Runs git as nobody in particular, with nobody's settings.
pub(crate) fn git(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git")
        .args([
            "-c",
            "init.defaultBranch=main",
            "-c",
            "protocol.file.allow=always",
        ])
        .args(arguments)
        .current_dir(folder)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_SYSTEM", "/dev/null")
        .env("GIT_AUTHOR_NAME", "A")
        .env("GIT_AUTHOR_EMAIL", "a@a.example")
        .env("GIT_COMMITTER_NAME", "A")
        .env("GIT_COMMITTER_EMAIL", "a@a.example")
        .env("GIT_AUTHOR_DATE", "2025-01-01T00:00:00Z")
        .env("GIT_COMMITTER_DATE", "2025-01-01T00:00:00Z")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "git {arguments:?}: {said}");
    String::from_utf8(output.stdout).unwrap()
}

fn commit_all(folder: &Path) {
    git(folder, &["add", "--all"]);
    git(folder, &["commit", "--quiet", "--message", "a change"]);
}

/// A faulty report that was committed long ago, on the main branch of a repository.
pub(crate) fn repository() -> Project {
    let project = with_faults();
    git(&project.root(), &["init", "--quiet"]);
    commit_all(&project.root());
    project
}

/// A text that every report can take, and a finding that it makes.
const LINK: (&str, &str) = ("## Impact\n\n", "## Impact\n\nSee [that](gone.md). ");

#[test]
fn only_what_has_changed_since_the_branch_left_main_is_told() {
    let project = repository();
    project
        .run(&["check", "--changed"])
        .succeeds()
        .says("no report has changed");
    git(&project.root(), &["switch", "--quiet", "--create", "topic"]);
    project.edit(OTHER, LINK.0, LINK.1);
    for _ in ["uncommitted", "committed"] {
        project
            .run(&["check", "--changed"])
            .has_errors()
            .prints("gone.md")
            .says("1 of 1 report")
            .is_silent_about("human-error");
        if !git(&project.root(), &["status", "--porcelain"]).is_empty() {
            commit_all(&project.root());
        }
    }
    // What main did in the meantime is not this branch's doing.
    git(&project.root(), &["switch", "--quiet", "main"]);
    project.edit(FAULTY, "at once", "at once again");
    commit_all(&project.root());
    git(&project.root(), &["switch", "--quiet", "topic"]);
    project
        .run(&["check", "--changed=main"])
        .has_errors()
        .prints("gone.md")
        .is_silent_about("human-error");
    project
        .run(&["check", FAULTY, "--changed"])
        .succeeds()
        .says("no report has changed");
}

#[test]
fn staged_and_untracked_files_count_whatever_they_are_called() {
    let project = repository();
    let text = project.read(OTHER).replace(LINK.0, LINK.1);
    for name in ["a file.md", "æblegrød.md", "\"quoted\".md", "-dash.md"] {
        project.write(&format!("postmortems/{name}"), &text);
    }
    project.write("postmortems/two\nlines.md", &text);
    git(&project.root(), &["add", "postmortems/a file.md"]);
    let run = project.run(&["check", "--changed", "--format", "concise"]);
    run.has_errors();
    for name in ["a file", "æblegrød", "\"quoted\"", "-dash"] {
        run.prints(&format!("postmortems/{name}.md:"));
    }
    run.prints("two\\u{a}lines.md:")
        .is_silent_about("human-error");
}

#[test]
fn a_report_that_was_renamed_counts_and_one_that_is_gone_does_not() {
    let project = repository();
    git(&project.root(), &["switch", "--quiet", "--create", "topic"]);
    git(
        &project.root(),
        &["mv", FAULTY, "postmortems/2025-01-10-renamed.md"],
    );
    git(&project.root(), &["rm", "--quiet", OTHER]);
    commit_all(&project.root());
    project
        .run(&["check", "--changed"])
        .has_errors()
        .prints("2025-01-10-renamed.md")
        .prints("human-error")
        .says("1 of 1 report");
}

#[test]
fn a_knowledge_base_below_the_top_of_its_repository_is_compared_in_its_own_folder() {
    let project = with_faults();
    let top = project.root().parent().unwrap().to_path_buf();
    git(&top, &["init", "--quiet"]);
    commit_all(&top);
    project.edit(OTHER, LINK.0, LINK.1);
    std::fs::write(top.join("beside.md"), "text").unwrap();
    project
        .run(&["check", "--changed"])
        .has_errors()
        .prints("gone.md")
        .is_silent_about("human-error");
}

#[test]
fn before_the_first_commit_everything_is_new() {
    let project = with_faults();
    git(&project.root(), &["init", "--quiet"]);
    project
        .run(&["check", "--changed"])
        .has_errors()
        .prints("human-error");
    git(&project.root(), &["add", "--all"]);
    project
        .run(&["check", "--changed"])
        .has_errors()
        .prints("human-error");
}

#[test]
fn a_shallow_clone_that_does_not_reach_back_says_what_to_fetch() {
    let origin = repository();
    git(&origin.root(), &["switch", "--quiet", "--create", "topic"]);
    for text in ["one", "two", "three"] {
        origin.write("notes.md", text);
        commit_all(&origin.root());
    }
    git(&origin.root(), &["switch", "--quiet", "main"]);
    origin.write("notes.md", "main");
    commit_all(&origin.root());
    let url = format!("file://{}", origin.root().display());
    let beside = origin.root().parent().unwrap().to_path_buf();
    let clone = ["clone", "--quiet", "--depth=1", "--no-single-branch"];
    git(
        &beside,
        &[&clone[..], &["--branch=topic", &url, "shallow"]].concat(),
    );
    origin
        .run(&["check", "--root", "../shallow", "--changed"])
        .fails()
        .says("this clone is shallow")
        .says("fetch-depth: 0");
    origin
        .run(&["check", "--root", "../shallow", "--changed=v1.2"])
        .fails()
        .says("no commit `v1.2`")
        .says("fetch-depth: 0");
}

#[test]
fn a_base_that_there_is_not_is_named() {
    let project = repository();
    project
        .run(&["check", "--changed=develop"])
        .fails()
        .says("there is no commit `develop`");
    project
        .run(&["check", "--changed", FAULTY])
        .fails()
        .says("is a file and no commit")
        .says("--changed=BASE");
    project
        .run(&["check", "--changed=--output=stolen"])
        .fails()
        .says("is no commit");
    git(&project.root(), &["branch", "--move", "main", "trunk"]);
    project
        .run(&["check", "--changed"])
        .fails()
        .says("`origin/HEAD`")
        .says("--changed=develop");
    project.run(&["check", "--changed=trunk"]).succeeds();
}

#[test]
fn branches_without_a_common_commit_are_said_to_have_none() {
    let project = repository();
    git(&project.root(), &["switch", "--quiet", "--orphan", "other"]);
    project.write("secondstory.yml", "title: Other\n");
    project.write("postmortems/a.md", "# A\n");
    commit_all(&project.root());
    project
        .run(&["check", "--changed"])
        .fails()
        .says("no commit in common");
}

#[test]
fn without_a_repository_or_without_git_it_says_so() {
    let project = with_faults();
    project
        .run(&["check", "--changed"])
        .fails()
        .says("is not in a git repository");
    let project = project.env("PATH", "/nonexistent");
    project
        .run(&["check", "--changed"])
        .fails()
        .says("there is no program `git`");
}

#[test]
fn the_variables_of_a_hook_do_not_lead_to_another_repository() {
    let project = repository();
    let other = repository();
    project.edit(OTHER, LINK.0, LINK.1);
    let hook = other.root().join(".git");
    let project = project
        .env("GIT_DIR", hook.to_str().unwrap())
        .env("GIT_INDEX_FILE", hook.join("index").to_str().unwrap())
        .env("GIT_WORK_TREE", other.root().to_str().unwrap())
        .env("GIT_PREFIX", "postmortems/");
    project
        .run(&["check", "--changed"])
        .has_errors()
        .prints("gone.md")
        .is_silent_about("human-error");
}
