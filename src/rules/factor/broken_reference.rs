//! A factor of the registry that names one that is not there, or itself.

use crate::archive::RegistryFaultKind;
use crate::diagnostic::Level;
use crate::rules::{Check, Rule};

pub(super) const RULE: Rule = Rule {
    name: "factor/broken-reference",
    level: Some(Level::Error),
    draft: None,
    summary: "a factor of the registry is replaced by one that is not there, or by itself",
    why: "Old reports name the old factor. If it leads nowhere, they fall out of every figure.",
    source: "How the registry is read: see `docs/rules.md`",
    question: None,
    always: false,
    bad: "\
=== factors.yml
- id: no-alert
  replaced_by: alert-mising
- id: alert-missing
  see_also: [dashboards]
",
    good: "\
=== factors.yml
- id: no-alert
  replaced_by: alert-missing
- id: alert-missing
  see_also: [no-alert]
",
    check: Check::Project(|across| {
        super::faults(across, |fault| match &fault.kind {
            RegistryFaultKind::UnknownFactor { name } => Some((
                format!(
                    "`{}` names the factor `{name}`, which is not here",
                    fault.factor
                ),
                "look at the spelling, or take it out".into(),
            )),
            RegistryFaultKind::ReplacedByItself => Some((
                format!("`{}` is replaced by itself", fault.factor),
                "name the factor that is in use in the end".into(),
            )),
            _ => None,
        })
    }),
};
