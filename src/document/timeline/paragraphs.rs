//! Paragraphs, and lines of paragraphs, that begin with a time.

use std::ops::Range;

use crate::document::layout::{Code, Plain, RunKind, Style};
use crate::document::timeline::{Found, Pending, Reader, Wants, without_joint};
use crate::document::{Span, time};

impl Reader<'_> {
    /// Reads a paragraph, or the part of one that lies in a span. A time at the beginning of any
    /// line begins a moment.
    pub(super) fn paragraph(&mut self, index: usize, within: Span) {
        let part = self.layout.part(index);
        let is_caption = self.pending.is_none();
        let mut begins = false;
        for line in self.layout.lines(part) {
            let line = self.clip(line, within);
            let Some(first) = line.clone().next() else {
                continue;
            };
            let begin = self.layout.run(first).span().start.max(within.start);
            let plain = self.layout.plain_runs(self.text, line.clone(), Code::Kept);
            let Some(found) = self.find_in_line(&plain, &line) else {
                self.append(part.span().end.min(within.end));
                continue;
            };
            begins = true;
            if let Some(pending) = &mut self.pending {
                pending.until = pending.until.min(begin);
            }
            self.settle();
            let until = part.span().end.min(within.end);
            let moment = self.moment(&plain, &found, Span::new(begin, until));
            let (prefix, from) = self.words_after(&plain, &found, &line);
            self.pending = Some(Pending {
                moment,
                prefix,
                from,
                until,
            });
        }
        if is_caption && !begins {
            let plain = self.plain(index);
            self.context.caption(&plain.text);
        } else if begins && self.wants == Wants::Dated && self.has_words() {
            // Outside a timeline, what follows such a paragraph is the report going on.
            self.settle();
        }
    }

    fn has_words(&self) -> bool {
        self.pending.as_ref().is_some_and(|pending| {
            let words = Span::new(pending.from, pending.until);
            !words.of(self.text).trim().is_empty()
        })
    }

    /// Returns the runs of a line that lie in a span.
    fn clip(&self, line: Range<usize>, within: Span) -> Range<usize> {
        let is_before = |&run: &usize| {
            let span = self.layout.run(run).span();
            span.end <= within.start || (span.start < within.start && self.is_mark(run))
        };
        let start = line.clone().take_while(is_before).count() + line.start;
        let is_inside = |&run: &usize| self.layout.run(run).span().start < within.end;
        let end = (start..line.end).take_while(is_inside).count() + start;
        start..end
    }

    fn is_mark(&self, run: usize) -> bool {
        matches!(
            self.layout.run(run).kind,
            RunKind::Open(_) | RunKind::Close(_)
        )
    }

    /// Finds the time that a line begins with, or that the bold words at its beginning end with.
    fn find_in_line(&self, plain: &Plain, line: &Range<usize>) -> Option<Found> {
        let layout = self.layout;
        let is_open = |run: usize| layout.run(run).kind == RunKind::Open(Style::Strong);
        let is_close = |run: usize| layout.run(run).kind == RunKind::Close(Style::Strong);
        let bold = line
            .clone()
            .next()
            .filter(|&run| is_open(run))
            .and_then(|open| {
                let close = (open..line.end).find(|&run| is_close(run))?;
                Some(layout.plain_runs(self.text, open..close, Code::Kept))
            });
        if let Some(reading) = time::read(&plain.text) {
            let found = Found {
                at: reading.start..reading.end,
                reading,
            };
            let rest = &plain.text[found.at.end..];
            let is_apart = bold.is_some() || without_joint(rest).len() < rest.trim_start().len();
            return match self.wants {
                Wants::AnyTime => Some(found),
                Wants::Dated => (found.reading.day.is_some()
                    && (is_apart || rest.trim().is_empty()))
                .then_some(found),
            };
        }
        // `**Update at 2021-06-08 11:20 UTC**`
        let bold = bold?;
        let found = super::find_at_end(&bold.text)?;
        found.reading.day.is_some().then_some(found)
    }

    /// Returns where the words after a time begin, with the marks to put before them because they
    /// began before the time did.
    pub(super) fn words_after(
        &self,
        plain: &Plain,
        found: &Found,
        line: &Range<usize>,
    ) -> (String, usize) {
        let rest = without_joint(&plain.text[found.at.end..]);
        if rest.trim().is_empty() {
            let end = line
                .clone()
                .map(|run| self.layout.run(run).span().end)
                .max();
            return (String::new(), end.unwrap_or(plain.offset(usize::MAX)));
        }
        let from = plain.offset(plain.text.len() - rest.len());
        let mut prefix = String::new();
        for run in line.clone() {
            let run = self.layout.run(run);
            let (RunKind::Open(style), span) = (run.kind, run.span()) else {
                continue;
            };
            if span.start < from && from < span.end {
                let marks = match style {
                    Style::Strong => 2,
                    Style::Emphasis | Style::Link | Style::Address => 1,
                    Style::Strikethrough => {
                        let text = span.of(self.text);
                        text.len() - text.trim_start_matches('~').len()
                    }
                    Style::Image => 0,
                };
                prefix += &span.of(self.text)[..marks];
            }
        }
        (prefix, from)
    }
}
