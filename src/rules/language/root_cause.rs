//! `language/root-cause`

use crate::diagnostic::Level;
use crate::rules::{Check, Rule};

pub(super) const RULE: Rule = Rule {
    name: "language/root-cause",
    level: Some(Level::Warning),
    draft: Some(Level::Hint),
    summary: "one cause is given where there were several",
    why: "Each condition was needed, and each is a place to act. A single cause leaves the \
          others as they were.",
    source: "Richard Cook, How Complex Systems Fail",
    question: Some("What else had to be the case for this to have its effect?"),
    always: false,
    bad: "The sole cause was a full disk.\n",
    good: "The root cause is still unknown. A root certificate was missing.\n",
    check: Check::Wording,
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::expect;

    #[test]
    fn one_cause_of_several_is_asked_for() {
        expect(
            &RULE,
            "\
The root cause was an unquoted value.
^^^^^^^^^^^^^^^^^^ `The root cause was` leaves the other conditions without a name
A full disk is the sole cause of this incident.
               ^^^^^^^^^^^^^^^^^ `the sole cause of` leaves the other conditions without a name

The root causes are listed below. The root cause remains unknown.
",
        );
    }
}
