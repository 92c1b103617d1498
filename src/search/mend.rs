//! Words that nothing is found for: another ending, or a slip of the finger.

use super::reader::Reader;
use super::vocabulary::{bits, framed, mendable};

/// Returns a word of the archive that differs only in its ending, by pairs of endings that the
/// archive itself shows. It does for a word that nobody wrote what the stemmer did for the others.
pub(super) fn sibling(reader: &Reader, word: &str) -> Option<String> {
    reader
        .index
        .endings
        .iter()
        .filter_map(|(from, to)| {
            let base = word.strip_suffix(from.as_str())?;
            (base.chars().count() >= 3).then(|| format!("{base}{to}"))
        })
        .find(|sibling| !reader.lookup(sibling).is_empty())
}

/// Returns the word that was probably meant: one slip away, or two where it is long. Never for a
/// word with a digit in it or of four letters and fewer: `502` is not a slip for `503`.
pub(super) fn meant(reader: &Reader, word: &str) -> Option<String> {
    let length = mendable(word).filter(|&length| length >= 5)?;
    let most = if length >= 8 { 2 } else { 1 };
    let chars: Vec<char> = word.chars().collect();
    let mut found: Vec<(usize, u32, String)> = Vec::new();
    let mut consider = |candidate: String, size: u32| {
        if mendable(&candidate).is_none_or(|it| it.abs_diff(length) > most) {
            return;
        }
        let distance = strsim::osa_distance(word, &candidate);
        if distance <= most {
            found.push((distance, size, candidate));
        }
    };
    if let Some(all) = reader.all() {
        for (candidate, place) in all {
            consider(candidate, bits(place.documents));
        }
        return best(found);
    }
    let mut lengths = 3..=(length / 2).max(3);
    let beginnings = lengths.clone().find_map(|length| {
        let beginning: String = chars[..length].iter().collect();
        reader.beginning(&beginning)
    });
    for (candidate, place) in beginnings.unwrap_or_default() {
        consider(candidate, bits(place.documents));
    }
    let endings = lengths.find_map(|end| {
        let ending: String = chars[length - end..].iter().rev().collect();
        reader.backwards(&ending)
    });
    for (candidate, size) in endings.unwrap_or_default() {
        consider(candidate.chars().rev().collect(), size);
    }
    if length <= 6 {
        let frame: String = framed(word).chars().take(5).collect();
        for (candidate, size) in reader.backwards(&frame).unwrap_or_default() {
            consider(candidate.chars().skip(5).collect(), size);
        }
    }
    if length == 5 {
        // Two letters exchanged in the middle of five leave neither end whole.
        for at in [1, 2] {
            let mut swapped = chars.clone();
            swapped.swap(at, at + 1);
            let swapped: String = swapped.into_iter().collect();
            let documents = reader.lookup(&swapped).iter().map(|it| it.documents).max();
            if let Some(documents) = documents {
                consider(swapped, bits(documents));
            }
        }
    }
    best(found)
}

/// Returns words of the archive that are spelled nearly like one that it does not have, for somebody
/// to choose from. They begin with the same letters, and half of the rest may differ.
pub(super) fn near(reader: &Reader, word: &str) -> Vec<String> {
    const MOST: usize = 3;
    let length = word.chars().count();
    if length < 3 || !reader.lookup(word).is_empty() {
        return Vec::new();
    }
    let beginning = |letters: usize| {
        let start: String = word.chars().take(letters).collect();
        reader.beginning(&start)
    };
    let candidates = beginning(2).or_else(|| beginning(3)).unwrap_or_default();
    let mut found: Vec<(usize, String)> = candidates
        .into_iter()
        .map(|(candidate, _)| (strsim::osa_distance(word, &candidate), candidate))
        .filter(|(slips, _)| *slips <= (length / 2).max(1))
        .collect();
    found.sort();
    found.dedup();
    found.truncate(MOST);
    found.into_iter().map(|(_, candidate)| candidate).collect()
}

/// Returns the best of candidates with their slips and in how many documents they are.
fn best(mut found: Vec<(usize, u32, String)>) -> Option<String> {
    found.sort_by(|a, b| {
        let by_distance = a.0.cmp(&b.0);
        by_distance
            .then_with(|| b.1.cmp(&a.1))
            .then_with(|| a.2.cmp(&b.2))
    });
    found.into_iter().next().map(|(_, _, candidate)| candidate)
}
