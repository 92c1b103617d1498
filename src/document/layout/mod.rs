//! The blocks of a body and the runs of text in them, as one pass over the Markdown left them.
//!
//! The body, its timeline, its action items and its running text are all read from here, so that a
//! report is parsed once. Blocks stand in the order of the file, each before the blocks inside it,
//! and remember where the next one after them begins: a flat tree. Places are 32-bit, because a
//! report keeps its layout for as long as it lives and there may be fifty thousand of them.

mod pass;
mod plain;

use std::ops::Range;

use crate::document::Span;

pub(crate) use pass::Events;
pub(super) use pass::{Found, read, read_with_events};
pub(super) use plain::{CODE, Code, Line, Plain, span};

/// The blocks and runs of a body.
#[derive(Clone, Debug, Default)]
pub(crate) struct Layout {
    parts: Vec<Part>,
    runs: Vec<Run>,
    /// What entities stand for, by the index of their run, in order.
    decoded: Vec<(u32, Box<str>)>,
}

/// A block.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    pub(super) kind: PartKind,
    start: u32,
    end: u32,
    /// The part after this one and everything inside it.
    next: u32,
    first_run: u32,
    last_run: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PartKind {
    /// Also the text of a list item that stands in no paragraph of its own.
    Paragraph,
    Heading(u8),
    List,
    Item(Task),
    Quote,
    /// `> [!NOTE]`, which is the author's own voice.
    Callout,
    Footnote,
    Table,
    /// The header row of a table.
    Head,
    Row,
    Cell,
    Code,
    Html,
}

/// Whether a list item has a box, and whether it is ticked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Task {
    None,
    Open,
    Done,
}

/// A piece of a block's text, or a mark between two pieces.
#[derive(Clone, Copy, Debug)]
pub(super) struct Run {
    pub(super) kind: RunKind,
    start: u32,
    end: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RunKind {
    /// Text that stands for itself.
    Text,
    /// An entity such as `&amp;`.
    Decoded,
    Code,
    SoftBreak,
    HardBreak,
    Html,
    Footnote,
    Open(Style),
    Close(Style),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    Strong,
    Emphasis,
    Strikethrough,
    Link,
    /// `<https://…>`
    Address,
    Image,
}

impl Part {
    pub(super) fn span(self) -> Span {
        Span::new(self.start as usize, self.end as usize)
    }

    /// Returns the indices of the parts inside this one, which is at `index`.
    pub(super) fn inside(self, index: usize) -> Range<usize> {
        index + 1..self.next as usize
    }
}

impl Run {
    pub(super) fn span(self) -> Span {
        Span::new(self.start as usize, self.end as usize)
    }
}

impl Layout {
    pub(super) fn parts(&self) -> &[Part] {
        &self.parts
    }

    pub(super) fn part(&self, index: usize) -> Part {
        self.parts[index]
    }

    pub(super) fn all_runs(&self) -> impl Iterator<Item = Run> {
        self.runs.iter().copied()
    }

    /// Returns the outermost parts of a range of parts, by index.
    pub(super) fn outermost(&self, range: Range<usize>) -> impl Iterator<Item = usize> {
        let mut at = range.start;
        std::iter::from_fn(move || {
            (at < range.end).then(|| {
                let index = at;
                at = self.parts[index].next as usize;
                index
            })
        })
    }

    /// Returns the outermost parts inside a part.
    pub(super) fn children(&self, index: usize) -> impl Iterator<Item = usize> {
        self.outermost(self.parts[index].inside(index))
    }

    /// Returns the parts that begin in a span, those inside others included.
    pub(super) fn beginning_in(&self, span: Span) -> Range<usize> {
        let at = |offset: usize| {
            self.parts
                .partition_point(|part| (part.start as usize) < offset)
        };
        at(span.start)..at(span.end)
    }

    /// Returns what an entity stands for.
    fn decoded(&self, run: usize) -> &str {
        self.decoded
            .binary_search_by_key(&run, |(index, _)| *index as usize)
            .map_or("", |found| &self.decoded[found].1)
    }
}
