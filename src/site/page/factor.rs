//! A contributing factor: does this keep biting us, and did what we tried work?

use std::collections::BTreeMap;

use anyhow::Result;
use serde::Serialize;

use crate::archive::{FactorEntry, Index};
use crate::site::Site;
use crate::site::html::Html;
use crate::site::page::{ActionCard, Entry, Frame, Link, Pages, Subject};
use crate::site::url::{Here, OutputPath, Place};

/// `factor.html`
#[derive(Serialize)]
struct FactorPage<'a> {
    frame: Frame<'a>,
    /// "Information system, capacity and life-cycle"
    kind: String,
    /// What it is, as the registry describes it.
    description: Html,
    /// A question to ask where it is met.
    question: Option<&'a str>,
    /// "8 reports, 5 services, 2 open action items"
    figures: String,
    /// "First seen …, last seen …"; or that it was seen once or never.
    seen: String,
    /// The names that reports use for it as well.
    aliases: &'a [String],
    /// The services that were affected, most often first.
    services: Vec<Counted>,
    /// The factors that it was met with, most often first.
    together: Vec<Counted>,
    /// What was promised against it.
    actions: Vec<ActionCard>,
    reports: Vec<Entry>,
    /// How many more there are, and the way to them.
    more: Option<Link>,
    see_also: Vec<Link>,
}

/// Something with how many reports it was met in.
#[derive(Serialize)]
struct Counted {
    link: Link,
    reports: usize,
}

/// The most reports that stand on the page.
const MOST: usize = 150;

/// The most action items that stand on the page, newest report first.
const MOST_ACTIONS: usize = 50;

pub(in crate::site) fn render(site: &Site, path: &OutputPath, id: &str) -> Result<String> {
    let here = Here::page(path);
    let pages = Pages { site, here: &here };
    let archive = site.given.archive;
    let entry = &archive.factors.entries[id];
    let registered = archive.registry.get(id);
    let reports = &entry.postmortems;
    let figures = super::factors::figures(site, entry);
    let tried = site.tried.get(id).map_or(&[][..], Vec::as_slice);
    let kind = [
        super::factors::level(site, entry),
        entry.group.clone().unwrap_or_default(),
    ];
    let description = registered.and_then(|factor| factor.description.as_deref());
    let page = FactorPage {
        frame: Frame::new(
            site,
            path,
            &here,
            Subject {
                title: entry.title.clone(),
                description: figures.clone(),
                part: Some(Place::Factors),
                above: vec![pages.place(Place::Factors, "nav.factors")],
                ..Subject::default()
            },
        ),
        kind: kind
            .into_iter()
            .filter(|it| !it.is_empty())
            .collect::<Vec<_>>()
            .join(", "),
        description: description
            .map(|text| pages.prose(text, "factors.yml"))
            .unwrap_or_default(),
        question: registered.and_then(|factor| factor.ask.as_deref()),
        figures,
        seen: seen(site, entry),
        aliases: registered.map_or(&[], |factor| &factor.aliases),
        services: counted(reports, |index| &archive.get(index).services)
            .into_iter()
            .map(|(service, reports)| Counted {
                link: pages.service(service),
                reports,
            })
            .collect(),
        together: together(&pages, entry),
        actions: tried
            .iter()
            .take(MOST_ACTIONS)
            .map(|(index, action)| pages.action(*index, action))
            .collect(),
        reports: pages.entries(&reports[..reports.len().min(MOST)]),
        more: more(&pages, reports.len(), MOST),
        see_also: registered
            .map_or(&[][..], |factor| &factor.see_also)
            .iter()
            .filter_map(|other| archive.registry.resolve(other))
            .map(|other| pages.factor(&other.id))
            .collect(),
    };
    site.given.theme.render("factor.html", &page)
}

/// Returns how many reports a list leaves out, with the way to all of them.
pub(super) fn more(pages: &Pages, total: usize, shown: usize) -> Option<Link> {
    let rest = total.checked_sub(shown).filter(|&rest| rest > 0)?;
    Some(Link {
        href: Some(pages.here.to(&Place::Years.path())),
        text: pages.site.words.count("list.more", rest),
    })
}

/// Counts names over reports: most often first, then by name.
pub(super) fn counted<'a, N: Ord + 'a>(
    reports: &[Index],
    names: impl Fn(Index) -> &'a [N],
) -> Vec<(&'a N, usize)> {
    let mut counts: BTreeMap<&N, usize> = BTreeMap::new();
    for name in reports.iter().flat_map(|&index| names(index)) {
        *counts.entry(name).or_default() += 1;
    }
    let mut counts: Vec<(&N, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
    counts
}

fn together(pages: &Pages, entry: &FactorEntry) -> Vec<Counted> {
    let archive = pages.site.given.archive;
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for &index in &entry.postmortems {
        for id in archive.factor_ids(index) {
            if id != entry.id {
                *counts.entry(id).or_default() += 1;
            }
        }
    }
    let mut counts: Vec<(String, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
    counts
        .into_iter()
        .take(8)
        .map(|(id, reports)| Counted {
            link: pages.factor(&id),
            reports,
        })
        .collect()
}

fn seen(site: &Site, entry: &FactorEntry) -> String {
    let (archive, words) = (site.given.archive, site.words);
    let dates = || {
        entry
            .postmortems
            .iter()
            .filter_map(|&index| archive.get(index).date)
    };
    let (Some(last), Some(first)) = (dates().next(), dates().next_back()) else {
        return match entry.postmortems.len() {
            0 => words.get("factor.never").to_owned(),
            _ => String::new(),
        };
    };
    if entry.postmortems.len() == 1 {
        return words.fill("factor.once", &[("day", &words.short_day(last))]);
    }
    let (first, last) = (words.short_day(first), words.short_day(last));
    words.fill("factor.seen", &[("first", &first), ("last", &last)])
}
