//! `language/person-failed`

use crate::diagnostic::Level;
use crate::rules::{Check, Rule};

pub(super) const RULE: Rule = Rule {
    name: "language/person-failed",
    level: Some(Level::Error),
    draft: Some(Level::Warning),
    summary: "somebody failed to do something",
    why: "A sentence about what a person did not achieve leaves out what they did instead, and \
          why it made sense. That is where the learning is.",
    source: "John Allspaw, Blameless PostMortems; Etsy, Debriefing Facilitation Guide",
    question: Some("What was going on at that moment, and what took priority?"),
    always: false,
    bad: "The release engineer failed to run the smoke tests.\n",
    good: "The smoke tests failed to start on the new runner.\n",
    check: Check::Wording,
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::expect;

    #[test]
    fn the_subject_is_found_past_asides_and_coordination() {
        expect(
            &RULE,
            "\
The contractor, who had the runbook, failed to complete step 6.
                                     ^^^^^^^^^ `failed to` makes a person the cause
The maintainer merged the change and failed to raise the version.
                                     ^^^^^^^^^ `failed to` makes a person the cause
Much comes down to the failure of a lead operator to act.
                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `failure of a lead operator to` makes a person the cause

The engineer's script failed to parse the header. The primary crashed and failed to rejoin.
About 9,000 users failed to log in. The pod restarted by the operator failed to start.
",
        );
    }
}
