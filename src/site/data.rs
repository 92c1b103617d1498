//! The data of pages as JSON, and what crawlers ask for.
//!
//! The shape is the one that `export` prints, with the same schema, which is published beside the
//! data as `data/schema.json`: what a report holds is a `postmortem` of that schema, what a factor
//! holds a `factor`, and what a service, a team or a year is about a `list`.

use std::borrow::Cow;
use std::fmt::Write;
use std::sync::LazyLock;

use regex::Regex;
use serde::Serialize;

use crate::archive::Index;
use crate::archive::data::{self, ActionItemData};
use crate::config::Confidentiality;
use crate::postmortem::{ActionItem, humanize};
use crate::site::html::escaped;
use crate::site::page;
use crate::site::url::{self, Here, OutputPath, Place};
use crate::site::{Piece, Site};

/// The schema of the data.
pub(super) const SCHEMA: &str = include_str!("../../docs/schemas/export.schema.json");

/// Returns everything that the site holds: what the files of its factors and reports hold.
pub(super) fn all(site: &Site) -> Vec<Piece> {
    let factors = site.addresses.factors().map(|(_, page)| page);
    let reports = 0..site.given.archive.postmortems.len();
    let reports = reports.map(|index| site.addresses.postmortem(index));
    let mut pieces = vec![Piece::Text("{\"factors\":[".into())];
    pieces.extend(lines(factors));
    pieces.push(Piece::Text("],\"postmortems\":[".into()));
    pieces.extend(lines(reports));
    pieces.push(Piece::Text(format!("],\"version\":{}}}\n", data::VERSION)));
    pieces
}

/// Returns the data of some pages, with commas between.
fn lines<'p>(pages: impl Iterator<Item = &'p OutputPath>) -> impl Iterator<Item = Piece> {
    let lines = pages.map(|page| Piece::Line(url::data_of(page)));
    lines
        .flat_map(|line| [Piece::Text(",".into()), line])
        .skip(1)
}

/// Returns what the page of a report holds.
pub(super) fn postmortem(site: &Site, index: Index) -> Vec<u8> {
    let document = site.opened.get(site.given.archive, index);
    file(&data::postmortem(
        site.given.archive,
        index,
        &document,
        plain,
    ))
}

/// Takes the addresses out of the text of a moment, which is Markdown as written: a link may name a
/// report that this audience must not know of.
fn plain(text: &str) -> Cow<'_, str> {
    static LINK: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"!?\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])").expect("the pattern is sound")
    });
    // Few moments have one; a byte says no sooner than a pattern.
    if !text.contains('[') {
        return Cow::Borrowed(text);
    }
    LINK.replace_all(text, "$1")
}

/// Returns what the page of a factor holds.
pub(super) fn factor(site: &Site, id: &str) -> Vec<u8> {
    let archive = site.given.archive;
    file(&data::factor(archive, &archive.factors.entries[id]))
}

/// What the page of a service, a team or a year is about.
#[derive(Serialize)]
struct List<'a> {
    title: &'a str,
    /// Slugs, newest first.
    postmortems: Vec<&'a str>,
    action_items: Vec<Promised<'a>>,
}

/// An action item with the slug of the report that promised it.
#[derive(Serialize)]
struct Promised<'a> {
    #[serde(flatten)]
    item: ActionItemData<'a>,
    postmortem: &'a str,
}

/// Returns what the page of a service is about.
pub(super) fn service(site: &Site, id: &str) -> Vec<u8> {
    let archive = site.given.archive;
    let reports = archive.by_service.get(id).map_or(&[][..], Vec::as_slice);
    list(
        site,
        archive.services.title(id),
        reports,
        of_reports(site, reports),
    )
}

/// Returns what the page of a team is about: its reports, and its action items wherever they stand.
pub(super) fn team(site: &Site, name: &str) -> Vec<u8> {
    let reports = site.given.archive.by_team.get(name);
    let reports = reports.map_or(&[][..], Vec::as_slice);
    let actions = page::actions::all(site).filter(|(_, it)| it.owner.as_deref() == Some(name));
    list(site, &humanize(name), reports, actions)
}

/// Returns what the page of a year is about.
pub(super) fn year(site: &Site, year: i16) -> Vec<u8> {
    let reports = &site.given.archive.by_year[&year];
    list(site, &year.to_string(), reports, of_reports(site, reports))
}

fn of_reports<'a>(
    site: &Site<'a>,
    reports: &[Index],
) -> impl Iterator<Item = (Index, &'a ActionItem)> {
    let archive = site.given.archive;
    let of_report = |&index: &Index| {
        let actions = archive.get(index).action_items.iter();
        actions.map(move |action| (index, action))
    };
    reports.iter().flat_map(of_report)
}

fn list<'a>(
    site: &Site<'a>,
    title: &str,
    reports: &[Index],
    actions: impl Iterator<Item = (Index, &'a ActionItem)>,
) -> Vec<u8> {
    let archive = site.given.archive;
    let slug = |index: Index| archive.get(index).slug.as_str();
    file(&List {
        title,
        postmortems: reports.iter().map(|&index| slug(index)).collect(),
        action_items: actions
            .map(|(index, action)| Promised {
                item: data::action_item(archive, action),
                postmortem: slug(index),
            })
            .collect(),
    })
}

/// Returns the content of a file of data.
fn file(value: &impl Serialize) -> Vec<u8> {
    let mut text = json(b"", value);
    text.push(b'\n');
    text
}

/// Returns a value as JSON, behind what stands between it and the one before.
fn json(between: &[u8], value: &impl Serialize) -> Vec<u8> {
    let mut text = between.to_vec();
    serde_json::to_writer(&mut text, value)
        .expect("data has names for keys, and memory does not fail");
    text
}

/// Returns the list of pages for crawlers, which needs whole addresses.
pub(super) fn sitemap(site: &Site, base: &str) -> String {
    let here = Here::outside(base);
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    let not_found = Place::NotFound.path();
    for path in site.pages().filter(|&path| *path != not_found) {
        let address = escaped(here.to(path).as_str());
        let _ = writeln!(xml, "<url><loc>{address}</loc></url>");
    }
    xml.push_str("</urlset>\n");
    xml
}

/// Asks crawlers to stay away from a site that is not public, and shows them the list otherwise.
pub(super) fn robots(site: &Site) -> String {
    if site.given.audience > Confidentiality::Public {
        return "User-agent: *\nDisallow: /\n".into();
    }
    match site.given.base_url {
        Some(base) => {
            let base = base.trim_end_matches('/');
            format!("User-agent: *\nAllow: /\nSitemap: {base}/sitemap.xml\n")
        }
        None => "User-agent: *\nAllow: /\n".into(),
    }
}
