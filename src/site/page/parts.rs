//! What several pages show.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use crate::archive::Index;
use crate::document::{Document, WrittenTime, Zone};
use crate::postmortem::{ActionItem, ActionStatus, Postmortem, Status, humanize};
use crate::site::Site;
use crate::site::asset::Asset;
use crate::site::html::Html;
use crate::site::markdown::{self, Rendered, Setting};
use crate::site::url::{Here, OutputPath, Place, UrlPath};
use crate::site::words::{Words, clock};

/// Words that may lead somewhere.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(in crate::site) struct Link {
    pub(super) href: Option<UrlPath>,
    pub(super) text: String,
}

/// A day for people and for machines.
#[derive(Clone, Debug, Serialize)]
pub(in crate::site) struct Day {
    /// As `2026-11-18`.
    iso: String,
    text: String,
}

/// A word with a shape and a colour of its own, of which the word is enough.
#[derive(Clone, Debug, Serialize)]
pub(in crate::site) struct Badge {
    /// `severity-1` to `severity-4`, `near-miss`, `late`, `done` or `plain`.
    class: &'static str,
    text: String,
}

/// A report in a list.
#[derive(Debug, Serialize)]
pub(in crate::site) struct Entry {
    href: UrlPath,
    title: String,
    /// Tells reports with the same title apart; none where the title is enough.
    id: Option<String>,
    day: Option<Day>,
    badges: Vec<Badge>,
    /// The services that it names.
    services: Vec<String>,
    /// What it says of what the list is about.
    quote: Option<String>,
}

/// An action item in a list.
#[derive(Clone, Debug, Serialize)]
pub(in crate::site) struct ActionCard {
    what: String,
    badge: Badge,
    owner: Option<Link>,
    /// "due 9 November 2026, 14 days past", "done 22 April 2025" and the like.
    when: String,
    /// Why it will not be done.
    reason: Option<String>,
    ticket: Option<UrlPath>,
    factors: Vec<Link>,
    /// "it held for 41 days", on the page of a factor that came back after it.
    held: Option<String>,
    /// The report that promised it.
    report: Option<Link>,
}

impl Link {
    pub(super) fn to(here: &Here, page: &OutputPath, text: &str) -> Link {
        Link {
            href: Some(here.to(page)),
            text: text.to_owned(),
        }
    }

    pub(super) fn nowhere(text: String) -> Link {
        Link { href: None, text }
    }
}

impl Day {
    pub(super) fn short(words: &Words, date: Date) -> Day {
        Day {
            iso: date.to_string(),
            text: words.short_day(date),
        }
    }

    pub(super) fn long(words: &Words, date: Date) -> Day {
        Day {
            iso: date.to_string(),
            text: words.day(date),
        }
    }
}

impl Badge {
    pub(super) fn plain(text: String) -> Badge {
        Badge {
            class: "plain",
            text,
        }
    }

    pub(super) fn new(class: &'static str, text: &str) -> Badge {
        Badge {
            class,
            text: text.to_owned(),
        }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }
}

/// The parts that pages are put together from, as seen from one page.
pub(in crate::site) struct Pages<'s, 'a> {
    pub(in crate::site) site: &'s Site<'a>,
    pub(in crate::site) here: &'s Here,
}

impl Pages<'_, '_> {
    pub(super) fn place(&self, place: Place, name: &str) -> Link {
        Link::to(self.here, &place.path(), self.site.words.get(name))
    }

    pub(super) fn report(&self, index: Index) -> Link {
        let title = &self.site.given.archive.get(index).title;
        Link::to(self.here, self.site.addresses.postmortem(index), title)
    }

    /// Returns the link to a report with the month that it is filed under.
    pub(super) fn dated_report(&self, index: Index) -> Link {
        let mut link = self.report(index);
        if let Some(date) = self.site.given.archive.get(index).date {
            let words = self.site.words;
            let year = date.year().to_string();
            let month = words.month(date.month());
            let places = [
                ("title", link.text.as_str()),
                ("month", month),
                ("year", &year),
            ];
            link.text = words.fill("list.dated", &places);
        }
        link
    }

    pub(super) fn factor(&self, id: &str) -> Link {
        let entry = self.site.given.archive.factors.entries.get(id);
        let title = entry.map_or(id, |entry| &entry.title);
        self.link(self.site.addresses.factor(id), title)
    }

    pub(super) fn service(&self, id: &str) -> Link {
        let title = self.site.given.archive.services.title(id);
        self.link(self.site.addresses.service(id), title)
    }

    /// Returns the link to a team's page; an owner may be a role, which has none.
    pub(super) fn team(&self, name: &str) -> Link {
        self.link(self.site.addresses.team(name), &humanize(name))
    }

    fn link(&self, page: Option<&OutputPath>, text: &str) -> Link {
        Link {
            href: page.map(|page| self.here.to(page)),
            text: text.to_owned(),
        }
    }

    /// Returns what a kind of report is called.
    pub(super) fn kind(&self, postmortem: &Postmortem) -> String {
        let template = self.site.given.templates.get(&postmortem.kind);
        match template.map(|it| it.title.as_str()) {
            Some(title) if !title.is_empty() => title.to_owned(),
            _ => humanize(&postmortem.kind),
        }
    }

    /// Returns the badge of a severity on the organisation's own scale.
    pub(super) fn severity(&self, id: &str) -> Badge {
        let scale = &self.site.given.config.severities;
        let rank = scale.iter().position(|it| it.id == id);
        let text = rank.map_or(id, |rank| &scale[rank].title);
        let class = match rank {
            Some(0) => "severity-1",
            Some(1) => "severity-2",
            Some(2) => "severity-3",
            Some(_) => "severity-4",
            None => "plain",
        };
        Badge::new(class, text)
    }

    /// Returns what tells reports apart at a glance: severity, kind where it is a special one, and
    /// how far it has come where it is not published.
    pub(super) fn badges(&self, postmortem: &Postmortem) -> Vec<Badge> {
        let mut badges = Vec::new();
        if let Some(severity) = &postmortem.severity {
            badges.push(self.severity(severity));
        }
        if postmortem.is_near_miss() {
            badges.push(Badge::new("near-miss", &self.kind(postmortem)));
        } else if postmortem.kind != "incident" {
            badges.push(Badge::plain(self.kind(postmortem)));
        }
        if postmortem.status != Status::Published {
            badges.push(Badge::plain(self.status(postmortem.status).to_owned()));
        }
        badges
    }

    pub(super) fn status(&self, status: Status) -> &str {
        let words = self.site.words;
        match status {
            Status::Draft => words.get("status.draft"),
            Status::InReview => words.get("status.in-review"),
            Status::Published => words.get("status.published"),
            Status::Superseded => words.get("status.superseded"),
        }
    }

    pub(super) fn entry(&self, index: Index) -> Entry {
        let postmortem = self.site.given.archive.get(index);
        let services = &self.site.given.archive.services;
        Entry {
            href: self.here.to(self.site.addresses.postmortem(index)),
            title: postmortem.title.clone(),
            id: self
                .site
                .shared_titles
                .contains(postmortem.title.as_str())
                .then(|| postmortem.slug.to_string()),
            day: postmortem
                .date
                .map(|date| Day::short(self.site.words, date)),
            badges: self.badges(postmortem),
            services: postmortem
                .services
                .iter()
                .map(|id| services.title(id).to_owned())
                .collect(),
            quote: None,
        }
    }

    /// Returns a report with what it says of what the list is about.
    pub(super) fn entry_about(&self, index: Index, quote: Option<&str>) -> Entry {
        Entry {
            quote: quote.map(str::to_owned),
            ..self.entry(index)
        }
    }

    pub(super) fn entries(&self, reports: &[Index]) -> Vec<Entry> {
        reports.iter().map(|&index| self.entry(index)).collect()
    }

    /// Returns an action item with what became of it.
    pub(super) fn action(&self, index: Index, action: &ActionItem) -> ActionCard {
        let archive = self.site.given.archive;
        let factors = action.addresses.iter().filter_map(|(written, _)| {
            let id = match archive.registry.resolve(written) {
                Some(factor) => factor.id.clone(),
                None => crate::postmortem::slugify(written),
            };
            archive.factors.entries.get(&id).map(|_| self.factor(&id))
        });
        ActionCard {
            what: action.what.clone(),
            badge: self.action_badge(action),
            owner: action.owner.as_deref().map(|owner| self.team(owner)),
            when: self.action_when(action),
            reason: action.reason.clone(),
            ticket: action.ticket.as_deref().and_then(UrlPath::outside),
            factors: factors.collect(),
            held: None,
            report: Some(self.report(index)),
        }
    }

    /// Returns an action item for the page of a factor, which need not be said again.
    pub(super) fn action_against(
        &self,
        index: Index,
        action: &ActionItem,
        factor: &str,
        held: Option<i32>,
    ) -> ActionCard {
        let mut card = self.action(index, action);
        let held = held.and_then(|days| usize::try_from(days).ok());
        card.held = held.map(|days| self.site.words.count("factor.held", days));
        let this = self.factor(factor);
        card.factors.retain(|other| *other != this);
        card
    }

    fn action_badge(&self, action: &ActionItem) -> Badge {
        let words = self.site.words;
        match action.status {
            ActionStatus::Open if action.is_overdue(self.site.given.today) => {
                Badge::new("late", words.get("action.late"))
            }
            ActionStatus::Open => Badge::new("plain", words.get("action.open")),
            ActionStatus::Done => Badge::new("done", words.get("action.done")),
            ActionStatus::WontDo => Badge::new("plain", words.get("action.wont-do")),
        }
    }

    fn action_when(&self, action: &ActionItem) -> String {
        let (words, today) = (self.site.words, self.site.given.today);
        match (action.status, &action.due, action.done_on) {
            (ActionStatus::Done, _, Some(day)) => {
                words.fill("action.done-on", &[("day", &words.short_day(day))])
            }
            (ActionStatus::Done | ActionStatus::WontDo, ..) => String::new(),
            (ActionStatus::Open, Some(due), _) => {
                let day = words.short_day(due.last_day);
                let days = (today - due.last_day).get_days();
                match usize::try_from(days) {
                    Ok(late) if late > 0 => {
                        words.count_with("action.past-due", late, &[("day", &day)])
                    }
                    _ => words.fill("action.due", &[("day", &day)]),
                }
            }
            (ActionStatus::Open, None, _) => words.get("action.no-date").to_owned(),
        }
    }

    /// Writes when something happened, as far as it is known.
    pub(super) fn time(&self, time: &WrittenTime) -> String {
        let words = self.site.words;
        let day = words.day(time.date);
        match time.time {
            None => day,
            Some(time_of_day) => {
                let time = clock(time_of_day);
                words.fill("date.day-and-time", &[("day", &day), ("time", &time)])
            }
        }
    }

    /// Returns the name of a time zone, as an author writes it.
    pub(super) fn zone(&self, time: &WrittenTime) -> Option<String> {
        Some(match time.zone.as_ref()? {
            Zone::Offset(offset) if offset.is_zero() => "UTC".to_owned(),
            Zone::Offset(offset) => format!("UTC{offset}"),
            Zone::Named(name, _) | Zone::Abbreviation { name, .. } => name.clone(),
        })
    }
}

/// Markdown, for the page at hand.
impl<'s> Pages<'s, '_> {
    /// Renders Markdown of the project that is not a report; `from` is the file that it stands in.
    pub(super) fn prose(&self, text: &str, from: &str) -> Html {
        markdown::render(&self.setting(from), text, 0).html
    }

    /// Returns the setting of a text in a file of the project.
    pub(super) fn setting(&self, from: &'s str) -> Setting<'s> {
        static NO_ASSETS: BTreeMap<String, (OutputPath, Asset)> = BTreeMap::new();
        Setting {
            archive: self.site.given.archive,
            addresses: &self.site.addresses,
            words: self.site.words,
            here: self.here,
            from,
            assets: &NO_ASSETS,
            sections: &[],
            moments: &[],
            factors: &[],
            title: None,
            pause: None,
        }
    }

    /// Returns the setting in which what the text of a report asks is answered.
    pub(in crate::site) fn setting_of_report(&self, index: Index) -> Setting<'s> {
        Setting {
            assets: &self.site.assets[index],
            ..self.setting(self.site.given.archive.get(index).path())
        }
    }

    /// Renders the body of a report, of which `document` is a copy.
    pub(super) fn body(&self, index: Index, document: &Document) -> Rendered {
        let Some(events) = document.events() else {
            let start = document.body().span.start;
            let text = document.text().get(start..).unwrap_or_default();
            return Rendered {
                html: markdown::verbatim(text),
                ..Rendered::default()
            };
        };
        let body = document.body();
        let setting = Setting {
            sections: &body.sections,
            moments: document.moments(),
            factors: self.site.given.archive.factor_links(index),
            title: body.title.as_ref().map(|(_, span)| *span),
            pause: Some("timeline"),
            ..self.setting_of_report(index)
        };
        markdown::render_events(&setting, events)
    }
}
