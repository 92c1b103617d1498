//! A factor that the text speaks of and the report does not name.

use std::collections::BTreeSet;

use crate::archive::Mention;
use crate::diagnostic::Level;
use crate::document::Document;
use crate::rules::words::quote;
use crate::rules::{Check, Context, Finding, Rule};

pub(super) const RULE: Rule = Rule {
    name: "factor/not-tagged",
    level: Some(Level::Hint),
    draft: None,
    summary: "the text speaks of a factor that the report does not name",
    why: "If it had a part in this, the next report about it should find this one.",
    source: "Bolton, “Culture as a Security Control”",
    question: Some("Did this have a part in it?"),
    always: false,
    bad: "\
---
contributing_factors: []
---
## Contributing factors

- There was no alert on the depth of the queue.
=== factors.yml
- id: alert-missing
  aliases: [no alert]
",
    good: "\
---
contributing_factors: [alert-missing]
---
## Contributing factors

- There was no alert on the depth of the queue.
=== factors.yml
- id: alert-missing
  aliases: [no alert]
",
    check: Check::Mentions(check),
};

fn check(context: &Context, document: &Document, mentions: &[Mention]) -> Vec<Finding> {
    let Some(postmortem) = context.postmortem(document) else {
        return Vec::new();
    };
    let mut known: BTreeSet<String> = context.factor_ids(postmortem).into_iter().collect();
    let mut found = Vec::new();
    for mention in mentions {
        if known.insert(mention.factor.to_owned()) {
            let words = quote(mention.span.of(document.text()));
            found.push(
                Finding::new(
                    mention.span,
                    format!("{words} is the factor `{}`", mention.factor),
                )
                .help(format!(
                    "add `{}` to `contributing_factors` if it had a part",
                    mention.factor
                ))
                .key(mention.factor),
            );
        }
    }
    found
}
