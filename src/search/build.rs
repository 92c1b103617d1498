//! Building the index: documents in, shards out.

use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;
use rust_stemmers::{Algorithm, Stemmer};

use super::catalogue::{self, Catalogue, Targets};
use super::dictionary::Words;
use super::facets;
use super::invert::{self, Run, Shared};
use super::phrases::PhraseBook;
use super::sheet::Sheet;
use super::sheets::Sheets;
use super::texts::Headings;
use super::vocabulary::{self, Place};
use super::{Index, words};

/// How large shards are. A large archive has larger ones, so that their number stays bearable; a
/// small one has small ones, so that a first answer costs little.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sizes {
    /// Documents in a shard of `d`.
    pub(super) documents: u32,
    /// Bytes of text in a shard of `t`, before it is shortened.
    text: u32,
    /// Bytes of a shard of `v`, `p` and `r`.
    words: usize,
    /// Words in the phrase book.
    phrases: usize,
}

impl Sizes {
    fn of(documents: u32) -> Sizes {
        match documents {
            0..2_500 => Sizes {
                documents: 4,
                text: 3 << 9,
                words: 3 << 10,
                phrases: 600,
            },
            2_500..25_000 => Sizes {
                documents: 8,
                text: 4 << 10,
                words: 6 << 10,
                phrases: 1_000,
            },
            _ => Sizes {
                documents: 32,
                text: 12 << 10,
                words: 12 << 10,
                phrases: 1_900,
            },
        }
    }
}

/// Builds the index of a catalogue.
pub(crate) fn build(catalogue: Catalogue<'_>) -> Index<'_> {
    let targets = Targets::of(&catalogue);
    let sizes = Sizes::of(targets.count());
    let Survey {
        length,
        book,
        headings,
    } = survey(&catalogue, &targets, sizes);
    let stemmer = algorithm(&catalogue.config.language).map(Stemmer::create);
    let shared = Shared {
        words: Mutex::new(Words::new(stemmer)),
        length,
    };
    let runs: Vec<Run> = ranges(targets.count())
        .into_par_iter()
        .map(|range| {
            let sheet = |number| catalogue::sheet(&catalogue, &targets, number);
            invert::invert(range, &shared, sheet)
        })
        .collect();
    let words = shared.words.into_inner();
    let words = words.unwrap_or_else(PoisonError::into_inner);
    let in_order = words.in_order();
    let terms = Terms::gather(&runs, &in_order.numbers, in_order.terms);
    let (places, postings) = place(&runs, &terms, sizes.words);
    let words = &in_order.words;
    let (vocabulary, (backwards, endings)) = rayon::join(
        || vocabulary::vocabulary(words, &places, sizes.words),
        || {
            let backwards = vocabulary::backwards(words, &places, sizes.words);
            (backwards, vocabulary::endings(words))
        },
    );
    let columns = facets::columns(&catalogue);
    let stamp = stamp(&runs, &columns);
    let texts = cut_texts(&runs, sizes.text);
    Index {
        catalogue,
        targets,
        runs,
        terms,
        postings,
        vocabulary,
        backwards,
        endings,
        texts,
        book,
        headings,
        columns,
        stamp,
        per_shard: sizes.documents,
        sheets: Sheets::new(),
    }
}

/// Which terms the archive has: for each the runs that have it, and its number there.
#[derive(Debug, Default)]
pub(super) struct Terms {
    /// A run and the number of a term in it.
    places: Vec<(u32, u32)>,
    /// For each term, where its places end.
    ends: Vec<u32>,
}

impl Terms {
    /// Finds the terms in the runs; `numbers` says which number each of them has, if any.
    fn gather(runs: &[Run], numbers: &[Option<u32>], count: u32) -> Terms {
        let number = |term: &invert::Term| Some(numbers[term.known as usize]? as usize);
        let mut ends = vec![0_u32; count as usize];
        for term in runs.iter().flat_map(|run| &run.terms).filter_map(number) {
            ends[term] += 1;
        }
        let mut sum = 0;
        for end in &mut ends {
            // From counts to starts; placing a term moves a start towards its end.
            sum += std::mem::replace(end, sum);
        }
        let mut places = vec![(0, 0); sum as usize];
        for (run, terms) in (0..).zip(runs.iter().map(|run| &run.terms)) {
            for (local, term) in (0..).zip(terms) {
                if let Some(term) = number(term) {
                    let end = &mut ends[term];
                    places[*end as usize] = (run, local);
                    *end += 1;
                }
            }
        }
        Terms { places, ends }
    }

    pub(super) fn of(&self, term: u32) -> &[(u32, u32)] {
        let start = term.checked_sub(1).map_or(0, |it| self.ends[it as usize]);
        &self.places[start as usize..self.ends[term as usize] as usize]
    }

    pub(super) fn count(&self) -> u32 {
        u32::try_from(self.ends.len()).expect("an archive has fewer words than that")
    }
}

/// What has to be known of the whole before the rest can be read.
struct Survey {
    /// How many words the text of a document has, on average.
    length: f64,
    book: PhraseBook,
    headings: Headings,
}

/// Looks at a part of the documents.
fn survey(catalogue: &Catalogue, targets: &Targets, sizes: Sizes) -> Survey {
    const SAMPLE: usize = 384;
    let count = targets.count();
    let step = (count as usize).div_ceil(SAMPLE).max(1);
    let sheets: Vec<Sheet> = (0..count)
        .into_par_iter()
        .step_by(step)
        .map(|number| catalogue::sheet(catalogue, targets, number))
        .collect();
    let texts: Vec<String> = sheets
        .par_iter()
        .map(|sheet| sheet.sections.iter().map(|it| it.text() + "\n").collect())
        .collect();
    let total: usize = texts
        .par_iter()
        .map(|text: &String| words::chunks(text).count())
        .sum();
    Survey {
        length: total as f64 / texts.len().max(1) as f64,
        book: PhraseBook::of(&texts, sizes.phrases),
        headings: Headings::of(sheets.iter()),
    }
}

/// Cuts the documents into runs that are inverted apart. The runs do not depend on the machine.
fn ranges(count: u32) -> Vec<Range<u32>> {
    const MOST: u32 = 1_024;
    let length = (count / 8).clamp(32, MOST);
    (0..count)
        .step_by(length as usize)
        .map(|start| start..(start + length).min(count))
        .collect()
}

/// Decides which terms share a shard of postings. Returns the place of every term, and the terms
/// of every shard.
fn place(runs: &[Run], terms: &Terms, size: usize) -> (Vec<Place>, Vec<Range<u32>>) {
    let mut places = Vec::with_capacity(terms.count() as usize);
    let mut shards: Vec<Range<u32>> = Vec::new();
    let mut filled = 0;
    for term in 0..terms.count() {
        let (mut documents, mut bytes) = (0, 0);
        for &(run, local) in terms.of(term) {
            let run = &runs[run as usize];
            documents += run.terms[local as usize].documents;
            bytes += run.size(local as usize);
        }
        // A frequent term stands alone, so that it burdens no rare one.
        let is_full = filled > 0 && filled + bytes > size;
        match shards.last_mut() {
            Some(shard) if !is_full => shard.end = term + 1,
            _ => {
                shards.push(term..term + 1);
                filled = 0;
            }
        }
        filled += bytes;
        let shard = shards.last().expect("one was just pushed");
        places.push(Place {
            shard: u32::try_from(shards.len() - 1).expect("there are fewer shards than terms"),
            at: term - shard.start,
            documents,
        });
    }
    (places, shards)
}

/// Decides which sections share a shard of text: returns the document and section that each begins
/// with.
fn cut_texts(runs: &[Run], size: u32) -> Vec<(u32, u32)> {
    let mut cuts = Vec::new();
    let mut filled = u32::MAX;
    for (document, outline) in (0..).zip(runs.iter().flat_map(|run| &run.outlines)) {
        for (section, it) in (0..).zip(outline) {
            if filled >= size {
                cuts.push((document, section));
                filled = 0;
            }
            filled = filled.saturating_add(it.length + 40);
        }
    }
    cuts
}

/// Names the index by everything that is in it.
fn stamp(runs: &[Run], columns: &super::Columns) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(env!("CARGO_PKG_VERSION").as_bytes());
    for run in runs {
        hasher.update(run.hash.as_bytes());
    }
    for (&facet, column) in columns {
        hasher.update(column.encoded(facet).as_bytes());
    }
    hasher.finalize().to_hex()[..8].to_owned()
}

/// Returns the stemmer of a language, given as a BCP 47 tag, if there is one.
fn algorithm(language: &str) -> Option<Algorithm> {
    let primary = language.split(['-', '_']).next().unwrap_or_default();
    Some(match primary.to_ascii_lowercase().as_str() {
        "ar" => Algorithm::Arabic,
        "da" => Algorithm::Danish,
        "de" => Algorithm::German,
        "el" => Algorithm::Greek,
        "en" => Algorithm::English,
        "es" => Algorithm::Spanish,
        "fi" => Algorithm::Finnish,
        "fr" => Algorithm::French,
        "hu" => Algorithm::Hungarian,
        "it" => Algorithm::Italian,
        "nl" => Algorithm::Dutch,
        "no" | "nb" | "nn" => Algorithm::Norwegian,
        "pt" => Algorithm::Portuguese,
        "ro" => Algorithm::Romanian,
        "ru" => Algorithm::Russian,
        "sv" => Algorithm::Swedish,
        "ta" => Algorithm::Tamil,
        "tr" => Algorithm::Turkish,
        _ => return None,
    })
}
