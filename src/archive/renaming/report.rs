//! The changes of a report.

use super::{Renaming, RenamingKind};
use crate::document::{Document, Edits, Span};
use crate::yaml::{Node, requoted};

/// Returns the places where a report names the id that goes, with what to write there.
pub(super) fn edits(document: &Document, renaming: &Renaming) -> Edits {
    let text = document.text();
    let mut edits = Edits::new();
    if let Some(list) = document.front_matter().node("contributing_factors") {
        in_list(text, list, renaming, false, &mut edits);
    }
    let actions = document.front_matter().node("action_items");
    for action in actions.map(Node::items).unwrap_or_default() {
        if let Some(list) = action.get("addresses") {
            in_list(text, list, renaming, false, &mut edits);
        }
    }
    for mark in &document.body().marks {
        if renaming.is_meant(&mark.id) {
            edits.push((mark.span, renaming.to.clone()));
        }
    }
    for action in document.actions() {
        if action.addresses.iter().any(|id| renaming.is_meant(id)) {
            in_row(text, action.span, renaming, &mut edits);
        }
    }
    edits.sort_by_key(|(span, _)| *span);
    edits.dedup();
    edits
}

/// Changes the items of a list, or the single one that stands for a list. An item goes where a merge
/// would name the same factor twice, or where the list may not name it at all.
pub(super) fn in_list(
    text: &str,
    list: &Node,
    renaming: &Renaming,
    is_own: bool,
    edits: &mut Edits,
) {
    let items = match list.items() {
        [] => std::slice::from_ref(list),
        items => items,
    };
    let named = |item: &Node| {
        item.get("id")
            .unwrap_or(item)
            .text()
            .map(str::trim)
            .map(str::to_owned)
    };
    let mut names = items.iter().filter_map(named);
    let names_other = is_own || names.any(|name| name.eq_ignore_ascii_case(&renaming.to));
    let may_go = renaming.kind == RenamingKind::Merge && names_other;
    for (at, item) in items.iter().enumerate() {
        if !named(item).is_some_and(|name| renaming.is_meant(&name)) {
            continue;
        }
        let is_bare = item.get("id").is_none();
        let gone = (may_go && is_bare).then(|| removal(text, list, items, at));
        match gone.flatten() {
            Some(span) => edits.push((span, String::new())),
            None => {
                let span = item.get("id").unwrap_or(item).span;
                edits.push((span, requoted(span.of(text), &renaming.to)));
            }
        }
    }
}

/// Returns the bytes of an item with what parts it from its neighbours.
fn removal(text: &str, list: &Node, items: &[Node], at: usize) -> Option<Span> {
    let item = items[at].span;
    if list.span.of(text).starts_with('[') {
        return Some(match (items.get(at + 1), at) {
            (Some(next), _) => Span::new(item.start, next.span.start),
            (None, 0) => item,
            (None, _) => Span::new(items[at - 1].span.end, item.end),
        });
    }
    // An empty list would need brackets.
    if items.len() == 1 {
        return None;
    }
    let start = text[..item.start]
        .rfind('\n')
        .map_or(0, |newline| newline + 1);
    let is_alone = text[start..item.start].trim() == "-";
    let end = item.end + text[item.end..].find('\n')? + 1;
    is_alone.then_some(Span::new(start, end))
}

/// Changes the cell of an action item of a table that names the factors it addresses. Cells have no
/// places of their own: it is the last one that holds the id as a whole word. The items of a list
/// name factors by marks, which are changed already.
fn in_row(text: &str, what: Span, renaming: &Renaming, edits: &mut Edits) {
    let row = line_around(text, what);
    let line = row.of(text);
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    let cell_of = |at: usize| line[..at].matches('|').count();
    let found: Vec<usize> = line
        .match_indices(&renaming.from)
        .filter(|(at, id)| {
            let before = line[..*at].chars().next_back();
            let after = line[at + id.len()..].chars().next();
            !before.is_some_and(is_part) && !after.is_some_and(is_part)
        })
        .map(|(at, _)| at)
        .collect();
    let last = found.iter().map(|&at| cell_of(at)).max();
    for at in found {
        let start = row.start + at;
        let place = Span::new(start, start + renaming.from.len());
        let is_meant = cell_of(at) > 0 && Some(cell_of(at)) == last;
        if is_meant && !edits.iter().any(|(span, _)| *span == place) {
            edits.push((place, renaming.to.clone()));
        }
    }
}

/// Returns the line that a place stands in, without its end.
pub(super) fn line_around(text: &str, span: Span) -> Span {
    let start = text[..span.start]
        .rfind('\n')
        .map_or(0, |newline| newline + 1);
    let rest = &text[span.end..];
    let end = span.end + rest.find('\n').unwrap_or(rest.len());
    let end = start + text[start..end].trim_end_matches('\r').len();
    Span::new(start, end)
}
