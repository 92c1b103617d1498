//! The register of personal data breaches (GDPR Article 33(5)), for a restricted audience alone.

use anyhow::Result;
use serde::Serialize;

use crate::archive::{Archive, Index};
use crate::document::WrittenTime;
use crate::postmortem::{Breach, Decision, humanize};
use crate::site::Site;
use crate::site::page::{Day, Frame, Link, Pages, Subject};
use crate::site::url::{self, Here, OutputPath, Place};

/// `breaches.html`
#[derive(Serialize)]
struct BreachesPage<'a> {
    frame: Frame<'a>,
    figures: String,
    /// Newest first, as many as fit on a page.
    breaches: Vec<Record>,
    /// The pages of the register, where it needs more than one.
    parts: Vec<Link>,
}

/// A breach: the facts, the effects as far as they are known, and what was decided.
#[derive(Serialize)]
struct Record {
    report: Link,
    day: Option<Day>,
    /// Names and values in the order of the register; an empty value is not known.
    facts: Vec<(String, String)>,
}

/// The most records on one page.
const MOST: usize = 60;

/// Returns how many pages the register has, which is one at least.
pub(in crate::site) fn parts(archive: &Archive) -> usize {
    all(archive).count().div_ceil(MOST).max(1)
}

/// Renders a part of the register, the first being 1.
pub(in crate::site) fn render(site: &Site, path: &OutputPath, part: usize) -> Result<String> {
    let here = Here::page(path);
    let pages = Pages { site, here: &here };
    let archive = site.given.archive;
    let figures = site.words.count("count.breaches", all(archive).count());
    let records = all(archive).skip((part - 1) * MOST).take(MOST);
    let page = BreachesPage {
        frame: Frame::new(
            site,
            path,
            &here,
            Subject {
                title: site.words.get("breaches.title").to_owned(),
                description: figures.clone(),
                part: Some(Place::Postmortems),
                above: vec![pages.place(Place::Postmortems, "nav.postmortems")],
                ..Subject::default()
            },
        ),
        figures,
        breaches: records.filter_map(|index| record(&pages, index)).collect(),
        parts: match parts(archive) {
            1 => Vec::new(),
            parts => (1..=parts).map(|it| link(&pages, it, part)).collect(),
        },
    };
    site.given.theme.render("breaches.html", &page)
}

fn all(archive: &Archive) -> impl Iterator<Item = Index> {
    let postmortems = archive.postmortems.iter().enumerate();
    let breaches = postmortems.filter(|(_, it)| it.breach.is_some());
    breaches.map(|(index, _)| index)
}

/// Returns the way to a part, or its name alone on the page of that part.
fn link(pages: &Pages, part: usize, shown: usize) -> Link {
    let words = pages.site.words;
    let name = words.fill("breaches.part", &[("n", &words.number(part))]);
    if part == shown {
        return Link::nowhere(name);
    }
    Link::to(pages.here, &url::breaches(part), &name)
}

fn record(pages: &Pages, index: Index) -> Option<Record> {
    let words = pages.site.words;
    let postmortem = pages.site.given.archive.get(index);
    let breach = postmortem.breach.as_ref()?;
    let facts = [
        ("breaches.aware", time(pages, breach.aware_at.as_ref())),
        ("breaches.nature", names(pages, &breach.nature)),
        ("breaches.data", names(pages, &breach.data_categories)),
        ("breaches.special", special(pages, breach)),
        (
            "breaches.people",
            breach.subjects.clone().unwrap_or_default(),
        ),
        (
            "breaches.records",
            breach.records.clone().unwrap_or_default(),
        ),
        (
            "breaches.risk",
            with_reason(breach.risk.as_deref(), breach.risk_reason.as_deref()),
        ),
        (
            "breaches.authority",
            decision(pages, breach.authority.as_ref()),
        ),
        (
            "breaches.individuals",
            decision(pages, breach.individuals.as_ref()),
        ),
        ("breaches.measures", measures(pages, index)),
    ];
    Some(Record {
        report: pages.report(index),
        day: postmortem.date.map(|date| Day::short(words, date)),
        facts: facts
            .into_iter()
            .map(|(name, value)| (words.get(name).to_owned(), value))
            .collect(),
    })
}

fn time(pages: &Pages, time: Option<&WrittenTime>) -> String {
    let Some(time) = time else {
        return String::new();
    };
    match pages.zone(time).filter(|_| time.time.is_some()) {
        Some(zone) => format!("{} {zone}", pages.time(time)),
        None => pages.time(time),
    }
}

fn names(pages: &Pages, names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|it| humanize(it)).collect();
    pages.site.words.list(&names)
}

fn special(pages: &Pages, breach: &Breach) -> String {
    let name = match breach.special_categories {
        Some(true) => "breaches.yes",
        Some(false) => "breaches.no",
        None => return String::new(),
    };
    pages.site.words.get(name).to_owned()
}

fn with_reason(what: Option<&str>, reason: Option<&str>) -> String {
    match (what.map(humanize), reason) {
        (Some(what), Some(reason)) => format!("{what}: {reason}"),
        (Some(what), None) => what,
        (None, reason) => reason.unwrap_or_default().to_owned(),
    }
}

fn decision(pages: &Pages, decision: Option<&Decision>) -> String {
    let Some(decision) = decision else {
        return String::new();
    };
    let what = with_reason(decision.decision.as_deref(), decision.reason.as_deref());
    let parts = [
        what,
        time(pages, decision.at.as_ref()),
        decision.reference.clone().unwrap_or_default(),
    ];
    let parts: Vec<String> = parts.into_iter().filter(|it| !it.is_empty()).collect();
    pages.site.words.list(&parts)
}

/// Returns what was done or promised about it.
fn measures(pages: &Pages, index: Index) -> String {
    let actions = &pages.site.given.archive.get(index).action_items;
    let actions: Vec<&str> = actions.iter().map(|it| it.what.as_str()).collect();
    actions.join("; ")
}
