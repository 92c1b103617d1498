//! The index of contributing factors: what are our kinds of trouble?

use std::collections::BTreeSet;

use anyhow::Result;
use jiff::ToSpan;
use serde::Serialize;

use crate::archive::{FactorEntry, Index, Row, State, matrix};
use crate::postmortem::humanize;
use crate::site::Site;
use crate::site::chart;
use crate::site::html::Html;
use crate::site::page::{Day, Frame, Link, Pages, Subject, actions};
use crate::site::url::{Here, Place};

/// `factors.html`
#[derive(Serialize)]
struct FactorsPage<'a> {
    frame: Frame<'a>,
    /// "31 contributing factors, 12 of them met more than once"
    figures: String,
    /// The factors that reports name: what came back after it was dealt with first.
    met: Vec<FactorRow>,
    /// The services in which the most frequent ones were met, if there are any.
    matrix: Option<Matrix>,
    /// The levels whose factors the most frequent ones were met with, if there are any.
    levels: Option<Matrix>,
    /// The levels and groups, each with the reports that name one of its factors.
    roll_up: Vec<RolledUp>,
    /// The others of the registry.
    unmet: Vec<Link>,
    /// "and 400 more", where there are too many for one page.
    more: String,
}

/// A level. A report counts once for it, and once for each of its groups.
#[derive(Serialize)]
struct RolledUp {
    level: String,
    reports: usize,
    groups: Vec<RolledUpGroup>,
}

#[derive(Serialize)]
struct RolledUpGroup {
    name: String,
    reports: usize,
}

#[derive(Serialize)]
struct FactorRow {
    factor: Link,
    /// `Organisation` and so on.
    level: String,
    group: String,
    reports: usize,
    /// The reports of each of the last twelve months.
    trend: Html,
    /// "after it was dealt with", if it came back at all.
    came_back: String,
    open_actions: usize,
    last: Option<Day>,
}

/// How often factors and services, or levels, were met together.
#[derive(Serialize)]
struct Matrix {
    columns: Vec<Link>,
    rows: Vec<MatrixRow>,
}

#[derive(Serialize)]
struct MatrixRow {
    factor: Link,
    cells: Vec<MatrixCell>,
}

#[derive(Serialize)]
struct MatrixCell {
    reports: usize,
    /// 0 to 4.
    heat: usize,
}

const MATRIX: usize = 12;

/// The most rows of the table; an organisation with more kinds of trouble has a list below.
const MOST: usize = 150;

/// The most names in that list.
const MOST_NAMES: usize = 500;

pub(in crate::site) fn render(site: &Site) -> Result<String> {
    let path = Place::Factors.path();
    let here = Here::page(&path);
    let pages = Pages { site, here: &here };
    let (archive, words) = (site.given.archive, site.words);
    let rows = crate::archive::overview(archive);
    let (met, unmet): (Vec<&Row>, Vec<&Row>) = rows.iter().partition(|row| row.reports > 0);
    let again = met.iter().filter(|it| it.reports > 1).count();
    let again = words.count("factors.again", again);
    let figures = words.count_with("factors.figures", met.len(), &[("again", &again)]);
    let (listed, rest) = met.split_at(met.len().min(MOST));
    let page = FactorsPage {
        frame: Frame::new(
            site,
            &path,
            &here,
            Subject {
                title: words.get("nav.factors").to_owned(),
                description: figures.clone(),
                part: Some(Place::Factors),
                ..Subject::default()
            },
        ),
        figures,
        met: listed
            .iter()
            .enumerate()
            .map(|(at, row)| factor_row(&pages, at, row))
            .collect(),
        matrix: services_met(&pages),
        levels: levels_met(&pages),
        roll_up: roll_up(site),
        unmet: rest
            .iter()
            .chain(&unmet)
            .take(MOST_NAMES)
            .map(|row| pages.factor(row.id))
            .collect(),
        more: match (rest.len() + unmet.len()).saturating_sub(MOST_NAMES) {
            0 => String::new(),
            rest => words.count("list.more-names", rest),
        },
    };
    site.given.theme.render("factors.html", &page)
}

fn factor_row(pages: &Pages, at: usize, row: &Row) -> FactorRow {
    let site = pages.site;
    let entry = &site.given.archive.factors.entries[row.id];
    FactorRow {
        factor: pages.factor(row.id),
        level: level(site, entry),
        group: row.group.map(humanize).unwrap_or_default(),
        reports: row.reports,
        trend: trend(site, &format!("spark-{at}"), &entry.postmortems),
        came_back: match row.came_back {
            Some(State::AfterDone) => site.words.get("factors.after-done"),
            Some(State::WhileOpen) => site.words.get("factors.while-open"),
            Some(State::GaveWayBefore) => site.words.get("factors.gave-way-before"),
            Some(State::NeverAddressed) => site.words.get("factors.never-addressed"),
            Some(State::Declined) => site.words.get("factors.declined"),
            Some(State::Unknown | State::First) | None => "",
        }
        .to_owned(),
        open_actions: row.open_action_items,
        last: row.last_seen.map(|date| Day::short(site.words, date)),
    }
}

/// Draws the reports of each of the last twelve months.
pub(super) fn trend(site: &Site, name: &str, reports: &[Index]) -> Html {
    let this_month = site.given.today.first_of_month();
    let first = this_month.saturating_sub(11.months());
    let mut months = [0; 12];
    for date in reports
        .iter()
        .filter_map(|&index| site.given.archive.get(index).date)
        .filter(|&date| date >= first && date <= site.given.today)
    {
        let since =
            i32::from(date.year() - first.year()) * 12 + i32::from(date.month() - first.month());
        if let Some(month) = usize::try_from(since)
            .ok()
            .and_then(|at| months.get_mut(at))
        {
            *month += 1;
        }
    }
    let numbers = site.words.list(&months.map(|n| site.words.number(n)));
    let title = site.words.fill("chart.spark", &[("numbers", &numbers)]);
    chart::spark(name, &months, &title)
}

/// Counts the reports of every level and group.
fn roll_up(site: &Site) -> Vec<RolledUp> {
    let factors = &site.given.archive.factors;
    let groups_of = |level: &String| -> BTreeSet<&String> {
        let entries = factors.entries.values();
        let entries = entries.filter(|entry| entry.level.as_ref() == Some(level));
        entries.filter_map(|entry| entry.group.as_ref()).collect()
    };
    let levels = factors.by_level.iter();
    levels
        .map(|(level, reports)| RolledUp {
            level: level_name(site, level),
            reports: reports.len(),
            groups: groups_of(level)
                .into_iter()
                .filter_map(|group| {
                    Some(RolledUpGroup {
                        name: humanize(group),
                        reports: factors.by_group.get(group)?.len(),
                    })
                })
                .collect(),
        })
        .collect()
}

/// Returns the services in which the most frequent factors were met.
fn services_met(pages: &Pages) -> Option<Matrix> {
    let archive = pages.site.given.archive;
    let mut services: Vec<(&String, &Vec<Index>)> = archive.by_service.iter().collect();
    services.sort_by_key(|(_, reports)| std::cmp::Reverse(reports.len()));
    let services = services.into_iter().take(MATRIX).map(|(id, _)| id);
    let columns = services.map(|id| (id.clone(), pages.service(id))).collect();
    table(pages, &matrix::by_service(archive), columns)
}

/// Returns the levels whose factors the most frequent ones were met with.
fn levels_met(pages: &Pages) -> Option<Matrix> {
    let archive = pages.site.given.archive;
    let levels = archive.factors.by_level.keys();
    let name = |level: &String| Link::nowhere(level_name(pages.site, level));
    let columns = levels.map(|level| (level.clone(), name(level))).collect();
    table(pages, &matrix::by_level(archive), columns)
}

/// Chooses the rows of the most frequent factors and some columns.
fn table(pages: &Pages, counts: &matrix::Matrix, columns: Vec<(String, Link)>) -> Option<Matrix> {
    let entries = pages.site.given.archive.factors.entries.values();
    let mut factors: Vec<&FactorEntry> = entries.collect();
    factors.retain(|entry| !entry.postmortems.is_empty());
    factors.sort_by_key(|entry| std::cmp::Reverse(entry.postmortems.len()));
    factors.truncate(MATRIX);
    if factors.len() < 2 || columns.len() < 2 {
        return None;
    }
    let places: Vec<usize> = columns
        .iter()
        .filter_map(|(name, _)| counts.columns.binary_search(name).ok())
        .collect();
    let row = |entry: &FactorEntry| {
        let row = &counts.rows[&entry.id];
        places.iter().map(|&place| row[place]).collect()
    };
    let rows: Vec<Vec<usize>> = factors.iter().map(|entry| row(entry)).collect();
    let highest = rows.iter().flatten().copied().max()?;
    let cell = |&reports: &usize| MatrixCell {
        reports,
        heat: (reports * 4).div_ceil(highest.max(4)).min(4),
    };
    Some(Matrix {
        columns: columns.into_iter().map(|(_, link)| link).collect(),
        rows: factors
            .iter()
            .zip(&rows)
            .map(|(entry, row)| MatrixRow {
                factor: pages.factor(&entry.id),
                cells: row.iter().map(cell).collect(),
            })
            .collect(),
    })
}

/// Returns what the level of a factor is called; empty where none is given.
pub(super) fn level(site: &Site, entry: &FactorEntry) -> String {
    let level = entry.level.as_deref();
    level.map_or_else(String::new, |level| level_name(site, level))
}

fn level_name(site: &Site, level: &str) -> String {
    let name = site.words.find(&format!("level.{level}"));
    name.map_or_else(|| humanize(level), str::to_owned)
}

/// Returns "8 reports, 5 services, 2 open action items".
pub(super) fn figures(site: &Site, entry: &FactorEntry) -> String {
    let words = site.words;
    let mut figures = vec![words.count("count.reports", entry.postmortems.len())];
    match services(site, entry) {
        0 => {}
        n => figures.push(words.count("count.services", n)),
    }
    let open = actions::against(site.given.archive, &entry.id).filter(|(_, it)| it.is_open());
    match open.count() {
        0 => {}
        n => figures.push(words.count("count.open-actions", n)),
    }
    words.list(&figures)
}

fn services(site: &Site, entry: &FactorEntry) -> usize {
    let archive = site.given.archive;
    let services: BTreeSet<&String> = entry
        .postmortems
        .iter()
        .flat_map(|&index| &archive.get(index).services)
        .collect();
    services.len()
}
