//! A factor that another has taken the place of.

use crate::diagnostic::{Fix, Level};
use crate::document::Document;
use crate::rules::words::quote;
use crate::rules::{Check, Context, Finding, Rule};

pub(super) const RULE: Rule = Rule {
    name: "factor/replaced",
    level: Some(Level::Warning),
    draft: None,
    summary: "a factor has been replaced by another",
    why: "It counts for the one that took its place. Whoever reads the file next year meets a name \
          that is in no list any more.",
    source: "How the registry is read: see `docs/rules.md`",
    question: None,
    always: false,
    bad: "\
---
contributing_factors: [no-alert]
---
=== factors.yml
- id: alert-missing
- id: no-alert
  replaced_by: alert-missing
",
    good: "\
---
contributing_factors: [alert-missing]
---
=== factors.yml
- id: alert-missing
- id: no-alert
  replaced_by: alert-missing
",
    check: Check::Document(check),
};

fn check(context: &Context, document: &Document) -> Vec<Finding> {
    let registry = &context.archive.registry;
    let Some(postmortem) = context.postmortem(document) else {
        return Vec::new();
    };
    let replaced = postmortem.factors.iter().filter_map(|factor| {
        registry.named(&factor.written)?.replaced_by.as_ref()?;
        let now = registry.resolve(&factor.written)?;
        let message = format!(
            "{} has been replaced by `{}`",
            quote(&factor.written),
            now.id
        );
        let is_whole = factor.span.of(document.text()) == factor.written;
        Some(Finding {
            fix: is_whole.then(|| Fix {
                title: format!("write `{}`", now.id),
                safe: true,
                edits: vec![(factor.span, now.id.clone())],
            }),
            ..Finding::new(factor.span, message)
                .help(format!("write `{}`", now.id))
                .key(&factor.written)
        })
    });
    replaced.collect()
}
