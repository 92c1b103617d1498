//! The tokens of many reports, each with a number.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustc_hash::FxHashMap;

use super::reader::{Memory, Reader};

/// A token of a [`Lexicon`].
pub(crate) type TokenId = u32;

/// Every token that was ever read, so that a report can be kept as numbers.
///
/// It only grows, and may be kept from one reading of a project to the next. Which number a token
/// has hangs on what was read first, by however many threads; nothing that is shown may hang on it.
/// It may hold words of reports that an audience must not see: look up what transcripts have, and
/// nothing else.
#[derive(Debug, Default)]
pub(crate) struct Lexicon {
    numbers: Mutex<FxHashMap<Arc<str>, TokenId>>,
    /// What readers remember who have nothing to read just now.
    idle: Mutex<Vec<Memory>>,
}

impl Lexicon {
    /// Numbers tokens in their order, as a lexicon did that [had](Lexicon::texts) them before.
    ///
    /// Returns nothing where one comes twice: then no lexicon had them.
    pub(crate) fn of(texts: impl IntoIterator<Item = Arc<str>>) -> Option<Lexicon> {
        let mut numbers = FxHashMap::default();
        for (number, text) in (0..).zip(texts) {
            if numbers.insert(text, number).is_some() {
                return None;
            }
        }
        Some(Lexicon {
            numbers: Mutex::new(numbers),
            idle: Mutex::default(),
        })
    }

    /// Returns every token that is known by now, in the order of the numbers.
    pub(crate) fn texts(&self) -> Vec<Arc<str>> {
        let numbers = self.numbers();
        let mut texts = vec![Arc::default(); numbers.len()];
        for (text, &number) in numbers.iter() {
            texts[number as usize] = Arc::clone(text);
        }
        texts
    }

    /// Returns the number of a token, which is new if nobody has met it yet.
    pub(super) fn number(&self, token: &str) -> TokenId {
        let mut numbers = self.numbers();
        if let Some(&number) = numbers.get(token) {
            return number;
        }
        let new = TokenId::try_from(numbers.len()).expect("texts hold fewer than 2³² words");
        numbers.insert(token.into(), new);
        new
    }

    /// Returns one who reads a text, and remembers the tokens that were met most lately.
    pub(crate) fn reader(&self) -> Reader<'_> {
        let memory = self.idle().pop();
        Reader::new(self, memory.unwrap_or_default())
    }

    /// Takes back what a reader remembers, for the next one.
    pub(super) fn keep(&self, memory: Memory) {
        self.idle().push(memory);
    }

    fn numbers(&self) -> MutexGuard<'_, FxHashMap<Arc<str>, TokenId>> {
        self.numbers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Memory>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
