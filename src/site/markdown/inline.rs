//! What stands in a sentence: words, times, factors, code, links and images.

use std::fmt::Write;
use std::ops::Range;

use crate::archive::FactorLink;
use crate::document::Moment;
use crate::postmortem::slugify;
use crate::site::html::{escape, escaped};
use crate::site::markdown::target::{self, Target};
use crate::site::markdown::writer::{Aside, Open, Writer};
use crate::site::url::UrlPath;
use crate::site::words::clock;

impl<'b> Writer<'_, 'b> {
    pub(super) fn text(&mut self, text: &str, range: &Range<usize>) {
        if self.in_code_block() {
            self.out.push_str(text);
            return;
        }
        self.note(text);
        if self.in_alt() {
            return;
        }
        match self.time_in(range) {
            Some(moment) if text.contains(moment.written.trim()) => {
                let written = moment.written.trim();
                let at = text.find(written).unwrap_or_default();
                let end = at + written.len();
                self.words(&text[..at], range.start..range.start + at);
                self.time(moment);
                let start = match text.len() == range.len() {
                    true => range.start + end,
                    false => range.start,
                };
                self.words(&text[end..], start..range.end);
            }
            _ => self.words(text, range.clone()),
        }
    }

    /// Writes words, some of which may lead to factors.
    fn words(&mut self, text: &str, range: Range<usize>) {
        let is_as_written = text.len() == range.len();
        let mut done = 0;
        while let Some((link, others)) = self.factors.split_first()
            && link.span.start < range.end
        {
            self.factors = others;
            // An escape or entity makes the text another one than what was written.
            let at = match is_as_written {
                true => link.span.start.checked_sub(range.start),
                false => text[done..].find(&link.words).map(|at| done + at),
            };
            let stands = |at| {
                let rest: Option<&str> = text.get(at..);
                at >= done && rest.is_some_and(|rest| rest.starts_with(&link.words))
            };
            let Some(at) = at.filter(|&at| stands(at)) else {
                continue;
            };
            self.marked_text(&text[done..at]);
            self.mention(link);
            done = at + link.words.len();
        }
        self.marked_text(&text[done..]);
    }

    /// Writes words that speak of a factor.
    fn mention(&mut self, link: &FactorLink) {
        let factor = self.ask_factor(&link.factor);
        match factor.filter(|_| !self.in_link() && !self.linked.contains(&link.factor)) {
            Some((_, _, page)) => {
                let href = escaped(self.setting.here.to(page).as_str());
                let words = escaped(&link.words);
                let _ = write!(self.out, "<a class=\"factor\" href=\"{href}\">{words}</a>");
                self.linked.insert(link.factor.clone());
            }
            None => escape(&link.words, &mut self.out),
        }
    }

    /// Returns the moment whose time is written in these bytes.
    pub(super) fn time_in(&mut self, range: &Range<usize>) -> Option<&'b Moment> {
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
    pub(super) fn marked_text(&mut self, text: &str) {
        // A single byte is told sooner than a word, and few texts have it.
        if !text.contains('{') {
            escape(text, &mut self.out);
            return;
        }
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

    pub(super) fn factor(&mut self, id: &str) {
        let Some((id, title, page)) = self.ask_factor(id) else {
            let registered = self.setting.archive.registry.resolve(id);
            let id = registered.map_or_else(|| slugify(id), |factor| factor.id.clone());
            escape(&id, &mut self.out);
            return;
        };
        let title = escaped(title);
        if self.in_link() || !self.linked.insert(id.to_owned()) {
            self.out.push_str(&title);
        } else {
            let href = escaped(self.setting.here.to(page).as_str());
            let _ = write!(self.out, "<a class=\"factor\" href=\"{href}\">{title}</a>");
        }
    }

    pub(super) fn code(&mut self, code: &str, range: &Range<usize>) {
        self.note(code);
        if self.in_alt() {
            return;
        }
        match self.time_in(range) {
            Some(moment) if moment.written.trim().trim_matches('`') == code.trim() => {
                self.time(moment);
            }
            _ => {
                self.out.push_str("<code>");
                escape(code, &mut self.out);
                self.out.push_str("</code>");
            }
        }
    }

    /// Writes the time of a moment; a machine can read it where it is known to the minute.
    fn time(&mut self, moment: &Moment) {
        let written = moment.written.trim().trim_matches('`');
        let time = moment.time.as_ref();
        let to_the_minute = time.and_then(|time| Some((time, time.time?)));
        let Some((time, time_of_day)) = to_the_minute else {
            self.out.push_str("<span class=\"time\">");
            escape(written, &mut self.out);
            self.out.push_str("</span>");
            return;
        };
        self.out.push_str("<time datetime=\"");
        let _ = match time.timestamp() {
            Some(instant) => write!(self.out, "{instant}"),
            None => write!(self.out, "{}T{}", time.date, clock(time_of_day)),
        };
        self.out.push_str("\">");
        escape(written, &mut self.out);
        self.out.push_str("</time>");
    }

    pub(super) fn start_link(&mut self, address: &str) {
        let target = if self.in_link() {
            Target::Text
        } else {
            self.target(address)
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

    pub(super) fn end_image(&mut self) {
        let Some((Aside::Alt { target, title }, _, alt)) = self.end_aside() else {
            return;
        };
        self.note(&alt);
        self.image(&target, alt.trim(), &title);
    }

    /// Writes an image that goes with the page; one from outside becomes a link, and one that is
    /// not there its words.
    pub(super) fn image(&mut self, address: &str, alt: &str, title: &str) {
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
}
