//! A heading with nothing to read under it.

use std::borrow::Cow;

use crate::diagnostic::Level;
use crate::document::{Document, Section, Span};
use crate::rules::structure::first_question;
use crate::rules::words::quote;
use crate::rules::{Check, Context, Finding, Rule};
use crate::template::SectionKind;

pub(super) const RULE: Rule = Rule {
    name: "structure/empty-section",
    level: Some(Level::Error),
    draft: Some(Level::Warning),
    summary: "a section of the template has nothing under its heading",
    why: "An empty heading looks like an answer in every overview, and there is none. “Nothing, \
          because …” is an answer; a reader learns something from the reason.",
    source: "Google, The Site Reliability Workbook, chapter 10: “missing context”",
    question: None,
    always: false,
    bad: "\
---
title: Queue stalled
status: published
---
## Impact

<!-- Who noticed what? -->

## Timeline

- 09:10 The queue stalls.
",
    good: "\
---
title: Queue stalled
status: published
---
## Impact

Not applicable, because the queue was not yet in use.

## Timeline

- 09:10 The queue stalls.
",
    check: Check::Document(check),
};

fn check(context: &Context, document: &Document) -> Vec<Finding> {
    let mut found = Vec::new();
    // A section whose parts are all empty is empty itself, and that is said once.
    let mut said = Span::default();
    for section in &document.body().sections {
        if said.contains(section.span) {
            continue;
        }
        if let Some(finding) = look(context, document, section) {
            said = section.span;
            found.push(finding);
        }
    }
    found
}

fn look(context: &Context, document: &Document, section: &Section) -> Option<Finding> {
    let spec = document.template.section(section.id.as_deref()?)?;
    let text = section.content.of(document.text());
    let mut moments = document.moments().iter();
    let has_moments = spec.kind == SectionKind::Timeline
        && moments.any(|it| !it.written.is_empty() && section.span.contains(it.span));
    if has_moments || says_something(text) {
        return None;
    }
    let heading = quote(&section.heading);
    let message = match without_comments(text).trim() {
        "" => format!("the section {heading} is empty"),
        _ => format!("the section {heading} says nothing yet"),
    };
    let mut finding = Finding::new(section.heading_span, message)
        .help("answer in a sentence, or say why there is nothing to say")
        .key(&*spec.id);
    finding.question = first_question(spec);
    let is_needed = spec
        .required
        .applies(|field: &str| context.value(document, field));
    Some(if is_needed {
        finding
    } else {
        finding.at_most(Level::Warning)
    })
}

/// Says whether a piece of Markdown holds anything to read: not only comments, headings, the frame
/// of a table or words that stand for an answer to come.
pub(in crate::rules) fn says_something(markdown: &str) -> bool {
    let text = without_comments(markdown);
    let mut above_table = true;
    text.lines().map(str::trim).any(|line| {
        if line.is_empty() || line.starts_with('#') {
            return false;
        }
        if !line.starts_with('|') {
            above_table = true;
            return !is_filler(line);
        }
        if line.trim_matches(['|', '-', ':', ' ']).is_empty() && line.contains('-') {
            above_table = false;
            return false;
        }
        !above_table && line.split('|').any(|cell| !is_filler(cell))
    })
}

/// Says whether a line only keeps the place of an answer.
fn is_filler(line: &str) -> bool {
    const FILLERS: [&str; 13] = [
        "",
        "n/a",
        "na",
        "tbd",
        "tbc",
        "tba",
        "todo",
        "wip",
        "x",
        "nil",
        "not applicable",
        "to be done",
        "to be determined",
    ];
    let marks = [
        '-', '*', '+', '_', '[', ']', '>', ' ', '.', '…', '–', '—', '?', ':', '(', ')',
    ];
    let words = line
        .trim_start_matches(|c: char| c.is_ascii_digit())
        .trim_matches(marks);
    FILLERS.contains(&words.to_lowercase().as_str())
}

/// Returns a piece of Markdown without its HTML comments.
fn without_comments(markdown: &str) -> Cow<'_, str> {
    if memchr::memmem::find(markdown.as_bytes(), b"<!--").is_none() {
        return Cow::Borrowed(markdown);
    }
    let mut text = String::with_capacity(markdown.len());
    let mut rest = markdown;
    while let Some((before, comment)) = rest.split_once("<!--") {
        text.push_str(before);
        rest = comment.split_once("-->").map_or("", |(_, after)| after);
    }
    text.push_str(rest);
    Cow::Owned(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::{expect, findings};

    #[test]
    fn the_heading_is_marked() {
        expect(
            &RULE,
            "\
---
title: x
status: published
---
## Impact
   ^^^^^^ the section `Impact` is empty
## Timeline
   ^^^^^^^^ the section `Timeline` says nothing yet

| Time | Event |
| --- | --- |
| | TBD |

## Lessons learned
   ^^^^^^^^^^^^^^^ the section `Lessons learned` says nothing yet

### What went well

N/A
",
        );
    }

    #[test]
    fn anything_to_read_is_something() {
        for text in [
            "None: caught before release",
            "| a | b |\n|---|---|\n| 09:10 | x y |\n",
            "![5xx rate](graph.png)",
            "```\nlog\n```",
            "- [ ] Alert on it",
            "12 minutes",
        ] {
            assert!(says_something(text), "{text}");
        }
        for text in [
            "",
            "-",
            "- N/A",
            "TBD.",
            "…",
            "1. ???",
            "<!-- a\n\nb -->\n",
            "### Part\n",
        ] {
            assert!(!says_something(text), "{text}");
        }
    }

    #[test]
    fn what_nobody_asked_for_weighs_less() {
        let found = findings(&RULE, "---\nstatus: published\n---\n## Glossary\n");
        assert_eq!(found[0].level, Level::Warning);
    }
}
