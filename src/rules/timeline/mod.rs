//! Moments: when they were, in which order, and in whose time.

mod ambiguous_zone;
mod begins_at_alert;
mod no_detection;
mod no_start_end;
mod no_zone;
mod out_of_order;
mod outside_incident;
mod stated_mismatch;
mod unknown;

use crate::document::{Document, Form, Section, Span};
use crate::rules::{Rule, place};
use crate::template::SectionKind;

pub(super) const RULES: &[&Rule] = &[
    &ambiguous_zone::RULE,
    &begins_at_alert::RULE,
    &no_detection::RULE,
    &no_start_end::RULE,
    &no_zone::RULE,
    &out_of_order::RULE,
    &outside_incident::RULE,
    &stated_mismatch::RULE,
    &unknown::RULE,
];

/// Returns the first section that holds a timeline.
fn section(document: &Document) -> Option<&Section> {
    let mut sections = document.body().sections.iter();
    sections.find(|section| {
        let id = section.id.as_deref();
        let spec = id.and_then(|id| document.template.section(id));
        spec.is_some_and(|spec| spec.kind == SectionKind::Timeline)
    })
}

/// Returns the place of the timeline as a whole.
fn place(document: &Document) -> Span {
    section(document).map_or_else(
        || place::of_document(document),
        |section| section.heading_span,
    )
}

/// Says whether a report does without front matter, so that its timeline is all that tells when
/// things were. Where there is front matter, `front-matter/required-field` asks for it there.
fn is_all_there_is(document: &Document) -> bool {
    matches!(document.front_matter().form, Form::Missing | Form::Empty)
        && document
            .moments()
            .iter()
            .any(|moment| !moment.written.is_empty())
}

/// Says whether a moment is marked as one of some points of the incident.
fn is_marked(document: &Document, marks: &[&str]) -> bool {
    let mut written = document
        .moments()
        .iter()
        .filter_map(|moment| moment.mark.as_deref());
    written.any(|mark| marks.contains(&mark))
}
