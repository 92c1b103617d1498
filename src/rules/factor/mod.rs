//! Contributing factors, and the registry that they come from.

mod alias_taken;
mod alias_used;
mod all_one_level;
mod broken_reference;
mod near_duplicate;
mod no_level;
mod none;
mod not_in_text;
mod not_tagged;
mod person_as_factor;
mod recurring;
mod replaced;
mod single;
mod unknown;
mod unused;

use crate::archive::{RegistryFault, RegistryFaultKind, registry_faults};
use crate::rules::{Context, Finding, ProjectFile, Rule};

pub(super) const RULES: &[&Rule] = &[
    &alias_taken::RULE,
    &alias_used::RULE,
    &all_one_level::RULE,
    &broken_reference::RULE,
    &near_duplicate::RULE,
    &no_level::RULE,
    &none::RULE,
    &not_in_text::RULE,
    &not_tagged::RULE,
    &person_as_factor::RULE,
    &recurring::RULE,
    &replaced::RULE,
    &single::RULE,
    &unknown::RULE,
    &unused::RULE,
];

/// Puts some of the faults of the registry into words.
fn faults(
    context: &Context,
    words: fn(&RegistryFault) -> Option<(String, String)>,
) -> Vec<(ProjectFile, Finding)> {
    let archive = context.archive;
    if !archive.registry.declared {
        return Vec::new();
    }
    let faults = registry_faults(&archive.registry, &archive.factors);
    let found = faults.iter().filter_map(|fault| {
        let (message, help) = words(fault)?;
        let key = match &fault.kind {
            RegistryFaultKind::NearDuplicate { earlier: other }
            | RegistryFaultKind::AliasTaken { alias: other, .. }
            | RegistryFaultKind::UnknownFactor { name: other } => {
                format!("{}: {other}", fault.factor)
            }
            RegistryFaultKind::ReplacedByItself | RegistryFaultKind::Unused => fault.factor.clone(),
        };
        let finding = Finding::new(fault.span, message).help(help).key(key);
        Some((ProjectFile::Factors, finding))
    });
    found.collect()
}
