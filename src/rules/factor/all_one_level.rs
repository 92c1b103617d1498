//! A grave incident that is all technology.

use crate::diagnostic::Level;
use crate::document::Document;
use crate::rules::{Check, Context, Finding, Rule};

pub(super) const RULE: Rule = Rule {
    name: "factor/all-one-level",
    level: Some(Level::Hint),
    draft: None,
    summary: "all factors of a grave incident lie in the information system",
    why: "Systems are built, ordered and looked after in some way, and that way has a part in it. \
          Lessons that only touch the system are learned again by the next one.",
    source: "NIST SP 800-39, section 2.2: three tiers; Bolton, “Culture as a Security Control”",
    question: Some("What decision, far from the keyboard, set the scene?"),
    always: false,
    bad: "\
---
severity: sev1
contributing_factors: [alert-missing, capacity-limit]
---
=== factors.yml
- { id: alert-missing, level: information-system }
- { id: capacity-limit, level: information-system }
",
    good: "\
---
severity: sev1
contributing_factors: [alert-missing, unclear-ownership]
---
=== factors.yml
- { id: alert-missing, level: information-system }
- { id: unclear-ownership, level: organisation }
",
    check: Check::Document(check),
};

fn check(context: &Context, document: &Document) -> Vec<Finding> {
    let Some(postmortem) = context
        .postmortem(document)
        .filter(|_| context.is_grave(document))
    else {
        return Vec::new();
    };
    let registry = context.registry;
    let levels: Vec<Option<&str>> = postmortem
        .factors
        .iter()
        .filter_map(|factor| Some(registry.resolve(&factor.written)?.level.as_deref()))
        .collect();
    let is_one = levels.len() > 1 && levels.iter().all(|it| *it == Some("information-system"));
    let span = postmortem
        .factors
        .first()
        .map(|it| it.span)
        .unwrap_or_default();
    let finding = is_one.then(|| {
        Finding::new(span, "all factors lie in the information system")
            .help("look at the organisation and at the business process too")
            .key("levels")
    });
    finding.into_iter().collect()
}
