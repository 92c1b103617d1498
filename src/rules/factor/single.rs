//! One factor for a grave incident.

use crate::diagnostic::Level;
use crate::document::Document;
use crate::rules::{Check, Context, Finding, Rule};

pub(super) const RULE: Rule = Rule {
    name: "factor/single",
    level: Some(Level::Warning),
    draft: Some(Level::Hint),
    summary: "a grave incident has a single contributing factor",
    why: "What is guarded against does not fail from one cause. One factor mostly means that the \
          conversation stopped at the first thing that could be mended.",
    source: "Richard Cook, How Complex Systems Fail, points 3 and 7",
    question: Some("What else had to be so for this to happen on that day and not on others?"),
    always: false,
    bad: "\
---
kind: incident
status: published
severity: sev1
contributing_factors: [alert-missing]
---
",
    good: "\
---
kind: incident
status: published
severity: sev1
contributing_factors: [alert-missing, change-not-staged]
---
",
    check: Check::Document(check),
};

fn check(context: &Context, document: &Document) -> Vec<Finding> {
    let Some(postmortem) = context.postmortem(document) else {
        return Vec::new();
    };
    if !context.is_grave(document) || postmortem.is_near_miss() {
        return Vec::new();
    }
    match context.factor_ids(postmortem).as_slice() {
        [only] => {
            let span = postmortem
                .factors
                .first()
                .map(|it| it.span)
                .unwrap_or_default();
            vec![
                Finding::new(span, format!("`{only}` is the only contributing factor"))
                    .help("look on the other levels too: the organisation, the process, the system")
                    .key("single"),
            ]
        }
        _ => Vec::new(),
    }
}
