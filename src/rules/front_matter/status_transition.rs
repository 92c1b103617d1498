//! A status that the other fields speak against.

use crate::diagnostic::Level;
use crate::document::{Document, Span};
use crate::postmortem::Status;
use crate::rules::{Check, Context, Finding, Rule, place};

pub(super) const RULE: Rule = Rule {
    name: "front-matter/status-transition",
    level: Some(Level::Warning),
    draft: None,
    summary: "the status says something else than the fields that come with a status",
    why: "The status decides what a build contains. If a report was shared and still reads `draft`, \
          its readers and its authors believe different things about it.",
    source: "Wikimedia, Incident review ritual: draft, in review, final; PagerDuty, postmortem guide",
    question: None,
    always: false,
    bad: "\
---
title: Queue stalled
status: draft
published_on: 2025-04-07
---
",
    good: "\
---
title: Queue stalled
status: published
reviewed_on: 2025-04-04
published_on: 2025-04-07
---
",
    check: Check::Document(check),
};

fn check(context: &Context, document: &Document) -> Vec<Finding> {
    let Some(postmortem) = context.postmortem(document) else {
        return Vec::new();
    };
    let place = status_of(document);
    let (status, name) = (postmortem.status, postmortem.status.name());
    let is_shared = postmortem
        .published_on
        .is_some_and(|day| day <= context.today);
    let is_replaced = postmortem.superseded_by.is_some();
    let finding = if is_replaced && status != Status::Superseded {
        Finding::new(
            place,
            format!("the status is `{name}`, and `superseded_by` names a newer report"),
        )
        .help("write `status: superseded`")
        .key("superseded")
    } else if is_shared && !status.is_final() {
        Finding::new(
            place,
            format!("the status is `{name}`, and `published_on` has passed"),
        )
        .help("write `status: published`, or move the day")
        .key("published")
    } else if context.config.policy.review_first
        && status == Status::Published
        && postmortem.reviewed_on.is_none()
        && !is_asked_for(context, document)
    {
        Finding::new(place, "published without a review")
            .help("go through it with the people involved, and write the day as `reviewed_on`")
            .key("review")
    } else {
        return Vec::new();
    };
    vec![finding]
}

/// Returns the place of the status, or of the report where its source gives it one.
fn status_of(document: &Document) -> Span {
    let status = document.front_matter().text("status");
    status.map_or_else(|| place::of_document(document), |(_, span)| span)
}

/// Says whether `front-matter/required-field` asks for the day of the review already.
fn is_asked_for(context: &Context, document: &Document) -> bool {
    let value = |field: &str| context.value(document, field);
    let field = document.template.field("reviewed_on");
    field.is_some_and(|field| field.required.applies(value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::{expect, findings};

    #[test]
    fn a_replaced_report_is_not_published_any_more() {
        expect(
            &RULE,
            "\
---
status: published
        ^^^^^^^^^ the status is `published`, and `superseded_by` names a newer report
superseded_by: 2025-04-30-again
---
",
        );
    }

    #[test]
    fn a_day_to_come_is_a_plan() {
        let planned = RULE.bad.replace("2025-04-07", "2025-06-20");
        assert!(findings(&RULE, &planned).is_empty());
    }

    #[test]
    fn a_review_is_asked_for_where_the_policy_says_so() {
        let text = "---\nkind: near-miss\nstatus: published\n---\n";
        assert!(findings(&RULE, text).is_empty());
        let policy = "=== secondstory.yml\npolicy: { review_first: true }\n";
        assert_eq!(findings(&RULE, &format!("{text}{policy}")).len(), 1);
        let reviewed = text.replace("status", "reviewed_on: 2025-04-04\nstatus");
        assert!(findings(&RULE, &format!("{reviewed}{policy}")).is_empty());
    }
}
