//! Reading shards, as the script in the browser does: only those that a question needs, and each
//! once.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

use super::code::Numbers;
use super::vocabulary::{ELSEWHERE, NEW, NEW_SHARD, Place};
use super::{Index, is_placed};

/// Shards that were read, by number.
type Cache<T> = RefCell<BTreeMap<u32, Rc<T>>>;

/// A window on the files of an index.
pub(super) struct Reader<'i, 'a> {
    pub(super) index: &'i Index<'a>,
    vocabulary: Cache<Vec<(String, Place)>>,
    backwards: Cache<Vec<(String, u32)>>,
    postings: Cache<String>,
    places: Cache<String>,
}

/// The documents of a term.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Postings {
    pub(super) documents: Vec<u32>,
    pub(super) impacts: Vec<u32>,
    pub(super) sections: Vec<u32>,
}

/// A beginning that fills more shards than this is too short.
const WIDEST: u32 = 4;

impl<'i, 'a> Reader<'i, 'a> {
    pub(super) fn new(index: &'i Index<'a>) -> Reader<'i, 'a> {
        Reader {
            index,
            vocabulary: Cache::default(),
            backwards: Cache::default(),
            postings: Cache::default(),
            places: Cache::default(),
        }
    }

    /// Returns the terms of a word.
    pub(super) fn lookup(&self, word: &str) -> Vec<Place> {
        if self.index.vocabulary.texts.is_empty() {
            return Vec::new();
        }
        let shard = border(&self.index.vocabulary.borders, word);
        let words = self.vocabulary(shard);
        let start = words.partition_point(|it| *it.0 < *word);
        words[start..]
            .iter()
            .take_while(|it| it.0 == word)
            .map(|it| it.1)
            .collect()
    }

    /// Returns the words with a beginning, in order; nothing where they fill too many shards.
    pub(super) fn beginning(&self, start: &str) -> Option<Vec<(String, Place)>> {
        let mut found = Vec::new();
        for shard in range(&self.index.vocabulary.borders, start)? {
            let words = self.vocabulary(shard);
            found.extend(words.iter().filter(|it| it.0.starts_with(start)).cloned());
        }
        Some(found)
    }

    /// Returns every word, where the vocabulary is so small that there are none read backwards.
    pub(super) fn all(&self) -> Option<Vec<(String, Place)>> {
        if !self.index.backwards.texts.is_empty() {
            return None;
        }
        let shards = 0..u32::try_from(self.index.vocabulary.texts.len()).expect("few shards");
        let words = shards.flat_map(|shard| self.vocabulary(shard).to_vec());
        Some(words.collect())
    }

    /// The same among the words read backwards.
    pub(super) fn backwards(&self, start: &str) -> Option<Vec<(String, u32)>> {
        let mut found = Vec::new();
        for shard in range(&self.index.backwards.borders, start)? {
            let words = cached(&self.backwards, shard, || {
                read_backwards(&self.index.backwards.texts[shard as usize])
            });
            found.extend(words.iter().filter(|it| it.0.starts_with(start)).cloned());
        }
        Some(found)
    }

    /// Returns the terms of a word as far as the shards that were read know them.
    pub(super) fn known(&self, word: &str) -> Vec<Place> {
        if self.index.vocabulary.texts.is_empty() {
            return Vec::new();
        }
        let shard = border(&self.index.vocabulary.borders, word);
        let is_read = self.vocabulary.borrow().contains_key(&shard);
        if is_read {
            self.lookup(word)
        } else {
            Vec::new()
        }
    }

    pub(super) fn postings(&self, place: Place) -> Postings {
        let shard = cached(&self.postings, place.shard, || {
            self.index.postings_shard(place.shard)
        });
        let mut numbers = Numbers::new(shard.split('!').nth(place.at as usize).unwrap_or_default());
        let count = place.documents as usize;
        let mut next = 0;
        let mut column = |gaps: bool| -> Vec<u32> {
            (0..count)
                .map(|_| {
                    let number = numbers.next();
                    if !gaps {
                        return number;
                    }
                    next += number + 1;
                    next - 1
                })
                .collect()
        };
        Postings {
            documents: column(true),
            impacts: column(false),
            sections: column(false),
        }
    }

    /// Says whether it is known where a term stands.
    pub(super) fn is_placed(&self, place: Place) -> bool {
        is_placed(place.documents, self.index.targets.count())
    }

    /// Returns where a term stands: for each of its documents the positions, in order. None where
    /// that is not known.
    pub(super) fn places(&self, place: Place) -> Vec<Vec<u32>> {
        if !self.is_placed(place) {
            return vec![Vec::new(); place.documents as usize];
        }
        let shard = cached(&self.places, place.shard, || {
            self.index.places_shard(place.shard)
        });
        let mut numbers = Numbers::new(shard.split('!').nth(place.at as usize).unwrap_or_default());
        (0..place.documents)
            .map(|_| {
                let mut positions = Vec::new();
                let mut next = 0;
                loop {
                    let number = numbers.next();
                    positions.push(next + number / 2);
                    next += number / 2 + 1;
                    if number % 2 == 1 {
                        break positions;
                    }
                }
            })
            .collect()
    }

    fn vocabulary(&self, shard: u32) -> Rc<Vec<(String, Place)>> {
        cached(&self.vocabulary, shard, || {
            read_vocabulary(&self.index.vocabulary.texts[shard as usize])
        })
    }
}

fn cached<T>(cache: &Cache<T>, shard: u32, read: impl FnOnce() -> T) -> Rc<T> {
    if let Some(known) = cache.borrow().get(&shard) {
        return Rc::clone(known);
    }
    let value = Rc::new(read());
    cache.borrow_mut().insert(shard, Rc::clone(&value));
    value
}

/// Returns the shard in which a word would stand.
fn border(borders: &[String], word: &str) -> u32 {
    let after = borders.partition_point(|border| **border <= *word);
    u32::try_from(after.saturating_sub(1)).expect("there are fewer shards than words")
}

/// Returns the shards in which words with a beginning stand, unless there are too many.
fn range(borders: &[String], start: &str) -> Option<Range<u32>> {
    if borders.is_empty() {
        return Some(0..0);
    }
    let first = border(borders, start);
    let more = borders[first as usize + 1..]
        .iter()
        .take_while(|border| border.starts_with(start))
        .count();
    let more = u32::try_from(more).expect("there are fewer shards than words");
    (more < WIDEST).then_some(first..first + more + 1)
}

fn read_vocabulary(text: &str) -> Vec<(String, Place)> {
    let mut numbers = Numbers::new(text);
    let (mut shard, mut at) = (numbers.next(), numbers.next());
    let mut news: Vec<Place> = Vec::new();
    let mut words: Vec<(String, Place)> = Vec::new();
    while !numbers.is_at_end() {
        let word = next_word(&mut numbers, words.last().map(|it| &*it.0));
        let place = match numbers.next() {
            reference @ (NEW | NEW_SHARD) => {
                if reference == NEW_SHARD {
                    (shard, at) = (shard + 1, 0);
                }
                let place = Place {
                    shard,
                    at,
                    documents: numbers.next(),
                };
                at += 1;
                news.push(place);
                place
            }
            ELSEWHERE => Place {
                shard: numbers.next(),
                at: numbers.next(),
                documents: numbers.next(),
            },
            ago => {
                let at = (news.len() + 1).checked_sub(ago as usize);
                at.and_then(|at| news.get(at)).copied().unwrap_or_default()
            }
        };
        words.push((word, place));
    }
    words
}

fn read_backwards(text: &str) -> Vec<(String, u32)> {
    let mut numbers = Numbers::new(text);
    let mut words: Vec<(String, u32)> = Vec::new();
    while !numbers.is_at_end() {
        let word = next_word(&mut numbers, words.last().map(|it| &*it.0));
        words.push((word, numbers.next()));
    }
    words
}

fn next_word(numbers: &mut Numbers, last: Option<&str>) -> String {
    let units = numbers.next() as usize;
    let mut word = String::new();
    let mut left = units;
    for c in last.unwrap_or_default().chars() {
        if left == 0 {
            break;
        }
        word.push(c);
        left = left.saturating_sub(c.len_utf16());
    }
    word.push_str(numbers.word());
    word
}
