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
