//! From documents to terms: which words occur where, for a run of documents.
//!
//! The archive is inverted run by run, in parallel. Each document becomes its groups first, one for
//! each term that it has, and then the groups of all documents of a run are sorted by term. What
//! remains of a run is what the shards will hold, already in their encoding; the shards only join the
//! runs.

use super::code::{self, Numbers};
use super::dictionary::Dictionary;
use super::sheet::Page;
use crate::archive::{Field, Said};

/// What a run of documents contributes to the index.
#[derive(Debug)]
pub(super) struct Run {
    /// In order.
    pub(super) terms: Vec<Term>,
    /// For each term its gaps, impacts, sections and places, one after the other.
    postings: Vec<u8>,
    /// For each document, where its sections begin.
    pub(super) outlines: Vec<Box<[Outline]>>,
}

/// A term in the documents of a run.
#[derive(Clone, Copy, Debug)]
pub(super) struct Term {
    pub(super) number: u32,
    /// Where its postings begin.
    start: u32,
    /// How many bytes its gaps take, and its sections. An impact takes one, and places the rest.
    gaps: u16,
    sections: u16,
    documents: u16,
    /// The first and the last document, counted from the first one of the run.
    first: u16,
    last: u16,
}

/// A section by its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Outline {
    /// The position of its first part.
    pub(super) position: u32,
    /// About how many bytes its text has.
    pub(super) length: u32,
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

/// Where a term occurs in a document.
#[derive(Clone, Copy)]
struct Occurrence {
    position: u32,
    section: u16,
    /// `None` for a name.
    field: Option<Field>,
}

/// Inverts some documents, at most 65,535 of them. `length` is how many parts the body of a document
/// has on average.
pub(super) fn invert(pages: &[Page], dictionary: &Dictionary, length: f64) -> Run {
    let mut reader = Reader::new(dictionary);
    let mut groups = Groups::new(dictionary.terms);
    let mut outlines = Vec::with_capacity(pages.len());
    for (document, page) in (0..).zip(pages) {
        let parts = reader.read(page);
        let norm = 1.0 - LENGTH + LENGTH * f64::from(parts) / length.max(1.0);
        outlines.push(reader.outline.as_slice().into());
        reader.by_term(|term, occurrences| groups.add(document, term, norm, occurrences));
        groups.end_document();
    }
    let (terms, postings) = groups.sorted();
    Run {
        terms,
        postings,
        outlines,
    }
}

impl Run {
    /// Returns the gaps between the documents of a term, without the first document.
    pub(super) fn gaps(&self, term: usize) -> &[u8] {
        self.columns(term)[0]
    }

    pub(super) fn impacts(&self, term: usize) -> &[u8] {
        self.columns(term)[1]
    }

    pub(super) fn sections(&self, term: usize) -> &[u8] {
        self.columns(term)[2]
    }

    pub(super) fn places(&self, term: usize) -> &[u8] {
        self.columns(term)[3]
    }

    fn columns(&self, term: usize) -> [&[u8]; 4] {
        let next = self.terms.get(term + 1);
        let end = next.map_or(self.postings.len(), |next| next.start as usize);
        let term = &self.terms[term];
        let postings = &self.postings[term.start as usize..end];
        let (gaps, postings) = postings.split_at(usize::from(term.gaps));
        let (impacts, postings) = postings.split_at(usize::from(term.documents));
        let (sections, places) = postings.split_at(usize::from(term.sections));
        [gaps, impacts, sections, places]
    }

    pub(super) fn documents(&self, term: usize) -> u32 {
        u32::from(self.terms[term].documents)
    }

    /// Returns the first and the last document of a term, counted from the first one of the run.
    pub(super) fn ends(&self, term: usize) -> (u32, u32) {
        let term = &self.terms[term];
        (u32::from(term.first), u32::from(term.last))
    }

    /// Returns how many bytes the postings of a term take.
    pub(super) fn size(&self, term: usize) -> usize {
        let term = &self.terms[term];
        usize::from(term.gaps) + usize::from(term.documents) + usize::from(term.sections) + 1
    }
}

/// What the documents of a run say of each term, document by document.
struct Groups {
    /// For each document how many terms it has, and for each of these in order: the difference to the
    /// one before, the impact, the section, and the places after their length.
    codes: Vec<u8>,
    /// The same of the document at hand, without the number of its terms.
    document: Vec<u8>,
    count: u32,
    last_term: u32,
    /// How much there is of each term of the archive.
    totals: Vec<Total>,
    /// To write something whose length is wanted.
    scratch: Vec<u8>,
}

/// How much there is of a term.
#[derive(Clone, Copy, Default)]
struct Total {
    documents: u16,
    first: u16,
    last: u16,
    gaps: u16,
    sections: u16,
    places: u32,
}

impl Groups {
    fn new(terms: u32) -> Groups {
        Groups {
            codes: Vec::new(),
            document: Vec::new(),
            count: 0,
            last_term: 0,
            totals: vec![Total::default(); terms as usize],
            scratch: Vec::new(),
        }
    }

    /// Adds a term of the document at hand with its occurrences, which are in the order of positions.
    fn add(&mut self, document: u16, term: u32, norm: f64, occurrences: &[Occurrence]) {
        let (impact, section) = weigh(occurrences, norm);
        code::write(&mut self.document, term - self.last_term);
        code::write(&mut self.document, impact);
        let before = self.document.len();
        code::write(&mut self.document, section);
        let sections = self.document.len() - before;
        write_places(&mut self.scratch, occurrences);
        code::write(&mut self.document, length(&self.scratch));
        self.document.extend_from_slice(&self.scratch);
        self.count += 1;
        self.last_term = term;

        let total = &mut self.totals[term as usize];
        total.places += length(&self.scratch);
        total.sections += u16::try_from(sections).expect("a number takes few bytes");
        if total.documents == 0 {
            total.first = document;
        } else {
            self.scratch.clear();
            code::write(&mut self.scratch, gap(total.last, document));
            total.gaps += u16::try_from(self.scratch.len()).expect("a number takes few bytes");
        }
        total.documents += 1;
        total.last = document;
    }

    fn end_document(&mut self) {
        code::write(&mut self.codes, self.count);
        self.codes.append(&mut self.document);
        (self.count, self.last_term) = (0, 0);
    }

    /// Sorts all of it by term.
    fn sorted(self) -> (Vec<Term>, Vec<u8>) {
        let met = self.totals.iter().filter(|it| it.documents > 0);
        let (mut terms, mut start) = (Vec::with_capacity(met.count()), 0);
        let mut cursors = vec![Cursor::default(); self.totals.len()];
        for (number, (total, cursor)) in (0..).zip(self.totals.iter().zip(&mut cursors)) {
            if total.documents == 0 {
                continue;
            }
            terms.push(Term {
                number,
                start,
                gaps: total.gaps,
                sections: total.sections,
                documents: total.documents,
                first: total.first,
                last: total.last,
            });
            cursor.gaps = start;
            cursor.impacts = cursor.gaps + u32::from(total.gaps);
            cursor.sections = cursor.impacts + u32::from(total.documents);
            cursor.places = cursor.sections + u32::from(total.sections);
            cursor.last = total.first;
            start = cursor.places + total.places;
        }
        drop(self.totals);
        let mut postings = vec![0; start as usize];
        let mut numbers = Numbers::of(&self.codes);
        let mut code = Vec::new();
        let mut put = |at: &mut u32, bytes: &[u8]| {
            let start = *at as usize;
            postings[start..start + bytes.len()].copy_from_slice(bytes);
            *at += length(bytes);
        };
        let mut document = 0;
        while !numbers.is_at_end() {
            let mut term = 0;
            for _ in 0..numbers.next() {
                term += numbers.next();
                let cursor = &mut cursors[term as usize];
                if cursor.last != document {
                    code.clear();
                    code::write(&mut code, gap(cursor.last, document));
                    put(&mut cursor.gaps, &code);
                    cursor.last = document;
                }
                put(&mut cursor.impacts, numbers.take(1));
                put(&mut cursor.sections, numbers.take_number());
                let places = numbers.next();
                put(&mut cursor.places, numbers.take(places as usize));
            }
            document += 1;
        }
        (terms, postings)
    }
}

/// Where the next posting of a term goes.
#[derive(Clone, Copy, Default)]
struct Cursor {
    gaps: u32,
    impacts: u32,
    sections: u32,
    places: u32,
    /// The document that was put last; the first one before anything was.
    last: u16,
}

/// Returns what is written for the way from a document to a later one.
fn gap(last: u16, document: u16) -> u32 {
    u32::from(document - last - 1)
}

fn length(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.len()).expect("a run is short")
}

/// Writes the positions of a term in a document.
fn write_places(out: &mut Vec<u8>, occurrences: &[Occurrence]) {
    out.clear();
    let mut last = occurrences[0].position;
    let mut gap = last;
    for it in &occurrences[1..] {
        // A whole and its part may be one term, and stand at one position.
        if it.position > last {
            code::write(out, 2 * gap);
            gap = it.position - last - 1;
            last = it.position;
        }
    }
    code::write(out, 2 * gap + 1);
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
                    weight += field_weight(field) / norm;
                }
                Some(field) => weight += field_weight(field),
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

/// What a word in a field weighs against one in the body.
fn field_weight(field: Field) -> f64 {
    match field {
        Field::Title => 8.0,
        Field::Factors => 6.0,
        Field::Services => 5.0,
        Field::Summary | Field::Tags => 4.0,
        Field::Heading => 3.0,
        Field::Body | Field::Code => 1.0,
    }
}

/// Collects the occurrences of terms in a document, and then in the next.
struct Reader<'d> {
    dictionary: &'d Dictionary,
    occurrences: Vec<Occurrence>,
    /// For each occurrence its term and then its place in `occurrences`, as one number.
    order: Vec<u64>,
    /// Where the sections begin.
    outline: Vec<Outline>,
    position: u32,
    /// Occurrences of one term.
    of_term: Vec<Occurrence>,
}

impl<'d> Reader<'d> {
    fn new(dictionary: &'d Dictionary) -> Reader<'d> {
        Reader {
            dictionary,
            occurrences: Vec::new(),
            order: Vec::new(),
            outline: Vec::new(),
            position: 0,
            of_term: Vec::new(),
        }
    }

    /// Reads a document; returns how many parts its body has.
    fn read(&mut self, page: &Page) -> u32 {
        self.occurrences.clear();
        self.order.clear();
        self.outline.clear();
        self.position = 0;
        for name in &page.names {
            if let Some(term) = self.dictionary.name(name) {
                self.push(term, 0, None);
            }
        }
        self.take(page.facts.said());
        let in_sections = |said: &Said| !matches!(said, Said::Section { .. });
        // The title is among the facts.
        let body = page.body.iter();
        let body = body.flat_map(|body| body.said().skip_while(in_sections));
        self.take(body) + self.take(page.sections.said())
    }

    /// Takes what is said; returns how many parts stand in the text of sections.
    fn take(&mut self, said: impl Iterator<Item = Said>) -> u32 {
        let mut field = Field::Body;
        let mut parts = 0;
        for said in said {
            match said {
                Said::Token(token) | Said::Named(token) => {
                    let (held, steps) = self.dictionary.token(token);
                    for it in held {
                        self.push(it.term, it.offset, Some(field));
                    }
                    self.position += steps;
                    if field != Field::Heading {
                        parts += steps;
                    }
                }
                Said::Field(of) => field = of,
                Said::Section { length } => self.outline.push(Outline {
                    position: self.position,
                    length,
                }),
                Said::Gap => self.position += GAP,
            }
        }
        parts
    }

    fn push(&mut self, term: u32, offset: u32, field: Option<Field>) {
        let section = self.outline.len().saturating_sub(1);
        self.order
            .push(u64::from(term) << 32 | self.occurrences.len() as u64);
        self.occurrences.push(Occurrence {
            position: self.position + offset,
            section: u16::try_from(section).unwrap_or(u16::MAX),
            field,
        });
    }

    /// Calls `each` with every term in order, and with its occurrences in the order of positions.
    fn by_term(&mut self, mut each: impl FnMut(u32, &[Occurrence])) {
        self.order.sort_unstable();
        let term = |it: &u64| (it >> 32) as u32;
        for same in self.order.chunk_by(|a, b| term(a) == term(b)) {
            let places = same.iter().map(|&it| it as u32 as usize);
            self.of_term.clear();
            self.of_term.extend(places.map(|at| self.occurrences[at]));
            each(term(&same[0]), &self.of_term);
        }
    }
}
