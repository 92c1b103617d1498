//! `language/why-person`

use crate::diagnostic::Level;
use crate::rules::{Check, Rule};

pub(super) const RULE: Rule = Rule {
    name: "language/why-person",
    level: Some(Level::Warning),
    draft: None,
    summary: "a question asks why somebody did something, or who it was",
    why: "Asked why, people justify themselves; asked how, they tell what they saw.",
    source: "John Allspaw, The Infinite Hows",
    question: Some("How did this course become the plan?"),
    always: false,
    bad: "## Five Whys\n\n- Why did the engineer not read the runbook?\n",
    good: "## Five Whys\n\n- Why did the alert stay silent?\n- Who was affected?\n",
    check: Check::Wording,
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::expect;

    #[test]
    fn a_question_about_a_person_is_marked_and_one_about_a_thing_is_not() {
        expect(
            &RULE,
            "\
Why did the engineer not read the runbook?
^^^^^^^^^^^^^^^^^^^^^^^^ `Why did the engineer not` asks for a person, and gets a justification
Who approved this change?
^^^^^^^^^^^^ `Who approved` asks for a person, and gets a justification

Why did the deploy fail? Why was the engineer not paged? Who owns this service?
",
        );
    }
}
