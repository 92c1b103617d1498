//! Headings, quotations, code and tables.

use std::fmt::Write;
use std::ops::Range;

use pulldown_cmark::{Alignment, BlockQuoteKind, HeadingLevel};

use crate::document::{SectionForm, Span};
use crate::site::highlight::highlight;
use crate::site::html::{escape, escaped};
use crate::site::markdown::Heading;
use crate::site::markdown::writer::{Aside, Open, Writer};
use crate::site::url::UrlPath;

/// The cell of a table that is being written.
#[derive(Clone, Copy)]
pub(super) struct Cell {
    pub(super) head: bool,
    pub(super) column: usize,
    /// Where the cell's content begins in the output.
    pub(super) start: usize,
}

impl Writer<'_, '_> {
    pub(super) fn start_heading(&mut self, level: HeadingLevel, range: Range<usize>) {
        let is_title = |title: Span| range.start <= title.start && title.end <= range.end;
        if self.setting.title.is_some_and(is_title) {
            self.in_title = true;
            return;
        }
        if level <= HeadingLevel::H2 {
            self.linked.clear();
        }
        let level = (level as i8 + self.shift).clamp(2, 6).unsigned_abs();
        self.aside(Aside::Heading { level, range });
        // What is left open inside a heading ends with it.
        self.open.push(Open::Markdown(""));
    }

    pub(super) fn end_heading(&mut self) {
        self.close();
        let Some((Aside::Heading { level, range }, words, text)) = self.end_aside() else {
            return;
        };
        let text = text.trim().to_owned();
        let anchor = self.anchors.heading(&range);
        let label = self
            .setting
            .words
            .fill("body.permalink", &[("heading", &text)]);
        let (digit, out) = (char::from(b'0' + level), &mut self.out);
        out.push_str("<h");
        out.push(digit);
        out.push_str(" id=\"");
        escape(&anchor, out);
        out.push_str("\">");
        out.push_str(&words);
        out.push_str(" <a class=\"permalink\" href=\"");
        escape(UrlPath::place(&anchor).as_str(), out);
        out.push_str("\" aria-label=\"");
        escape(&label, out);
        out.push_str("\"></a></h");
        out.push(digit);
        out.push_str(">\n");
        let section = self.anchors.section(&range, SectionForm::Heading);
        let id = section.and_then(|it| it.id.as_deref());
        // Inside of a list or a quotation there is no place for a part of the page.
        if id.is_some() && id == self.setting.pause && self.open.is_empty() {
            self.pause.get_or_insert(self.out.len());
        }
        self.outline.push(Heading {
            anchor,
            text,
            level,
        });
    }

    pub(super) fn start_quote(&mut self, kind: Option<BlockQuoteKind>) {
        let Some(kind) = kind else {
            self.element("<blockquote>\n", "</blockquote>\n");
            return;
        };
        let name = match kind {
            BlockQuoteKind::Note => "note",
            BlockQuoteKind::Tip => "tip",
            BlockQuoteKind::Important => "important",
            BlockQuoteKind::Warning => "warning",
            BlockQuoteKind::Caution => "caution",
        };
        let title = escaped(self.setting.words.get(&format!("callout.{name}")));
        let _ = writeln!(
            self.out,
            "<div class=\"callout {name}\" role=\"note\"><p class=\"callout-title\">{title}</p>"
        );
        self.open.push(Open::Markdown("</div>\n"));
    }

    pub(super) fn end_code(&mut self) {
        let Some((Aside::CodeBlock { language }, code, _)) = self.end_aside() else {
            return;
        };
        self.out.push_str("<pre tabindex=\"0\"><code");
        if !language.is_empty() {
            let _ = write!(self.out, " class=\"language-{language}\"");
        }
        self.out.push('>');
        highlight(&language, &code, &mut self.out);
        self.out.push_str("</code></pre>\n");
    }

    pub(super) fn start_table(&mut self, alignments: Vec<Alignment>) {
        self.tables += 1;
        let near = self.outline.last().map_or("", |it| it.text.as_str());
        let number = self.tables.to_string();
        let places = [("n", number.as_str()), ("heading", near)];
        let label = escaped(self.setting.words.fill("body.table", &places).trim());
        let _ = writeln!(
            self.out,
            "<div class=\"wide\" role=\"group\" tabindex=\"0\" aria-label=\"{label}\"><table>"
        );
        self.open.push(Open::Markdown("</tbody></table></div>\n"));
        self.alignments = alignments;
    }

    pub(super) fn start_cell(&mut self) {
        self.open.push(Open::Markdown(""));
        if let Some(cell) = &mut self.table {
            cell.start = self.out.len();
        }
    }

    /// Writes the cell's tag around what was written since it began: a heading cell without words
    /// is none.
    pub(super) fn end_cell(&mut self) {
        self.close();
        let Some(cell) = self.table else { return };
        let is_head = cell.head && !self.out[cell.start..].trim().is_empty();
        let (start, end) = match (is_head, self.alignments.get(cell.column)) {
            (true, Some(Alignment::Center)) => ("<th scope=\"col\" class=\"center\">", "</th>"),
            (true, Some(Alignment::Right)) => ("<th scope=\"col\" class=\"end\">", "</th>"),
            (true, _) => ("<th scope=\"col\">", "</th>"),
            (false, Some(Alignment::Center)) => ("<td class=\"center\">", "</td>"),
            (false, Some(Alignment::Right)) => ("<td class=\"end\">", "</td>"),
            (false, _) => ("<td>", "</td>"),
        };
        self.out.insert_str(cell.start, start);
        self.out.push_str(end);
        if let Some(cell) = &mut self.table {
            cell.column += 1;
        }
    }
}

/// Returns the language of a fence as a class can name it.
pub(super) fn language(info: &str) -> String {
    info.split(|c: char| c.is_whitespace() || matches!(c, ',' | '{' | '}'))
        .find(|word| !word.is_empty())
        .unwrap_or_default()
        .trim_start_matches('.')
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '+' | '#'))
        .map(|c| c.to_ascii_lowercase())
        .collect()
}
