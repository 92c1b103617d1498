//! `language/blame-phrase`

use crate::diagnostic::Level;
use crate::rules::{Check, Rule};

pub(super) const RULE: Rule = Rule {
    name: "language/blame-phrase",
    level: Some(Level::Error),
    draft: Some(Level::Warning),
    summary: "a sentence looks for a culprit",
    why: "Once there is somebody to blame, the search for conditions stops, and the conditions \
          stay.",
    source: "John Allspaw, Blameless PostMortems; Sidney Dekker, Just Culture",
    question: Some("What had to be true for this to have an effect?"),
    always: false,
    bad: "The contractor is to blame for the lost bookings.\n",
    good: "The culprit was a stale lock file. The disk at fault was replaced.\n",
    check: Check::Wording,
};
