//! Which data, of how many people, in how many records.

use crate::diagnostic::Level;
use crate::document::Document;
use crate::rules::breach::{at_field, is_due, is_given, listed};
use crate::rules::{Check, Context, Finding, Rule};

pub(super) const RULE: Rule = Rule {
    name: "breach/categories",
    level: Some(Level::Warning),
    draft: None,
    summary: "a breach does not say which data of about how many people it is about",
    why: "Whoever weighs the risk begins here: which kinds of data, of about how many people, in \
          about how many records. An estimate with its basis is an answer, and so is “unknown” \
          with a reason.",
    source: "GDPR, Article 33(3)(a)",
    question: None,
    always: false,
    bad: "\
---
title: A list sent to the wrong haulier
kind: data-breach
status: published
breach: { subjects: 31 }
---
",
    good: "\
---
title: A list sent to the wrong haulier
kind: data-breach
status: published
breach: { data_categories: [names, mobile numbers], subjects: 30-50, records: unknown }
---
",
    check: Check::Document(check),
};

fn check(context: &Context, document: &Document) -> Vec<Finding> {
    if !is_due(context, document) {
        return Vec::new();
    }
    let missing: Vec<&str> = ["data_categories", "subjects", "records"]
        .into_iter()
        .filter(|field| !is_given(document, &format!("breach.{field}")))
        .collect();
    if missing.is_empty() {
        return Vec::new();
    }
    let message = format!("the breach does not say {}", listed(&missing));
    let help = "write kinds and not data: `data_categories: [names, invoices]`, `subjects: 30-50`, \
                `records: unknown`";
    vec![
        at_field(document, "breach", message)
            .help(help)
            .key("categories"),
    ]
}
