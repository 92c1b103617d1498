//! Where a finding stands that is about a report as a whole, or about several places of it.

use std::collections::BTreeMap;

use crate::document::{Document, Form, Span};
use crate::rules::Finding;

/// Begins a finding about a whole report. It stands at its title, else at its first heading, else
/// at its first line: never nowhere.
pub(super) fn in_document(document: &Document, message: impl Into<String>) -> Finding {
    let span = of_document(document);
    Finding::new(span, message).label(span, "in this document")
}

/// Returns the place of a report as a whole.
pub(super) fn of_document(document: &Document) -> Span {
    if let Some((_, title)) = document.front_matter().text("title") {
        return title;
    }
    let heading = document.body().title.as_ref().map(|(_, span)| *span);
    let section = document.body().sections.first().map(|it| it.heading_span);
    heading.or(section).unwrap_or_else(|| first_line(document))
}

/// Returns the place of the front matter as a whole: its opening fence, or where it would stand.
pub(super) fn of_front_matter(document: &Document) -> Span {
    let front_matter = document.front_matter();
    match front_matter.form {
        Form::Missing => Span::at(front_matter.span.start),
        Form::Empty | Form::Yaml | Form::Toml | Form::Unclosed => {
            let fence = Span::new(front_matter.span.start, front_matter.span.start + 3);
            debug_assert!(matches!(fence.of(document.text()), "---" | "+++"));
            fence
        }
    }
}

/// Joins findings that say the same of several places, because one slip was made in all of them: the
/// first stands, the others are marked beside it, and its fix mends all.
pub(super) fn once(found: Vec<Finding>) -> Vec<Finding> {
    const MARKED: usize = 8;
    let mut seen: BTreeMap<(String, Option<String>), usize> = BTreeMap::new();
    let mut joined: Vec<Finding> = Vec::new();
    for finding in found {
        let same = (finding.message.clone(), finding.key.clone());
        let Some(&at) = seen.get(&same) else {
            seen.insert(same, joined.len());
            joined.push(finding);
            continue;
        };
        let first = &mut joined[at];
        if first.labels.len() < MARKED {
            first.labels.push((finding.span, "here too".to_owned()));
        }
        if let (Some(first), Some(more)) = (&mut first.fix, finding.fix) {
            first.edits.extend(more.edits);
        }
    }
    joined
}

fn first_line(document: &Document) -> Span {
    let text = document.text();
    if text.trim().is_empty() {
        return Span::at(document.front_matter().span.start);
    }
    let start = text.len() - text.trim_start_matches(['\u{feff}', '\n', '\r', ' ']).len();
    let line = text[start..].lines().next().unwrap_or_default();
    Span::new(start, start + line.trim_end().len())
}
