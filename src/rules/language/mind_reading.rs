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
