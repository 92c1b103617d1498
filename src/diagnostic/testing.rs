//! Findings for the tests of the formats.

use std::collections::BTreeMap;
use std::io::{self, Write};

use crate::diagnostic::{Diagnostic, Level, Report};
use crate::document::Span;

/// Makes a finding about the first place where some words stand in a text.
pub(super) fn diagnostic(text: &str, words: &str, message: &str) -> Diagnostic {
    let start = text.find(words).expect("the words are in the text");
    Diagnostic {
        rule: "link/broken",
        level: Level::Error,
        path: "postmortems/a.md".into(),
        span: Span::new(start, start + words.len()),
        message: message.into(),
        help: None,
        question: None,
        labels: Vec::new(),
        fix: None,
        key: words.into(),
        fingerprint: "0123456789abcdef0123456789abcdef".into(),
    }
}

/// Returns what a format writes of findings in a file.
pub(super) fn shown(
    write: fn(&mut dyn Write, &Report) -> io::Result<()>,
    text: &str,
    diagnostics: &[Diagnostic],
) -> String {
    let report = Report {
        diagnostics,
        suppressed: &[],
        texts: BTreeMap::from([("postmortems/a.md", text)]),
        files: 1,
    };
    let mut out = Vec::new();
    write(&mut out, &report).unwrap();
    String::from_utf8(out).unwrap()
}
