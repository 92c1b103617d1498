//! What a moment leaves open, and what stands around it says: the day and the zone.

use jiff::civil::{Date, Time};

use crate::document::body::Body;
use crate::document::layout::{Code, PartKind, RunKind, Style};
use crate::document::time::{Clock, Day, Reading};
use crate::document::{Clues, Source, WrittenTime, Zone};

/// The day and the zone at a place in a timeline.
#[derive(Clone, Debug, Default)]
pub(super) struct Context {
    date: Option<Date>,
    /// The last time of day, for noticing that midnight has passed.
    last: Option<Time>,
    /// What a heading, a sentence or a table header of the timeline says.
    stated_zone: Option<Zone>,
    /// The zone of the last moment that had its own.
    written_zone: Option<Zone>,
    /// What the front matter, the source or another part of the report says.
    default_zone: Option<Zone>,
}

impl Context {
    /// Returns the context at the beginning of a section, given that of the whole body.
    ///
    /// The day of its heading, or of the headings above it, weighs more than the day of the report.
    pub(super) fn of(whole: &Context, body: &Body, section: usize) -> Context {
        let mut above = Some(section);
        let mut date = None;
        while let Some(index) = above.filter(|_| date.is_none()) {
            date = Day::find_in(&body.sections[index].heading);
            above = body.sections[index].parent;
        }
        Context {
            date: date.or(whole.date),
            stated_zone: Zone::find_in(&body.sections[section].heading),
            ..whole.clone()
        }
    }

    /// Returns the context at the beginning of a body.
    ///
    /// The day is, with falling weight, that of the front matter, of a label such as `**Date:**`,
    /// of the title, of the file name, and the only day that the text speaks of.
    pub(super) fn of_whole(text: &str, body: &Body, clues: &Clues, source: &Source) -> Context {
        let started = clues.started.as_ref();
        Context {
            date: started
                .map(|started| started.date)
                .or_else(|| labelled_date(text, body))
                .or_else(|| {
                    body.title
                        .as_ref()
                        .and_then(|(title, _)| Day::find_in(title))
                })
                .or_else(|| Day::find_in(source.stem()))
                .or_else(|| only_date(text, body)),
            default_zone: clues
                .zone
                .clone()
                .or_else(|| stated_anywhere(text, body))
                .or_else(|| started.and_then(|started| started.zone.clone())),
            ..Context::default()
        }
    }

    /// Takes note of a zone that stands beside a day.
    pub(super) fn state(&mut self, zone: Option<Zone>) {
        self.stated_zone = zone.or(self.stated_zone.take());
    }

    /// Learns from a heading or a sentence between the moments.
    pub(super) fn caption(&mut self, words: &str) {
        const SENTENCE: usize = 160;
        if words.len() > SENTENCE {
            return;
        }
        if let Some(date) = Day::find_in(words) {
            self.date = Some(date);
            self.last = None;
        }
        if speaks_of_times(words)
            && let Some(zone) = Zone::find_in(words)
        {
            self.stated_zone = Some(zone);
        }
    }

    /// Learns from the header of a column of times.
    pub(super) fn header(&mut self, words: &str) {
        if let Some(zone) = Zone::find_in(words) {
            self.stated_zone = Some(zone);
        }
    }

    /// Completes what was read. Without any day, it returns the time of day alone.
    pub(super) fn place(&mut self, reading: &Reading) -> (Option<WrittenTime>, Option<Time>) {
        let time = match reading.clock {
            Some(Clock::At(time)) => Some(time),
            Some(Clock::Open) | None => None,
        };
        if let Some(zone) = &reading.zone {
            self.written_zone = Some(zone.clone());
        }
        if let Some(day) = reading.day {
            let Some(date) = day.date(self.date) else {
                return (None, None);
            };
            self.date = Some(date);
            self.last = None;
        }
        let Some(mut date) = self.date else {
            return (None, time);
        };
        if let Some(time) = time {
            if self
                .last
                .is_some_and(|last| has_passed_midnight(last, time))
            {
                date = date.tomorrow().unwrap_or(date);
                self.date = Some(date);
            }
            self.last = Some(time);
        }
        let zone = reading
            .zone
            .as_ref()
            .or(self.stated_zone.as_ref())
            .or(self.written_zone.as_ref())
            .or(self.default_zone.as_ref());
        let written = WrittenTime {
            date,
            time,
            zone: zone.cloned(),
        };
        (Some(written), None)
    }
}

/// Says whether a time of day that is earlier than the one before belongs to the next day. A step
/// back of a few hours is a moment that is out of order.
fn has_passed_midnight(last: Time, time: Time) -> bool {
    let minutes = |time: Time| i32::from(time.hour()) * 60 + i32::from(time.minute());
    minutes(last) - minutes(time) > 12 * 60
}

fn speaks_of_times(words: &str) -> bool {
    let lower = words.to_lowercase();
    lower.contains("time") || lower.contains("zone") || words.len() < 24
}

/// Finds the day behind a bold label such as `**Date:**`.
fn labelled_date(text: &str, body: &Body) -> Option<Date> {
    let layout = &body.layout;
    let paragraphs = layout
        .parts()
        .iter()
        .filter(|part| matches!(part.kind, PartKind::Paragraph));
    for part in paragraphs {
        for line in layout.lines(*part) {
            let is_bold = line
                .clone()
                .next()
                .is_some_and(|run| layout.run(run).kind == RunKind::Open(Style::Strong));
            if !is_bold {
                continue;
            }
            let words = layout.plain_runs(text, line, Code::Kept).text;
            if let Some((label, rest)) = words.split_once(':')
                && label.to_lowercase().contains("date")
                && let Some(date) = Day::find_in(rest)
            {
                return Some(date);
            }
        }
    }
    None
}

/// Finds a sentence such as "All times in this report are UTC".
fn stated_anywhere(text: &str, body: &Body) -> Option<Zone> {
    const LONGEST: usize = 400;
    const SAYINGS: [&str; 7] = [
        "ll times",
        "ll timestamps",
        "imes are",
        "imes in",
        "imestamps in",
        "imezone",
        "ime zone",
    ];
    let is_words = |kind| matches!(kind, PartKind::Paragraph | PartKind::Html);
    body.layout
        .parts()
        .iter()
        .filter(|part| is_words(part.kind) && part.span().len() < LONGEST)
        .map(|part| part.span().of(text))
        .filter(|source| !source.contains("<!--"))
        .find_map(|source| {
            let said = SAYINGS.iter().find_map(|saying| source.find(saying))?;
            Zone::find_in(&source[said..])
        })
}

/// Finds the only day that the paragraphs speak of, if there is one.
fn only_date(text: &str, body: &Body) -> Option<Date> {
    let mut only = None;
    for part in body.layout.parts() {
        if part.kind != PartKind::Paragraph {
            continue;
        }
        if let Some(date) = Day::find_in(part.span().of(text)) {
            if only.is_some_and(|only| only != date) {
                return None;
            }
            only = Some(date);
        }
    }
    only
}
