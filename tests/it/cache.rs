//! What a build leaves for the next: it saves work, and never changes a byte of a site.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use crate::generate;
use crate::project::Project;

/// A project of some generated reports, in late 2026.
fn generated(reports: usize) -> Project {
    let project = Project::empty().in_late_2026();
    generate::generate(&project.root(), reports, 7).unwrap();
    project
}

/// Builds, and fails unless the site is that of a build which knows nothing of earlier ones.
fn is_as_if_built_from_nothing(project: &Project, what: &str, wish: &[&str]) {
    let build = |arguments: &[&str]| {
        let arguments = [&["build", "--keep-going"], arguments, wish].concat();
        project.run(&arguments).succeeds();
    };
    build(&[]);
    let _ = fs::remove_dir_all(project.path("../clean"));
    build(&["--no-cache", "--out", "../clean"]);
    let [built, clean] = ["public", "../clean"].map(|it| project.tree(it));
    assert!(clean.len() > 50, "{what}");
    assert_eq!(differences(&built, &clean), [""; 0], "{what}");
}

/// Returns the paths of the files that two trees do not have alike. Manifests say what was asked for.
fn differences<'a>(
    one: &'a BTreeMap<String, Vec<u8>>,
    other: &'a BTreeMap<String, Vec<u8>>,
) -> Vec<&'a str> {
    let paths: BTreeSet<&String> = one.keys().chain(other.keys()).collect();
    let differ = |path: &&String| one.get(*path) != other.get(*path) && !path.starts_with('.');
    let paths = paths.into_iter().filter(differ);
    paths.map(String::as_str).collect()
}

/// Returns the paths of the reports, in order.
fn reports(project: &Project) -> Vec<String> {
    let files = project.tree("postmortems").into_keys();
    let reports = files.filter(|it| it.ends_with(".md"));
    reports.map(|it| format!("postmortems/{it}")).collect()
}

/// Replaces the first line that begins with a word.
fn set(project: &Project, path: &str, field: &str, line: &str) {
    let text = project.read(path);
    let is_it = |it: &&str| it.starts_with(field);
    let before = text.lines().find(is_it).unwrap_or("---").to_owned();
    let after = match before.as_str() {
        "---" => format!("---\n{line}"),
        _ => line.to_owned(),
    };
    project.write(path, text.replacen(&before, &after, 1));
}

#[test]
fn after_an_edit_one_report_is_read_and_most_files_are_not_made() {
    let project = generated(24);
    project
        .run(&["build", "-v"])
        .succeeds()
        .says("what is in 0 of 24 reports, 0 of ");
    let report = reports(&project).swap_remove(5);
    let text = project.read(&report);
    project.write(&report, format!("{text}\nOne sentence more.\n"));
    let run = project.run(&["build", "-v"]);
    run.succeeds().says("what is in 23 of 24 reports, ");
    let (_, known) = run.err.split_once("24 reports, ").unwrap();
    let (known, _) = known.split_once(" of ").unwrap();
    // The page of each other report, and its data, unless it is now related to others; and its text.
    let known: usize = known.parse().unwrap();
    let texts = project.tree("public/search/t").len();
    let known_at_least = 24 + texts / 2;
    assert!(
        (known_at_least..46 + texts).contains(&known),
        "{known} files, {texts} pieces of text"
    );
}

#[test]
fn after_a_row_of_changes_a_site_is_that_of_a_clean_build() {
    type Change = fn(&Project, &str);
    let changes: [(&str, Change); 17] = [
        ("a sentence more", |it, report| {
            let text = it.read(report);
            it.write(report, format!("{text}\nOne sentence more.\n"));
        }),
        ("another title", |it, report| {
            set(it, report, "title:", "title: Lanterns went out");
        }),
        ("another slug", |it, report| {
            set(it, report, "slug:", "slug: lanterns");
        }),
        ("a name that it had before", |it, report| {
            set(it, report, "aliases:", "aliases: [old-lanterns]");
        }),
        ("another day", |it, report| {
            set(it, report, "started:", "started: 2011-05-06 07:08");
        }),
        ("another service", |it, report| {
            set(it, report, "services:", "services: [lighthouse]");
        }),
        ("other factors", |it, report| {
            let factors = "contributing_factors: [factor-3, factor-5, nothing-known]";
            set(it, report, "contributing_factors:", factors);
        }),
        ("a draft", |it, report| {
            set(it, report, "status:", "status: draft");
        }),
        ("not for everybody", |it, report| {
            set(
                it,
                report,
                "confidentiality:",
                "confidentiality: restricted",
            );
        }),
        ("a breach", |it, report| {
            set(it, report, "kind:", "kind: data-breach");
        }),
        ("a file less", |it, report| it.remove(report)),
        ("a file more", |it, report| {
            let text = it.read(report).replacen("title: ", "title: Once more ", 1);
            it.write("postmortems/2026/2026-01-02-once-more.md", text);
        }),
        ("a file under another name", |it, report| {
            let text = it.read(report);
            it.remove(report);
            it.write("postmortems/2024/2024-02-03-moved.md", text);
        }),
        ("links of all sorts", |it, report| {
            let text = it.read(report);
            let other = reports(it).pop().unwrap();
            let links = format!(
                "\nSee [one](/{other}), [another](../../{other}#summary), [none](../none.md), \
                 <a href=\"../../{other}\">a third</a>, {{factor:factor-3}} and [inside](#summary).\n"
            );
            it.write(report, format!("{text}{links}"));
        }),
        ("other headings", |it, report| {
            let text = it.read(report).replace("## Summary", "## In short");
            it.write(report, text);
        }),
        ("an allowance", |it, report| {
            let allowance = "\n<!-- secondstory: allow link/broken because it comes back -->\n\nSee [it](gone.md).\n";
            let text = it.read(report);
            it.write(report, format!("{text}{allowance}"));
        }),
        ("a file that cannot be read", |it, report| {
            it.write(report, "---\ntitle: [\n---\n\n## Summary\n");
        }),
    ];
    let project = generated(24);
    project.build().succeeds();
    for (at, (what, change)) in changes.into_iter().enumerate() {
        let reports = reports(&project);
        let report = &reports[at * 7 % reports.len()];
        change(&project, report);
        is_as_if_built_from_nothing(&project, what, &[]);
    }
}

#[test]
fn what_holds_for_all_reports_may_change_as_well() {
    type Change = fn(&Project);
    let changes: [(&str, Change); 6] = [
        ("the registry", |it| {
            it.edit("factors.yml", "  aliases: [", "  aliases: [the, ");
        }),
        ("the services", |it| {
            let services = it.read("services.yml");
            it.write("services.yml", services.replace("Service", "Part"));
        }),
        ("the configuration", |it| {
            let config = it.read("secondstory.yml");
            it.write(
                "secondstory.yml",
                format!("{config}\nrules: {{ action/overdue: off }}\n"),
            );
        }),
        ("a template of reports", |it| {
            it.write(
                "templates/incident.yml",
                "template: incident\nextends: incident\ntitle: Happening\n",
            );
        }),
        ("a template of pages", |it| {
            it.write("theme/words.en.yml", "nav.home: Start\n");
        }),
        ("the culture statement", |it| {
            it.write("culture.md", "# How we learn\n\nTogether.\n");
        }),
    ];
    let project = generated(12);
    project.build().succeeds();
    for (what, change) in changes {
        change(&project);
        is_as_if_built_from_nothing(&project, what, &[]);
    }
    set(
        &project,
        &reports(&project)[3],
        "confidentiality:",
        "confidentiality: restricted",
    );
    for wish in [
        &["--today", "2031-01-01"][..],
        &["--audience", "restricted"],
        &["--audience", "public"],
        &["--base-url", "https://other.example/"],
        &[],
    ] {
        is_as_if_built_from_nothing(&project, "another wish", wish);
    }
}

/// Returns the files of the cache.
fn files(project: &Project) -> Vec<PathBuf> {
    let entries = walkdir::WalkDir::new(project.caches()).into_iter();
    let entries = entries.map(Result::unwrap);
    let files = entries.filter(|it| it.file_type().is_file());
    files.map(walkdir::DirEntry::into_path).collect()
}

#[test]
fn a_cache_that_was_tampered_with_or_is_not_there_changes_nothing() {
    let project = generated(12);
    project.build().succeeds();
    let report = reports(&project).swap_remove(5);
    type Damage = fn(&[u8]) -> Vec<u8>;
    let damages: [Damage; 4] = [
        |_| Vec::new(),
        |bytes| bytes[..bytes.len() / 2].to_vec(),
        |bytes| {
            let mut bytes = bytes.to_vec();
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
            bytes
        },
        |_| b"something else".to_vec(),
    ];
    for (at, damage) in damages.into_iter().enumerate() {
        let caches = files(&project);
        assert!(!caches.is_empty());
        for file in caches {
            fs::write(&file, damage(&fs::read(&file).unwrap())).unwrap();
        }
        let text = project.read(&report);
        project.write(&report, format!("{text}\nSentence {at}.\n"));
        is_as_if_built_from_nothing(&project, "damaged", &[]);
    }
    fs::remove_dir_all(project.caches()).unwrap();
    fs::write(project.caches(), "a file in the place of the folder").unwrap();
    project.write(&report, "---\ntitle: Anew\n---\n\n## Summary\n\nWords.\n");
    is_as_if_built_from_nothing(&project, "no folder", &[]);
    fs::remove_file(project.caches()).unwrap();
    fs::create_dir(project.caches()).unwrap();
}

#[test]
fn nothing_is_kept_in_the_project_and_nothing_at_all_without_a_cache() {
    let project = generated(12);
    project.run(&["build", "--no-cache"]).succeeds();
    assert_eq!(files(&project), [""; 0].map(PathBuf::from));
    let names = |project: &Project| -> BTreeSet<String> {
        let entries = fs::read_dir(project.root()).unwrap();
        entries
            .map(|it| it.unwrap().file_name().display().to_string())
            .collect()
    };
    let before = names(&project);
    let report = reports(&project).swap_remove(0);
    let text = project.read(&report);
    project.write(&report, format!("{text}\nMore.\n"));
    project.build().succeeds();
    assert!(!files(&project).is_empty());
    assert_eq!(names(&project), before);
}
