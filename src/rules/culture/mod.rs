//! How a report came about: the statement that it stands under, who led the conversation, whose
//! accounts are in it, and what somebody learned.
//!
//! All of these are hints or about the knowledge base as a whole. What the template asks for is said
//! by `structure/missing-section` and `front-matter/required-field`, and not once more here.

mod facilitator;
mod learned;
mod perspectives;
mod statement;
mod surprise;

use crate::document::Document;
use crate::postmortem::Status;
use crate::rules::{Context, Rule};

pub(super) const RULES: &[&Rule] = &[
    &facilitator::RULE,
    &learned::RULE,
    &perspectives::RULE,
    &statement::RULE,
    &surprise::RULE,
];

/// Says whether a report is of our own making and beyond the draft.
fn is_told(context: &Context, document: &Document) -> bool {
    let report = context.postmortem(document);
    report.is_some_and(|report| report.status != Status::Draft && report.kind != "external")
}

/// Says whether the template itself asks a report for a field.
fn asks_for_field(context: &Context, document: &Document, name: &str) -> bool {
    let value = |field: &str| context.value(document, field);
    let field = document.template.field(name);
    field.is_some_and(|field| field.required.applies(value))
}

/// Says whether the template itself asks a report for a section.
fn asks_for_section(context: &Context, document: &Document, id: &str) -> bool {
    let value = |field: &str| context.value(document, field);
    let section = document.template.section(id);
    section.is_some_and(|section| section.required.applies(value))
}
