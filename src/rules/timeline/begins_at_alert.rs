//! A story that begins with the alert.

use std::sync::LazyLock;

use regex::Regex;

use crate::diagnostic::Level;
use crate::document::Document;
use crate::rules::{Check, Context, Finding, Rule};

pub(super) const RULE: Rule = Rule {
    name: "timeline/begins-at-alert",
    level: Some(Level::Hint),
    draft: None,
    summary: "the timeline of a grave incident begins with the alert",
    why: "When the alert fires, most of the story has happened. What was normal that day, and what \
          was being changed, is where a reader recognises their own work.",
    source: "PagerDuty, postmortem guide: start at a point before the incident",
    question: Some("What was normal that day, before anybody knew?"),
    always: false,
    bad: "\
---
title: Queue stalled
severity: sev1
---
## Timeline

- 2025-03-31 09:31 UTC The pager goes off.
- 09:40 A second queue is started.
",
    good: "\
---
title: Queue stalled
severity: sev1
---
## Timeline

- 2025-03-31 09:05 UTC Version 2 of the queue is rolled out.
- 09:31 The pager goes off.
",
    check: Check::Document(check),
};

static ALERT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:alert(?:s|ed|ing)?|alarms?|pager|paged?|on-?call (?:is|was|gets|got)|pagerduty|opsgenie)\b")
        .expect("the pattern is sound")
});

fn check(context: &Context, document: &Document) -> Vec<Finding> {
    let mut moments = document
        .moments()
        .iter()
        .filter(|moment| !moment.written.is_empty());
    let Some(first) = moments.next() else {
        return Vec::new();
    };
    if !context.is_grave(document) || !ALERT.is_match(&first.text) {
        return Vec::new();
    }
    vec![
        Finding::new(first.time_span, "the story begins with the alert")
            .help("begin with what was normal, and with the change or load that came before")
            .key("first moment"),
    ]
}
