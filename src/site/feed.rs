//! Atom feeds: of everything, of a factor, a team, a kind.
//!
//! An entry is known by an id that depends on the report's slug alone, so that a site that moves
//! does not tell all its old news again.

use std::fmt::Write;

use jiff::civil::Date;

use crate::archive::Index;
use crate::site::Site;
use crate::site::html::escaped;
use crate::site::url::{Here, OutputPath, Place};

/// What a feed is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Feed {
    All,
    Factor(String),
    Team(String),
    Kind(String),
}

/// How many reports a feed tells of.
const MOST: usize = 50;

/// Writes a feed. Reports of which no day is known are left out: a reader would file them under
/// the day on which it first met them.
pub(super) fn render(site: &Site, path: &OutputPath, feed: &Feed) -> String {
    let archive = site.given.archive;
    // With a known address everything is spelt out, so that a copied feed still works.
    let here = match site.given.base_url {
        Some(base) => Here::outside(base),
        None => Here::page(path),
    };
    let page = match feed {
        Feed::All | Feed::Kind(_) => Place::Home.path(),
        Feed::Factor(id) => site
            .addresses
            .factor(id)
            .cloned()
            .unwrap_or(Place::Home.path()),
        Feed::Team(name) => site
            .addresses
            .team(name)
            .cloned()
            .unwrap_or(Place::Home.path()),
    };
    let reports: Vec<(Index, Date)> = reports(site, feed)
        .into_iter()
        .filter_map(|index| Some((index, updated(site, index)?)))
        .take(MOST)
        .collect();
    let last = reports.iter().map(|it| it.1).max();
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\"",
    );
    let _ = writeln!(
        xml,
        " xml:lang=\"{}\">",
        escaped(&site.given.config.language)
    );
    element(&mut xml, "title", &title(site, feed));
    element(&mut xml, "id", &id(path.as_str()));
    element(
        &mut xml,
        "updated",
        &moment(last.unwrap_or(Date::constant(1970, 1, 1))),
    );
    let _ = writeln!(
        xml,
        "<link rel=\"self\" href=\"{}\"/>",
        escaped(here.to(path).as_str())
    );
    let _ = writeln!(xml, "<link href=\"{}\"/>", escaped(here.to(&page).as_str()));
    let _ = writeln!(
        xml,
        "<author><name>{}</name></author>",
        escaped(&site.given.config.title)
    );
    for (index, day) in reports {
        let postmortem = archive.get(index);
        let page = site.addresses.postmortem(index);
        xml.push_str("<entry>\n");
        element(&mut xml, "title", &postmortem.title);
        element(&mut xml, "id", &id(page.as_str()));
        element(&mut xml, "updated", &moment(day));
        if let Some(published) = postmortem.published_on {
            element(&mut xml, "published", &moment(published));
        }
        let _ = writeln!(xml, "<link href=\"{}\"/>", escaped(here.to(page).as_str()));
        let _ = writeln!(xml, "<category term=\"{}\"/>", escaped(&postmortem.kind));
        if !postmortem.summary().is_empty() {
            element(&mut xml, "summary", postmortem.summary());
        }
        xml.push_str("</entry>\n");
    }
    xml.push_str("</feed>\n");
    xml
}

fn reports(site: &Site, feed: &Feed) -> Vec<Index> {
    let archive = site.given.archive;
    match feed {
        Feed::All => (0..archive.postmortems.len()).collect(),
        Feed::Factor(id) => archive.factors.entries[id].postmortems.clone(),
        Feed::Team(name) => archive.by_team.get(name).cloned().unwrap_or_default(),
        Feed::Kind(kind) => {
            let postmortems = archive.postmortems.iter().enumerate();
            let of_kind = postmortems.filter(|(_, it)| it.kind == *kind);
            of_kind.map(|(index, _)| index).collect()
        }
    }
}

fn title(site: &Site, feed: &Feed) -> String {
    let name = match feed {
        Feed::All => return site.given.config.title.clone(),
        Feed::Factor(id) => site.given.archive.factors.entries[id].title.clone(),
        Feed::Team(name) | Feed::Kind(name) => crate::postmortem::humanize(name),
    };
    format!("{}: {name}", site.given.config.title)
}

fn updated(site: &Site, index: Index) -> Option<Date> {
    let postmortem = site.given.archive.get(index);
    postmortem.published_on.or(postmortem.date)
}

fn moment(day: Date) -> String {
    format!("{day}T00:00:00Z")
}

/// Makes a name that is the same wherever and whenever the site is built.
fn id(path: &str) -> String {
    let hash = blake3::hash(path.as_bytes());
    let mut bytes: [u8; 16] = hash.as_bytes()[..16].try_into().expect("a hash is longer");
    // A UUID of version 8, which leaves all other bits to whoever makes it.
    bytes[6] = bytes[6] & 0x0f | 0x80;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let mut id = String::from("urn:uuid:");
    for (at, byte) in bytes.iter().enumerate() {
        if matches!(at, 4 | 6 | 8 | 10) {
            id.push('-');
        }
        let _ = write!(id, "{byte:02x}");
    }
    id
}

fn element(xml: &mut String, name: &str, text: &str) {
    let _ = writeln!(xml, "<{name}>{}</{name}>", escaped(text));
}
