//! Reads the prose of a report once for all rules about wording.
//!
//! A block without a trigger costs one pass of the automaton. Only the sentence around a trigger is
//! split into words, and only the strongest finding of a sentence is told: who reads that a reviewer
//! "should have" done something needs not be told as well that "in hindsight" stands before it.

use std::collections::BTreeSet;
use std::ops::Range;

use super::class::Class;
use super::entry::{Entry, Wanted, Weight, Wherever};
use super::guard::Suspect;
use super::lexicon::Lexicon;
use super::pattern::Match;
use super::phrase::{Phrase, Who};
use super::prose::{self, Place};
use super::segment;
use super::sentence::Sentence;
use super::subject::Subject;
use super::token;
use crate::diagnostic::Level;
use crate::document::{Block, Document};
use crate::rules::{Finding, Rule, action};
use crate::template::SectionClass;

pub(super) type Found = (&'static Rule, Level, Finding);

/// Returns what those rules about wording that are on find in a report, each with its level.
pub(crate) fn check(
    lexicon: &Lexicon,
    document: &Document,
    blocks: &[Block],
    on: &[(&'static Rule, Level)],
) -> Vec<Found> {
    let reader = Reader {
        lexicon,
        rules: lexicon
            .rules
            .iter()
            .map(|name| on.iter().find(|(rule, _)| *rule.name == **name).copied())
            .collect(),
        names: prose::names(document, lexicon),
    };
    let mut found = Vec::new();
    for block in blocks {
        reader.read(block, prose::place(document, block), &mut found);
    }
    for (block, place) in prose::front_matter(document) {
        reader.read(&block, place, &mut found);
    }
    found.retain(|(rule, _, finding)| {
        rule.name != action::VAGUE || !action::says_when_done(document, finding.span)
    });
    found
}

/// What is the same for all sentences of a report.
pub(super) struct Reader<'a> {
    lexicon: &'a Lexicon,
    /// For each rule of the lexicon: the rule and its level, if it is on.
    rules: Vec<Option<(&'static Rule, Level)>>,
    names: BTreeSet<String>,
}

/// A match that no guard cleared.
struct Candidate<'a> {
    entry: &'a Entry,
    rule: &'static Rule,
    /// The level of the rule in this report.
    level: Level,
    /// What this match weighs at most.
    weight: Level,
    words: Range<usize>,
    /// The token that made us look.
    anchor: usize,
    subject: Option<Phrase>,
}

#[cfg(test)]
impl<'a> Reader<'a> {
    pub(super) fn with_all_rules(lexicon: &'a Lexicon, names: BTreeSet<String>) -> Reader<'a> {
        let rule = |name| {
            let rule = crate::rules::find(name)?;
            Some((rule, rule.level?))
        };
        Reader {
            lexicon,
            rules: lexicon.rules.iter().map(|name| rule(name)).collect(),
            names,
        }
    }
}

impl Reader<'_> {
    /// Reads a block, sentence by sentence, as far as there are triggers.
    pub(super) fn read(&self, block: &Block, place: Place, found: &mut Vec<Found>) {
        if block.quoted || place.class == SectionClass::Culture {
            return;
        }
        let text = block.text.as_str();
        let mut hits = self
            .lexicon
            .triggers
            .hits(text)
            .filter(|hit| {
                let entry = &self.lexicon.entries[hit.pattern];
                self.rules[entry.rule].is_some()
                    && entry.place.includes(place.class)
                    && entry.pattern.may_match(text, hit.at)
            })
            .peekable();
        if hits.peek().is_none() || prose::is_transcript(text) {
            return;
        }
        let quotations = segment::quotations(text);
        while let Some(first) = hits.peek().copied() {
            let range = segment::around(text, first.at);
            let end = range.end;
            let sentence = Sentence {
                lexicon: self.lexicon,
                tokens: token::tokens(self.lexicon, text, range, &quotations),
                place,
                names: &self.names,
            };
            let mut candidates = Vec::new();
            while let Some(hit) = hits.next_if(|hit| hit.at < end) {
                let token = sentence.token_at(hit.at);
                candidates
                    .extend(token.and_then(|token| self.judge(&sentence, hit.pattern, token)));
            }
            if candidates.is_empty() {
                continue;
            }
            let protected = sentence.protected(text);
            candidates.retain(|it| !protected.iter().any(|range| range.contains(&it.anchor)));
            if let Some(strongest) = strongest(candidates) {
                found.push(strongest.found(&sentence, block));
            }
        }
    }

    /// Matches one pattern around one token, and decides whether that is a finding.
    fn judge(&self, sentence: &Sentence, entry: usize, anchor: usize) -> Option<Candidate<'_>> {
        let entry = &self.lexicon.entries[entry];
        let (rule, level) = self.rules[entry.rule]?;
        let Match {
            tokens: words,
            person,
        } = entry.pattern.find(sentence, anchor)?;
        let subject = match entry.subject {
            // "Had none left", "caused by nobody": there is no one to speak of.
            Wanted::Nothing if person.as_ref().is_some_and(|it| it.who == Who::Nobody) => {
                return None;
            }
            Wanted::Nothing => person,
            wanted => wanted.of(sentence, words.start)?,
        };
        let suspect = Suspect {
            words: &words,
            subject: subject.as_ref(),
        };
        if entry
            .guards
            .iter()
            .any(|guard| guard.clears(sentence, suspect))
        {
            return None;
        }
        let weight = match &subject {
            // Whoever "they" are, only people forget.
            Some(phrase)
                if !phrase.sure && entry.subject == Wanted::Human && phrase.who == Who::Team =>
            {
                entry.weight.of(Some(Who::Team), sentence.place.class)
            }
            Some(phrase) if !phrase.sure => Level::Hint,
            // "None of us noticed."
            Some(phrase) if phrase.who == Who::Nobody && sentence.says(&phrase.tokens, "us") => {
                entry.weight.of(Some(Who::We), sentence.place.class)
            }
            Some(phrase) => entry.weight.of(Some(phrase.who), sentence.place.class),
            None if entry.subject == Wanted::Nothing => entry.weight.of(None, sentence.place.class),
            // A list item without a subject speaks of its readers' own team, or of another.
            None => entry.weight.of(Some(Who::Team), sentence.place.class),
        };
        Some(Candidate {
            entry,
            rule,
            level,
            weight,
            words,
            anchor,
            subject,
        })
    }
}

/// Returns the candidate that speaks for a sentence: of those around one word the one that fits most
/// words, and of these the one that weighs most.
fn strongest(mut candidates: Vec<Candidate>) -> Option<Candidate> {
    candidates.sort_by_key(|it| (it.anchor, it.words.len(), it.weight.min(it.level)));
    candidates.reverse();
    candidates.dedup_by_key(|it| it.anchor);
    candidates
        .into_iter()
        .max_by_key(|it| (it.weight.min(it.level), it.words.len()))
}

impl Wanted {
    /// Returns the subject of the verb at a token, if it is such as is wanted; `None` within, if the
    /// sentence has no subject and needs none.
    #[expect(
        clippy::option_option,
        reason = "no fit subject, and a fitting lack of one, differ"
    )]
    fn of(self, sentence: &Sentence, verb: usize) -> Option<Option<Phrase>> {
        let subject = match self {
            Wanted::Doer => sentence.doer_at(verb),
            _ => sentence.subject_of(verb),
        };
        match (subject, self) {
            (Subject::Somebody(phrase), Wanted::Nobody) => {
                (phrase.who == Who::Nobody).then_some(Some(phrase))
            }
            (_, Wanted::Nobody) => None,
            (Subject::Somebody(phrase), _) => (phrase.who != Who::Nobody).then_some(Some(phrase)),
            (Subject::Perhaps(phrase), Wanted::Human) => Some(Some(phrase)),
            (Subject::Perhaps(phrase), Wanted::Staff) => {
                (phrase.who == Who::Team).then_some(Some(phrase))
            }
            (Subject::Elided, Wanted::Human) => Some(None),
            (Subject::Elided, Wanted::PersonOrNone) => sentence.place.is_terse().then_some(None),
            (Subject::Perhaps(_) | Subject::Elided | Subject::Other, _) => None,
        }
    }
}

impl Weight {
    /// Returns how much a match about somebody, or about no person, weighs in a section.
    fn of(&self, who: Option<Who>, class: SectionClass) -> Level {
        let weight = match who {
            None | Some(Who::Person | Who::Nobody) => self.person,
            Some(Who::Named) => self.named.unwrap_or(self.person),
            // To speak of one's own part is no accusation.
            Some(Who::Oneself) => self.person.min(Level::Warning),
            Some(Who::Team) => self.team.unwrap_or(self.person),
            Some(Who::We) => self.we.or(self.team).unwrap_or(self.person),
        };
        match self.elsewhere {
            Some(most) if class != SectionClass::Analysis => weight.min(most),
            Some(_) | None => weight,
        }
    }
}

impl Wherever {
    fn includes(self, class: SectionClass) -> bool {
        match self {
            Wherever::Anywhere => true,
            Wherever::Analysis => class == SectionClass::Analysis,
            Wherever::Actions => class == SectionClass::Actions,
            Wherever::ActionsOrLessons => {
                matches!(class, SectionClass::Actions | SectionClass::Lessons)
            }
        }
    }
}

impl Candidate<'_> {
    /// Puts it into words.
    fn found(self, sentence: &Sentence, block: &Block) -> Found {
        let mut words = self.words;
        let mut apart = None;
        if let Some(subject) = self
            .subject
            .filter(|_| self.entry.subject != Wanted::Nothing)
        {
            if sentence.is_one_verb(subject.tokens.end..words.start) {
                words.start = subject.tokens.start;
            } else {
                apart = Some(sentence.bytes(&subject.tokens));
            }
        }
        // "Forgot the": the article is there for the match, and not for the reader.
        while words.len() > 1 && sentence.tokens[words.end - 1].is(Class::Determiner) {
            words.end -= 1;
        }
        let bytes = sentence.bytes(&words);
        let quote = quote(&block.text[bytes.clone()]);
        let mut finding = Finding::new(
            block.span(bytes.start, bytes.end),
            format!("`{quote}` {}", self.entry.message),
        )
        .help(&*self.entry.help)
        .question(&*self.entry.question);
        // The sentence is what it is about: another one with the same words is another finding.
        finding = finding.key(&block.text[sentence.bytes(&(0..sentence.tokens.len()))]);
        if let Some(bytes) = apart {
            finding = finding.label(block.span(bytes.start, bytes.end), "of whom it is said");
        }
        if self.rule.level.is_some_and(|own| self.weight < own) {
            finding = finding.at_most(self.weight);
        }
        (self.rule, self.level, finding)
    }
}

/// Returns words as a message can quote them: on one line, and not too long.
fn quote(words: &str) -> String {
    const MOST: usize = 8;
    let words: Vec<&str> = words.split_whitespace().collect();
    let quote = match words.as_slice() {
        [first, second, .., last] if words.len() > MOST => format!("{first} {second} … {last}"),
        words => words.join(" "),
    };
    quote.replace([Block::CODE, '`'], "…")
}
