//! `build`: what is in the site, and what becomes of the one that was there.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Stdio;

use crate::project::Project;

const MANIFEST: &str = ".secondstory-manifest.json";

#[test]
fn a_factor_page_lists_the_reports_that_name_it() {
    let project = Project::from("two-incidents-one-factor");
    project
        .build()
        .page("factors/retry-storm/", |page| {
            page.lists(["2025-01-10-checkout-outage", "2025-03-02-login-outage"]);
        })
        .page("factors/unclear-ownership/", |page| {
            page.lists(["2025-01-10-checkout-outage"]);
        });
}

#[test]
fn a_page_that_is_gone_from_the_source_is_gone_from_the_site() {
    let project = Project::from("two-incidents-one-factor");
    project.build().succeeds();
    project.remove("postmortems/2025-03-02-login-outage.md");
    project
        .build()
        .page("factors/retry-storm/", |page| {
            page.lists(["2025-01-10-checkout-outage"]);
        })
        .has_no("postmortems/2025-03-02-login-outage")
        .has_no("services/login");
}

#[test]
fn what_did_not_change_is_not_written_again() {
    let project = Project::from("two-incidents-one-factor");
    project.build().succeeds();
    let before = identities(&project);
    project.build().succeeds();
    assert_eq!(identities(&project), before, "nothing changed");

    project.edit(
        "postmortems/2025-03-02-login-outage.md",
        "The queue was empty again.",
        "The queue was empty, and stayed so.",
    );
    project.build().succeeds();
    let after = identities(&project);
    let changed: BTreeSet<&str> = after
        .iter()
        .filter(|(path, identity)| before.get(*path) != Some(identity))
        .map(|(path, _)| path.as_str())
        .collect();
    assert!(changed.contains("postmortems/2025-03-02-login-outage/index.html"));
    assert!(!changed.contains("postmortems/2025-01-10-checkout-outage/index.html"));
    assert!(!changed.contains("theme/styles/site.css"));
}

#[test]
fn a_page_that_somebody_changed_is_written_again() {
    let project = Project::from("two-incidents-one-factor");
    project.build().succeeds();
    let page = project.read("public/index.html");
    project.write("public/index.html", page.replace("Harbour", "Harbors"));
    project.build().succeeds();
    assert_eq!(project.read("public/index.html"), page);
}

#[test]
fn files_of_others_in_the_output_stay_and_are_named() {
    let project = Project::from("two-incidents-one-factor");
    project.build().succeeds();
    project.write("public/CNAME", "learning.example.org");
    project.write("public/postmortems/notes/mine.txt", "keep me");
    project.remove("postmortems/2025-03-02-login-outage.md");
    project.build().succeeds().says("CNAME");
    assert_eq!(project.read("public/CNAME"), "learning.example.org");
    assert_eq!(project.read("public/postmortems/notes/mine.txt"), "keep me");
    assert_eq!(beside(&project), ["project"]);
}

#[test]
fn a_file_of_others_in_the_place_of_a_page_is_an_error_and_stays() {
    let project = Project::from("two-incidents-one-factor");
    project.build().succeeds();
    let report = project.read("postmortems/2025-03-02-login-outage.md");
    project.write("public/postmortems/2025-04-01-new/index.html", "mine");
    project.write("postmortems/2025-04-01-new.md", report);
    project
        .build()
        .fails()
        .says("public/postmortems/2025-04-01-new/index.html");
    assert_eq!(
        project.read("public/postmortems/2025-04-01-new/index.html"),
        "mine"
    );
}

#[test]
fn a_page_that_cannot_be_rendered_leaves_the_old_site() {
    let project = Project::from("two-incidents-one-factor");
    project.build().succeeds();
    let before = project.tree("public");
    project.remove("postmortems/2025-03-02-login-outage.md");
    project.write("theme/templates/factor.html", "{{ nothing.like.this }}");
    project.build().fails().says("factor.html");
    assert_eq!(project.tree("public"), before);
    assert_eq!(beside(&project), ["project"]);
}

#[test]
fn two_builds_are_byte_identical_whatever_the_zone_the_language_and_the_threads() {
    let build = |zone: &str, language: &str, threads: &str| {
        let project = Project::from("two-incidents-one-factor")
            .env("TZ", zone)
            .env("LANG", language)
            .env("LC_ALL", language)
            .env("RAYON_NUM_THREADS", threads);
        project.build().succeeds();
        project.tree("public")
    };
    let reference = build("UTC", "C.UTF-8", "1");
    assert!(reference.len() > 10 && reference.contains_key(MANIFEST));
    for (zone, language, threads) in [
        ("Pacific/Kiritimati", "tr_TR.UTF-8", "2"),
        ("America/St_Johns", "C", "8"),
    ] {
        assert_eq!(build(zone, language, threads), reference, "{zone}");
    }
}

#[test]
fn a_rebuilt_site_is_the_same_as_one_built_from_nothing() {
    let project = Project::from("two-incidents-one-factor");
    project.build().succeeds();
    project.edit("factors.yml", "Retries added", "Repeated requests added");
    project.edit("secondstory.yml", "Harbour Lights", "Harbour");
    project.build().succeeds();
    let rebuilt = project.tree("public");
    std::fs::remove_dir_all(project.path("public")).unwrap();
    project.build().succeeds();
    assert_eq!(project.tree("public"), rebuilt);
}

#[test]
fn what_a_killed_build_left_behind_is_cleared_away_and_nothing_else() {
    let project = Project::from("two-incidents-one-factor");
    project.build().succeeds();
    let site = project.tree("public");
    project.write(
        ".public.secondstory-new-1/.secondstory-manifest.json",
        r#"{"version":1,"files":{"index.html":{"blake3":null,"bytes":0}}}"#,
    );
    project.write(".public.secondstory-new-1/index.html", "half a page");
    project.write(".public.secondstory-new-2/mine.txt", "keep me");
    project.write(".public.secondstory-notes", "keep me too");
    project.build().succeeds();
    assert!(!project.path(".public.secondstory-new-1").exists());
    assert!(project.path(".public.secondstory-notes").exists());
    // What nobody wrote here finds its way into the site's folder rather than being lost.
    assert_eq!(project.read("public/mine.txt"), "keep me");
    let mut after = project.tree("public");
    after.remove("mine.txt");
    assert_eq!(after, site);
}

#[test]
fn two_builds_at_once_wait_for_each_other() {
    let project = Project::from("two-incidents-one-factor");
    let children: Vec<_> = (0..6)
        .map(|_| {
            let mut command = project.command(&["build"]);
            command.stdout(Stdio::piped()).stderr(Stdio::piped());
            command.spawn().unwrap()
        })
        .collect();
    for child in children {
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{said}");
    }
    let site = project.tree("public");
    std::fs::remove_dir_all(project.path("public")).unwrap();
    project.build().succeeds();
    assert_eq!(project.tree("public"), site);
}

/// Returns which file is behind each path of the site: written again, it is another one.
fn identities(project: &Project) -> BTreeMap<String, (u64, std::time::SystemTime)> {
    let site = project.path("public");
    let identity = |path: &str| {
        let metadata = std::fs::metadata(site.join(path)).unwrap();
        #[cfg(unix)]
        let file = std::os::unix::fs::MetadataExt::ino(&metadata);
        #[cfg(not(unix))]
        let file = 0;
        (file, metadata.modified().unwrap())
    };
    let paths = project.tree("public").into_keys();
    paths
        .filter(|path| path != MANIFEST)
        .map(|path| (path.clone(), identity(&path)))
        .collect()
}

/// Returns the names beside the project's folder and the hidden ones in it, where temporary folders
/// would be.
fn beside(project: &Project) -> Vec<String> {
    let root = project.root();
    let names = |folder: &std::path::Path| -> Vec<String> {
        let entries = std::fs::read_dir(folder).unwrap();
        entries
            .map(|entry| entry.unwrap().file_name().display().to_string())
            .collect()
    };
    let mut there = names(root.parent().unwrap());
    there.extend(
        names(&root)
            .into_iter()
            .filter(|name| name.starts_with('.')),
    );
    there.sort();
    there
}

#[test]
fn a_missing_section_fails_a_published_report_with_one_finding_and_only_warns_of_a_draft() {
    const REPORT: &str = "postmortems/2025-03-02-login-outage.md";
    let project = Project::from("two-incidents-one-factor");
    project.build().succeeds();
    let before = project.tree("public");
    project.edit(REPORT, "## Impact\n", "");

    for command in [&["check", "--format", "full"][..], &["build"]] {
        let run = project.run(command);
        run.has_errors()
            .prints(&format!("--> {REPORT}:2:8"))
            .prints("help: add `## Impact` after `Summary`")
            .prints("ask: What did people notice");
        assert_eq!(run.out.matches("error[").count(), 1, "{}", run.out);
    }
    assert_eq!(project.tree("public"), before, "the last site stays");
    project.run(&["build", "--keep-going"]).succeeds();

    project.edit(REPORT, "status: published", "status: draft");
    project
        .check()
        .succeeds()
        .prints("warning[structure/missing-section]");
    project.build().succeeds();
}

/// What a build that finds nothing to do says.
const UP_TO_DATE: &str = "nothing changed since the last build";

#[test]
fn a_site_of_the_same_inputs_is_not_built_again_even_where_times_of_files_say_nothing() {
    let project = Project::from("two-incidents-one-factor");
    project.build().succeeds();
    let before = identities(&project);
    project.build().succeeds().says(UP_TO_DATE);
    assert_eq!(identities(&project), before);

    let clone = Project::copy_of(&project.root());
    clone.build().succeeds().says(UP_TO_DATE);
}

#[test]
fn whatever_changes_in_a_project_the_site_is_that_of_a_clean_build() {
    type Change = fn(&Project);
    let changes: [(&str, Change); 9] = [
        ("a report", |it| {
            it.edit(
                "postmortems/2025-03-02-login-outage.md",
                "The queue was empty again.",
                "The queue was empty, and stayed so.",
            );
        }),
        ("a report more", |it| {
            it.write("postmortems/third.md", "# Third\n\n## Summary\n\nWords.\n");
        }),
        ("a report less", |it| {
            it.remove("postmortems/2025-03-02-login-outage.md");
        }),
        ("the configuration", |it| {
            let config = it.read("secondstory.yml");
            it.write("secondstory.yml", format!("{config}\nlanguage: en-GB\n"));
        }),
        ("a style", |it| {
            it.write("theme/styles/own.css", "p { margin: 0 }");
        }),
        ("a template", |it| {
            it.write("theme/templates/home.html", "<p>Home.</p>\n");
        }),
        ("the culture statement", |it| {
            it.write("culture.md", "# How we learn\n\nTogether.\n");
        }),
        ("a page", |it| {
            it.write("public/index.html", "<p>Not ours.</p>");
        }),
        ("a page less", |it| it.remove("public/index.html")),
    ];
    for (what, change) in changes {
        let project = Project::from("two-incidents-one-factor");
        project.build().succeeds();
        change(&project);
        project.run(&["build", "--keep-going"]);
        let clean = Project::copy_of(&project.root());
        std::fs::remove_dir_all(clean.path("public")).unwrap();
        clean.run(&["build", "--keep-going"]);
        let [built, expected] = [&project, &clean].map(|it| it.tree("public"));
        assert!(!expected.is_empty(), "{what}");
        assert_eq!(names_of_differences(&built, &expected), [""; 0], "{what}");
    }
}

#[test]
fn another_day_another_audience_and_a_note_that_is_not_ours_are_built() {
    for arguments in [["--today", "2031-01-01"], ["--audience", "public"]] {
        let project = Project::from("two-incidents-one-factor");
        project.build().succeeds();
        let run = project.run(&["build", arguments[0], arguments[1]]);
        run.succeeds().is_silent_about(UP_TO_DATE);
    }
    let project = Project::from("two-incidents-one-factor");
    project.build().succeeds();
    let manifest = project.read(&format!("public/{MANIFEST}"));
    let (before, after) = manifest.split_once("\"inputs\":\"").unwrap();
    let other = if after.starts_with('0') { "1" } else { "0" };
    let forged = format!("{before}\"inputs\":\"{other}{}", &after[1..]);
    project.write(&format!("public/{MANIFEST}"), forged);
    project.build().succeeds().is_silent_about(UP_TO_DATE);
}

#[test]
fn a_build_that_had_something_to_say_says_it_again() {
    let broken = "---\ntitle: [\n---\n";
    let project = Project::from("two-incidents-one-factor").with("postmortems/broken.md", broken);
    for _ in 0..2 {
        let run = project.run(&["build", "--keep-going"]);
        run.prints("invalid-yaml").is_silent_about(UP_TO_DATE);
    }
}

/// Returns the paths of the files that two trees do not have alike.
fn names_of_differences<'a>(
    one: &'a BTreeMap<String, Vec<u8>>,
    other: &'a BTreeMap<String, Vec<u8>>,
) -> Vec<&'a str> {
    let paths: BTreeSet<&String> = one.keys().chain(other.keys()).collect();
    let differ = |path: &&String| one.get(*path) != other.get(*path) && *path != MANIFEST;
    paths
        .into_iter()
        .filter(differ)
        .map(String::as_str)
        .collect()
}
