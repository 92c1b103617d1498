//! `language/human-error`

use crate::diagnostic::Level;
use crate::rules::{Check, Rule};

pub(super) const RULE: Rule = Rule {
    name: "language/human-error",
    level: Some(Level::Error),
    draft: Some(Level::Warning),
    summary: "human error is given as a cause",
    why: "The label ends the inquiry where it should begin: the same screen, prompt and hour \
          will meet the next person too.",
    source: "Sidney Dekker, The Field Guide to Understanding 'Human Error'; David Woods and \
             others, Behind Human Error",
    question: Some("What made the action look right at the time?"),
    always: false,
    bad: "## Contributing Factors\n\n- Human error\n",
    good: "## Contributing Factors\n\n- The command accepted the name of any region\n",
    check: Check::Wording,
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::expect;

    #[test]
    fn the_label_is_a_cause_and_a_feared_or_quoted_one_is_not() {
        expect(
            &RULE,
            "\
The outage was put down to human error during the batch change.
                           ^^^^^^^^^^^ `human error` is where the questions begin, not where they end
This was an admin error, and not a defect.
            ^^^^^^^^^^^ `admin error` is where the questions begin, not where they end

The prompt reduces the risk of human error. Rather than human error we look for conditions.
\"Operator error\" was in the first draft. The operator error message was not helpful.
",
        );
    }
}
