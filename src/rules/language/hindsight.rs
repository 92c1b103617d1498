//! `language/hindsight`

use crate::diagnostic::Level;
use crate::rules::{Check, Rule};

pub(super) const RULE: Rule = Rule {
    name: "language/hindsight",
    level: Some(Level::Warning),
    draft: None,
    summary: "knowledge of the outcome is read into the past",
    why: "Nobody had the outcome to go by. A reader who is told that it was obvious learns \
          nothing about why it was not.",
    source: "Richard Cook, How Complex Systems Fail; Etsy, Debriefing Facilitation Guide",
    question: Some("What was known at each moment, and where did it come from?"),
    always: false,
    bad: "In hindsight the second reboot made things worse.\n",
    good: "There was no obvious error in the logs, which clearly showed both versions.\n",
    check: Check::Wording,
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::expect;

    #[test]
    fn what_was_clear_afterwards_is_marked_and_what_was_seen_then_is_not() {
        expect(
            &RULE,
            "\
In hindsight the second reboot made things worse.
^^^^^^^^^^^^ `In hindsight` is knowledge that nobody had at the time
It was obvious that the cache could not hold the catalogue.
^^^^^^^^^^^^^^ `It was obvious` is knowledge that nobody had at the time

At 14:05 it became clear that the rollback had not helped.
Nothing obvious stood out. Looking back at the logs, we found the first one.
",
        );
    }
}
