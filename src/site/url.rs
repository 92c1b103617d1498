//! Every address of the site, and where its file lies.
//!
//! A page names another by the way from its own folder (`../../factors/x/index.html`), with the
//! file's name spelt out. So the site works under any base path, and from a folder on a disk.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use rustc_hash::FxHashMap;
use serde::Serialize;

use crate::archive::{Archive, Index};
use crate::postmortem::{Slug, slugify};

/// The path of a file of the site below the output folder, with `/` between its parts.
///
/// Invariant: one or more parts, none of them empty, `.` or `..`, and no character in it that an
/// operating system or a browser takes for something else than a part of a name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct OutputPath(Box<str>);

/// An address as it stands in a page: relative to that page's folder, or outside the site.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub(crate) struct UrlPath(String);

impl OutputPath {
    /// Accepts a path that can only mean a file below the output folder.
    pub(crate) fn new(path: &str) -> Option<OutputPath> {
        let is_name = |part: &str| {
            !matches!(part, "" | "." | "..")
                && !part.ends_with(['.', ' '])
                && part
                    .chars()
                    .all(|c| !c.is_control() && !"\\:*?\"<>|".contains(c))
        };
        path.split('/')
            .all(is_name)
            .then(|| OutputPath(path.into()))
    }

    /// For paths that this module makes of slugs and fixed words.
    fn made(path: String) -> OutputPath {
        debug_assert!(OutputPath::new(&path).is_some(), "{path}");
        OutputPath(path.into())
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns another file in the folder of this page.
    fn beside(&self, name: &str) -> OutputPath {
        let folder = self.0.strip_suffix("index.html").unwrap_or_default();
        OutputPath::made(format!("{folder}{name}"))
    }

    /// Says whether it is a page that a browser shows.
    pub(crate) fn is_page(&self) -> bool {
        self.0.ends_with(".html")
    }

    /// Returns the way from the folder of this file up to the root: `../../`, or nothing.
    pub(crate) fn way_up(&self) -> String {
        "../".repeat(self.0.matches('/').count())
    }

    /// Returns the path below the root with what is not plain ASCII written as `%41`.
    pub(crate) fn encoded(&self) -> String {
        self.encoded_behind("")
    }

    /// Returns that with something before it.
    fn encoded_behind(&self, prefix: &str) -> String {
        let mut url = String::with_capacity(prefix.len() + self.0.len());
        url.push_str(prefix);
        // Nearly every path is made of slugs, and a page holds a hundred of them.
        if self.0.bytes().all(is_plain) {
            url.push_str(&self.0);
            return url;
        }
        for byte in self.0.bytes() {
            if is_plain(byte) {
                url.push(char::from(byte));
            } else {
                let _ = write!(url, "%{byte:02X}");
            }
        }
        url
    }
}

/// Says whether a byte of a path stands for itself in an address.
fn is_plain(byte: u8) -> bool {
    static PLAIN: [bool; 256] = {
        let mut plain = [false; 256];
        let mut byte = 0;
        while byte < plain.len() {
            plain[byte] = (byte as u8).is_ascii_alphanumeric();
            byte += 1;
        }
        let marks = b"-_.~/!$'()*+,;=@";
        let mut at = 0;
        while at < marks.len() {
            plain[marks[at] as usize] = true;
            at += 1;
        }
        plain
    };
    PLAIN[usize::from(byte)]
}

/// Where a page stands, and so how it writes the addresses of others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Here {
    prefix: String,
}

impl Here {
    pub(crate) fn page(page: &OutputPath) -> Here {
        Here {
            prefix: page.way_up(),
        }
    }

    /// A reader outside of the site, to whom everything has to be spelt out.
    pub(crate) fn outside(base_url: &str) -> Here {
        Here {
            prefix: format!("{}/", base_url.trim_end_matches('/')),
        }
    }

    /// The page that a server shows at any depth, so that addresses have to begin at its root: at
    /// the path of the base address. Without one it is as good as a page at the root of the site.
    ///
    /// The host stays out of it: a copy of the site elsewhere asks nobody but itself.
    pub(crate) fn anywhere(base_url: Option<&str>) -> Here {
        let path = base_url.map(|base| {
            let behind_scheme = base.split_once("://").map_or(base, |(_, rest)| rest);
            behind_scheme
                .find('/')
                .map_or("", |slash| &behind_scheme[slash..])
        });
        let prefix = path.map_or_else(String::new, |path| {
            format!("{}/", path.trim_end_matches('/'))
        });
        Here { prefix }
    }

    pub(crate) fn to(&self, target: &OutputPath) -> UrlPath {
        UrlPath(target.encoded_behind(&self.prefix))
    }

    /// Returns the address of a place on another page.
    pub(crate) fn to_place(&self, target: &OutputPath, anchor: &str) -> UrlPath {
        let mut url = self.to(target);
        url.0.push('#');
        url.0.push_str(&encode_fragment(anchor));
        url
    }

    /// Returns what stands before every path below the root.
    pub(crate) fn prefix(&self) -> &str {
        &self.prefix
    }
}

impl UrlPath {
    /// Returns the address of a place on the same page.
    pub(crate) fn place(anchor: &str) -> UrlPath {
        UrlPath(format!("#{}", encode_fragment(anchor)))
    }

    /// Accepts an address outside the site, if its scheme is one that a reader may be sent to.
    pub(crate) fn outside(address: &str) -> Option<UrlPath> {
        let address: String = address
            .trim()
            .chars()
            .filter(|c| !c.is_control())
            .map(|c| {
                if c == ' ' {
                    "%20".into()
                } else {
                    c.to_string()
                }
            })
            .collect();
        let (scheme, rest) = address.split_once(':')?;
        let scheme = scheme.to_ascii_lowercase();
        let is_known = match scheme.as_str() {
            "http" | "https" => rest.starts_with("//") && rest.len() > 2,
            "mailto" => rest.contains('@'),
            _ => false,
        };
        (is_known && !rest.contains('\\')).then(|| UrlPath(format!("{scheme}:{rest}")))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

fn encode_fragment(anchor: &str) -> String {
    let is_of_slug = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    if anchor.bytes().all(is_of_slug) {
        return anchor.to_owned();
    }
    let mut encoded = String::with_capacity(anchor.len());
    for c in anchor.chars() {
        if c.is_control() || c.is_whitespace() || "\"<>`%#\\".contains(c) {
            let mut bytes = [0; 4];
            for byte in c.encode_utf8(&mut bytes).bytes() {
                let _ = write!(encoded, "%{byte:02X}");
            }
        } else {
            encoded.push(c);
        }
    }
    encoded
}

/// A page that there is one of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Place {
    Home,
    Postmortems,
    Factors,
    Services,
    Teams,
    Years,
    Actions,
    NearMisses,
    Culture,
    Stats,
    Rules,
    Breaches,
    Compliance,
    Search,
    NotFound,
}

impl Place {
    pub(crate) const ALL: [Place; 15] = [
        Place::Home,
        Place::Postmortems,
        Place::Factors,
        Place::Services,
        Place::Teams,
        Place::Years,
        Place::Actions,
        Place::NearMisses,
        Place::Culture,
        Place::Stats,
        Place::Rules,
        Place::Breaches,
        Place::Compliance,
        Place::Search,
        Place::NotFound,
    ];

    pub(crate) fn path(self) -> OutputPath {
        OutputPath::made(
            match self {
                Place::Home => "index.html",
                Place::Postmortems => "postmortems/index.html",
                Place::Factors => "factors/index.html",
                Place::Services => "services/index.html",
                Place::Teams => "teams/index.html",
                Place::Years => "years/index.html",
                Place::Actions => "actions/index.html",
                Place::NearMisses => "near-misses/index.html",
                Place::Culture => "culture/index.html",
                Place::Stats => "stats/index.html",
                Place::Rules => "rules/index.html",
                Place::Breaches => "breaches/index.html",
                Place::Compliance => "compliance/index.html",
                Place::Search => "search/index.html",
                Place::NotFound => "404.html",
            }
            .into(),
        )
    }
}

/// The address of everything that has a page of its own.
///
/// Names are free text, and two may come to the same slug: then the later in order gets a number,
/// so that no page takes the place of another.
#[derive(Clone, Debug, Default)]
pub(crate) struct Addresses {
    /// By place in the archive.
    postmortems: Vec<Option<OutputPath>>,
    factors: BTreeMap<String, OutputPath>,
    services: BTreeMap<String, OutputPath>,
    teams: BTreeMap<String, OutputPath>,
}

impl Addresses {
    pub(crate) fn of(archive: &Archive) -> Addresses {
        let teams = archive.by_team.keys().chain(
            archive
                .services
                .all
                .iter()
                .filter_map(|it| it.team.as_ref()),
        );
        let services = archive
            .by_service
            .keys()
            .chain(archive.services.all.iter().map(|it| &it.id));
        Addresses {
            postmortems: postmortems(archive),
            factors: named("factors", archive.factors.entries.keys()),
            services: named("services", services),
            teams: named("teams", teams),
        }
    }

    pub(crate) fn postmortem(&self, index: Index) -> &OutputPath {
        self.postmortems[index]
            .as_ref()
            .expect("every report of the archive has an address")
    }

    /// Returns the page of a factor, by its id.
    pub(crate) fn factor(&self, id: &str) -> Option<&OutputPath> {
        self.factors.get(id)
    }

    pub(crate) fn service(&self, id: &str) -> Option<&OutputPath> {
        self.services.get(id)
    }

    pub(crate) fn team(&self, name: &str) -> Option<&OutputPath> {
        self.teams.get(name)
    }

    pub(crate) fn factors(&self) -> impl Iterator<Item = (&String, &OutputPath)> {
        self.factors.iter()
    }

    pub(crate) fn services(&self) -> impl Iterator<Item = (&String, &OutputPath)> {
        self.services.iter()
    }

    pub(crate) fn teams(&self) -> impl Iterator<Item = (&String, &OutputPath)> {
        self.teams.iter()
    }
}

/// Returns the page of a year.
pub(crate) fn year(year: i16) -> OutputPath {
    OutputPath::made(format!("years/{year}/index.html"))
}

/// Returns the page of a quarter, 1 to 4.
pub(crate) fn quarter(year: i16, quarter: i8) -> OutputPath {
    OutputPath::made(format!("years/{year}/q{quarter}/index.html"))
}

/// Returns the page of a rule, by its name: `area/fault`.
pub(crate) fn rule(name: &str) -> Option<OutputPath> {
    OutputPath::new(&format!("rules/{name}/index.html"))
}

/// Returns the page of a part of a month, for a year that has too many reports for one page.
pub(crate) fn month(year: i16, month: i8, part: usize) -> OutputPath {
    OutputPath::made(match part {
        1 => format!("years/{year}/{month:02}/index.html"),
        part => format!("years/{year}/{month:02}/{part}/index.html"),
    })
}

/// Returns the page of a part of the register of data breaches.
pub(crate) fn breaches(part: usize) -> OutputPath {
    match part {
        1 => Place::Breaches.path(),
        part => OutputPath::made(format!("breaches/{part}/index.html")),
    }
}

/// Returns the page of a part of the reports without a date, where they do not fit on one page.
pub(crate) fn undated(part: usize) -> OutputPath {
    OutputPath::made(match part {
        1 => "years/undated/index.html".into(),
        part => format!("years/undated/{part}/index.html"),
    })
}

/// Returns a page that is reached by an address that a report had before.
pub(crate) fn alias(slug: &Slug) -> OutputPath {
    OutputPath::made(format!("postmortems/{slug}/index.html"))
}

/// Returns the feed of all reports.
pub(crate) fn feed() -> OutputPath {
    OutputPath::made("feed.xml".into())
}

/// Returns the feed of a factor or a team, which lies beside its page.
pub(crate) fn feed_of(page: &OutputPath) -> OutputPath {
    page.beside("feed.xml")
}

/// Returns the feed of a kind of report. Two kinds that come to the same slug share one.
pub(crate) fn feed_of_kind(kind: &str) -> OutputPath {
    OutputPath::made(format!("feeds/{}.xml", Slug::new(kind)))
}

/// Returns where the data of all pages lies.
pub(crate) fn data() -> OutputPath {
    OutputPath::made("data/postmortems.json".into())
}

/// Returns where the schema of the data lies.
pub(crate) fn schema() -> OutputPath {
    OutputPath::made("data/schema.json".into())
}

/// Returns the data of a page, which lies beside it.
pub(crate) fn data_of(page: &OutputPath) -> OutputPath {
    page.beside("index.json")
}

pub(crate) fn sitemap() -> OutputPath {
    OutputPath::made("sitemap.xml".into())
}

pub(crate) fn robots() -> OutputPath {
    OutputPath::made("robots.txt".into())
}

/// Returns where a file of the search index lies, by its name there: beside the search page.
pub(crate) fn shard(name: &str) -> OutputPath {
    OutputPath::made(format!("search/{name}.js"))
}

/// Says whether a path could be that of a file of the index.
pub(crate) fn is_shard(path: &OutputPath) -> bool {
    path.as_str().starts_with("search/") && path.as_str().ends_with(".js")
}

/// Returns where a file of the theme lies: below `theme/`, under its own name.
pub(crate) fn of_theme(name: &str) -> Option<OutputPath> {
    OutputPath::new(&format!("theme/{name}"))
}

/// Returns where a file that a report shows lies: beside its page.
///
/// `taken` are the names that other files of the same report have already.
pub(crate) fn beside(
    page: &OutputPath,
    source: &str,
    taken: &mut BTreeSet<OutputPath>,
) -> Option<OutputPath> {
    let name = source.rsplit('/').next().unwrap_or_default();
    let (stem, ending) = name.rsplit_once('.')?;
    let ending = slugify(ending);
    let stem = Slug::new(stem);
    let folder = page.0.strip_suffix("index.html")?;
    (1..)
        .map(|n| match n {
            1 => OutputPath::made(format!("{folder}{stem}.{ending}")),
            n => OutputPath::made(format!("{folder}{stem}-{n}.{ending}")),
        })
        .find(|path| taken.insert(path.clone()))
}

fn postmortems(archive: &Archive) -> Vec<Option<OutputPath>> {
    let mut paths: Vec<Option<OutputPath>> = vec![None; archive.postmortems.len()];
    let mut taken = FxHashMap::default();
    // The report that references mean by a slug keeps it; others of the same name get a number.
    let keeps = |index: Index| archive.find(&archive.get(index).slug) == Some(index);
    let (first, others): (Vec<Index>, Vec<Index>) =
        (0..archive.postmortems.len()).partition(|&it| keeps(it));
    for index in first.into_iter().chain(others) {
        let slug = archive.get(index).slug.as_str();
        let free = free_name(slug, &mut taken);
        paths[index] = Some(OutputPath::made(format!("postmortems/{free}/index.html")));
    }
    paths
}

fn named<'a>(
    folder: &str,
    names: impl Iterator<Item = &'a String>,
) -> BTreeMap<String, OutputPath> {
    let mut taken = FxHashMap::default();
    let names: BTreeSet<&String> = names.collect();
    names
        .into_iter()
        .map(|name| {
            let free = free_name(Slug::new(name).as_str(), &mut taken);
            (
                name.clone(),
                OutputPath::made(format!("{folder}/{free}/index.html")),
            )
        })
        .collect()
}

/// Returns the slug, or the slug with the next free number. `taken` counts how often each was asked
/// for, so that many of the same name cost no more than few.
fn free_name(slug: &str, taken: &mut FxHashMap<String, usize>) -> String {
    let Some(&last) = taken.get(slug) else {
        taken.insert(slug.to_owned(), 1);
        return slug.to_owned();
    };
    let mut n = last + 1;
    while taken.contains_key(&format!("{slug}-{n}")) {
        n += 1;
    }
    taken.insert(slug.to_owned(), n);
    let name = format!("{slug}-{n}");
    taken.insert(name.clone(), 1);
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_leaves_the_output_folder_is_refused() {
        for path in [
            "",
            "/",
            "/etc/passwd",
            "a//b",
            "../x",
            "a/../b",
            "a/.",
            "c:/x",
            "a\\b",
            "a\nb",
            "x./y",
            "a?b",
            "con:",
        ] {
            assert_eq!(OutputPath::new(path), None, "{path}");
        }
        assert!(OutputPath::new("postmortems/x/index.html").is_some());
    }

    #[test]
    fn links_are_relative_to_the_page_and_spell_the_file() {
        let page = OutputPath::new("postmortems/a/index.html").unwrap();
        let link = Here::page(&page).to(&Place::Factors.path());
        assert_eq!(link.as_str(), "../../factors/index.html");
        let link = Here::page(&Place::Home.path()).to(&page);
        assert_eq!(link.as_str(), "postmortems/a/index.html");
        let link = Here::anywhere(Some("https://x.example/pm/")).to(&page);
        assert_eq!(link.as_str(), "/pm/postmortems/a/index.html");
        let link = Here::anywhere(Some("https://x.example")).to(&page);
        assert_eq!(link.as_str(), "/postmortems/a/index.html");
        let link = Here::outside("https://x.example/pm/").to(&page);
        assert_eq!(
            link.as_str(),
            "https://x.example/pm/postmortems/a/index.html"
        );
        let link = Here::page(&page).to(&OutputPath::new("a b/å.png").unwrap());
        assert_eq!(link.as_str(), "../../a%20b/%C3%A5.png");
    }

    #[test]
    fn only_the_web_and_mail_are_outside() {
        for (written, address) in [
            (
                "https://x.example/a?b=c#d",
                Some("https://x.example/a?b=c#d"),
            ),
            ("HTTPS://x.example", Some("https://x.example")),
            ("mailto:team@x.example", Some("mailto:team@x.example")),
            ("https://x.example/a b", Some("https://x.example/a%20b")),
            ("javascript:alert(1)", None),
            ("java\nscript:alert(1)", None),
            ("\u{1}javascript:alert(1)", None),
            ("data:text/html,x", None),
            ("vbscript:x", None),
            ("file:///etc/passwd", None),
            ("https:evil", None),
            ("https://a\\@b", None),
            ("//x.example/a", None),
            ("x", None),
        ] {
            let outside = UrlPath::outside(written);
            assert_eq!(
                outside.as_ref().map(UrlPath::as_str),
                address,
                "{written:?}"
            );
        }
    }

    #[test]
    fn names_that_come_to_the_same_slug_each_keep_a_page() {
        let names = ["Auth".to_owned(), "auth".to_owned(), "auth!".to_owned()];
        let paths = named("services", names.iter());
        let distinct: BTreeSet<_> = paths.values().collect();
        assert_eq!(distinct.len(), 3);
        assert_eq!(paths["Auth"].as_str(), "services/auth/index.html");
    }

    #[test]
    fn files_of_the_same_name_lie_beside_each_other() {
        let page = OutputPath::new("postmortems/a/index.html").unwrap();
        let mut taken = BTreeSet::new();
        let one = beside(&page, "x/Graph 1.PNG", &mut taken).unwrap();
        let two = beside(&page, "y/graph-1.png", &mut taken).unwrap();
        assert_eq!(one.as_str(), "postmortems/a/graph-1.png");
        assert_eq!(two.as_str(), "postmortems/a/graph-1-2.png");
    }
}
