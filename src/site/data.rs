//! The data of pages as JSON, and what crawlers ask for.
//!
//! The shape is the one that `export` prints, with the same schema, which is published beside the
//! data as `data/schema.json`: what a report holds is a `postmortem` of that schema, what a factor
//! holds a `factor`, and what a service, a team or a year is about a `list`.

use std::fmt::Write;
use std::sync::LazyLock;

use anyhow::Result;
use regex::Regex;
use serde_json::Value;

use crate::archive::{Index, data};
use crate::config::Confidentiality;
use crate::postmortem::{ActionItem, humanize};
use crate::site::Site;
use crate::site::html::escaped;
use crate::site::page;
use crate::site::url::{Here, Place};

/// The schema of the data.
pub(super) const SCHEMA: &str = include_str!("../../docs/schemas/export.schema.json");

/// Returns everything that the site holds, written one report after the other: as values, all of
/// them together would take many times the memory of their text.
pub(super) fn all(site: &Site) -> Result<String> {
    let archive = site.given.archive;
    let mut text = String::from("{\"factors\":[");
    for (at, entry) in archive.factors.entries.values().enumerate() {
        let factor = serde_json::to_value(data::factor(archive, entry))?;
        write!(text, "{}{factor}", if at > 0 { "," } else { "" })?;
    }
    text.push_str("],\"postmortems\":[");
    for index in 0..archive.postmortems.len() {
        let postmortem = report(site, index)?;
        write!(text, "{}{postmortem}", if index > 0 { "," } else { "" })?;
    }
    writeln!(text, "],\"version\":{}}}", data::VERSION)?;
    Ok(text)
}

/// Returns what the page of a report holds.
pub(super) fn postmortem(site: &Site, index: Index) -> Result<String> {
    written(&report(site, index)?)
}

fn report(site: &Site, index: Index) -> Result<Value> {
    let mut postmortem = serde_json::to_value(data::postmortem(site.given.archive, index))?;
    plain_moments(&mut postmortem);
    Ok(postmortem)
}

/// Returns what the page of a factor holds.
pub(super) fn factor(site: &Site, id: &str) -> Result<String> {
    let archive = site.given.archive;
    let factor = data::factor(archive, &archive.factors.entries[id]);
    Ok(format!("{}\n", serde_json::to_string(&factor)?))
}

/// Returns what the page of a service is about.
pub(super) fn service(site: &Site, id: &str) -> Result<String> {
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
pub(super) fn team(site: &Site, name: &str) -> Result<String> {
    let reports = site.given.archive.by_team.get(name);
    let reports = reports.map_or(&[][..], Vec::as_slice);
    let actions = page::actions::all(site).filter(|(_, it)| it.owner.as_deref() == Some(name));
    list(site, &humanize(name), reports, actions)
}

/// Returns what the page of a year is about.
pub(super) fn year(site: &Site, year: i16) -> Result<String> {
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
) -> Result<String> {
    let archive = site.given.archive;
    let slug = |index: Index| archive.get(index).slug.as_str();
    let mut action_items = Vec::new();
    for (index, action) in actions {
        let mut item = serde_json::to_value(data::action_item(archive, action))?;
        item["postmortem"] = slug(index).into();
        action_items.push(item);
    }
    let postmortems: Vec<&str> = reports.iter().map(|&index| slug(index)).collect();
    written(&serde_json::json!({
        "title": title, "postmortems": postmortems, "action_items": action_items,
    }))
}

/// Takes the addresses out of the moments, which are Markdown as written: a link may name a report
/// that this audience must not know of.
fn plain_moments(postmortem: &mut Value) {
    static LINK: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"!?\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])").expect("the pattern is sound")
    });
    let Some(Value::Array(moments)) = postmortem.get_mut("moments") else {
        return;
    };
    for moment in moments {
        if let Some(Value::String(text)) = moment.get_mut("text") {
            *text = LINK.replace_all(text, "$1").into_owned();
        }
    }
}

fn written(value: &Value) -> Result<String> {
    Ok(format!("{}\n", serde_json::to_string(value)?))
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
