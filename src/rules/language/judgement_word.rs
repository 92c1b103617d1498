//! `language/judgement-word`

use crate::diagnostic::Level;
use crate::rules::{Check, Rule};

pub(super) const RULE: Rule = Rule {
    name: "language/judgement-word",
    level: Some(Level::Error),
    draft: Some(Level::Warning),
    summary: "a word judges somebody's character",
    why: "Who is called careless once will not report the next near miss, and the word explains \
          nothing: the same people do the work on the good days.",
    source: "PagerDuty, Postmortem Guide (fundamental attribution error); Sidney Dekker, Just \
             Culture",
    question: Some("What made it look reasonable to somebody who wanted it to go well?"),
    always: false,
    bad: "A careless edit in the zone file took the domain with it.\n",
    good: "A lazy lookup moved the failure to request time. The delay was negligible.\n",
    check: Check::Wording,
};
