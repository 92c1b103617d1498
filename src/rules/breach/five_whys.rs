//! A chain of whys that is too short, or ends in a person.

use std::collections::BTreeSet;

use crate::diagnostic::Level;
use crate::document::{Block, BlockKind, Document};
use crate::rules::breach::is_breach;
use crate::rules::words::quote;
use crate::rules::{Check, Context, Finding, Rule, language};
use crate::template::SectionKind;

pub(super) const RULE: Rule = Rule {
    name: "breach/five-whys",
    level: Some(Level::Warning),
    draft: Some(Level::Hint),
    summary: "the whys stop early, or at a person",
    why: "A chain that ends after one answer has found the trigger, and one that ends in a person \
          has stopped where it gets interesting. Ask once more how that was possible; several \
          branches are better than one.",
    source: "John Allspaw, “The Infinite Hows”; Etsy, Debriefing Facilitation Guide",
    question: Some("How was it possible that this looked like the right thing to do?"),
    always: false,
    bad: "\
---
title: A list sent to the wrong haulier
kind: data-breach
---
## Five Whys

1. Why did the list reach the wrong haulier? Because of the new clerk.
",
    good: "\
---
title: A list sent to the wrong haulier
kind: data-breach
---
## Five Whys

- How was it possible that the list reached the wrong haulier?
  - The completion list offered two lines that read the same.
    - The box was sized for first and last names.
  - The order of the lines had changed overnight.
",
    check: Check::Prose(check),
};

/// As many answers as a chain needs to leave the trigger behind.
const FEWEST: usize = 3;

fn check(_: &Context, document: &Document, prose: &[Block]) -> Vec<Finding> {
    let names = language::names_given(document);
    let mut found = Vec::new();
    for section in &document.body().sections {
        let spec = section
            .id
            .as_deref()
            .and_then(|id| document.template.section(id));
        if spec.is_none_or(|spec| spec.kind != SectionKind::Whys) {
            continue;
        }
        let inside = prose.iter().filter(|block| {
            block.kind != BlockKind::Heading && section.content.contains(block.span(0, 1))
        });
        let answers: Vec<(&Block, &str)> = inside
            .filter_map(|block| Some((block, answer(&block.text)?)))
            .collect();
        if (1..FEWEST).contains(&answers.len()) {
            let count = match answers.len() {
                1 => "one answer",
                _ => "two answers",
            };
            let message = format!("the whys stop after {count}");
            let finding = Finding::new(section.heading_span, message)
                .help("ask of the last answer how that was possible, or begin a second branch")
                .key("short");
            found.push(match is_breach(document) {
                true => finding,
                false => finding.at_most(Level::Hint),
            });
        }
        let persons = answers
            .iter()
            .filter(|(_, answer)| is_person(answer, &names));
        found.extend(persons.map(|(block, answer)| {
            let start = answer.as_ptr().addr() - block.text.as_ptr().addr();
            let span = block.span(start, start + answer.len());
            Finding::new(span, format!("the answer {} is a person", quote(answer)))
                .help("write what it was like to stand there: what was shown, known, asked for")
        }));
    }
    found
}

/// Returns the answer in a text: what follows its questions.
fn answer(text: &str) -> Option<&str> {
    let after = text.rfind('?').map_or(0, |mark| mark + 1);
    let answer = text[after..].trim_matches(|c: char| !c.is_alphanumeric() && c != '@');
    let has_words = answer.chars().any(char::is_alphabetic);
    has_words.then_some(answer)
}

/// Says whether an answer is nothing but somebody.
fn is_person(answer: &str, names: &BTreeSet<String>) -> bool {
    const LEADS: [&str; 6] = ["because of", "because", "due to", "it was", "answer:", "a:"];
    let mut words = answer;
    for lead in LEADS {
        let head = words.get(..lead.len()).unwrap_or_default();
        if head.eq_ignore_ascii_case(lead) {
            words = words[lead.len()..].trim_start();
        }
    }
    language::is_somebody(words, names)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::expect;

    #[test]
    fn an_answer_that_is_a_person_is_marked() {
        expect(
            &RULE,
            "\
---
participants: [Tom Ashby]
---
## Five Whys

- Why was the list sent? Because Tom.
                         ^^^^^^^^^^^ the answer `Because Tom` is a person
- Why then? The new clerk
            ^^^^^^^^^^^^^ the answer `The new clerk` is a person
- Why that desk? Freight moved without a project.
",
        );
    }
}
