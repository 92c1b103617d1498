//! Text of the template that was left standing.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use crate::diagnostic::Level;
use crate::document::{Block, BlockKind, Document};
use crate::rules::words::quote;
use crate::rules::{Check, Context, Finding, Rule};
use crate::template::{SectionSpec, Templates};

pub(super) const RULE: Rule = Rule {
    name: "structure/template-residue",
    level: Some(Level::Error),
    draft: Some(Level::Hint),
    summary: "guidance of the template stands in the report",
    why: "A question that was meant for the author reads like one that the report leaves open.",
    source: "Found in one of five reports of a public archive, years after they were written",
    question: None,
    always: false,
    bad: "\
---
title: Queue stalled
status: published
---
## Background

What does a reader from another team need to know about how this normally works?

Labels are printed from a queue.
",
    good: "\
---
title: Queue stalled
status: published
---
## Background

<!-- What does a reader from another team need to know about how this normally works? -->

Labels are printed from a queue.
",
    check: Check::Prose(check),
};

/// Sample rows and sentences of templates that are widely copied.
const SAMPLES: [&str; 6] = [
    "short event description",
    "short description of the event",
    "description of the event",
    "what went well goes here",
    "lorem ipsum dolor sit amet",
    "a short description of the incident",
];

/// The lines of guidance of the built-in templates, in the form in which they are compared.
static GUIDANCE: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let templates = Templates::built_in();
    let sections = templates
        .iter()
        .flat_map(|template| template.sections.iter());
    let lines = sections.flat_map(guidance).map(|line| comparable(&line));
    lines.chain(SAMPLES.map(str::to_owned)).collect()
});

fn check(_: &Context, document: &Document, prose: &[Block]) -> Vec<Finding> {
    let blocks = prose
        .iter()
        .filter(|block| block.kind != BlockKind::Heading && !block.quoted);
    blocks
        .filter_map(|block| {
            let words = comparable(&block.text);
            let is_residue = is_long_enough(&words)
                && (GUIDANCE.contains(&words) || is_own_guidance(document, &words));
            let span = block.span(0, block.text.len());
            is_residue.then(|| {
                Finding::new(span, format!("the template says {}", quote(&block.text)))
                    .help("answer it in your own words, or take it out")
            })
        })
        .collect()
}

/// Says whether a template of the organisation's own has these words.
fn is_own_guidance(document: &Document, words: &str) -> bool {
    let begins_alike = |line: &String| {
        let mut letters = line.trim_start().chars().flat_map(char::to_lowercase);
        words
            .chars()
            .take(8)
            .all(|letter| letters.next() == Some(letter))
    };
    let sections = document.template.sections.iter();
    let mut lines = sections.flat_map(guidance).filter(begins_alike);
    lines.any(|line| comparable(&line) == words)
}

/// Returns the lines that the template holds for the author of a section: its questions, and the
/// lines of its body that are no frame of a table.
fn guidance(spec: &SectionSpec) -> impl Iterator<Item = String> {
    let questions = spec.guide.lines();
    let body = spec
        .body
        .lines()
        .filter(|line| !line.starts_with(['|', '#', '<']));
    questions.chain(body).map(str::to_owned)
}

/// Short words, such as the name of a column, are anybody's.
fn is_long_enough(words: &str) -> bool {
    words.len() >= 20
}

/// Writes words in lower case, one space apart, without code and the marks of Markdown.
fn comparable(text: &str) -> String {
    let text = text.to_lowercase();
    let mut plain = String::with_capacity(text.len());
    let mut in_code = false;
    for letter in text.chars() {
        match letter {
            '`' => in_code = !in_code,
            '*' | '_' | Block::CODE => {}
            letter if !in_code => plain.push(letter),
            _ => {}
        }
    }
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::expect;

    #[test]
    fn a_question_and_a_sample_row_are_marked_and_a_table_head_is_not() {
        expect(
            &RULE,
            "\
---
status: published
---
## Timeline

| Time | Event | Role | Evidence | Mark |
| --- | --- | --- | --- | --- |
| 09:10 | Short event description | | | |
          ^^^^^^^^^^^^^^^^^^^^^^^ the template says `Short event description`

## Contributing factors

Which of them are in the registry already? Mark them: `{factor:id}`.
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the template says `Which of them are in the registry already? Mark them: \u{fffc}.`
",
        );
    }

    #[test]
    fn a_template_of_ones_own_counts_too() {
        expect(
            &RULE,
            "\
---
status: published
---
## Summary

Tell it to a new colleague at lunch.
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the template says `Tell it to a new colleague at lunch.`
=== templates/incident.yml
template: incident
extends: incident
sections:
  - { id: summary, guide: Tell it to a new colleague at lunch. }
",
        );
    }
}
