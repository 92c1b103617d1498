//! Reading a text: from characters to the numbers of tokens.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::code;
use super::lexicon::{Lexicon, TokenId};
use super::tokens::tokens;
use super::{Field, Said, Transcript};

/// Reads the texts of one report, one after the other.
pub(crate) struct Reader<'l> {
    lexicon: &'l Lexicon,
    memory: Memory,
    codes: Vec<u8>,
    field: Option<Field>,
    hasher: blake3::Hasher,
}

/// The numbers of tokens that were met lately, so that the lexicon, which all readers share, is
/// asked seldom.
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// Nearly all tokens are short, and then to look one up takes no look at a text in another place
    /// of the memory.
    short: FxHashMap<(u64, u64), TokenId>,
    long: FxHashMap<Box<str>, TokenId>,
}

/// How many bytes a short token has at most.
const SHORT: usize = 16;

/// How many tokens are remembered, of either length. Beyond that, all are forgotten: those that are
/// met often are soon known again.
const MOST: usize = 1 << 16;

impl<'l> Reader<'l> {
    pub(super) fn new(lexicon: &'l Lexicon, memory: Memory) -> Reader<'l> {
        Reader {
            lexicon,
            memory,
            codes: Vec::new(),
            field: None,
            hasher: blake3::Hasher::new(),
        }
    }

    /// Begins a section, and reads its heading.
    pub(crate) fn section(&mut self, anchor: &str, heading: &str, length: usize) {
        let length = u32::try_from(length).unwrap_or(u32::MAX);
        code::write(&mut self.codes, Said::Section { length });
        self.hasher.update(anchor.as_bytes());
        self.text(Field::Heading, heading);
        self.gap();
    }

    /// Reads a text that stands in a field.
    pub(crate) fn text(&mut self, field: Field, text: &str) {
        self.marked_text(field, text, &[]);
    }

    /// Reads a text with marks: where in it a factor is named by its id.
    pub(super) fn marked_text(&mut self, field: Field, text: &str, marks: &[Range<usize>]) {
        self.hasher.update(text.as_bytes());
        self.hasher.update(&[0]);
        if self.field != Some(field) {
            self.field = Some(field);
            code::write(&mut self.codes, Said::Field(field));
        }
        for token in tokens(text) {
            let number = self.memory.number(self.lexicon, token.text);
            let is_marked = marks.iter().any(|mark| mark.contains(&token.start));
            let said = match is_marked {
                true => Said::Named(number),
                false => Said::Token(number),
            };
            code::write(&mut self.codes, said);
        }
    }

    /// Says that no phrase reaches over this place.
    pub(crate) fn gap(&mut self) {
        code::write(&mut self.codes, Said::Gap);
    }

    /// Returns what was read.
    pub(crate) fn finish(self) -> Transcript {
        self.lexicon.keep(self.memory);
        let mut digest = [0; 16];
        digest.copy_from_slice(&self.hasher.finalize().as_bytes()[..16]);
        Transcript {
            // Copied: a list that grew keeps the room that it has, wherever half of it is needed.
            codes: self.codes.as_slice().into(),
            digest,
        }
    }
}

impl Memory {
    fn number(&mut self, lexicon: &Lexicon, token: &str) -> TokenId {
        let ask = || lexicon.number(token);
        let Some(short) = short(token) else {
            if let Some(&number) = self.long.get(token) {
                return number;
            }
            let number = ask();
            if self.long.len() == MOST {
                self.long.clear();
            }
            self.long.insert(token.into(), number);
            return number;
        };
        if let Some(&number) = self.short.get(&short) {
            return number;
        }
        let number = ask();
        if self.short.len() == MOST {
            self.short.clear();
        }
        self.short.insert(short, number);
        number
    }
}

/// Returns a token as two numbers, if it is short. No token has a zero in it.
fn short(token: &str) -> Option<(u64, u64)> {
    let mut bytes = [0; SHORT];
    bytes
        .get_mut(..token.len())?
        .copy_from_slice(token.as_bytes());
    let all = u128::from_le_bytes(bytes);
    Some((all as u64, (all >> 64) as u64))
}
