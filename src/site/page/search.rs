//! The search page: have we seen this?
//!
//! The page works without a script as far as it can: it leads to every list there is.

use anyhow::Result;
use serde::Serialize;

use crate::site::Site;
use crate::site::page::{Frame, Link, Pages, Subject};
use crate::site::url::{Here, Place};

/// `search.html`
#[derive(Serialize)]
struct SearchPage<'a> {
    frame: Frame<'a>,
    /// The lists to look through without a script.
    lists: Vec<Link>,
    /// What can be asked.
    help: Vec<Help<'a>>,
}

#[derive(Serialize)]
struct Help<'a> {
    /// As it is written in a query.
    written: &'static str,
    means: &'a str,
}

const HELP: [(&str, &str); 6] = [
    ("connection reset", "search.help-words"),
    ("\"connection reset\"", "search.help-phrase"),
    ("-staging", "search.help-without"),
    ("service:checkout", "search.help-field"),
    ("is:near-miss", "search.help-is"),
    ("has:open-actions", "search.help-has"),
];

pub(in crate::site) fn render(site: &Site) -> Result<String> {
    let path = Place::Search.path();
    let here = Here::page(&path);
    let pages = Pages { site, here: &here };
    let title = site.words.get("search.title").to_owned();
    let page = SearchPage {
        frame: Frame::new(
            site,
            &path,
            &here,
            Subject {
                description: title.clone(),
                title,
                part: Some(Place::Search),
                ..Subject::default()
            },
        ),
        lists: vec![
            pages.place(Place::Postmortems, "nav.postmortems"),
            pages.place(Place::Factors, "nav.factors"),
            pages.place(Place::Services, "nav.services"),
            pages.place(Place::Years, "nav.years"),
        ],
        help: HELP
            .into_iter()
            .map(|(written, means)| Help {
                written,
                means: site.words.get(means),
            })
            .collect(),
    };
    site.given.theme.render("search.html", &page)
}
