//! A moment far from the incident.

use jiff::ToSpan as _;

use crate::diagnostic::Level;
use crate::document::{Document, Moment};
use crate::rules::words::quote;
use crate::rules::{Check, Context, Finding, Rule};

pub(super) const RULE: Rule = Rule {
    name: "timeline/outside-incident",
    level: Some(Level::Warning),
    draft: None,
    summary: "a moment is long before the incident or after its publication",
    why: "One digit of a year moves a moment out of the story, and every duration with it.",
    source: "John Allspaw and others, Debriefing Facilitation Guide",
    question: None,
    always: false,
    bad: "\
---
title: Queue stalled
started: 2025-03-31 09:10
---
## Timeline

- 2024-03-31 09:10 UTC The queue stalls.
- 2025-03-31 10:00 UTC It moves again.
",
    good: "\
---
title: Queue stalled
started: 2025-03-31 09:10
---
## Timeline

- 2024-03-01 (lead-up) The queue is taken into use.
- 2025-03-31 09:10 UTC The queue stalls.
",
    check: Check::Document(check),
};

/// How far before the start a moment may be without a word.
const LEAD_UP_DAYS: i32 = 60;

fn check(context: &Context, document: &Document) -> Vec<Finding> {
    let Some(postmortem) = context.postmortem(document) else {
        return Vec::new();
    };
    let started = postmortem.started.as_ref().map(|time| time.date);
    let earliest = started.and_then(|date| date.checked_sub(LEAD_UP_DAYS.days()).ok());
    let look = |moment: &Moment| {
        let date = moment.time.as_ref()?.date;
        let is_lead_up = moment.mark.as_deref() == Some("lead-up")
            || moment.text.to_lowercase().contains("lead-up");
        let message = if earliest.is_some_and(|earliest| date < earliest) && !is_lead_up {
            format!(
                "{} is long before the incident started",
                quote(&moment.written)
            )
        } else if postmortem
            .published_on
            .is_some_and(|published| date > published)
        {
            format!(
                "{} is after the report was published",
                quote(&moment.written)
            )
        } else {
            return None;
        };
        Some(
            Finding::new(moment.time_span, message)
                .help("look at the year, or mark the moment as `lead-up`")
                .key(format!("{} {}", moment.written, moment.text)),
        )
    };
    document.moments().iter().filter_map(look).collect()
}
