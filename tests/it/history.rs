//! When a report was last changed, as git tells it.

use crate::changed::git;
use crate::project::Project;

const OLD: &str = "postmortems/2025-01-10-checkout-outage/";
const NEW: &str = "postmortems/2025-03-02-login-outage/";
const LAST: &str = "Last changed <time datetime=\"2025-01-01\">";

/// A repository of two commits, of which the second changed one report.
fn repository() -> Project {
    let project = Project::from("two-incidents-one-factor");
    git(&project.root(), &["init", "--quiet"]);
    for message in ["first", "second"] {
        project.edit(
            "postmortems/2025-03-02-login-outage.md",
            "## Timeline",
            &format!("Read again for the {message} time.\n\n## Timeline"),
        );
        git(&project.root(), &["add", "--all"]);
        git(&project.root(), &["commit", "--quiet", "-m", message]);
    }
    project
}

#[test]
fn a_report_says_the_day_of_its_last_commit() {
    let project = repository();
    project.build().succeeds();
    for page in [OLD, NEW] {
        assert!(says_when(&project, page), "{page}");
    }
}

#[test]
fn a_shallow_clone_is_silent_about_what_is_older_than_itself() {
    let origin = repository();
    let origin = format!("file://{}", origin.root().display());
    let clone = Project::empty();
    git(
        &clone.root(),
        &["clone", "--quiet", "--depth", "1", &origin, "deep/one"],
    );
    git(
        &clone.root(),
        &[
            "clone",
            "--quiet",
            "--no-single-branch",
            &origin,
            "deep/all",
        ],
    );
    for (folder, expected) in [("deep/one", false), ("deep/all", true)] {
        let args = ["build", folder, "--out", "public"];
        clone.run(&args).succeeds();
        assert_eq!(says_when(&clone, OLD), expected, "{folder}");
    }
}

#[test]
fn outside_a_repository_nothing_is_said() {
    let project = Project::from("two-incidents-one-factor");
    project.build().succeeds();
    assert!(!says_when(&project, NEW));
}

fn says_when(project: &Project, page: &str) -> bool {
    project
        .read(&format!("public/{page}index.html"))
        .contains(LAST)
}
