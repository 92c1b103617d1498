//! `language/judgement-word`

use crate::diagnostic::Level;
use crate::rules::{Check, Rule};

pub(super) const RULE: Rule = Rule {
    name: "language/judgement-word",
    level: Some(Level::Error),
    draft: Some(Level::Warning),
    summary: "a word judges somebody's character",
    why: "Who is called careless once will not report the next near miss, and the word explains \
          nothing: the same people do the work on the good days.",
    source: "PagerDuty, Postmortem Guide (fundamental attribution error); Sidney Dekker, Just \
             Culture",
    question: Some("What made it look reasonable to somebody who wanted it to go well?"),
    always: false,
    bad: "A careless edit in the zone file took the domain with it.\n",
    good: "A lazy lookup moved the failure to request time. The delay was negligible.\n",
    check: Check::Wording,
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::expect;

    #[test]
    fn words_of_character_are_marked_whoever_is_meant() {
        expect(
            &RULE,
            "\
Rookie mistake: the wildcard was not quoted.
^^^^^^^^^^^^^^ `Rookie mistake` judges a character, and ends the conversation
This was sloppy work. The engineers were clueless about the link.
         ^^^^^^ `sloppy` judges a character, and ends the conversation
                                         ^^^^^^^^ `clueless` judges a character, and ends the conversation

We avoid words such as careless. A lazy import moved the failure.
",
        );
    }
}
