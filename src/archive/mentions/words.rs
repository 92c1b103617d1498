//! The words of names, and which words of a text are the same.

use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;

use crate::archive::terms::{Stems, lower};
use crate::document::Beginnings;

/// The words that stand in names, by their stems.
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    stems: FxHashMap<Box<str>, Stem>,
    /// How the first words of names begin.
    first: Beginnings,
    /// How the others do.
    further: Beginnings,
    /// What earlier texts taught. A reader takes one of them along and brings it back, so that there
    /// are as many as texts are read at a time, and nobody waits for a word.
    memories: Arc<Mutex<Vec<Memory>>>,
}

/// The stem of a word that stands in a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Stem(u32);

/// Words as they are written, each with its stem if it has one of those: most words of a report were
/// met before, and bringing one to its stem takes long.
type Memory = FxHashMap<Written, Option<Stem>>;

/// A word as it is written, with zeros behind it, as a number: so it is compared at once.
type Written = u128;

/// Beyond as many, a word is worked out each time: an archive may be full of made-up ones.
const MOST_REMEMBERED: usize = 1 << 14;

impl Words {
    /// Adds the words of a name, and returns their stems.
    pub(super) fn learn<'a>(
        &mut self,
        stems: &Stems,
        name: impl Iterator<Item = &'a str>,
    ) -> Vec<Stem> {
        let mut learned = Vec::new();
        for word in name {
            let word = lower(word);
            let stem = stems.of(&word);
            let beginnings = match learned.is_empty() {
                true => &mut self.first,
                false => &mut self.further,
            };
            beginnings.add(sure_beginning(&stem));
            let next = Stem(u32::try_from(self.stems.len()).expect("a registry has few words"));
            learned.push(*self.stems.entry((*stem).into()).or_insert(next));
        }
        learned
    }

    /// Returns a reader of words, with what an earlier one remembers.
    pub(super) fn reader(&self) -> Reader<'_> {
        let mut memories = self.memories.lock().unwrap_or_else(PoisonError::into_inner);
        Reader {
            words: self,
            stems: Stems::english(),
            memory: memories.pop().unwrap_or_default(),
        }
    }
}

/// Returns what every word of a stem begins with.
///
/// Stemming changes the end of a word alone: a stem of four letters or more begins as its words do,
/// but for its last letter, a shorter one with the same two, and one letter with itself.
fn sure_beginning(stem: &str) -> &[u8] {
    let sure = match stem.len() {
        length @ 4.. => length - 1,
        length => length.min(2),
    };
    &stem.as_bytes()[..sure]
}

/// Reads words, and remembers them for the next reader.
pub(super) struct Reader<'a> {
    words: &'a Words,
    stems: Stems,
    memory: Memory,
}

impl Reader<'_> {
    /// Says at little cost whether a word may be the first one of a name.
    pub(super) fn may_begin(&self, word: &str) -> bool {
        self.words.first.allow(word.as_bytes())
    }

    /// Says at little cost whether a word may be another one than the first of a name.
    pub(super) fn may_follow(&self, word: &str) -> bool {
        self.words.further.allow(word.as_bytes())
    }

    /// Returns the stem of a word, if it stands in a name.
    pub(super) fn stem(&mut self, word: &str) -> Option<Stem> {
        let mut written = [0; size_of::<Written>()];
        let Some(place) = written.get_mut(..word.len()) else {
            return self.work_out(word);
        };
        place.copy_from_slice(word.as_bytes());
        let written = Written::from_le_bytes(written);
        if let Some(&known) = self.memory.get(&written) {
            return known;
        }
        let stem = self.work_out(word);
        if self.memory.len() < MOST_REMEMBERED {
            self.memory.insert(written, stem);
        }
        stem
    }

    fn work_out(&self, word: &str) -> Option<Stem> {
        let lower = lower(word);
        let stem = self.stems.of(&lower);
        self.words.stems.get(&*stem).copied()
    }
}

impl Drop for Reader<'_> {
    fn drop(&mut self) {
        let memories = &self.words.memories;
        let mut memories = memories.lock().unwrap_or_else(PoisonError::into_inner);
        memories.push(std::mem::take(&mut self.memory));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::terms::words;

    #[test]
    fn stemming_only_likely_words_finds_what_stemming_all_of_them_finds() {
        let registry = include_str!("../../scaffold/files/factors.yml");
        let mut known = Words::default();
        for word in words(registry) {
            known.learn(&Stems::english(), std::iter::once(word.text));
        }
        let sample = format!("{registry} {}", include_str!("mod.rs"));
        let mut reader = known.reader();
        let mut found = 0;
        for word in words(&sample) {
            for ending in ["", "s", "ed", "ing", "ness", "ly", "es", "ATION"] {
                let word = format!("{}{ending}", word.text);
                let stem = reader.work_out(&word);
                assert!(stem.is_none() || reader.may_begin(&word), "{word}");
                assert_eq!(reader.stem(&word), stem, "{word}");
                assert_eq!(reader.stem(&word), stem, "{word} once more");
                found += usize::from(stem.is_some());
            }
        }
        assert!(found > 1000, "{found}");
    }

    #[test]
    fn letters_beyond_ascii_are_known_whatever_their_case() {
        let mut known = Words::default();
        let stem = known.learn(&Stems::english(), std::iter::once("Überlauf"))[0];
        let mut reader = known.reader();
        for word in ["überlauf", "ÜBERLAUF", "Überlaufs"] {
            assert!(reader.may_begin(word), "{word}");
            assert_eq!(reader.stem(word), Some(stem), "{word}");
        }
    }

    #[test]
    fn what_one_reader_learned_the_next_one_knows() {
        let known = Words::default();
        known.reader().stem("Alerting");
        assert_eq!(known.reader().memory.len(), 1);
    }
}
