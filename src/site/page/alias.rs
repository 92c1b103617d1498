//! An address that a report had before: it leads on to the one it has now, also without a script.

use anyhow::Result;
use serde::Serialize;

use crate::archive::Index;
use crate::site::Site;
use crate::site::page::{Frame, Link, Pages, Subject};
use crate::site::url::{Here, OutputPath, Place};

/// `alias.html`
#[derive(Serialize)]
struct AliasPage<'a> {
    frame: Frame<'a>,
    report: Link,
}

pub(in crate::site) fn render(site: &Site, path: &OutputPath, index: Index) -> Result<String> {
    let here = Here::page(path);
    let pages = Pages { site, here: &here };
    let page = AliasPage {
        frame: Frame::new(
            site,
            path,
            &here,
            Subject {
                title: site.given.archive.get(index).title.clone(),
                part: Some(Place::Postmortems),
                ..Subject::default()
            },
        ),
        report: pages.report(index),
    };
    site.given.theme.render("alias.html", &page)
}
