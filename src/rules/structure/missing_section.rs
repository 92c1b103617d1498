//! A section that the kind, severity and status of a report ask for.

use crate::diagnostic::Level;
use crate::document::Document;
use crate::postmortem::Postmortem;
use crate::rules::structure::first_question;
use crate::rules::{Check, Context, Finding, Rule, place};
use crate::template::SectionSpec;

pub(super) const RULE: Rule = Rule {
    name: "structure/missing-section",
    level: Some(Level::Error),
    draft: Some(Level::Warning),
    summary: "a section that this kind of report needs is not there",
    why: "A reader who was not there learns from what is told and never hears of what is not. \
          Each section of the template answers a question that somebody will ask.",
    source: "Google, The Site Reliability Workbook, chapter 10: “key details omitted”",
    question: None,
    always: false,
    bad: "\
---
title: Queue stalled
kind: incident
status: published
severity: sev4
---
## Summary

Labels came out an hour late.

## Timeline

- 09:10 The queue stalls.

## Contributing factors

- No alert on the depth of the queue.

## Actions

- Alert on the depth of the queue.
",
    good: "\
---
title: Queue stalled
kind: incident
status: published
severity: sev4
---
## In short

Labels came out an hour late.

- **Impact**: two lorries left late.

## 2. Timeline (all times UTC)

- 09:10 The queue stalls.

## Root causes

- No alert on the depth of the queue.

## Action items

- Alert on the depth of the queue.
",
    check: Check::Document(check),
};

fn check(context: &Context, document: &Document) -> Vec<Finding> {
    let Some(postmortem) = context.postmortem(document) else {
        return Vec::new();
    };
    let value = |field: &str| context.value(document, field);
    let sections = document.template.sections.iter();
    let missing: Vec<&SectionSpec> = sections
        .filter(|spec| spec.required.applies(value) && !is_there(document, spec))
        .collect();
    if document.body().sections.is_empty() && missing.len() > 1 {
        return vec![no_sections(document, postmortem, &missing)];
    }
    missing
        .iter()
        .map(|spec| {
            let finding = finding(document, spec);
            match spec.required.is_due(postmortem.status) {
                true => finding,
                false => finding.at_most(Level::Warning),
            }
        })
        .collect()
}

/// Says whether a section is there, or something that answers its questions.
fn is_there(document: &Document, spec: &SectionSpec) -> bool {
    let front_matter = document.front_matter();
    let is_given = |field: &str| {
        front_matter
            .node(field)
            .is_some_and(|node| !node.is_empty())
    };
    document.section(&spec.id).is_some()
        || spec.satisfied_by.as_deref().is_some_and(is_given)
        || *spec.id == *"summary" && (is_given("summary") || has_introduction(document))
}

/// Says whether there are words before the first heading: many a report begins with its summary.
fn has_introduction(document: &Document) -> bool {
    let body = document.body();
    let title = body
        .title
        .as_ref()
        .map_or(body.span.start, |(_, span)| span.end);
    let first = body.sections.first().map(|section| section.span.start);
    let text = document
        .text()
        .get(title..first.unwrap_or(title))
        .unwrap_or_default();
    super::empty_section::says_something(text)
}

fn finding(document: &Document, spec: &SectionSpec) -> Finding {
    let heading = &spec.heading;
    let finding = place::in_document(document, format!("the section `{heading}` is missing"))
        .help(help(document, spec))
        .key(&*spec.id);
    match first_question(spec) {
        Some(question) => finding.question(question),
        None => finding,
    }
}

/// Says what to add, and after which of the sections that are there.
fn help(document: &Document, spec: &SectionSpec) -> String {
    let specs = &document.template.sections;
    let before = specs.iter().take_while(|it| it.id != spec.id);
    let after = before.filter_map(|it| document.section(&it.id)).last();
    match after {
        Some(after) => format!("add `## {}` after `{}`", spec.heading, after.heading),
        None => format!("add `## {}`", spec.heading),
    }
}

/// A body without any heading has one fault and not one for each section.
fn no_sections(document: &Document, postmortem: &Postmortem, missing: &[&SectionSpec]) -> Finding {
    let names: Vec<String> = missing
        .iter()
        .map(|it| format!("`## {}`", it.heading))
        .collect();
    let kind = document.template.title.to_lowercase();
    let finding = place::in_document(document, "this report has no sections")
        .help(format!(
            "a report of this kind ({kind}) has {}",
            names.join(", ")
        ))
        .key("sections");
    let is_due = missing
        .iter()
        .any(|it| it.required.is_due(postmortem.status));
    if is_due {
        finding
    } else {
        finding.at_most(Level::Warning)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::{expect, findings};

    #[test]
    fn one_missing_section_is_one_precise_finding() {
        expect(
            &RULE,
            "\
---
title: Queue stalled
       ^^^^^^^^^^^^^ the section `Impact` is missing
kind: incident
status: published
severity: sev4
action_items: [{ what: Alert on the depth of the queue }]
---
## Summary
## Timeline
## Contributing factors
",
        );
        let found = findings(&RULE, RULE.bad);
        assert_eq!(found[0].level, Level::Error);
        assert_eq!(
            found[0].help.as_deref(),
            Some("add `## Impact` after `Summary`")
        );
        assert!(found[0].question.as_deref().unwrap().ends_with('?'));
    }

    #[test]
    fn in_a_draft_it_is_a_warning() {
        let draft = RULE.bad.replace("published", "draft");
        let found = findings(&RULE, &draft);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].level, Level::Warning);
    }

    #[test]
    fn severity_decides_what_is_needed() {
        let grave = RULE.good.replace("sev4", "sev1");
        let missing: Vec<String> = findings(&RULE, &grave)
            .into_iter()
            .map(|it| it.key)
            .collect();
        assert!(missing.contains(&"detection".to_owned()), "{missing:?}");
    }

    #[test]
    fn a_body_without_headings_has_one_fault() {
        expect(
            &RULE,
            "\
---
title: Queue stalled
       ^^^^^^^^^^^^^ this report has no sections
kind: incident
status: published
---
It stalled.
",
        );
    }

    #[test]
    fn words_before_the_first_heading_are_a_summary() {
        let text = RULE.good.replace("## In short\n", "");
        assert!(findings(&RULE, &text).is_empty());
    }

    #[test]
    fn front_matter_that_cannot_be_read_says_nothing_about_sections() {
        expect(&RULE, "---\ntitle: a: b\n---\n");
    }
}
