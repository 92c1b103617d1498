//! One section twice.

use crate::diagnostic::Level;
use crate::document::{Document, Section, SectionForm};
use crate::rules::words::quote;
use crate::rules::{Check, Context, Finding, Rule};
use crate::template::normal;

pub(super) const RULE: Rule = Rule {
    name: "structure/duplicate-section",
    level: Some(Level::Warning),
    draft: None,
    summary: "a section stands in the report twice",
    why: "Two sections of one name are mostly a merge that went astray. A reader stops at the \
          first and misses what the second adds.",
    source: "WCAG 2.2, success criterion 2.4.6: headings tell parts apart",
    question: None,
    always: false,
    bad: "## Lessons learned\n\nOne.\n\n## Lessons Learnt\n\nAnother.\n",
    good: "\
## Incident on Monday

### What went well

One.

## Incident on Tuesday

### What went well

Another.
",
    check: Check::Document(check),
};

fn check(_: &Context, document: &Document) -> Vec<Finding> {
    let sections = &document.body().sections;
    let twice = sections.iter().enumerate().filter_map(|(at, section)| {
        let first = sections[..at]
            .iter()
            .find(|first| are_one(first, section))?;
        Some(
            Finding::new(
                section.heading_span,
                format!("the section {} stands here again", quote(&first.heading)),
            )
            .label(first.heading_span, "it is here already")
            .help("join the two, or give one of them another heading"),
        )
    });
    twice.collect()
}

/// Says whether two sections side by side are one of the template's, under headings that are nearly
/// the same. Headings that merely mean the same, such as “Overview” and “What happened”, are often
/// both wanted.
fn are_one(one: &Section, other: &Section) -> bool {
    one.id.is_some()
        && one.id == other.id
        && one.parent == other.parent
        && one.form == SectionForm::Heading
        && other.form == SectionForm::Heading
        && strsim::damerau_levenshtein(&normal(&one.heading), &normal(&other.heading)) <= 2
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::expect;

    #[test]
    fn the_second_is_marked_and_headings_that_differ_are_left_alone() {
        expect(
            &RULE,
            "\
## Overview

x

## What happened

x

## Timeline

x

## 2. Timeline (UTC)
   ^^^^^^^^^^^^^^^^^ the section `Timeline` stands here again

x
",
        );
    }
}
