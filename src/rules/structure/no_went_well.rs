//! Lessons that only tell what was hard.

use crate::diagnostic::Level;
use crate::document::{Document, Section};
use crate::rules::{Check, Context, Finding, Rule};
use crate::template::normal;

pub(super) const RULE: Rule = Rule {
    name: "structure/no-went-well",
    level: Some(Level::Warning),
    draft: Some(Level::Hint),
    summary: "the lessons tell what was difficult and not what went well",
    why: "It could have been worse, and something kept it from that. If nobody writes down what, \
          it may be tidied away before the next time.",
    source: "Erik Hollnagel, Safety-I and Safety-II; Google, Site Reliability Engineering, ch. 15",
    question: Some("What did people do that kept it from being worse?"),
    always: false,
    bad: "\
---
kind: incident
status: published
---
## Lessons learned

### What went wrong

- The alert came late.
",
    good: "\
---
kind: incident
status: published
---
## Lessons learned

### What worked

- The runbook led straight to the switch.

### What went wrong

- The alert came late.
",
    check: Check::Document(check),
};

fn check(_: &Context, document: &Document) -> Vec<Finding> {
    if document.template.name != "incident" {
        return Vec::new();
    }
    // Most reports have the section of the template, and then no heading need be looked at.
    if document.section("went-well").is_some() {
        return Vec::new();
    }
    let sections = document.body().sections.iter();
    let Some(difficult) = sections
        .clone()
        .find(|section| is(section, "difficult", &WENT_WRONG))
    else {
        return Vec::new();
    };
    if sections
        .clone()
        .any(|section| is(section, "went-well", &WENT_WELL))
    {
        return Vec::new();
    }
    vec![
        Finding::new(
            difficult.heading_span,
            "what went well is not told beside this",
        )
        .help("add `What went well` before it")
        .key("went-well"),
    ]
}

const WENT_WRONG: [&str; 6] = [
    "went wrong",
    "went badly",
    "went poorly",
    "difficult",
    "not go well",
    "hard",
];
const WENT_WELL: [&str; 6] = ["well", "worked", "right", "good", "positive", "lucky"];

/// Says whether a heading is of a section of the template, or has the words for it.
fn is(section: &Section, id: &str, words: &[&str]) -> bool {
    let heading = normal(&section.heading);
    match section.id.as_deref() {
        Some(known) if known == id => true,
        _ => {
            let is_negated = heading.contains("not go well") || heading.contains("didn't go well");
            let mut words = words.iter();
            if id == "went-well" {
                !is_negated && words.any(|word| heading.split(' ').any(|it| it == *word))
            } else {
                is_negated || words.any(|word| heading.contains(word))
            }
        }
    }
}
