//! The facts, effects and measures that the register of breaches has to hold.

use crate::diagnostic::Level;
use crate::document::Document;
use crate::rules::breach::{at_field, is_due, is_given, listed};
use crate::rules::{Check, Context, Finding, Rule};

pub(super) const RULE: Rule = Rule {
    name: "breach/required",
    level: Some(Level::Error),
    draft: Some(Level::Warning),
    summary: "the record of a breach lacks a fact that the register needs",
    why: "The controller documents each breach with its facts, its effects and what was done about \
          it, so that the authority can verify it. A record that is written while it is fresh \
          spares everybody a search a year from now.",
    source: "GDPR, Article 33(5)",
    question: None,
    always: false,
    bad: "\
---
title: A list sent to the wrong haulier
kind: data-breach
status: published
breach:
  aware_at: 2025-06-11 14:11
  nature: [confidentiality]
---
",
    good: "\
---
title: A list sent to the wrong haulier
kind: data-breach
status: published
breach:
  aware_at: 2025-06-11 14:11
  nature: [confidentiality]
  special_categories: false
  risk: risk
  risk_reason: One known recipient, who confirmed that the list was deleted.
---
",
    check: Check::Document(check),
};

fn check(context: &Context, document: &Document) -> Vec<Finding> {
    if !is_due(context, document) {
        return Vec::new();
    }
    let value = |field: &str| context.value(document, field);
    let fields = document.template.fields.iter();
    let missing: Vec<&str> = fields
        .filter(|field| field.name.starts_with("breach.") && !has_own_rule(&field.name))
        .filter(|field| field.required.applies(value) && !is_given(document, &field.name))
        .map(|field| &field.name["breach.".len()..])
        .collect();
    if missing.is_empty() {
        return Vec::new();
    }
    let message = format!("the record of the breach does not say {}", listed(&missing));
    let help = "`secondstory schema front-matter` says what belongs in each; what is not known \
                yet is `unknown`, with the reason in the text";
    vec![at_field(document, "breach", message).help(help)]
}

/// Fields of a breach whose absence another rule of this area speaks of.
fn has_own_rule(field: &str) -> bool {
    let rest = &field["breach.".len()..];
    matches!(
        rest,
        "aware_at" | "data_categories" | "subjects" | "records"
    ) || rest.starts_with("authority")
        || rest.starts_with("individuals")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::{expect, findings};

    #[test]
    fn what_is_missing_is_one_finding_at_the_breach() {
        expect(
            &RULE,
            "\
---
title: A list sent to the wrong haulier
kind: data-breach
status: published
breach: { nature: [confidentiality], risk: unlikely }
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the record of the breach does not say `special_categories` and `risk_reason`
---
",
        );
    }

    #[test]
    fn a_draft_may_still_be_finding_out() {
        let draft = RULE.bad.replace("published", "draft");
        assert!(findings(&RULE, &draft).is_empty());
    }
}
