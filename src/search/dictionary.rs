//! The words that are met while the archive is read: those of a run, which are many but soon
//! forgotten, and those of the archive with their terms.

use rayon::prelude::*;
use rust_stemmers::Stemmer;
use rustc_hash::FxHashMap;

use super::vocabulary::Word;
use super::words::{self, Form};

/// The words of a run in lower case, numbered as they are met.
#[derive(Debug, Default)]
pub(super) struct Dictionary {
    short: FxHashMap<u128, u32>,
    /// Words that are too long for that or have other than ASCII letters.
    plain: FxHashMap<Box<str>, u32>,
    exact: FxHashMap<Box<str>, u32>,
    lower: String,
}

impl Dictionary {
    /// Returns the number of a word; `None` for one that is too long to be indexed.
    pub(super) fn number(&mut self, word: &str, form: Form) -> Option<u32> {
        let next = self.count();
        if let Some(short) = short(word, form) {
            return Some(*self.short.entry(short).or_insert(next));
        }
        self.lower.clear();
        if word.is_ascii() {
            self.lower.push_str(word);
            self.lower.make_ascii_lowercase();
        } else {
            self.lower.push_str(&word.to_lowercase());
        }
        let words = match form {
            Form::Plain => &mut self.plain,
            Form::Exact | Form::Passed => &mut self.exact,
        };
        if let Some(&number) = words.get(self.lower.as_str()) {
            return Some(number);
        }
        if self.lower.len() > words::LONGEST && self.lower.chars().count() > words::LONGEST {
            return None;
        }
        words.insert(self.lower.as_str().into(), next);
        Some(next)
    }

    fn count(&self) -> u32 {
        let count = self.short.len() + self.plain.len() + self.exact.len();
        u32::try_from(count).expect("a run is short")
    }

    /// Calls `each` with every word and its number.
    fn for_each(&self, mut each: impl FnMut(&str, Form, u32)) {
        for (&short, &number) in &self.short {
            let (form, bytes) = long(short);
            let length = bytes.iter().position(|&it| it == 0).unwrap_or(bytes.len());
            let word = std::str::from_utf8(&bytes[..length]).expect("short words are ASCII");
            each(word, form, number);
        }
        for (form, words) in [(Form::Plain, &self.plain), (Form::Exact, &self.exact)] {
            for (word, &number) in words {
                each(word, form, number);
            }
        }
    }
}

/// How many letters fit into a number beside the form.
const SHORT: usize = 15;

/// Returns a word and its form as one number. Nearly all words can be had so, and then to look one up
/// takes no look at a text in another place of the memory.
fn short(word: &str, form: Form) -> Option<u128> {
    let mut bytes = [0; SHORT];
    bytes
        .get_mut(..word.len())?
        .copy_from_slice(word.as_bytes());
    if !bytes.is_ascii() {
        return None;
    }
    bytes.make_ascii_lowercase();
    let mut all = [0; SHORT + 1];
    all[..SHORT].copy_from_slice(&bytes);
    all[SHORT] = u8::from(form == Form::Plain);
    Some(u128::from_le_bytes(all))
}

/// Returns the form, and the word with zeros after it.
fn long(short: u128) -> (Form, [u8; SHORT]) {
    let all = short.to_le_bytes();
    let form = match all[SHORT] {
        1 => Form::Plain,
        _ => Form::Exact,
    };
    let mut bytes = [0; SHORT];
    bytes.copy_from_slice(&all[..SHORT]);
    (form, bytes)
}

/// The words of an archive with the term of each. A word is stemmed when it is met first, and never
/// again.
///
/// Terms have numbers as they are met, and which run is read first is chance. What goes into the
/// index are those of [`Words::in_order`].
pub(super) struct Words {
    stemmer: Option<Stemmer>,
    /// Words in lower case → their terms.
    plain: FxHashMap<Box<str>, u32>,
    exact: FxHashMap<Box<str>, u32>,
    /// Those of them that folding changes, as folding leaves them.
    folded: Vec<(Box<str>, u32)>,
    /// What makes two words the same term → the term.
    terms: FxHashMap<Box<str>, u32>,
}

/// The words of an archive as the index has them.
pub(super) struct InOrder<'a> {
    /// In the order of the alphabet.
    pub(super) words: Vec<Word<'a>>,
    /// For each term of [`Words`], its number in the order of their first words, if it has any.
    pub(super) numbers: Vec<Option<u32>>,
    /// How many terms have a number.
    pub(super) terms: u32,
}

impl Words {
    pub(super) fn new(stemmer: Option<Stemmer>) -> Words {
        Words {
            stemmer,
            plain: FxHashMap::default(),
            exact: FxHashMap::default(),
            folded: Vec::new(),
            terms: FxHashMap::default(),
        }
    }

    /// Learns the words of a run; returns the term of each, by their numbers.
    pub(super) fn learn(&mut self, dictionary: &Dictionary) -> Vec<u32> {
        let mut terms = vec![0; dictionary.count() as usize];
        dictionary.for_each(|word, form, number| {
            terms[number as usize] = self.term(word, form);
        });
        terms
    }

    fn term(&mut self, word: &str, form: Form) -> u32 {
        let known = match form {
            Form::Plain => &mut self.plain,
            Form::Exact | Form::Passed => &mut self.exact,
        };
        if let Some(&term) = known.get(word) {
            return term;
        }
        let stem = match (&self.stemmer, form) {
            (Some(stemmer), Form::Plain) => stemmer.stem(word),
            _ => word.into(),
        };
        let key = words::folded(&stem);
        let next = u32::try_from(self.terms.len()).expect("an archive has fewer words than that");
        let term = match self.terms.get(key.as_str()) {
            Some(&term) => term,
            None => {
                self.terms.insert(key.into(), next);
                next
            }
        };
        known.insert(word.into(), term);
        if !word.is_ascii() {
            self.folded.push((words::folded(word).into(), term));
        }
        term
    }

    /// Numbers terms in the order of their first word, so that words with the same beginning have
    /// their postings close together.
    pub(super) fn in_order(&self) -> InOrder<'_> {
        let mut keys = vec![""; self.terms.len()];
        for (key, &term) in &self.terms {
            keys[term as usize] = key;
        }
        let met = self.plain.iter().chain(&self.exact);
        let met = met.map(|(word, &term)| (&**word, term));
        let folded = self.folded.iter().map(|(word, term)| (&**word, *term));
        let mut pairs: Vec<(&str, &str, u32)> = met
            .filter(|(word, _)| word.is_ascii())
            .chain(folded)
            .filter(|(word, _)| !word.is_empty())
            .map(|(word, term)| (word, keys[term as usize], term))
            .collect();
        pairs.par_sort_unstable();
        pairs.dedup();
        let mut numbers = vec![None; keys.len()];
        let mut terms = 0;
        let words = pairs.into_iter().map(|(text, _, term)| {
            let term = *numbers[term as usize].get_or_insert_with(|| {
                terms += 1;
                terms - 1
            });
            Word { text, term }
        });
        InOrder {
            words: words.collect(),
            numbers,
            terms,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_has_one_number_however_it_is_written_and_another_where_it_is_no_word() {
        let mut dictionary = Dictionary::default();
        let long = "a".repeat(SHORT + 1);
        let words = ["backup", "BACKUP", "é", "É", &long, &long.to_uppercase()];
        let numbers: Vec<_> = words
            .iter()
            .map(|word| dictionary.number(word, Form::Plain))
            .collect();
        assert_eq!(numbers, [0, 0, 1, 1, 2, 2].map(Some));
        for word in ["backup", "é", &long] {
            assert!(dictionary.number(word, Form::Exact) > Some(2));
        }
        let too_long = "b".repeat(words::LONGEST + 1);
        assert_eq!(dictionary.number(&too_long, Form::Exact), None);
    }

    #[test]
    fn what_a_run_has_met_is_learned_letter_by_letter() {
        let mut dictionary = Dictionary::default();
        let longest = "c".repeat(SHORT);
        let written = ["Restarted", &longest, "Über", "502"];
        for word in written {
            dictionary.number(word, Form::Plain);
        }
        let mut words = Words::new(None);
        words.learn(&dictionary);
        let found: Vec<&str> = words.in_order().words.iter().map(|it| it.text).collect();
        assert_eq!(found, ["502", &longest, "restarted", "uber"]);
    }
}
