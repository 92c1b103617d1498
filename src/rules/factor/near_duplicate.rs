//! Two factors of the registry that are nearly one.

use crate::archive::RegistryFaultKind;
use crate::diagnostic::Level;
use crate::rules::{Check, Rule};

pub(super) const RULE: Rule = Rule {
    name: "factor/near-duplicate",
    level: Some(Level::Warning),
    draft: None,
    summary: "two factors of the registry are made of the same words",
    why: "Half of the authors will pick one and half the other, and the condition that came back \
          six times looks like two that came back three times.",
    source: "Scott Golder and Bernardo Huberman, The Structure of Collaborative Tagging Systems \
             (2006)",
    question: None,
    always: false,
    bad: "=== factors.yml\n- id: alert-missing\n- id: missing-alert\n",
    good: "=== factors.yml\n- id: alert-missing\n- id: alert-noise\n",
    check: Check::Project(|across| {
        super::faults(across, |fault| match &fault.kind {
            RegistryFaultKind::NearDuplicate { earlier } => Some((
                format!("`{}` is nearly `{earlier}`", fault.factor),
                format!(
                    "join them: `secondstory factors merge {} {earlier}`",
                    fault.factor
                ),
            )),
            _ => None,
        })
    }),
};
