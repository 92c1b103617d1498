//! `language/should-have`

use crate::diagnostic::Level;
use crate::rules::{Check, Rule};

pub(super) const RULE: Rule = Rule {
    name: "language/should-have",
    level: Some(Level::Warning),
    draft: None,
    summary: "a sentence says what somebody should have done",
    why: "It describes a world that did not exist, and hides how the choice looked in the one \
          that did.",
    source: "Sidney Dekker, The Field Guide to Understanding 'Human Error'; Lindsay Holmwood, \
             Blame. Language. Sharing.",
    question: Some("What did the situation look like before the outcome was known?"),
    always: false,
    bad: "We should have rolled back at 10:20.\n",
    good: "The watchdog should have restarted the daemon. Each service should have an owner.\n",
    check: Check::Wording,
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::expect;

    #[test]
    fn a_participle_makes_it_a_counterfactual_and_a_noun_a_plan() {
        expect(
            &RULE,
            "\
The operator should have stopped the job.
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `The operator should have stopped` tells of a world that did not exist
This should’ve been caught in review. Reviewers ought to have asked.
     ^^^^^^^^^^^^^^^^^^^^^ `should’ve been caught` tells of a world that did not exist
                                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `Reviewers ought to have asked` tells of a world that did not exist

Every service should have an owner. Each team should have dedicated hosts.
The alert should have fired at 10:03. The request should have timed out.
",
        );
    }
}
