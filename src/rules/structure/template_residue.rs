//! Text of the template that was left standing.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use crate::diagnostic::Level;
use crate::document::{Block, BlockKind, Document};
use crate::rules::words::quote;
use crate::rules::{Check, Context, Finding, Rule};
use crate::template::Templates;

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
static GUIDANCE: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let templates = Templates::built_in();
    let lines = templates.iter().flat_map(|it| it.guidance(comparable));
    lines.cloned().chain(SAMPLES.map(str::to_owned)).collect()
});

fn check(_: &Context, document: &Document, prose: &[Block]) -> Vec<Finding> {
    let blocks = prose
        .iter()
        .filter(|block| block.kind != BlockKind::Heading && !block.quoted);
    blocks
        .filter_map(|block| {
            let words = comparable(&block.text);
            let is_residue = is_long_enough(&words)
                && (GUIDANCE.contains(&words)
                    || document.template.guidance(comparable).contains(&words));
            let span = block.span(0, block.text.len());
            is_residue.then(|| {
                Finding::new(span, format!("the template says {}", quote(&block.text)))
                    .help("answer it in your own words, or take it out")
            })
        })
        .collect()
}

/// Short words, such as the name of a column, are anybody's.
fn is_long_enough(words: &str) -> bool {
    words.len() >= 20
}

/// Writes words in lower case, one space apart, without code and the marks of Markdown.
fn comparable(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut in_code = false;
    let mut is_apart = false;
    for letter in text.chars() {
        match letter {
            '`' => in_code = !in_code,
            '*' | '_' | Block::CODE => {}
            _ if in_code => {}
            letter if letter.is_whitespace() => is_apart = !plain.is_empty(),
            letter => {
                if std::mem::take(&mut is_apart) {
                    plain.push(' ');
                }
                plain.extend(letter.to_lowercase());
            }
        }
    }
    plain
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
