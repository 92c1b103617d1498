//! For programs. This shape is a contract: fields may be added, and nothing else may change.

use std::io::{self, Write};

use serde::Serialize;

use crate::diagnostic::{Diagnostic, Level, Report, Summary, summary};
use crate::document::{Lines, Position};

#[derive(Serialize)]
struct Output<'a> {
    version: u8,
    findings: Vec<Finding<'a>>,
    summary: Summary,
}

#[derive(Serialize)]
struct Finding<'a> {
    rule: &'a str,
    level: Level,
    path: &'a str,
    start: Place,
    end: Place,
    message: &'a str,
    help: Option<&'a str>,
    question: Option<&'a str>,
    fingerprint: &'a str,
}

/// Both from 1; the column counts Unicode characters.
#[derive(Serialize)]
struct Place {
    line: usize,
    column: usize,
}

pub(super) fn write(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let findings = report.by_file().flat_map(|(lines, found)| {
        let finding = move |it| finding(it, &lines);
        found.iter().map(finding).collect::<Vec<_>>()
    });
    let output = Output {
        version: 1,
        findings: findings.collect(),
        summary: summary(report),
    };
    serde_json::to_writer_pretty(&mut *out, &output)?;
    writeln!(out)
}

fn finding<'a>(it: &'a Diagnostic, lines: &Lines) -> Finding<'a> {
    Finding {
        rule: it.rule,
        level: it.level,
        path: &it.path,
        start: lines.position(it.span.start).into(),
        end: lines.position(it.span.end).into(),
        message: &it.message,
        help: it.help.as_deref(),
        question: it.question.as_deref(),
        fingerprint: &it.fingerprint,
    }
}

impl From<Position> for Place {
    fn from(at: Position) -> Place {
        Place {
            line: at.line,
            column: at.column,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::testing::{diagnostic, shown};

    #[test]
    fn the_contract_holds() {
        let text = "---\nseverity: høj\n---\n";
        let mut found = diagnostic(text, "høj", "severity `høj` is not one of `sev1`");
        found.help = Some("did you mean `sev1`?".into());
        let json: serde_json::Value = serde_json::from_str(&shown(write, text, &[found])).unwrap();
        assert_eq!(
            json,
            serde_json::json!({
                "version": 1,
                "findings": [{
                    "rule": "link/broken",
                    "level": "error",
                    "path": "postmortems/a.md",
                    "start": { "line": 2, "column": 11 },
                    "end": { "line": 2, "column": 14 },
                    "message": "severity `høj` is not one of `sev1`",
                    "help": "did you mean `sev1`?",
                    "question": null,
                    "fingerprint": "0123456789abcdef0123456789abcdef",
                }],
                "summary": {
                    "files": 1, "errors": 1, "warnings": 0, "hints": 0, "baseline": 0, "allowed": 0,
                },
            })
        );
    }
}
