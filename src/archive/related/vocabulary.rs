//! The terms of a text: stems of words, and identifiers and error strings as they are.
//!
//! `ECONNREFUSED`, `kube-proxy` and `0x80070005` say more than any word, so they stay whole (and
//! `kube` and `proxy` count besides). Dates, times, addresses and the words of every sentence are no
//! terms. Nothing of the Markdown is parsed: what it is written with is punctuation.

use rustc_hash::FxHashMap;

use crate::archive::terms::{Stems, is_telling, lower};

/// How a mark begins. It names a factor, which counts as one.
const MARK: &str = "factor:";

/// A term by its place in [`Vocabulary::terms`].
pub(super) type TermId = u32;

/// Terms with the form in which each was first met.
#[derive(Debug, Default)]
pub(super) struct Vocabulary<'a> {
    /// What makes two words the same term → its id.
    ids: FxHashMap<Box<str>, TermId>,
    /// The form in which a reader meets it.
    pub(super) forms: Vec<Box<str>>,
    /// A token as written → the terms that it holds, as a range of `held`.
    tokens: FxHashMap<&'a str, (u32, u32)>,
    held: Vec<TermId>,
}

impl<'a> Vocabulary<'a> {
    /// Calls `each` with the terms of a text, in order.
    pub(super) fn read(&mut self, text: &'a str, mut each: impl FnMut(TermId)) {
        let stems = Stems::english();
        for token in tokens(text) {
            let (start, end) = match self.tokens.get(token) {
                Some(&range) => range,
                None => {
                    let range = self.learn(&stems, token);
                    self.tokens.insert(token, range);
                    range
                }
            };
            for &term in &self.held[start as usize..end as usize] {
                each(term);
            }
        }
    }

    /// Returns what makes two words the same term, for every term, in order of ids.
    pub(super) fn keys(&self) -> Vec<&str> {
        let mut keys = vec![""; self.forms.len()];
        for (key, &id) in &self.ids {
            keys[id as usize] = key;
        }
        keys
    }

    /// Returns the id of a term, which is new if nobody has met it yet.
    pub(super) fn intern(&mut self, key: &str, form: &str) -> TermId {
        if let Some(&id) = self.ids.get(key) {
            prefer(&mut self.forms[id as usize], form);
            return id;
        }
        let id = TermId::try_from(self.forms.len()).expect("texts hold fewer than 2³² words");
        self.ids.insert(key.into(), id);
        self.forms.push(form.into());
        id
    }

    /// Takes a token apart.
    fn learn(&mut self, stems: &Stems, token: &str) -> (u32, u32) {
        let start = self.held.len();
        let range = |at: usize| u32::try_from(at).expect("texts hold fewer than 2³² words");
        if token.starts_with(MARK) {
            return (range(start), range(start));
        }
        let is_address = token.contains("://") || token.starts_with("www.");
        let is_whole = !is_address && is_identifier(token);
        if is_whole {
            let low = token.to_lowercase();
            // Whoever writes `ECONNREFUSED` in small letters means the same.
            let has_letters_only = low.bytes().all(|byte| byte.is_ascii_lowercase());
            let key = if has_letters_only {
                stems.of(&low)
            } else {
                low.as_str().into()
            };
            let id = self.intern(&key, token);
            self.held.push(id);
        }
        let parts = || token.split(|c: char| !c.is_alphanumeric() && c != '_');
        let has_parts = parts().nth(1).is_some();
        if !is_address && (has_parts || !is_whole) {
            for part in parts() {
                let word = lower(part);
                if !is_telling(&word) {
                    continue;
                }
                let stem = stems.of(&word);
                let id = self.intern(&stem, &word);
                self.held.push(id);
            }
        }
        (range(start), range(self.held.len()))
    }
}

/// Takes another form of the same term if it shows better what the term is: `ECONNREFUSED` rather
/// than `econnrefused`.
pub(super) fn prefer(known: &mut Box<str>, form: &str) {
    if !is_identifier(known) && is_identifier(form) {
        *known = form.into();
    }
}

/// Returns what stands between blanks and punctuation that no identifier contains.
fn tokens(text: &str) -> impl Iterator<Item = &str> {
    let is_inside = |byte: u8| {
        byte.is_ascii_alphanumeric()
            || !byte.is_ascii()
            || matches!(byte, b'_' | b'-' | b'.' | b'/' | b':' | b'@')
    };
    let is_edge = |c: char| !c.is_alphanumeric() && c != '_';
    let mut at = 0;
    let bytes = text.as_bytes();
    std::iter::from_fn(move || {
        loop {
            while at < bytes.len() && !is_inside(bytes[at]) {
                at += 1;
            }
            if at == bytes.len() {
                return None;
            }
            let start = at;
            while at < bytes.len() && is_inside(bytes[at]) {
                at += 1;
            }
            let token = text[start..at].trim_matches(is_edge);
            if token.len() > 1 {
                return Some(token);
            }
        }
    })
}

/// Says whether a token names one thing and has to stay whole: it mixes letters with digits or
/// punctuation, or capitals with small letters inside, or is a shout of four letters or more.
pub(super) fn is_identifier(token: &str) -> bool {
    if !token.is_ascii() || token.len() > 80 {
        return false;
    }
    let bytes = token.as_bytes();
    let letters = bytes
        .iter()
        .filter(|byte| byte.is_ascii_alphabetic())
        .count();
    if letters == 0 || token.len() < 3 {
        return false;
    }
    let capitals = bytes
        .iter()
        .filter(|byte| byte.is_ascii_uppercase())
        .count();
    let is_mixed = letters < bytes.len();
    let is_camel = capitals > 0
        && capitals < letters
        && bytes[1..].iter().any(|byte| byte.is_ascii_uppercase());
    is_mixed || is_camel || (capitals == letters && letters >= 4)
}
