//! What every page has around its content.

use std::sync::{Mutex, PoisonError};

use rustc_hash::FxHashMap;
use serde::Serialize;

use crate::config::Confidentiality;
use crate::site::Site;
use crate::site::page::parts::Link;
use crate::site::url::{self, Here, OutputPath, Place, UrlPath};
use crate::site::words::Words;

/// What the base template needs: `frame` in every template.
#[derive(Debug, Serialize)]
pub(super) struct Frame<'a> {
    /// As a BCP 47 tag.
    language: &'a str,
    /// `ltr` or `rtl`.
    direction: &'a str,
    /// The name of the knowledge base.
    site: &'a str,
    title: String,
    /// For search engines and link previews; plain text.
    description: String,
    /// What stands before the path of every file of the theme.
    root: &'a str,
    home: UrlPath,
    search: UrlPath,
    /// What is new, on the whole site or on the subject of this page.
    feed: UrlPath,
    /// The data of this page, or of all.
    data: UrlPath,
    /// What that data is called.
    data_name: &'a str,
    /// Where this page will be, where that is known.
    address: Option<String>,
    /// Whether search engines are asked to stay away.
    is_private: bool,
    has_own_style: bool,
    /// [`NavigationLink`]s.
    navigation: tera::Value,
    /// The way down to this page, which is last and no link.
    breadcrumbs: Vec<Link>,
    /// The pages that the navigation has no room for, as [`NavigationLink`]s.
    more: tera::Value,
    /// Every text of the interface by its name, with `_` for `-`.
    words: &'a Words,
    /// `article` for a report, `website` otherwise.
    card: &'static str,
}

/// The links to the parts of the site, as templates take them. They are the same on all pages of one
/// depth and one part, so they are made once for these.
#[derive(Debug, Default)]
pub(in crate::site) struct Navigations(Mutex<FxHashMap<(String, Option<Place>), Navigation>>);

#[derive(Clone, Debug)]
struct Navigation {
    parts: tera::Value,
    more: tera::Value,
}

#[derive(Debug, Serialize)]
struct NavigationLink<'a> {
    href: UrlPath,
    text: &'a str,
    is_current: bool,
}

/// What a page is about, for its frame.
#[derive(Debug, Default)]
pub(super) struct Subject {
    pub(super) title: String,
    pub(super) description: String,
    /// The part of the site that it belongs to.
    pub(super) part: Option<Place>,
    /// The pages between the overview and this one.
    pub(super) above: Vec<Link>,
    pub(super) is_report: bool,
    /// Its own feed and data, if it has them.
    pub(super) feed: Option<OutputPath>,
    pub(super) data: Option<OutputPath>,
}

const PARTS: [(Place, &str); 7] = [
    (Place::Home, "nav.home"),
    (Place::Postmortems, "nav.postmortems"),
    (Place::Factors, "nav.factors"),
    (Place::Services, "nav.services"),
    (Place::Actions, "nav.actions"),
    (Place::NearMisses, "nav.near-misses"),
    (Place::Culture, "nav.culture"),
];

const MORE: [(Place, &str); 6] = [
    (Place::Years, "nav.years"),
    (Place::Teams, "nav.teams"),
    (Place::Stats, "stats.title"),
    (Place::Breaches, "breaches.title"),
    (Place::Rules, "rules.title"),
    (Place::Compliance, "compliance.title"),
];

impl Navigations {
    /// Returns the links on a page that belongs to a part of the site.
    fn get(&self, site: &Site, here: &Here, part: Option<Place>) -> Navigation {
        let mut made = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (here.prefix().to_owned(), part);
        let navigation = made.entry(key).or_insert_with(|| {
            let link = |&(place, name): &(Place, &'static str)| NavigationLink {
                href: here.to(&place.path()),
                text: site.words.get(name),
                is_current: part == Some(place),
            };
            let parts: Vec<NavigationLink> = PARTS.iter().map(link).collect();
            let more = MORE.iter().filter(|it| site.has(it.0)).map(link);
            Navigation {
                parts: tera::Value::from_serializable(&parts),
                more: tera::Value::from_serializable(&more.collect::<Vec<_>>()),
            }
        });
        navigation.clone()
    }
}

impl<'a> Frame<'a> {
    pub(super) fn new(
        site: &'a Site<'_>,
        path: &OutputPath,
        here: &'a Here,
        subject: Subject,
    ) -> Frame<'a> {
        let (given, words) = (&site.given, site.words);
        let navigation = site.navigations.get(site, here, subject.part);
        let is_home = path == &Place::Home.path();
        let mut breadcrumbs = Vec::new();
        if !is_home {
            breadcrumbs.push(Link::to(here, &Place::Home.path(), words.get("nav.home")));
            breadcrumbs.extend(subject.above);
            breadcrumbs.push(Link::nowhere(subject.title.clone()));
        }
        Frame {
            language: &given.config.language,
            direction: words.get("language.direction"),
            site: &given.config.title,
            title: subject.title,
            description: subject.description,
            root: here.prefix(),
            home: here.to(&Place::Home.path()),
            search: here.to(&Place::Search.path()),
            feed: here.to(&subject.feed.unwrap_or_else(url::feed)),
            data_name: words.get(match &subject.data {
                Some(_) => "footer.data",
                None => "footer.all-data",
            }),
            data: here.to(&subject.data.unwrap_or_else(url::data)),
            address: given
                .base_url
                .map(|base| Here::outside(base).to(path).as_str().to_owned()),
            is_private: given.audience > Confidentiality::Public,
            has_own_style: given.theme.has_own_style(),
            navigation: navigation.parts,
            more: navigation.more,
            breadcrumbs,
            words,
            card: if subject.is_report {
                "article"
            } else {
                "website"
            },
        }
    }
}
