//! Near misses and self-reports: what did people spot before it hurt?

use anyhow::Result;
use serde::Serialize;

use crate::archive::Index;
use crate::site::Site;
use crate::site::page::{Entry, Frame, Link, Pages, Subject};
use crate::site::url::{Here, Place};

/// `near-misses.html`
#[derive(Serialize)]
struct NearMissesPage<'a> {
    frame: Frame<'a>,
    /// A thank-you with how many there are; empty where there is none yet.
    thanks: String,
    near_misses: Vec<Entry>,
    /// What the people concerned told of themselves, near misses aside.
    self_reports: Vec<Entry>,
    more: Option<Link>,
}

const MOST: usize = 150;

pub(in crate::site) fn render(site: &Site) -> Result<String> {
    let path = Place::NearMisses.path();
    let here = Here::page(&path);
    let pages = Pages { site, here: &here };
    let archive = site.given.archive;
    let told: Vec<Index> = super::home::told_early(site).collect();
    let (near_misses, self_reports): (Vec<Index>, Vec<Index>) = told
        .iter()
        .partition(|&&index| archive.get(index).is_near_miss());
    let shown = near_misses.len().min(MOST) + self_reports.len().min(MOST);
    let title = site.words.get("near-misses.title").to_owned();
    let page = NearMissesPage {
        frame: Frame::new(
            site,
            &path,
            &here,
            Subject {
                description: title.clone(),
                title,
                part: Some(Place::NearMisses),
                ..Subject::default()
            },
        ),
        thanks: match told.len() {
            0 => String::new(),
            n => site.words.count("near-misses.thanks", n),
        },
        near_misses: pages.entries(&near_misses[..near_misses.len().min(MOST)]),
        self_reports: pages.entries(&self_reports[..self_reports.len().min(MOST)]),
        more: super::factor::more(&pages, told.len(), shown),
    };
    site.given.theme.render("near-misses.html", &page)
}
