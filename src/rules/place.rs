//! Where a finding stands that is about a report as a whole.

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
    if let Some((_, title)) = document.front_matter.text("title") {
        return title;
    }
    let heading = document.body.title.as_ref().map(|(_, span)| *span);
    let section = document.body.sections.first().map(|it| it.heading_span);
    heading.or(section).unwrap_or_else(|| first_line(document))
}

/// Returns the place of the front matter as a whole: its opening fence, or where it would stand.
pub(super) fn of_front_matter(document: &Document) -> Span {
    let front_matter = &document.front_matter;
    match front_matter.form {
        Form::Missing => Span::at(front_matter.span.start),
        Form::Empty | Form::Yaml | Form::Toml | Form::Unclosed => {
            let fence = Span::new(front_matter.span.start, front_matter.span.start + 3);
            debug_assert!(matches!(fence.of(document.text()), "---" | "+++"));
            fence
        }
    }
}

fn first_line(document: &Document) -> Span {
    let text = document.text();
    if text.trim().is_empty() {
        return Span::at(document.front_matter.span.start);
    }
    let start = text.len() - text.trim_start_matches(['\u{feff}', '\n', '\r', ' ']).len();
    let line = text[start..].lines().next().unwrap_or_default();
    Span::new(start, start + line.trim_end().len())
}
