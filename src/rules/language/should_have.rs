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
