//! From documents to terms: which words occur where, for a run of documents.
//!
//! The archive is inverted run by run, in parallel, so that the words of all reports are never in
//! memory at once. What remains of a run is what the shards will hold, already in their encoding;
//! `shards` only joins the runs.

use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use rustc_hash::FxHashMap;

use super::code;
use super::dictionary::{Dictionary, Words};
use super::sheet::{Field, Sheet};
use super::words::{self, Form, Part};

/// What a run of documents contributes to the index.
#[derive(Debug)]
pub(super) struct Run {
    pub(super) terms: Vec<Term>,
    gaps: Vec<u8>,
    impacts: Vec<u8>,
    sections: Vec<u8>,
    places: Vec<u8>,
    /// For each document, where its sections begin.
    pub(super) outlines: Vec<Vec<Outline>>,
    /// Of every text that went in.
    pub(super) hash: blake3::Hash,
}

/// A term in the documents of a run.
#[derive(Debug)]
pub(super) struct Term {
    /// Which of the terms of the archive it is, as [`Words`] has them.
    pub(super) known: u32,
    pub(super) documents: u32,
    /// The first and the last document.
    pub(super) first: u32,
    pub(super) last: u32,
    gaps: u32,
    impacts: u32,
    sections: u32,
    places: u32,
}

/// A section by its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Outline {
    /// The position of its first part.
    pub(super) position: u32,
    /// About how many bytes its text has.
    pub(super) length: u32,
}

/// What all runs share.
pub(super) struct Shared {
    pub(super) words: Mutex<Words>,
    /// How many parts the body of a document has, on average.
    pub(super) length: f64,
}

/// Positions between two sections and between two fields, so that no phrase reaches across.
const GAP: u32 = 8;
/// How fast further occurrences stop adding to the impact. Larger than in most archives of text, for
/// the sum of weighted fields is larger too.
const SATURATION: f64 = 6.0;
/// How much longer documents are held against a word in their body.
const LENGTH: f64 = 0.6;
/// The impact of a word that is a name of the document.
pub(super) const NAME: u32 = 60;

/// Where a word occurs.
#[derive(Clone, Copy)]
struct Occurrence {
    document: u16,
    section: u16,
    position: u32,
    /// `None` for a name.
    field: Option<Field>,
}

/// Inverts the documents of a range; `sheet` gives each by its number.
///
/// A range has at most 65,536 documents.
pub(super) fn invert(range: Range<u32>, shared: &Shared, sheet: impl Fn(u32) -> Sheet) -> Run {
    let mut reader = Reader::default();
    let mut norms = Vec::with_capacity(range.len());
    let mut outlines = Vec::with_capacity(range.len());
    for number in range.clone() {
        let sheet = sheet(number);
        reader.document = u16::try_from(number - range.start).expect("a run is short");
        let (outline, length) = reader.read(&sheet);
        outlines.push(outline);
        norms.push(1.0 - LENGTH + LENGTH * f64::from(length) / shared.length.max(1.0));
    }
    let hash = reader.hasher.finalize();
    let words = shared.words.lock();
    let term_of = words
        .unwrap_or_else(PoisonError::into_inner)
        .learn(&reader.dictionary);
    drop(reader.dictionary);
    let (terms, local_of) = locally(&term_of);
    let mut run = Run {
        terms: Vec::with_capacity(terms.len()),
        gaps: Vec::new(),
        impacts: Vec::new(),
        sections: Vec::new(),
        places: Vec::new(),
        outlines,
        hash,
    };
    let (sorted, ends) = by_term(&reader.words, &reader.occurrences, &local_of, terms.len());
    drop((reader.words, reader.occurrences));
    let mut start = 0;
    for (known, end) in terms.into_iter().zip(ends) {
        run.push(known, range.start, &norms, &sorted[start..end]);
        start = end;
    }
    for bytes in [
        &mut run.gaps,
        &mut run.impacts,
        &mut run.sections,
        &mut run.places,
    ] {
        bytes.shrink_to_fit();
    }
    run
}

/// Numbers the terms of a run. Returns which each is in the archive, and for every word which it is
/// in the run.
fn locally(term_of: &[u32]) -> (Vec<u32>, Vec<u32>) {
    let mut locals: FxHashMap<u32, u32> = FxHashMap::default();
    let mut terms = Vec::new();
    let local = |&known: &u32| {
        *locals.entry(known).or_insert_with(|| {
            terms.push(known);
            u32::try_from(terms.len() - 1).expect("a run is short")
        })
    };
    let local_of = term_of.iter().map(local).collect();
    (terms, local_of)
}

/// Sorts occurrences by term and keeps the order within each; returns the end of each term as well.
fn by_term(
    words: &[u32],
    occurrences: &[Occurrence],
    local_of: &[u32],
    terms: usize,
) -> (Vec<Occurrence>, Vec<usize>) {
    let mut ends = vec![0_usize; terms];
    for &word in words {
        ends[local_of[word as usize] as usize] += 1;
    }
    let mut sum = 0;
    for end in &mut ends {
        // From counts to starts; placing an occurrence moves a start towards its end.
        sum += std::mem::replace(end, sum);
    }
    let Some(&any) = occurrences.first() else {
        return (Vec::new(), ends);
    };
    let mut sorted = vec![any; occurrences.len()];
    for (&word, it) in words.iter().zip(occurrences) {
        let at = &mut ends[local_of[word as usize] as usize];
        sorted[*at] = *it;
        *at += 1;
    }
    (sorted, ends)
}

impl Run {
    /// Adds a term with its occurrences, which are in the order of documents and positions.
    fn push(&mut self, known: u32, base: u32, norms: &[f64], occurrences: &[Occurrence]) {
        let offset = |bytes: &Vec<u8>| u32::try_from(bytes.len()).expect("a run is short");
        let mut term = Term {
            known,
            documents: 0,
            first: 0,
            last: 0,
            gaps: offset(&self.gaps),
            impacts: offset(&self.impacts),
            sections: offset(&self.sections),
            places: offset(&self.places),
        };
        for group in occurrences.chunk_by(|a, b| a.document == b.document) {
            let document = base + u32::from(group[0].document);
            if term.documents == 0 {
                term.first = document;
            } else {
                code::write(&mut self.gaps, document - term.last - 1);
            }
            term.last = document;
            term.documents += 1;
            let (impact, section) = weigh(group, norms[usize::from(group[0].document)]);
            code::write(&mut self.impacts, impact);
            code::write(&mut self.sections, section);
            let mut last = group[0].position;
            let mut gap = last;
            for it in &group[1..] {
                // A whole and its part may be one term, and stand at one position.
                if it.position > last {
                    code::write(&mut self.places, 2 * gap);
                    gap = it.position - last - 1;
                    last = it.position;
                }
            }
            code::write(&mut self.places, 2 * gap + 1);
        }
        self.terms.push(term);
    }

    fn slice<'a>(&self, bytes: &'a [u8], term: usize, start: impl Fn(&Term) -> u32) -> &'a [u8] {
        let end = self
            .terms
            .get(term + 1)
            .map_or(bytes.len(), |next| start(next) as usize);
        &bytes[start(&self.terms[term]) as usize..end]
    }

    /// Returns the gaps between the documents of a term, without the first document.
    pub(super) fn gaps(&self, term: usize) -> &[u8] {
        self.slice(&self.gaps, term, |term| term.gaps)
    }

    pub(super) fn impacts(&self, term: usize) -> &[u8] {
        self.slice(&self.impacts, term, |term| term.impacts)
    }

    pub(super) fn sections(&self, term: usize) -> &[u8] {
        self.slice(&self.sections, term, |term| term.sections)
    }

    pub(super) fn places(&self, term: usize) -> &[u8] {
        self.slice(&self.places, term, |term| term.places)
    }

    /// Returns how many bytes the postings of a term take.
    pub(super) fn size(&self, term: usize) -> usize {
        self.gaps(term).len() + self.impacts(term).len() + self.sections(term).len() + 1
    }
}

/// Returns the impact of a term in a document and the section in which it weighs most.
///
/// A section is preferred to the top of the page, since it leads closer to the word.
fn weigh(occurrences: &[Occurrence], norm: f64) -> (u32, u32) {
    let (mut sum, mut best, mut best_weight) = (0.0, 0, -1.0);
    let mut is_name = false;
    for section in occurrences.chunk_by(|a, b| a.section == b.section) {
        let mut weight = 0.0;
        for it in section {
            match it.field {
                None => is_name = true,
                Some(field @ (Field::Summary | Field::Body | Field::Code)) => {
                    weight += field.weight() / norm;
                }
                Some(field) => weight += field.weight(),
            }
        }
        sum += weight;
        let shown = if section[0].section == 0 { 0.0 } else { weight };
        if shown > best_weight {
            best = u32::from(section[0].section);
            best_weight = shown;
        }
    }
    let impact = if is_name {
        NAME
    } else {
        // The quotient lies between 0 and 1, and so the cast is exact.
        ((f64::from(NAME) * sum / (sum + SATURATION)) as u32).clamp(1, NAME - 1)
    };
    (impact, best)
}

/// Collects the occurrences of a run.
#[derive(Default)]
struct Reader {
    dictionary: Dictionary,
    /// The word of each occurrence, by its number.
    words: Vec<u32>,
    occurrences: Vec<Occurrence>,
    document: u16,
    section: u16,
    position: u32,
    hasher: blake3::Hasher,
}

impl Reader {
    /// Reads a document; returns where its sections begin and how many parts its body has.
    fn read(&mut self, sheet: &Sheet) -> (Vec<Outline>, u32) {
        self.position = 0;
        self.section = 0;
        for name in &sheet.names {
            self.push(words::folded(name).as_str(), Form::Exact, None, 0);
            self.hasher.update(name.as_bytes());
        }
        for (field, text) in &sheet.facts {
            self.text(*field, text);
            self.position += GAP;
        }
        let mut outline = Vec::with_capacity(sheet.sections.len());
        let mut length = 0;
        for (number, section) in sheet.sections.iter().enumerate() {
            self.section = u16::try_from(number).unwrap_or(u16::MAX);
            outline.push(Outline {
                position: self.position,
                length: u32::try_from(section.length()).unwrap_or(u32::MAX),
            });
            self.hasher.update(section.anchor.as_bytes());
            self.text(Field::Heading, &section.heading);
            self.position += GAP;
            let start = self.position;
            for block in &section.blocks {
                self.text(block.field, &block.text);
            }
            length += self.position - start;
            self.position += GAP;
        }
        (outline, length)
    }

    fn text(&mut self, field: Field, text: &str) {
        self.hasher.update(text.as_bytes());
        self.hasher.update(&[0]);
        for chunk in words::chunks(text) {
            if let Some(form) = chunk.simple() {
                self.push(chunk.text, form, Some(field), 0);
                self.position += 1;
                continue;
            }
            let parts = chunk.parts();
            if parts.len() > 1 {
                self.push(chunk.text, Form::Exact, Some(field), 0);
            }
            for (offset, part) in (0..).zip(&parts) {
                let Part { text, form } = *part;
                self.push(text, form, Some(field), offset);
            }
            self.position += u32::try_from(parts.len()).expect("a chunk is short");
        }
    }

    fn push(&mut self, word: &str, form: Form, field: Option<Field>, offset: u32) {
        if form == Form::Passed {
            return;
        }
        if let Some(word) = self.dictionary.number(word, form) {
            self.words.push(word);
            self.occurrences.push(Occurrence {
                document: self.document,
                section: self.section,
                position: self.position + offset,
                field,
            });
        }
    }
}
