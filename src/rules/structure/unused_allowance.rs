//! An allowance that no longer allows anything.

use crate::diagnostic::Level;
use crate::rules::{Check, Rule};

pub(super) const RULE: Rule = Rule {
    name: "structure/unused-allowance",
    level: Some(Level::Warning),
    draft: None,
    summary: "an allowance that allows nothing",
    why: "What it allowed is mended, or has moved away. Left behind, it would one day allow something \
          that nobody has thought about.",
    source: "Compilers and linters that report unused suppressions, for the same reason",
    question: None,
    always: false,
    bad: "\
<!-- secondstory: allow language/human-error because it is quoted -->

The valve was closed by hand.
",
    good: "\
<!-- secondstory: allow language/human-error because the heading of their report is discussed -->

Their report says that it was caused by human error.
",
    check: Check::Leftover,
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::expect;

    #[test]
    fn each_rule_that_is_named_is_looked_at() {
        expect(
            &RULE,
            "\
<!-- secondstory: allow language/human-error, link/broken because it is discussed -->
                                              ^^^^^^^^^^^ there is nothing of `link/broken` to allow here

Their report says that it was caused by human error.

It was caused by human error.
",
        );
    }
}
