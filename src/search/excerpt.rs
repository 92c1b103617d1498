//! What is shown of a document: its best section, and a piece of text with the words marked.

use super::ask::{self, Hit, Unit};
use super::reader::Reader;
use super::words::{self, Form};

/// A piece of text, and whether it is one of the words that were asked for.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub(crate) struct Piece {
    pub(crate) text: String,
    pub(crate) is_mark: bool,
}

/// How many characters an excerpt has, about, and how many of them stand before its first mark.
const LENGTH: usize = 240;
const BEFORE: usize = 60;

/// Returns the section of a document that has most of what was asked for.
///
/// `starts` are the positions of the first words of its sections. The top of the page counts half,
/// for a section leads closer to the word.
pub(super) fn section(units: &[Unit], hit: Hit, starts: &[u32]) -> usize {
    let mut weights = vec![0_u64; starts.len().max(1)];
    let place = |position: u32| {
        let after = starts.partition_point(|&start| start <= position);
        after.saturating_sub(1)
    };
    let mut add = |section: usize, weight: u64| {
        let weight = if section == 0 { weight / 2 } else { weight };
        if let Some(it) = weights.get_mut(section) {
            *it += weight;
        }
    };
    for (bit, unit) in units.iter().enumerate() {
        let Ok(at) = unit.matches.documents.binary_search(&hit.document) else {
            continue;
        };
        if hit.has & (1 << bit) == 0 {
            continue;
        }
        let heaviest = unit.matches.sections[at] as usize;
        add(heaviest, unit.rarity / 4);
        match unit.places.get(at).filter(|it| !it.is_empty()) {
            Some(places) => {
                let mut sections: Vec<usize> = places.iter().map(|&it| place(it)).collect();
                sections.dedup();
                for section in sections {
                    add(section, unit.rarity);
                }
            }
            None => add(heaviest, unit.rarity),
        }
    }
    let wanted: Vec<usize> = (0..units.len()).filter(|&it| !units[it].is_hint).collect();
    if let (value, Some(position)) = ask::closeness(units, &wanted, hit.document) {
        let all: u64 = units.iter().map(|it| it.rarity).sum();
        add(place(position), all * value / 64);
    }
    let most = weights.iter().max().copied().unwrap_or_default();
    weights
        .iter()
        .position(|&it| it == most)
        .unwrap_or_default()
}

/// Cuts an excerpt out of the text of a section, with every word marked that was asked for.
pub(super) fn excerpt(reader: &Reader, units: &[Unit], text: &str) -> Vec<Piece> {
    let marks = marks(reader, units, text);
    let first = best_mark(units, text, &marks).map_or(0, |it| it.start);
    let start = beginning(text, first);
    let end = ending(text, start);
    let mut pieces = Vec::new();
    let mut push = |text: &str, is_mark: bool| {
        if !text.is_empty() {
            let text = text.replace('\n', " · ");
            pieces.push(Piece { text, is_mark });
        }
    };
    if start > 0 {
        push("… ", false);
    }
    let mut at = start;
    for mark in marks.iter().filter(|it| it.start >= start && it.end <= end) {
        push(&text[at..mark.start], false);
        push(&text[mark.start..mark.end], true);
        at = mark.end;
    }
    push(&text[at..end], false);
    if end < text.len() {
        push(" …", false);
    }
    pieces
}

/// A word of a text that was asked for.
struct Mark {
    start: usize,
    end: usize,
    /// The units that it satisfies, a bit for each.
    units: u32,
}

fn marks(reader: &Reader, units: &[Unit], text: &str) -> Vec<Mark> {
    let mut marks: Vec<Mark> = Vec::new();
    for chunk in words::chunks(text) {
        let whole = units_of(reader, units, chunk.text);
        if whole != 0 {
            marks.push(Mark {
                start: chunk.start,
                end: chunk.end(),
                units: whole,
            });
            continue;
        }
        if chunk.simple().is_some() {
            continue;
        }
        let mut at = chunk.start;
        for part in chunk.parts() {
            let start = at + text[at..].find(part.text).unwrap_or_default();
            at = start + part.text.len();
            if part.form == Form::Passed {
                continue;
            }
            let units = units_of(reader, units, part.text);
            if units != 0 {
                marks.push(Mark {
                    start,
                    end: at,
                    units,
                });
            }
        }
    }
    marks
}

/// Returns which units a word satisfies, a bit for each.
fn units_of(reader: &Reader, units: &[Unit], word: &str) -> u32 {
    let places = reader.known(&words::folded(word));
    let has = |unit: &Unit| unit.terms.iter().any(|it| places.contains(&it.0));
    units
        .iter()
        .enumerate()
        .filter(|(_, unit)| has(unit))
        .map(|(bit, _)| 1 << bit)
        .sum()
}

/// Returns the mark with which the marks behind it satisfy most; the first such where several do.
fn best_mark<'m>(units: &[Unit], text: &str, marks: &'m [Mark]) -> Option<&'m Mark> {
    let mut best = None;
    let mut most = 0;
    for (number, first) in marks.iter().enumerate() {
        let (mut has, mut count) = (0, 0);
        for it in &marks[number..] {
            if text[first.start..it.end].chars().count() > LENGTH - BEFORE {
                break;
            }
            has |= it.units;
            count += 1;
        }
        let rarity: u64 = units
            .iter()
            .enumerate()
            .filter(|(bit, _)| has & (1 << bit) != 0)
            .map(|(_, unit)| unit.rarity)
            .sum();
        let value = rarity * 16 + count.min(15);
        if value > most {
            (most, best) = (value, Some(first));
        }
    }
    best
}

/// Returns where an excerpt begins: behind a space or a line feed, not too far before its mark.
fn beginning(text: &str, mark: usize) -> usize {
    let back = text[..mark].char_indices().rev().nth(BEFORE - 1);
    match back {
        None | Some((0, _)) => 0,
        Some((from, _)) => text[from..mark]
            .find([' ', '\n'])
            .map_or(mark, |space| from + space + 1),
    }
}

/// Returns where an excerpt ends: before a space or a line feed, unless there is none for long.
fn ending(text: &str, start: usize) -> usize {
    let Some((until, _)) = text[start..].char_indices().nth(LENGTH) else {
        return text.len();
    };
    let until = start + until;
    let space = text[..until].rfind([' ', '\n']);
    space
        .filter(|&space| space >= start && text[space..until].chars().count() < LENGTH / 2)
        .unwrap_or(until)
}
