//! `language/animated`

use crate::diagnostic::Level;
use crate::rules::{Check, Rule};

pub(super) const RULE: Rule = Rule {
    name: "language/animated",
    level: Some(Level::Hint),
    draft: None,
    summary: "a sentence raises its voice",
    why: "Strong words tell how somebody felt. A figure tells how bad it was, and lasts longer.",
    source: "Google, The Site Reliability Workbook, chapter 10 (animated language)",
    question: Some("How large was it, in numbers?"),
    always: false,
    bad: "What followed was a nightmare of half-applied migrations.\n",
    good: "Disaster recovery was started at 10:00. The pods were OOMKilled.\n",
    check: Check::Wording,
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::expect;

    #[test]
    fn marks_and_capitals_count_as_words_do() {
        expect(
            &RULE,
            "\
And then the second site went down too!!!
                                      ^^ `!!` raises its voice
This must NEVER happen here.
          ^^^^^ `NEVER` raises its voice

The pods were OOMKilled. The WARNING level was set.
",
        );
    }
}
