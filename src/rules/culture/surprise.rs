//! A grave report in which nothing surprised anybody.

use std::sync::LazyLock;

use regex::Regex;

use crate::diagnostic::Level;
use crate::document::{Block, Document};
use crate::rules::{Check, Context, Finding, Rule, culture, place};

pub(super) const RULE: Rule = Rule {
    name: "culture/surprise",
    level: Some(Level::Hint),
    draft: None,
    summary: "a grave report does not say how it made sense, or what surprised anybody",
    why: "An incident is where the world differed from what people had good reason to believe. \
          Without the belief, the report tells a reader only what they now know as well.",
    source: "Sidney Dekker, The Field Guide to Understanding 'Human Error': local rationality; \
             Howie, The Post-Incident Guide",
    question: Some("What did people believe at that moment, and what gave them reason to?"),
    always: false,
    bad: "\
---
title: A token in a build log
kind: security
status: published
severity: sev1
---
## Summary

A token was printed into a build log, and replaced within an hour.
",
    good: "\
---
title: A token in a build log
kind: security
status: published
severity: sev1
---
## Summary

A token was printed into a build log. It came as a surprise that the log is public.
",
    check: Check::Prose(check),
};

/// Words with which people tell what they believed.
static BELIEF: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\b(?:surpris\w*|unexpected\w*|made sense|expected|assumed|believed|seemed|looked like|looked as if|appeared to|had no reason|to our astonishment|puzzl\w*|confus\w*|misled|misleading)\b",
    )
    .expect("the pattern is sound")
});

fn check(context: &Context, document: &Document, prose: &[Block]) -> Vec<Finding> {
    let is_due = culture::is_told(context, document)
        && context.is_grave(document)
        && document.section("sense").is_none()
        && !culture::asks_for_section(context, document, "sense");
    if !is_due || prose.iter().any(|block| BELIEF.is_match(&block.text)) {
        return Vec::new();
    }
    let finding = place::in_document(document, "nothing says how it made sense at the time")
        .help(
            "add a paragraph: what was seen, what it was taken for, and what turned out otherwise",
        )
        .key("surprise");
    vec![finding]
}
