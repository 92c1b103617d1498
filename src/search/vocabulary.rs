//! Words as they are written, and what is known of them: the shards `v` and `r`, and the endings.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::code;

/// A word with its term.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Word<'a> {
    pub(super) text: &'a str,
    pub(super) term: u32,
}

/// Where the postings of a term stand, and how many documents they name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    /// The shard of `p` and `w`.
    pub(super) shard: u32,
    /// Which of its terms.
    pub(super) at: u32,
    pub(super) documents: u32,
}

/// Sorted entries, cut into shards.
#[derive(Clone, Debug, Default)]
pub(super) struct Shards {
    pub(super) texts: Vec<String>,
    /// For each shard, the shortest text that sorts after everything before it and not after its
    /// first entry.
    pub(super) borders: Vec<String>,
}

/// `R` of an entry in `v`; see `docs/search.md`.
pub(super) const NEW: u32 = 0;
pub(super) const NEW_SHARD: u32 = 1;
pub(super) const ELSEWHERE: u32 = 60;

/// Writes the vocabulary. `words` are sorted, and their terms numbered in the order in which they
/// first appear; `places` has the place of every term.
pub(super) fn vocabulary(words: &[Word], places: &[Place], size: usize) -> Shards {
    let mut shards = Shards::default();
    let mut out = Vec::with_capacity(size * 2);
    let (mut first_new, mut news) = (0_u32, 0_u32);
    let mut last = "";
    for word in words {
        if out.is_empty() {
            let next = places.get((first_new + news) as usize).copied();
            let next = next.unwrap_or_default();
            (first_new, news) = (first_new + news, 0);
            shards.begin(last, word.text);
            code::write(&mut out, next.shard);
            code::write(&mut out, next.at);
            last = "";
        }
        front(&mut out, last, word.text);
        last = word.text;
        let place = places[word.term as usize];
        let next = first_new + news;
        if word.term == next {
            let begins = place.at == 0 && news > 0;
            code::write(&mut out, if begins { NEW_SHARD } else { NEW });
            code::write(&mut out, place.documents);
            news += 1;
        } else if word.term >= first_new && next - word.term + 1 < ELSEWHERE {
            code::write(&mut out, next - word.term + 1);
        } else {
            code::write(&mut out, ELSEWHERE);
            code::write(&mut out, place.shard);
            code::write(&mut out, place.at);
            code::write(&mut out, place.documents);
        }
        if out.len() >= size {
            shards.end(&mut out);
        }
    }
    shards.end(&mut out);
    shards
}

/// A vocabulary of fewer shards is looked through as a whole for what a slip may have meant.
const FEW: usize = 12;

/// Writes the words that a slip of the finger may have been meant for, read backwards. None where
/// the vocabulary is small.
pub(super) fn backwards(words: &[Word], places: &[Place], size: usize) -> Shards {
    let letters: usize = words.iter().map(|it| it.text.len()).sum();
    // About what the vocabulary takes: most words share half of their letters with the one before.
    if letters < FEW * size {
        return Shards::default();
    }
    let mut entries: Vec<(String, u32)> = Vec::new();
    for word in words {
        let Some(length) = mendable(word.text) else {
            continue;
        };
        let documents = places[word.term as usize].documents;
        entries.push((word.text.chars().rev().collect(), bits(documents)));
        if length <= 7 {
            entries.push((framed(word.text), bits(documents)));
        }
    }
    entries.par_sort_unstable_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)));
    // Of a word with two terms, the one that more documents have.
    entries.dedup_by(|later, first| later.0 == first.0);
    let mut shards = Shards::default();
    let mut out = Vec::with_capacity(size * 2);
    let mut last = "";
    for (entry, bits) in &entries {
        if out.is_empty() {
            shards.begin(last, entry);
            last = "";
        }
        front(&mut out, last, entry);
        last = entry;
        code::write(&mut out, *bits);
        if out.len() >= size {
            shards.end(&mut out);
        }
    }
    shards.end(&mut out);
    shards
}

/// Returns the number of binary digits of a number of documents.
pub(super) fn bits(documents: u32) -> u32 {
    u32::BITS - documents.leading_zeros()
}

/// Returns the number of letters of a word that a slip may have been meant for.
pub(super) fn mendable(word: &str) -> Option<usize> {
    let length = word.chars().count();
    let is_letters = word.chars().all(char::is_alphabetic);
    (is_letters && (4..=24).contains(&length)).then_some(length)
}

/// Returns `=`, the first two and the last two letters, and the word.
pub(super) fn framed(word: &str) -> String {
    let chars: Vec<char> = word.chars().collect();
    let mut framed = String::from("=");
    framed.extend(chars.iter().take(2));
    framed.extend(&chars[chars.len().saturating_sub(2)..]);
    framed.push_str(word);
    framed
}

/// Returns pairs of endings that were seen at one term, the most frequent first: `("ing", "ed")`
/// where there are `restarting` and `restarted`. Both ways of each pair are in it.
pub(super) fn endings(words: &[Word]) -> Vec<(String, String)> {
    const MOST: usize = 96;
    const LONGEST: usize = 5;
    const RAREST: usize = 3;
    let mut by_term: Vec<Word> = words
        .iter()
        .filter(|word| word.text.chars().all(char::is_alphabetic))
        .copied()
        .collect();
    by_term.sort_unstable_by_key(|word| (word.term, word.text));
    let mut counts: FxHashMap<(&str, &str), usize> = FxHashMap::default();
    for family in by_term.chunk_by(|a, b| a.term == b.term) {
        // A term has a handful of words; a made one with hundreds must not cost their square.
        let family = &family[..family.len().min(12)];
        for (i, a) in family.iter().enumerate() {
            for b in &family[i + 1..] {
                let shared = shared(a.text, b.text);
                let (a, b) = (&a.text[shared..], &b.text[shared..]);
                if shared >= 3 && a.len() <= LONGEST && b.len() <= LONGEST {
                    *counts.entry((a, b)).or_default() += 1;
                }
            }
        }
    }
    let mut pairs: Vec<_> = counts
        .into_iter()
        .filter(|&(_, count)| count >= RAREST)
        .collect();
    pairs.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    pairs.truncate(MOST);
    pairs
        .into_iter()
        .flat_map(|((a, b), _)| [(a.to_owned(), b.to_owned()), (b.to_owned(), a.to_owned())])
        .collect()
}

impl Shards {
    fn begin(&mut self, last: &str, first: &str) {
        let shared = shared(last, first);
        let end = first[shared..]
            .chars()
            .next()
            .map_or(first.len(), |c| shared + c.len_utf8());
        // The first shard takes everything before its first word as well.
        let is_first = self.borders.is_empty();
        let border = if is_first { "" } else { &first[..end] };
        self.borders.push(border.to_owned());
    }

    fn end(&mut self, out: &mut Vec<u8>) {
        if !out.is_empty() {
            let text = std::mem::take(out);
            self.texts
                .push(String::from_utf8(text).expect("words and digits are UTF-8"));
        }
    }
}

/// Writes how much of a text is that of the one before it, and the rest.
fn front(out: &mut Vec<u8>, last: &str, text: &str) {
    let shared = shared(last, text);
    let units = text[..shared].encode_utf16().count();
    code::write(out, u32::try_from(units).expect("a word is short"));
    out.extend_from_slice(&text.as_bytes()[shared..]);
    out.push(b' ');
}

/// Returns how many bytes two texts have in common at their beginning, in whole characters.
pub(super) fn shared(a: &str, b: &str) -> usize {
    a.char_indices()
        .zip(b.chars())
        .find(|((_, a), b)| a != b)
        .map_or(a.len().min(b.len()), |((at, _), _)| at)
}
