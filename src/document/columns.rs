//! Tables whose header says what their columns hold.

use crate::document::Span;
use crate::document::layout::{Code, Layout, PartKind, Plain};

/// A table: the words of its header, and its rows.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) headers: Vec<String>,
    pub(super) rows: Vec<Row>,
}

#[derive(Debug)]
pub(super) struct Row {
    pub(super) span: Span,
    pub(super) cells: Vec<Cell>,
}

#[derive(Debug)]
pub(super) struct Cell {
    pub(super) plain: Plain,
    /// The cell without the white space around it.
    pub(super) span: Span,
}

impl Cell {
    /// Returns the words of the cell.
    pub(super) fn words(&self) -> &str {
        self.plain.text.trim()
    }

    /// Returns the cell as Markdown that can stand outside a table.
    pub(super) fn markdown(&self, text: &str) -> String {
        self.span.of(text).replace("\\|", "|")
    }
}

/// Reads the table at an index of the layout.
pub(super) fn read(text: &str, layout: &Layout, index: usize) -> Table {
    let mut table = Table {
        headers: Vec::new(),
        rows: Vec::new(),
    };
    for row in layout.children(index) {
        let part = layout.part(row);
        let cells = layout.children(row).map(|cell| {
            let cell = layout.part(cell);
            let words = cell.span().of(text);
            let start = cell.span().start + (words.len() - words.trim_start().len());
            Cell {
                plain: layout.plain(text, cell, Code::Kept),
                span: Span::new(start, start + words.trim().len()),
            }
        });
        match part.kind {
            PartKind::Head => {
                table.headers = cells.map(|cell| cell.words().to_owned()).collect();
            }
            _ => table.rows.push(Row {
                cells: cells.collect(),
                span: part.span(),
            }),
        }
    }
    table
}

/// Gives each column of a table what its header says it holds. The first column with a header
/// keeps it; `words` has, for each thing, the words that name it.
pub(super) fn assign<T: Copy + PartialEq>(
    headers: &[String],
    words: &[(T, &[&str])],
) -> Vec<Option<T>> {
    let mut assigned: Vec<Option<T>> = Vec::new();
    for header in headers {
        let lower = header.to_lowercase();
        let parts = lower.split(|c: char| !c.is_alphanumeric());
        let named = |names: &[&str]| {
            let is_phrase = |name: &&&str| name.contains(' ') && lower.contains(**name);
            parts.clone().any(|part| names.contains(&part))
                || names.iter().any(|name| is_phrase(&name))
        };
        let column = words
            .iter()
            .find(|(_, names)| named(names))
            .map(|(column, _)| *column)
            .filter(|column| !assigned.contains(&Some(*column)));
        assigned.push(column);
    }
    assigned
}
