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
