//! The running text of a body: what a reader reads, without code, addresses and markup.

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd};

use crate::document::{Document, Section, Span};

/// A paragraph, list item, table cell or heading as plain text, with a map back to the file.
#[derive(Clone, Debug)]
pub(crate) struct Block {
    pub(crate) kind: BlockKind,
    /// The innermost section it stands in, as an index into `Body::sections`.
    pub(crate) section: Option<usize>,
    /// Plain text: soft breaks are spaces, inline code and addresses are [`Block::CODE`].
    pub(crate) text: String,
    /// Offsets in `text` and the byte of the file where each run begins, in order.
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

    fn new(kind: BlockKind, quoted: bool) -> Block {
        Block {
            kind,
            section: None,
            text: String::new(),
            map: Vec::new(),
            quoted,
        }
    }

    fn push(&mut self, text: &str, file: usize) {
        self.map.push((self.text.len(), file));
        self.text.push_str(text);
    }
}

/// Returns the running text of a document, block by block, in the order of the file.
pub(crate) fn prose(document: &Document) -> Vec<Block> {
    let body = document.body.span.start;
    let mut reader = Reader {
        sections: &document.body.sections,
        ..Reader::default()
    };
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM;
    for (event, range) in
        Parser::new_ext(document.body.span.of(document.text()), options).into_offset_iter()
    {
        reader.read(event, range.start + body);
    }
    reader.close();
    reader.blocks
}

#[derive(Default)]
struct Reader<'a> {
    sections: &'a [Section],
    blocks: Vec<Block>,
    open: Option<Block>,
    /// Quotations that are open; a callout is one that does not count.
    quotations: Vec<bool>,
    /// Lists items that are open.
    items: usize,
    /// Images and code blocks, whose text is not read.
    silent: usize,
    /// An address in angle brackets, whose text is itself.
    in_address: bool,
}

impl Reader<'_> {
    fn read(&mut self, event: Event, at: usize) {
        match event {
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if self.silent == 0 => {
                if self.in_address {
                    self.mark(at);
                } else {
                    self.block().push(&text, at);
                }
            }
            Event::Code(_) if self.silent == 0 => self.mark(at),
            Event::SoftBreak | Event::HardBreak if self.silent == 0 => self.block().push(" ", at),
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag) {
        match tag {
            Tag::Paragraph => self.open(if self.items > 0 {
                BlockKind::Item
            } else {
                BlockKind::Paragraph
            }),
            Tag::Heading { .. } => self.open(BlockKind::Heading),
            Tag::TableCell => self.open(BlockKind::Cell),
            Tag::BlockQuote(callout) => {
                self.close();
                self.quotations.push(callout.is_none());
            }
            Tag::Item => {
                self.close();
                self.items += 1;
            }
            Tag::List(_) | Tag::Table(_) | Tag::FootnoteDefinition(_) | Tag::HtmlBlock => {
                self.close();
            }
            Tag::CodeBlock(_) | Tag::MetadataBlock(_) => {
                self.close();
                self.silent += 1;
            }
            Tag::Image { .. } => self.silent += 1,
            Tag::Link {
                link_type: LinkType::Autolink | LinkType::Email,
                ..
            } => self.in_address = true,
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::TableCell => self.close(),
            TagEnd::BlockQuote(_) => {
                self.close();
                self.quotations.pop();
            }
            TagEnd::Item => {
                self.close();
                self.items -= 1;
            }
            TagEnd::CodeBlock | TagEnd::MetadataBlock(_) | TagEnd::Image => self.silent -= 1,
            TagEnd::Link => self.in_address = false,
            _ => {}
        }
    }

    /// Puts the mark of inline code.
    fn mark(&mut self, at: usize) {
        self.block().push(Block::CODE.encode_utf8(&mut [0; 4]), at);
    }

    fn open(&mut self, kind: BlockKind) {
        self.close();
        let quoted = self.quotations.iter().any(|counts| *counts);
        self.open = Some(Block::new(kind, quoted));
    }

    /// Returns the open block. A tight list has none around its words, so it is opened here.
    fn block(&mut self) -> &mut Block {
        if self.open.is_none() {
            self.open(if self.items > 0 {
                BlockKind::Item
            } else {
                BlockKind::Paragraph
            });
        }
        self.open.as_mut().expect("it was opened")
    }

    fn close(&mut self) {
        let Some(mut block) = self.open.take() else {
            return;
        };
        if block.text.trim().is_empty() {
            return;
        }
        let start = block.map[0].1;
        let before = self
            .sections
            .partition_point(|section| section.span.start <= start);
        block.section = self.sections[..before]
            .iter()
            .rposition(|section| start < section.span.end);
        self.blocks.push(block);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::config::SourceGroup;
    use crate::document::{self, Source};
    use crate::template::Templates;

    fn read(text: &str) -> (Document, Vec<Block>) {
        let group = Arc::new(SourceGroup::default());
        let source = Source {
            path: "a.md".into(),
            group,
            content: Ok(text.into()),
        };
        let document = document::parse(&Templates::built_in(), source);
        let blocks = prose(&document);
        (document, blocks)
    }

    fn texts(text: &str) -> Vec<(BlockKind, String)> {
        read(text)
            .1
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
        let quoted: Vec<bool> = read("> said\n\n> [!NOTE]\n> own\n\nown\n")
            .1
            .iter()
            .map(|it| it.quoted)
            .collect();
        assert_eq!(quoted, [true, false, false]);
    }

    #[test]
    fn every_word_leads_back_to_where_it_was_written() {
        let text = "\u{feff}---\r\ntitle: x\r\n---\r\nSøren's **bold** wörds &eacute; \\* here\r\nand `x` there.\r\n\r\n- item _one_\r\n";
        let (document, blocks) = read(text);
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
}
