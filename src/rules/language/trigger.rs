//! Finds, in one pass over a text, where any of many patterns may match.

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use rustc_hash::FxHashMap;

use super::pattern::Pattern;

/// The anchors of some patterns, ready to be looked for.
#[derive(Clone, Debug)]
pub(super) struct Triggers {
    automaton: AhoCorasick,
    /// For each word of the automaton: the patterns that it is an anchor of, by index, and whether
    /// more letters may follow.
    anchored: Vec<Vec<(usize, bool)>>,
}

/// A place where a pattern may match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Hit {
    pub(super) pattern: usize,
    /// Where the word begins that is the pattern's anchor.
    pub(super) at: usize,
}

impl Default for Triggers {
    fn default() -> Triggers {
        Triggers::new([])
    }
}

impl Triggers {
    pub(super) fn new<'a>(patterns: impl IntoIterator<Item = &'a Pattern>) -> Triggers {
        let mut words: Vec<Box<str>> = Vec::new();
        let mut places: FxHashMap<Box<str>, usize> = FxHashMap::default();
        let mut anchored: Vec<Vec<(usize, bool)>> = Vec::new();
        for (index, pattern) in patterns.into_iter().enumerate() {
            for anchor in pattern.anchors() {
                let place = *places.entry(anchor.text).or_insert_with_key(|text| {
                    words.push(text.clone());
                    anchored.push(Vec::new());
                    words.len() - 1
                });
                anchored[place].push((index, anchor.is_prefix));
            }
        }
        let automaton = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .kind(Some(AhoCorasickKind::DFA))
            .build(words.iter().map(|word| word.as_bytes()))
            .expect("a few hundred words fit into an automaton");
        Triggers {
            automaton,
            anchored,
        }
    }

    /// Returns every place in a text where a pattern may match, in order.
    pub(super) fn hits<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Hit> + 'a {
        let is_letter = |at: Option<char>| at.is_some_and(char::is_alphanumeric);
        self.automaton
            .find_overlapping_iter(text)
            .filter(move |found| {
                let is_word = is_letter(text[found.start()..].chars().next());
                !(is_word && is_letter(text[..found.start()].chars().next_back()))
            })
            .flat_map(move |found| {
                let goes_on = is_letter(text[found.end()..].chars().next());
                self.anchored[found.pattern().as_usize()]
                    .iter()
                    .filter(move |(_, is_prefix)| *is_prefix || !goes_on)
                    .map(move |&(pattern, _)| Hit {
                        pattern,
                        at: found.start(),
                    })
            })
    }
}
