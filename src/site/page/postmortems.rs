//! The list of all reports: the newest, and the way to every other by year.

use anyhow::Result;
use serde::Serialize;

use crate::archive::Index;
use crate::site::Site;
use crate::site::page::years::{self, YearLink};
use crate::site::page::{Entry, Frame, Link, Pages, Subject, months};
use crate::site::url::{Here, Place};

/// `postmortems.html`
#[derive(Serialize)]
struct PostmortemsPage<'a> {
    frame: Frame<'a>,
    /// "214 reports since 2019"
    figures: String,
    /// Every year with its reports, newest first.
    years: Vec<YearLink>,
    newest: Vec<Entry>,
    /// Reports of which no day is known; they stand nowhere else.
    undated: Vec<Entry>,
    /// The pages of such reports instead, where they are too many.
    undated_pages: Vec<Link>,
}

/// How many reports stand on the page itself.
const NEWEST: usize = 100;

pub(in crate::site) fn render(site: &Site) -> Result<String> {
    let path = Place::Postmortems.path();
    let here = Here::page(&path);
    let pages = Pages { site, here: &here };
    let archive = site.given.archive;
    let words = site.words;
    let total = archive.postmortems.len();
    let figures = match archive.by_year.keys().next() {
        Some(first) => words.count_with(
            "postmortems.figures",
            total,
            &[("year", &first.to_string())],
        ),
        None => words.count("count.reports", total),
    };
    let dated = |index: &Index| archive.get(*index).date.is_some();
    let newest: Vec<Index> = (0..total).filter(dated).take(NEWEST).collect();
    let undated = months::undated(archive);
    let (undated, undated_pages) = if undated.len() > months::MOST_ON_A_PAGE {
        (Vec::new(), months::undated_links(&pages, &undated))
    } else {
        (undated, Vec::new())
    };
    let page = PostmortemsPage {
        frame: Frame::new(
            site,
            &path,
            &here,
            Subject {
                title: words.get("nav.postmortems").to_owned(),
                description: figures.clone(),
                part: Some(Place::Postmortems),
                ..Subject::default()
            },
        ),
        figures,
        years: years::links(&pages),
        newest: pages.entries(&newest),
        undated: pages.entries(&undated),
        undated_pages,
    };
    site.given.theme.render("postmortems.html", &page)
}
