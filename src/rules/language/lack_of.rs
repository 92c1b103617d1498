//! `language/lack-of`

use crate::diagnostic::Level;
use crate::rules::{Check, Rule};

pub(super) const RULE: Rule = Rule {
    name: "language/lack-of",
    level: Some(Level::Hint),
    draft: None,
    summary: "a factor is named by what was not there",
    why: "An absence already contains the remedy, and leaves out what was there in its place.",
    source: "Erik Hollnagel, Safety-I and Safety-II (what you look for is what you find)",
    question: Some("What was there, and how far did it reach?"),
    always: false,
    bad: "## Contributing Factors\n\n- Lack of monitoring on the fax gateway\n",
    good: "## Contributing Factors\n\n- Lack of disk space on `db-4`\n",
    check: Check::Wording,
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::expect;

    #[test]
    fn only_a_factor_is_asked_what_was_there() {
        expect(
            &RULE,
            "\
## Contributing Factors

- Insufficient review of infrastructure changes
  ^^^^^^^^^^^^^^^^^^^ `Insufficient review` names what was not there, and so prescribes the remedy

## Summary

There was a lack of testing.
",
        );
    }
}
