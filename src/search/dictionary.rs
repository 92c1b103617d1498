//! The words of an archive with the term of each, and what every token holds of them.

use std::sync::Arc;

use rayon::prelude::*;
use rust_stemmers::{Algorithm, Stemmer};
use rustc_hash::FxHashMap;

use super::vocabulary::Word;
use super::words::{self, Form};
use crate::archive::TokenId;

/// The words of the index, in the order of the alphabet. A term is what words have in common.
///
/// Terms are numbered in the order of their first words, so that words with the same beginning have
/// their postings close together.
#[derive(Debug, Default)]
pub(super) struct Dictionary {
    words: Vec<(Box<str>, u32)>,
    /// How many terms there are.
    pub(super) terms: u32,
    /// By the number of the token.
    tokens: Vec<Range>,
    parts: Vec<Part>,
    /// The terms of names, which are taken as they are.
    names: FxHashMap<Box<str>, u32>,
}

/// What a token holds.
#[derive(Clone, Copy, Debug, Default)]
struct Range {
    start: u32,
    length: u16,
    /// How many places the token takes.
    steps: u16,
}

/// A term in a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) term: u32,
    /// How many places after the beginning of the token.
    pub(super) offset: u32,
}

/// A word while its term has no number yet.
#[derive(Debug)]
struct Met {
    /// As it is compared.
    word: Box<str>,
    /// What makes two words the same term.
    key: Box<str>,
    offset: u32,
}

/// Tokens are taken apart in portions of this size, on all cores, so that the texts of all of them
/// are never in memory at once.
const PORTION: usize = 1 << 14;

impl Dictionary {
    /// Makes the dictionary of some tokens, those that `is_said`, and of names.
    ///
    /// No other token leaves a trace: an audience that may not see a report must not see its words.
    pub(super) fn of(
        tokens: &[Arc<str>],
        is_said: impl Fn(usize) -> bool + Sync,
        names: impl Iterator<Item = Box<str>>,
        algorithm: Option<Algorithm>,
    ) -> Dictionary {
        let mut dictionary = Dictionary::default();
        let mut terms = Terms::default();
        for (first, portion) in (0..).step_by(PORTION).zip(tokens.chunks(PORTION)) {
            let stemmer = || algorithm.map(Stemmer::create);
            let each = portion.par_iter().enumerate();
            let apart = each.map_init(stemmer, |stemmer, (place, token)| {
                is_said(first + place).then(|| take_apart(stemmer.as_ref(), token))
            });
            for it in apart.collect::<Vec<_>>() {
                let (met, steps) = it.unwrap_or_default();
                let start = u32::try_from(dictionary.parts.len());
                dictionary.tokens.push(Range {
                    start: start.expect("an archive has fewer words than that"),
                    length: u16::try_from(met.len()).unwrap_or(u16::MAX),
                    steps,
                });
                dictionary.parts.extend(met.into_iter().map(|it| Part {
                    term: terms.number(it.key, it.word),
                    offset: it.offset,
                }));
            }
        }
        for name in names {
            let term = terms.number(words::folded(&name).into(), name.clone());
            dictionary.names.insert(name, term);
        }
        dictionary.put_in_order(terms);
        dictionary
    }

    /// Returns what a token holds, and how many places it takes.
    pub(super) fn token(&self, token: TokenId) -> (&[Part], u32) {
        let Range {
            start,
            length,
            steps,
        } = self.tokens[token as usize];
        let start = start as usize;
        let parts = &self.parts[start..start + usize::from(length)];
        (parts, u32::from(steps))
    }

    /// Returns the term of a name.
    pub(super) fn name(&self, name: &str) -> Option<u32> {
        self.names.get(name).copied()
    }

    /// Returns every word with its term. One that has two terms is there twice.
    pub(super) fn words(&self) -> Vec<Word<'_>> {
        let words = self.words.iter();
        words
            .map(|(text, term)| Word { text, term: *term })
            .collect()
    }

    /// Sorts the words, and numbers the terms.
    fn put_in_order(&mut self, terms: Terms) {
        let Terms { keys, mut words } = terms;
        let mut texts = vec![""; keys.len()];
        for (key, &term) in &keys {
            texts[term as usize] = key;
        }
        words.par_sort_unstable_by(|a, b| {
            let by_key = || texts[a.1 as usize].cmp(texts[b.1 as usize]);
            a.0.cmp(&b.0).then_with(by_key)
        });
        words.dedup();
        let mut numbers = vec![None; keys.len()];
        for (_, term) in &mut words {
            let number = numbers[*term as usize].get_or_insert_with(|| {
                self.terms += 1;
                self.terms - 1
            });
            *term = *number;
        }
        words.shrink_to_fit();
        self.words = words;
        let number = |term: u32| numbers[term as usize].expect("every term has a word");
        for part in &mut self.parts {
            part.term = number(part.term);
        }
        for term in self.names.values_mut() {
            *term = number(*term);
        }
    }
}

/// Terms, numbered as they are met.
#[derive(Debug, Default)]
struct Terms {
    keys: FxHashMap<Box<str>, u32>,
    /// Words with their terms.
    words: Vec<(Box<str>, u32)>,
}

impl Terms {
    fn number(&mut self, key: Box<str>, word: Box<str>) -> u32 {
        let next = u32::try_from(self.keys.len()).expect("an archive has fewer words than that");
        let term = *self.keys.entry(key).or_insert(next);
        self.words.push((word, term));
        term
    }
}

/// Takes a token apart: returns its words, and how many places it takes.
fn take_apart(stemmer: Option<&Stemmer>, token: &str) -> (Vec<Met>, u16) {
    let mut met = Vec::new();
    let mut at = 0;
    let mut meet = |word: &str, form: Form, offset: u32| {
        let word = word.to_lowercase();
        if form == Form::Passed || is_too_long(&word) {
            return;
        }
        let stem = match (stemmer, form) {
            (Some(stemmer), Form::Plain) => stemmer.stem(&word),
            _ => word.as_str().into(),
        };
        let (key, word) = (words::folded(&stem), words::folded(&word));
        // Of what a compatibility form brings along nothing may be left.
        if !word.is_empty() {
            let (key, word) = (key.into(), word.into());
            met.push(Met { word, key, offset });
        }
    };
    for chunk in words::chunks(token) {
        if let Some(form) = chunk.simple() {
            meet(chunk.text, form, at);
            at += 1;
            continue;
        }
        let parts = chunk.parts();
        if parts.len() > 1 {
            meet(chunk.text, Form::Exact, at);
        }
        for (offset, part) in (at..).zip(&parts) {
            meet(part.text, part.form, offset);
        }
        at += u32::try_from(parts.len()).expect("a chunk is short");
    }
    // A token of more places is a key or a dump of bytes, and nobody asks for phrases in it.
    (met, u16::try_from(at).unwrap_or(u16::MAX))
}

fn is_too_long(word: &str) -> bool {
    word.len() > words::LONGEST && word.chars().count() > words::LONGEST
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dictionary(tokens: &[&str]) -> Dictionary {
        let tokens: Vec<Arc<str>> = tokens.iter().map(|&it| it.into()).collect();
        Dictionary::of(
            &tokens,
            |_| true,
            std::iter::empty(),
            Some(Algorithm::English),
        )
    }

    fn written(dictionary: &Dictionary) -> Vec<(&str, u32)> {
        let words = dictionary.words().into_iter();
        words.map(|it| (it.text, it.term)).collect()
    }

    #[test]
    fn a_word_has_one_term_however_it_is_written_and_another_where_it_is_no_word() {
        let found = dictionary(&[
            "Restarts",
            "restarted",
            "RESTARTED",
            "Über",
            "502",
            "a.restarts",
        ]);
        assert_eq!(
            written(&found),
            [
                ("502", 0),
                ("a.restarts", 1),
                ("restarted", 2),
                ("restarts", 2),
                ("uber", 3)
            ]
        );
        let longest = "c".repeat(words::LONGEST);
        let too_long = "d".repeat(words::LONGEST + 1);
        assert_eq!(
            written(&dictionary(&[&longest, &too_long])),
            [(&*longest, 0)]
        );
    }

    #[test]
    fn the_parts_of_a_token_stand_where_they_would_in_a_text() {
        let found = dictionary(&["kube-dns:53", "a"]);
        let words = written(&found);
        let (parts, steps) = found.token(0);
        let parts: Vec<_> = parts
            .iter()
            .map(|it| (words[it.term as usize].0, it.offset))
            .collect();
        let expected = [("kube-dns", 0), ("kube", 0), ("dns", 1), ("53", 2)];
        assert_eq!((parts.as_slice(), steps), (&expected[..], 3));
        assert_eq!(found.token(1).1, 1);
    }

    #[test]
    fn a_token_that_nobody_says_leaves_no_trace() {
        let tokens: Vec<Arc<str>> = ["secret", "known"].map(Arc::from).into();
        let names = ["it-1".into()].into_iter();
        let found = Dictionary::of(&tokens, |token| token == 1, names, None);
        assert_eq!(written(&found), [("it-1", 0), ("known", 1)]);
        assert_eq!(found.token(0), (&[][..], 0));
        assert_eq!(found.name("it-1"), Some(0));
    }
}
