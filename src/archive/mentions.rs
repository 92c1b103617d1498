//! Factors that a text speaks of without naming their id.
//!
//! The names of every factor (title, id and aliases) are brought to stems and looked for in the
//! running text as whole words, all at once: each stem is written as one character, so that a name
//! is a short string and a report is searched in one pass.

use std::collections::BTreeSet;

use aho_corasick::{AhoCorasick, MatchKind};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::archive::Registry;
use crate::archive::terms::{Stems, Word, denies, is_glue, lower, words};
use crate::document::{Block, BlockKind, Document, Span};

/// A factor that the text speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mention<'a> {
    /// The id of the factor, in use.
    pub(crate) factor: &'a str,
    /// The words in the file.
    pub(crate) span: Span,
    /// The innermost section, as an index into the sections of the body.
    pub(crate) section: Option<usize>,
    /// The section at level 2 or above around it.
    pub(crate) chapter: Option<usize>,
    /// The block that it stands in, as an index into the blocks that were searched, and the place
    /// of the words in its text.
    pub(crate) block: usize,
    pub(crate) within: (usize, usize),
}

/// Finds the factors of a registry in running text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Finder {
    /// Stems of names, each with the character that it is written as.
    letters: FxHashMap<Box<str>, char>,
    beginnings: Beginnings,
    /// Names as strings of such characters.
    names: Option<AhoCorasick>,
    /// The factor of each name.
    factors: Vec<String>,
}

/// Words of a report as written, each with its letter, or [`GAP`]: most words of a report come again.
type Known<'a> = FxHashMap<&'a str, char>;

/// Stands for a word that is in no name, and for the end of a clause.
const GAP: char = ' ';

impl Finder {
    /// Prepares to find the factors of a registry. A name that two factors claim finds the first
    /// one; one that was replaced finds the one that took its place. A title or an id counts where
    /// it has two words or more: a single one says too little, unless it is given as an alias.
    pub(crate) fn new(registry: &Registry) -> Finder {
        let stems = Stems::english();
        let mut finder = Finder::default();
        let mut names: Vec<String> = Vec::new();
        let mut seen = FxHashSet::default();
        for factor in &registry.factors {
            let id = &registry.resolve(&factor.id).unwrap_or(factor).id;
            let own = [factor.title.as_str(), factor.id.as_str()];
            let own = own.into_iter().filter(|name| words(name).nth(1).is_some());
            for name in own.chain(factor.aliases.iter().map(String::as_str)) {
                let name = finder.encode_name(&stems, name);
                if !name.is_empty() && seen.insert(name.clone()) {
                    names.push(name);
                    finder.factors.push(id.clone());
                }
            }
        }
        if !names.is_empty() {
            let automaton = AhoCorasick::builder()
                .match_kind(MatchKind::LeftmostLongest)
                .build(&names)
                .expect("the names of a registry are far from the limits of an automaton");
            finder.names = Some(automaton);
        }
        finder
    }

    /// Returns the first mention of each factor in each section at level 2 or above, in the order
    /// of the text.
    pub(crate) fn find(&self, document: &Document, blocks: &[Block]) -> Vec<Mention<'_>> {
        let mut seen = BTreeSet::new();
        let mut mentions = self.all(document, blocks);
        mentions.retain(|it| seen.insert((it.chapter, it.factor)));
        mentions
    }

    /// Returns every mention, in the order of the text.
    ///
    /// Headings, quotations, links, marks and code do not count, nor does what the text denies ("no
    /// memory leak was found").
    pub(super) fn all(&self, document: &Document, blocks: &[Block]) -> Vec<Mention<'_>> {
        let Some(names) = &self.names else {
            return Vec::new();
        };
        let links = document.body.links.iter().map(|link| link.span);
        let marks = document.body.marks.iter().map(|mark| mark.whole);
        let taken: Vec<Span> = links.chain(marks).collect();
        let is_taken = |span: Span| {
            taken
                .iter()
                .any(|taken| taken.start < span.end && span.start < taken.end)
        };
        let mut mentions = Vec::new();
        let mut text = Encoded::default();
        let mut known = Known::default();
        for (at, block) in blocks.iter().enumerate() {
            if block.kind == BlockKind::Heading || block.quoted {
                continue;
            }
            self.encode(&block.text, &mut known, &mut text);
            if !text.has_letters {
                continue;
            }
            let chapter = chapter(document, block.section);
            for found in names.find_iter(&text.string) {
                let within = text.place(found.start(), found.end());
                let span = block.span(within.0, within.1);
                let factor = self.factors[found.pattern().as_usize()].as_str();
                let is_free = !text.is_denied(found.start()) && !is_taken(span);
                if is_free {
                    mentions.push(Mention {
                        factor,
                        span,
                        section: block.section,
                        chapter,
                        block: at,
                        within,
                    });
                }
            }
        }
        mentions
    }

    /// Returns the ids of the factors that a plain text speaks of, each once, in its order.
    pub(crate) fn find_in_text(&self, text: &str) -> Vec<&str> {
        let Some(names) = &self.names else {
            return Vec::new();
        };
        let mut encoded = Encoded::default();
        self.encode(text, &mut Known::default(), &mut encoded);
        let mut factors: Vec<&str> = Vec::new();
        for found in names.find_iter(&encoded.string) {
            let factor = self.factors[found.pattern().as_usize()].as_str();
            if !encoded.is_denied(found.start()) && !factors.contains(&factor) {
                factors.push(factor);
            }
        }
        factors
    }

    fn encode_name(&mut self, stems: &Stems, name: &str) -> String {
        let mut encoded = String::new();
        for word in words(name) {
            let word = lower(word.text);
            if is_glue(&word) {
                continue;
            }
            let stem = stems.of(&word);
            let next = FIRST_LETTER + u32::try_from(self.letters.len()).unwrap_or(u32::MAX);
            let letter = match self.letters.get(&*stem) {
                Some(&letter) => letter,
                None => {
                    let letter = char::from_u32(next)
                        .expect("a registry has fewer than a million different words");
                    self.beginnings.add(&stem);
                    self.letters.insert(stem.into(), letter);
                    letter
                }
            };
            encoded.push(letter);
        }
        encoded
    }

    fn encode<'a>(&self, text: &'a str, known: &mut Known<'a>, into: &mut Encoded) {
        into.clear();
        let stems = Stems::english();
        let mut end = 0;
        for word in words(text) {
            if ends_clause(&text[end..word.start]) {
                let nothing = Word {
                    text: "",
                    start: end,
                    end,
                };
                into.push(GAP, nothing, "");
            }
            end = word.end;
            let low = lower(word.text);
            if is_glue(&low) {
                continue;
            }
            let letter = if self.beginnings.allow(&low) {
                let letter = || self.letters.get(&*stems.of(&low)).copied().unwrap_or(GAP);
                *known.entry(word.text).or_insert_with(letter)
            } else {
                GAP
            };
            into.push(letter, word, &low);
        }
    }
}

/// The planes above the basic one hold a million characters and all take four bytes.
const FIRST_LETTER: u32 = 0x1_0000;

/// A text with one character for each word that is not glue.
#[derive(Debug, Default)]
struct Encoded {
    string: String,
    /// For each character: its byte in `string`, the place of the word in the text, and whether it
    /// denies what follows.
    words: Vec<(usize, (usize, usize), bool)>,
    has_letters: bool,
}

impl Encoded {
    fn clear(&mut self) {
        self.string.clear();
        self.words.clear();
        self.has_letters = false;
    }

    /// Adds a word as a character; `low` is the word in lower case.
    fn push(&mut self, letter: char, word: Word, low: &str) {
        self.words
            .push((self.string.len(), (word.start, word.end), denies(low)));
        self.has_letters |= letter != GAP;
        self.string.push(letter);
    }

    fn word(&self, byte: usize) -> usize {
        self.words.partition_point(|&(at, ..)| at <= byte) - 1
    }

    /// Returns where the words between two bytes of `string` stand in the text.
    fn place(&self, start: usize, end: usize) -> (usize, usize) {
        let (first, last) = (self.word(start), self.word(end - 1));
        (self.words[first].1.0, self.words[last].1.1)
    }

    /// Says whether one of the two words before a byte of `string`, in the same clause, denies what
    /// stands there.
    fn is_denied(&self, start: usize) -> bool {
        let first = self.word(start);
        self.words[first.saturating_sub(2)..first]
            .iter()
            .rev()
            .take_while(|(_, (start, end), _)| start < end)
            .any(|&(.., denies)| denies)
    }
}

/// Which words are worth stemming: those that begin as the stem of some name does.
///
/// Stemming costs more than everything else here. It changes the end of a word alone: a stem of four
/// letters or more begins as its words do, but for its last letter, and a shorter one with the same
/// two.
#[derive(Clone, Debug, Default)]
struct Beginnings {
    /// Stems without their last letter, by their first three bytes.
    long: FxHashMap<[u8; 3], Vec<Box<str>>>,
    two: FxHashSet<[u8; 2]>,
}

impl Beginnings {
    fn add(&mut self, stem: &str) {
        match *stem.as_bytes() {
            [a, b, c, _, ..] => {
                let last = stem.char_indices().next_back().map_or(0, |(at, _)| at);
                let beginnings = self.long.entry([a, b, c]).or_default();
                beginnings.push(stem[..last].into());
            }
            [a, b, ..] => {
                self.two.insert([a, b]);
            }
            [a] => {
                self.two.insert([a, 0]);
            }
            [] => {}
        }
    }

    fn allow(&self, word: &str) -> bool {
        match *word.as_bytes() {
            [a, b, c, ..] => {
                let begins = |long: &Vec<Box<str>>| long.iter().any(|it| word.starts_with(&**it));
                self.two.contains(&[a, b]) || self.long.get(&[a, b, c]).is_some_and(begins)
            }
            [a, b] => self.two.contains(&[a, b]),
            [a] => self.two.contains(&[a, 0]),
            [] => false,
        }
    }
}

/// Says whether what stands between two words ends a clause.
fn ends_clause(between: &str) -> bool {
    between.chars().any(|c| {
        matches!(
            c,
            '.' | ',' | ';' | ':' | '!' | '?' | '(' | ')' | Block::CODE
        )
    })
}

/// Returns the section at level 2 or above that a section is part of.
pub(super) fn chapter(document: &Document, section: Option<usize>) -> Option<usize> {
    let sections = &document.body.sections;
    let mut at = section?;
    while sections[at].level > 2 {
        match sections[at].parent {
            Some(parent) => at = parent,
            None => break,
        }
    }
    Some(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::testing::{archive, place};
    use crate::document::prose;

    const REGISTRY: &str = "
- { id: alert-missing, title: Nothing called for attention, aliases: [no alert, undetected] }
- { id: memory-leak, title: Memory leaked, aliases: [memory leak] }
- { id: certificate-expiry, title: A certificate ran out, aliases: [expired certificate] }
- { id: cert, replaced_by: certificate-expiry, aliases: [cert expired] }
";

    fn in_text(text: &str) -> Vec<String> {
        let finder = Finder::new(&Registry::parse(REGISTRY).unwrap());
        let found = finder.find_in_text(text);
        found.into_iter().map(str::to_owned).collect()
    }

    #[test]
    fn a_name_is_found_whatever_the_endings_of_its_words() {
        for (text, factor) in [
            ("There were No Alerts on it", "alert-missing"),
            ("It stayed undetected for days", "alert-missing"),
            ("they expired with certificates", ""),
            ("an expired certificate", "certificate-expiry"),
            ("since the certs had expired", "certificate-expiry"),
            ("a certificate that ran out", "certificate-expiry"),
            ("Certificates ran out on Monday", "certificate-expiry"),
            ("alert", ""),
        ] {
            assert_eq!(in_text(text).join(" "), factor, "{text}");
        }
    }

    #[test]
    fn a_name_does_not_reach_across_clauses_and_what_is_denied_is_not_meant() {
        assert_eq!(in_text("We ran out of memory. Leaks were found"), [""; 0]);
        assert_eq!(in_text("there was no memory leak"), [""; 0]);
        assert_eq!(in_text("not a single memory leak"), [""; 0]);
        assert_eq!(in_text("there was no doubt, memory leaks"), ["memory-leak"]);
    }

    #[test]
    fn stemming_only_likely_words_finds_what_stemming_all_of_them_finds() {
        let registry = include_str!("../scaffold/files/factors.yml");
        let finder = Finder::new(&Registry::parse(registry).unwrap());
        let stems = Stems::english();
        let sample = format!("{registry} {}", include_str!("mentions.rs"));
        let mut known = 0;
        for word in words(&sample) {
            for ending in ["", "s", "ed", "ing", "ness", "ly", "es", "ation"] {
                let word = format!("{}{ending}", lower(word.text));
                if finder.letters.contains_key(&*stems.of(&word)) {
                    assert!(finder.beginnings.allow(&word), "{word}");
                    known += 1;
                }
            }
        }
        assert!(known > 1000, "{known}");
    }

    #[test]
    fn the_first_mention_in_each_section_counts_and_never_one_in_code_headings_or_links() {
        let text = "\
=== factors.yml
- { id: memory-leak, aliases: [memory leak, leaking memory] }
=== report
## Summary

A `memory leak` and a [memory leak](x.md), marked {factor:memory-leak}.
The Memory Leaks, and another memory leak.

> a memory leak

### Part

A memory leak.

## The memory leak

It was leaking memory.
";
        let archive = archive(text);
        let report = archive.get(place(&archive, "report"));
        let source = report.document.text();
        let blocks = prose(&report.document);
        let finder = Finder::new(&archive.registry);
        let found: Vec<&str> = finder
            .find(&report.document, &blocks)
            .iter()
            .map(|mention| mention.span.of(source))
            .collect();
        assert_eq!(found, ["Memory Leaks", "leaking memory"]);
    }
}
