//! A promise against nothing that the report names.

use crate::diagnostic::Level;
use crate::document::Document;
use crate::rules::{Check, Context, Finding, Rule};

pub(super) const RULE: Rule = Rule {
    name: "action/no-factor-link",
    level: Some(Level::Hint),
    draft: None,
    summary: "an action item does not say which factor it is against",
    why: "Only with this link can anybody ask, when the factor comes back, whether what was done \
          against it has held.",
    source: "Seed, “Culture as a Security Control”: an organisation that learns",
    question: None,
    always: false,
    bad: "\
---
title: Queue stalled
status: published
contributing_factors: [alert-missing]
action_items:
  - { what: Alert on the depth of the queue }
---
=== factors.yml
- id: alert-missing
",
    good: "\
---
title: Queue stalled
status: published
contributing_factors: [alert-missing]
action_items:
  - { what: Alert on the depth of the queue, addresses: [alert-missing] }
---
=== factors.yml
- id: alert-missing
",
    check: Check::Document(check),
};

fn check(context: &Context, document: &Document) -> Vec<Finding> {
    let postmortem = context.postmortem(document);
    // Without factors there is nothing to link to; that they are missing has a rule of its own.
    let has_factors = postmortem.is_some_and(|it| !it.factors.is_empty());
    if !has_factors || super::is_brief(context, document) {
        return Vec::new();
    }
    let mut lacking = super::kept(context, document);
    let of = lacking.len();
    lacking.retain(|item| item.addresses.is_empty());
    let finding = super::together(&lacking, of, "no factor that it is against");
    let help = "add the factors of this report that it makes weaker as `addresses`";
    finding.map(|it| it.help(help)).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::expect;

    #[test]
    fn a_mark_in_the_text_is_a_link_and_a_report_without_factors_needs_none() {
        expect(
            &RULE,
            "\
---
contributing_factors: [alert-missing]
---
## Action items

- Alert on depth {factor:alert-missing}
- Grow the disk
^^^^^^^^^^^^^^^ the action item `Grow the disk` has no factor that it is against
=== postmortems/other.md
## Action items

- Grow the disk
",
        );
    }
}
