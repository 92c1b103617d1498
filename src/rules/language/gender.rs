//! `language/gender`

use crate::diagnostic::Level;
use crate::rules::{Check, Rule};

pub(super) const RULE: Rule = Rule {
    name: "language/gender",
    level: Some(Level::Hint),
    draft: None,
    summary: "a pronoun tells somebody's gender",
    why: "The role is what a reader needs; the pronoun only makes it easier to tell who it was.",
    source: "Sidney Dekker, Just Culture",
    question: Some("What was the role, and what did it have in view?"),
    always: false,
    bad: "The admin pasted the command; he expected a prompt.\n",
    good: "The admin pasted the command and expected a prompt.\n",
    check: Check::Wording,
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::expect;

    #[test]
    fn a_pronoun_is_marked_wherever_it_stands() {
        expect(
            &RULE,
            "\
The release manager paused the train while she read the diff.
                                           ^^^ `she` names a gender where a role would do

He-3 counters reported zero. The caller said \"she hung up\".
",
        );
    }
}
