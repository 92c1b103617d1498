//! An alias that two factors claim.

use crate::archive::RegistryFaultKind;
use crate::diagnostic::Level;
use crate::rules::{Check, Rule};

pub(super) const RULE: Rule = Rule {
    name: "factor/alias-taken",
    level: Some(Level::Warning),
    draft: None,
    summary: "two factors of the registry claim one alias",
    why: "Only the first of them is found by it. Reports that mean the second are counted with \
          the first, and nobody notices.",
    source: "How the registry is read: see `docs/rules.md`",
    question: None,
    always: false,
    bad: "\
=== factors.yml
- id: alert-missing
  aliases: [not alerted]
- id: detected-by-customer
  aliases: [not alerted]
",
    good: "\
=== factors.yml
- id: alert-missing
  aliases: [not alerted]
- id: detected-by-customer
  aliases: [customer told us]
",
    check: Check::Project(|across| {
        super::faults(across, |fault| match &fault.kind {
            RegistryFaultKind::AliasTaken { alias, by } => Some((
                format!("the alias `{alias}` belongs to `{by}`"),
                "leave it with the factor that it describes best".into(),
            )),
            _ => None,
        })
    }),
};
