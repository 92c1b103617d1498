//! The terms of many reports, each with a number, and the forms in which they are met.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustc_hash::FxHashMap;

use super::reading::is_identifier;

/// A form of a term by its place in [`Known::forms`].
pub(super) type FormId = u32;

/// A term: the form of it that was met first.
pub(super) type TermId = FormId;

/// Every term that was ever read, so that a report can keep numbers in place of words.
///
/// It only grows, and may be kept from one reading of a project to the next. Which number a term
/// has hangs on what was read first, by however many threads; nothing that is shown may hang on it.
#[derive(Debug, Default)]
pub(crate) struct Lexicon {
    known: Mutex<Known>,
}

#[derive(Debug, Default)]
pub(super) struct Known {
    /// What makes two words the same term → the term.
    terms: FxHashMap<Box<str>, TermId>,
    pub(super) forms: Vec<Form>,
}

/// A form in which a term is met: `alerts` and `alerting` of one, `ECONNREFUSED` of another.
#[derive(Debug)]
pub(super) struct Form {
    pub(super) term: TermId,
    pub(super) is_identifier: bool,
    pub(super) text: Arc<str>,
    /// The form of the same term that was met after this one. A term has few of them.
    next: Option<FormId>,
}

impl Lexicon {
    /// Returns what is known by now, to look into it or to add to it.
    pub(super) fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    /// Returns the form of a term, which is new if nobody has met it yet.
    pub(super) fn form(&mut self, key: &str, text: &str) -> FormId {
        let Some(&term) = self.terms.get(key) else {
            let term = self.add(None, text);
            self.terms.insert(key.into(), term);
            return term;
        };
        let mut at = term;
        loop {
            let form = &self.forms[at as usize];
            if &*form.text == text {
                return at;
            }
            match form.next {
                Some(next) => at = next,
                None => break,
            }
        }
        let new = self.add(Some(term), text);
        self.forms[at as usize].next = Some(new);
        new
    }

    fn add(&mut self, term: Option<TermId>, text: &str) -> FormId {
        let new = FormId::try_from(self.forms.len()).expect("texts hold fewer than 2³² words");
        self.forms.push(Form {
            term: term.unwrap_or(new),
            is_identifier: is_identifier(text),
            text: text.into(),
            next: None,
        });
        new
    }
}
