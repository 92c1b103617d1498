//! `language/loss-of-sa`

use crate::diagnostic::Level;
use crate::rules::{Check, Rule};

pub(super) const RULE: Rule = Rule {
    name: "language/loss-of-sa",
    level: Some(Level::Warning),
    draft: None,
    summary: "a label stands in for an explanation",
    why: "Complacency and lost awareness are names for what the writer knows now and the people \
          then did not. They explain nothing.",
    source: "Sidney Dekker, The Field Guide to Understanding 'Human Error'",
    question: Some("What was displayed, and what was expected?"),
    always: false,
    bad: "The commander suffered a loss of situational awareness.\n",
    good: "The dashboard improves situational awareness.\n",
    check: Check::Wording,
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::expect;

    #[test]
    fn labels_are_marked_and_goals_are_not() {
        expect(
            &RULE,
            "\
Poor judgement prolonged the closure.
^^^^^^^^^^^^^^ `Poor judgement` is a label, and explains nothing
The engineer panicked and rebooted all four nodes.
^^^^^^^^^^^^^^^^^^^^^ `The engineer panicked` is a label, and explains nothing

The kernel panicked. Drills help to avoid tunnel vision.
",
        );
    }
}
