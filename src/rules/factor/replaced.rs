//! A factor that another has taken the place of.

use crate::diagnostic::Level;
use crate::document::Document;
use crate::postmortem::Named;
use crate::rules::factor::{in_the_place_of, times_named};
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
    let registry = context.registry;
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
        let finding = Finding::new(factor.span, message).key(&factor.written);
        let declared = postmortem.factors.iter();
        let declared = declared.filter(|it| it.named == Named::Declared);
        let names = declared.map(|it| it.written.as_str());
        if factor.named == Named::Declared && times_named(context, names, &now.id) > 1 {
            return Some(finding.help(format!("`{}` is named as well: take this one out", now.id)));
        }
        Some(Finding {
            fix: in_the_place_of(document, &factor.written, factor.span, &now.id),
            ..finding.help(format!("write `{}`", now.id))
        })
    });
    replaced.collect()
}
