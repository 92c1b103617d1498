//! Search: an index in many small files, and the answers that come from it.
//!
//! [`build`] reads the archive once and returns an [`Index`], a plan of files like the site itself:
//! [`Index::files`] names them, [`Index::render`] gives the bytes of one. The script in
//! `theme/scripts/search.js` reads those files in a browser, [`Index::ask`] reads the same ones for
//! the command line, and a test holds that both answer alike. `docs/search.md` describes every byte.
//!
//! This room reads the archive, which holds only what the audience may see, and never the disk.

mod answer;
mod ask;
mod build;
mod catalogue;
mod code;
mod dictionary;
mod excerpt;
mod facets;
mod invert;
mod mend;
mod phrases;
mod query;
mod reader;
mod sheet;
mod sheets;
#[cfg(test)]
mod tests;
mod texts;
mod vocabulary;
mod words;

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use serde::Serialize;
use serde_json::json;

pub(crate) use answer::{Answer, Found};
pub(crate) use build::build;
pub(crate) use catalogue::{Catalogue, Target};

use crate::archive;
use build::{Spot, Walk};
use catalogue::{Record, Sort, Targets};
use facets::{Column, Facet, Value};
use invert::Run;
use phrases::PhraseBook;
use sheets::Sheets;
use texts::{Cut, Headings};
use vocabulary::Shards;

type Columns = BTreeMap<Facet, Column>;

/// The index of an archive: every file of it, rendered when asked.
pub(crate) struct Index<'a> {
    catalogue: Catalogue<'a>,
    targets: Targets<'a>,
    runs: Vec<Run>,
    /// The terms of each shard of postings.
    postings: Vec<Range<u32>>,
    vocabulary: Shards,
    backwards: Shards,
    endings: Vec<(String, String)>,
    texts: Vec<Cut>,
    book: PhraseBook,
    headings: Headings,
    columns: Columns,
    stamp: String,
    /// Documents in a shard of `d`.
    per_shard: u32,
    sheets: Sheets,
}

impl fmt::Debug for Index<'_> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let mut debug = f.debug_struct("Index");
        debug.field("stamp", &self.stamp).finish_non_exhaustive()
    }
}

/// A file of the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Shard {
    Root,
    Vocabulary(u32),
    Postings(u32),
    Where(u32),
    Backwards(u32),
    Documents(u32),
    Texts(u32),
    Facet(Facet),
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Shard::Root => f.write_str("root"),
            Shard::Vocabulary(number) => write!(f, "v/{number}"),
            Shard::Postings(number) => write!(f, "p/{number}"),
            Shard::Where(number) => write!(f, "w/{number}"),
            Shard::Backwards(number) => write!(f, "r/{number}"),
            Shard::Documents(number) => write!(f, "d/{number}"),
            Shard::Texts(number) => write!(f, "t/{number}"),
            Shard::Facet(facet) => write!(f, "f/{}", facet.name()),
        }
    }
}

/// What the root says. `theme/scripts/search.js` reads it under the same names.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Root<'a> {
    stamp: &'a str,
    /// How many documents there are, reports and others.
    documents: u32,
    /// How many of them are reports: those come first.
    reports: usize,
    /// Documents in a shard of `d`.
    per_shard: u32,
    /// The borders of the shards of `v`, separated by spaces; that of the first is empty.
    vocabulary: String,
    /// The same for `r`.
    backwards: String,
    /// Pairs of endings: what a word ends with, and what one of the same term may end with.
    endings: &'a [(String, String)],
    /// The values that every result shows.
    kinds: &'a [Value],
    severities: &'a [Value],
    /// The phrase book, separated by spaces.
    phrases: String,
    /// Anchors and headings that sections name by their number.
    headings: &'a [(String, String)],
    /// Texts of the interface.
    words: BTreeMap<String, String>,
    /// Short names of the months.
    months: Vec<String>,
}

/// Says whether it is known where a term stands in its documents.
///
/// Words that most documents have take up a third of all places, and tell nobody apart. A small
/// archive knows them all the same.
pub(super) fn is_placed(documents: u32, all: u32) -> bool {
    const SMALL: u32 = 200;
    all < SMALL || documents <= all / 2
}

/// Returns the part of a digest that tells a file from those of other builds.
fn stamp_of(digest: &blake3::Hash) -> String {
    digest.to_hex()[..8].to_owned()
}

/// Where a page stands, from the root of the site.
pub(crate) type Address<'s> = &'s (dyn Fn(Target) -> String + Sync);

/// Texts of the interface that the script shows, by their names below `search`.
const WORDS: [&str; 26] = [
    "found",
    "newest",
    "none",
    "near",
    "loosely",
    "otherwise",
    "missing",
    "mended",
    "all",
    "failed",
    "show-all",
    "unknown",
    "kind",
    "severity",
    "service",
    "team",
    "factor",
    "group",
    "level",
    "year",
    "status",
    "detected",
    "open",
    "open-yes",
    "open-no",
    "page",
];

impl Index<'_> {
    /// Returns every file, in order.
    pub(crate) fn files(&self) -> Vec<Shard> {
        let numbered = |count: usize, shard: fn(u32) -> Shard| {
            let count = u32::try_from(count).expect("there are fewer shards than documents");
            (0..count).map(shard)
        };
        let documents = self.targets.count().div_ceil(self.per_shard) as usize;
        std::iter::once(Shard::Root)
            .chain(numbered(self.vocabulary.texts.len(), Shard::Vocabulary))
            .chain(numbered(self.postings.len(), Shard::Postings))
            .chain(numbered(self.postings.len(), Shard::Where))
            .chain(numbered(self.backwards.texts.len(), Shard::Backwards))
            .chain(numbered(documents, Shard::Documents))
            .chain(numbered(self.texts.len(), Shard::Texts))
            .chain(Facet::ALL.into_iter().map(Shard::Facet))
            .collect()
    }

    /// Returns the last report that a shard has text of: whoever goes through the reports in order
    /// has opened the others before.
    pub(crate) fn report_of(&self, shard: Shard) -> Option<archive::Index> {
        let Shard::Texts(number) = shard else {
            return None;
        };
        let documents = self.documents_of(number);
        let reports = self.catalogue.archive.postmortems.len();
        let last = reports.min(documents.end as usize).checked_sub(1)?;
        (documents.start as usize <= last).then_some(last)
    }

    /// Returns the digest of everything that a file is made from, where that is known before it is
    /// made.
    pub(crate) fn digest_of(&self, shard: Shard) -> Option<blake3::Hash> {
        let Shard::Texts(number) = shard else {
            return None;
        };
        Some(self.texts[number as usize].digest)
    }

    /// Returns the text of a file: a script that assigns one value.
    pub(crate) fn render(&self, shard: Shard, address: Address) -> String {
        // Digits, words and shortened texts have no quotation mark and no backslash in them.
        let quoted = |text: &str| format!("\"{text}\"");
        let value = match shard {
            Shard::Root => {
                let root = serde_json::to_string(&self.root()).expect("the root is JSON");
                return format!("secondStorySearch.root={root};\n");
            }
            Shard::Vocabulary(number) => quoted(&self.vocabulary.texts[number as usize]),
            Shard::Backwards(number) => quoted(&self.backwards.texts[number as usize]),
            Shard::Postings(number) => quoted(&self.postings_shard(number)),
            Shard::Where(number) => quoted(&self.places_shard(number)),
            Shard::Documents(number) => self.documents_shard(number, address),
            Shard::Texts(number) => quoted(&self.texts_shard(number)),
            Shard::Facet(facet) => {
                let column = &self.columns[&facet];
                json!({ "values": column.values, "reports": column.encoded(facet) }).to_string()
            }
        };
        let stamp = self.digest_of(shard);
        let stamp = stamp.map_or_else(|| self.stamp.clone(), |it| stamp_of(&it));
        format!("secondStorySearch[\"{shard} {stamp}\"]={value};\n")
    }

    fn root(&self) -> Root<'_> {
        Root {
            stamp: &self.stamp,
            documents: self.targets.count(),
            reports: self.catalogue.archive.postmortems.len(),
            per_shard: self.per_shard,
            vocabulary: self.vocabulary.borders.join(" "),
            backwards: self.backwards.borders.join(" "),
            endings: &self.endings,
            kinds: &self.columns[&Facet::Kind].values,
            severities: &self.columns[&Facet::Severity].values,
            phrases: self.book.joined(),
            headings: &self.headings.all,
            words: self.words(),
            months: (1..=12)
                .map(|month| self.catalogue.word(&format!("date.short-month.{month}")))
                .collect(),
        }
    }

    fn postings_shard(&self, number: u32) -> String {
        self.terms_of(number, Index::postings)
    }

    fn places_shard(&self, number: u32) -> String {
        self.terms_of(number, Index::places)
    }

    fn words(&self) -> BTreeMap<String, String> {
        let words = WORDS
            .into_iter()
            .map(|name| (name.to_owned(), format!("search.{name}")));
        let levels = self.columns[&Facet::Factor].values.iter();
        let levels = levels.map(|it| (it.level.clone(), format!("level.{}", it.level)));
        let day = ("day".to_owned(), "date.short-day".to_owned());
        words
            .chain(levels)
            .chain([day])
            .filter_map(|(name, text)| Some((name, (self.catalogue.word)(&text)?)))
            .collect()
    }

    /// Writes the terms of a shard, each as `write` has it, which is given where they stand.
    fn terms_of(&self, number: u32, write: fn(&Self, &[Spot], &mut Vec<u8>)) -> String {
        let mut out = Vec::new();
        let terms = self.postings[number as usize].clone();
        let first = terms.start;
        let mut walk = Walk::new(&self.runs, first);
        for term in terms {
            if term > first {
                out.push(b'!');
            }
            write(self, &walk.pass(term), &mut out);
        }
        String::from_utf8(out).expect("digits are ASCII")
    }

    fn postings(&self, places: &[Spot], out: &mut Vec<u8>) {
        let mut next = 0;
        for &(run, at) in places {
            let start = self.start_of(run);
            let run = &self.runs[run];
            let (first, last) = run.ends(at);
            code::write(out, start + first - next);
            out.extend_from_slice(run.gaps(at));
            next = start + last + 1;
        }
        for column in [Run::impacts, Run::sections] {
            for &(run, at) in places {
                out.extend_from_slice(column(&self.runs[run], at));
            }
        }
    }

    fn places(&self, places: &[Spot], out: &mut Vec<u8>) {
        let documents = places.iter().map(|&(run, at)| self.runs[run].documents(at));
        if !is_placed(documents.sum(), self.targets.count()) {
            return;
        }
        for &(run, at) in places {
            out.extend_from_slice(self.runs[run].places(at));
        }
    }

    /// Returns the first document of a run. All runs but the last are of one length.
    fn start_of(&self, run: usize) -> u32 {
        let length = self.runs[0].outlines.len();
        u32::try_from(run * length).expect("a run has documents")
    }

    fn documents_shard(&self, number: u32, address: Address) -> String {
        let start = number * self.per_shard;
        let end = (start + self.per_shard).min(self.targets.count());
        let records: Vec<_> = (start..end)
            .map(|number| self.record(number, address))
            .collect();
        serde_json::to_string(&records).expect("records are JSON")
    }

    /// Returns a record as a shard holds it.
    fn record(&self, number: u32, address: Address) -> serde_json::Value {
        let Record {
            target,
            title,
            date,
            sort,
        } = catalogue::record(&self.catalogue, &self.targets, number);
        let value = |facet: Facet, report: usize| self.columns[&facet].reports[report].first();
        let (kind, severity, services) = match sort {
            Sort::Postmortem(report) => {
                let services = &self.columns[&Facet::Service];
                let titles = services.reports[report]
                    .iter()
                    .map(|&it| &*services.values[it as usize].title);
                (
                    json!(value(Facet::Kind, report)),
                    json!(value(Facet::Severity, report)),
                    titles.collect(),
                )
            }
            Sort::Factor | Sort::Service | Sort::Page => {
                (json!(sort.name()), json!(-1), Vec::<&str>::new())
            }
        };
        let next = self.texts.partition_point(|cut| cut.at <= (number, 0));
        let first = u32::try_from(next - 1).expect("few shards");
        let further = self.texts[next..].iter();
        let further = further.take_while(|cut| cut.at.0 == number);
        let shards: Vec<_> = std::iter::once((first, &self.texts[next - 1]))
            .chain(further.map(|cut| (cut.at.1, cut)))
            .flat_map(|(number, cut)| [json!(number), json!(stamp_of(&cut.digest))])
            .collect();
        json!([
            address(target),
            title,
            date,
            kind,
            severity,
            services,
            shards,
            self.starts(number)
        ])
    }

    /// Writes where the sections of a document begin: differences of positions.
    fn starts(&self, document: u32) -> String {
        let mut out = Vec::new();
        let mut last = 0;
        for it in self.outlines(document) {
            code::write(&mut out, it.position - last);
            last = it.position;
        }
        String::from_utf8(out).expect("digits are ASCII")
    }

    fn outlines(&self, document: u32) -> &[invert::Outline] {
        let mut document = document as usize;
        for run in &self.runs {
            match run.outlines.get(document) {
                Some(outline) => return outline,
                None => document -= run.outlines.len(),
            }
        }
        &[]
    }
}
