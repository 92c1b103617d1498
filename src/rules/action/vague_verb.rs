//! `action/vague-verb`

use crate::diagnostic::Level;
use crate::rules::{Check, Rule};

pub(super) const RULE: Rule = Rule {
    name: "action/vague-verb",
    level: Some(Level::Warning),
    draft: None,
    summary: "an action item has no end",
    why: "Nobody can say when it is done, so it stays open until somebody closes it in silence.",
    source: "John Lunney and Sue Lueder, Postmortem Action Items: Plan the Work and Work the \
             Plan",
    question: Some("What will exist when this is done?"),
    always: false,
    bad: "## Action Items\n\n- Improve monitoring\n",
    good: "## Action Items\n\n- Improve p99 of /login below 300 ms\n",
    check: Check::Wording,
};
