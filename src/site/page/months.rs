//! The pages of months, where a year has too many reports for one page, and of reports without a
//! date, where there are too many of those. What is too much for one page is split into parts, and
//! the lists of years lead to each part, so that no report is more than three steps from home.

use anyhow::Result;

use crate::archive::{Archive, Index};
use crate::site::Site;
use crate::site::page::years::{self, Month, YearPage};
use crate::site::page::{Frame, Link, Pages, Subject};
use crate::site::url::{self, Here, OutputPath, Place};

/// The most reports on one page: a year with more has pages for its months.
pub(in crate::site) const MOST_ON_A_PAGE: usize = 250;

/// Renders a part of a month, the first being 1.
pub(in crate::site) fn render(
    site: &Site,
    path: &OutputPath,
    (year, month, part): (i16, i8, usize),
) -> Result<String> {
    let here = Here::page(path);
    let pages = Pages { site, here: &here };
    let archive = site.given.archive;
    let all: Vec<(i8, usize, Vec<Index>)> = of(archive, &archive.by_year[&year])
        .into_iter()
        .flat_map(|(month, reports)| {
            let parts = parts(&reports).map(|(part, reports)| (month, part, reports.to_vec()));
            parts.collect::<Vec<_>>()
        })
        .collect();
    let at = all.iter().position(|it| (it.0, it.1) == (month, part));
    let neighbour = |at: Option<usize>| {
        let (month, part, _) = all.get(at?)?;
        let page = url::month(year, *month, *part);
        Some(Link::to(&here, &page, &part_name(site, *month, *part)))
    };
    let year_page = Link::to(&here, &url::year(year), &year.to_string());
    let part_of_year = Part {
        title: site
            .words
            .month_of_year(&part_name(site, month, part), year),
        above: vec![
            pages.place(Place::Postmortems, "nav.postmortems"),
            year_page,
        ],
        reports: at.map_or(&[][..], |at| &all[at].2),
        before: neighbour(at.map(|at| at + 1)),
        after: neighbour(at.and_then(|at| at.checked_sub(1))),
    };
    part_of_year.render(&pages, path)
}

/// Renders a part of the reports without a date, the first being 1.
pub(in crate::site) fn render_undated(
    site: &Site,
    path: &OutputPath,
    part: usize,
) -> Result<String> {
    let here = Here::page(path);
    let pages = Pages { site, here: &here };
    let undated = undated(site.given.archive);
    let mut reports = parts(&undated);
    let total = reports.len();
    let neighbour = |part: usize| {
        let name = undated_name(site, part);
        (1..=total)
            .contains(&part)
            .then(|| Link::to(&here, &url::undated(part), &name))
    };
    let part_of_all = Part {
        title: undated_name(site, part),
        above: vec![pages.place(Place::Postmortems, "nav.postmortems")],
        reports: reports.nth(part - 1).map_or(&[], |it| it.1),
        before: neighbour(part + 1),
        after: neighbour(part - 1),
    };
    part_of_all.render(&pages, path)
}

/// A run of reports that fits on one page.
struct Part<'r> {
    title: String,
    above: Vec<Link>,
    reports: &'r [Index],
    before: Option<Link>,
    after: Option<Link>,
}

impl Part<'_> {
    fn render(self, pages: &Pages, path: &OutputPath) -> Result<String> {
        let site = pages.site;
        let figures = years::figures(site, self.reports);
        let page = YearPage {
            frame: Frame::new(
                site,
                path,
                pages.here,
                Subject {
                    title: self.title,
                    description: figures.clone(),
                    part: Some(Place::Postmortems),
                    above: self.above,
                    ..Subject::default()
                },
            ),
            figures,
            quarters: Vec::new(),
            calendar: None,
            months: vec![Month {
                name: String::new(),
                pages: Vec::new(),
                reports: pages.entries(self.reports),
            }],
            before: self.before,
            after: self.after,
        };
        site.given.theme.render("year.html", &page)
    }
}

/// Returns the reports of each month of a year, newest first.
pub(in crate::site) fn of(archive: &Archive, reports: &[Index]) -> Vec<(i8, Vec<Index>)> {
    let mut months: Vec<(i8, Vec<Index>)> = Vec::new();
    for &index in reports {
        let Some(month) = archive.get(index).date.map(|date| date.month()) else {
            continue;
        };
        // Reports come newest first, so those of a month stand together.
        match months.last_mut() {
            Some((last, reports)) if *last == month => reports.push(index),
            _ => months.push((month, vec![index])),
        }
    }
    months
}

/// Returns the reports without a date, which come last.
pub(in crate::site) fn undated(archive: &Archive) -> Vec<Index> {
    let all = 0..archive.postmortems.len();
    all.filter(|&index| archive.get(index).date.is_none())
        .collect()
}

/// Splits reports into what fits on one page, with the number of each part, from 1 on.
pub(in crate::site) fn parts(
    reports: &[Index],
) -> impl ExactSizeIterator<Item = (usize, &[Index])> {
    let chunks = reports.chunks(MOST_ON_A_PAGE).enumerate();
    chunks.map(|(at, reports)| (at + 1, reports))
}

/// Returns the way to every page of the months of a year.
pub(super) fn links(pages: &Pages, year: i16, reports: &[Index]) -> Vec<Link> {
    let (site, archive) = (pages.site, pages.site.given.archive);
    let mut links = Vec::new();
    for (month, reports) in of(archive, reports) {
        for (part, _) in parts(&reports) {
            let page = url::month(year, month, part);
            links.push(Link::to(pages.here, &page, &part_name(site, month, part)));
        }
    }
    links
}

/// Returns the way to the pages of one month, with how many reports each has.
pub(super) fn parts_of_month(pages: &Pages, year: i16, month: i8, reports: &[Index]) -> Vec<Link> {
    let link = |(part, reports): (usize, &[Index])| {
        let figures = pages.site.words.count("count.reports", reports.len());
        Link::to(pages.here, &url::month(year, month, part), &figures)
    };
    parts(reports).map(link).collect()
}

/// Returns the way to the pages of the reports without a date.
pub(super) fn undated_links(pages: &Pages, undated: &[Index]) -> Vec<Link> {
    let link = |(part, _)| {
        let name = undated_name(pages.site, part);
        Link::to(pages.here, &url::undated(part), &name)
    };
    parts(undated).map(link).collect()
}

pub(super) fn name<'a>(site: &Site<'a>, month: i8) -> &'a str {
    site.words.month(month)
}

fn part_name(site: &Site, month: i8, part: usize) -> String {
    numbered(site, name(site, month), part)
}

fn undated_name(site: &Site, part: usize) -> String {
    numbered(site, site.words.get("postmortems.undated"), part)
}

/// Names a part; the first goes without its number.
fn numbered(site: &Site, name: &str, part: usize) -> String {
    match part {
        1 => name.to_owned(),
        n => {
            let places = [("name", name), ("n", &n.to_string())];
            site.words.fill("year.part", &places)
        }
    }
}
