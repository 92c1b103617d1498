//! Markdown to HTML.
//!
//! Authors of reports are many, and a page is read by many more: so what becomes markup is decided
//! here, event by event ([`writer`]). Raw HTML goes through a short list ([`raw`]), links and images
//! through [`target`], and the rest is text.

mod anchors;
mod asked;
mod blocks;
mod footnotes;
mod inline;
mod raw;
mod target;
mod writer;

use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, TextMergeWithOffset};
use serde::Serialize;

use crate::archive::{Archive, FactorLink};
use crate::document::{Events, Moment, Section, Span};
use crate::site::asset::Asset;
use crate::site::html::{Html, escaped};
use crate::site::url::{Addresses, Here, OutputPath};
use crate::site::words::Words;

pub(crate) use asked::Asked;
use writer::Writer;

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
    /// The words that lead to factors, in order.
    pub(super) factors: &'a [FactorLink],
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
    /// What had to be asked of the rest of the site.
    pub(super) asked: Vec<Asked>,
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
    render_events(setting, parse(body, start))
}

/// Renders a text that was parsed before.
pub(super) fn render_events(setting: &Setting, events: Events) -> Rendered {
    let mut writer = Writer::new(setting, &events);
    for (event, range) in TextMergeWithOffset::new(events.into_iter()) {
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
    let paragraph = events.into_iter().skip(first + 1);
    for (event, range) in TextMergeWithOffset::new(paragraph.take_while(|it| !is_end(it))) {
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

fn parse(body: &str, start: usize) -> Events<'_> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM;
    Parser::new_ext(body, options)
        .into_offset_iter()
        .map(|(event, range)| (event, range.start + start..range.end + start))
        .collect()
}

#[cfg(test)]
mod tests;
