//! A summary that does not say what it meant for anybody.

use crate::diagnostic::Level;
use crate::document::{Block, Document};
use crate::rules::structure::words_of;
use crate::rules::words::{has_quantity, names_people};
use crate::rules::{Check, Context, Finding, Rule};

pub(super) const RULE: Rule = Rule {
    name: "structure/summary-no-impact",
    level: Some(Level::Hint),
    draft: None,
    summary: "the summary says neither who was affected nor how much",
    why: "Whoever reads only the summary wants to know one thing first: did it touch me, or \
          somebody I answer for?",
    source: "PagerDuty, postmortem guide: exact numbers; The Site Reliability Workbook, chapter 10",
    question: None,
    always: false,
    bad: "## Summary\n\nThere was a problem with name resolution and it was fixed.\n",
    good: "## Summary\n\nA third of uploads was refused for forty minutes.\n",
    check: Check::Prose(check),
};

fn check(_: &Context, document: &Document, prose: &[Block]) -> Vec<Finding> {
    let Some(section) = document.section("summary") else {
        return Vec::new();
    };
    let words = words_of(section, prose);
    if words.trim().is_empty() || has_quantity(&words) || names_people(&words) {
        return Vec::new();
    }
    vec![
        Finding::new(
            section.heading_span,
            "the summary does not say who was affected or how much",
        )
        .help("add whom it touched, for how long, or how many")
        .key("summary"),
    ]
}
