//! The index of contributing factors: what are our kinds of trouble?

use anyhow::Result;
use serde::Serialize;

use crate::archive::FactorEntry;
use crate::postmortem::humanize;
use crate::site::Site;
use crate::site::page::{Day, Frame, Link, Pages, Subject};
use crate::site::url::{Here, Place};

/// `factors.html`
#[derive(Serialize)]
struct FactorsPage<'a> {
    frame: Frame<'a>,
    /// "31 contributing factors, 12 of them met more than once"
    figures: String,
    /// The factors that reports name, most first.
    met: Vec<FactorRow>,
    /// The others of the registry.
    unmet: Vec<Link>,
}

#[derive(Serialize)]
struct FactorRow {
    factor: Link,
    /// `Organisation` and so on.
    level: String,
    group: String,
    reports: usize,
    services: usize,
    open_actions: usize,
    last: Option<Day>,
}

pub(in crate::site) fn render(site: &Site) -> Result<String> {
    let path = Place::Factors.path();
    let here = Here::page(&path);
    let pages = Pages { site, here: &here };
    let (archive, words) = (site.given.archive, site.words);
    let mut entries: Vec<&FactorEntry> = archive.factors.entries.values().collect();
    entries.sort_by_key(|entry| (std::cmp::Reverse(entry.postmortems.len()), &entry.id));
    let (met, unmet): (Vec<_>, Vec<_>) = entries
        .into_iter()
        .partition(|entry| !entry.postmortems.is_empty());
    let again = met.iter().filter(|it| it.postmortems.len() > 1).count();
    let again = words.count("factors.again", again);
    let figures = words.count_with("factors.figures", met.len(), &[("again", &again)]);
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
        met: met.iter().map(|entry| row(&pages, entry)).collect(),
        unmet: unmet.iter().map(|entry| pages.factor(&entry.id)).collect(),
    };
    site.given.theme.render("factors.html", &page)
}

fn row(pages: &Pages, entry: &FactorEntry) -> FactorRow {
    let site = pages.site;
    let newest = entry.postmortems.first();
    let last = newest.and_then(|&index| site.given.archive.get(index).date);
    FactorRow {
        factor: pages.factor(&entry.id),
        level: level(site, entry),
        group: entry.group.as_deref().map(humanize).unwrap_or_default(),
        reports: entry.postmortems.len(),
        services: services(site, entry),
        open_actions: open_actions(site, &entry.id),
        last: last.map(|date| Day::short(site.words, date)),
    }
}

/// Returns what the level of a factor is called; empty where none is given.
pub(super) fn level(site: &Site, entry: &FactorEntry) -> String {
    let Some(level) = entry.level.as_deref() else {
        return String::new();
    };
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
    match open_actions(site, &entry.id) {
        0 => {}
        n => figures.push(words.count("count.open-actions", n)),
    }
    figures.join(", ")
}

fn services(site: &Site, entry: &FactorEntry) -> usize {
    let archive = site.given.archive;
    let services: std::collections::BTreeSet<&String> = entry
        .postmortems
        .iter()
        .flat_map(|&index| &archive.get(index).services)
        .collect();
    services.len()
}

fn open_actions(site: &Site, id: &str) -> usize {
    let tried = site.tried.get(id).map_or(&[][..], Vec::as_slice);
    tried.iter().filter(|(_, action)| action.is_open()).count()
}
