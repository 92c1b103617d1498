//! `language/trivialiser`

use crate::diagnostic::Level;
use crate::rules::{Check, Rule};

pub(super) const RULE: Rule = Rule {
    name: "language/trivialiser",
    level: Some(Level::Hint),
    draft: None,
    summary: "a word makes it sound easy",
    why: "What is obvious to the writer is what a newcomer needs to be told, and on the day it \
          was not obvious either.",
    source: "Etsy, Debriefing Facilitation Guide",
    question: Some("What would make this plain to somebody new?"),
    always: false,
    bad: "Obviously you drain a host before you pull its power.\n",
    good: "The failure started just after 14:00. There was no obvious cause.\n",
    check: Check::Wording,
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::expect;

    #[test]
    fn easy_for_whom() {
        expect(
            &RULE,
            "\
Needless to say, the change was not tested on old phones.
^^^^^^^^^^^^^^^ `Needless to say` makes it sound easier than it was
Engineers should simply follow the documentation.
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `Engineers should simply follow` makes it sound easier than it was

Deposits are made by simply sending tokens. It started just before noon.
",
        );
    }
}
