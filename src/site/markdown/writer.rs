//! The walk over the events of a text, and what is open at each.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::ops::Range;

use pulldown_cmark::{Alignment, CodeBlockKind, Event, LinkType, Tag, TagEnd};

use crate::archive::FactorLink;
use crate::document::Moment;
use crate::site::html::{Html, escaped};
use crate::site::markdown::anchors::Anchors;
use crate::site::markdown::asked::Asked;
use crate::site::markdown::blocks::Cell;
use crate::site::markdown::footnotes::Footnotes;
use crate::site::markdown::{Heading, Rendered, Setting, blocks, raw};

/// An element that is open.
pub(super) enum Open {
    /// Made by Markdown, with the markup that closes it.
    Markdown(&'static str),
    /// Written by the author as HTML.
    Raw(&'static str),
}

/// Where an unfinished part of the page is written instead of the page.
pub(super) enum Aside {
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

pub(super) struct Writer<'a, 'b> {
    pub(super) setting: &'a Setting<'b>,
    pub(super) out: String,
    pub(super) open: Vec<Open>,
    /// What was written before each unfinished part, as markup and as plain words.
    pub(super) asides: Vec<(Aside, String, String)>,
    /// The plain words of the heading or image at hand.
    pub(super) plain: String,
    pub(super) outline: Vec<Heading>,
    /// How much deeper the page's headings are than the author's.
    pub(super) shift: i8,
    pub(super) anchors: Anchors<'b>,
    pub(super) links: Vec<bool>,
    pub(super) alignments: Vec<Alignment>,
    pub(super) table: Option<Cell>,
    pub(super) moments: std::slice::Iter<'b, Moment>,
    pub(super) moment: Option<&'b Moment>,
    /// The words that lead to factors, as far as they are still to come.
    pub(super) factors: &'b [FactorLink],
    /// The factors that the section at hand has a link to, by id.
    pub(super) linked: BTreeSet<String>,
    pub(super) footnotes: Footnotes,
    /// Whether the words at hand are those of the title, which are not shown again.
    pub(super) in_title: bool,
    pub(super) html_block: Option<String>,
    /// How many containers were left out because they lie too deep.
    pub(super) too_deep: usize,
    pub(super) tables: usize,
    /// What had to be asked of the rest of the site.
    pub(super) asked: BTreeSet<Asked>,
    /// Where the page puts something of its own.
    pub(super) pause: Option<usize>,
}

/// Markup that lies deeper than this is left out; its text stays.
const DEEPEST: usize = 100;

impl<'a, 'b> Writer<'a, 'b> {
    pub(super) fn new(
        setting: &'a Setting<'b>,
        events: &[(Event, Range<usize>)],
    ) -> Writer<'a, 'b> {
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
            factors: setting.factors,
            linked: BTreeSet::new(),
            footnotes: Footnotes::default(),
            in_title: false,
            html_block: None,
            too_deep: 0,
            tables: 0,
            asked: BTreeSet::new(),
            pause: None,
        }
    }

    pub(super) fn event(&mut self, event: Event, range: Range<usize>) {
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

    pub(super) fn start(&mut self, tag: Tag, range: Range<usize>) {
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
                    CodeBlockKind::Fenced(info) => blocks::language(info),
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

    pub(super) fn end(&mut self, tag: TagEnd) {
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

    pub(super) fn element(&mut self, start: &str, end: &'static str) {
        self.out.push_str(start);
        self.open.push(Open::Markdown(end));
    }

    /// Closes the innermost element of Markdown, and any HTML that was left open inside it.
    pub(super) fn close(&mut self) {
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
    pub(super) fn aside(&mut self, aside: Aside) {
        let (out, plain) = (
            std::mem::take(&mut self.out),
            std::mem::take(&mut self.plain),
        );
        self.asides.push((aside, out, plain));
    }

    /// Ends it; returns it with its markup and its plain words.
    pub(super) fn end_aside(&mut self) -> Option<(Aside, String, String)> {
        let (aside, out, plain) = self.asides.pop()?;
        let markup = std::mem::replace(&mut self.out, out);
        let words = std::mem::replace(&mut self.plain, plain);
        Some((aside, markup, words))
    }

    pub(super) fn in_alt(&self) -> bool {
        matches!(self.asides.last(), Some((Aside::Alt { .. }, ..)))
    }

    pub(super) fn in_link(&self) -> bool {
        self.links.contains(&true) || self.open.iter().any(|it| matches!(it, Open::Raw("a")))
    }

    pub(super) fn in_code_block(&self) -> bool {
        matches!(self.asides.last(), Some((Aside::CodeBlock { .. }, ..)))
    }

    /// Keeps plain words where somebody will ask for them: in a heading and in the words of an image.
    pub(super) fn note(&mut self, words: &str) {
        if let Some((Aside::Heading { .. } | Aside::Alt { .. }, ..)) = self.asides.last() {
            self.plain.push_str(words);
        }
    }

    pub(super) fn plain_or(&mut self, markup: &str, plain: &str) {
        self.note(plain);
        self.out.push_str(markup);
    }

    pub(super) fn finish(mut self) -> Rendered {
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
            asked: self.asked.into_iter().collect(),
        }
    }
}
