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
mod person_only;
mod recurring;
mod replaced;
mod single;
mod unknown;
mod unused;

use crate::archive::{RegistryFault, RegistryFaultKind, registry_faults};
use crate::diagnostic::Fix;
use crate::document::{Document, Span};
use crate::postmortem::Postmortem;
use crate::rules::{Across, Context, Finding, ProjectFile, Rule};
use crate::yaml::requoted;

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
    &person_only::RULE,
    &recurring::RULE,
    &replaced::RULE,
    &single::RULE,
    &unknown::RULE,
    &unused::RULE,
];

/// Returns what a document means, where a registry says which factors there are.
fn under_registry<'a>(context: &Context<'a>, document: &Document) -> Option<&'a Postmortem> {
    let is_declared = context.registry.declared;
    context.postmortem(document).filter(|_| is_declared)
}

/// Returns the change that writes an id in the place of a name in the front matter, in the quotes
/// that it has. None where the place holds more than the name, or where the text is prose.
fn in_the_place_of(document: &Document, name: &str, span: Span, id: &str) -> Option<Fix> {
    let written = span.of(document.text());
    let bare = written.trim_matches(['"', '\'']);
    let is_in_front_matter = document.front_matter().span.contains(span);
    (is_in_front_matter && bare == name).then(|| Fix {
        title: format!("write `{id}`"),
        safe: true,
        edits: vec![(span, requoted(written, id))],
    })
}

/// Returns how often the names of a list mean a factor.
fn times_named<'a>(context: &Context, names: impl Iterator<Item = &'a str>, id: &str) -> usize {
    let registry = context.registry;
    names
        .filter(|name| registry.resolve(name).is_some_and(|it| it.id == id))
        .count()
}

/// Puts some of the faults of the registry into words.
fn faults(
    across: &Across,
    words: fn(&RegistryFault) -> Option<(String, String)>,
) -> Vec<(ProjectFile, Finding)> {
    let archive = across.archive;
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
