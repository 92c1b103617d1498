//! `language/agent-cause`

use crate::diagnostic::Level;
use crate::rules::{Check, Rule};

pub(super) const RULE: Rule = Rule {
    name: "language/agent-cause",
    level: Some(Level::Error),
    draft: Some(Level::Warning),
    summary: "a person is the subject of the outage",
    why: "Put any colleague in the same seat: if the same would have happened, the seat is the \
          cause and the name is not.",
    source: "PagerDuty, Postmortem Guide; Neil Johnston's substitution test, in James Reason, \
             Managing the Risks of Organizational Accidents",
    question: Some(
        "What lets an action like this pass everything between the keyboard and production?",
    ),
    always: false,
    bad: "Priya broke checkout with a one-line change.\n",
    good: "A change in version 2.3 broke checkout. Priya restored the backup.\n",
    check: Check::Wording,
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::expect;

    #[test]
    fn a_name_weighs_more_than_a_role_and_a_change_weighs_nothing() {
        expect(
            &RULE,
            "\
Dave broke checkout with a one-line change.
^^^^^^^^^^^^^^^^^^^ `Dave broke checkout` makes a person the subject of the outage
The technician replaced the wrong disk.
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `The technician replaced the wrong` makes a person the subject of the outage
The outage was triggered by a bad push. A change took down the network.

The engineer noticed that the wrong certificate was served.
",
        );
    }
}
