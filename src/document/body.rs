//! The Markdown below the front matter: sections, links, images, marks and comments.

use crate::document::layout::{self, Found, Layout, PartKind, RunKind};
use crate::document::sections;
use crate::document::{Clues, Span};
use crate::template::Template;

/// The body as written, every part with its place in the file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Body {
    pub(crate) span: Span,
    /// The text and place of the level-1 heading that stands for the title, if there is one.
    pub(crate) title: Option<(String, Span)>,
    /// In the order in which they begin; a part of a section comes after it.
    pub(crate) sections: Vec<Section>,
    pub(crate) links: Vec<Link>,
    pub(crate) images: Vec<Image>,
    /// `{factor:id}` in the text.
    pub(crate) marks: Vec<Mark>,
    /// `<!-- … -->` in the text.
    pub(crate) comments: Vec<Span>,
    /// Where the nesting of lists and quotations was too deep to be followed, if it was.
    pub(crate) too_deep: Option<Span>,
    pub(super) layout: Layout,
}

/// A part of the body under a heading or a bold label.
#[derive(Clone, Debug)]
pub(crate) struct Section {
    /// The section of the template that the heading names, if it names one.
    pub(crate) id: Option<std::sync::Arc<str>>,
    pub(crate) form: Form,
    /// The heading as plain text, as written: numbering, emoji and parenthesis included.
    pub(crate) heading: String,
    /// The words of the heading, without `##`.
    pub(crate) heading_span: Span,
    /// The id of the heading on the page, unique in the document.
    pub(crate) anchor: String,
    /// 1 to 6 as written. A bold label counts as one deeper than the heading it stands under, and
    /// so does a heading that is a time beside the heading of its timeline.
    pub(crate) level: u8,
    /// The whole section, from its heading to the next one of its level or above.
    pub(crate) span: Span,
    /// The section without its heading, parts included.
    pub(crate) content: Span,
    /// The section that this is a part of, as an index into [`Body::sections`].
    pub(crate) parent: Option<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Heading,
    /// `- **Impact**: text`
    BoldLabel,
}

/// A link: its target as written and its place.
#[derive(Clone, Debug)]
pub(crate) struct Link {
    pub(crate) target: String,
    pub(crate) text: String,
    /// The whole link as written.
    pub(crate) span: Span,
}

/// An image: its target, its text alternative and its place.
#[derive(Clone, Debug)]
pub(crate) struct Image {
    pub(crate) target: String,
    pub(crate) alt: String,
    pub(crate) span: Span,
}

/// A factor that the text itself names, as `{factor:id}`.
#[derive(Clone, Debug)]
pub(crate) struct Mark {
    pub(crate) id: String,
    /// The id alone.
    pub(crate) span: Span,
    /// The mark with its braces.
    pub(crate) whole: Span,
}

/// Reads the body below a front matter. Never fails.
pub(super) fn parse(text: &str, clues: &Clues, template: &Template) -> Body {
    let found = layout::read(text, clues.body);
    of(found, text, clues, template)
}

/// Makes a body of what a pass over it found.
pub(super) fn of(found: Found, text: &str, clues: &Clues, template: &Template) -> Body {
    let layout = found.layout;
    let (title, sections) = sections::read(text, &layout, clues, template);
    Body {
        span: Span::new(clues.body, text.len()),
        title,
        sections,
        links: found.links,
        images: found.images,
        marks: marks(text, &layout),
        comments: comments(text, &layout),
        too_deep: found.too_deep,
        layout,
    }
}

impl Body {
    /// Returns the innermost section that a place stands in, as an index into `sections`.
    pub(crate) fn section_at(&self, offset: usize) -> Option<usize> {
        let last = self
            .sections
            .partition_point(|section| section.span.start <= offset)
            .checked_sub(1)?;
        let mut at = Some(last);
        while let Some(index) = at {
            if offset < self.sections[index].span.end {
                return at;
            }
            at = self.sections[index].parent;
        }
        None
    }
}

/// Finds `{factor:id}` in the text, which is everywhere but in code, HTML and addresses.
fn marks(text: &str, layout: &Layout) -> Vec<Mark> {
    let mut marks = Vec::new();
    for run in layout.all_runs() {
        if run.kind != RunKind::Text {
            continue;
        }
        let span = run.span();
        for brace in memchr::memchr_iter(b'{', span.of(text).as_bytes()) {
            marks.extend(mark(text, span.start + brace));
        }
    }
    marks
}

/// Finds what would be a mark wherever it stood, from a byte on.
pub(super) fn possible_marks(text: &str, from: usize) -> impl Iterator<Item = Mark> {
    let found = memchr::memmem::find_iter(&text.as_bytes()[from..], "{factor:");
    found.filter_map(move |at| mark(text, from + at))
}

fn mark(text: &str, start: usize) -> Option<Mark> {
    let inner = text[start..].strip_prefix("{factor:")?;
    let end = inner.find(['}', '{', '\n', '`'])?;
    let id = inner[..end].trim();
    if !inner[end..].starts_with('}') || id.is_empty() || id.contains(char::is_whitespace) {
        return None;
    }
    let from = start + "{factor:".len() + inner[..end].find(id)?;
    Some(Mark {
        id: id.to_owned(),
        span: Span::new(from, from + id.len()),
        whole: Span::new(start, start + "{factor:".len() + end + 1),
    })
}

/// Finds the comments in blocks of HTML and between words.
fn comments(text: &str, layout: &Layout) -> Vec<Span> {
    let mut comments = Vec::new();
    let blocks = layout
        .parts()
        .iter()
        .filter(|part| part.kind == PartKind::Html)
        .map(|part| part.span());
    let inline = layout
        .all_runs()
        .filter(|run| run.kind == RunKind::Html)
        .map(|run| run.span());
    for html in blocks.chain(inline) {
        let mut at = html.start;
        while let Some(open) = Span::new(at, html.end).of(text).find("<!--") {
            let inner = at + open + "<!--".len();
            // A comment without an end runs to the end of its block, as browsers have it.
            let end = match Span::new(inner, html.end).of(text).find("-->") {
                Some(length) => inner + length + "-->".len(),
                None => html.end,
            };
            comments.push(Span::new(at + open, end));
            at = end;
        }
    }
    comments.sort_by_key(|comment| comment.start);
    comments
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Body {
        crate::document::tests::document(text).body().clone()
    }

    #[test]
    fn links_and_images_of_every_form_are_found() {
        let text = "See [the *log*](a.md 'x'), [b][ref], [ref], <https://c.example> and ![a `b`](d.png).\n\n[ref]: ../b.md\n";
        let body = read(text);
        let links: Vec<_> = body
            .links
            .iter()
            .map(|link| (&*link.target, &*link.text, link.span.of(text)))
            .collect();
        assert_eq!(
            links,
            [
                ("a.md", "the log", "[the *log*](a.md 'x')"),
                ("../b.md", "b", "[b][ref]"),
                ("../b.md", "ref", "[ref]"),
                (
                    "https://c.example",
                    "https://c.example",
                    "<https://c.example>"
                ),
            ]
        );
        assert_eq!(body.images[0].alt, "a b");
        assert_eq!(body.images[0].span.of(text), "![a `b`](d.png)");
    }

    #[test]
    fn a_mark_in_code_is_not_a_mark() {
        let text = "A *disk* {factor:capacity-limit}, _{factor: a_b_c }_ \\\n`{factor:x}` {factor:} {factor:y z}\n\n    {factor:code}\n\n| {factor:cell} |\n|--|\n";
        let body = read(text);
        let marks: Vec<_> = body
            .marks
            .iter()
            .map(|mark| (&*mark.id, mark.span.of(text), mark.whole.of(text)))
            .collect();
        assert_eq!(
            marks,
            [
                (
                    "capacity-limit",
                    "capacity-limit",
                    "{factor:capacity-limit}"
                ),
                ("a_b_c", "a_b_c", "{factor: a_b_c }"),
                ("cell", "cell", "{factor:cell}"),
            ]
        );
    }

    #[test]
    fn comments_are_found_between_words_in_blocks_and_without_an_end() {
        let text = "a <!-- one --> b <!---->\n\n<div><!-- two\n\nthree --></div> <!-- four -->\n\n`<!-- code -->`\n\n<!-- open\n\nto the end";
        let body = read(text);
        let comments: Vec<&str> = body.comments.iter().map(|it| it.of(text)).collect();
        let open = "<!-- open\n\nto the end";
        assert_eq!(
            comments,
            [
                "<!-- one -->",
                "<!---->",
                "<!-- two\n",
                "<!-- four -->",
                open
            ]
        );
    }
}
