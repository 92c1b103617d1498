//! `language/by-mistake`

use crate::diagnostic::Level;
use crate::rules::{Check, Rule};

pub(super) const RULE: Rule = Rule {
    name: "language/by-mistake",
    level: Some(Level::Hint),
    draft: None,
    summary: "somebody did something by mistake",
    why: "Nobody means to err, so the word adds a feeling and no fact. What was meant, and what \
          pointed elsewhere, is the fact.",
    source: "Sidney Dekker, The Field Guide to Understanding 'Human Error'",
    question: Some("What was meant, and which cue pointed elsewhere?"),
    always: false,
    bad: "The technician accidentally unplugged the second feed.\n",
    good: "The table was accidentally deleted during the clean-up.\n",
    check: Check::Wording,
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::expect;

    #[test]
    fn somebody_has_to_have_done_it() {
        expect(
            &RULE,
            "\
While tidying up, a maintainer deleted the tag by mistake.
                                               ^^^^^^^^^^ `by mistake` says how it felt, and not how it looked
I accidentally deleted the wrong branch.
^^^^^^^^^^^^^^^^^^^^^^ `I accidentally deleted` says how it felt, and not how it looked

The index was accidentally dropped. The commit accidentally removed the index.
The lock prevents an engineer from deleting a volume by mistake.
",
        );
    }
}
