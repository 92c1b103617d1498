//! `language/mind-reading`

use crate::diagnostic::Level;
use crate::rules::{Check, Rule};

pub(super) const RULE: Rule = Rule {
    name: "language/mind-reading",
    level: Some(Level::Hint),
    draft: None,
    summary: "a sentence tells what somebody thought or wanted",
    why: "What was in somebody's mind is theirs to tell, and their own account is worth more \
          than a guess.",
    source: "Sidney Dekker, The Field Guide to Understanding 'Human Error'",
    question: Some("How do those who were there tell it?"),
    always: false,
    bad: "They did not care about our freeze.\n",
    good: "We believed that the replica was current, as its lag read 0.\n",
    check: Check::Wording,
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::expect;

    #[test]
    fn a_guess_at_a_mind_is_marked_and_the_own_belief_is_not() {
        expect(
            &RULE,
            "\
The operator clearly wanted to finish before the end of the shift.
^^^^^^^^^^^^^^^^^^^^^^^^^^^ `The operator clearly wanted` tells what went on in somebody's mind

We thought that the host was off; its entry was gone.
The compiler assumed that the pointer was aligned.
",
        );
    }
}
