//! Finds, in one pass over a text, where any of many patterns may match.

use rustc_hash::FxHashMap;

use super::pattern::Pattern;
use crate::document::{Beginnings, starts};

/// The anchors of some patterns, ready to be looked for.
///
/// Only where a word begins, or at a mark, is anything looked for, and most words begin as no anchor
/// does. An automaton of all anchors reads a text no faster, and takes far longer to make than a
/// report to be checked.
#[derive(Clone, Debug, Default)]
pub(super) struct Triggers {
    beginnings: Beginnings,
    anchors: Vec<Anchor>,
    /// The places of the anchors that begin with three bytes, in lower case: shorter ones first.
    by_beginning: FxHashMap<[u8; 3], Vec<usize>>,
    /// The places of those that have fewer: hardly any.
    short: Vec<usize>,
}

/// A word that patterns have to have.
#[derive(Clone, Debug)]
struct Anchor {
    text: Box<str>,
    /// The patterns that it is an anchor of, by index, and whether more letters may follow.
    patterns: Vec<(usize, bool)>,
}

/// A place where a pattern may match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Hit {
    pub(super) pattern: usize,
    /// Where the word begins that is the pattern's anchor.
    pub(super) at: usize,
}

impl Triggers {
    pub(super) fn new<'a>(patterns: impl IntoIterator<Item = &'a Pattern>) -> Triggers {
        let mut triggers = Triggers::default();
        let mut places: FxHashMap<Box<str>, usize> = FxHashMap::default();
        for (index, pattern) in patterns.into_iter().enumerate() {
            for anchor in pattern.anchors() {
                let place = *places.entry(anchor.text).or_insert_with_key(|text| {
                    triggers.anchors.push(Anchor {
                        text: text.clone(),
                        patterns: Vec::new(),
                    });
                    triggers.anchors.len() - 1
                });
                let patterns = &mut triggers.anchors[place].patterns;
                patterns.push((index, anchor.is_prefix));
            }
        }
        triggers.index();
        triggers
    }

    fn index(&mut self) {
        let mut by_length: Vec<usize> = (0..self.anchors.len()).collect();
        by_length.sort_by_key(|&place| self.anchors[place].text.len());
        for place in by_length {
            let text = self.anchors[place].text.as_bytes();
            self.beginnings.add(text);
            let places = match beginning(text) {
                Some(beginning) => self.by_beginning.entry(beginning).or_default(),
                None => &mut self.short,
            };
            places.push(place);
        }
    }

    /// Returns every place in a text where a pattern may match, in order.
    pub(super) fn hits<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Hit> + 'a {
        let likely = starts(text).filter(|&at| self.beginnings.allow(&text.as_bytes()[at..]));
        likely.flat_map(move |at| self.hits_at(text, at))
    }

    fn hits_at<'a>(&'a self, text: &'a str, at: usize) -> impl Iterator<Item = Hit> + 'a {
        let rest = &text.as_bytes()[at..];
        let longer = beginning(rest).and_then(|it| self.by_beginning.get(&it));
        let anchors = self.short.iter().chain(longer.into_iter().flatten());
        let met = anchors.map(|&place| &self.anchors[place]).filter(|anchor| {
            let word = rest.get(..anchor.text.len());
            word.is_some_and(|word| word.eq_ignore_ascii_case(anchor.text.as_bytes()))
        });
        met.flat_map(move |anchor| {
            let mut after = text[at + anchor.text.len()..].chars();
            let goes_on = after.next().is_some_and(char::is_alphanumeric);
            let patterns = anchor.patterns.iter();
            patterns
                .filter(move |(_, is_prefix)| *is_prefix || !goes_on)
                .map(move |&(pattern, _)| Hit { pattern, at })
        })
    }
}

fn beginning(text: &[u8]) -> Option<[u8; 3]> {
    let beginning = text.first_chunk()?;
    Some(beginning.map(|byte: u8| byte.to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns where in a text each of some patterns may match.
    fn hits(patterns: &[&str], text: &str) -> Vec<(usize, usize)> {
        let patterns = patterns.iter().map(|written| Pattern::parse(written));
        let patterns: Vec<Pattern> = patterns.collect::<Result<_, _>>().unwrap();
        let triggers = Triggers::new(&patterns);
        let found = triggers.hits(text);
        found.map(|hit| (hit.pattern, hit.at)).collect()
    }

    #[test]
    fn an_anchor_is_met_as_a_whole_word_in_any_case_or_as_the_beginning_of_one() {
        let patterns = ["(fault|faulty)", "caus*"];
        assert_eq!(hits(&patterns, "Fault, FAULTY"), [(0, 0), (0, 7)]);
        assert_eq!(hits(&patterns, "default faults"), []);
        assert_eq!(hits(&patterns, "ä because it Caused"), [(1, 14)]);
        assert_eq!(hits(&patterns, "fault"), [(0, 0)]);
        assert_eq!(hits(&patterns, "faul"), []);
    }

    #[test]
    fn a_mark_is_met_beside_words_and_alone() {
        assert_eq!(hits(&["! !"], "no! !"), [(0, 2), (0, 4)]);
    }

    #[test]
    fn an_anchor_may_be_a_letter_or_begin_beyond_ascii() {
        assert_eq!(hits(&["x"], "x xy ax"), [(0, 0)]);
        assert_eq!(hits(&["übel*"], "das übelste"), [(0, 4)]);
        assert_eq!(hits(&["übel*"], "verübeln"), []);
    }

    #[test]
    fn of_two_anchors_at_one_place_the_shorter_one_comes_first() {
        let patterns = ["forgotten", "for*", "forgot"];
        let found = hits(&patterns, "forgotten forgot");
        assert_eq!(found, [(1, 0), (0, 0), (1, 10), (2, 10)]);
    }
}
