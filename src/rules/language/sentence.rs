//! A sentence as the rules see it: its words, where it stands, and which names the report knows.

use std::collections::BTreeSet;
use std::ops::Range;

use super::class::Class;
use super::lexicon::Lexicon;
use super::prose::Place;
use super::subject;
use super::token::{Form, Token};

/// A sentence with all that is needed to judge it.
#[derive(Debug)]
pub(super) struct Sentence<'a> {
    pub(super) lexicon: &'a Lexicon,
    pub(super) tokens: Vec<Token<'a>>,
    pub(super) place: Place,
    /// The names that the report itself gives: participants, authors, owners; in lower case.
    pub(super) names: &'a BTreeSet<String>,
}

impl<'a> Sentence<'a> {
    pub(super) fn get(&self, index: usize) -> Option<&Token<'a>> {
        self.tokens.get(index)
    }

    /// Returns the token before another.
    pub(super) fn before(&self, index: usize) -> Option<&Token<'a>> {
        self.tokens.get(index.checked_sub(1)?)
    }

    /// Returns the index of the first word, past a number, a time or a mark that leads a list item.
    pub(super) fn first_word(&self) -> usize {
        self.tokens
            .iter()
            .position(|token| token.is_word() && token.form != Form::Number)
            .unwrap_or(self.tokens.len())
    }

    /// Says whether the sentence is a question.
    pub(super) fn is_question(&self) -> bool {
        self.tokens
            .iter()
            .rev()
            .find(|token| !token.quoted && !matches!(&*token.word, "*" | "_" | ")"))
            .is_some_and(|token| token.word == "?")
    }

    /// Returns the bytes, in the text of the block, of some tokens.
    pub(super) fn bytes(&self, tokens: &Range<usize>) -> Range<usize> {
        let end = tokens.end.saturating_sub(1).max(tokens.start);
        self.tokens[tokens.start].range.start..self.tokens[end].range.end
    }

    /// Says whether any of some tokens is of a class.
    pub(super) fn any(&self, tokens: Range<usize>, class: Class) -> bool {
        self.tokens[tokens].iter().any(|token| token.is(class))
    }

    /// Says whether a word is among some tokens.
    pub(super) fn says(&self, tokens: &Range<usize>, word: &str) -> bool {
        self.tokens[tokens.clone()]
            .iter()
            .any(|token| token.word == word)
    }

    /// Returns the token that a byte of the block's text belongs to.
    pub(super) fn token_at(&self, byte: usize) -> Option<usize> {
        let after = self
            .tokens
            .partition_point(|token| token.range.start <= byte);
        after.checked_sub(1)
    }

    /// Says whether some tokens are but the auxiliaries and adverbs of one verb.
    pub(super) fn is_one_verb(&self, tokens: Range<usize>) -> bool {
        tokens.start <= tokens.end && self.tokens[tokens].iter().all(subject::belongs_to_verb)
    }

    /// Returns the tokens of this sentence that are innocent together: "page fault".
    pub(super) fn protected(&self, text: &str) -> Vec<Range<usize>> {
        let (Some(first), Some(last)) = (self.tokens.first(), self.tokens.last()) else {
            return Vec::new();
        };
        let start = first.range.start;
        self.lexicon
            .protection
            .hits(&text[start..last.range.end])
            .filter_map(|hit| {
                let pattern = self.lexicon.protected(hit.pattern);
                Some(pattern.find(self, self.token_at(start + hit.at)?)?.tokens)
            })
            .collect()
    }
}
