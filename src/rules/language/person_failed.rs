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
