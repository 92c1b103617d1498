//! Lists whose items begin with a time.

use crate::document::layout::{Code, PartKind};
use crate::document::timeline::{Found, Moment, Reader, Wants, find_at_end, without_joint};
use crate::document::{Span, time};

impl Reader<'_> {
    /// Reads a list, and says whether its items are moments. One time makes it a list of moments;
    /// in it, an item without a time is a moment whose time nobody wrote down.
    pub(super) fn list(&mut self, index: usize) -> bool {
        let items: Vec<usize> = self.layout.children(index).collect();
        let is_part_of_moment = self.pending.is_some();
        let times = items
            .iter()
            .filter(|&&item| self.begins_with_time(item))
            .count();
        let has_times = times > 0 || items.iter().any(|&item| self.has_times_inside(item));
        let is_moments = match self.wants {
            Wants::AnyTime => has_times && (!is_part_of_moment || times * 2 > items.len()),
            Wants::Dated => times * 2 > items.len() && !is_part_of_moment,
        };
        if !is_moments {
            return false;
        }
        self.settle();
        for item in items {
            self.item(item);
        }
        true
    }

    /// Says whether every item of a list begins with a day and a time.
    pub(super) fn is_log(&self, index: usize) -> bool {
        let is_entry = |item: usize| {
            let first = self.layout.children(item).next();
            let first = first.filter(|&first| self.layout.part(first).kind == PartKind::Paragraph);
            first
                .and_then(|first| time::read(&self.plain(first).text))
                .is_some_and(|it| it.day.is_some() && it.clock.is_some() && !it.is_range)
        };
        let mut items = self.layout.children(index);
        items
            .by_ref()
            .take(2)
            .filter(|&item| is_entry(item))
            .count()
            == 2
            && items.all(is_entry)
    }

    fn item(&mut self, item: usize) {
        let span = self.layout.part(item).span();
        let inner: Vec<usize> = self.layout.children(item).collect();
        let Some(&first) = inner
            .first()
            .filter(|&&first| self.layout.part(first).kind == PartKind::Paragraph)
        else {
            return self.lists_inside(item);
        };
        let part = self.layout.part(first);
        let line = self.layout.all_lines(part);
        let plain = self.layout.plain_runs(self.text, line.clone(), Code::Kept);
        let has_times_inside = self.has_times_inside(item);
        let Some(found) = self.find_in_item(&plain.text) else {
            if has_times_inside {
                self.context.caption(&plain.text);
                return self.lists_inside(item);
            }
            if self.wants == Wants::AnyTime {
                let from = part.span().start;
                self.push(Moment {
                    time: None,
                    clock: None,
                    written: String::new(),
                    time_span: Span::at(from),
                    text: self.dedented(Span::new(from, span.end), from),
                    span: super::trimmed(self.text, span),
                    mark: None,
                });
            }
            return;
        };
        let label = plain.text[..found.at.start].trim_end_matches([' ', ':', '-', '(', '[']);
        let words = without_joint(&plain.text[found.at.end..]).trim();
        if has_times_inside && found.reading.clock.is_none() {
            // A day over its moments.
            if words.is_empty() && label.trim().is_empty() {
                self.context.place(&found.reading);
                return self.lists_inside(item);
            }
            let mut moment = self.moment(&plain, &found, part.span());
            moment.text = words.to_owned();
            self.push(moment);
            return self.lists_inside(item);
        }
        let mut moment = self.moment(&plain, &found, span);
        let (prefix, from) = self.words_after(&plain, &found, &line);
        let words = Span::new(from.min(span.end), span.end);
        let mut rest = prefix + &self.dedented(words, part.span().start);
        if rest.trim_matches([')', ']', '.', ' ']).is_empty() {
            rest.clear();
        }
        moment.text = match (label.trim(), &*rest) {
            ("", _) => rest,
            (label, "") => {
                moment.mark = super::mark::in_text(&format!("({label})"));
                label.to_owned()
            }
            (label, rest) => format!("{label}: {rest}"),
        };
        self.push(moment);
    }

    fn lists_inside(&mut self, item: usize) {
        let lists: Vec<usize> = self
            .layout
            .children(item)
            .filter(|&inner| self.layout.part(inner).kind == PartKind::List)
            .collect();
        for list in lists {
            self.list(list);
        }
    }

    fn begins_with_time(&self, item: usize) -> bool {
        let Some(first) = self.layout.children(item).next() else {
            return false;
        };
        self.layout.part(first).kind == PartKind::Paragraph
            && self.find_in_item(&self.plain(first).text).is_some()
    }

    fn has_times_inside(&self, item: usize) -> bool {
        self.layout
            .children(item)
            .filter(|&inner| self.layout.part(inner).kind == PartKind::List)
            .flat_map(|list| self.layout.children(list))
            .any(|inner| self.begins_with_time(inner))
    }

    /// Finds the time at the beginning of an item, behind its label or at the end of it.
    fn find_in_item(&self, text: &str) -> Option<Found> {
        let found = match time::read(text) {
            Some(reading) => Found {
                at: reading.start..reading.end,
                reading,
            },
            None if self.wants == Wants::AnyTime => find_at_end(text)?,
            None => return None,
        };
        let is_wanted = match self.wants {
            Wants::AnyTime => true,
            Wants::Dated => found.reading.day.is_some(),
        };
        is_wanted.then_some(found)
    }

    /// Returns the Markdown of a span without the indentation of the item that it stands in.
    fn dedented(&self, span: Span, content: usize) -> String {
        let words = span.of(self.text).trim();
        let line = self.text[..content].rfind('\n').map_or(0, |at| at + 1);
        let indent = self.text[line..content].chars().count();
        let mut lines = words.split('\n');
        let mut out = lines.next().unwrap_or_default().to_owned();
        for line in lines {
            let spaces = line.len() - line.trim_start_matches(' ').len();
            out.push('\n');
            out.push_str(&line[spaces.min(indent)..]);
        }
        out
    }
}
