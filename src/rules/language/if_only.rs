//! `language/if-only`

use crate::diagnostic::Level;
use crate::rules::{Check, Rule};

pub(super) const RULE: Rule = Rule {
    name: "language/if-only",
    level: Some(Level::Warning),
    draft: None,
    summary: "a sentence wishes that somebody had done something else",
    why: "If they had, the report would be about another day. What they had in sight on this \
          one is what a reader can use.",
    source: "Sidney Dekker, The Field Guide to Understanding 'Human Error'",
    question: Some("What was in sight at that moment, and what was not?"),
    always: false,
    bad: "If we had paged the vendor at 09:00, trains would have been running by noon.\n",
    good: "If the health check had looked at the queue depth, the node would have left the \
           pool.\n",
    check: Check::Wording,
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::expect;

    #[test]
    fn a_condition_about_people_is_marked() {
        expect(
            &RULE,
            "\
Had the technician looked at the label, the right unit would have stayed on.
^^^^^^^^^^^^^^^^^^^^^^^^^ `Had the technician looked` judges by what nobody knew then
The release would have gone fine if the engineer had followed the list.
                                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `if the engineer had followed` judges by what nobody knew then

If the cache had been warm, it would have been over sooner.
If we had to restore from tape, it would take six hours.
",
        );
    }
}
