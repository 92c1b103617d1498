//! The page for an address that leads nowhere.

use anyhow::Result;
use serde::Serialize;

use crate::site::Site;
use crate::site::page::{Entry, Frame, Pages, Subject};
use crate::site::url::{Here, Place};

/// `404.html`
#[derive(Serialize)]
struct NotFoundPage<'a> {
    frame: Frame<'a>,
    newest: Vec<Entry>,
}

pub(in crate::site) fn render(site: &Site) -> Result<String> {
    let path = Place::NotFound.path();
    // A server shows this page at any depth, where a relative link would not land.
    let here = Here::anywhere(site.given.base_url);
    let pages = Pages { site, here: &here };
    let title = site.words.get("not-found.title").to_owned();
    let newest = 0..site.given.archive.postmortems.len().min(10);
    let page = NotFoundPage {
        frame: Frame::new(
            site,
            &path,
            &here,
            Subject {
                description: title.clone(),
                title,
                ..Subject::default()
            },
        ),
        newest: newest.map(|index| pages.entry(index)).collect(),
    };
    site.given.theme.render("404.html", &page)
}
