//! `action/vague`

use crate::diagnostic::Level;
use crate::rules::{Check, Rule};

pub(super) const RULE: Rule = Rule {
    name: "action/vague",
    level: Some(Level::Warning),
    draft: None,
    summary: "an action item has no end",
    why: "Nobody can say when it is done, so it stays open until somebody closes it in silence.",
    source: "John Lunney and Sue Lueder, Postmortem Action Items: Plan the Work and Work the \
             Plan",
    question: Some("What will exist when this is done?"),
    always: false,
    bad: "## Action Items\n\n- Improve monitoring\n",
    good: "## Action Items\n\n- Improve p99 of /login below 300 ms\n",
    check: Check::Wording,
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::expect;

    #[test]
    fn an_item_that_says_when_it_is_done_has_an_end() {
        expect(
            &RULE,
            "\
---
action_items:
  - { what: Investigate the retry storm, done_when: The cause is written down in OPS-1 }
  - { what: Investigate the retry storm }
            ^^^^^^^^^^^ `Investigate` cannot be finished, and so nobody can say that it is
---
",
        );
    }

    #[test]
    fn a_number_a_ticket_or_a_mechanism_makes_an_end() {
        expect(
            &RULE,
            "\
## Action Items

- Consider moving to a managed queue
  ^^^^^^^^ `Consider` cannot be finished, and so nobody can say that it is
- Investigate why the budget was exceeded; the answer goes to OPS-991
- Alert when the newest backup is older than 26 hours
",
        );
    }
}
