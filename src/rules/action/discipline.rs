//! `action/discipline`

use crate::diagnostic::Level;
use crate::rules::{Check, Rule};

pub(super) const RULE: Rule = Rule {
    name: "action/discipline",
    level: Some(Level::Error),
    draft: Some(Level::Warning),
    summary: "an action item punishes somebody",
    why: "A report that can cost a job will not be written. Where there is a case to answer, \
          another process answers it.",
    source: "Sidney Dekker, Just Culture; NHS England, A just culture guide",
    question: Some("What would make it safe to report the next one?"),
    always: false,
    bad: "## Action Items\n\n- Issue a formal warning to the operator\n",
    good: "## Action Items\n\n- Show a warning banner above the delete button\n",
    check: Check::Wording,
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::expect;

    #[test]
    fn punishment_is_marked_and_least_privilege_is_not() {
        expect(
            &RULE,
            "\
## Action Items

- Put the engineer on a performance plan
                        ^^^^^^^^^^^^^^^^ `performance plan` belongs to another process, and ends the telling
- Remove Tom's production access until further notice
  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `Remove Tom's production access` belongs to another process, and ends the telling
- Rights that go unused for 90 days lapse, in every role
",
        );
    }
}
