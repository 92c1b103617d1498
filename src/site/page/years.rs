//! The pages of years and quarters. Where a year has too many reports for one page, they lead to
//! the pages of its months.

use std::collections::BTreeMap;

use anyhow::Result;
use jiff::civil::Date;
use serde::Serialize;

use crate::archive::{Archive, Index};
use crate::site::Site;
use crate::site::chart::{self, Chart};
use crate::site::page::months::{self, MOST_ON_A_PAGE};
use crate::site::page::{Entry, Frame, Link, Pages, Subject};
use crate::site::url::{self, Here, OutputPath, Place};

/// `years.html`
#[derive(Serialize)]
struct YearsPage<'a> {
    frame: Frame<'a>,
    years: Vec<YearLink>,
}

/// `year.html`
#[derive(Serialize)]
pub(super) struct YearPage<'a> {
    pub(super) frame: Frame<'a>,
    /// "41 reports, 6 near misses"
    pub(super) figures: String,
    /// The quarters of the year; none on the page of a quarter or a month.
    pub(super) quarters: Vec<Link>,
    /// The year day by day; none on the page of a quarter or a month.
    pub(super) calendar: Option<Chart>,
    /// The reports by month, newest first; a month of a large year has pages instead.
    pub(super) months: Vec<Month>,
    /// The year or month before, and the one after.
    pub(super) before: Option<Link>,
    pub(super) after: Option<Link>,
}

/// A year with the way to its reports.
#[derive(Serialize)]
pub(super) struct YearLink {
    year: Link,
    /// "41 reports"
    figures: String,
    /// The pages of its months, of a year that has them.
    months: Vec<Link>,
}

#[derive(Serialize)]
pub(super) struct Month {
    /// Empty where the page is about nothing else.
    pub(super) name: String,
    /// The pages of the month, if it has any.
    pub(super) pages: Vec<Link>,
    pub(super) reports: Vec<Entry>,
}

pub(in crate::site) fn render_index(site: &Site) -> Result<String> {
    let path = Place::Years.path();
    let here = Here::page(&path);
    let pages = Pages { site, here: &here };
    let title = site.words.get("nav.years").to_owned();
    let page = YearsPage {
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
        years: links(&pages),
    };
    site.given.theme.render("years.html", &page)
}

pub(in crate::site) fn render(site: &Site, path: &OutputPath, year: i16) -> Result<String> {
    let here = Here::page(path);
    let pages = Pages { site, here: &here };
    let archive = site.given.archive;
    let reports = &archive.by_year[&year];
    let is_large = reports.len() > MOST_ON_A_PAGE;
    let neighbour =
        |year: Option<&i16>| year.map(|&year| Link::to(&here, &url::year(year), &year.to_string()));
    let figures = figures(site, reports);
    let page = YearPage {
        frame: Frame::new(
            site,
            path,
            &here,
            Subject {
                title: year.to_string(),
                description: figures.clone(),
                part: Some(Place::Postmortems),
                above: vec![
                    pages.place(Place::Postmortems, "nav.postmortems"),
                    pages.place(Place::Years, "nav.years"),
                ],
                data: Some(url::data_of(path)),
                ..Subject::default()
            },
        ),
        figures,
        quarters: quarters(archive, reports)
            .into_iter()
            .map(|(quarter, _)| {
                let page = url::quarter(year, quarter);
                Link::to(&here, &page, &quarter_name(site, year, quarter))
            })
            .collect(),
        calendar: Some(calendar(site, year)),
        months: listed_months(&pages, year, reports, is_large),
        before: neighbour(archive.by_year.range(..year).next_back().map(|it| it.0)),
        after: neighbour(archive.by_year.range(year + 1..).next().map(|it| it.0)),
    };
    site.given.theme.render("year.html", &page)
}

pub(in crate::site) fn render_quarter(
    site: &Site,
    path: &OutputPath,
    year: i16,
    quarter: i8,
) -> Result<String> {
    let here = Here::page(path);
    let pages = Pages { site, here: &here };
    let archive = site.given.archive;
    let in_year = &archive.by_year[&year];
    let quarters = quarters(archive, in_year);
    let at = quarters.iter().position(|it| it.0 == quarter);
    let reports = at.map_or(&[][..], |at| quarters[at].1.as_slice());
    let neighbour = |at: Option<usize>| {
        let (quarter, _) = quarters.get(at?)?;
        let page = url::quarter(year, *quarter);
        Some(Link::to(&here, &page, &quarter_name(site, year, *quarter)))
    };
    let figures = figures(site, reports);
    let page = YearPage {
        frame: Frame::new(
            site,
            path,
            &here,
            Subject {
                title: quarter_name(site, year, quarter),
                description: figures.clone(),
                part: Some(Place::Postmortems),
                above: vec![
                    pages.place(Place::Postmortems, "nav.postmortems"),
                    Link::to(&here, &url::year(year), &year.to_string()),
                ],
                ..Subject::default()
            },
        ),
        figures,
        quarters: Vec::new(),
        calendar: None,
        months: listed_months(&pages, year, reports, in_year.len() > MOST_ON_A_PAGE),
        before: neighbour(at.map(|at| at + 1)),
        after: neighbour(at.and_then(|at| at.checked_sub(1))),
    };
    site.given.theme.render("year.html", &page)
}

/// Draws a year, day by day.
fn calendar(site: &Site, year: i16) -> Chart {
    let (first, last) = (Date::constant(year, 1, 1), Date::constant(year, 12, 31));
    chart::calendar(site.words, (first, last), &days(site, (first, last)))
}

/// Counts the reports of each day.
pub(super) fn days(site: &Site, (first, last): (Date, Date)) -> BTreeMap<Date, usize> {
    let mut days = BTreeMap::new();
    let dates = site.given.archive.postmortems.iter().map(|it| it.date);
    for date in dates.flatten().filter(|date| (first..=last).contains(date)) {
        *days.entry(date).or_default() += 1;
    }
    days
}

/// Returns the reports of each month; of a large year, whose months have pages, the way to them.
fn listed_months(pages: &Pages, year: i16, reports: &[Index], is_large: bool) -> Vec<Month> {
    let site = pages.site;
    months::of(site.given.archive, reports)
        .into_iter()
        .map(|(month, reports)| Month {
            name: months::name(site, month).to_owned(),
            pages: if is_large {
                months::parts_of_month(pages, year, month, &reports)
            } else {
                Vec::new()
            },
            reports: if is_large {
                Vec::new()
            } else {
                pages.entries(&reports)
            },
        })
        .collect()
}

/// Returns the way to every year, newest first.
pub(super) fn links(pages: &Pages) -> Vec<YearLink> {
    let (site, archive) = (pages.site, pages.site.given.archive);
    let years = archive.by_year.iter().rev();
    years
        .map(|(&year, reports)| YearLink {
            year: Link::to(pages.here, &url::year(year), &year.to_string()),
            figures: site.words.count("count.reports", reports.len()),
            months: if reports.len() > MOST_ON_A_PAGE {
                months::links(pages, year, reports)
            } else {
                Vec::new()
            },
        })
        .collect()
}

/// Returns the reports of each quarter of a year, newest first.
pub(in crate::site) fn quarters(archive: &Archive, reports: &[Index]) -> Vec<(i8, Vec<Index>)> {
    let mut quarters: Vec<(i8, Vec<Index>)> = Vec::new();
    for (month, reports) in months::of(archive, reports) {
        let quarter = (month - 1) / 3 + 1;
        match quarters.last_mut() {
            Some((last, all)) if *last == quarter => all.extend(reports),
            _ => quarters.push((quarter, reports)),
        }
    }
    quarters
}

fn quarter_name(site: &Site, year: i16, quarter: i8) -> String {
    let (quarter, year) = (quarter.to_string(), year.to_string());
    site.words
        .fill("date.quarter", &[("n", &quarter), ("year", &year)])
}

/// Returns how many reports there are, and how many of them tell of a near miss.
pub(super) fn figures(site: &Site, reports: &[Index]) -> String {
    let archive = site.given.archive;
    let is_near_miss = |index: &&Index| archive.get(**index).is_near_miss();
    let near_misses = reports.iter().filter(is_near_miss).count();
    let total = site.words.count("count.reports", reports.len());
    match near_misses {
        0 => total,
        n => {
            let near_misses = site.words.count("count.near-misses", n);
            site.words.list(&[total, near_misses])
        }
    }
}
