//! `language/resolved-itself`

use crate::diagnostic::Level;
use crate::rules::{Check, Rule};

pub(super) const RULE: Rule = Rule {
    name: "language/resolved-itself",
    level: Some(Level::Hint),
    draft: None,
    summary: "the trouble is said to have gone away",
    why: "What went away unexplained can come back. Say what has been ruled out, so that the \
          next reader starts further on.",
    source: "David Woods and others, the STELLA report (dark debt)",
    question: Some("What has been ruled out?"),
    always: false,
    bad: "The latency resolved itself around 17:00.\n",
    good: "The self-healing controller restarted the node.\n",
    check: Check::Wording,
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::expect;

    #[test]
    fn an_end_without_a_reason_is_marked() {
        expect(
            &RULE,
            "\
The card terminals came back on their own.
                   ^^^^^^^^^^^^^^^^^^^^^^ `came back on their own` ends the search before the answer

The server has gone away errors started at 06:58.
",
        );
    }
}
