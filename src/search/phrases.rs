//! The phrase book: frequent words, for which the text of the shards has one character each.
//!
//! Reports of one archive say the same words again and again. A file of one report is too small for
//! a compressor to learn that, so the root teaches it once. It makes the excerpts about a third
//! smaller, on the disk and over the wire.

use rustc_hash::FxHashMap;

/// The first character that stands for a word.
const FIRST: u32 = 0x80;
/// How many words there can be: the characters that take two bytes.
const MOST: usize = 0x800 - FIRST as usize;
/// Precedes a character of the text that would be taken for a word.
const LITERAL: char = '\u{1}';

/// Frequent words, each with the space before it.
#[derive(Clone, Debug, Default)]
pub(super) struct PhraseBook {
    words: Vec<Box<str>>,
    places: FxHashMap<Box<str>, u32>,
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
        let mut words: Vec<(usize, &str)> = counts
            .into_iter()
            .filter(|&(word, count)| count > 2 && !word.contains(char::is_control))
            // With its space it takes `len + 1` bytes in the text, and two as a character; once
            // it has to stand in the book.
            .map(|(word, count)| (count * (word.len() - 1) - (word.len() + 1), word))
            .collect();
        words.sort_unstable_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(b.1)));
        words.truncate(most.min(MOST));
        let words: Vec<Box<str>> = words.into_iter().map(|(_, word)| word.into()).collect();
        let places = words.iter().cloned().zip(0..).collect();
        PhraseBook { words, places }
    }

    /// Returns the words, separated by spaces.
    pub(super) fn joined(&self) -> String {
        self.words.join(" ")
    }

    /// Shortens a text.
    pub(super) fn shorten(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = memchr::memchr(b' ', rest.as_bytes()) {
            self.literal(&rest[..at], &mut out);
            let after = &rest[at + 1..];
            let end = memchr::memchr2(b' ', b'\n', after.as_bytes()).unwrap_or(after.len());
            match self.places.get(&after[..end]) {
                Some(place) => {
                    out.extend(char::from_u32(FIRST + place));
                    rest = &after[end..];
                }
                None => {
                    out.push(' ');
                    rest = after;
                }
            }
        }
        self.literal(rest, &mut out);
        out
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
                None => out.push(c),
            }
        }
        out
    }

    fn literal(&self, text: &str, out: &mut String) {
        if text.is_ascii() {
            out.push_str(text);
            return;
        }
        for c in text.chars() {
            if self.word(c).is_some() {
                out.push(LITERAL);
            }
            out.push(c);
        }
    }

    fn word(&self, c: char) -> Option<&str> {
        let place = u32::from(c).checked_sub(FIRST)?;
        self.words.get(place as usize).map(|word| &**word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_read_as_it_was_before_it_was_shortened() {
        let text = "the queue  filled\nthe queue é\u{80} the queue the queue, the\n\n queue ";
        let book = PhraseBook::of(&[text.repeat(4)], 100);
        assert!(book.words.contains(&"queue".into()));
        for text in [text, "", " ", "queue", "\n", "ø queue Ā日本 the"] {
            let short = book.shorten(text);
            assert_eq!(book.read(&short), text);
            assert_eq!(
                PhraseBook::default().read(&PhraseBook::default().shorten(text)),
                text
            );
        }
        assert!(book.shorten(text).len() < text.len());
    }
}
