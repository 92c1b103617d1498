//! The overview: what should I know before I change something?

use anyhow::Result;
use jiff::ToSpan;
use serde::Serialize;

use crate::archive::{FactorEntry, Index};
use crate::postmortem::ActionItem;
use crate::site::Site;
use crate::site::page::{ActionCard, Entry, Frame, Link, Pages, Subject};
use crate::site::url::{Here, Place};

/// `home.html`
#[derive(Serialize)]
struct HomePage<'a> {
    frame: Frame<'a>,
    /// One sentence of purpose.
    lede: String,
    /// The factors that were met most, lately first.
    recurring: Vec<RecurringFactor>,
    /// "3 of 27 open action items are past their date", or that none is open.
    promises: String,
    /// Open action items, those past their date first.
    actions: Vec<ActionCard>,
    /// How many near misses and self-reports the last twelve months brought; empty for none.
    early: String,
    /// The newest of them.
    told: Vec<Entry>,
    newest: Vec<Entry>,
    /// What happened in the same week of past years.
    anniversaries: Vec<Entry>,
    factors: Link,
    promises_page: Link,
    near_misses: Link,
    postmortems: Link,
}

#[derive(Serialize)]
struct RecurringFactor {
    factor: Link,
    /// "8 reports, 5 services, 2 open action items"
    figures: String,
}

pub(in crate::site) fn render(site: &Site) -> Result<String> {
    let path = Place::Home.path();
    let here = Here::page(&path);
    let pages = Pages { site, here: &here };
    let archive = site.given.archive;
    let words = site.words;
    let (promises, actions) = promises(&pages);
    let told: Vec<Index> = told_early(site).collect();
    let recent = told.iter().filter(|&&index| is_recent(site, index)).count();
    let lede = site.given.config.description.as_deref();
    let lede = lede.unwrap_or_else(|| words.get("home.lede")).to_owned();
    let page = HomePage {
        frame: Frame::new(
            site,
            &path,
            &here,
            Subject {
                title: words.get("home.title").to_owned(),
                description: lede.clone(),
                part: Some(Place::Home),
                ..Subject::default()
            },
        ),
        lede,
        recurring: recurring(site)
            .iter()
            .map(|entry| RecurringFactor {
                factor: pages.factor(&entry.id),
                figures: super::factors::figures(site, entry),
            })
            .collect(),
        promises,
        actions,
        early: match recent {
            0 => String::new(),
            n => words.count("home.early", n),
        },
        told: told.iter().take(3).map(|&it| pages.entry(it)).collect(),
        newest: (0..archive.postmortems.len().min(8))
            .map(|index| pages.entry(index))
            .collect(),
        anniversaries: anniversaries(site)
            .into_iter()
            .map(|index| pages.entry(index))
            .collect(),
        factors: pages.place(Place::Factors, "home.all-factors"),
        promises_page: pages.place(Place::Actions, "home.all-actions"),
        near_misses: pages.place(Place::NearMisses, "home.all-near-misses"),
        postmortems: pages.place(Place::Postmortems, "home.all-postmortems"),
    };
    site.given.theme.render("home.html", &page)
}

/// Returns the factors that were met more than once: those of the last year first, then by number.
fn recurring<'a>(site: &Site<'a>) -> Vec<&'a FactorEntry> {
    let mut entries: Vec<(usize, &FactorEntry)> = site
        .given
        .archive
        .factors
        .entries
        .values()
        .filter(|entry| entry.postmortems.len() > 1)
        .map(|entry| {
            let recent = entry
                .postmortems
                .iter()
                .filter(|&&index| is_recent(site, index))
                .count();
            (recent, entry)
        })
        .collect();
    entries.sort_by_key(|(recent, entry)| {
        (
            std::cmp::Reverse((*recent, entry.postmortems.len())),
            &entry.id,
        )
    });
    entries
        .into_iter()
        .take(5)
        .map(|(_, entry)| entry)
        .collect()
}

fn is_recent(site: &Site, index: Index) -> bool {
    let since = site.given.today.saturating_sub(12.months());
    site.given
        .archive
        .get(index)
        .date
        .is_some_and(|date| date >= since)
}

/// Returns the reports of what was told before it hurt, or by the people concerned.
pub(super) fn told_early<'a>(site: &Site<'a>) -> impl Iterator<Item = Index> + use<'a> {
    let postmortems = site.given.archive.postmortems.iter().enumerate();
    postmortems
        .filter(|(_, it)| it.is_near_miss() || it.is_self_report())
        .map(|(index, _)| index)
}

/// Returns how the open action items stand, and those to look at first.
fn promises(pages: &Pages) -> (String, Vec<ActionCard>) {
    let (words, today) = (pages.site.words, pages.site.given.today);
    let mut open: Vec<(Index, &ActionItem)> = super::actions::all(pages.site)
        .filter(|(_, action)| action.is_open())
        .collect();
    let late = open
        .iter()
        .filter(|(_, action)| action.is_overdue(today))
        .count();
    let total = words.number(open.len());
    let sentence = match (open.len(), late) {
        (0, _) => words.get("home.all-kept").to_owned(),
        (n, 0) => words.count("home.open", n),
        (_, late) => words.count_with("home.late", late, &[("total", &total)]),
    };
    open.sort_by_key(|(index, action)| {
        (
            action
                .due
                .as_ref()
                .map_or((true, None), |due| (false, Some(due.last_day))),
            *index,
        )
    });
    let first = open.into_iter().take(3);
    let cards = first.map(|(index, action)| pages.action(index, action));
    (sentence, cards.collect())
}

/// Returns the reports of the same week, three days around today, in other years.
fn anniversaries(site: &Site) -> Vec<Index> {
    let today = site.given.today;
    let is_near = |date: jiff::civil::Date| {
        date.year() < today.year()
            && [-3_i32, -2, -1, 0, 1, 2, 3].iter().any(|&days| {
                let day = today.saturating_add(days.days());
                (day.month(), day.day()) == (date.month(), date.day())
            })
    };
    let postmortems = site.given.archive.postmortems.iter().enumerate();
    postmortems
        .filter(|(_, it)| it.date.is_some_and(is_near))
        .map(|(index, _)| index)
        .take(3)
        .collect()
}
