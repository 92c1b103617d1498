//! Everything that a reader of a body can read, code included: what search looks into.
//!
//! Unlike [`prose`](super::prose), which is for rules about language, this keeps code and log
//! lines, for an error message is what people search for most.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::document::Body;

/// A paragraph, an item, a row of a table or a block of code as plain text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Passage {
    /// The innermost section it stands in, as an index into `Body::sections`.
    pub(crate) section: Option<usize>,
    pub(crate) is_code: bool,
    /// Only code has line feeds in it.
    pub(crate) text: String,
}

/// Returns the passages of a body, in order. Headings are not among them: a section has its own.
pub(crate) fn passages(text: &str, body: &Body) -> Vec<Passage> {
    let markdown = text.get(body.span.start..).unwrap_or_default();
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM;
    let mut writer = Writer {
        body,
        start: body.span.start,
        is_code: false,
        text: String::new(),
        done: Vec::new(),
    };
    let mut in_heading = false;
    for (event, range) in Parser::new_ext(markdown, options).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading { .. }) => in_heading = true,
            Event::End(TagEnd::Heading(_)) => in_heading = false,
            _ if in_heading => {}
            Event::Text(words) | Event::Code(words) => {
                writer.push(body.span.start + range.start, &words);
            }
            Event::SoftBreak | Event::HardBreak => writer.text.push(' '),
            Event::Start(Tag::CodeBlock(_)) => {
                writer.end();
                writer.is_code = true;
            }
            Event::End(TagEnd::CodeBlock) => {
                writer.end();
                writer.is_code = false;
            }
            Event::End(TagEnd::TableCell) => writer.text.push_str(" | "),
            Event::Start(tag) if !is_inside(tag.to_end()) => writer.end(),
            Event::End(tag) if !is_inside(tag) => writer.end(),
            _ => {}
        }
    }
    writer.end();
    writer.done
}

/// Says whether a tag does not end the passage that it stands in.
fn is_inside(tag: TagEnd) -> bool {
    match tag {
        TagEnd::Emphasis
        | TagEnd::Strong
        | TagEnd::Strikethrough
        | TagEnd::Superscript
        | TagEnd::Subscript
        | TagEnd::Link
        | TagEnd::Image
        | TagEnd::TableCell => true,
        TagEnd::Paragraph
        | TagEnd::Heading(_)
        | TagEnd::BlockQuote(_)
        | TagEnd::CodeBlock
        | TagEnd::HtmlBlock
        | TagEnd::List(_)
        | TagEnd::Item
        | TagEnd::FootnoteDefinition
        | TagEnd::DefinitionList
        | TagEnd::DefinitionListTitle
        | TagEnd::DefinitionListDefinition
        | TagEnd::Table
        | TagEnd::TableHead
        | TagEnd::TableRow
        | TagEnd::MetadataBlock(_) => false,
    }
}

struct Writer<'a> {
    body: &'a Body,
    /// Where the passage begins, in bytes of the file.
    start: usize,
    is_code: bool,
    text: String,
    done: Vec<Passage>,
}

impl Writer<'_> {
    fn push(&mut self, at: usize, words: &str) {
        if self.text.is_empty() {
            self.start = at;
        }
        self.text.push_str(words);
    }

    fn end(&mut self) {
        let text = std::mem::take(&mut self.text);
        let text = text.trim_end_matches([' ', '|', '\n']);
        if text.trim().is_empty() {
            return;
        }
        self.done.push(Passage {
            section: section_at(self.body, self.start),
            is_code: self.is_code,
            text: without_marks(text),
        });
    }
}

/// Returns the innermost section around a place.
fn section_at(body: &Body, at: usize) -> Option<usize> {
    // Sections are in the order in which they begin: only those before can be around the place.
    let before = body.sections.partition_point(|it| it.span.start <= at);
    let mut section = before.checked_sub(1)?;
    while at >= body.sections[section].span.end {
        section = body.sections[section].parent?;
    }
    Some(section)
}

/// Writes `{factor:id}` as the id alone.
fn without_marks(text: &str) -> String {
    const OPENING: &str = "{factor:";
    let mut rest = text;
    let mut out = String::with_capacity(text.len());
    while let Some(at) = rest.find(OPENING) {
        let id = &rest[at + OPENING.len()..];
        let Some(end) = id.find('}') else { break };
        out.push_str(&rest[..at]);
        out.push_str(id[..end].trim());
        rest = &id[end + 1..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Span;

    fn texts(markdown: &str) -> Vec<(String, bool)> {
        let body = Body {
            span: Span::new(0, markdown.len()),
            ..Body::default()
        };
        passages(markdown, &body)
            .into_iter()
            .map(|it| (it.text, it.is_code))
            .collect()
    }

    #[test]
    fn what_can_be_read_is_there_and_markup_is_not() {
        let markdown = "# Title\n\nThe *pod* `web-1`\nwas [killed](https://x.example \"t\").\n\n- one\n- two {factor:alert-missing}\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```sh\nOOMKilled\nexit 137\n```\n\n<!-- no -->\n<b>raw</b> ![a graph](g.png)\n";
        let expected = [
            ("The pod web-1 was killed.", false),
            ("one", false),
            ("two alert-missing", false),
            ("a | b", false),
            ("1 | 2", false),
            ("OOMKilled\nexit 137", true),
            ("raw a graph", false),
        ];
        assert_eq!(
            texts(markdown),
            expected.map(|(text, code)| (text.to_owned(), code))
        );
    }

    #[test]
    fn a_mark_that_does_not_end_is_text() {
        assert_eq!(texts("a {factor:b")[0].0, "a {factor:b");
    }
}
