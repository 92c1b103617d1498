//! Findings for the tests of the formats.

use std::collections::BTreeMap;
use std::io::{self, Write};

use crate::diagnostic::{Diagnostic, Level, Report, RuleText};
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
    let texts = diagnostics.iter().map(|it| (&*it.path, text));
    let report = Report {
        diagnostics,
        texts: texts.collect(),
        rules: rules(),
        rule_pages: BTreeMap::from([(
            "link/broken",
            "https://learning.example/rules/link/broken/index.html".to_owned(),
        )]),
        looked_at: vec!["postmortems/a.md"],
        ..Report::default()
    };
    let mut out = Vec::new();
    write(&mut out, &report).unwrap();
    String::from_utf8(out).unwrap()
}

/// Two rules to know of.
pub(super) fn rules() -> &'static [RuleText<'static>] {
    const BROKEN: RuleText = RuleText {
        name: "link/broken",
        level: Some(Level::Error),
        draft: None,
        summary: "a link leads nowhere",
        why: "Whoever follows it is alone.",
        source: "Experience",
        question: Some("What did you want to show?"),
        always: false,
        bad: "[x](y.md)\n",
        good: "x\n",
    };
    &[
        RuleText {
            name: "action/no-ticket",
            level: None,
            question: None,
            ..BROKEN
        },
        BROKEN,
    ]
}

/// Returns texts with a finding each that try to be more than text.
pub(super) fn hostile() -> Vec<(String, Diagnostic)> {
    let words = [
        "two\nlines\r\n::error::x",
        "::set-output name=a::b%0A::stop-commands::x",
        "##[add-mask]x ##vso[task.complete]",
        "100% of `users` | <b>all</b> & \"more\" 'yes'",
        "]]></failure><script>alert(1)</script><!--",
        "[click](https://evil.example) ![x](https://evil.example/x.png) @everyone #1",
        "\u{1b}[2J\u{0}\u{7}\u{9b}31m\u{fffe}\u{ffff}",
        "\u{202e}drow\u{2066} \u{200f}שלום \u{feff}",
        "``` ```` ~~~\n# heading\n---\n- item",
        "https://evil.example www.evil.example mailto:a@b.example",
        &"long ".repeat(2000),
        "",
    ];
    let of = |words: &&str| {
        let text = format!("a {words} b");
        let mut found = diagnostic(&text, words, &format!("look at `{words}`"));
        found.help = Some(format!("not {words}"));
        found.question = Some(format!("why {words}?"));
        found.labels = vec![(Span::at(0), (*words).to_owned())];
        (text, found)
    };
    words.iter().map(of).collect()
}

/// Fails unless a text is JSON that fits a schema.
pub(super) fn valid(schema: &str, text: &str) {
    let schema = serde_json::from_str(schema).unwrap();
    let value = serde_json::from_str(text).unwrap();
    let validator = jsonschema::options()
        .should_validate_formats(true)
        .build(&schema)
        .unwrap();
    let faults: Vec<String> = validator
        .iter_errors(&value)
        .map(|fault| format!("{}: {fault}", fault.instance_path))
        .collect();
    assert!(faults.is_empty(), "{faults:#?}\n{text}");
}
