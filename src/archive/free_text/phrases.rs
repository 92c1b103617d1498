//! The words of a group of bullets: phrases that several share, and the few that tell it best.

use std::collections::{BTreeMap, BTreeSet};

use super::bullets::Bullet;
use crate::archive::Index;
use crate::archive::terms::{
    Stems, Word, is_glue, is_lack, is_of_degree, is_telling, lower, words,
};

/// How long a phrase may be, in words.
const LONGEST: usize = 4;

/// How many phrases are given.
const MOST: usize = 6;

/// Returns phrases of two words or more that bullets of at least two reports share, whatever their
/// endings, in the form in which they were met first; the most frequent first.
pub(super) fn shared(bullets: &[&Bullet]) -> Vec<String> {
    let stems = Stems::english();
    let mut met: BTreeMap<Vec<String>, (BTreeSet<Index>, String)> = BTreeMap::new();
    for bullet in bullets {
        for clause in bullet
            .text
            .split(['.', ',', ';', ':', '(', ')', '…', '"', '“', '”'])
        {
            let placed: Vec<Word> = words(clause)
                .filter(|word| !is_glue(&lower(word.text)))
                .collect();
            let words: Vec<String> = placed
                .iter()
                .map(|word| lower(word.text).into_owned())
                .collect();
            for start in 0..words.len() {
                for end in start + 2..=words.len().min(start + LONGEST) {
                    let phrase = &words[start..end];
                    if !reads_well(phrase) {
                        continue;
                    }
                    let written = &clause[placed[start].start..placed[end - 1].end];
                    let key = phrase.iter().map(|word| stems.of(word).into_owned());
                    let (reports, _) = met
                        .entry(key.collect())
                        .or_insert_with(|| (BTreeSet::new(), written.to_lowercase()));
                    reports.insert(bullet.report);
                }
            }
        }
    }
    let mut phrases: Vec<(usize, String)> = met
        .into_values()
        .filter(|(reports, _)| reports.len() >= 2)
        .map(|(reports, phrase)| (reports.len(), phrase))
        .collect();
    phrases.sort_by(|a, b| {
        let length = |it: &(usize, String)| it.1.len();
        b.0.cmp(&a.0)
            .then_with(|| length(b).cmp(&length(a)))
            .then_with(|| a.1.cmp(&b.1))
    });
    let mut chosen: Vec<String> = Vec::new();
    for (_, phrase) in phrases {
        // What shares most of its words with a phrase that is there already finds no more.
        let is_new = |known: &String| {
            let shared = phrase
                .split(' ')
                .filter(|word| known.split(' ').any(|it| it == *word));
            2 * shared.count() <= phrase.split(' ').count()
        };
        if chosen.len() < MOST && chosen.iter().all(is_new) {
            chosen.push(phrase);
        }
    }
    chosen
}

fn reads_well(phrase: &[String]) -> bool {
    let (Some(first), Some(last)) = (phrase.first(), phrase.last()) else {
        return false;
    };
    let says_much = |word: &str| is_telling(word) && !is_of_degree(word);
    if phrase.iter().any(|word| word == "and" || word == "or") {
        return false;
    }
    (says_much(first) || is_lack(first)) && says_much(last)
}

/// Leaves out what was only copied from one report to the next: it shows what one of them says, and
/// not what both do.
pub(super) fn without_copies<'a>(bullets: &[&'a Bullet]) -> Vec<&'a Bullet> {
    let mut seen = BTreeSet::new();
    let mut own_words = bullets.to_vec();
    own_words.retain(|bullet| seen.insert(bullet.text.to_lowercase()));
    own_words
}

/// Returns up to three words that most bullets of a group share, for an id.
pub(super) fn telling_words(bullets: &[&Bullet]) -> Vec<String> {
    let mut counts: BTreeMap<&str, (usize, usize, &str)> = BTreeMap::new();
    let mut order = 0;
    for bullet in bullets {
        for term in &bullet.terms {
            let entry = counts.entry(&term.stem).or_insert((0, order, &term.word));
            entry.0 += 1;
            order += 1;
        }
    }
    let mut words: Vec<(usize, usize, &str)> = counts.into_values().collect();
    words.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    words.truncate(3);
    words.sort_by_key(|&(_, order, _)| order);
    words
        .into_iter()
        .map(|(_, _, word)| word.to_owned())
        .collect()
}
