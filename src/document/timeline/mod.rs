//! The timeline of a report, in each of the six shapes in which people write one.
//!
//! A table with date and time, a table with times alone, bullets that begin with a time, a heading
//! for each moment, paragraphs that begin with a bold date, and plain paragraphs. What a moment
//! leaves open (the day, the zone) comes from what stands around it: see [`context`]. What cannot
//! be read as a time keeps its text and place, so nothing is lost.

mod bullets;
mod context;
mod mark;
mod paragraphs;
mod table;
#[cfg(test)]
mod tests;

use jiff::civil::Time;

use crate::document::body::{Body, Section};
use crate::document::layout::{Code, Layout, PartKind, Plain};
use crate::document::{Clues, Source, Span, WrittenTime, Zone, time};
use crate::template::{SectionKind, Template};
use context::Context;

/// One entry of a timeline.
#[derive(Clone, Debug)]
pub(crate) struct Moment {
    /// When, if it could be read; `14:??` and `--:--` leave it open.
    pub(crate) time: Option<WrittenTime>,
    /// The time of day alone, where nothing says which day it was.
    pub(crate) clock: Option<Time>,
    /// The time as written, such as `12:19`, `~14:05`, `14:??`; empty where none was written.
    pub(crate) written: String,
    /// Where the time was written.
    pub(crate) time_span: Span,
    /// What was seen or done, as Markdown source.
    pub(crate) text: String,
    pub(crate) span: Span,
    /// `start`, `detection`, `mitigation`, `end` and the like, where a column or a marker says so.
    pub(crate) mark: Option<String>,
}

/// Reads the moments of every timeline section, in the order in which they are written.
///
/// A report without such a section whose paragraphs or bullets are dated, the way status pages are,
/// is a timeline as a whole.
pub(crate) fn parse(
    text: &str,
    body: &Body,
    clues: &Clues,
    source: &Source,
    template: &Template,
) -> Vec<Moment> {
    let kind = |section: &Section| {
        let spec = section.id.as_deref().and_then(|id| template.section(id));
        spec.map_or(SectionKind::Text, |spec| spec.kind)
    };
    let mut reader = Reader {
        text,
        layout: &body.layout,
        wants: Wants::AnyTime,
        context: Context::default(),
        moments: Vec::new(),
        pending: None,
    };
    let whole = Context::of_whole(text, body, clues, source);
    let mut read: Vec<Span> = Vec::new();
    for (index, section) in body.sections.iter().enumerate() {
        let is_read = read.last().is_some_and(|last| last.contains(section.span));
        if kind(section) == SectionKind::Timeline && !is_read {
            reader.context = Context::of(&whole, body, index);
            reader.section(section);
            read.push(section.span);
        }
    }
    let is_prose = |offset: usize| {
        body.section_at(offset)
            .is_none_or(|index| kind(&body.sections[index]) == SectionKind::Text)
    };
    reader.wants = Wants::Dated;
    reader.context = whole;
    if read.is_empty() {
        reader.whole_body(is_prose);
        if reader.moments.len() < 2 {
            reader.moments.clear();
        }
    } else {
        // They stand in the order of the file, and none within another.
        let is_read = |offset: usize| {
            let next = read.partition_point(|span| span.start <= offset);
            next > 0 && offset < read[next - 1].end
        };
        reader.logs(|offset| is_prose(offset) && !is_read(offset));
        reader.moments.sort_by_key(|moment| moment.span.start);
    }
    reader.moments.shrink_to_fit();
    reader.moments
}

/// Reads block after block and gathers the moments.
struct Reader<'a> {
    text: &'a str,
    layout: &'a Layout,
    wants: Wants,
    context: Context,
    moments: Vec<Moment>,
    /// A moment to which the blocks after it still belong.
    pending: Option<Pending>,
}

/// What a block has to begin with to be a moment.
#[derive(Clone, Copy, PartialEq)]
enum Wants {
    /// In a timeline, any time will do.
    AnyTime,
    /// Elsewhere a day and something that sets it apart have to be there.
    Dated,
}

/// A moment whose end is not known.
struct Pending {
    moment: Moment,
    /// What is put before the text, such as the `**` that began before the time.
    prefix: String,
    from: usize,
    until: usize,
}

/// A time as it was found in a plain text.
struct Found {
    reading: time::Reading,
    /// The bytes of the plain text that it takes.
    at: std::ops::Range<usize>,
}

impl Reader<'_> {
    fn section(&mut self, section: &Section) {
        let content = section.content;
        let range = self.layout.beginning_in(content);
        if let Some(first) = self.paragraph_around(content.start) {
            self.paragraph(first, content);
        }
        let before = self.moments.len();
        let blocks: Vec<usize> = self.layout.outermost(range.clone()).collect();
        self.blocks(&blocks);
        self.settle();
        if self.moments.len() == before {
            self.code(range);
        }
    }

    fn whole_body(&mut self, is_prose: impl Fn(usize) -> bool) {
        let layout = self.layout;
        let blocks: Vec<usize> = layout
            .outermost(0..layout.parts().len())
            .filter(|&index| is_prose(layout.part(index).span().start))
            .collect();
        self.blocks(&blocks);
        self.settle();
    }

    /// Reads the lists outside the timeline in which every item has day and time: a log that
    /// stands under another heading, such as the context of an incident.
    fn logs(&mut self, is_wanted: impl Fn(usize) -> bool) {
        let layout = self.layout;
        let mut read_until = 0;
        for (index, part) in layout.parts().iter().enumerate() {
            let is_log = part.kind == PartKind::List
                && index >= read_until
                && is_wanted(part.span().start)
                && self.is_log(index);
            if is_log {
                self.list(index);
                read_until = part.inside(index).end;
            }
        }
    }

    /// Reads the lines of code blocks that begin with a time, where a timeline is nothing else.
    fn code(&mut self, parts: std::ops::Range<usize>) {
        for index in parts {
            let part = self.layout.part(index);
            if part.kind != PartKind::Code {
                continue;
            }
            let mut start = part.span().start;
            for line in part.span().of(self.text).split_inclusive('\n') {
                let words = line.trim_start_matches([' ', '\t', '-', '*', '>', '`', '~', '_']);
                let at = start + (line.len() - words.len());
                start += line.len();
                let Some(reading) = time::read(words) else {
                    continue;
                };
                let (time, clock) = self.context.place(&reading);
                self.push(Moment {
                    time,
                    clock,
                    written: words[reading.start..reading.end].trim_end().to_owned(),
                    time_span: Span::new(at + reading.start, at + reading.end),
                    text: without_joint(words[reading.end..].trim_start_matches(['_', '*', '`']))
                        .trim_end()
                        .to_owned(),
                    span: trimmed(self.text, Span::new(at, start)),
                    mark: None,
                });
            }
        }
    }

    /// Returns the paragraph that begins before a place and ends after it, as one with a bold label
    /// does.
    fn paragraph_around(&self, offset: usize) -> Option<usize> {
        let last = self
            .layout
            .beginning_in(Span::new(0, offset))
            .end
            .checked_sub(1)?;
        let part = self.layout.part(last);
        (part.kind == PartKind::Paragraph && part.span().end > offset).then_some(last)
    }

    fn blocks(&mut self, blocks: &[usize]) {
        let mut at = 0;
        while let Some(&index) = blocks.get(at) {
            let part = self.layout.part(index);
            at += 1;
            match part.kind {
                PartKind::Heading(level) => at += self.heading(index, level, &blocks[at..]),
                PartKind::Paragraph => self.paragraph(index, part.span()),
                PartKind::List if self.list(index) => {}
                PartKind::Table if self.table(index) => {}
                PartKind::Quote | PartKind::Callout if self.pending.is_none() => {
                    let inside: Vec<usize> = self.layout.children(index).collect();
                    self.blocks(&inside);
                }
                _ => self.append(part.span().end),
            }
        }
    }

    /// Reads a heading with what belongs to it; returns how many of the blocks after it do.
    fn heading(&mut self, index: usize, level: u8, after: &[usize]) -> usize {
        self.settle();
        let part = self.layout.part(index);
        let plain = self.plain(index);
        let Some(found) = self.find(&plain) else {
            self.context.caption(&plain.text);
            return 0;
        };
        let ends_moment = |&&other: &&usize| match self.layout.part(other).kind {
            PartKind::Heading(other_level) => {
                other_level <= level || self.find(&self.plain(other)).is_some()
            }
            _ => false,
        };
        let length = after
            .iter()
            .position(|other| ends_moment(&other))
            .unwrap_or(after.len());
        let (body, rest) = after.split_at(length);
        let is_day_alone = found.reading.clock.is_none();
        let heading = without_joint(&plain.text[found.at.end..]);
        if is_day_alone {
            // A day as a heading is over moments of its own, or it is one.
            let next = rest.first().map(|&next| self.layout.part(next));
            let deeper = next
                .is_some_and(|next| matches!(next.kind, PartKind::Heading(other) if other > level));
            let before = self.moments.len();
            self.context.place(&found.reading);
            self.blocks(body);
            self.settle();
            if self.moments.len() > before || (body.is_empty() && deeper) {
                return length;
            }
        }
        let until = body
            .last()
            .map_or(part.span().end, |&last| self.layout.part(last).span().end);
        let mut moment = self.moment(&plain, &found, Span::new(part.span().start, until));
        let heading = if found.at.start == 0 || plain.text[..found.at.start].trim().is_empty() {
            heading
        } else {
            plain.text[..found.at.start].trim_end_matches([' ', '(', '[', '-', ':'])
        };
        let details = Span::new(part.span().end, until).of(self.text).trim();
        moment.text = [heading.trim(), details]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join("\n\n");
        self.push(moment);
        length
    }

    fn plain(&self, index: usize) -> Plain {
        let part = self.layout.part(index);
        self.layout.plain(self.text, part, Code::Kept)
    }

    /// Finds the time that a text begins with, or ends with, as in `First detected: 10:05`.
    fn find(&self, plain: &Plain) -> Option<Found> {
        let text = &*plain.text;
        let found = match time::read(text) {
            Some(reading) => Found {
                at: reading.start..reading.end,
                reading,
            },
            None => find_at_end(text)?,
        };
        let is_wanted = match self.wants {
            Wants::AnyTime => true,
            Wants::Dated => found.reading.day.is_some(),
        };
        is_wanted.then_some(found)
    }

    /// Makes a moment of a time; its text is still to come.
    fn moment(&mut self, plain: &Plain, found: &Found, span: Span) -> Moment {
        let (time, clock) = self.context.place(&found.reading);
        let written = plain.text[found.at.clone()].trim_end();
        let is_at = written
            .get(..3)
            .is_some_and(|start| start.eq_ignore_ascii_case("at "));
        let written = if is_at { &written[3..] } else { written };
        let end = found.at.start + plain.text[found.at.clone()].trim_end().len();
        Moment {
            time,
            clock,
            written: written.to_owned(),
            time_span: plain.span(end - written.len(), end),
            text: String::new(),
            span: trimmed(self.text, span),
            mark: None,
        }
    }

    fn push(&mut self, mut moment: Moment) {
        if moment.mark.is_none() {
            moment.mark = mark::in_text(&moment.text);
        }
        self.moments.push(moment);
    }

    /// Adds a block to the moment before it, if that is still open.
    fn append(&mut self, until: usize) {
        if let Some(pending) = &mut self.pending {
            pending.until = until;
        }
    }

    /// Ends the moment that is still open.
    fn settle(&mut self) {
        let Some(pending) = self.pending.take() else {
            return;
        };
        let mut moment = pending.moment;
        let words = Span::new(pending.from.min(pending.until), pending.until).of(self.text);
        moment.text = pending.prefix + words.trim();
        moment.span = trimmed(self.text, Span::new(moment.span.start, pending.until));
        // "Tuesday 2024-02-13, Europe/Copenhagen." above a table tells nothing yet: it says when.
        let is_day = moment.time.as_ref().is_some_and(|time| time.time.is_none());
        let words = moment.text.trim_matches(|c: char| !c.is_alphanumeric());
        let zone = Zone::parse(words);
        if is_day && (words.is_empty() || zone.is_some()) {
            self.context.state(zone);
        } else {
            self.push(moment);
        }
    }
}

/// Finds the time that a text ends with, or that follows its label. Numbers before it would make
/// it a part of something else, such as a date with a slip of the pen.
fn find_at_end(text: &str) -> Option<Found> {
    let has_digits = |text: &str| text.bytes().any(|byte| byte.is_ascii_digit());
    if let Some(colon) = text.find(": ").filter(|&colon| colon <= 40)
        && !has_digits(&text[..colon])
        && let Some(reading) = time::read(&text[colon + 2..])
    {
        let label = colon + 2;
        return Some(Found {
            at: label + reading.start..label + reading.end,
            reading,
        });
    }
    let (start, reading) = time::read_at_end(text)?;
    (!has_digits(&text[..start])).then(|| Found {
        at: start + reading.start..start + reading.end,
        reading,
    })
}

/// Takes what joins a time with its words: `: `, ` - `, ` | `, a full stop.
fn without_joint(text: &str) -> &str {
    let mut rest = text.strip_prefix(['.', ')', ']']).unwrap_or(text);
    loop {
        rest = rest.trim_start();
        // `-5 pods` is a number.
        let is_number = |rest: &str| rest.starts_with(|c: char| c.is_alphanumeric());
        let is_dash = rest.starts_with(['–', '—'])
            || rest.strip_prefix('-').is_some_and(|rest| !is_number(rest));
        let length = if is_dash || rest.starts_with([':', '|', ',', ';', '→']) {
            rest.chars().next().map_or(0, char::len_utf8)
        } else if rest.starts_with("=>") || rest.starts_with("->") {
            2
        } else {
            return rest;
        };
        rest = &rest[length..];
    }
}

/// Returns a span without the white space at its ends.
fn trimmed(text: &str, span: Span) -> Span {
    let words = span.of(text);
    let start = span.start + (words.len() - words.trim_start().len());
    Span::new(start, (start + words.trim().len()).max(start))
}
