//! What tokens mean for relating reports: stems of words, and identifiers and error strings as they
//! are.
//!
//! `ECONNREFUSED`, `kube-proxy` and `0x80070005` say more than any word, so they stay whole (and
//! `kube` and `proxy` count besides). Dates, times, addresses and the words of every sentence mean
//! nothing.

use std::borrow::Cow;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::archive::terms::{Stems, is_telling, lower};
use crate::archive::transcript::tokens::tokens;
use crate::archive::transcript::{Field, Lexicon, Said, TokenId, Transcript};

/// A form of a term by its place in [`Senses::forms`].
pub(super) type FormId = u32;

/// A term: the form of it that was met first.
pub(super) type TermId = FormId;

/// What every token of a lexicon means.
///
/// Which number a term has hangs on the numbers of the tokens, which are chance.
#[derive(Debug, Default)]
pub(super) struct Senses {
    /// For each token, where its forms end in `held`.
    ends: Vec<u32>,
    held: Vec<FormId>,
    pub(super) forms: Vec<Form>,
    /// What makes two words the same term → the term.
    terms: FxHashMap<Box<str>, TermId>,
}

/// A form in which a term is met: `alerts` and `alerting` of one, `ECONNREFUSED` of another.
#[derive(Debug)]
pub(super) struct Form {
    pub(super) term: TermId,
    pub(super) is_identifier: bool,
    pub(super) text: Box<str>,
    /// The form of the same term that was met after this one. A term has few of them.
    next: Option<FormId>,
}

/// Tokens are taken apart in portions of this size, on all cores, so that the texts of all of them
/// are never in memory at once.
const PORTION: usize = 1 << 14;

impl Senses {
    /// Learns what the tokens of a lexicon mean.
    pub(super) fn of(lexicon: &Lexicon) -> Senses {
        let mut senses = Senses::default();
        senses.learn(lexicon);
        senses
    }

    /// Learns what the tokens mean that the lexicon has got since. What is known stays as it is, and
    /// so does what was counted by it.
    pub(super) fn learn(&mut self, lexicon: &Lexicon) {
        let texts = lexicon.texts();
        for portion in texts[self.ends.len()..].chunks(PORTION) {
            let each = portion.par_iter().map_init(Stems::english, |stems, token| {
                let mut held = Vec::new();
                take_apart(stems, token, |key, text| {
                    held.push((Box::from(key), Box::from(text)));
                });
                held
            });
            for token in each.collect::<Vec<_>>() {
                for (key, text) in token {
                    let form = self.form(key, text);
                    self.held.push(form);
                }
                self.ends.push(number(self.held.len()));
            }
        }
    }

    /// Returns the forms that a token holds.
    fn held(&self, token: TokenId) -> &[FormId] {
        let start = token.checked_sub(1).map_or(0, |it| self.ends[it as usize]);
        &self.held[start as usize..self.ends[token as usize] as usize]
    }

    /// Returns the form of a term, which is new if nobody has met it yet.
    fn form(&mut self, key: Box<str>, text: Box<str>) -> FormId {
        let Some(&term) = self.terms.get(&key) else {
            let term = self.add(None, text);
            self.terms.insert(key, term);
            return term;
        };
        let mut at = term;
        loop {
            let form = &self.forms[at as usize];
            if form.text == text {
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

    fn add(&mut self, term: Option<TermId>, text: Box<str>) -> FormId {
        let new = number(self.forms.len());
        self.forms.push(Form {
            term: term.unwrap_or(new),
            is_identifier: is_identifier(&text),
            text,
            next: None,
        });
        new
    }

    /// Returns the terms by what makes two words the same.
    pub(super) fn terms(&self) -> impl Iterator<Item = (&str, TermId)> {
        self.terms.iter().map(|(key, &term)| (&**key, term))
    }
}

/// How often a word of the title counts.
const TITLE: u8 = 3;

/// Counts what one report says, and then the next.
pub(super) struct Tally<'a> {
    senses: &'a Senses,
    said: Vec<(FormId, u8)>,
    /// For each term, its place in `said` and 1, or 0.
    places: Vec<u32>,
}

impl<'a> Tally<'a> {
    pub(super) fn new(senses: &'a Senses) -> Tally<'a> {
        Tally {
            senses,
            said: Vec::new(),
            places: vec![0; senses.forms.len()],
        }
    }

    /// Returns the terms of a report in the order in which it first says them, each as a form and how
    /// often it is said. Of several forms it is the first, but rather `ECONNREFUSED` than
    /// `econnrefused`.
    pub(super) fn count(&mut self, transcript: &Transcript) -> &[(FormId, u8)] {
        self.said.clear();
        let mut times = 1;
        for said in transcript.said() {
            match said {
                Said::Token(token) => {
                    for &form in self.senses.held(token) {
                        self.add(form, times);
                    }
                }
                Said::Field(Field::Title) => times = TITLE,
                Said::Field(_) => times = 1,
                // A factor counts as one.
                Said::Named(_) | Said::Section { .. } | Said::Gap => {}
            }
        }
        for &(form, _) in &self.said {
            let term = self.senses.forms[form as usize].term;
            self.places[term as usize] = 0;
        }
        &self.said
    }

    fn add(&mut self, id: FormId, times: u8) {
        let forms = &self.senses.forms;
        let form = &forms[id as usize];
        let place = &mut self.places[form.term as usize];
        if *place == 0 {
            self.said.push((id, times));
            *place = number(self.said.len());
            return;
        }
        let (shown, count) = &mut self.said[*place as usize - 1];
        *count = count.saturating_add(times);
        if form.is_identifier && !forms[*shown as usize].is_identifier {
            *shown = id;
        }
    }
}

/// Calls `each` with what makes two words the same, for every term of a text that is no report.
pub(super) fn keys_of_text(text: &str, mut each: impl FnMut(&str)) {
    let stems = Stems::english();
    for token in tokens(text) {
        take_apart(&stems, token.text, |key, _| each(key));
    }
}

/// Takes a token apart: calls `hold` with each of its terms, as what makes two words the same and as
/// a reader meets it.
fn take_apart(stems: &Stems, token: &str, mut hold: impl FnMut(&str, &str)) {
    if token.len() < 2 {
        return;
    }
    let is_address = token.contains("://") || token.starts_with("www.");
    let is_whole = !is_address && is_identifier(token);
    if is_whole {
        let low = lower(token);
        // Whoever writes `ECONNREFUSED` in small letters means the same.
        let has_letters_only = low.bytes().all(|byte| byte.is_ascii_lowercase());
        let key = match has_letters_only {
            true => stems.of(&low),
            false => Cow::Borrowed(&*low),
        };
        hold(&key, token);
    }
    let parts = || token.split(|c: char| !c.is_alphanumeric() && c != '_');
    let has_parts = parts().nth(1).is_some();
    if !is_address && (has_parts || !is_whole) {
        for part in parts() {
            let word = lower(part);
            if is_telling(&word) {
                hold(&stems.of(&word), &word);
            }
        }
    }
}

fn number(place: usize) -> u32 {
    u32::try_from(place).expect("texts hold fewer than 2³² words")
}

/// Says whether a token names one thing and has to stay whole: it mixes letters with digits or
/// punctuation, or capitals with small letters inside, or is a shout of four letters or more.
fn is_identifier(token: &str) -> bool {
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
