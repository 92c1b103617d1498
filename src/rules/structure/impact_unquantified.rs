//! An impact without a number.

use crate::diagnostic::Level;
use crate::document::{Block, Document};
use crate::rules::structure::words_of;
use crate::rules::words::has_quantity;
use crate::rules::{Check, Context, Finding, Rule};

pub(super) const RULE: Rule = Rule {
    name: "structure/impact-unquantified",
    level: Some(Level::Warning),
    draft: Some(Level::Hint),
    summary: "the impact of a grave incident is told without any number",
    why: "“Many users” means ten to one reader and ten thousand to another, and next year to \
          neither of them anything. An estimate with its reason is worth more than silence.",
    source: "PagerDuty, postmortem guide: be exact; Google, Site Reliability Engineering, ch. 15",
    question: None,
    always: false,
    bad: "\
---
title: Queue stalled
status: published
severity: sev1
---
## Impact

Many users could not print.
",
    good: "\
---
title: Queue stalled
status: published
severity: sev1
---
## Impact

Unknown: the logs of that hour were lost with the disk.
",
    check: Check::Prose(check),
};

fn check(context: &Context, document: &Document, prose: &[Block]) -> Vec<Finding> {
    if !context.is_grave(document) || document.front_matter().text("impact.users").is_some() {
        return Vec::new();
    }
    let Some(section) = document.section("impact") else {
        return Vec::new();
    };
    let words = words_of(section, prose);
    if words.trim().is_empty() || has_quantity(&words) || is_known_unknown(&words) {
        return Vec::new();
    }
    vec![
        Finding::new(section.heading_span, "the impact is told without a number")
            .help("say how many, how much or for how long; an estimate with its reason will do")
            .key("impact"),
    ]
}

/// Says whether the text says that there was nothing to count, or that it cannot be known.
fn is_known_unknown(words: &str) -> bool {
    let words = words.to_lowercase();
    [
        "unknown",
        "not known",
        "cannot be known",
        "could not be determined",
        "no user",
        "no customer",
        "no impact",
        "nobody",
        "no one",
        "not affected",
        "unaffected",
        "no data",
    ]
    .iter()
    .any(|phrase| words.contains(phrase))
}
