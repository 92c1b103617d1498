//! A code quality report, which GitLab shows in a merge request.
//!
//! GitLab compares the fingerprints of two reports to tell what is new from what was there before,
//! and of two findings with one fingerprint it shows one. Ours stay the same as text moves, and no
//! two of a report are equal.

use std::io::{self, Write};

use serde::Serialize;

use crate::diagnostic::{Diagnostic, Level, Report};
use crate::document::Lines;

#[derive(Serialize)]
struct Issue<'a> {
    description: String,
    check_name: &'a str,
    fingerprint: &'a str,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    /// Below the top of the repository.
    path: String,
    lines: Range,
}

/// From the first line to the last, counted from 1.
#[derive(Serialize)]
struct Range {
    begin: usize,
    end: usize,
}

/// Writes a list, which is empty and not missing where there is nothing to say.
pub(super) fn write(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let issues = report.by_file().flat_map(|(lines, found)| {
        let issue = move |it| issue(report, it, &lines);
        found.iter().map(issue).collect::<Vec<_>>()
    });
    serde_json::to_writer_pretty(&mut *out, &issues.collect::<Vec<_>>())?;
    writeln!(out)
}

fn issue<'a>(report: &Report, it: &'a Diagnostic, lines: &Lines) -> Issue<'a> {
    Issue {
        // The widget does not show the name of the check.
        description: format!("{}: {}", it.rule, it.in_full()),
        check_name: it.rule,
        fingerprint: &it.fingerprint,
        severity: match it.level {
            Level::Error => "major",
            Level::Warning => "minor",
            Level::Hint => "info",
        },
        location: Location {
            path: report.in_repository(&it.path),
            lines: Range {
                begin: lines.position(it.span.start).line,
                end: lines.position(it.span.end).line,
            },
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::testing::{diagnostic, shown, valid};

    const SCHEMA: &str = include_str!("../../tests/schemas/gitlab-code-quality.json");

    #[test]
    fn a_finding_is_an_issue_with_its_rule_in_the_description() {
        let text = "---\nseverity: høj\n---\n";
        let mut found = diagnostic(text, "høj", "severity `høj` is not one of `sev1`");
        found.help = Some("did you mean `sev1`?".into());
        let written = shown(write, text, &[found]);
        valid(SCHEMA, &written);
        insta::assert_snapshot!(written, @r#"
        [
          {
            "description": "link/broken: severity `høj` is not one of `sev1`\nhelp: did you mean `sev1`?",
            "check_name": "link/broken",
            "fingerprint": "0123456789abcdef0123456789abcdef",
            "severity": "major",
            "location": {
              "path": "postmortems/a.md",
              "lines": {
                "begin": 2,
                "end": 2
              }
            }
          }
        ]
        "#);
    }

    #[test]
    fn nothing_to_say_is_an_empty_list() {
        assert_eq!(shown(write, "", &[]), "[]\n");
    }

    #[test]
    fn hostile_text_stays_text() {
        for (text, found) in crate::diagnostic::testing::hostile() {
            valid(SCHEMA, &shown(write, &text, &[found]));
        }
    }
}
