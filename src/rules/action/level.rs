//! A promise that does not say on which level it changes something.

use crate::diagnostic::Level;
use crate::document::Document;
use crate::rules::{Check, Context, Finding, Rule};

pub(super) const RULE: Rule = Rule {
    name: "action/level",
    level: Some(Level::Hint),
    draft: None,
    summary: "an action item does not say whether it changes the organisation, a process or a system",
    why: "Seen side by side, the levels show whether an organisation ever changes itself or only \
          its systems.",
    source: "Seed, “Culture as a Security Control”; NIST SP 800-39, the three tiers",
    question: None,
    always: false,
    bad: "\
---
title: Queue stalled
status: published
action_items:
  - { what: Alert on the depth of the queue }
---
",
    good: "\
---
title: Queue stalled
status: published
action_items:
  - { what: Alert on the depth of the queue, level: information-system }
---
",
    check: Check::Document(check),
};

fn check(context: &Context, document: &Document) -> Vec<Finding> {
    if super::is_brief(context, document) {
        return Vec::new();
    }
    let mut items = super::kept(context, document);
    let of = items.len();
    let mut found: Vec<Finding> = items
        .iter()
        .filter_map(|item| super::not_one_of(document, item, "level", item.level.as_deref()?))
        .collect();
    items.retain(|item| item.level.is_none());
    let help = "write `organisation`, `business-process` or `information-system`";
    found.extend(super::together(&items, of, "no level").map(|it| it.help(help)));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::expect;

    #[test]
    fn a_level_of_the_body_is_one_of_three() {
        expect(
            &RULE,
            "\
---
status: published
---
## Action items

| Action | Level |
|---|---|
| Alert on depth | Information system |
| Drill the restore | technical |
  ^^^^^^^^^^^^^^^^^ the level `technical` is not one of `organisation`, `business-process`, `information-system`
| Grow the disk | |
  ^^^^^^^^^^^^^ the action item `Grow the disk` has no level
",
        );
    }
}
