//! Text of the template that was left standing.

use std::sync::LazyLock;

use crate::diagnostic::Level;
use crate::document::{Block, BlockKind, Document};
use crate::rules::words::quote;
use crate::rules::{Check, Context, Finding, Rule};
use crate::template::{Guidance, Templates, beginning};

pub(super) const RULE: Rule = Rule {
    name: "structure/template-residue",
    level: Some(Level::Error),
    draft: Some(Level::Hint),
    summary: "guidance of the template stands in the report",
    why: "A question that was meant for the author reads like one that the report leaves open.",
    source: "Google, The Site Reliability Workbook, chapter 10: “missing context”",
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
static GUIDANCE: LazyLock<Guidance> = LazyLock::new(|| {
    let templates = Templates::built_in();
    let lines = templates
        .iter()
        .flat_map(|it| it.guidance(comparable).lines());
    lines.cloned().chain(SAMPLES.map(str::to_owned)).collect()
});

fn check(_: &Context, document: &Document, prose: &[Block]) -> Vec<Finding> {
    let blocks = prose
        .iter()
        .filter(|block| block.kind != BlockKind::Heading && !block.quoted);
    let guidance = [&*GUIDANCE, document.template.guidance(comparable)];
    blocks
        .filter(|block| is_among(guidance, &block.text))
        .map(|block| {
            let span = block.span(0, block.text.len());
            Finding::new(span, format!("the template says {}", quote(&block.text)))
                .help("answer it in your own words, or take it out")
        })
        .collect()
}

/// Says whether a text is one of some lines. Short words, such as the name of a column, are anybody's.
fn is_among(guidance: [&Guidance; 2], text: &str) -> bool {
    const FEWEST: usize = 20;
    let beginning = beginning(letters(text));
    let may_be = guidance.iter().any(|it| it.may_have(beginning));
    may_be && {
        let words = comparable(text);
        words.len() >= FEWEST && guidance.iter().any(|it| it.has(&words))
    }
}

/// Writes words in lower case, one space apart, without code and the marks of Markdown.
fn comparable(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    plain.extend(letters(text));
    plain
}

/// Returns the letters of [`comparable`].
fn letters(text: &str) -> impl Iterator<Item = char> {
    let mut in_code = false;
    let mut is_begun = false;
    let mut is_apart = false;
    text.chars().flat_map(move |letter| {
        let mut space = None;
        let mut lower = None;
        match letter {
            '`' => in_code = !in_code,
            '*' | '_' | Block::CODE => {}
            _ if in_code => {}
            letter if letter.is_whitespace() => is_apart = is_begun,
            letter => {
                space = std::mem::take(&mut is_apart).then_some(' ');
                is_begun = true;
                lower = Some(letter.to_lowercase());
            }
        }
        space.into_iter().chain(lower.into_iter().flatten())
    })
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
