//! A promise against nothing that the report names.

use crate::diagnostic::Level;
use crate::document::Document;
use crate::postmortem::{ActionItem, ActionStatus};
use crate::rules::{Across, Check, Finding, Rule};

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
    check: Check::Beside(check),
};

fn check(across: &Across, document: &Document) -> Vec<Finding> {
    let archive = across.archive;
    let index = archive.references.at_path(document.path());
    // Without factors there is nothing to link to; that they are missing has a rule of its own.
    let index = index.filter(|index| !archive.get(*index).factors.is_empty());
    let Some(index) = index.filter(|_| !super::is_brief(&across.context, document)) else {
        return Vec::new();
    };
    // What an item addresses by the words of its sentence counts as well.
    let promises = archive.promises.of(index);
    let items = promises.iter().filter_map(|promise| {
        let item = promise.action(&archive.postmortems);
        (item.status != ActionStatus::WontDo).then_some((promise, item))
    });
    let items: Vec<_> = items.collect();
    let lacking: Vec<&ActionItem> = items
        .iter()
        .filter(|(promise, item)| promise.addresses.is_empty() && item.addresses.is_empty())
        .map(|(_, item)| *item)
        .collect();
    let finding = super::together(&lacking, items.len(), "no factor that it is against");
    let help = "add the factors of this report that it makes weaker as `addresses`";
    finding.map(|it| it.help(help)).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::expect;

    #[test]
    fn a_sentence_that_names_a_factor_of_the_report_is_linked_to_it() {
        let registry = "=== factors.yml\n- { id: alert-missing, aliases: [no alert] }\n";
        let text = "---\ncontributing_factors: [alert-missing]\naction_items: [{ what: Page where there is no alert yet }]\n---\n";
        expect(&RULE, &format!("{text}{registry}"));
    }

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
