//! Files that nobody should have to meet: each gets a clear word, soon, with little memory, and the
//! other reports are checked all the same.

use std::fs::Permissions;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::time::Duration;

use crate::project::{Project, Run};

/// A program built for release has one second. This one is not optimised, and shares the machine with
/// all other tests.
const SOON: Duration = Duration::from_secs(5);

/// A report with a fault of its own, which has to be found whatever lies beside it.
const ORDINARY: &str =
    "---\ntitle: Ordinary\nkind: incident\nstatus: draft\nstarted: yesterday\n---\n";

/// A project with an ordinary report, in which something else is then put.
fn project() -> Project {
    Project::empty()
        .with("secondstory.yml", "title: Harbour Lights\n")
        .with("postmortems/ordinary.md", ORDINARY)
}

/// Checks, and makes sure that the ordinary report was looked at as well.
#[track_caller]
fn check(project: &Project) -> Run<'_> {
    let run = project.run_confined(&["check", "--format", "concise"]);
    run.has_errors()
        .within(SOON)
        .prints("postmortems/ordinary.md:5:10")
        .is_silent_about("panicked");
    let build = project.run_confined(&["build", "--keep-going"]);
    build.succeeds().within(SOON).is_silent_about("panicked");
    run
}

/// Checks a report with some front matter and body.
#[track_caller]
fn check_report(report: &str) -> String {
    let project = project().with("postmortems/hostile.md", report);
    check(&project).out
}

#[track_caller]
fn finds(out: &str, place: &str, words: &str) {
    let is_there = out
        .lines()
        .any(|line| line.starts_with(place) && line.contains(words));
    assert!(is_there, "no {words:?} at {place} in\n{out}");
}

#[test]
fn an_alias_bomb_is_refused_at_its_first_anchor() {
    let mut bomb = String::from("---\ntitle: x\na0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for level in 1..10 {
        let aliases = vec![format!("*a{}", level - 1); 9].join(", ");
        bomb += &format!("a{level}: &a{level} [{aliases}]\n");
    }
    let out = check_report(&(bomb + "---\n"));
    finds(&out, "postmortems/hostile.md:3:", "invalid-yaml");
}

#[test]
fn ten_thousand_levels_of_nesting_are_refused_in_front_matter() {
    let deep = format!(
        "---\ntitle: {}{}\n---\n",
        "[".repeat(10_000),
        "]".repeat(10_000)
    );
    finds(
        &check_report(&deep),
        "postmortems/hostile.md:2:",
        "invalid-yaml",
    );
    let braces = format!("---\ntitle: {}\n---\n", "{a: ".repeat(10_000));
    finds(
        &check_report(&braces),
        "postmortems/hostile.md:2:",
        "invalid-yaml",
    );
}

#[test]
fn ten_thousand_levels_of_nesting_in_the_body_are_read() {
    for (open, close) in [
        ("> ", ""),
        ("- ", ""),
        ("[", "]"),
        ("*a **a ", ""),
        ("![", "](x)"),
    ] {
        let body = format!("{}deep{}\n", open.repeat(10_000), close.repeat(10_000));
        check_report(&format!(
            "---\ntitle: Deep\nkind: incident\n---\n\n## Summary\n\n{body}"
        ));
    }
}

#[test]
fn tab_indentation_is_pointed_at() {
    let out = check_report("---\ntitle: x\nimpact:\n\tusers: 3\n---\n");
    finds(&out, "postmortems/hostile.md:4:1", "tab");
}

#[test]
fn a_key_that_stands_twice_is_pointed_at_the_second_time() {
    let out = check_report("---\ntitle: x\nkind: incident\ntitle: y\n---\n");
    finds(&out, "postmortems/hostile.md:4:1", "title");
}

#[test]
fn front_matter_that_never_ends_is_pointed_at() {
    let out = check_report("---\ntitle: x\n\n## Summary\n");
    finds(&out, "postmortems/hostile.md:1:1", "front-matter");
}

#[test]
fn a_file_that_is_not_utf8_is_named_with_the_place_of_its_first_odd_byte() {
    let project = project().with("postmortems/latin.md", b"# Caf\xe9\n");
    finds(&check(&project).out, "postmortems/latin.md:", "UTF-8");
}

#[test]
fn a_file_of_fifty_megabytes_is_not_read() {
    let project = project().with("postmortems/dump.md", "");
    let file = std::fs::File::create(project.path("postmortems/dump.md")).unwrap();
    file.set_len(50 << 20).unwrap();
    finds(&check(&project).out, "postmortems/dump.md:", "50 MB");
}

#[test]
fn a_folder_named_like_a_report_is_named_and_one_below_it_is_read() {
    let project = project().with("postmortems/x.md/inner.md", ORDINARY);
    let out = check(&project).out;
    finds(&out, "postmortems/x.md:", "folder");
    finds(&out, "postmortems/x.md/inner.md:5:10", "started");
}

#[test]
fn a_pipe_named_like_a_report_is_named_and_nobody_waits_for_it() {
    let project = project();
    let pipe = project.path("postmortems/pipe.md");
    let made = std::process::Command::new("mkfifo").arg(pipe).status();
    assert!(made.unwrap().success());
    finds(&check(&project).out, "postmortems/pipe.md:", "unreadable");
}

#[test]
fn a_file_that_may_not_be_read_is_named() {
    let project = project().with("postmortems/locked.md", ORDINARY);
    let locked = project.path("postmortems/locked.md");
    std::fs::set_permissions(&locked, Permissions::from_mode(0o000)).unwrap();
    if std::fs::read(&locked).is_ok() {
        println!("skipped: whoever runs this test may read every file");
        return;
    }
    finds(&check(&project).out, "postmortems/locked.md:", "ermission");
}

#[test]
fn a_name_with_a_line_break_or_a_turn_of_direction_is_shown_with_escapes() {
    let project = project()
        .with("postmortems/two\nlines.md", ORDINARY)
        .with("postmortems/fdp\u{202e}dm.md", ORDINARY);
    let run = check(&project);
    finds(&run.out, "postmortems/two\\u{a}lines.md:", "line break");
    finds(&run.out, "postmortems/fdp\\u{202e}dm.md:", "direction");
    run.is_silent_about("\u{202e}");
}

#[test]
fn a_link_that_dangles_circles_or_leaves_is_named_and_not_followed() {
    let project = project();
    std::fs::write(project.root().join("../outside.md"), "# Canary\n").unwrap();
    for (link, target) in [
        ("dangling.md", "nowhere.md"),
        ("circle.md", "circle.md"),
        ("outside.md", "../../outside.md"),
        ("system.md", "/etc/hostname"),
        ("loop", ".."),
    ] {
        symlink(target, project.path(&format!("postmortems/{link}"))).unwrap();
    }
    let run = check(&project);
    for (link, words) in [
        ("dangling.md", "nothing is where it leads"),
        ("circle.md", "leads back to itself"),
        ("outside.md", "leads out of the knowledge base"),
        ("system.md", "leads out of the knowledge base"),
        ("loop", "leads back to a folder that it lies in"),
    ] {
        finds(&run.out, &format!("postmortems/{link}:"), words);
    }
    let canary = b"Canary";
    let shown = project.tree("public").into_values();
    let mut shown = shown.filter(|bytes| bytes.windows(canary.len()).any(|it| it == canary));
    assert_eq!(shown.next(), None);
}

#[test]
fn a_settings_bomb_is_an_error() {
    let project = project().with(
        "factors.yml",
        format!(
            "- id: x\n  aliases: {}{}",
            "[".repeat(10_000),
            "]".repeat(10_000)
        ),
    );
    let run = project.run_confined(&["check"]);
    run.fails().within(SOON).says("--> factors.yml:2:");
}

#[test]
fn an_output_that_is_the_source_or_holds_files_of_others_is_refused_and_untouched() {
    let project = project()
        .with("photos/harbour.txt", "precious")
        .with("theme/own.css", "");
    std::fs::create_dir(project.path("repository")).unwrap();
    std::fs::create_dir(project.path("repository/.git")).unwrap();
    symlink("postmortems", project.path("link")).unwrap();
    let before = project.tree(".");
    for out in [
        ".",
        "./",
        "..",
        "/",
        "postmortems",
        "postmortems/site",
        "link",
        "link/../postmortems",
        "photos",
        "theme",
        "theme/site",
        "repository",
        "repository/.git/x",
        "secondstory.yml",
    ] {
        let run = project.run_confined(&["build", "--keep-going", "--out", out]);
        run.fails().within(SOON).says("help: ");
        assert_eq!(project.tree("."), before, "after `--out {out}`");
    }
    for output in ["postmortems", "photos", "../elsewhere", "/tmp", "."] {
        project.write("secondstory.yml", format!("output: {output}\n"));
        project
            .run_confined(&["build", "--keep-going"])
            .fails()
            .within(SOON);
        assert_eq!(project.read("photos/harbour.txt"), "precious");
        assert_eq!(project.read("postmortems/ordinary.md"), ORDINARY);
    }
}
