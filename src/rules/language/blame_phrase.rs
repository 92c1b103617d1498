//! `language/blame-phrase`

use crate::diagnostic::Level;
use crate::rules::{Check, Rule};

pub(super) const RULE: Rule = Rule {
    name: "language/blame-phrase",
    level: Some(Level::Error),
    draft: Some(Level::Warning),
    summary: "a sentence looks for a culprit",
    why: "Once there is somebody to blame, the search for conditions stops, and the conditions \
          stay.",
    source: "John Allspaw, Blameless PostMortems; Sidney Dekker, Just Culture",
    question: Some("What had to be true for this to have an effect?"),
    always: false,
    bad: "The contractor is to blame for the lost bookings.\n",
    good: "The culprit was a stale lock file. The disk at fault was replaced.\n",
    check: Check::Wording,
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::expect;

    #[test]
    fn a_person_is_no_cause() {
        expect(
            &RULE,
            "\
It's the release manager's fault that the fix never arrived.
     ^^^^^^^^^^^^^^^^^^^^^^^^^^^ `the release manager's fault` looks for a culprit
The stall was caused by a technician on the late shift.
              ^^^^^^^^^^^^^^^^^^^^^^ `caused by a technician` looks for a culprit
The culprit was an intern on the web desk.
    ^^^^^^^^^^^^^^^^^^^^^ `culprit was an intern` looks for a culprit

The delay was due to staff shortages. The culprit was a stale lock file.
It wasn't the fault of the night shift. The stall was caused by a user.
",
        );
    }
}
