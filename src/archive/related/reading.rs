//! The terms of a report: stems of words, and identifiers and error strings as they are.
//!
//! `ECONNREFUSED`, `kube-proxy` and `0x80070005` say more than any word, so they stay whole (and
//! `kube` and `proxy` count besides). Dates, times, addresses and the words of every sentence are no
//! terms. Nothing of the Markdown is parsed: what it is written with is punctuation.

use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::lexicon::{Form, FormId, Lexicon, TermId};
use crate::archive::terms::{Stems, is_telling, lower};
use crate::postmortem::Postmortem;

/// The terms of one report in the order in which it first says them, each as a form of a
/// [`Lexicon`] and how often it is said.
///
/// They hang on nothing but the title and the text of the report, so they may be kept as long as
/// its document is the same, with the lexicon that they were read into.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Terms {
    /// A form and its count in four bytes, for there are hundreds in each of very many reports.
    packed: Box<[u32]>,
}

/// How often a word of the title counts.
const TITLE: u8 = 3;

/// Reports are read in portions of this size, one thread each, which takes a token of several
/// reports apart once.
const PORTION: usize = 256;

/// How a mark begins. It names a factor, which counts as one.
const MARK: &str = "factor:";

/// Reads the terms of reports, each for itself.
pub(crate) fn terms_of(lexicon: &Lexicon, postmortems: &[Arc<Postmortem>]) -> Vec<Terms> {
    let portions = postmortems.par_chunks(PORTION);
    let read = portions.flat_map_iter(|portion| {
        let texts = portion.iter().map(|it| it.document.source.text());
        let texts: Vec<String> = texts.collect();
        let mut reader = Reader::new(lexicon);
        let read = portion.iter().zip(&texts).map(|(postmortem, text)| {
            let body = text.get(postmortem.document.body..);
            reader.read(&postmortem.title, TITLE);
            reader.read(body.unwrap_or_default(), 1);
            reader.take()
        });
        read.collect::<Vec<Terms>>()
    });
    read.collect()
}

/// Reads the terms of a text that is no report.
pub(super) fn terms_of_text(lexicon: &Lexicon, text: &str) -> Terms {
    let mut reader = Reader::new(lexicon);
    reader.read(text, 1);
    reader.take()
}

impl AsRef<Terms> for Terms {
    fn as_ref(&self) -> &Terms {
        self
    }
}

impl Terms {
    pub(super) fn iter(&self) -> impl Iterator<Item = (FormId, u8)> {
        self.packed.iter().map(|&packed| unpack(packed))
    }
}

/// `None` for a form beyond the first sixteen million, which no real archive has.
fn pack(form: FormId, count: u8) -> Option<u32> {
    (form < 1 << 24).then_some(form << 8 | u32::from(count))
}

fn unpack(packed: u32) -> (FormId, u8) {
    (packed >> 8, packed.to_le_bytes()[0])
}

/// Reads texts, and remembers what it took apart.
struct Reader<'a> {
    lexicon: &'a Lexicon,
    stems: Stems,
    /// A token as written → the terms that it holds, as a range of `held`.
    tokens: FxHashMap<&'a str, (u32, u32)>,
    held: Vec<Held>,
    /// What the report at hand has said so far, in order.
    said: Vec<Said>,
    /// For each term, its place in `said` and 1, or 0.
    places: Vec<u32>,
}

/// A term that a token holds.
#[derive(Clone, Copy, Debug)]
struct Held {
    term: TermId,
    form: FormId,
    is_identifier: bool,
}

/// A term of a report.
#[derive(Clone, Copy, Debug)]
struct Said {
    /// The first form, but rather `ECONNREFUSED` than `econnrefused`.
    held: Held,
    count: u8,
}

impl<'a> Reader<'a> {
    fn new(lexicon: &'a Lexicon) -> Reader<'a> {
        Reader {
            lexicon,
            stems: Stems::english(),
            tokens: FxHashMap::default(),
            held: Vec::new(),
            said: Vec::new(),
            places: Vec::new(),
        }
    }

    /// Adds the terms of a text, each of which counts so many times.
    fn read(&mut self, text: &'a str, times: u8) {
        for token in tokens(text) {
            let (start, end) = match self.tokens.get(token) {
                Some(&range) => range,
                None => {
                    let range = self.learn(token);
                    self.tokens.insert(token, range);
                    range
                }
            };
            for at in start..end {
                self.add(self.held[at as usize], times);
            }
        }
    }

    fn add(&mut self, held: Held, times: u8) {
        let term = held.term as usize;
        if term >= self.places.len() {
            self.places.resize(term + 1, 0);
        }
        let place = &mut self.places[term];
        if *place == 0 {
            self.said.push(Said { held, count: times });
            *place = u32::try_from(self.said.len()).expect("a text has fewer than 2³² words");
            return;
        }
        let said = &mut self.said[*place as usize - 1];
        said.count = said.count.saturating_add(times);
        if !said.held.is_identifier && held.is_identifier {
            said.held = held;
        }
    }

    /// Returns what the report at hand has said, and begins with the next one.
    fn take(&mut self) -> Terms {
        for said in &self.said {
            self.places[said.held.term as usize] = 0;
        }
        let said = self.said.drain(..);
        let packed: Vec<u32> = said.filter_map(|it| pack(it.held.form, it.count)).collect();
        Terms {
            packed: packed.into_boxed_slice(),
        }
    }

    /// Takes a token apart.
    fn learn(&mut self, token: &str) -> (u32, u32) {
        let place = |at: usize| u32::try_from(at).expect("texts hold fewer than 2³² words");
        let start = place(self.held.len());
        if token.starts_with(MARK) {
            return (start, start);
        }
        let mut hold = |key: &str, text: &str| {
            let mut known = self.lexicon.known();
            let form = known.form(key, text);
            let Form {
                term,
                is_identifier,
                ..
            } = known.forms[form as usize];
            self.held.push(Held {
                term,
                form,
                is_identifier,
            });
        };
        let is_address = token.contains("://") || token.starts_with("www.");
        let is_whole = !is_address && is_identifier(token);
        if is_whole {
            let low = token.to_lowercase();
            // Whoever writes `ECONNREFUSED` in small letters means the same.
            let has_letters_only = low.bytes().all(|byte| byte.is_ascii_lowercase());
            if has_letters_only {
                hold(&self.stems.of(&low), token);
            } else {
                hold(&low, token);
            }
        }
        let parts = || token.split(|c: char| !c.is_alphanumeric() && c != '_');
        let has_parts = parts().nth(1).is_some();
        if !is_address && (has_parts || !is_whole) {
            for part in parts() {
                let word = lower(part);
                if is_telling(&word) {
                    hold(&self.stems.of(&word), &word);
                }
            }
        }
        (start, place(self.held.len()))
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
