//! One pass over the Markdown.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd};

use crate::document::Span;
use crate::document::body::{Image, Link};
use crate::document::layout::{Layout, Part, PartKind, Run, RunKind, Style, Task};

/// What a pass found.
#[derive(Debug, Default)]
pub(in crate::document) struct Found {
    pub(in crate::document) layout: Layout,
    pub(in crate::document) links: Vec<Link>,
    pub(in crate::document) images: Vec<Image>,
    pub(in crate::document) too_deep: Option<Span>,
}

const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_GFM);

/// Reads the Markdown from byte `start` of a file.
pub(in crate::document) fn read(text: &str, start: usize) -> Found {
    let (markdown, too_deep) = within_depth(&text[start..]);
    let mut pass = Pass::over(text);
    for (event, range) in events(&markdown, start) {
        pass.take(&event, &range);
    }
    Found {
        too_deep: too_deep.map(|span| Span::new(start + span.start, start + span.end)),
        ..pass.finish_all()
    }
}

/// Reads the Markdown as [`read`] does, and returns its events as well; nothing where it is nested
/// too deeply.
pub(in crate::document) fn read_with_events(
    text: &str,
    start: usize,
) -> Option<(Found, Events<'_>)> {
    let (Cow::Borrowed(markdown), None) = within_depth(&text[start..]) else {
        return None;
    };
    let events: Events = events(markdown, start).collect();
    let mut pass = Pass::over(text);
    for (event, range) in &events {
        pass.take(event, range);
    }
    Some((pass.finish_all(), events))
}

/// The events of a Markdown text, each with its bytes in the file.
pub(crate) type Events<'a> = Vec<(Event<'a>, Range<usize>)>;

fn events(markdown: &str, start: usize) -> impl Iterator<Item = (Event<'_>, Range<usize>)> {
    let events = Parser::new_ext(markdown, OPTIONS).into_offset_iter();
    events.map(move |(event, range)| (event, start + range.start..start + range.end))
}

/// Lists and quotations may be nested this deep, which is deeper than anybody can read.
const MOST_LEVELS: usize = 100;

/// Takes the markers from lines that nest lists and quotations too deeply, because the parser
/// needs time for every open level on every line. No byte moves. Also returns the first such line.
pub(in crate::document) fn within_depth(markdown: &str) -> (Cow<'_, str>, Option<Span>) {
    let mut masked: Option<Vec<u8>> = None;
    let mut first = None;
    let mut start = 0;
    while start < markdown.len() {
        let rest = &markdown.as_bytes()[start..];
        let end = start + memchr::memchr(b'\n', rest).map_or(rest.len(), |at| at + 1);
        let line = &markdown.as_bytes()[start..end];
        // Each level takes a byte or more, so most lines need no closer look.
        if line.len() > MOST_LEVELS && !line[0].is_ascii_alphabetic() {
            let (levels, prefix) = levels(line);
            if levels > MOST_LEVELS {
                first.get_or_insert(Span::new(start, end));
                let masked = masked.get_or_insert_with(|| markdown.as_bytes().to_vec());
                for byte in &mut masked[start..start + prefix] {
                    if !byte.is_ascii_whitespace() {
                        *byte = b'x';
                    }
                }
            }
        }
        start = end;
    }
    match masked {
        Some(bytes) => {
            let text = String::from_utf8(bytes).expect("only ASCII was exchanged for ASCII");
            (Cow::Owned(text), first)
        }
        None => (Cow::Borrowed(markdown), None),
    }
}

/// Returns how many levels a line may open or stay in, and the length of its markers.
fn levels(line: &[u8]) -> (usize, usize) {
    let (mut levels, mut at, mut columns, mut end) = (0, 0, 0, 0);
    while let Some(byte) = line.get(at) {
        let is_followed_by_space =
            |at: usize| matches!(line.get(at + 1), None | Some(b' ' | b'\t' | b'\n' | b'\r'));
        match byte {
            b' ' => columns += 1,
            b'\t' => columns += 4,
            b'>' => levels += 1,
            b'-' | b'+' | b'*' if is_followed_by_space(at) => levels += 1,
            b'0'..=b'9' => {
                let digits = line[at..]
                    .iter()
                    .take_while(|byte| byte.is_ascii_digit())
                    .count();
                at += digits;
                if digits > 9 || !matches!(line.get(at), Some(b'.' | b')')) {
                    break;
                }
                levels += 1;
            }
            _ => break,
        }
        at += 1;
        if !matches!(byte, b' ' | b'\t') {
            end = at;
        }
    }
    // A level of indentation is two columns or more. Without a marker, a line opens nothing.
    if levels == 0 {
        (0, 0)
    } else {
        (levels + columns / 2, end)
    }
}

struct Pass<'a> {
    text: &'a str,
    found: Found,
    /// The parts that have begun and not ended.
    open: Vec<usize>,
    /// The links and images that have begun and not ended.
    addresses: Vec<Address>,
}

/// A link or image that has begun.
struct Address {
    target: String,
    style: Style,
    /// The first run of its words.
    first_run: usize,
}

impl Pass<'_> {
    fn over(text: &str) -> Pass<'_> {
        Pass {
            text,
            found: Found::default(),
            open: Vec::new(),
            addresses: Vec::new(),
        }
    }

    fn finish_all(mut self) -> Found {
        // A report keeps its layout for as long as it lives.
        self.found.layout.parts.shrink_to_fit();
        self.found.layout.runs.shrink_to_fit();
        self.found
    }

    fn take(&mut self, event: &Event<'_>, range: &Range<usize>) {
        let span = Span::new(range.start, range.end);
        match event {
            Event::Start(tag) => self.begin(tag, span),
            Event::End(tag) => self.finish(*tag, span),
            Event::Text(words) => {
                if self.kind() == Some(PartKind::Code) {
                    return;
                }
                // Escapes and hidden levels stand for themselves, so the bytes say what an entity is.
                let written = span.of(self.text);
                let is_entity = written.starts_with('&') && written != &**words;
                if is_entity {
                    let index = small(self.found.layout.runs.len());
                    self.found.layout.decoded.push((index, Box::from(&**words)));
                    self.run(RunKind::Decoded, span);
                } else {
                    self.run(RunKind::Text, span);
                }
            }
            Event::Code(_) => self.run(RunKind::Code, span),
            Event::SoftBreak => self.run(RunKind::SoftBreak, span),
            Event::HardBreak => self.run(RunKind::HardBreak, span),
            Event::InlineHtml(_) => self.run(RunKind::Html, span),
            Event::FootnoteReference(_) => self.run(RunKind::Footnote, span),
            Event::TaskListMarker(is_ticked) => self.task(*is_ticked),
            Event::Rule => self.close_loose_text(),
            Event::Html(_) | Event::InlineMath(_) | Event::DisplayMath(_) => {}
        }
    }

    fn begin(&mut self, tag: &Tag<'_>, span: Span) {
        let style = match tag {
            Tag::Paragraph => return self.open_part(PartKind::Paragraph, span),
            Tag::Heading { level, .. } => {
                return self.open_part(PartKind::Heading(*level as u8), span);
            }
            Tag::BlockQuote(None) => return self.open_part(PartKind::Quote, span),
            Tag::BlockQuote(Some(_)) => return self.open_part(PartKind::Callout, span),
            Tag::CodeBlock(_) => return self.open_part(PartKind::Code, span),
            Tag::HtmlBlock => return self.open_part(PartKind::Html, span),
            Tag::List(_) => return self.open_part(PartKind::List, span),
            Tag::Item => return self.open_part(PartKind::Item(Task::None), span),
            Tag::FootnoteDefinition(_) => return self.open_part(PartKind::Footnote, span),
            Tag::Table(_) => return self.open_part(PartKind::Table, span),
            Tag::TableHead => return self.open_part(PartKind::Head, span),
            Tag::TableRow => return self.open_part(PartKind::Row, span),
            Tag::TableCell => return self.open_part(PartKind::Cell, span),
            Tag::Emphasis => Style::Emphasis,
            Tag::Strong => Style::Strong,
            Tag::Strikethrough => Style::Strikethrough,
            Tag::Link {
                link_type: LinkType::Autolink | LinkType::Email,
                dest_url,
                ..
            } => self.address(dest_url.to_string(), Style::Address),
            Tag::Link { dest_url, .. } => self.address(dest_url.to_string(), Style::Link),
            Tag::Image { dest_url, .. } => self.address(dest_url.to_string(), Style::Image),
            Tag::Superscript
            | Tag::Subscript
            | Tag::DefinitionList
            | Tag::DefinitionListTitle
            | Tag::DefinitionListDefinition
            | Tag::MetadataBlock(_) => return,
        };
        self.run(RunKind::Open(style), span);
    }

    fn finish(&mut self, tag: TagEnd, span: Span) {
        let style = match tag {
            TagEnd::Emphasis => Style::Emphasis,
            TagEnd::Strong => Style::Strong,
            TagEnd::Strikethrough => Style::Strikethrough,
            TagEnd::Link | TagEnd::Image => return self.finish_address(span),
            TagEnd::Item => {
                self.close_loose_text();
                return self.close_part();
            }
            TagEnd::Paragraph
            | TagEnd::Heading(_)
            | TagEnd::BlockQuote(_)
            | TagEnd::CodeBlock
            | TagEnd::HtmlBlock
            | TagEnd::List(_)
            | TagEnd::FootnoteDefinition
            | TagEnd::Table
            | TagEnd::TableHead
            | TagEnd::TableRow
            | TagEnd::TableCell => return self.close_part(),
            TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::DefinitionList
            | TagEnd::DefinitionListTitle
            | TagEnd::DefinitionListDefinition
            | TagEnd::MetadataBlock(_) => return,
        };
        self.run(RunKind::Close(style), span);
    }

    fn address(&mut self, target: String, style: Style) -> Style {
        // The run that opens it comes next, perhaps in a paragraph that is opened for it.
        self.addresses.push(Address {
            target,
            style,
            first_run: self.found.layout.runs.len() + 1,
        });
        style
    }

    fn finish_address(&mut self, span: Span) {
        let Some(address) = self.addresses.pop() else {
            return;
        };
        let layout = &self.found.layout;
        let words = layout.words(self.text, address.first_run..layout.runs.len());
        if address.style == Style::Image {
            self.found.images.push(Image {
                target: address.target,
                alt: words,
                span,
            });
        } else {
            self.found.links.push(Link {
                target: address.target,
                text: words,
                span,
            });
        }
        self.run(RunKind::Close(address.style), span);
    }

    fn kind(&self) -> Option<PartKind> {
        self.open
            .last()
            .map(|&index| self.found.layout.parts[index].kind)
    }

    fn open_part(&mut self, kind: PartKind, span: Span) {
        self.close_loose_text();
        let run = small(self.found.layout.runs.len());
        self.open.push(self.found.layout.parts.len());
        self.found.layout.parts.push(Part {
            kind,
            start: small(span.start),
            end: small(span.end),
            next: 0,
            first_run: run,
            last_run: run,
        });
    }

    fn close_part(&mut self) {
        if let Some(index) = self.open.pop() {
            let layout = &mut self.found.layout;
            layout.parts[index].next = small(layout.parts.len());
            layout.parts[index].last_run = small(layout.runs.len());
        }
    }

    /// Ends the paragraph that was opened for text that stands in a list item alone.
    fn close_loose_text(&mut self) {
        let is_loose = |this: &Self| match this.open[..] {
            [.., parent, last] => {
                let parts = &this.found.layout.parts;
                matches!(parts[parent].kind, PartKind::Item(_))
                    && parts[last].kind == PartKind::Paragraph
                    && parts[last].next == LOOSE
            }
            _ => false,
        };
        if is_loose(self) {
            let last_run = self.found.layout.runs.last().map(|run| run.end);
            if let (Some(&index), Some(end)) = (self.open.last(), last_run) {
                self.found.layout.parts[index].end = end;
            }
            self.close_part();
        }
    }

    fn run(&mut self, kind: RunKind, span: Span) {
        if matches!(self.kind(), Some(PartKind::Item(_))) {
            self.open_part(PartKind::Paragraph, span);
            if let Some(part) = self.found.layout.parts.last_mut() {
                part.next = LOOSE;
            }
        }
        self.found.layout.runs.push(Run {
            kind,
            start: small(span.start),
            end: small(span.end),
        });
    }

    fn task(&mut self, is_ticked: bool) {
        let task = if is_ticked { Task::Done } else { Task::Open };
        let parts = &mut self.found.layout.parts;
        let item = self
            .open
            .iter()
            .rev()
            .find(|&&index| matches!(parts[index].kind, PartKind::Item(_)));
        if let Some(&index) = item {
            parts[index].kind = PartKind::Item(task);
        }
    }
}

/// Marks a paragraph that has no end of its own, until it ends.
const LOOSE: u32 = u32::MAX;

fn small(offset: usize) -> u32 {
    u32::try_from(offset).expect("a report is smaller than 4 GB")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deep_nesting_is_named_and_costs_no_more_than_other_text() {
        for unit in [
            "> ", "+ ", "1. ", "* > ", ">", "[", "![", "**a_", "`", "<!--", "[a](",
        ] {
            let deep = unit.repeat(10_000) + "end" + &"\nx".repeat(50_000);
            let found = read(&deep, 0);
            let nests = matches!(unit, "> " | "+ " | "1. " | "* > " | ">");
            assert_eq!(found.too_deep.is_some(), nests, "{unit}");
        }
        let steps: String = (0..300).map(|level| "  ".repeat(level) + "- a\n").collect();
        let span = read(&steps, 0).too_deep.unwrap();
        assert_eq!(span.of(&steps).trim_start(), "- a\n");
    }

    #[test]
    fn wide_tables_and_code_are_not_deep() {
        let row = "| a ".repeat(200) + "|\n";
        let code = format!("```\n{}> x\n```\n", " ".repeat(150));
        let rule = "- - ".repeat(20) + "\n";
        assert_eq!(read(&(row + &code + &rule), 0).too_deep, None);
    }
}
