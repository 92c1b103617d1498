//! Answering a query: which documents, in which order. The script does the same, step for step.

use std::collections::BTreeSet;

use super::facets::Facet;
use super::invert::NAME;
use super::query::{Asked, Field, Filter, Query};
use super::reader::{Postings, Reader};
use super::vocabulary::Place;
use super::words::{self, Form};
use super::{Index, mend};

/// What a query comes to.
#[derive(Clone, Debug, Default)]
pub(super) struct Matches {
    /// The best first.
    pub(super) hits: Vec<Hit>,
    pub(super) units: Vec<Unit>,
    /// Words as they were asked, and the ones that were looked for instead.
    pub(super) mended: Vec<(String, String)>,
}

/// A document that answers a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Hit {
    pub(super) document: u32,
    /// Of use only to compare hits of one query.
    pub(super) score: u64,
    /// Which units it has, a bit for each.
    pub(super) has: u32,
}

/// Something that is asked for: a word, a part of one, or a phrase.
#[derive(Clone, Debug, Default)]
pub(super) struct Unit {
    /// As it was asked.
    pub(super) said: String,
    /// The terms that satisfy it, each with what it counts, out of ten.
    pub(super) terms: Vec<(Place, u32)>,
    /// Whether it only helps to rank: a part of a chunk that is known as a whole.
    pub(super) is_hint: bool,
    /// How rare it is.
    pub(super) rarity: u64,
    /// Its documents.
    pub(super) matches: Postings,
    /// Where it stands in each of its documents; empty where that was too much to load.
    pub(super) places: Vec<Vec<u32>>,
}

/// What a word counts, out of ten, by the way in which it was found.
const WORD: u32 = 10;
const SIBLING: u32 = 9;
const MEANT: u32 = 8;
const COMPLETED: u32 = 8;
/// A longer word, where the word itself exists.
const LONGER: u32 = 3;
const HINT: u32 = 3;

/// How many longer words a beginning stands for.
const MOST_COMPLETIONS: usize = 8;
/// How many documents a unit may have for its places to be loaded.
const MOST_PLACED: u32 = 4_000;
/// An archive of this size is too large for a word that stands in most of its documents.
const LARGE: u32 = 2_000;
/// How many of the best hits are looked at again for words that stand close together.
const REFINED: usize = 200;

/// Answers a query. Without words, every report that the filters leave, newest first.
pub(super) fn find(reader: &Reader, query: &Query) -> Matches {
    let index = reader.index;
    let mut mended = Vec::new();
    let mut units = units(reader, query, &mut mended);
    pass_over_frequent(index, &mut units);
    for unit in &mut units {
        unit.matches = gather(reader, unit);
    }
    let wants_places = units.iter().filter(|it| !it.is_hint).count() > 1;
    for unit in &mut units {
        let documents: u32 = unit.terms.iter().map(|it| it.0.documents).sum();
        let is_placed = unit.terms.iter().any(|it| reader.is_placed(it.0));
        if wants_places && is_placed && !unit.is_hint && documents <= MOST_PLACED {
            unit.places = places(reader, unit);
        }
    }
    for phrase in &query.phrases {
        units.push(phrase_unit(reader, phrase));
    }
    let documents = allowed(reader, query, &units);
    let mut hits = score(index, query, &units, &documents);
    refine(&units, &mut hits);
    promote(index, &units, &mut hits);
    Matches {
        hits,
        units,
        mended,
    }
}

fn units(reader: &Reader, query: &Query, mended: &mut Vec<(String, String)>) -> Vec<Unit> {
    let mut units = Vec::new();
    for asked in &query.words {
        let Some(chunk) = words::chunks(&asked.text).next() else {
            continue;
        };
        let parts = chunk.parts();
        if parts.len() == 1 {
            units.push(word(reader, asked, mended));
            continue;
        }
        let whole = exact(reader, asked);
        let is_known = !whole.terms.is_empty();
        if is_known {
            units.push(whole);
        }
        let last = parts.len() - 1;
        let has_digits = asked.text.contains(char::is_numeric);
        for (number, part) in parts.iter().enumerate() {
            if part.form == Form::Passed {
                continue;
            }
            let asked = Asked {
                text: part.text.to_owned(),
                is_prefix: asked.is_prefix && number == last && !is_known,
            };
            if is_known {
                let mut hint = exact(reader, &asked);
                hint.is_hint = true;
                for (_, weight) in &mut hint.terms {
                    *weight = HINT;
                }
                units.push(hint);
            } else if has_digits {
                // `error42` is no slip for something else, and neither is a part of it.
                units.push(exact(reader, &asked));
            } else {
                units.push(word(reader, &asked, mended));
            }
        }
    }
    // A document notes what it has in the bits of one number.
    units.truncate(28);
    let documents = u64::from(reader.index.targets.count());
    for unit in &mut units {
        unit.rarity = rarity(documents, documents_of(&unit.terms).min(documents));
    }
    units
}

/// Returns a word with everything that is done for one that nobody wrote.
fn word(reader: &Reader, asked: &Asked, mended: &mut Vec<(String, String)>) -> Unit {
    let mut unit = exact(reader, asked);
    if !unit.terms.is_empty() {
        return unit;
    }
    let folded = words::folded(&asked.text);
    let found = mend::sibling(reader, &folded)
        .map(|it| (it, SIBLING))
        .or_else(|| mend::meant(reader, &folded).map(|it| (it, MEANT)));
    if let Some((instead, weight)) = found {
        let terms = reader.lookup(&instead);
        unit.terms = terms.into_iter().map(|it| (it, weight)).collect();
        if weight == MEANT {
            mended.push((asked.text.clone(), instead));
        }
    }
    unit
}

/// Returns a word as it was asked, with the words that it may be the beginning of.
fn exact(reader: &Reader, asked: &Asked) -> Unit {
    let folded = words::folded(&asked.text);
    let mut terms: Vec<(Place, u32)> = Vec::new();
    terms.extend(reader.lookup(&folded).into_iter().map(|it| (it, WORD)));
    if asked.is_prefix && folded.chars().count() > 1 {
        let weight = if terms.is_empty() { COMPLETED } else { LONGER };
        let mut longer: Vec<Place> = Vec::new();
        for (_, place) in reader.beginning(&folded).unwrap_or_default() {
            if !longer.contains(&place) && terms.iter().all(|it| it.0 != place) {
                longer.push(place);
            }
        }
        // The sort is stable: among equals the first in the alphabet.
        longer.sort_by_key(|place| std::cmp::Reverse(place.documents));
        longer.truncate(MOST_COMPLETIONS);
        terms.extend(longer.into_iter().map(|it| (it, weight)));
    }
    Unit {
        said: asked.text.clone(),
        terms,
        ..Unit::default()
    }
}

/// Returns how many documents the terms stand for that count most.
fn documents_of(terms: &[(Place, u32)]) -> u64 {
    let most = terms.iter().map(|it| it.1).max().unwrap_or_default();
    terms
        .iter()
        .filter(|it| it.1 == most)
        .map(|it| u64::from(it.0.documents))
        .sum()
}

/// Returns what a word says about a document by being rare, as in BM25, in whole numbers.
fn rarity(all: u64, with: u64) -> u64 {
    let (all, with) = (all as f64, with as f64);
    let value = (64.0 * (1.0 + (all - with + 0.5) / (with + 0.5)).ln()).round();
    // The quotient is positive, and so is the logarithm.
    (value as u64).max(1)
}

/// Leaves words out that stand in most documents of a large archive, where the query has a rarer
/// one: they decide nothing, and their lists are the longest.
fn pass_over_frequent(index: &Index, units: &mut Vec<Unit>) {
    let all = u64::from(index.targets.count());
    if all <= u64::from(LARGE) {
        return;
    }
    let is_frequent = |unit: &Unit| documents_of(&unit.terms) * 2 > all;
    let has_rarer = units
        .iter()
        .any(|it| !it.is_hint && !it.terms.is_empty() && !is_frequent(it));
    if has_rarer {
        units.retain(|it| !is_frequent(it));
    }
}

/// Joins the documents of the terms of a unit. Where several terms are in one document, the one
/// that counts most stands for all.
fn gather(reader: &Reader, unit: &Unit) -> Postings {
    let mut all: Vec<(u32, u32, u32)> = Vec::new();
    for &(place, weight) in &unit.terms {
        let postings = reader.postings(place);
        for (at, &document) in postings.documents.iter().enumerate() {
            all.push((
                document,
                postings.impacts[at] * weight,
                postings.sections[at],
            ));
        }
    }
    // By document; of one document the greatest value first, then the earliest term.
    all.sort_by_key(|it| (it.0, std::cmp::Reverse(it.1)));
    all.dedup_by_key(|it| it.0);
    Postings {
        documents: all.iter().map(|it| it.0).collect(),
        impacts: all.iter().map(|it| it.1).collect(),
        sections: all.iter().map(|it| it.2).collect(),
    }
}

/// Returns where a unit stands in each of its documents.
fn places(reader: &Reader, unit: &Unit) -> Vec<Vec<u32>> {
    let mut all = vec![Vec::new(); unit.matches.documents.len()];
    for &(place, _) in &unit.terms {
        let documents = reader.postings(place).documents;
        for (document, positions) in documents.into_iter().zip(reader.places(place)) {
            if let Ok(at) = unit.matches.documents.binary_search(&document) {
                all[at].extend(positions);
            }
        }
    }
    for positions in &mut all {
        positions.sort_unstable();
        positions.dedup();
    }
    all
}

/// A word of a phrase.
struct PhrasePart {
    /// How many parts stand before it.
    offset: u32,
    unit: Unit,
    /// Whether it is known where it stands. A word that most documents have keeps its place in the
    /// phrase, and any word may stand there.
    is_placed: bool,
}

/// Returns a phrase: the documents in which its words follow each other.
fn phrase_unit(reader: &Reader, phrase: &str) -> Unit {
    let parts = phrase_parts(reader, phrase);
    let mut unit = Unit {
        said: format!("\"{phrase}\""),
        ..Unit::default()
    };
    let Some(first) = parts.iter().find(|it| it.is_placed).or(parts.first()) else {
        return unit;
    };
    for (at, &document) in first.unit.matches.documents.iter().enumerate() {
        let starts = follow(&parts, document);
        if let Some(starts) = starts {
            unit.matches.documents.push(document);
            unit.matches.impacts.push(first.unit.matches.impacts[at]);
            unit.matches.sections.push(first.unit.matches.sections[at]);
            unit.places.push(starts);
        }
    }
    let all = u64::from(reader.index.targets.count());
    unit.rarity = rarity(all, unit.matches.documents.len() as u64);
    unit.terms = parts.into_iter().flat_map(|it| it.unit.terms).collect();
    unit
}

fn phrase_parts(reader: &Reader, phrase: &str) -> Vec<PhrasePart> {
    let mut offset = 0;
    let mut parts = Vec::new();
    for chunk in words::chunks(phrase) {
        for part in chunk.parts() {
            if part.form != Form::Passed {
                let terms = reader.lookup(&words::folded(part.text));
                let is_placed = terms.iter().all(|&it| reader.is_placed(it));
                let mut unit = Unit {
                    terms: terms.into_iter().map(|it| (it, WORD)).collect(),
                    ..Unit::default()
                };
                unit.matches = gather(reader, &unit);
                if is_placed {
                    unit.places = places(reader, &unit);
                }
                parts.push(PhrasePart {
                    offset,
                    unit,
                    is_placed,
                });
            }
            offset += 1;
        }
    }
    parts
}

/// Returns where the parts of a phrase follow each other in a document; nothing where they do not.
fn follow(parts: &[PhrasePart], document: u32) -> Option<Vec<u32>> {
    let mut starts: Option<Vec<u32>> = None;
    for part in parts {
        let at = part.unit.matches.documents.binary_search(&document).ok()?;
        if !part.is_placed {
            continue;
        }
        let here = part.unit.places[at]
            .iter()
            .filter_map(|place| place.checked_sub(part.offset));
        let left: Vec<u32> = match starts {
            None => here.collect(),
            Some(starts) => here.filter(|it| starts.binary_search(it).is_ok()).collect(),
        };
        if left.is_empty() {
            return None;
        }
        starts = Some(left);
    }
    Some(starts.unwrap_or_default())
}

/// Returns the documents that phrases, exclusions and filters leave, in order; nothing where they
/// leave all.
fn allowed(reader: &Reader, query: &Query, units: &[Unit]) -> Option<Vec<u32>> {
    let index = reader.index;
    let phrases = &units[units.len() - query.phrases.len()..];
    let has_words = units.len() > phrases.len() || !query.words.is_empty();
    let reports = u32::try_from(index.catalogue.archive.postmortems.len()).unwrap_or(u32::MAX);
    let last = if query.filters.is_empty() && (has_words || !phrases.is_empty()) {
        index.targets.count()
    } else {
        reports
    };
    let is_free = query.filters.is_empty() && query.without.is_empty() && phrases.is_empty();
    if is_free && last == index.targets.count() {
        return None;
    }
    let without: BTreeSet<u32> = query
        .without
        .iter()
        .flat_map(|it| phrase_unit(reader, it).matches.documents)
        .collect();
    let filters = Filters::of(index, &query.filters);
    let allowed = (0..last).filter(|document| {
        phrases
            .iter()
            .all(|it| it.matches.documents.binary_search(document).is_ok())
            && !without.contains(document)
            && filters.allow(*document)
    });
    Some(allowed.collect())
}

/// Conditions by field: of one field any has to hold, of several fields all.
struct Filters<'i, 'a> {
    index: &'i Index<'a>,
    /// Facet, values that will do.
    any: Vec<(Facet, BTreeSet<u32>)>,
    none: Vec<(Facet, BTreeSet<u32>)>,
}

impl<'i, 'a> Filters<'i, 'a> {
    fn of(index: &'i Index<'a>, filters: &[Filter]) -> Filters<'i, 'a> {
        let mut by_field: Vec<(Field, Vec<&str>)> = Vec::new();
        let mut none = Vec::new();
        for filter in filters {
            if filter.is_negative {
                none.extend(conditions(index, filter.field, &[&filter.value]));
                continue;
            }
            match by_field.iter_mut().find(|it| it.0 == filter.field) {
                Some((_, values)) => values.push(&filter.value),
                None => by_field.push((filter.field, vec![&filter.value])),
            }
        }
        let any = by_field
            .iter()
            .flat_map(|(field, values)| {
                let conditions = conditions(index, *field, values);
                // `is:` names a kind or a status; what it names in neither must still narrow.
                let named = conditions.iter().filter(|it| !it.1.is_empty()).count();
                conditions
                    .into_iter()
                    .filter(move |it| named == 0 || !it.1.is_empty())
            })
            .collect();
        Filters { index, any, none }
    }

    fn allow(&self, report: u32) -> bool {
        let has = |(facet, values): &(Facet, BTreeSet<u32>)| {
            self.index.columns[facet].reports[report as usize]
                .iter()
                .any(|it| values.contains(it))
        };
        self.any.iter().all(has) && !self.none.iter().any(has)
    }
}

/// Returns what the values of a field mean, facet by facet.
fn conditions(index: &Index, field: Field, values: &[&str]) -> Vec<(Facet, BTreeSet<u32>)> {
    let matching = |facet: Facet, is_meant: &dyn Fn(&super::facets::Value, &str) -> bool| {
        let all = &index.columns[&facet].values;
        let numbers = (0..).zip(all);
        let chosen = numbers
            .filter(|(_, it)| values.iter().any(|value| is_meant(it, value)))
            .map(|(number, _)| number);
        (facet, chosen.collect::<BTreeSet<u32>>())
    };
    let named = |facet: Facet| {
        matching(facet, &|it, value| {
            is_called(&it.id, value)
                || is_called(&it.title, value)
                || (facet == Facet::Severity && ends_with_number(&it.id, value))
        })
    };
    match field {
        Field::Facet(facet) => vec![named(facet)],
        Field::Group => vec![matching(Facet::Factor, &|it, value| {
            is_called(&it.group, value)
        })],
        Field::Level => vec![matching(Facet::Factor, &|it, value| {
            is_called(&it.level, value)
        })],
        Field::Is => vec![named(Facet::Kind), named(Facet::Status)],
        Field::Has => {
            let open = matching(Facet::Open, &|it, value| {
                is_called("open actions", value) && it.id == "yes"
            });
            vec![open]
        }
    }
}

/// Says whether a value is written so, whatever its capitals, accents and hyphens.
fn is_called(name: &str, written: &str) -> bool {
    let plain = |text: &str| {
        let folded = words::folded(text);
        folded.chars().filter(|it| it.is_alphanumeric()).collect()
    };
    let name: String = plain(name);
    !name.is_empty() && name == plain(written)
}

/// Says whether `sev1` may be written `1`.
fn ends_with_number(id: &str, written: &str) -> bool {
    let digits = id.trim_start_matches(|c: char| !c.is_ascii_digit());
    !digits.is_empty() && digits == written
}

fn score(index: &Index, query: &Query, units: &[Unit], allowed: &Option<Vec<u32>>) -> Vec<Hit> {
    let asks = !query.words.is_empty() || !query.phrases.is_empty();
    if !asks {
        let all = allowed.iter().flatten();
        return all
            .map(|&document| Hit {
                document,
                score: 0,
                has: 0,
            })
            .collect();
    }
    let mut scores = vec![(0_u64, 0_u32); index.targets.count() as usize];
    for (bit, unit) in units.iter().enumerate() {
        for (at, &document) in unit.matches.documents.iter().enumerate() {
            let (score, has) = &mut scores[document as usize];
            *score += unit.rarity * u64::from(unit.matches.impacts[at]);
            *has |= 1 << bit;
        }
    }
    let keep = |document: u32, (score, has): (u64, u32)| {
        (has != 0).then_some(Hit {
            document,
            score,
            has,
        })
    };
    match allowed {
        Some(allowed) => allowed
            .iter()
            .filter_map(|&document| keep(document, scores[document as usize]))
            .collect(),
        None => (0..)
            .zip(scores)
            .filter_map(|(document, it)| keep(document, it))
            .collect(),
    }
}

/// Raises what has all words, and what has them close together; sorts.
fn refine(units: &[Unit], hits: &mut [Hit]) {
    let wanted: Vec<usize> = (0..units.len())
        .filter(|&it| !units[it].is_hint && !units[it].terms.is_empty())
        .collect();
    let all: u64 = wanted.iter().map(|&it| units[it].rarity).sum();
    for hit in hits.iter_mut() {
        let has: u64 = wanted
            .iter()
            .filter(|&&it| hit.has & (1 << it) != 0)
            .map(|&it| units[it].rarity)
            .sum();
        // From a half for the least of the words to twice for all of them.
        let share = (64 * has).checked_div(all).unwrap_or(64);
        let whole = if has == all { 32 } else { 0 };
        hit.score *= 32 + share + whole;
    }
    sort(hits);
    let few = hits.len().min(REFINED);
    if wanted.len() > 1 {
        for hit in &mut hits[..few] {
            hit.score += hit.score * closeness(units, &wanted, hit.document).0 / 64;
        }
        sort(&mut hits[..few]);
    }
}

fn sort(hits: &mut [Hit]) {
    hits.sort_unstable_by(|a, b| b.score.cmp(&a.score).then(a.document.cmp(&b.document)));
}

/// Returns how close the words of a query stand in a document, from 0 to 64, and where the closest
/// two are.
pub(super) fn closeness(units: &[Unit], wanted: &[usize], document: u32) -> (u64, Option<u32>) {
    let positions = |unit: usize| {
        let unit = &units[unit];
        let at = unit.matches.documents.binary_search(&document).ok()?;
        unit.places.get(at).filter(|it| !it.is_empty())
    };
    let (mut sum, mut best, mut place) = (0, 0, None);
    for pair in wanted.windows(2) {
        let (Some(first), Some(second)) = (positions(pair[0]), positions(pair[1])) else {
            continue;
        };
        let (value, at) = nearest(first, second);
        sum += value;
        if value > best {
            (best, place) = (value, Some(at));
        }
    }
    let pairs = u64::try_from(wanted.len().saturating_sub(1)).unwrap_or(1);
    (sum / pairs.max(1), place)
}

/// Returns what the closest two of two lists of positions are worth, and where they are.
fn nearest(first: &[u32], second: &[u32]) -> (u64, u32) {
    let worth = |a: u32, b: u32| match (b > a, a.abs_diff(b)) {
        (true, 1) => 64,
        (_, 0..=2) => 44,
        (_, 3..=4) => 32,
        (_, 5..=8) => 20,
        (_, 9..=24) => 8,
        _ => 0,
    };
    let (mut i, mut j) = (0, 0);
    let mut best = (0, first[0]);
    while i < first.len() && j < second.len() {
        let value = worth(first[i], second[j]);
        if value > best.0 {
            best = (value, first[i].min(second[j]));
        }
        if first[i] < second[j] {
            i += 1;
        } else {
            j += 1;
        }
    }
    best
}

/// Puts a document first whose name was written out, and other pages than reports further down.
fn promote(index: &Index, units: &[Unit], hits: &mut [Hit]) {
    let reports = index.catalogue.archive.postmortems.len();
    let mut asked = units.iter().filter(|it| !it.is_hint);
    let only = asked.next().filter(|_| asked.next().is_none());
    for hit in hits.iter_mut() {
        let is_named = only.is_some_and(|unit| {
            let at = unit.matches.documents.binary_search(&hit.document);
            at.is_ok_and(|at| unit.matches.impacts[at] == NAME * WORD)
        });
        if is_named {
            hit.score += 1 << 48;
        } else if hit.document as usize >= reports {
            hit.score /= 2;
        }
    }
    sort(hits);
}
