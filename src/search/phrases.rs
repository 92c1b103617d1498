//! The phrase book: frequent words, for which the text of the shards has one character each.
//!
//! Reports of one archive say the same words again and again. A file of one report is too small for
//! a compressor to learn that, so the root teaches it once. It makes the excerpts about a third
//! smaller, on the disk and over the wire.

use std::ops::RangeInclusive;

use rustc_hash::FxHashMap;

/// Characters that stand for the most frequent words. They take one byte, have no place in a text,
/// and may stand in a script as they are.
const ONE_BYTE: [RangeInclusive<u8>; 3] = [0x08..=0x08, 0x0b..=0x0c, 0x0e..=0x1f];
/// How many those are.
const SHORTEST: u32 = 21;
/// The first character that stands for one of the other words.
const FIRST: u32 = 0x80;
/// How many words there can be: the rest are the characters that take two bytes.
const MOST: usize = (SHORTEST + 0x800 - FIRST) as usize;
/// Precedes a character of the text that would be taken for a word.
const LITERAL: char = '\u{1}';
/// What would end a line or a string of a script, and what stands for it.
const UNQUOTED: [(char, char); 3] = [('\n', '\u{5}'), ('"', '\u{6}'), ('\\', '\u{7}')];

/// The bytes that a character begins with which may not stand in a shortened text as it is. Nearly
/// all of a text is none of them, and so is not looked at character by character.
static MAY_MEAN_SOMETHING: [bool; 256] = {
    let mut marked = [false; 256];
    let mut byte = 0;
    while byte < marked.len() {
        // Those of two bytes begin with 0xc2 to 0xdf.
        marked[byte] = matches!(byte as u8, 0..=0x1f | b'"' | b'\\' | 0xc2..=0xdf);
        byte += 1;
    }
    marked
};

/// Frequent words, each with the space before it.
#[derive(Clone, Debug, Default)]
pub(super) struct PhraseBook {
    words: Vec<Box<str>>,
    signs: Signs,
}

/// The character of each word. Every word of every text is looked up, so the short ones, which are
/// nearly all, stand in their table themselves.
#[derive(Clone, Debug, Default)]
struct Signs {
    short: FxHashMap<u64, char>,
    long: FxHashMap<Box<str>, char>,
}

impl Signs {
    fn of<'w>(words: impl Iterator<Item = &'w str>) -> Signs {
        let mut all = Signs::default();
        for (word, sign) in words.zip(signs()) {
            match packed(word) {
                Some(packed) => all.short.insert(packed, sign),
                None => all.long.insert(word.into(), sign),
            };
        }
        all
    }

    fn get(&self, word: &str) -> Option<char> {
        match packed(word) {
            Some(packed) => self.short.get(&packed).copied(),
            None => self.long.get(word).copied(),
        }
    }
}

/// Returns a word of up to seven bytes as a number that no other word has.
fn packed(word: &str) -> Option<u64> {
    // What stands before the bytes tells how many there are.
    let pack = |packed: u64, byte| packed << 8 | u64::from(byte);
    (word.len() < 8).then(|| word.bytes().fold(1, pack))
}

impl PhraseBook {
    /// Chooses the words that save most in a sample of texts.
    pub(super) fn of(sample: &[String], most: usize) -> PhraseBook {
        let mut counts: FxHashMap<&str, usize> = FxHashMap::default();
        for text in sample {
            for line in text.lines() {
                for word in line.split(' ').skip(1).filter(|word| word.len() > 1) {
                    *counts.entry(word).or_default() += 1;
                }
            }
        }
        let mut words: Vec<(usize, &str, usize)> = counts
            .into_iter()
            .filter(|&(word, count)| count > 2 && !word.contains(char::is_control))
            // With its space it takes `len + 1` bytes in the text, and two as a character; once
            // it has to stand in the book.
            .map(|(word, count)| (count * (word.len() - 1) - (word.len() + 1), word, count))
            .map(|(saved, word, count)| (roughly(saved), word, roughly(count)))
            .collect();
        words.sort_unstable_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(b.1)));
        words.truncate(most.min(MOST));
        // The most frequent ones get the shortest characters.
        words.sort_unstable_by(|a, b| b.2.cmp(&a.2).then_with(|| a.1.cmp(b.1)));
        let words: Vec<Box<str>> = words.into_iter().map(|(_, word, _)| word.into()).collect();
        let signs = Signs::of(words.iter().map(|word| &**word));
        PhraseBook { words, signs }
    }

    /// Returns the words, separated by spaces.
    pub(super) fn joined(&self) -> String {
        self.words.join(" ")
    }

    /// Writes a text shortened, as it may stand between quotation marks in a script.
    pub(super) fn shorten(&self, text: &str, out: &mut String) {
        // What is not written yet.
        let mut rest = 0;
        let mut breaks = memchr::memchr2_iter(b' ', b'\n', text.as_bytes()).peekable();
        while let Some(at) = breaks.next() {
            if text.as_bytes()[at] != b' ' {
                continue;
            }
            let end = breaks.peek().copied().unwrap_or(text.len());
            if let Some(sign) = self.signs.get(&text[at + 1..end]) {
                self.literal(&text[rest..at], out);
                out.push(sign);
                rest = end;
            }
        }
        self.literal(&text[rest..], out);
    }

    /// Reads a shortened text.
    pub(super) fn read(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len() * 2);
        let mut chars = text.chars();
        while let Some(c) = chars.next() {
            match self.word(c) {
                Some(word) => {
                    out.push(' ');
                    out.push_str(word);
                }
                None if c == LITERAL => out.extend(chars.next()),
                None => {
                    let quoted = UNQUOTED.iter().find(|it| it.1 == c);
                    out.push(quoted.map_or(c, |it| it.0));
                }
            }
        }
        out
    }

    /// Writes a text in which no word is shortened.
    fn literal(&self, text: &str, out: &mut String) {
        let mut clean = 0;
        for (at, &byte) in text.as_bytes().iter().enumerate() {
            if !MAY_MEAN_SOMETHING[usize::from(byte)] {
                continue;
            }
            let c = text[at..].chars().next();
            let c = c.expect("only first bytes are marked");
            if let Some((_, sign)) = UNQUOTED.iter().find(|it| it.0 == c) {
                out.push_str(&text[clean..at]);
                out.push(*sign);
                clean = at + c.len_utf8();
            } else if self.word(c).is_some() {
                out.push_str(&text[clean..at]);
                out.push(LITERAL);
                clean = at;
            }
        }
        out.push_str(&text[clean..]);
    }

    fn word(&self, c: char) -> Option<&str> {
        let place = place(c)?;
        self.words.get(place as usize).map(|word| &**word)
    }
}

/// Returns the characters that stand for words, in order.
fn signs() -> impl Iterator<Item = char> {
    let one_byte = ONE_BYTE.into_iter().flatten().map(char::from);
    one_byte.chain((FIRST..0x800).filter_map(char::from_u32))
}

/// Returns which word a character stands for, if that many are in the book.
fn place(c: char) -> Option<u32> {
    match u32::from(c) {
        0x08 => Some(0),
        code @ 0x0b..=0x0c => Some(code - 0x0b + 1),
        code @ 0x0e..=0x1f => Some(code - 0x0e + 3),
        code => Some(code.checked_sub(FIRST)? + SHORTEST),
    }
}

/// Returns the first two binary digits of a number, in their places.
///
/// All text of an archive is written in the words of the book: if each word that somebody writes made
/// another book, all text would change with it. This makes the text a hundredth longer at most.
fn roughly(number: usize) -> usize {
    let less = number.checked_ilog2().unwrap_or_default().saturating_sub(1);
    number >> less << less
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_read_as_it_was_before_it_was_shortened() {
        let text = "the queue  filled\nthe queue é\u{80} the queue the queue, the\n\n queue ";
        let book = PhraseBook::of(&[text.repeat(4)], 100);
        assert!(book.words.contains(&"queue".into()));
        for text in [
            text,
            "",
            " ",
            "queue",
            "\n",
            "ø queue Ā日本 the",
            "a \"b\\n\"",
        ] {
            for book in [&book, &PhraseBook::default()] {
                let short = shortened(book, text);
                assert!(!short.contains(['\n', '\r', '"', '\\']), "{short:?}");
                assert_eq!(book.read(&short), text);
            }
        }
        assert!(shortened(&book, text).len() < text.len());
    }

    #[test]
    fn a_sentence_more_leaves_the_book_as_it_is() {
        let word = |n: u32| format!(" word{n}").repeat(1_000 / n as usize);
        let text: String = (1..300).map(word).collect();
        let before = PhraseBook::of(std::slice::from_ref(&text), 100);
        let after = PhraseBook::of(&[text.clone(), " word7 word12 word250 rare".into()], 100);
        assert_eq!(before.joined(), after.joined());
        let other = PhraseBook::of(&[text, " other".repeat(500)], 100);
        assert_ne!(before.joined(), other.joined());
    }

    fn shortened(book: &PhraseBook, text: &str) -> String {
        let mut out = String::new();
        book.shorten(text, &mut out);
        out
    }

    #[test]
    fn every_word_of_a_full_book_has_a_character_of_its_own() {
        let words: Vec<String> = (0..3000).map(|n| format!("word{n}")).collect();
        let text = format!("a {0} {0} {0}", words.join(" "));
        let book = PhraseBook::of(std::slice::from_ref(&text), usize::MAX);
        assert_eq!(book.words.len(), MOST);
        assert_eq!(signs().count(), MOST);
        assert!(signs().zip(0..).all(|(sign, at)| place(sign) == Some(at)));
        assert_eq!(book.read(&shortened(&book, &text)), text);
    }
}
