//! `language/person-did-not`

use crate::diagnostic::Level;
use crate::rules::{Check, Rule};

pub(super) const RULE: Rule = Rule {
    name: "language/person-did-not",
    level: Some(Level::Warning),
    draft: None,
    summary: "somebody did not notice, check, know or follow something",
    why: "What did not happen is not an event. A reader learns from what people saw and did, \
          and from what they took it for.",
    source: "Erik Hollnagel, Safety-I and Safety-II; Sidney Dekker, The Field Guide to \
             Understanding 'Human Error'",
    question: Some("What were they looking at, and what did it tell them?"),
    always: false,
    bad: "The on-call engineer did not check the replication lag before the switch.\n",
    good: "The code did not check for negative values.\n\nWe did not notice until 14:10.\n",
    check: Check::Wording,
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::expect;

    #[test]
    fn what_a_person_did_not_do_is_marked_and_what_reached_them_is_not() {
        expect(
            &RULE,
            "\
The table was dropped by an engineer who did not check the host.
                                         ^^^^^^^^^^^^^ `did not check` tells what somebody did not do, and so nothing of what happened
Nobody noticed the mute. None of the reviewers spotted the missing clause.
^^^^^^^^^^^^^^ `Nobody noticed` tells what somebody did not do, and so nothing of what happened
                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `None of the reviewers spotted` tells what somebody did not do, and so nothing of what happened
The shift lead changed the route without checking the peer list.
                                 ^^^^^^^^^^^^^^^^ `without checking` tells what somebody did not do, and so nothing of what happened

The on-call engineer did not have access, and did not receive the page.
We did not think that 40,000 rows would hold the lock. Nobody was paged.
",
        );
    }
}
