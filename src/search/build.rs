//! Building the index: documents in, shards out.

use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;
use rust_stemmers::Algorithm;

use super::catalogue::{self, Catalogue, Targets};
use super::dictionary::Dictionary;
use super::facets;
use super::invert::{self, Run};
use super::phrases::PhraseBook;
use super::sheet::{Page, Sheet};
use super::sheets::Sheets;
use super::texts::{Cut, Headings};
use super::vocabulary::{self, Place};
use super::{Index, words};
use crate::archive::{Lexicon, Said, Transcript};
use crate::digest;

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
    let transcripts = catalogue.archive.transcripts();
    let pages: Vec<Page> = (0..targets.count())
        .into_par_iter()
        .map(|number| catalogue::page(&catalogue, &targets, &transcripts, number))
        .collect();
    let dictionary = dictionary(&transcripts.lexicon, &pages, &catalogue.config.language);
    drop(transcripts);
    // Nobody else needs them after this, and they go run by run.
    catalogue.archive.forget_transcripts();
    let columns = facets::columns(&catalogue);
    let stamp = stamp(&pages, &columns);
    let digests: Vec<_> = pages.iter().map(|page| page.digest).collect();
    let runs: Vec<Run> = cut_into_runs(pages)
        .into_par_iter()
        .map(|pages| invert::invert(&pages, &dictionary, length))
        .collect();
    let (places, postings) = place(&runs, dictionary.terms, sizes.words);
    let words = &dictionary.words();
    let (vocabulary, (backwards, endings)) = rayon::join(
        || vocabulary::vocabulary(words, &places, sizes.words),
        || {
            let backwards = vocabulary::backwards(words, &places, sizes.words);
            (backwards, vocabulary::endings(words))
        },
    );
    let common = digest_of_common(&book, &headings);
    let texts = cut_texts(&runs, sizes.text)
        .windows(2)
        .map(|ends| Cut {
            at: ends[0],
            digest: digest_of_texts(&common, ends, &digests),
        })
        .collect();
    Index {
        catalogue,
        targets,
        runs,
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

/// Makes the dictionary of everything that the pages say.
fn dictionary(lexicon: &Lexicon, pages: &[Page], language: &str) -> Dictionary {
    let tokens = lexicon.texts();
    let is_said: Vec<AtomicBool> = tokens.iter().map(|_| AtomicBool::new(false)).collect();
    pages.par_iter().for_each(|page| {
        for said in page.transcripts().flat_map(Transcript::said) {
            if let Said::Token(token) | Said::Named(token) = said {
                let is_said = &is_said[token as usize];
                // Nearly always it is known, and to write it again would take it from other cores.
                if !is_said.load(Ordering::Relaxed) {
                    is_said.store(true, Ordering::Relaxed);
                }
            }
        }
    });
    let is_said = |token: usize| is_said[token].load(Ordering::Relaxed);
    let names = pages.iter().flat_map(|page| page.names.iter().cloned());
    Dictionary::of(&tokens, is_said, names, algorithm(language))
}

/// Where the postings of a term stand: a run, and the place of the term in it.
pub(super) type Spot = (usize, usize);

/// Goes through the terms of several runs at once, in order.
pub(super) struct Walk<'r> {
    runs: &'r [Run],
    /// For each run, how many of its terms have been passed.
    passed: Vec<usize>,
}

impl<'r> Walk<'r> {
    /// Begins before a term.
    pub(super) fn new(runs: &'r [Run], first: u32) -> Walk<'r> {
        let before = |run: &Run| run.terms.partition_point(|it| it.number < first);
        Walk {
            runs,
            passed: runs.iter().map(before).collect(),
        }
    }

    /// Passes the next term. Returns where it stands.
    pub(super) fn pass(&mut self, term: u32) -> Vec<Spot> {
        let mut found = Vec::new();
        for (number, (run, passed)) in self.runs.iter().zip(&mut self.passed).enumerate() {
            if run.terms.get(*passed).is_some_and(|it| it.number == term) {
                found.push((number, *passed));
                *passed += 1;
            }
        }
        found
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
    const SAMPLE: usize = 96;
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
fn cut_into_runs(pages: Vec<Page>) -> Vec<Vec<Page>> {
    const MOST: usize = 1_024;
    let length = (pages.len() / 8).clamp(32, MOST);
    let mut pages = pages.into_iter();
    let runs = std::iter::from_fn(|| {
        let run: Vec<Page> = pages.by_ref().take(length).collect();
        (!run.is_empty()).then_some(run)
    });
    runs.collect()
}

/// Decides which terms share a shard of postings. Returns the place of every term, and the terms
/// of every shard.
fn place(runs: &[Run], terms: u32, size: usize) -> (Vec<Place>, Vec<Range<u32>>) {
    let mut places = Vec::with_capacity(terms as usize);
    let mut shards: Vec<Range<u32>> = Vec::new();
    let mut filled = 0;
    let mut walk = Walk::new(runs, 0);
    for term in 0..terms {
        let (mut documents, mut bytes) = (0, 0);
        for (run, at) in walk.pass(term) {
            documents += runs[run].documents(at);
            bytes += runs[run].size(at);
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
/// with, and the end.
fn cut_texts(runs: &[Run], size: u32) -> Vec<(u32, u32)> {
    let mut cuts = Vec::new();
    let mut filled = u32::MAX;
    for (document, outline) in (0..).zip(runs.iter().flat_map(|run| &run.outlines)) {
        for (section, it) in (0..).zip(outline.iter()) {
            if filled >= size {
                cuts.push((document, section));
                filled = 0;
            }
            filled = filled.saturating_add(it.length + 40);
        }
    }
    let documents = runs.iter().map(|run| run.outlines.len()).sum::<usize>();
    cuts.push((u32::try_from(documents).expect("as many as targets"), 0));
    cuts
}

/// Digests what all shards of text are made with.
fn digest_of_common(book: &PhraseBook, headings: &Headings) -> blake3::Hash {
    let headings = headings.all.iter();
    let headings = headings.flat_map(|(anchor, heading)| [anchor, heading]);
    let version = env!("CARGO_PKG_VERSION").as_bytes();
    let parts = [version, &*book.joined().into_bytes()];
    digest::of(parts.into_iter().chain(headings.map(|it| it.as_bytes())))
}

/// Digests what a shard of text is made from: its two `ends`, and the documents between them.
fn digest_of_texts(
    common: &blake3::Hash,
    ends: &[(u32, u32)],
    documents: &[[u8; blake3::OUT_LEN]],
) -> blake3::Hash {
    let mut hasher = blake3::Hasher::new();
    hasher.update(common.as_bytes());
    for (document, section) in ends {
        hasher.update(&document.to_le_bytes());
        hasher.update(&section.to_le_bytes());
    }
    let last = (ends[1].0 as usize + 1).min(documents.len());
    for digest in &documents[ends[0].0 as usize..last] {
        hasher.update(digest);
    }
    hasher.finalize()
}

/// Names the index by everything that is in it.
fn stamp(pages: &[Page], columns: &super::Columns) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(env!("CARGO_PKG_VERSION").as_bytes());
    for page in pages {
        for name in &page.names {
            hasher.update(name.as_bytes());
        }
        for transcript in page.transcripts() {
            hasher.update(&transcript.digest);
        }
        hasher.update(&page.digest);
    }
    for (&facet, column) in columns {
        hasher.update(column.encoded(facet).as_bytes());
    }
    super::stamp_of(&hasher.finalize())
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
