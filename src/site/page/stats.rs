//! Figures: how are we doing at learning?
//!
//! Every figure stands with its rule and its caution. There is no average, no figure of a person,
//! and no count of days without an incident.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use serde::Serialize;

use crate::archive::Archive;
use crate::document::WrittenTime;
use crate::postmortem::{ActionItem, ActionStatus, Postmortem, humanize};
use crate::site::Site;
use crate::site::chart::{self, Cell, Chart, Column, Table, Times};
use crate::site::page::{Frame, Pages, Subject, actions};
use crate::site::url::{Here, Place};

/// `stats.html`
#[derive(Serialize)]
struct StatsPage<'a> {
    frame: Frame<'a>,
    /// "214 reports since 2019"
    figures: String,
    /// Charts, each with its heading and its caution.
    charts: Vec<Figure>,
    /// Counts without a drawing: by whom it was noticed, how old promises are.
    tables: Vec<Figure>,
}

#[derive(Serialize)]
struct Figure {
    id: &'static str,
    title: String,
    /// What the figure does not say.
    caution: String,
    chart: Option<Chart>,
    table: Option<Table>,
}

pub(in crate::site) fn render(site: &Site) -> Result<String> {
    let path = Place::Stats.path();
    let here = Here::page(&path);
    let pages = Pages { site, here: &here };
    let words = site.words;
    let title = words.get("stats.title").to_owned();
    let page = StatsPage {
        frame: Frame::new(
            site,
            &path,
            &here,
            Subject {
                description: title.clone(),
                title,
                part: Some(Place::Postmortems),
                above: vec![pages.place(Place::Postmortems, "nav.postmortems")],
                ..Subject::default()
            },
        ),
        figures: words.count("count.reports", site.given.archive.postmortems.len()),
        charts: vec![
            drawn(&pages, "quarters", quarters(&pages)),
            drawn(
                &pages,
                "noticed",
                times(&pages, "noticed", |it| minutes(it, it.detected.as_ref())),
            ),
            drawn(
                &pages,
                "over",
                times(&pages, "over", |it| minutes(it, it.resolved.as_ref())),
            ),
            drawn(&pages, "told", times(&pages, "told", until_published)),
            drawn(&pages, "levels", levels(&pages)),
        ],
        tables: vec![
            counted(&pages, "noticed-by", noticed_by(&pages)),
            counted(&pages, "promises", promises(&pages)),
        ],
    };
    site.given.theme.render("stats.html", &page)
}

fn drawn(pages: &Pages, id: &'static str, chart: Option<Chart>) -> Figure {
    Figure {
        chart,
        ..counted(pages, id, Vec::new())
    }
}

fn counted(pages: &Pages, id: &'static str, counts: Vec<(String, usize)>) -> Figure {
    let words = pages.site.words;
    let rows = counts
        .into_iter()
        .map(|(name, count)| vec![Cell::text(name), Cell::text(words.number(count))]);
    let rows: Vec<Vec<Cell>> = rows.collect();
    Figure {
        id,
        title: words.get(&format!("stats.{id}")).to_owned(),
        caution: words.get(&format!("stats.{id}-caution")).to_owned(),
        chart: None,
        table: (!rows.is_empty()).then(|| Table {
            head: vec![
                words.get("stats.what").to_owned(),
                words.get("stats.number").to_owned(),
            ],
            rows,
        }),
    }
}

fn minutes(postmortem: &Postmortem, time: Option<&WrittenTime>) -> Option<i64> {
    postmortem.minutes_until(time)
}

/// Returns the time from the last known point of an incident to its publication.
fn until_published(postmortem: &Postmortem) -> Option<i64> {
    let days = (postmortem.published_on? - postmortem.date?).get_days();
    (days >= 0).then(|| i64::from(days) * 24 * 60)
}

fn times(pages: &Pages, id: &str, minutes: impl Fn(&Postmortem) -> Option<i64>) -> Option<Chart> {
    let (archive, words) = (pages.site.given.archive, pages.site.words);
    let mut times: Vec<Times> = archive
        .postmortems
        .iter()
        .enumerate()
        .filter(|(_, it)| it.kind != "external" && !it.is_near_miss())
        .filter_map(|(index, postmortem)| {
            let report = pages.report(index);
            Some(Times {
                minutes: minutes(postmortem)?,
                title: report.text,
                href: report.href?,
            })
        })
        .collect();
    let title = words.get(&format!("stats.{id}")).to_owned();
    chart::dots(words, &format!("times-{id}"), &title, &mut times)
}

fn quarters(pages: &Pages) -> Option<Chart> {
    let (archive, words) = (pages.site.given.archive, pages.site.words);
    let mut counts: BTreeMap<(i16, i8), (usize, usize)> = BTreeMap::new();
    for postmortem in archive
        .postmortems
        .iter()
        .filter(|it| it.kind != "external")
    {
        let Some(date) = postmortem.date else {
            continue;
        };
        let quarter = (date.year(), (date.month() - 1) / 3 + 1);
        let (incidents, early) = counts.entry(quarter).or_default();
        if postmortem.is_near_miss() || postmortem.is_self_report() {
            *early += 1;
        } else {
            *incidents += 1;
        }
    }
    let (&first, &last) = (counts.keys().next()?, counts.keys().next_back()?);
    let mut columns = Vec::new();
    let mut quarter = first;
    while quarter <= last {
        let (incidents, early) = counts.get(&quarter).copied().unwrap_or_default();
        let (number, year) = (quarter.1.to_string(), quarter.0.to_string());
        columns.push(Column {
            name: words.fill("date.quarter", &[("n", &number), ("year", &year)]),
            mark: (quarter.1 == 1).then(|| year.clone()),
            numbers: [incidents, early],
        });
        quarter = match quarter {
            (year, 4) => (year + 1, 1),
            (year, quarter) => (year, quarter + 1),
        };
    }
    Some(chart::columns(words, &columns))
}

fn noticed_by(pages: &Pages) -> Vec<(String, usize)> {
    let words = pages.site.words;
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut unknown = 0;
    for postmortem in &pages.site.given.archive.postmortems {
        match postmortem.detected_by.as_deref() {
            Some(by) => *counts.entry(by).or_default() += 1,
            None => unknown += 1,
        }
    }
    let mut counts: Vec<(String, usize)> = counts
        .into_iter()
        .map(|(by, count)| {
            let name = words.find(&format!("noticed.{by}"));
            (name.map_or_else(|| humanize(by), str::to_owned), count)
        })
        .collect();
    counts.sort_by_key(|it| std::cmp::Reverse(it.1));
    if unknown > 0 {
        counts.push((words.get("postmortem.unknown").to_owned(), unknown));
    }
    counts
}

/// Draws where the conditions lay, and at which level something was promised and done. An action
/// item that names no level of its own has those of the factors that it addresses.
fn levels(pages: &Pages) -> Option<Chart> {
    let (archive, words) = (pages.site.given.archive, pages.site.words);
    let mut promised: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (_, action) in actions::all(pages.site) {
        let is_done = usize::from(action.status == ActionStatus::Done);
        for level in levels_of(archive, action) {
            let (all, done) = promised.entry(level).or_default();
            *all += 1;
            *done += is_done;
        }
    }
    let reports = &archive.factors.by_level;
    let mut names: Vec<&str> = reports.keys().map(String::as_str).collect();
    names.extend(promised.keys());
    names.sort_by_key(|name| (LEVELS.iter().position(|it| it == name).unwrap_or(9), *name));
    names.dedup();
    let rows = names.into_iter().map(|level| {
        let (promised, done) = promised.get(level).copied().unwrap_or_default();
        let name = words.find(&format!("level.{level}"));
        chart::LevelRow {
            name: name.map_or_else(|| humanize(level), str::to_owned),
            reports: reports.get(level).map_or(0, Vec::len),
            promised,
            done,
        }
    });
    chart::levels(words, &rows.take(MOST_LEVELS).collect::<Vec<_>>())
}

/// The levels of a lesson, from the outermost inwards.
const LEVELS: [&str; 3] = ["organisation", "business-process", "information-system"];

/// The most levels that are drawn; an organisation may write its own.
const MOST_LEVELS: usize = 8;

fn levels_of<'a>(archive: &'a Archive, action: &'a ActionItem) -> BTreeSet<&'a str> {
    if let Some(level) = action.level.as_deref() {
        return BTreeSet::from([level]);
    }
    let factors = action.addresses.iter();
    factors
        .filter_map(|(written, _)| archive.registry.resolve(written)?.level.as_deref())
        .collect()
}

/// Counts the open action items by how long they are past their day.
fn promises(pages: &Pages) -> Vec<(String, usize)> {
    let (site, today) = (pages.site, pages.site.given.today);
    const NAMES: [&str; 5] = [
        "stats.in-time",
        "stats.late-month",
        "stats.late-quarter",
        "stats.late-more",
        "stats.undated",
    ];
    let mut counts = [0; 5];
    for (_, action) in actions::all(site).filter(|(_, it)| it.is_open()) {
        let late = action
            .due
            .as_ref()
            .map(|due| (today - due.last_day).get_days());
        counts[match late {
            None => 4,
            Some(days) if days <= 0 => 0,
            Some(days) if days <= 30 => 1,
            Some(days) if days <= 90 => 2,
            Some(_) => 3,
        }] += 1;
    }
    let names = NAMES.map(|name| site.words.get(name).to_owned());
    names.into_iter().zip(counts).collect()
}
