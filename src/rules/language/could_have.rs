//! `language/could-have`

use crate::diagnostic::Level;
use crate::rules::{Check, Rule};

pub(super) const RULE: Rule = Rule {
    name: "language/could-have",
    level: Some(Level::Warning),
    draft: None,
    summary: "a sentence says what could have been done",
    why: "A choice that only the outcome reveals was not there to be made. As an action item it \
          can still be made next time.",
    source: "Sidney Dekker, The Field Guide to Understanding 'Human Error'",
    question: Some("Which options were in sight at that point?"),
    always: false,
    bad: "The operator could have used the read-only console instead.\n",
    good: "An attacker could have read 400 rows. It could have been worse.\n",
    check: Check::Wording,
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::expect;

    #[test]
    fn a_missed_choice_is_marked_and_a_risk_is_not() {
        expect(
            &RULE,
            "\
The outage could have been avoided with one call.
           ^^^^^^^^^^^^^^^^^^^^^^^ `could have been avoided` tells of a choice that only the outcome shows
The operator could have used the read-only console.
^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `The operator could have used` tells of a choice that only the outcome shows

Data could have been lost. Appointing a manager could have helped.
An attacker could have forged a cookie.
",
        );
    }
}
