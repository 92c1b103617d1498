//! A factor that no report names.

use crate::archive::RegistryFaultKind;
use crate::rules::{Check, Rule};

pub(super) const RULE: Rule = Rule {
    name: "factor/unused",
    level: None,
    draft: None,
    summary: "no report names a factor of the registry",
    why: "A long list is hard to choose from. What nobody has met in years may go, or be joined \
          with a neighbour.",
    source: "Off by default: a new registry is meant to be larger than what has happened yet",
    question: None,
    always: false,
    bad: "=== factors.yml\n- id: alert-missing\n",
    good: "\
---
contributing_factors: [alert-missing]
---
=== factors.yml
- id: alert-missing
",
    check: Check::Project(|across| {
        super::faults(across, |fault| match &fault.kind {
            RegistryFaultKind::Unused => Some((
                format!("no report names `{}`", fault.factor),
                "keep it if you expect it, or take it out".into(),
            )),
            _ => None,
        })
    }),
};
