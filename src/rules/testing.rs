//! Findings written as carets under the words they mark, in projects written as
//! [`super::example`] has them.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::diagnostic::Diagnostic;
use crate::document::Lines;
use crate::rules::example::{PATH, files, run};
use crate::rules::{self, Rule};

/// Runs one rule on a small project.
pub(super) fn findings(rule: &'static Rule, project: &str) -> Vec<Diagnostic> {
    run(&files(project), &[rule])
}

/// Runs every rule on a small project.
pub(super) fn all_findings(project: &str) -> Vec<Diagnostic> {
    run(&files(project), rules::all())
}

/// Fails unless some texts are as they should be, and others are not.
pub(super) fn tells_apart(is: impl Fn(&str) -> bool, such: &[&str], others: &[&str]) {
    for text in such {
        assert!(is(text), "{text}");
    }
    for text in others {
        assert!(!is(text), "{text}");
    }
}

/// Fails unless a rule marks exactly the words that have carets under them, with the message that
/// follows the carets. An empty place has one caret; a place of several lines has carets under the
/// first.
pub(super) fn expect(rule: &'static Rule, annotated: &str) {
    let files: BTreeMap<String, String> = files(annotated)
        .into_iter()
        .map(|(path, text)| (path, without_carets(&text)))
        .collect();
    let mut seen = String::new();
    let found = run(&files, &[rule]);
    for (path, text) in &files {
        let here: Vec<&Diagnostic> = found.iter().filter(|it| *it.path == **path).collect();
        if path != PATH {
            let _ = writeln!(seen, "=== {path}");
        }
        seen.push_str(&with_carets(text, &here));
    }
    let expected = if files.contains_key(PATH) {
        reordered(annotated)
    } else {
        annotated.to_owned()
    };
    assert_eq!(seen, expected, "\n{seen}");
}

/// Writes the files of a project in the order of their paths.
fn reordered(project: &str) -> String {
    let mut text = String::new();
    for (path, file) in files(project) {
        if path != PATH {
            let _ = writeln!(text, "=== {path}");
        }
        text.push_str(&file);
    }
    text
}

fn is_caret_line(line: &str) -> bool {
    let line = line.trim_start();
    let rest = line.trim_start_matches('^');
    rest.len() < line.len() && rest.starts_with(' ')
}

fn without_carets(text: &str) -> String {
    text.split_inclusive('\n')
        .filter(|line| !is_caret_line(line))
        .collect()
}

fn with_carets(text: &str, found: &[&Diagnostic]) -> String {
    let lines = Lines::new(text);
    let mut annotated = String::new();
    for (at, line) in text.split_inclusive('\n').enumerate() {
        annotated.push_str(line);
        let here = found
            .iter()
            .filter(|it| lines.position(it.span.start).line == at + 1);
        for diagnostic in here {
            let start = lines.position(diagnostic.span.start);
            let end = lines.position(diagnostic.span.end);
            let width = if end.line == start.line {
                end.column - start.column
            } else {
                line.trim_end().chars().count() + 1 - start.column
            };
            let _ = writeln!(
                annotated,
                "{}{} {}",
                " ".repeat(start.column - 1),
                "^".repeat(width.max(1)),
                diagnostic.message
            );
        }
    }
    annotated
}
