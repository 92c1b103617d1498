//! `action/be-careful`

use crate::diagnostic::Level;
use crate::rules::{Check, Rule};

pub(super) const RULE: Rule = Rule {
    name: "action/be-careful",
    level: Some(Level::Error),
    draft: Some(Level::Warning),
    summary: "an action item asks people to be more careful",
    why: "Care is what people already brought to the work that day. It is the weakest of all \
          controls, and it wears off by Friday.",
    source: "Todd Conklin, Pre-Accident Investigations; Sidney Dekker, The Field Guide to \
             Understanding 'Human Error'",
    question: Some("What would make the safe way the easy one?"),
    always: false,
    bad: "## Action Items\n\n- Be more careful with wildcard deletes\n",
    good: "## Action Items\n\n- Ask for the name of the region before a drain\n",
    check: Check::Wording,
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::expect;

    #[test]
    fn only_an_action_or_a_lesson_asks_for_care() {
        expect(
            &RULE,
            "\
## Action Items

- Everyone to double-check the region before a drain
              ^^^^^^^^^^^^ `double-check` asks people to be better, and changes nothing
- Careful roll-out in three stages

## Summary

Users should be careful when they upgrade.
",
        );
    }
}
