//! A factor that the registry does not know.

use crate::diagnostic::{Fix, Level};
use crate::document::{Document, Span, did_you_mean};
use crate::rules::factor::under_registry;
use crate::rules::words::quote;
use crate::rules::{Check, Context, Finding, Rule, place};

pub(super) const RULE: Rule = Rule {
    name: "factor/unknown",
    level: Some(Level::Error),
    draft: Some(Level::Warning),
    summary: "a factor is not in the registry",
    why: "A condition comes back under the same name or it does not come back at all. One letter \
          apart, two reports about one condition never meet.",
    source: "Scott Golder and Bernardo Huberman, The Structure of Collaborative Tagging Systems \
             (2006)",
    question: None,
    always: false,
    bad: "\
---
title: Queue stalled
contributing_factors: [alert-missin]
---
=== factors.yml
- id: alert-missing
  aliases: [no alert]
",
    good: "\
---
title: Queue stalled
contributing_factors: [alert-missing]
---
=== factors.yml
- id: alert-missing
  aliases: [no alert]
",
    check: Check::Document(check),
};

fn check(context: &Context, document: &Document) -> Vec<Finding> {
    let registry = context.registry;
    let Some(postmortem) = under_registry(context, document) else {
        return Vec::new();
    };
    let factors = postmortem
        .factors
        .iter()
        .map(|it| (it.written.as_str(), it.span));
    let actions = postmortem.action_items.iter();
    let addressed = actions.flat_map(|action| &action.addresses);
    let addressed = addressed.map(|(written, span)| (written.as_str(), *span));
    let unknown = factors
        .chain(addressed)
        .filter(|(written, _)| registry.resolve(written).is_none())
        .map(|(written, span)| unknown(context, document, written, span));
    place::once(unknown.collect())
}

fn unknown(context: &Context, document: &Document, written: &str, span: Span) -> Finding {
    let factors = context.registry.factors.iter();
    let ids = factors
        .filter(|it| it.replaced_by.is_none())
        .map(|it| it.id.as_str());
    let finding = Finding::new(span, format!("there is no factor {}", quote(written))).key(written);
    let Some(near) = did_you_mean(written, ids) else {
        return finding
            .help("take one that `secondstory factors` lists, or add this one to `factors.yml`");
    };
    let finding = finding.help(format!("did you mean `{near}`?"));
    // An action item in the body has one place for all that it says.
    if span.of(document.text()) != written {
        return finding;
    }
    Finding {
        fix: Some(Fix {
            title: format!("write `{near}`"),
            safe: false,
            edits: vec![(span, near.to_owned())],
        }),
        ..finding
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::expect;

    #[test]
    fn factors_are_looked_up_wherever_they_are_named() {
        expect(
            &RULE,
            "\
---
contributing_factors:
  - { id: alert-missin, note: none }
          ^^^^^^^^^^^^ there is no factor `alert-missin`
  - No Alert
action_items:
  - what: Add an alert
    addresses: [alert-mising]
                ^^^^^^^^^^^^ there is no factor `alert-mising`
---
=== factors.yml
- id: alert-missing
  aliases: [no alert]
",
        );
    }

    #[test]
    fn without_a_registry_any_factor_will_do() {
        expect(&RULE, "---\ncontributing_factors: [whatever]\n---\n");
    }
}
