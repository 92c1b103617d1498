//! The running text of a body: what a reader reads, without code, addresses and markup.

use std::ops::Range;

use crate::document::layout::{self, Code, Layout, Line, PartKind, Plain};
use crate::document::{Document, Span};

/// A paragraph, list item, table cell or heading as plain text, with a map back to the file.
#[derive(Clone, Debug)]
pub(crate) struct Block {
    pub(crate) kind: BlockKind,
    /// The innermost section it stands in, as an index into `Body::sections`.
    pub(crate) section: Option<usize>,
    /// Plain text: soft breaks are spaces, inline code and addresses are [`Block::CODE`].
    pub(crate) text: String,
    /// Offsets in `text` and the byte of the file where each run begins, in order. After a run
    /// that is not written as it reads (an entity, code), its end stands twice.
    pub(crate) map: Vec<(usize, usize)>,
    /// Whether it stands in a block quotation. A callout such as `> [!NOTE]` is the author's own
    /// voice and does not count.
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
    pub(crate) const CODE: char = layout::CODE;

    /// Returns the bytes of the file that a range of `text` was written in.
    pub(crate) fn span(&self, start: usize, end: usize) -> Span {
        layout::span(&self.map, start, end)
    }
}

/// Returns the running text of a document, block by block.
///
/// Front matter, code blocks, HTML, comments and image texts are left out. A paragraph in which
/// sections begin, because its lines have bold labels, is one block for each of them.
pub(crate) fn prose(document: &Document) -> Vec<Block> {
    let (text, body) = (document.text(), document.body());
    let layout = &body.layout;
    let mut starts = body
        .sections
        .iter()
        .map(|section| section.span.start)
        .peekable();
    let mut blocks = Vec::new();
    let mut quoted_until = 0;
    let mut item_until = 0;
    for (index, part) in layout.parts().iter().enumerate() {
        let kind = match part.kind {
            PartKind::Quote => {
                quoted_until = quoted_until.max(part.inside(index).end);
                continue;
            }
            PartKind::Item(_) => {
                item_until = item_until.max(part.inside(index).end);
                continue;
            }
            PartKind::Paragraph if index < item_until => BlockKind::Item,
            PartKind::Paragraph => BlockKind::Paragraph,
            PartKind::Heading(_) => BlockKind::Heading,
            PartKind::Cell => BlockKind::Cell,
            PartKind::List
            | PartKind::Callout
            | PartKind::Footnote
            | PartKind::Table
            | PartKind::Head
            | PartKind::Row
            | PartKind::Code
            | PartKind::Html => continue,
        };
        let span = part.span();
        while starts.next_if(|&start| start <= span.start).is_some() {}
        let mut lines = vec![layout.all_lines(*part)];
        while let Some(start) = starts.next_if(|&start| start < span.end) {
            divide(layout, &mut lines, start);
        }
        for line in lines {
            let begin = line.clone().next().map(|run| layout.run(run).span().start);
            let Plain { mut text, map, .. } = layout.plain_runs(text, line, Code::Hidden);
            text.truncate(text.trim_end_matches(' ').len());
            if text.trim().is_empty() {
                continue;
            }
            blocks.push(Block {
                kind,
                section: body.section_at(begin.unwrap_or(span.start)),
                text,
                map,
                quoted: index < quoted_until,
            });
        }
    }
    blocks
}

/// Divides the last of some ranges of runs where a section begins.
pub(super) fn divide(layout: &Layout, lines: &mut Vec<Line>, start: usize) {
    let Some(Range { start: first, end }) = lines.pop() else {
        return;
    };
    let at = (first..end)
        .find(|&run| layout.run(run).span().start >= start)
        .unwrap_or(end);
    lines.extend([first..at, at..end]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::tests::document;

    fn texts(text: &str) -> Vec<(BlockKind, String)> {
        prose(&document(text))
            .into_iter()
            .map(|block| (block.kind, block.text))
            .collect()
    }

    #[test]
    fn words_are_kept_and_code_addresses_and_markup_are_not() {
        let text = "---\ntitle: x\n---\n# Head\n\nA *b* `code` [link](http://x) ![alt](y.png) <https://z>\nc &amp; d.<br>\n\n<!-- no -->\n\n```\nno\n```\n";
        assert_eq!(
            texts(text),
            [
                (BlockKind::Heading, "Head".to_owned()),
                (
                    BlockKind::Paragraph,
                    "A b \u{fffc} link  \u{fffc} c & d.".to_owned()
                ),
            ]
        );
    }

    #[test]
    fn items_and_cells_are_blocks_of_their_own() {
        let text = "- one\n  - two\n- three\n\n  more\n\n| a | b |\n|---|---|\n| c | d |\n";
        let found: Vec<String> = texts(text).into_iter().map(|(_, text)| text).collect();
        assert_eq!(found, ["one", "two", "three", "more", "a", "b", "c", "d"]);
        assert_eq!(texts(text)[3].0, BlockKind::Item);
        assert_eq!(texts(text)[4].0, BlockKind::Cell);
    }

    #[test]
    fn a_quotation_is_flagged_and_a_callout_is_not() {
        let quoted: Vec<bool> = prose(&document("> said\n\n> [!NOTE]\n> own\n\nown\n"))
            .iter()
            .map(|it| it.quoted)
            .collect();
        assert_eq!(quoted, [true, false, false]);
    }

    #[test]
    fn every_word_leads_back_to_where_it_was_written() {
        let text = "\u{feff}---\r\ntitle: x\r\n---\r\nSøren's **bold** wörds &eacute; \\* here\r\nand `x` there.\r\n\r\n- item _one_\r\n";
        let document = document(text);
        let blocks = prose(&document);
        let mut words = 0;
        for block in &blocks {
            for word in block
                .text
                .split(|c: char| !c.is_alphanumeric())
                .filter(|word| word.len() > 1 && *word != "é")
            {
                let start = block.text.find(word).unwrap();
                assert_eq!(
                    block.span(start, start + word.len()).of(document.text()),
                    word
                );
                words += 1;
            }
        }
        assert!(words >= 8);
    }

    #[test]
    fn a_range_of_the_text_leads_to_the_bytes_it_was_written_in() {
        let text = "A&amp;B **fa\\_st** `co` x&nbsp;\n> q\r\n> r";
        let blocks = prose(&document(text));
        let source = |block: &Block, words: &str| {
            let start = block.text.find(words).unwrap();
            block.span(start, start + words.len()).of(text).to_owned()
        };
        assert_eq!(source(&blocks[0], "&"), "&amp;");
        assert_eq!(source(&blocks[0], "B"), "B");
        assert_eq!(source(&blocks[0], "A&"), "A&amp;");
        assert_eq!(source(&blocks[0], "fa_st"), "fa\\_st");
        assert_eq!(source(&blocks[0], "\u{fffc}"), "`co`");
        assert_eq!(source(&blocks[0], "x\u{a0}"), "x&nbsp;");
        assert_eq!(source(&blocks[1], "q r"), "q\r\n> r");
    }

    #[test]
    fn each_block_knows_its_section_even_where_lines_are_sections() {
        let text = "Before.\n\n## Incident\n\n**Impact:** slow\nand **slower**\n**Summary:** all\n\n## Timeline\n\nAfter.\n";
        let document = document(text);
        let found: Vec<_> = prose(&document)
            .into_iter()
            .map(|block| {
                let section = block
                    .section
                    .map(|at| &*document.body().sections[at].heading);
                (block.text.trim().to_owned(), section.map(str::to_owned))
            })
            .collect();
        let section = |name: &str| Some(name.to_owned());
        assert_eq!(
            found,
            [
                ("Before.".to_owned(), None),
                ("Incident".to_owned(), section("Incident")),
                ("Impact: slow and slower".to_owned(), section("Impact")),
                ("Summary: all".to_owned(), section("Summary")),
                ("Timeline".to_owned(), section("Timeline")),
                ("After.".to_owned(), section("Timeline")),
            ]
        );
    }
}
