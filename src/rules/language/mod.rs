//! Blame, hindsight and counterfactuals: who a sentence is about.
//!
//! A rule here is a file with its reason and its examples; its words are data, in `lexicon.yml`
//! under its name. [`engine`] reads a report once for all of them: it looks for trigger words,
//! splits the sentences around them ([`segment`], [`token`]), matches patterns ([`pattern`]), asks
//! who the sentence is about ([`subject`], [`phrase`]), and lets off what is negated, feared or only talked of
//! ([`guard`]). `docs/language.md` says what is flagged and why.
//!
//! Nobody is scored: a finding is about a sentence, and asks a question.

mod class;
mod engine;
mod entry;
mod guard;
mod lexicon;
mod pattern;
mod phrase;
mod prose;
mod segment;
mod sentence;
mod subject;
mod token;
mod trigger;

mod agent_cause;
mod animated;
mod blame_phrase;
mod by_mistake;
mod could_have;
mod gender;
mod hindsight;
mod human_error;
mod if_only;
mod judgement_word;
mod lack_of;
mod loss_of_sa;
mod mind_reading;
mod person_did_not;
mod person_failed;
mod person_forgot;
mod resolved_itself;
mod root_cause;
mod should_have;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod trivialiser;
mod violation;
mod why_person;

use std::collections::BTreeSet;

use crate::document::{BlockKind, Document};
use crate::rules::Rule;
use crate::template::SectionClass;

pub(super) use engine::check;
pub(crate) use lexicon::Lexicon;

pub(super) const RULES: &[&Rule] = &[
    &agent_cause::RULE,
    &animated::RULE,
    &blame_phrase::RULE,
    &by_mistake::RULE,
    &could_have::RULE,
    &gender::RULE,
    &hindsight::RULE,
    &human_error::RULE,
    &if_only::RULE,
    &judgement_word::RULE,
    &lack_of::RULE,
    &loss_of_sa::RULE,
    &mind_reading::RULE,
    &person_did_not::RULE,
    &person_failed::RULE,
    &person_forgot::RULE,
    &resolved_itself::RULE,
    &root_cause::RULE,
    &should_have::RULE,
    &trivialiser::RULE,
    &violation::RULE,
    &why_person::RULE,
];

/// Returns the names that a report gives of those who took part, in lower case.
pub(super) fn names_given(document: &Document) -> BTreeSet<String> {
    prose::names(document, Lexicon::built_in())
}

/// Says whether some words are somebody and nothing else: "the new clerk", "Tom".
pub(super) fn is_somebody(words: &str, names: &BTreeSet<String>) -> bool {
    let lexicon = Lexicon::built_in();
    let sentence = sentence::Sentence {
        lexicon,
        tokens: token::tokens(lexicon, words, 0..words.len(), &[]),
        place: prose::Place {
            class: SectionClass::Analysis,
            kind: BlockKind::Item,
        },
        names,
    };
    let length = sentence.tokens.len();
    let mut persons = sentence.persons_at(0);
    persons.any(|person| person.tokens.end == length && person.who != phrase::Who::We)
}
