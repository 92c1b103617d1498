//! The changes of `factors.yml`.

use super::report::{in_list, line_around};
use super::{Renaming, RenamingKind};
use crate::document::{Edits, Span};
use crate::yaml::{self, Entry, Node, requoted};

/// Returns the changes of the text of a registry, which has been read without a fault.
pub(super) fn edits(text: &str, renaming: &Renaming) -> Edits {
    let tree = yaml::parse(text, 0, yaml::Limits::PROJECT_FILE).tree;
    let mut edits = Edits::new();
    for factor in tree.as_ref().map(Node::items).unwrap_or_default() {
        let is = |name: &str| factor.get("id").and_then(Node::text) == Some(name);
        if let Some(list) = factor.get("see_also") {
            // A factor that points to the one that is joined to it would point to itself.
            in_list(text, list, renaming, is(&renaming.to), &mut edits);
        }
        if is(&renaming.from) {
            match renaming.kind {
                RenamingKind::Rename => rename(text, factor, renaming, &mut edits),
                RenamingKind::Merge => {
                    set(text, factor, "replaced_by", &renaming.to, &mut edits);
                }
            }
        } else if let Some(replaced_by) = factor.get("replaced_by")
            && replaced_by
                .text()
                .is_some_and(|name| renaming.is_meant(name))
        {
            let span = replaced_by.span;
            edits.push((span, requoted(span.of(text), &renaming.to)));
        }
    }
    edits.sort_by_key(|(span, _)| *span);
    edits
}

fn rename(text: &str, factor: &Node, renaming: &Renaming, edits: &mut Edits) {
    if let Some(id) = factor.get("id") {
        edits.push((id.span, requoted(id.span.of(text), &renaming.to)));
    }
    let from = &renaming.from;
    match factor.get("aliases").filter(|aliases| !aliases.is_null()) {
        None => set(text, factor, "aliases", &format!("[{from}]"), edits),
        Some(aliases) => match aliases.items() {
            [] if aliases.text().is_some() => {
                let only = aliases.span.of(text);
                edits.push((aliases.span, format!("[{only}, {from}]")));
            }
            [] => edits.push((aliases.span, format!("[{from}]"))),
            [.., last] if aliases.span.of(text).starts_with('[') => {
                edits.push((Span::at(last.span.end), format!(", {from}")));
            }
            [.., last] => {
                let line = line_around(text, last.span);
                let indent = &text[line.start..last.span.start];
                let added = format!("{}{indent}{from}", line_end(text));
                edits.push((Span::at(line.end), added));
            }
        },
    }
}

/// Sets a key of a factor: in the place of its value, or in a line of its own after the id.
fn set(text: &str, factor: &Node, key: &str, value: &str, edits: &mut Edits) {
    if let Some(Entry {
        key_span,
        value: old,
        ..
    }) = factor.entry(key)
    {
        let colon = text[key_span.end..].find(':').map_or(0, |colon| colon + 1);
        let after = key_span.end + colon;
        if old.span.of(text).is_empty() {
            edits.push((Span::at(after), format!(" {value}")));
        } else {
            edits.push((old.span, value.to_owned()));
        }
        return;
    }
    let Some(Entry {
        key_span,
        value: id,
        ..
    }) = factor.entry("id")
    else {
        return;
    };
    if factor.span.of(text).starts_with('{') {
        edits.push((Span::at(id.span.end), format!(", {key}: {value}")));
        return;
    }
    let line = line_around(text, id.span);
    let indent = " ".repeat(key_span.start - line.start);
    let added = format!("{}{indent}{key}: {value}", line_end(text));
    edits.push((Span::at(line.end), added));
}

fn line_end(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}
