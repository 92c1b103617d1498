//! Data of the people concerned, in the record about its loss.

use crate::diagnostic::Level;
use crate::document::{Block, Document};
use crate::rules::breach::is_breach;
use crate::rules::{Check, Context, Finding, Rule, personal};

pub(super) const RULE: Rule = Rule {
    name: "breach/no-personal-data",
    level: Some(Level::Error),
    draft: None,
    summary: "the record of a breach holds personal data itself",
    why: "A record that repeats the data spreads it once more, to everybody who learns from the \
          record. Counts and categories say all that a reader needs.",
    source: "GDPR, Article 5(1)(c): data minimisation",
    question: None,
    always: false,
    bad: "\
---
title: A list sent to the wrong haulier
kind: data-breach
---
## What happened

The list went to jens.moller@haulier.dk, who called from +45 21 55 83 10.
",
    good: "\
---
title: A list sent to the wrong haulier
kind: data-breach
---
## What happened

The list of 31 drivers went to one recipient at another haulier. Write to dpo@haulier.dk.
",
    check: Check::Prose(check),
};

fn check(_: &Context, document: &Document, prose: &[Block]) -> Vec<Finding> {
    if !is_breach(document) {
        return Vec::new();
    }
    let found = personal::details(document, prose).into_iter();
    found
        .map(|detail| {
            let message = format!("{} stands in the record of a breach", detail.kind.words());
            Finding::new(detail.span, message)
                .help("write how many and of which kind, and never which")
                .key(detail.key())
        })
        .collect()
}
