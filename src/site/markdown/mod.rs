//! Markdown to HTML.
//!
//! Authors of reports are many, and a page is read by many more: so what becomes markup is decided
//! here, event by event. Raw HTML goes through a short list ([`raw`]), links and images through
//! [`target`], and the rest is text.

mod raw;
mod target;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::ops::Range;

use pulldown_cmark::{
    Alignment, BlockQuoteKind, CodeBlockKind, Event, HeadingLevel, LinkType, Options, Parser, Tag,
    TagEnd, TextMergeWithOffset,
};
use serde::Serialize;

use crate::archive::Archive;
use crate::document::{Moment, Section, SectionForm, Span};
use crate::postmortem::slugify;
use crate::site::asset::Asset;
use crate::site::highlight::highlight;
use crate::site::html::{Html, escape, escaped};
use crate::site::url::{Addresses, Here, OutputPath, UrlPath};
use crate::site::words::Words;

pub(super) use target::Target;

/// What Markdown is turned into HTML for: whose text it is, and what its links can mean.
#[derive(Clone, Copy)]
pub(super) struct Setting<'a> {
    pub(super) archive: &'a Archive,
    pub(super) addresses: &'a Addresses,
    pub(super) words: &'a Words,
    /// The page that it is for.
    pub(super) here: &'a Here,
    /// The file that it is from, below the root: what relative links start at.
    pub(super) from: &'a str,
    /// The files that go with the page, by their path below the root.
    pub(super) assets: &'a BTreeMap<String, (OutputPath, Asset)>,
    /// What is known of the text, if it is the body of a report.
    pub(super) sections: &'a [Section],
    pub(super) moments: &'a [Moment],
    /// The heading that stands for the title, which the page shows already.
    pub(super) title: Option<Span>,
    /// The id of the section after whose heading the page puts something of its own.
    pub(super) pause: Option<&'a str>,
}

/// A text as HTML, with the headings in it.
#[derive(Clone, Debug, Default)]
pub(super) struct Rendered {
    pub(super) html: Html,
    /// The rest of it, if the text has the section that `pause` names.
    pub(super) rest: Html,
    pub(super) outline: Vec<Heading>,
}

/// A heading on the page.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Heading {
    pub(super) anchor: String,
    pub(super) text: String,
    /// 2 to 6.
    pub(super) level: u8,
}

/// Renders the part of a text that begins at byte `start`.
pub(super) fn render(setting: &Setting, text: &str, start: usize) -> Rendered {
    let body = text.get(start..).unwrap_or_default();
    let events = parse(body, start);
    let mut writer = Writer::new(setting, &events);
    for (event, range) in events {
        writer.event(event, range);
    }
    writer.finish()
}

/// Renders the first paragraph of a text, without a `<p>` around it.
pub(super) fn first_paragraph(setting: &Setting, text: &str) -> Html {
    let events = parse(text, 0);
    let is_start = |it: &(Event, Range<usize>)| matches!(it.0, Event::Start(Tag::Paragraph));
    let is_end = |it: &(Event, Range<usize>)| matches!(it.0, Event::End(TagEnd::Paragraph));
    let Some(first) = events.iter().position(is_start) else {
        return Html::default();
    };
    let mut writer = Writer::new(setting, &[]);
    for (event, range) in events
        .into_iter()
        .skip(first + 1)
        .take_while(|it| !is_end(it))
    {
        writer.event(event, range);
    }
    writer.finish().html
}

/// Shows a text as it was written.
pub(super) fn verbatim(text: &str) -> Html {
    Html::made(format!(
        "<pre class=\"verbatim\" tabindex=\"0\">{}</pre>\n",
        escaped(text)
    ))
}

fn parse(body: &str, start: usize) -> Vec<(Event<'_>, Range<usize>)> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM;
    let parser = Parser::new_ext(body, options).into_offset_iter();
    TextMergeWithOffset::new(parser)
        .map(|(event, range)| (event, range.start + start..range.end + start))
        .collect()
}

/// An element that is open.
enum Open {
    /// Made by Markdown, with the markup that closes it.
    Markdown(&'static str),
    /// Written by the author as HTML.
    Raw(&'static str),
}

/// Where an unfinished part of the page is written instead of the page.
enum Aside {
    /// The text alternative of an image, with its address and title.
    Alt {
        target: String,
        title: String,
    },
    /// The words of a heading, with the bytes it was written in.
    Heading {
        level: u8,
        range: Range<usize>,
    },
    Footnote {
        label: String,
    },
    CodeBlock {
        language: String,
    },
}

struct Writer<'a, 'b> {
    setting: &'a Setting<'b>,
    out: String,
    open: Vec<Open>,
    /// What was written before each unfinished part, as markup and as plain words.
    asides: Vec<(Aside, String, String)>,
    /// The plain words of the heading or image at hand.
    plain: String,
    outline: Vec<Heading>,
    /// How much deeper the page's headings are than the author's.
    shift: i8,
    anchors: Anchors<'b>,
    links: Vec<bool>,
    alignments: Vec<Alignment>,
    table: Option<Cell>,
    moments: std::slice::Iter<'b, Moment>,
    moment: Option<&'b Moment>,
    footnotes: Footnotes,
    /// Whether the words at hand are those of the title, which are not shown again.
    in_title: bool,
    html_block: Option<String>,
    /// How many containers were left out because they lie too deep.
    too_deep: usize,
    tables: usize,
    /// Where the page puts something of its own.
    pause: Option<usize>,
}

#[derive(Clone, Copy)]
struct Cell {
    head: bool,
    column: usize,
    /// Where the cell's content begins in the output.
    start: usize,
}

/// Markup that lies deeper than this is left out; its text stays.
const DEEPEST: usize = 100;

impl<'a, 'b> Writer<'a, 'b> {
    fn new(setting: &'a Setting<'b>, events: &[(Event, Range<usize>)]) -> Writer<'a, 'b> {
        let is_title = |range: &Range<usize>| {
            setting
                .title
                .is_some_and(|title| range.start <= title.start && title.end <= range.end)
        };
        let shallowest = events.iter().filter_map(|(event, range)| match event {
            Event::Start(Tag::Heading { level, .. }) if !is_title(range) => Some(*level as i8),
            _ => None,
        });
        let mut moments = setting.moments.iter();
        Writer {
            setting,
            out: String::with_capacity(events.len() * 24),
            open: Vec::new(),
            asides: Vec::new(),
            plain: String::new(),
            outline: Vec::new(),
            shift: 2 - shallowest.min().unwrap_or(2),
            anchors: Anchors::new(setting.sections, events),
            links: Vec::new(),
            alignments: Vec::new(),
            table: None,
            moment: moments.next(),
            moments,
            footnotes: Footnotes::default(),
            in_title: false,
            html_block: None,
            too_deep: 0,
            tables: 0,
            pause: None,
        }
    }

    fn event(&mut self, event: Event, range: Range<usize>) {
        if self.in_title {
            self.in_title = !matches!(event, Event::End(TagEnd::Heading(_)));
            return;
        }
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.text(&text, &range),
            Event::Code(code) => self.code(&code, &range),
            Event::Html(html) => {
                if let Some(block) = &mut self.html_block {
                    block.push_str(&html);
                }
            }
            Event::InlineHtml(html) => raw::inline(self, &html),
            Event::SoftBreak => self.plain_or("\n", " "),
            Event::HardBreak => self.plain_or("<br>\n", " "),
            Event::Rule => self.out.push_str("<hr>\n"),
            Event::FootnoteReference(label) => {
                if !self.in_alt() {
                    let is_link = !self.in_link();
                    let markup = self
                        .footnotes
                        .reference(&label, is_link, self.setting.words);
                    self.out.push_str(&markup);
                }
            }
            Event::TaskListMarker(done) => {
                let (name, class) = if done {
                    ("body.task-done", "task done")
                } else {
                    ("body.task-open", "task")
                };
                let label = escaped(self.setting.words.get(name));
                let _ = write!(
                    self.out,
                    "<span class=\"{class}\" role=\"img\" aria-label=\"{label}\"></span> "
                );
            }
            // Not switched on: formulas are shown as they are written.
            Event::InlineMath(text) | Event::DisplayMath(text) => self.text(&text, &range),
        }
    }

    fn start(&mut self, tag: Tag, range: Range<usize>) {
        if self.open.len() >= DEEPEST {
            self.too_deep += 1;
            return;
        }
        match tag {
            Tag::Paragraph => self.element("<p>", "</p>\n"),
            Tag::Heading { level, .. } => self.start_heading(level, range),
            Tag::BlockQuote(kind) => self.start_quote(kind),
            Tag::CodeBlock(kind) => {
                let language = match &kind {
                    CodeBlockKind::Indented => String::new(),
                    CodeBlockKind::Fenced(info) => language(info),
                };
                self.aside(Aside::CodeBlock { language });
            }
            Tag::HtmlBlock => self.html_block = Some(String::new()),
            Tag::List(None) => self.element("<ul>\n", "</ul>\n"),
            Tag::List(Some(1)) => self.element("<ol>\n", "</ol>\n"),
            Tag::List(Some(first)) => {
                let _ = writeln!(self.out, "<ol start=\"{first}\">");
                self.open.push(Open::Markdown("</ol>\n"));
            }
            Tag::Item => self.element("<li>", "</li>\n"),
            Tag::FootnoteDefinition(label) => self.aside(Aside::Footnote {
                label: label.to_string(),
            }),
            Tag::Table(alignments) => self.start_table(alignments),
            Tag::TableHead => {
                self.element("<thead><tr>", "</tr></thead>\n<tbody>\n");
                self.table = Some(Cell {
                    head: true,
                    column: 0,
                    start: 0,
                });
            }
            Tag::TableRow => {
                self.element("<tr>", "</tr>\n");
                self.table = Some(Cell {
                    head: false,
                    column: 0,
                    start: 0,
                });
            }
            Tag::TableCell => self.start_cell(),
            Tag::Emphasis => self.element("<em>", "</em>"),
            Tag::Strong => {
                let anchor = self.anchors.label(&range);
                match anchor {
                    Some(anchor) => {
                        let _ = write!(self.out, "<strong id=\"{}\">", escaped(&anchor));
                        self.open.push(Open::Markdown("</strong>"));
                    }
                    None => self.element("<strong>", "</strong>"),
                }
            }
            Tag::Strikethrough => self.element("<del>", "</del>"),
            Tag::Superscript => self.element("<sup>", "</sup>"),
            Tag::Subscript => self.element("<sub>", "</sub>"),
            Tag::Link {
                link_type: LinkType::Email,
                dest_url,
                ..
            } => self.start_link(&format!("mailto:{dest_url}")),
            Tag::Link { dest_url, .. } => self.start_link(&dest_url),
            Tag::Image {
                dest_url, title, ..
            } => self.aside(Aside::Alt {
                target: dest_url.to_string(),
                title: title.to_string(),
            }),
            // Not switched on.
            Tag::DefinitionList
            | Tag::DefinitionListTitle
            | Tag::DefinitionListDefinition
            | Tag::MetadataBlock(_) => self.element("<div>", "</div>"),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        if self.too_deep > 0 {
            self.too_deep -= 1;
            return;
        }
        match tag {
            TagEnd::Heading(_) => self.end_heading(),
            TagEnd::CodeBlock => self.end_code(),
            TagEnd::HtmlBlock => {
                if let Some(block) = self.html_block.take() {
                    raw::block(self, &block);
                }
            }
            TagEnd::FootnoteDefinition => {
                if let Some((Aside::Footnote { label }, content, _)) = self.end_aside() {
                    self.footnotes.define(&label, content);
                }
            }
            TagEnd::Image => self.end_image(),
            TagEnd::Link => {
                if self.links.pop() == Some(true) {
                    self.close();
                }
            }
            TagEnd::TableCell => self.end_cell(),
            TagEnd::Table => {
                self.alignments.clear();
                self.table = None;
                self.close();
            }
            TagEnd::Paragraph
            | TagEnd::BlockQuote(_)
            | TagEnd::List(_)
            | TagEnd::Item
            | TagEnd::TableHead
            | TagEnd::TableRow
            | TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::DefinitionList
            | TagEnd::DefinitionListTitle
            | TagEnd::DefinitionListDefinition
            | TagEnd::MetadataBlock(_) => self.close(),
        }
    }

    fn element(&mut self, start: &str, end: &'static str) {
        self.out.push_str(start);
        self.open.push(Open::Markdown(end));
    }

    /// Closes the innermost element of Markdown, and any HTML that was left open inside it.
    fn close(&mut self) {
        while let Some(open) = self.open.pop() {
            match open {
                Open::Markdown(end) => {
                    self.out.push_str(end);
                    return;
                }
                Open::Raw(name) => {
                    let _ = write!(self.out, "</{name}>");
                }
            }
        }
    }

    /// Begins a part whose markup depends on what stands in it.
    fn aside(&mut self, aside: Aside) {
        let (out, plain) = (
            std::mem::take(&mut self.out),
            std::mem::take(&mut self.plain),
        );
        self.asides.push((aside, out, plain));
    }

    /// Ends it; returns it with its markup and its plain words.
    fn end_aside(&mut self) -> Option<(Aside, String, String)> {
        let (aside, out, plain) = self.asides.pop()?;
        let markup = std::mem::replace(&mut self.out, out);
        let words = std::mem::replace(&mut self.plain, plain);
        Some((aside, markup, words))
    }

    fn in_alt(&self) -> bool {
        matches!(self.asides.last(), Some((Aside::Alt { .. }, ..)))
    }

    fn in_link(&self) -> bool {
        self.links.contains(&true) || self.open.iter().any(|it| matches!(it, Open::Raw("a")))
    }

    fn in_code_block(&self) -> bool {
        matches!(self.asides.last(), Some((Aside::CodeBlock { .. }, ..)))
    }

    fn plain_or(&mut self, markup: &str, plain: &str) {
        self.plain.push_str(plain);
        self.out.push_str(markup);
    }

    fn text(&mut self, text: &str, range: &Range<usize>) {
        if self.in_code_block() {
            self.out.push_str(text);
            return;
        }
        self.plain.push_str(text);
        if self.in_alt() {
            return;
        }
        match self.time_in(range) {
            Some(moment) if text.contains(moment.written.trim()) => {
                let written = moment.written.trim();
                let at = text.find(written).unwrap_or_default();
                self.marked_text(&text[..at]);
                self.out.push_str(&time_element(moment));
                self.marked_text(&text[at + written.len()..]);
            }
            _ => self.marked_text(text),
        }
    }

    /// Returns the moment whose time is written in these bytes.
    fn time_in(&mut self, range: &Range<usize>) -> Option<&'b Moment> {
        while let Some(moment) = self.moment {
            if moment.time_span.start >= range.end {
                return None;
            }
            self.moment = self.moments.next();
            if moment.time_span.start >= range.start && !moment.written.trim().is_empty() {
                return Some(moment);
            }
        }
        None
    }

    /// Writes a text in which `{factor:id}` stands for the factor.
    fn marked_text(&mut self, text: &str) {
        let mut rest = text;
        while let Some(at) = rest.find("{factor:") {
            let Some(end) = rest[at..].find('}').map(|it| it + at) else {
                break;
            };
            escape(&rest[..at], &mut self.out);
            self.factor(rest[at + "{factor:".len()..end].trim());
            rest = &rest[end + 1..];
        }
        escape(rest, &mut self.out);
    }

    fn factor(&mut self, id: &str) {
        let setting = self.setting;
        let registered = setting.archive.registry.resolve(id);
        let slug = slugify(id);
        let id = registered.map_or(slug.as_str(), |factor| factor.id.as_str());
        let entry = setting.archive.factors.entries.get(id);
        let (Some(entry), Some(page)) = (entry, setting.addresses.factor(id)) else {
            escape(id, &mut self.out);
            return;
        };
        let title = escaped(&entry.title);
        if self.in_link() {
            self.out.push_str(&title);
        } else {
            let href = escaped(setting.here.to(page).as_str());
            let _ = write!(self.out, "<a class=\"factor\" href=\"{href}\">{title}</a>");
        }
    }

    fn code(&mut self, code: &str, range: &Range<usize>) {
        self.plain.push_str(code);
        if self.in_alt() {
            return;
        }
        match self.time_in(range) {
            Some(moment) if moment.written.trim().trim_matches('`') == code.trim() => {
                self.out.push_str(&time_element(moment));
            }
            _ => {
                self.out.push_str("<code>");
                escape(code, &mut self.out);
                self.out.push_str("</code>");
            }
        }
    }

    fn start_heading(&mut self, level: HeadingLevel, range: Range<usize>) {
        let is_title = |title: Span| range.start <= title.start && title.end <= range.end;
        if self.setting.title.is_some_and(is_title) {
            self.in_title = true;
            return;
        }
        let level = (level as i8 + self.shift).clamp(2, 6).unsigned_abs();
        self.aside(Aside::Heading { level, range });
        // What is left open inside a heading ends with it.
        self.open.push(Open::Markdown(""));
    }

    fn end_heading(&mut self) {
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
        let (id, href) = (escaped(&anchor), UrlPath::place(&anchor));
        let (href, label) = (escaped(href.as_str()), escaped(&label));
        let _ = writeln!(
            self.out,
            "<h{level} id=\"{id}\">{words} <a class=\"permalink\" href=\"{href}\" aria-label=\"{label}\"></a></h{level}>"
        );
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

    fn start_quote(&mut self, kind: Option<BlockQuoteKind>) {
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

    fn end_code(&mut self) {
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

    fn start_table(&mut self, alignments: Vec<Alignment>) {
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

    fn start_cell(&mut self) {
        self.open.push(Open::Markdown(""));
        if let Some(cell) = &mut self.table {
            cell.start = self.out.len();
        }
    }

    /// Writes the cell's tag around what was written since it began: a heading cell without words
    /// is none.
    fn end_cell(&mut self) {
        self.close();
        let Some(cell) = self.table else { return };
        let content = self.out.split_off(cell.start);
        let class = match self.alignments.get(cell.column) {
            Some(Alignment::Center) => " class=\"center\"",
            Some(Alignment::Right) => " class=\"end\"",
            Some(Alignment::Left | Alignment::None) | None => "",
        };
        let is_head = cell.head && !content.trim().is_empty();
        let (name, scope) = if is_head {
            ("th", " scope=\"col\"")
        } else {
            ("td", "")
        };
        let _ = write!(self.out, "<{name}{scope}{class}>{content}</{name}>");
        if let Some(cell) = &mut self.table {
            cell.column += 1;
        }
    }

    fn start_link(&mut self, address: &str) {
        let target = if self.in_link() {
            Target::Text
        } else {
            target::of_link(self.setting, &self.anchors, address)
        };
        self.links.push(match target {
            Target::Text => false,
            Target::Here(href) => {
                let _ = write!(self.out, "<a href=\"{}\">", escaped(href.as_str()));
                self.open.push(Open::Markdown("</a>"));
                true
            }
            Target::Outside(href) => {
                let _ = write!(
                    self.out,
                    "<a href=\"{}\" rel=\"noopener noreferrer\">",
                    escaped(href.as_str())
                );
                self.open.push(Open::Markdown("</a>"));
                true
            }
        });
    }

    fn end_image(&mut self) {
        let Some((Aside::Alt { target, title }, _, alt)) = self.end_aside() else {
            return;
        };
        self.plain.push_str(&alt);
        self.image(&target, alt.trim(), &title);
    }

    /// Writes an image that goes with the page; one from outside becomes a link, and one that is
    /// not there its words.
    fn image(&mut self, address: &str, alt: &str, title: &str) {
        let words = self.setting.words;
        if let Some((path, asset)) = target::image(self.setting, address) {
            let src = escaped(self.setting.here.to(path).as_str());
            let _ = write!(self.out, "<img src=\"{src}\" alt=\"{}\"", escaped(alt));
            if let Some((width, height)) = asset.size {
                let _ = write!(self.out, " width=\"{width}\" height=\"{height}\"");
            }
            if !title.is_empty() {
                let _ = write!(self.out, " title=\"{}\"", escaped(title));
            }
            self.out.push_str(" loading=\"lazy\" decoding=\"async\">");
            return;
        }
        let shown = if alt.is_empty() {
            words.get("body.image").to_owned()
        } else {
            words.fill("body.image-of", &[("alt", alt)])
        };
        match UrlPath::outside(address) {
            Some(href) if !self.in_link() => {
                let _ = write!(
                    self.out,
                    "<a href=\"{}\" rel=\"noopener noreferrer\">{}</a>",
                    escaped(href.as_str()),
                    escaped(&shown)
                );
            }
            _ => {
                let _ = write!(
                    self.out,
                    "<span class=\"not-there\">{}</span>",
                    escaped(&shown)
                );
            }
        }
    }

    fn finish(mut self) -> Rendered {
        while !self.open.is_empty() {
            self.close();
        }
        let footnotes = self.footnotes.written(self.setting.words);
        self.out.push_str(&footnotes);
        let rest = match self.pause {
            Some(at) => self.out.split_off(at),
            None => String::new(),
        };
        Rendered {
            html: Html::made(self.out),
            rest: Html::made(rest),
            outline: self.outline,
        }
    }
}

/// Returns the language of a fence as a class can name it.
fn language(info: &str) -> String {
    info.split(|c: char| c.is_whitespace() || matches!(c, ',' | '{' | '}'))
        .find(|word| !word.is_empty())
        .unwrap_or_default()
        .trim_start_matches('.')
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '+' | '#'))
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

/// Writes the time of a moment; a machine can read it where it is known to the minute.
fn time_element(moment: &Moment) -> String {
    let written = escaped(moment.written.trim().trim_matches('`'));
    let datetime = moment.time.as_ref().and_then(|time| {
        let clock = time.time?;
        Some(match time.timestamp() {
            Some(instant) => instant.to_string(),
            None => format!("{}T{}", time.date, clock.strftime("%H:%M")),
        })
    });
    match datetime {
        Some(datetime) => format!("<time datetime=\"{datetime}\">{written}</time>"),
        None => format!("<span class=\"time\">{written}</span>"),
    }
}

/// The ids of headings and bold labels, unique on the page.
struct Anchors<'a> {
    /// In the order in which they are written; none for a text that is not a report.
    sections: &'a [Section],
    /// The ids of headings that are no section, by the byte where each begins.
    made: BTreeMap<usize, String>,
}

impl<'a> Anchors<'a> {
    fn new(sections: &'a [Section], events: &[(Event, Range<usize>)]) -> Anchors<'a> {
        let mut anchors = Anchors {
            sections,
            made: BTreeMap::new(),
        };
        let mut taken: BTreeSet<String> = sections.iter().map(|it| it.anchor.clone()).collect();
        let mut heading: Option<(usize, String)> = None;
        for (event, range) in events {
            match event {
                Event::Start(Tag::Heading { .. })
                    if anchors.section(range, SectionForm::Heading).is_none() =>
                {
                    heading = Some((range.start, String::new()));
                }
                Event::Text(text) | Event::Code(text) => {
                    if let Some((_, words)) = &mut heading {
                        words.push_str(text);
                    }
                }
                Event::End(TagEnd::Heading(_)) => {
                    if let Some((start, words)) = heading.take() {
                        anchors.made.insert(start, free_anchor(&words, &mut taken));
                    }
                }
                _ => {}
            }
        }
        anchors
    }

    /// Returns the section whose heading was written in these bytes.
    fn section(&self, range: &Range<usize>, form: SectionForm) -> Option<&'a Section> {
        let from = self
            .sections
            .partition_point(|section| section.heading_span.start < range.start);
        self.sections[from..]
            .iter()
            .take_while(|section| section.heading_span.start < range.end)
            .find(|section| section.form == form && section.heading_span.end <= range.end)
    }

    fn heading(&self, range: &Range<usize>) -> String {
        match self.section(range, SectionForm::Heading) {
            Some(section) => ours_apart(&section.anchor),
            None => self.made.get(&range.start).cloned().unwrap_or_default(),
        }
    }

    fn label(&self, range: &Range<usize>) -> Option<String> {
        self.section(range, SectionForm::BoldLabel)
            .map(|section| ours_apart(&section.anchor))
    }

    /// Returns the id of a heading of this text that a link names, whatever its case.
    fn find(&self, fragment: &str) -> Option<String> {
        let folded = fragment.to_lowercase();
        self.sections
            .iter()
            .map(|it| &it.anchor)
            .chain(self.made.values())
            .find(|anchor| *anchor == fragment || **anchor == folded)
            .map(|anchor| ours_apart(anchor))
    }
}

fn free_anchor(words: &str, taken: &mut BTreeSet<String>) -> String {
    let slug = slugify(words);
    let slug = if slug.is_empty() { "section" } else { &slug };
    (1..)
        .map(|n| match n {
            1 => slug.to_owned(),
            n => format!("{slug}-{n}"),
        })
        .find(|anchor| taken.insert(anchor.clone()))
        .expect("there is always another number")
}

/// Keeps the ids of content apart from those of the page, which begin with `_`.
pub(super) fn ours_apart(anchor: &str) -> String {
    if anchor.starts_with('_') {
        format!("section{anchor}")
    } else {
        anchor.to_owned()
    }
}

/// Footnotes in the order in which the text refers to them.
#[derive(Default)]
struct Footnotes {
    /// The number of each label, and how often it was referred to.
    numbers: BTreeMap<String, (usize, usize)>,
    contents: BTreeMap<String, String>,
}

impl Footnotes {
    fn reference(&mut self, label: &str, is_link: bool, words: &Words) -> String {
        let next = self.numbers.len() + 1;
        let (number, times) = self.numbers.entry(label.to_owned()).or_insert((next, 0));
        if !is_link {
            return format!("<sup>{number}</sup>");
        }
        *times += 1;
        let number_text = number.to_string();
        let name = escaped(&words.fill("body.footnote", &[("n", &number_text)]));
        format!(
            "<sup><a href=\"#_note-{number}\" id=\"_note-{number}-{times}\" aria-label=\"{name}\">{number}</a></sup>"
        )
    }

    fn define(&mut self, label: &str, content: String) {
        self.contents.entry(label.to_owned()).or_insert(content);
    }

    fn written(&self, words: &Words) -> String {
        let mut notes: Vec<_> = self.numbers.iter().collect();
        notes.sort_by_key(|(_, (number, _))| *number);
        if notes.is_empty() {
            return String::new();
        }
        let label = escaped(words.get("body.footnotes"));
        let mut html = format!("<section class=\"footnotes\" aria-label=\"{label}\">\n<ol>\n");
        for (label, (number, times)) in notes {
            let content = self.contents.get(label).map_or("", String::as_str);
            let _ = write!(
                html,
                "<li id=\"_note-{number}\">{content}<p class=\"back\">"
            );
            for time in 1..=*times {
                let back = escaped(&words.fill("body.footnote-back", &[("n", &time.to_string())]));
                let _ = write!(
                    html,
                    "<a href=\"#_note-{number}-{time}\" aria-label=\"{back}\">↩</a> "
                );
            }
            html.push_str("</p></li>\n");
        }
        html.push_str("</ol>\n</section>\n");
        html
    }
}

#[cfg(test)]
mod tests;
