//! Breaches of personal data: what the register has to hold, the clock of 72 hours, and the people
//! whom a record must not show.
//!
//! These rules look at reports whose template asks when the organisation became aware, so that an
//! organisation's own template that extends the built-in one is meant as well. What a report lacks is said here
//! once, and `front-matter/required-field` is silent about it.

mod categories;
mod clock;
mod five_whys;
mod lessons_levels;
mod no_personal_data;
mod notify_decision;
mod required;
mod self_report_protect;

use crate::document::{Document, Span};
use crate::postmortem::Status;
use crate::rules::{Context, Finding, Rule, place};
use crate::template::Requirement;

pub(super) const RULES: &[&Rule] = &[
    &categories::RULE,
    &clock::RULE,
    &five_whys::RULE,
    &lessons_levels::RULE,
    &no_personal_data::RULE,
    &notify_decision::RULE,
    &required::RULE,
    &self_report_protect::RULE,
];

/// Says whether a report is the record of a breach of personal data: its template asks when the
/// organisation became aware, or it says so unasked, as an incident of security may.
pub(super) fn is_breach(document: &Document) -> bool {
    let aware = document.template.field("breach.aware_at");
    let is_asked = aware.is_some_and(|field| field.required != Requirement::Never);
    !document.front_matter().is_unreadable() && (is_asked || is_given(document, "breach.aware_at"))
}

/// Says whether a record is far enough that its facts have to be there: a draft may still lack them.
fn is_due(context: &Context, document: &Document) -> bool {
    is_breach(document) && context.status(document) != Status::Draft
}

/// Begins a finding about a field of the breach: at its value, else where the breach is written.
fn at_field(document: &Document, field: &str, message: String) -> Finding {
    Finding::new(span_of(document, field), message).key(field)
}

fn span_of(document: &Document, field: &str) -> Span {
    let front_matter = document.front_matter();
    if let Some(node) = front_matter.node(field) {
        return node.span;
    }
    let tree = front_matter.tree.as_ref();
    let mut parent = field;
    while let Some((above, _)) = parent.rsplit_once('.') {
        parent = above;
        let key = match above.rsplit_once('.') {
            Some((up, key)) => tree.and_then(|tree| tree.at(up)?.entry(key)),
            None => tree.and_then(|tree| tree.entry(above)),
        };
        if let Some(entry) = key {
            return entry.key_span;
        }
    }
    place::of_front_matter(document)
}

/// Says whether a field has something in it.
fn is_given(document: &Document, field: &str) -> bool {
    let node = document.front_matter().node(field);
    node.is_some_and(|node| !node.is_empty())
}

/// Joins names as a sentence does: "`a`, `b` and `c`".
fn listed(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
    }
}
