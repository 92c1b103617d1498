//! `language/violation`

use crate::diagnostic::Level;
use crate::rules::{Check, Rule};

pub(super) const RULE: Rule = Rule {
    name: "language/violation",
    level: Some(Level::Warning),
    draft: None,
    summary: "somebody is said to have broken a rule",
    why: "Procedures are resources for work, and work always differs from them. How it is \
          usually done tells more than that it was not done by the book.",
    source: "Sidney Dekker, Just Culture",
    question: Some("How is this work done on a normal day?"),
    always: false,
    bad: "The engineer violated the change policy by deploying during the freeze.\n",
    good: "An invariant was violated. We bypass the cache for signed-in users.\n",
    check: Check::Wording,
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::expect;

    #[test]
    fn rules_are_broken_by_people_only() {
        expect(
            &RULE,
            "\
The trader circumvented the four-eyes control.
^^^^^^^^^^^^^^^^^^^^^^^ `The trader circumvented` measures people against a rule, and not the rule against the work
The mobile team broke protocol and shipped without a ticket.
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `The mobile team broke protocol` measures people against a rule, and not the rule against the work

Constraint violations rose to 400 per second. An attacker bypassed the filter.
",
        );
    }
}
