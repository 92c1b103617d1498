//! The overview: what should I know before I change something?

use std::cmp::Reverse;

use anyhow::Result;
use jiff::ToSpan;
use serde::Serialize;

use crate::archive::{FactorEntry, Index, State};
use crate::postmortem::ActionItem;
use crate::site::Site;
use crate::site::chart::{self, Chart};
use crate::site::html::Html;
use crate::site::page::{ActionCard, Entry, Frame, Link, Pages, Subject};
use crate::site::url::{Here, Place};

/// `home.html`
#[derive(Serialize)]
struct HomePage<'a> {
    frame: Frame<'a>,
    /// One sentence of purpose.
    lede: String,
    /// The newest reports in which a factor was met after something had been done about it.
    came_back: Vec<CameBack>,
    /// The factors that came back.
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
    /// The last twelve months, day by day.
    year: Chart,
    /// What happened in the same week of past years.
    anniversaries: Vec<Entry>,
    factors: Link,
    promises_page: Link,
    near_misses: Link,
    postmortems: Link,
}

/// A factor that was met although an action item against it was done.
#[derive(Serialize)]
struct CameBack {
    factor: Link,
    report: Link,
    /// "Came back 12 days after an action item against it was done"
    text: String,
    /// The action item that was done last.
    action: Option<String>,
}

#[derive(Serialize)]
struct RecurringFactor {
    factor: Link,
    /// The reports of each of the last twelve months.
    trend: Html,
    /// "8 reports, 5 services, 2 open action items"
    figures: String,
    /// What there is to say first: that it came back after it was dealt with, and the like.
    headline: String,
}

pub(in crate::site) fn render(site: &Site) -> Result<String> {
    let path = Place::Home.path();
    let here = Here::page(&path);
    let pages = Pages { site, here: &here };
    let archive = site.given.archive;
    let words = site.words;
    let (promises, actions) = promises(&pages);
    let came_back = came_back(&pages);
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
        recurring: recurring(&pages, &came_back),
        came_back,
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
        year: year(site),
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

/// Returns the newest reports in which a factor was met after something had been done about it:
/// one for each factor, and of the last twelve months.
fn came_back(pages: &Pages) -> Vec<CameBack> {
    let (site, archive) = (pages.site, pages.site.given.archive);
    let each = archive.each_recurrence().into_iter();
    let newest = each.filter_map(|(id, it)| {
        let gave_way = it.met().filter(|(occurrence, standing)| {
            standing.state == State::AfterDone && is_recent(site, occurrence.report)
        });
        // What was done about the same service says more than what was done elsewhere.
        let (occurrence, standing) = gave_way.max_by_key(|it| it.1.reach)?;
        Some((Reverse(standing.reach), occurrence.report, id, standing))
    });
    let mut newest: Vec<_> = newest.collect();
    // Reports stand newest first.
    newest.sort_by_key(|(reach, report, ..)| (*reach, *report));
    newest
        .into_iter()
        .take(4)
        .map(|(_, report, id, standing)| CameBack {
            factor: pages.factor(id),
            report: pages.dated_report(report),
            text: super::factor::in_words(site, standing),
            action: standing
                .answers
                .first()
                .map(|answer| archive.answered_by(answer).what.clone()),
        })
        .collect()
}

/// Returns the factors that came back, those first that were met most often in the last twelve
/// months. What is told of one above is not told again.
fn recurring(pages: &Pages, told: &[CameBack]) -> Vec<RecurringFactor> {
    let (site, archive) = (pages.site, pages.site.given.archive);
    let lately = |reports: &[Index]| {
        let recent = reports.iter().filter(|&&index| is_recent(site, index));
        recent.count()
    };
    let mut rows: Vec<(usize, &FactorEntry)> = crate::archive::overview(archive)
        .into_iter()
        .filter(|row| row.came_back.is_some())
        .map(|row| &archive.factors.entries[row.id])
        .map(|entry| (lately(&entry.postmortems), entry))
        .collect();
    rows.sort_by_key(|(lately, entry)| Reverse((*lately, entry.postmortems.len())));
    rows.into_iter()
        .take(5)
        .enumerate()
        .map(|(at, (_, entry))| {
            let factor = pages.factor(&entry.id);
            let is_told = told.iter().any(|it| it.factor == factor);
            let headline = archive.headline(&entry.id).filter(|_| !is_told);
            RecurringFactor {
                factor,
                trend: super::factors::trend(site, &format!("spark-{at}"), &entry.postmortems),
                figures: super::factors::figures(site, entry),
                headline: headline
                    .map(|(_, standing)| super::factor::in_words(site, standing))
                    .unwrap_or_default(),
            }
        })
        .collect()
}

/// Draws the last twelve months.
fn year(site: &Site) -> Chart {
    let today = site.given.today;
    let first = today.saturating_sub(1.year()).saturating_add(1.day());
    let days = super::years::days(site, (first, today));
    chart::calendar(site.words, (first, today), &days)
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
    super::actions::sort(&mut open);
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
