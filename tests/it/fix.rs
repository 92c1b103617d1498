//! `check --fix`: what is mended, and every byte that is not.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;

use crate::project::{Project, Run};

const PATH: &str = "postmortems/2025-03-31-report.md";

/// A knowledge base whose source knows the zone, with one report.
fn project(report: &str) -> Project {
    Project::empty()
        .with(
            "secondstory.yml",
            "sources:\n  - include: postmortems/**/*.md\n    defaults: { timezone: Europe/Copenhagen }\n",
        )
        .with(
            "factors.yml",
            "- id: alert-missing\n  title: Nobody was told\n  level: information-system\n  aliases: [no alert]\n",
        )
        .with(PATH, report)
}

/// A report in which everything is wrong that can be mended, and a body that has to stay.
const BROKEN: &str = "\
---
# Written on the train.
title:   \"A queue: stalled\"   # a colon
Severity: SEV2
started: '31 March 2025 12:06'
tags: queues, dns
contributing_factors:
    - \"no alert\"   # nobody knew
action_items: [{ what: Add an alert, addresses: [no alert], Done_On: 1 April 2025 }]
...
## Timeline

- 12:06 There was no alert\u{7}.  \n- 12:10 March 31, 2025; no alert.\t

tags: queues, dns";

const MENDED: &str = "\
---
# Written on the train.
title:   \"A queue: stalled\"   # a colon
severity: sev2
started: '2025-03-31 12:06'
tags: [queues, dns]
contributing_factors:
    - \"alert-missing\"   # nobody knew
action_items: [{ what: Add an alert, addresses: [alert-missing], done_on: 2025-04-01 }]
timezone: Europe/Copenhagen
...
## Timeline

- 12:06 There was no alert\u{7}.  \n- 12:10 March 31, 2025; no alert.\t

tags: queues, dns";

#[test]
fn what_is_safe_is_mended_and_every_other_byte_stays() {
    for (begin, line_end, end) in [
        ("", "\n", ""),
        ("\u{feff}", "\r\n", ""),
        ("", "\r\n", "\n"),
        ("\u{feff}", "\n", "\n\n"),
    ] {
        let form = |text: &str| format!("{begin}{}{end}", text.replace('\n', line_end));
        let project = project(&form(BROKEN));
        project
            .run(&["check", "--fix"])
            .says("Mended 9 findings in 1 file.");
        assert_eq!(project.read(PATH), form(MENDED));
        project
            .run(&["check", "--fix"])
            .says("Nothing here can be mended without you.");
        assert_eq!(project.read(PATH), form(MENDED));
    }
}

#[test]
fn a_diff_changes_nothing_and_patches_to_what_would_have_been_written() {
    let project = project(BROKEN);
    let before = project.tree("");
    let run = project.run(&["check", "--fix", "--diff"]);
    run.says("Would mend 9 findings in 1 file.");
    assert_eq!(project.tree(""), before);
    let mut git = std::process::Command::new("git");
    git.args(["apply", "-"]).current_dir(project.root());
    let mut git = git.stdin(Stdio::piped()).spawn().unwrap();
    git.stdin
        .take()
        .unwrap()
        .write_all(run.out().as_bytes())
        .unwrap();
    assert!(git.wait().unwrap().success(), "{}", run.out());
    assert_eq!(project.read(PATH), MENDED);
}

#[test]
fn a_text_from_standard_input_comes_back_mended() {
    let project = project("---\ntitle: x\n---\n");
    let arguments = ["check", "--fix", "--stdin-filename", PATH, "-"];
    let mut command = project.command(&arguments);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    input.write_all(BROKEN.as_bytes()).unwrap();
    drop(input);
    let output = child.wait_with_output().unwrap();
    let run = Run::new(&project, &arguments, output, std::time::Duration::ZERO);
    assert_eq!(run.out(), MENDED);
    assert_eq!(project.read(PATH), "---\ntitle: x\n---\n");
}

#[test]
fn what_is_left_is_shown_and_fails_as_ever() {
    let project = project("---\ntitle: x\nstatus: Published\nseverity: sev9\n---\n");
    project
        .run(&["check", "--fix"])
        .has_errors()
        .prints("severity `sev9` is not one of")
        .is_silent_about("`Published`")
        .says("Mended 1 finding in 1 file.");
    project.check().is_silent_about("`--fix` mends");
}

#[test]
fn only_what_is_asked_for_is_mended() {
    let project = project(BROKEN);
    project
        .run(&["check", "--fix", "--select", "factor"])
        .says("Mended 2 findings in 1 file.");
    let text = project.read(PATH);
    assert!(
        text.contains("- \"alert-missing\"   # nobody knew"),
        "{text}"
    );
    assert!(text.contains("tags: queues, dns"), "{text}");
    let text = text.replace(
        "tags: queues",
        "# secondstory: allow front-matter/wrong-type because we read it so\ntags: queues",
    );
    project.write(PATH, &text);
    project.run(&["check", "--fix", "--select", "front-matter"]);
    assert_eq!(
        project.read(PATH).matches("tags: queues, dns").count(),
        text.matches("tags: queues, dns").count()
    );
}

#[test]
fn flags_that_make_no_sense_together_say_so() {
    let project = project(BROKEN);
    for (arguments, said) in [
        (&["check", "--diff"][..], "--fix"),
        (&["check", "--fix", "--watch"], "--watch"),
        (&["check", "--fix", "--write-baseline"], "--write-baseline"),
        (
            &["check", "--fix", "--diff", "--format", "json"],
            "--format",
        ),
        (
            &["check", "--fix", "--format", "json", "-"],
            "prints the mended text",
        ),
    ] {
        project.run(arguments).fails().says(said);
    }
    assert_eq!(project.read(PATH), BROKEN);
}

/// Breaks the front matter of a report in ways that can be mended; the body stays.
fn broken(text: &str, aliases: &BTreeMap<String, String>) -> String {
    let (front_matter, body) = text[4..].split_once("\n---\n").unwrap();
    let line = |line: &str| {
        let (key, value) = line.split_once(": ").unwrap_or((line, ""));
        let bare = line.trim_start_matches([' ', '-']);
        match key.trim() {
            "started" | "detected" | "resolved" if value.starts_with("202") => {
                format!("{key}: \"{}\"", value.replacen('-', "/", 2))
            }
            "status" | "kind" => format!("{key}: {}", value.to_uppercase()),
            "detected_by" => format!("detectedBy: {value}"),
            "tags" | "services" if value.contains(',') => {
                format!("{key}: {}  # many", value.trim_matches(['[', ']']))
            }
            _ => match aliases.get(bare) {
                Some(alias) => line.replace(bare, alias),
                None => line.to_owned(),
            },
        }
    };
    let lines: Vec<String> = front_matter.lines().map(line).collect();
    format!("---\n{}\n---\n{body}", lines.join("\n"))
}

#[test]
fn the_example_broken_in_many_places_means_the_same_once_it_is_mended() {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("example-site");
    let project = Project::copy_of(&example).in_late_2026();
    let meaning = |project: &Project| project.run(&["export"]).succeeds().out().to_owned();
    project.run(&["check", "--fix"]).succeeds();
    // Without the places: they move.
    let findings = |project: &Project| {
        let run = project.run(&["check", "--format", "json"]);
        let report: serde_json::Value = serde_json::from_str(run.out()).unwrap();
        let findings = report["findings"].as_array().unwrap();
        let one = |it: &serde_json::Value| format!("{} {}", it["path"], it["fingerprint"]);
        findings.iter().map(one).collect::<Vec<_>>()
    };
    let found = findings(&project);
    let (whole, sound) = (project.tree(""), meaning(&project));
    let registry = project.read("factors.yml");
    let mut aliases = BTreeMap::new();
    for factor in registry.split("- id: ").skip(1) {
        let id = factor.lines().next().unwrap();
        let names = factor.split_once("aliases: [").unwrap().1;
        aliases.insert(
            id.to_owned(),
            names.split([',', ']']).next().unwrap().to_owned(),
        );
    }
    for (at, (path, bytes)) in whole.iter().enumerate() {
        if path.starts_with("postmortems/") && path.ends_with(".md") {
            let mut text = broken(std::str::from_utf8(bytes).unwrap(), &aliases);
            if at % 2 == 0 {
                text = format!("\u{feff}{}", text.replace('\n', "\r\n"));
            }
            project.write(path, text);
        }
    }
    let before = project.run(&["check", "--format", "json"]).out().to_owned();
    assert!(before.contains("factor/alias-used") && before.contains("front-matter/wrong-type"));
    project
        .run(&["check", "--fix"])
        .succeeds()
        .says(" in 22 files.");
    assert_eq!(findings(&project), found);
    assert_eq!(meaning(&project), sound);
    let mended = project.tree("");
    for (path, bytes) in &whole {
        let body = |bytes: &[u8]| {
            let text = std::str::from_utf8(bytes).unwrap_or_default();
            let text = text.replace("\r\n", "\n");
            text.split_once("\n---\n").map(|it| it.1.to_owned())
        };
        assert_eq!(body(&mended[path]), body(bytes), "{path}");
    }
    project
        .run(&["check", "--fix"])
        .says("Nothing here can be mended without you.");
    assert_eq!(project.tree(""), mended);
}
