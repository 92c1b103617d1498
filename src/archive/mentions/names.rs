//! Names of several words, looked for all at once.

use rustc_hash::FxHashMap;

use super::words::{Reader, Stem};
use crate::archive::terms::{Word, denies, is_glue, lower};
use crate::document::Block;

/// Names as rows of stems, in a tree: each node is a place in `ends`, the first one the root.
#[derive(Clone, Debug)]
pub(super) struct Names {
    /// Where each stem leads from each node.
    steps: FxHashMap<(usize, Stem), usize>,
    /// What the name that ends at each node stands for, if one does.
    ends: Vec<Option<usize>>,
}

impl Default for Names {
    fn default() -> Names {
        Names {
            steps: FxHashMap::default(),
            ends: vec![None],
        }
    }
}

impl Names {
    /// Adds a name that stands for something. Of two that are the same, the first one counts.
    pub(super) fn add(&mut self, stems: Vec<Stem>, stands_for: usize) {
        let mut node = 0;
        for stem in stems {
            let new = self.ends.len();
            node = *self.steps.entry((node, stem)).or_insert(new);
            if node == new {
                self.ends.push(None);
            }
        }
        if node > 0 {
            self.ends[node].get_or_insert(stands_for);
        }
    }

    /// Finds the names in a text by its words: what each stands for, and its place. Of those that
    /// begin at the same word the longest one counts, and none that overlaps one before it. What the
    /// text denies is left out.
    pub(super) fn find<'a>(
        &'a self,
        text: &'a str,
        words: &'a [Word],
        reader: &'a mut Reader,
    ) -> impl Iterator<Item = (usize, (usize, usize))> {
        let mut at = 0;
        std::iter::from_fn(move || {
            loop {
                let likely = words[at..].iter().position(|it| reader.may_begin(it.text));
                let start = at + likely?;
                at = start + 1;
                if let Some((name, length)) = self.longest(text, &words[start..], reader) {
                    at = start + length;
                    if !is_denied(text, &words[..=start]) {
                        return Some((name, (words[start].start, words[at - 1].end)));
                    }
                }
            }
        })
    }

    /// Returns the longest name that some words begin with, and how many of them it is.
    fn longest(&self, text: &str, words: &[Word], reader: &mut Reader) -> Option<(usize, usize)> {
        let mut node = 0;
        let mut longest = None;
        for (index, word) in words.iter().enumerate() {
            if index > 0 && ends_clause(text, &words[index - 1], word) {
                break;
            }
            if index > 0 && is_glue(&lower(word.text)) {
                continue;
            }
            if index > 0 && !reader.may_follow(word.text) {
                break;
            }
            let step = reader.stem(word.text).map(|stem| (node, stem));
            let Some(&next) = step.and_then(|step| self.steps.get(&step)) else {
                break;
            };
            node = next;
            if let Some(name) = self.ends[node] {
                longest = Some((name, index + 1));
            }
        }
        longest.filter(|_| !is_glue(&lower(words[0].text)))
    }
}

/// Says whether one of the two words before the last one, in the same clause, denies what follows.
fn is_denied(text: &str, words: &[Word]) -> bool {
    let pairs = words.windows(2).rev();
    let clause = pairs.take_while(|pair| !ends_clause(text, &pair[0], &pair[1]));
    let before = clause.map(|pair| lower(pair[0].text));
    let mut before = before.filter(|word| !is_glue(word)).take(2);
    before.any(|word| denies(&word))
}

/// Says whether what stands between two words ends a clause.
fn ends_clause(text: &str, before: &Word, after: &Word) -> bool {
    let ends = |c| {
        matches!(
            c,
            '.' | ',' | ';' | ':' | '!' | '?' | '(' | ')' | Block::CODE
        )
    };
    text[before.end..after.start].contains(ends)
}
