//! Everything that a reader of a body can read, code included: what search looks into.
//!
//! Unlike [`prose`](super::prose), which is for rules about language, this keeps code and log
//! lines, for an error message is what people search for most.

use std::ops::Range;

use crate::document::body::Section;
use crate::document::layout::{Layout, Part, PartKind};
use crate::document::prose::divide;
use crate::document::{Body, Span};

/// A section as a reader of the page meets it: its heading, and what stands below it.
#[derive(Clone, Debug)]
pub(crate) struct Chapter<'a> {
    /// `None` for what stands above the first heading.
    section: Option<&'a Section>,
    pub(crate) passages: Vec<Passage>,
}

/// A paragraph, an item, a row of a table or a block of code as plain text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Passage {
    pub(crate) is_code: bool,
    /// Only code has line feeds in it. The cells of a row are separated by ` | `.
    pub(crate) text: String,
    /// Where the text names a factor by its id, which the author marked as `{factor:id}`.
    pub(crate) marks: Vec<Range<usize>>,
}

/// Returns what stands above the first heading of a body, and then each section in order. The
/// passages of a section are those of which it is the innermost.
pub(crate) fn chapters<'a>(text: &str, body: &'a Body) -> Vec<Chapter<'a>> {
    let sections = std::iter::once(None).chain(body.sections.iter().map(Some));
    let mut chapters: Vec<Chapter> = sections
        .map(|section| Chapter {
            section,
            passages: Vec::new(),
        })
        .collect();
    let mut push = |at: usize, is_code: bool, text: String| {
        if !text.trim().is_empty() {
            let place = body.section_at(at).map_or(0, |section| section + 1);
            chapters[place].passages.push(Passage::new(is_code, text));
        }
    };
    let layout = &body.layout;
    for (index, &part) in layout.parts().iter().enumerate() {
        let span = part.span();
        match part.kind {
            PartKind::Code => push(span.start, true, code(text, span)),
            PartKind::Head | PartKind::Row => push(span.start, false, row(text, layout, index)),
            PartKind::Paragraph => {
                for (at, words) in paragraph(text, body, part) {
                    push(at, false, trimmed(words));
                }
            }
            PartKind::Heading(_)
            | PartKind::List
            | PartKind::Item(_)
            | PartKind::Quote
            | PartKind::Callout
            | PartKind::Footnote
            | PartKind::Table
            | PartKind::Cell
            | PartKind::Html => {}
        }
    }
    chapters
}

impl Chapter<'_> {
    /// Returns the fragment of its address; empty for the top of the page.
    pub(crate) fn anchor(&self) -> &str {
        self.section.map_or("", |it| &it.anchor)
    }

    pub(crate) fn heading(&self) -> &str {
        self.section.map_or("", |it| &it.heading)
    }

    pub(crate) fn is_summary(&self) -> bool {
        self.section.and_then(|it| it.id.as_deref()) == Some("summary")
    }
}

impl Passage {
    /// Writes `{factor:id}` as the id alone.
    fn new(is_code: bool, written: String) -> Passage {
        // A single byte is told sooner than a word, and few texts have it.
        match memchr::memchr(b'{', written.as_bytes()) {
            Some(_) => Passage::marked(is_code, &written),
            None => Passage {
                is_code,
                text: written,
                marks: Vec::new(),
            },
        }
    }

    fn marked(is_code: bool, written: &str) -> Passage {
        const OPENING: &str = "{factor:";
        let mut rest = written;
        let mut text = String::with_capacity(written.len());
        let mut marks = Vec::new();
        while let Some(at) = rest.find(OPENING) {
            let id = &rest[at + OPENING.len()..];
            let Some(end) = id.find('}') else { break };
            text.push_str(&rest[..at]);
            let start = text.len();
            text.push_str(id[..end].trim());
            marks.push(start..text.len());
            rest = &id[end + 1..];
        }
        text.push_str(rest);
        Passage {
            is_code,
            text,
            marks,
        }
    }
}

/// Returns the cells of a row, which is at `index`.
fn row(text: &str, layout: &Layout, index: usize) -> String {
    let mut row = String::with_capacity(layout.part(index).span().len());
    for (number, cell) in layout.children(index).enumerate() {
        if number > 0 {
            row.push_str(" | ");
        }
        let cell = layout.all_lines(layout.part(cell));
        row.push_str(layout.words(text, cell).trim());
    }
    row
}

fn trimmed(words: String) -> String {
    match words.trim() {
        trimmed if trimmed.len() == words.len() => words,
        trimmed => trimmed.to_owned(),
    }
}

/// Returns the words of a paragraph, and where they begin. One in which sections begin, because its
/// lines have bold labels, is divided there.
fn paragraph(text: &str, body: &Body, part: Part) -> Vec<(usize, String)> {
    let (layout, span) = (&body.layout, part.span());
    let mut lines = vec![layout.all_lines(part)];
    let first = body
        .sections
        .partition_point(|section| section.span.start <= span.start);
    let inside = body.sections[first..]
        .iter()
        .map(|section| section.span.start)
        .take_while(|&start| start < span.end);
    for start in inside {
        divide(layout, &mut lines, start);
    }
    let words = lines.into_iter().map(|line| {
        let begin = line.clone().next().map(|run| layout.run(run).span().start);
        (begin.unwrap_or(span.start), layout.words(text, line))
    });
    words.collect()
}

/// Returns the lines of a block of code without its fences.
fn code(text: &str, span: Span) -> String {
    let block = span.of(text).trim_end();
    let is_fence = |line: &str| {
        let line = line.trim_start_matches([' ', '\t', '>']);
        line.starts_with("```") || line.starts_with("~~~")
    };
    let is_fenced = block.lines().next().is_some_and(is_fence);
    let lines: Vec<&str> = block
        .lines()
        .enumerate()
        .filter(|(number, line)| !(is_fenced && (*number == 0 || is_fence(line))))
        .map(|(_, line)| line.trim_end())
        .collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::tests::document;

    fn texts(markdown: &str) -> Vec<(Option<usize>, String, bool)> {
        let document = document(markdown);
        let chapters = chapters(document.text(), document.body());
        let numbered = (0_usize..).map(|at| at.checked_sub(1)).zip(chapters);
        numbered
            .flat_map(|(section, it)| it.passages.into_iter().map(move |it| (section, it)))
            .map(|(section, it)| (section, it.text, it.is_code))
            .collect()
    }

    #[test]
    fn what_can_be_read_is_there_and_markup_is_not() {
        let markdown = "\
# Title

The *pod* `web-1`
was [killed](https://x.example \"t\") &amp; gone.

- one
- two {factor:alert-missing}

## Evidence

| a | b |
|---|---|
| 1 | 2 |

```sh
OOMKilled
exit 137
```

<!-- no -->
<b>raw</b> ![a graph](g.png)
";
        let expected = [
            (None, "The pod web-1 was killed & gone.", false),
            (None, "one", false),
            (None, "two alert-missing", false),
            (Some(0), "a | b", false),
            (Some(0), "1 | 2", false),
            (Some(0), "OOMKilled\nexit 137", true),
        ];
        let texts = texts(markdown);
        let expected = expected.map(|(section, text, code)| (section, text.to_owned(), code));
        assert_eq!(texts[..6], expected);
    }

    #[test]
    fn lines_with_bold_labels_stand_in_their_own_sections() {
        let texts = texts("# T\n\n**Summary**: it broke\n**Impact**: nobody\n");
        let sections: Vec<_> = texts.iter().map(|it| it.0).collect();
        assert_eq!(sections, [Some(0), Some(1)]);
        assert!(texts[1].1.contains("nobody"));
    }

    #[test]
    fn the_names_of_factors_are_marked() {
        let passage = Passage::new(false, "é {factor: a-b } {factor:c}.".into());
        let marks = passage.marks.iter().map(|it| &passage.text[it.clone()]);
        assert_eq!(passage.text, "é a-b c.");
        assert_eq!(marks.collect::<Vec<_>>(), ["a-b", "c"]);
    }

    #[test]
    fn a_mark_that_does_not_end_is_text() {
        assert_eq!(texts("a {factor:b")[0].1, "a {factor:b");
    }
}
