//! Charts, drawn as SVG when the site is built.
//!
//! Every chart comes with a title, a description, a sentence that says how to read it, and its data
//! as a table. Colours are classes that the style sheet fills in, so one drawing serves light, dark
//! and paper. Nothing here knows of reports: a chart gets days, numbers and words.

mod calendar;
mod columns;
mod dots;
mod incident;
mod levels;
mod spark;
mod strip;
mod svg;

use serde::Serialize;

use crate::site::html::Html;
use crate::site::url::UrlPath;

pub(super) use calendar::calendar;
pub(super) use columns::{Column, columns};
pub(super) use dots::{Times, dots};
pub(super) use incident::{Mark, incident};
pub(super) use levels::{LevelRow, levels};
pub(super) use spark::spark;
pub(super) use strip::{Dot, DotKind, Strip, strip};

/// A drawing with everything that it takes to read it, also without seeing it.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Chart {
    pub(super) drawing: Html,
    /// What the drawing shows, for whoever scrolls or hears it.
    pub(super) title: String,
    /// How to read it.
    pub(super) caption: String,
    pub(super) table: Table,
}

/// The data of a chart.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Table {
    pub(super) head: Vec<String>,
    pub(super) rows: Vec<Vec<Cell>>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Cell {
    pub(super) text: String,
    pub(super) href: Option<UrlPath>,
}

impl Cell {
    pub(super) fn text(text: impl Into<String>) -> Cell {
        Cell {
            text: text.into(),
            href: None,
        }
    }
}

/// The most rows that a chart's table has: with more, the lists of the site serve better.
pub(super) const MOST_ROWS: usize = 100;
