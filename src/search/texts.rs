//! The shards of text, from which excerpts are cut: written for the script, and read for the command
//! line.
//!
//! A shard is one text in quotation marks. What parts it are control characters, which no text has.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::Index;
use super::catalogue;
use super::code::{self, Numbers};
use super::sheet::Sheet;

/// Begins the sections of a document.
const RUN: char = '\u{2}';
/// Begins a section.
const SECTION: char = '\u{3}';
/// Ends an anchor and a heading.
const END: char = '\u{4}';

/// Headings that many reports have, so that a section can name one by its number.
#[derive(Clone, Debug, Default)]
pub(super) struct Headings {
    /// Anchor and heading.
    pub(super) all: Vec<(String, String)>,
}

impl Headings {
    /// Chooses the headings that are met most often in a sample.
    pub(super) fn of<'s>(sample: impl Iterator<Item = &'s Sheet>) -> Headings {
        const MOST: usize = 48;
        const RAREST: usize = 3;
        let mut counts: FxHashMap<(&str, &str), usize> = FxHashMap::default();
        for section in sample.flat_map(|sheet| &sheet.sections) {
            *counts
                .entry((&section.anchor, &section.heading))
                .or_default() += 1;
        }
        let mut all: Vec<_> = counts
            .into_iter()
            .filter(|(_, count)| *count >= RAREST)
            .collect();
        all.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        all.truncate(MOST);
        let all = all.into_iter();
        Headings {
            all: all
                .map(|((anchor, heading), _)| (anchor.to_owned(), heading.to_owned()))
                .collect(),
        }
    }

    /// Returns the number of a heading: its place and 1, or 0.
    fn number(&self, anchor: &str, heading: &str) -> u32 {
        let same = |it: &(String, String)| it.0 == anchor && it.1 == heading;
        let at = self.all.iter().position(same);
        at.map_or(0, |at| u32::try_from(at + 1).expect("there are few"))
    }
}

/// The beginning of a shard of text, which ends where the next one begins.
#[derive(Clone, Debug)]
pub(super) struct Cut {
    /// The document and its section.
    pub(super) at: (u32, u32),
    /// Of everything that the shard is made from.
    pub(super) digest: blake3::Hash,
}

/// A section as a shard has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Passage {
    pub(super) anchor: String,
    pub(super) heading: String,
    pub(super) text: String,
}

impl Index<'_> {
    /// Returns what stands in a shard between the quotation marks.
    pub(super) fn texts_shard(&self, number: u32) -> String {
        let (start, end) = self.bounds(number);
        let mut out = String::new();
        for document in self.documents_of(number) {
            let first = if document == start.0 { start.1 } else { 0 };
            let sheet = self.sheets.get(document, || {
                catalogue::sheet(&self.catalogue, &self.targets, document)
            });
            let last = if document == end.0 {
                end.1 as usize
            } else {
                sheet.sections.len()
            };
            if first as usize >= last {
                continue;
            }
            out.push(RUN);
            self.number(document, &mut out);
            self.number(first, &mut out);
            for section in &sheet.sections[first as usize..last] {
                out.push(SECTION);
                let known = self.headings.number(&section.anchor, &section.heading);
                self.number(known, &mut out);
                if known == 0 {
                    for text in [&section.anchor, &section.heading] {
                        let text: String = text.chars().filter(|c| !c.is_control()).collect();
                        self.book.shorten(&text, &mut out);
                        out.push(END);
                    }
                }
                self.book.shorten(&section.text(), &mut out);
            }
        }
        out
    }

    /// Returns the documents that a shard has text of.
    pub(super) fn documents_of(&self, number: u32) -> Range<u32> {
        let (start, end) = self.bounds(number);
        start.0..end.0 + u32::from(end.1 > 0)
    }

    /// Returns where a shard begins and ends: documents and their sections.
    fn bounds(&self, number: u32) -> ((u32, u32), (u32, u32)) {
        let start = self.texts[number as usize].at;
        let next = self.texts.get(number as usize + 1);
        (start, next.map_or((self.targets.count(), 0), |it| it.at))
    }

    fn number(&self, number: u32, out: &mut String) {
        let mut digits = Vec::with_capacity(5);
        code::write(&mut digits, number);
        out.extend(digits.into_iter().map(char::from));
    }

    /// Reads a section of a document out of its shard.
    pub(super) fn passage(&self, document: u32, section: usize) -> Passage {
        let number = u32::try_from(section).expect("a document has fewer sections");
        let place = (document, number);
        let after = self.texts.partition_point(|cut| cut.at <= place);
        let shard = u32::try_from(after - 1).expect("there are fewer shards than sections");
        let content = self.texts_shard(shard);
        let found = content.split(RUN).skip(1).find_map(|run| {
            let mut sections = run.split(SECTION);
            let mut numbers = Numbers::new(sections.next()?);
            let of = numbers.next();
            let at = number.checked_sub(numbers.next())?;
            (of == document).then(|| sections.nth(at as usize))?
        });
        found.map_or_else(Passage::default, |text| self.read(text))
    }

    fn read(&self, section: &str) -> Passage {
        let mut numbers = Numbers::new(section);
        let known = numbers.next() as usize;
        let rest = numbers.rest();
        let Some((anchor, heading)) = known.checked_sub(1).map(|at| &self.headings.all[at]) else {
            let mut texts = rest.splitn(3, END).map(|text| self.book.read(text));
            let mut next = || texts.next().unwrap_or_default();
            let (anchor, heading, text) = (next(), next(), next());
            return Passage {
                anchor,
                heading,
                text,
            };
        };
        Passage {
            anchor: anchor.clone(),
            heading: heading.clone(),
            text: self.book.read(rest),
        }
    }
}
