//! The site: the plan of every output file, and the bytes of each when asked.
//!
//! A [`Site`] is a value, a function of its [`Inputs`]. It renders one file at a time, so that
//! 50,000 pages need not be in memory at once and `serve` renders what is looked at. It never
//! touches the disk and never asks whether somebody is serving.

mod asset;
mod chart;
mod data;
mod feed;
mod forge;
mod highlight;
mod html;
mod light;
mod markdown;
mod opened;
mod page;
mod pedigree;
mod search;
mod theme;
mod url;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use anyhow::{Context, Result, bail};
use jiff::civil::Date;
use rayon::prelude::*;

pub(crate) use asset::{Asset, Assets, HEAD, LARGEST_SVG, inspect, referenced};
pub(crate) use html::escaped;
pub(crate) use pedigree::Pedigree;
pub(crate) use theme::Theme;
pub(crate) use url::OutputPath;

use crate::archive::{Archive, Index};
use crate::config::{Confidentiality, Config};
use crate::diagnostic::{Diagnostic, RuleText};
use crate::template::Templates;
use feed::Feed;
use opened::Opened;
use url::{Addresses, Here, Place};
use words::Words;

/// Whether reports that are not published are part of a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Drafts {
    Include,
    Exclude,
}

/// Everything that a site is made from.
#[derive(Clone, Debug)]
pub(crate) struct Inputs<'a> {
    pub(crate) config: &'a Config,
    /// What the audience may see, and nothing else.
    pub(crate) archive: &'a Archive,
    pub(crate) templates: &'a Templates,
    pub(crate) theme: &'a Theme,
    pub(crate) today: Date,
    pub(crate) audience: Confidentiality,
    /// The address that the site will have, if it is known.
    pub(crate) base_url: Option<&'a str>,
    /// What the rules found. Findings in reports that the audience may not see are not shown.
    pub(crate) diagnostics: &'a [Diagnostic],
    /// The text of the culture statement, as Markdown.
    pub(crate) culture: Option<&'a str>,
    /// The texts of the rules, by name.
    pub(crate) rules: &'a [RuleText<'a>],
    /// Which of the files that [`referenced`] names may go with the pages.
    pub(crate) assets: &'a Assets,
    /// When each file was last changed, by path, where that is known.
    pub(crate) changes: &'a BTreeMap<String, Date>,
}

/// Returns the address of the page that explains a rule, on the site at a base address.
pub(crate) fn rule_address(base_url: &str, name: &str) -> Option<String> {
    let page = url::rule(name)?;
    Some(Here::outside(base_url).to(&page).as_str().to_owned())
}

/// Returns the address of the page of a factor, on the site at a base address.
pub(crate) fn factor_address(base_url: &str, archive: &Archive, id: &str) -> Option<String> {
    let addresses = Addresses::of(archive);
    let page = addresses.factor(id)?;
    Some(Here::outside(base_url).to(page).as_str().to_owned())
}

/// Every file of a site, known by its path.
#[derive(Debug)]
pub(crate) struct Site<'a> {
    given: Inputs<'a>,
    words: &'a Words,
    addresses: Addresses,
    files: BTreeMap<OutputPath, File>,
    /// For each report, the files that go with its page, by their path below the root.
    assets: Vec<BTreeMap<String, (OutputPath, Asset)>>,
    /// For each report, what the rules found in it.
    findings: Vec<Vec<&'a Diagnostic>>,
    /// The titles that more than one report has.
    shared_titles: BTreeSet<&'a str>,
    /// For each factor, by id, what became of the action items against it, in words.
    tried: BTreeMap<&'a str, String>,
    search: OnceLock<search::Search<'a>>,
    opened: Arc<Opened>,
    navigations: page::Navigations,
}

/// What a file of the site is made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum File {
    /// A page that there is one of.
    Place(Place),
    Postmortem(Index),
    Factor(String),
    Service(String),
    Team(String),
    Year(i16),
    /// A quarter of a year, 1 to 4.
    Quarter(i16, i8),
    /// A rule, by its place in the texts.
    Rule(usize),
    /// A part of a month, from 1 on, of a year that has too many reports for one page.
    Month(i16, i8, usize),
    /// A part, from 1 on, of the reports without a date, of which there are too many for one page.
    Undated(usize),
    /// A part of the register of data breaches, from 2 on.
    Breaches(usize),
    /// An address that a report had before.
    Alias(Index),
    Feed(Feed),
    Data(Data),
    Sitemap,
    Robots,
    /// A style, script or image of the theme, by its path there.
    Theme(String),
    /// A file beside a report, by its path below the root.
    Asset(String),
}

/// What a file of data holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Data {
    /// Everything.
    All,
    Schema,
    /// What the page of a report holds.
    Postmortem(Index),
    /// What the page of a factor holds.
    Factor(String),
    Service(String),
    Team(String),
    Year(i16),
}

impl File {
    /// Returns the report whose body the file is made from.
    fn report(&self) -> Option<Index> {
        let (File::Postmortem(index) | File::Data(Data::Postmortem(index))) = self else {
            return None;
        };
        Some(*index)
    }
}

/// The content of a file of the site.
pub(crate) enum Content<'a> {
    Made(Vec<u8>),
    /// What other files of the site hold, one behind the other. It may be too long to be in memory
    /// at once.
    Joined(Vec<Piece>),
    /// To be copied from a path below the root, as it is.
    Copied(&'a str),
}

/// A part of a file that joins others.
pub(crate) enum Piece {
    Text(String),
    /// What another file holds, without the line break at its end.
    Line(OutputPath),
}

impl<'a> Site<'a> {
    /// Plans the site: which files there are.
    pub(crate) fn plan(given: Inputs<'a>) -> Site<'a> {
        let archive = given.archive;
        let addresses = Addresses::of(archive);
        let words = given.theme.words(&given.config.language);
        let mut site = Site {
            words,
            tried: page::postmortem::tried(words, archive),
            assets: assets(&given, &addresses),
            findings: findings(&given),
            shared_titles: shared_titles(archive),
            addresses,
            files: BTreeMap::new(),
            search: OnceLock::new(),
            opened: Arc::default(),
            navigations: page::Navigations::default(),
            given,
        };
        site.files = site.planned();
        site
    }

    /// Returns the path of every file, and works out what many of them need, so that they can be
    /// rendered by many threads.
    ///
    /// What is made from a report comes one after the other, so that its body is read once for all of
    /// it; all else comes first, in order.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &OutputPath> {
        self.given.archive.relate();
        let files = self.files.iter();
        let files = files.map(|(path, file)| (file.report(), path));
        let shards = self.search().shards.iter();
        let shards = shards.map(|(path, shard)| (self.report_of(*shard), path));
        let mut paths: Vec<(Option<Index>, &OutputPath)> = files.chain(shards).collect();
        paths.sort_unstable();
        paths.into_iter().map(|(_, path)| path)
    }

    /// Says whether the site has a file.
    pub(crate) fn has_file(&self, path: &OutputPath) -> bool {
        // The index takes long to make, and only files of search are in it.
        self.files.contains_key(path)
            || (url::is_shard(path) && self.search().shards.contains_key(path))
    }

    /// Returns the path below the root of the report that a page shows.
    pub(crate) fn source_of(&self, page: &OutputPath) -> Option<&'a str> {
        let File::Postmortem(index) = self.files.get(page)? else {
            return None;
        };
        Some(self.given.archive.get(*index).path())
    }

    /// Returns the page that shows the report at a path below the root.
    pub(crate) fn page_of(&self, source: &str) -> Option<&OutputPath> {
        let index = self.given.archive.references.at_path(source)?;
        Some(self.addresses.postmortem(index))
    }

    /// Returns the bytes of every style sheet.
    pub(crate) fn styles(&self) -> impl Iterator<Item = &[u8]> {
        let files = self.given.theme.files();
        files
            .filter(|(name, _)| name.ends_with(".css"))
            .map(|(_, bytes)| bytes)
    }

    /// Renders a page of every sort.
    ///
    /// # Errors
    ///
    /// A template that does not fit its page.
    pub(crate) fn try_every_sort_of_page(&self) -> Result<()> {
        let mut tried = Vec::new();
        for (path, file) in self.files.iter().filter(|(path, _)| path.is_page()) {
            let sort = match file {
                File::Place(_) => None,
                file => Some(std::mem::discriminant(file)),
            };
            if sort.is_none_or(|sort| !tried.contains(&sort)) {
                self.render(path)?;
                tried.extend(sort);
            }
        }
        Ok(())
    }

    /// Returns the content of a file.
    ///
    /// # Errors
    ///
    /// A path that is not in the plan; a template of the project that does not fit its page.
    pub(crate) fn render(&self, path: &OutputPath) -> Result<Content<'_>> {
        self.render_as(path, self.files.get(path))
    }

    /// Does so where it is known what the file is made from, if it is no file of search.
    fn render_as<'f>(&'f self, path: &OutputPath, file: Option<&'f File>) -> Result<Content<'f>> {
        let Some(file) = file else {
            let shard = self.search().shards.get(path);
            let shard = shard.with_context(|| format!("the site has no file {}", path.as_str()))?;
            return Ok(Content::Made(self.shard(*shard).into_bytes()));
        };
        let text = match file {
            File::Theme(name) => {
                let bytes = self.given.theme.file(name).unwrap_or_default();
                return Ok(Content::Made(bytes.to_vec()));
            }
            File::Asset(source) => return Ok(Content::Copied(source)),
            File::Place(place) => match place {
                Place::Home => page::home::render(self),
                Place::Postmortems => page::postmortems::render(self),
                Place::Factors => page::factors::render(self),
                Place::Services => page::services::render_index(self),
                Place::Teams => page::teams::render_index(self),
                Place::Years => page::years::render_index(self),
                Place::Actions => page::actions::render(self),
                Place::NearMisses => page::near_misses::render(self),
                Place::Culture => page::culture::render(self),
                Place::Stats => page::stats::render(self),
                Place::Rules => page::rules::render_index(self),
                Place::Breaches => page::breaches::render(self, path, 1),
                Place::Compliance => page::compliance::render(self),
                Place::Search => page::search::render(self),
                Place::NotFound => page::not_found::render(self),
            },
            File::Postmortem(index) => {
                let bonds = page::postmortem::bonds(self, &Here::page(path), *index);
                page::postmortem::render(self, path, *index, bonds).map(|(page, _)| page)
            }
            File::Factor(id) => page::factor::render(self, path, id),
            File::Service(id) => page::services::render(self, path, id),
            File::Team(name) => page::teams::render(self, path, name),
            File::Year(year) => page::years::render(self, path, *year),
            File::Quarter(year, quarter) => {
                page::years::render_quarter(self, path, *year, *quarter)
            }
            File::Rule(at) => page::rules::render(self, path, *at),
            File::Month(year, month, part) => {
                page::months::render(self, path, (*year, *month, *part))
            }
            File::Breaches(part) => page::breaches::render(self, path, *part),
            File::Undated(part) => page::months::render_undated(self, path, *part),
            File::Alias(index) => page::alias::render(self, path, *index),
            File::Feed(feed) => Ok(feed::render(self, path, feed)),
            File::Data(data) => return Ok(self.data(data)),
            File::Sitemap => Ok(data::sitemap(self, self.given.base_url.unwrap_or_default())),
            File::Robots => Ok(data::robots(self)),
        }
        .with_context(|| format!("cannot render {}", path.as_str()))?;
        Ok(Content::Made(text.into_bytes()))
    }

    /// Renders the files that another one joins, and joins them.
    ///
    /// # Errors
    ///
    /// Those of [`Site::render`].
    pub(crate) fn join(&self, pieces: &[Piece]) -> Result<Vec<u8>> {
        let mut joined = Vec::new();
        for piece in pieces {
            match piece {
                Piece::Text(text) => joined.extend_from_slice(text.as_bytes()),
                Piece::Line(path) => {
                    let Content::Made(line) = self.render(path)? else {
                        bail!("{} is no line", path.as_str());
                    };
                    joined.extend_from_slice(line.strip_suffix(b"\n").unwrap_or(&line));
                }
            }
        }
        Ok(joined)
    }

    fn data(&self, data: &Data) -> Content<'_> {
        Content::Made(match data {
            Data::All => return Content::Joined(data::all(self)),
            Data::Schema => data::SCHEMA.into(),
            Data::Postmortem(index) => data::postmortem(self, *index),
            Data::Factor(id) => data::factor(self, id),
            Data::Service(id) => data::service(self, id),
            Data::Team(name) => data::team(self, name),
            Data::Year(year) => data::year(self, *year),
        })
    }

    fn planned(&self) -> BTreeMap<OutputPath, File> {
        let archive = self.given.archive;
        // Where two files have one path, the later one has it: an address that a report had before
        // gives way to any other file, and to that of a newer report.
        let mut files = Vec::new();
        for (index, postmortem) in archive.postmortems.iter().enumerate().rev() {
            for alias in &postmortem.aliases {
                files.push((url::alias(alias), File::Alias(index)));
            }
        }
        for place in self.places() {
            files.push((place.path(), File::Place(place)));
        }
        for index in 0..archive.postmortems.len() {
            let page = self.addresses.postmortem(index).clone();
            files.push((page, File::Postmortem(index)));
            for (source, (path, _)) in &self.assets[index] {
                files.push((path.clone(), File::Asset(source.clone())));
            }
        }
        for (id, path) in self.addresses.factors() {
            files.push((path.clone(), File::Factor(id.clone())));
        }
        for (id, path) in self.addresses.services() {
            files.push((path.clone(), File::Service(id.clone())));
        }
        for (name, path) in self.addresses.teams() {
            files.push((path.clone(), File::Team(name.clone())));
        }
        for (&year, reports) in &archive.by_year {
            files.push((url::year(year), File::Year(year)));
            for (quarter, _) in page::years::quarters(archive, reports) {
                files.push((url::quarter(year, quarter), File::Quarter(year, quarter)));
            }
            if reports.len() > page::months::MOST_ON_A_PAGE {
                for (month, reports) in page::months::of(archive, reports) {
                    for (part, _) in page::months::parts(&reports) {
                        let page = url::month(year, month, part);
                        files.push((page, File::Month(year, month, part)));
                    }
                }
            }
        }
        if self.has(Place::Breaches) {
            for part in 2..=page::breaches::parts(archive) {
                files.push((url::breaches(part), File::Breaches(part)));
            }
        }
        let undated = page::months::undated(archive);
        if undated.len() > page::months::MOST_ON_A_PAGE {
            for (part, _) in page::months::parts(&undated) {
                files.push((url::undated(part), File::Undated(part)));
            }
        }
        for (at, rule) in self.given.rules.iter().enumerate() {
            if let Some(path) = url::rule(rule.name) {
                files.push((path, File::Rule(at)));
            }
        }
        files.extend(self.planned_data());
        for (name, _) in self.given.theme.files() {
            if let Some(path) = url::of_theme(name) {
                files.push((path, File::Theme(name.to_owned())));
            }
        }
        // A map of files that are in order is made at once.
        files.par_sort_by(|(one, _), (other, _)| one.cmp(other));
        files.into_iter().collect()
    }

    /// Returns what programs read: feeds, data and what crawlers ask for.
    fn planned_data(&self) -> Vec<(OutputPath, File)> {
        let archive = self.given.archive;
        let mut files = vec![
            (url::feed(), File::Feed(Feed::All)),
            (url::data(), File::Data(Data::All)),
            (url::schema(), File::Data(Data::Schema)),
            (url::robots(), File::Robots),
        ];
        if self.given.base_url.is_some() {
            files.push((url::sitemap(), File::Sitemap));
        }
        for index in 0..archive.postmortems.len() {
            let page = self.addresses.postmortem(index);
            files.push((url::data_of(page), File::Data(Data::Postmortem(index))));
        }
        for (id, page) in self.addresses.factors() {
            files.push((url::data_of(page), File::Data(Data::Factor(id.clone()))));
            files.push((url::feed_of(page), File::Feed(Feed::Factor(id.clone()))));
        }
        for (id, page) in self.addresses.services() {
            files.push((url::data_of(page), File::Data(Data::Service(id.clone()))));
        }
        for (name, page) in self.addresses.teams() {
            files.push((url::data_of(page), File::Data(Data::Team(name.clone()))));
            files.push((url::feed_of(page), File::Feed(Feed::Team(name.clone()))));
        }
        for &year in archive.by_year.keys() {
            files.push((url::data_of(&url::year(year)), File::Data(Data::Year(year))));
        }
        let kinds: BTreeSet<&String> = archive.postmortems.iter().map(|it| &it.kind).collect();
        for kind in kinds {
            files.push((
                url::feed_of_kind(kind),
                File::Feed(Feed::Kind(kind.clone())),
            ));
        }
        files
    }

    /// Returns the path of every page, in order.
    fn pages(&self) -> impl Iterator<Item = &OutputPath> {
        self.files
            .iter()
            .filter(|(path, file)| path.is_page() && !matches!(file, File::Alias(_)))
            .map(|(path, _)| path)
    }

    /// Returns the pages that there is one of, for this audience.
    fn places(&self) -> impl Iterator<Item = Place> {
        Place::ALL.into_iter().filter(|&place| self.has(place))
    }

    /// Says whether the site has a page, for this audience.
    fn has(&self, place: Place) -> bool {
        let audience = self.given.audience;
        match place {
            Place::Compliance => audience >= Confidentiality::Internal,
            Place::Breaches => audience >= Confidentiality::Restricted,
            Place::Rules => !self.given.rules.is_empty(),
            Place::Home
            | Place::Postmortems
            | Place::Factors
            | Place::Services
            | Place::Teams
            | Place::Years
            | Place::Actions
            | Place::NearMisses
            | Place::Culture
            | Place::Stats
            | Place::Search
            | Place::NotFound => true,
        }
    }
}

fn assets(given: &Inputs, addresses: &Addresses) -> Vec<BTreeMap<String, (OutputPath, Asset)>> {
    let archive = given.archive;
    let beside = |index: Index| {
        let mut taken = BTreeSet::new();
        let mut assets = BTreeMap::new();
        for source in asset::of_report(archive.get(index)) {
            let Some(&asset) = given.assets.get(&source) else {
                continue;
            };
            if assets.contains_key(&source) {
                continue;
            }
            if let Some(path) = url::beside(addresses.postmortem(index), &source, &mut taken) {
                assets.insert(source, (path, asset));
            }
        }
        assets
    };
    let reports = (0..archive.postmortems.len()).into_par_iter();
    reports.map(beside).collect()
}

fn findings<'a>(given: &Inputs<'a>) -> Vec<Vec<&'a Diagnostic>> {
    let mut findings = vec![Vec::new(); given.archive.postmortems.len()];
    for diagnostic in given.diagnostics {
        if let Some(index) = given.archive.references.at_path(&diagnostic.path) {
            findings[index].push(diagnostic);
        }
    }
    findings
}

fn shared_titles(archive: &Archive) -> BTreeSet<&str> {
    let mut titles: Vec<&str> = archive
        .postmortems
        .iter()
        .map(|it| it.title.as_str())
        .collect();
    titles.sort_unstable();
    titles
        .windows(2)
        .filter(|pair| pair[0] == pair[1])
        .map(|pair| pair[0])
        .collect()
}

#[cfg(test)]
mod tests;
