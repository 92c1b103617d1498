//! Near misses and self-reports: what did people spot before it hurt?

use std::collections::BTreeMap;

use anyhow::Result;
use serde::Serialize;

use crate::archive::Index;
use crate::postmortem::humanize;
use crate::site::Site;
use crate::site::page::{Entry, Frame, Link, Pages, Subject};
use crate::site::url::{Here, Place};

/// `near-misses.html`
#[derive(Serialize)]
struct NearMissesPage<'a> {
    frame: Frame<'a>,
    /// A thank-you with how many there are; empty where there is none yet.
    thanks: String,
    /// What caught the near misses, most often first, with how many it caught.
    caught_by: Vec<(String, usize)>,
    near_misses: Vec<Entry>,
    /// What the people concerned told of themselves, near misses aside.
    self_reports: Vec<Entry>,
    more: Option<Link>,
    /// Where it stands how to tell of one.
    culture: Link,
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
        caught_by: caught_by(site, &near_misses),
        near_misses: pages.entries(&near_misses[..near_misses.len().min(MOST)]),
        self_reports: pages.entries(&self_reports[..self_reports.len().min(MOST)]),
        more: super::factor::more(&pages, told.len(), shown),
        culture: pages.place(Place::Culture, "near-misses.how"),
    };
    site.given.theme.render("near-misses.html", &page)
}

/// Counts what caught near misses.
fn caught_by(site: &Site, near_misses: &[Index]) -> Vec<(String, usize)> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for &index in near_misses {
        if let Some(by) = &site.given.archive.get(index).caught_by {
            *counts.entry(by).or_default() += 1;
        }
    }
    let counts = counts.into_iter();
    let mut counts: Vec<(String, usize)> = counts.map(|(by, n)| (humanize(by), n)).collect();
    counts.sort_by_key(|it| std::cmp::Reverse(it.1));
    counts.truncate(12);
    counts
}
