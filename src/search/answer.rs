//! An answer as a reader of the command line gets it.

use super::ask::{self, Hit, Unit};
use super::catalogue::{self, Record, Sort};
use super::code::Numbers;
use super::excerpt::{self, Piece};
use super::facets::Facet;
use super::query::Query;
use super::reader::Reader;
use super::texts::Passage;
use super::{Address, Index, mend, words};

/// For how many words of a query others are proposed.
const MOST_ADVISED: usize = 4;

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub(crate) struct Answer {
    /// How many documents answer the query.
    pub(crate) total: usize,
    /// Words that nothing was found for, and what was looked for instead.
    pub(crate) mended: Vec<(String, String)>,
    /// Where nothing is found: words that are spelled nearly like those that were asked for.
    pub(crate) near: Vec<String>,
    /// Where nothing is found: the query without what narrows it, if that is another one.
    pub(crate) loosely: Option<String>,
    /// The best of them, the best first.
    pub(crate) results: Vec<Found>,
}

/// A document that answers a query.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub(crate) struct Found {
    /// The address of the best section, from the root of the site.
    pub(crate) address: String,
    /// The file of a report, below the root of the project.
    pub(crate) path: Option<String>,
    pub(crate) title: String,
    pub(crate) date: String,
    /// The kind of a report; `factor`, `service` or `page` for everything else.
    pub(crate) kind: String,
    pub(crate) severity: String,
    pub(crate) services: Vec<String>,
    /// The heading of the best section; empty for the top of the page.
    pub(crate) section: String,
    pub(crate) excerpt: Vec<Piece>,
    /// Words that it does not have.
    pub(crate) missing: Vec<String>,
}

impl Index<'_> {
    /// Answers a query with at most so many results.
    pub(crate) fn ask(&self, query: &str, most: usize, address: Address) -> Answer {
        let reader = Reader::new(self);
        // What only one of Unicode and JavaScript takes for a space is one here and in the script.
        let query = query.replace(['\u{feff}', '\u{85}'], " ");
        let asked = query.trim();
        let query = Query::parse(&query);
        let matches = ask::find(&reader, &query);
        let is_empty = matches.hits.is_empty();
        let words = query.words.iter().take(MOST_ADVISED).filter(|_| is_empty);
        let near = words.flat_map(|it| mend::near(&reader, &words::folded(&it.text)));
        let results = matches
            .hits
            .iter()
            .take(most)
            .map(|&hit| self.found(&reader, &matches.units, hit, address))
            .collect();
        Answer {
            total: matches.hits.len(),
            near: near.collect(),
            loosely: Some(query.loosely()).filter(|it| is_empty && !it.is_empty() && it != asked),
            mended: matches.mended,
            results,
        }
    }

    fn found(&self, reader: &Reader, units: &[Unit], hit: Hit, address: Address) -> Found {
        let Record {
            target,
            title,
            date,
            sort,
        } = catalogue::record(&self.catalogue, &self.targets, hit.document);
        let starts = self.starts(hit.document);
        let starts = read_starts(&starts);
        let section = excerpt::section(units, hit, &starts);
        let Passage {
            anchor,
            heading,
            mut text,
        } = self.passage(hit.document, section);
        // What was found at the top of the page may be in no text: then the text begins where it
        // begins.
        for next in section + 1..starts.len() {
            if section > 0 || !text.is_empty() {
                break;
            }
            text = self.passage(hit.document, next).text;
        }
        let mut address = address(target);
        if !anchor.is_empty() {
            address.push('#');
            address.push_str(&anchor);
        }
        let titles = |facet: Facet| match sort {
            Sort::Postmortem(report) => {
                let column = &self.columns[&facet];
                column.reports[report]
                    .iter()
                    .map(|&it| column.values[it as usize].title.clone())
                    .collect()
            }
            Sort::Factor | Sort::Service | Sort::Page => Vec::new(),
        };
        let path = match sort {
            Sort::Postmortem(report) => Some(self.catalogue.archive.get(report).path().to_owned()),
            Sort::Factor | Sort::Service | Sort::Page => None,
        };
        Found {
            address,
            path,
            title,
            date,
            kind: match sort {
                Sort::Postmortem(_) => titles(Facet::Kind).concat(),
                Sort::Factor | Sort::Service | Sort::Page => sort.name().to_owned(),
            },
            severity: titles(Facet::Severity).concat(),
            services: titles(Facet::Service),
            section: heading,
            excerpt: excerpt::excerpt(reader, units, &text),
            missing: units
                .iter()
                .enumerate()
                .filter(|(bit, unit)| !unit.is_hint && hit.has & (1 << bit) == 0)
                .map(|(_, unit)| unit.said.clone())
                .collect(),
        }
    }
}

fn read_starts(text: &str) -> Vec<u32> {
    let mut numbers = Numbers::new(text);
    let mut starts = Vec::new();
    let mut last = 0;
    while !numbers.is_at_end() {
        last += numbers.next();
        starts.push(last);
    }
    starts
}
