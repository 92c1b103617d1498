//! What makes a match innocent: negation, hazards, talk about words, plain facts.

use std::ops::Range;

use super::class::Class;
use super::entry::Guard;
use super::phrase::{Phrase, Who};
use super::sentence::Sentence;
use super::token::{Form, Token};

/// A match with its subject, as the guards see it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Suspect<'a> {
    pub(super) words: &'a Range<usize>,
    pub(super) subject: Option<&'a Phrase>,
}

impl Guard {
    /// Says whether this guard finds a match innocent.
    pub(super) fn clears(self, sentence: &Sentence, suspect: Suspect) -> bool {
        let words = suspect.words;
        match self {
            Guard::Negated => is_negated(sentence, suspect),
            Guard::Hypothetical => is_hypothetical(sentence, suspect),
            Guard::Mentioned => is_mentioned(sentence, words),
            Guard::Possible => sentence.tokens[..words.start]
                .iter()
                .any(|token| matches!(&*token.word, "can" | "may" | "might")),
            Guard::Timed => is_timed(sentence, words.end),
            Guard::Believed => {
                let who = suspect.subject.map(|phrase| phrase.who);
                matches!(who, Some(Who::We | Who::Oneself))
            }
            Guard::Exploited => sentence.tokens.iter().any(|token| {
                [
                    "exploit",
                    "attack",
                    "abuse",
                    "malicious",
                    "outside",
                    "intrud",
                ]
                .iter()
                .any(|stem| token.word.starts_with(stem))
            }),
            Guard::Experienced => is_experience(sentence, words),
            Guard::Equipped => is_equipped(sentence, words.end),
            Guard::Adjectival => {
                is_adjectival(sentence, words.end) || is_rule_for_all(sentence, suspect)
            }
            Guard::Dated => is_dated(sentence, words.start),
            Guard::Asked => lead(sentence, start(suspect), ASKED_BEFORE)
                .any(|token| matches!(&*token.word, "if" | "whether")),
            Guard::Stated => !sentence.is_question(),
            Guard::Bounded => is_bounded(sentence, words.end),
            Guard::ByThing => is_by_thing(sentence, words.end),
            Guard::NoConsequence => !has_regret(sentence),
            Guard::Intended => sentence.any(0..sentence.tokens.len(), Class::Remedy),
            Guard::Condition => follows(sentence, words.end, 1, &["being", "having", "on"]),
            Guard::Received => is_received(sentence, words),
            Guard::Machine => sentence.tokens[words.end..].iter().any(|token| {
                matches!(
                    &*token.word,
                    "when"
                        | "whenever"
                        | "if"
                        | "automatically"
                        | "automatic"
                        | "bot"
                        | "job"
                        | "cron"
                        | "model"
                )
            }),
        }
    }
}

/// How far before its subject a question may begin that a sentence only reports.
const ASKED_BEFORE: usize = 8;

/// The words right before a match or its subject, nearest first, as far as its clause goes.
fn lead<'a>(
    sentence: &'a Sentence,
    end: usize,
    most: usize,
) -> impl Iterator<Item = &'a Token<'a>> {
    sentence.tokens[..end]
        .iter()
        .rev()
        .take(most)
        .take_while(|token| {
            token.form != Form::Mark && !matches!(&*token.word, "but" | "because" | "although")
        })
}

fn start(suspect: Suspect) -> usize {
    suspect.subject.map_or(suspect.words.start, |phrase| {
        phrase.tokens.start.min(suspect.words.start)
    })
}

fn is_negated(sentence: &Sentence, suspect: Suspect) -> bool {
    const WINDOW: usize = 5;
    let is_negation = |at: usize| {
        let token = &sentence.tokens[at];
        let next = sentence.get(at + 1).map_or("", |token| &*token.word);
        // "Not only", "not just" deny nothing.
        match &*token.word {
            "instead" => next == "of",
            "rather" | "other" => next == "than",
            _ => {
                token.is(Class::Negation) && !matches!(next, "only" | "just" | "merely" | "simply")
            }
        }
    };
    let before = start(suspect);
    let from = before.saturating_sub(WINDOW);
    let clause = (from..before)
        .rev()
        .take_while(|&at| sentence.tokens[at].is_word())
        .take_while(|&at| {
            let token = &sentence.tokens[at];
            !token.is(Class::Subordinator) || matches!(&*token.word, "whether" | "if")
        })
        .any(is_negation);
    let verb = suspect.subject.is_some_and(|phrase| {
        (phrase.tokens.end..suspect.words.start)
            .rev()
            .take_while(|&at| sentence.tokens[at].is_word())
            .take(3)
            .any(is_negation)
    });
    clause || verb
}

fn is_hypothetical(sentence: &Sentence, suspect: Suspect) -> bool {
    const WINDOW: usize = 9;
    if let Some(phrase) = suspect.subject {
        let verb = phrase.tokens.end.min(suspect.words.start)..suspect.words.start;
        let nearest = verb.rev().take_while(|&at| {
            let token = &sentence.tokens[at];
            token.is_adverb() || token.is(Class::Auxiliary) || token.is(Class::Modal)
        });
        if nearest
            .into_iter()
            .any(|at| sentence.tokens[at].is(Class::Modal))
        {
            return true;
        }
        // "An engineer can run it by mistake": what may happen, and did not.
        let mut verb = phrase.tokens.end..suspect.words.start;
        let first = verb.find(|&at| !sentence.tokens[at].is_adverb());
        let may = |at: usize| {
            matches!(
                &*sentence.tokens[at].word,
                "can" | "could" | "may" | "might"
            )
        };
        if first.is_some_and(may) {
            return true;
        }
    }
    let before = start(suspect);
    let verb = &sentence.tokens[suspect.words.start];
    let is_general =
        verb.word.ends_with('s') && verb.form == Form::Word && !verb.is(Class::Auxiliary);
    lead(sentence, before, WINDOW)
        .take_while(|token| token.form != Form::Comma)
        .any(|token| {
            token.is(Class::Hazard)
                || (is_general && matches!(&*token.word, "when" | "once" | "until"))
        })
        || is_inverted_condition(sentence, before)
}

/// "Should a technician pull the wrong blade, …"
fn is_inverted_condition(sentence: &Sentence, before: usize) -> bool {
    let first = sentence.first_word();
    first < before && sentence.tokens[first].word == "should"
}

fn is_mentioned(sentence: &Sentence, words: &Range<usize>) -> bool {
    const BEFORE: usize = 6;
    const AFTER: usize = 4;
    let after = &sentence.tokens[words.end.min(sentence.tokens.len())..];
    let is_defined = after
        .first()
        .is_some_and(|token| token.is(Class::Auxiliary))
        && after.iter().skip(1).take(AFTER).any(|token| {
            token.is(Class::Negation) || matches!(&*token.word, "symptom" | "label" | "consequence")
        });
    // "Calling it operator error ends the conversation."
    let first = sentence.get(sentence.first_word());
    let is_talked_of = first.is_some_and(|first| {
        matches!(
            &*first.word,
            "saying" | "calling" | "blaming" | "claiming" | "concluding"
        )
    });
    is_defined
        || is_talked_of
        || after.first().is_some_and(|token| token.word == "bias")
        || lead(sentence, words.start, BEFORE).any(|token| token.is(Class::Wording))
        || sentence.tokens.iter().any(|token| token.is(Class::Culture))
}

fn is_timed(sentence: &Sentence, end: usize) -> bool {
    const WINDOW: usize = 14;
    let from = end.min(sentence.tokens.len());
    let rest = &sentence.tokens[from..sentence.tokens.len().min(from + WINDOW)];
    rest.windows(2).any(|pair| {
        matches!(&*pair[0].word, "until" | "till" | "before" | "for")
            && pair[1].form == Form::Number
    })
}

fn is_adjectival(sentence: &Sentence, end: usize) -> bool {
    let describes = end > 0 && sentence.tokens[end - 1].is(Class::Adjectival);
    let next_is_noun = sentence.get(end).is_some_and(|next| {
        next.form == Form::Word
            && !next.is_adverb()
            && ![
                Class::Preposition,
                Class::Conjunction,
                Class::Subordinator,
                Class::Determiner,
                Class::Pronoun,
                Class::Time,
            ]
            .iter()
            .any(|&class| next.is(class))
    });
    describes && next_is_noun
}

/// Says whether a sentence says what everybody of a kind is to have: "each team should have read
/// access", "developers should have tested scripts at hand". A noun follows the participle.
fn is_rule_for_all(sentence: &Sentence, suspect: Suspect) -> bool {
    const NO_NOUN: [Class; 8] = [
        Class::Preposition,
        Class::Conjunction,
        Class::Subordinator,
        Class::Relative,
        Class::Determiner,
        Class::Pronoun,
        Class::Time,
        Class::Adverb,
    ];
    let Some(phrase) = suspect.subject else {
        return false;
    };
    let first = &sentence.tokens[phrase.tokens.start];
    let is_general = matches!(&*first.word, "each" | "every" | "any" | "all")
        || (first.is(Class::People) && phrase.tokens.len() == 1)
        || (first.is(Class::Modifier) && sentence.tokens[phrase.tokens.end - 1].is(Class::People));
    let next = sentence.get(suspect.words.end);
    let is_noun = next.is_some_and(|next| {
        next.form == Form::Word && !next.is_adverb() && !NO_NOUN.iter().any(|&class| next.is(class))
    });
    is_general && is_noun
}

/// Says whether a sentence tells of what people had lived through: "had ever seen", "seen before".
fn is_experience(sentence: &Sentence, words: &Range<usize>) -> bool {
    let before = &sentence.tokens[words.start.saturating_sub(3)..words.start];
    before.iter().any(|token| token.word == "ever") || follows(sentence, words.end, 6, &["before"])
}

/// Says whether somebody was to be given something: "should have been given an account".
fn is_equipped(sentence: &Sentence, end: usize) -> bool {
    end > 0
        && sentence.tokens[end - 1].word == "been"
        && follows(
            sentence,
            end,
            2,
            &[
                "given", "granted", "provided", "shown", "offered", "trained", "assigned",
                "taught", "equipped",
            ],
        )
}

/// Says whether a sentence tells what would have been: "would have run", "might've run".
fn has_regret(sentence: &Sentence) -> bool {
    sentence.tokens.iter().enumerate().any(|(at, token)| {
        token.is(Class::Would)
            && (token.word.ends_with("'ve") || follows(sentence, at + 1, 3, &["have"]))
    })
}

fn is_dated(sentence: &Sentence, start: usize) -> bool {
    sentence.tokens[..start].iter().any(|token| {
        token.form == Form::Number
            || matches!(
                &*token.word,
                "then"
                    | "now"
                    | "soon"
                    | "quickly"
                    | "point"
                    | "once"
                    | "after"
                    | "by"
                    | "when"
                    | "until"
            )
    })
}

/// Says whether an action says when it is done: a number, a ticket, a mechanism.
fn is_bounded(sentence: &Sentence, end: usize) -> bool {
    sentence.tokens[end..].iter().any(|token| {
        matches!(token.form, Form::Number | Form::Code | Form::Handle)
            || matches!(
                &*token.word,
                "#" | "so" | "alert" | "when" | "which" | "until" | "issue" | "ticket" | "pr"
            )
            || token.word.bytes().any(|byte| byte.is_ascii_digit())
    })
}

fn is_by_thing(sentence: &Sentence, end: usize) -> bool {
    const WINDOW: usize = 4;
    let from = end.min(sentence.tokens.len());
    (from..sentence.tokens.len().min(from + WINDOW))
        .find(|&at| sentence.tokens[at].word == "by")
        .is_some_and(|by| {
            let is_gerund = sentence.get(by + 1).is_some_and(Token::is_gerund);
            !is_gerund && sentence.person_at(by + 1).is_none()
        })
}

/// Says whether one of some words is among the next few.
fn follows(sentence: &Sentence, end: usize, most: usize, words: &[&str]) -> bool {
    sentence
        .tokens
        .iter()
        .skip(end)
        .take(most)
        .any(|token| words.contains(&&*token.word))
}

/// Says whether a question asks what reached somebody: "Why was the engineer not paged?"
fn is_received(sentence: &Sentence, words: &Range<usize>) -> bool {
    let is_be = sentence.tokens[words.clone()]
        .iter()
        .any(|token| matches!(&*token.word, "was" | "were" | "wasn't" | "weren't"));
    let verb = sentence.tokens[words.end..]
        .iter()
        .find(|token| !token.is_adverb() && !token.is(Class::Negation));
    let is_passive = is_be && verb.is_some_and(|verb| verb.is_participle() || verb.word == "able");
    is_passive
        || follows(
            sentence,
            words.end,
            3,
            &["get", "receive", "have", "hear", "need"],
        )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::language::testing::sentence;

    /// Says whether a guard clears the words between brackets, whose subject is found as the engine
    /// finds it.
    fn clears(guard: Guard, text: &str) -> bool {
        let (before, rest) = text.split_once('[').expect("the words are in brackets");
        let (words, after) = rest.split_once(']').expect("the brackets are closed");
        let plain = format!("{before}{words}{after}");
        sentence(&plain, |sentence| {
            let start = sentence.token_at(before.len()).unwrap();
            let end = sentence.token_at(before.len() + words.len() - 1).unwrap() + 1;
            let subject = match sentence.subject_of(start) {
                crate::rules::language::subject::Subject::Somebody(phrase) => Some(phrase),
                _ => None,
            };
            let suspect = Suspect {
                words: &(start..end),
                subject: subject.as_ref(),
            };
            guard.clears(sentence, suspect)
        })
    }

    #[test]
    fn guards_clear_what_they_are_for_and_nothing_else() {
        for (guard, innocent, guilty) in [
            (
                Guard::Negated,
                "It was not [human error]",
                "It was not only [human error]",
            ),
            (
                Guard::Negated,
                "The crew never [forgot] it",
                "Not on time, and the crew [forgot] it",
            ),
            (
                Guard::Hypothetical,
                "A user can [accidentally delete] it",
                "A user [accidentally deleted] it",
            ),
            (
                Guard::Hypothetical,
                "It reduces the risk of [human error]",
                "The risk was known, but [human error] came first",
            ),
            (
                Guard::Hypothetical,
                "When an engineer [forgets] it, we page",
                "When the engineer [forgot] it, we paged",
            ),
            (
                Guard::Mentioned,
                "The label [human error] helps nobody",
                "The cause was [human error]",
            ),
            (
                Guard::Mentioned,
                "[Human error] is never a cause",
                "[Human error] was the cause",
            ),
            (
                Guard::Possible,
                "Any system can fail by storms, bugs, [human error]",
                "It failed by storms, bugs, [human error]",
            ),
            (
                Guard::Timed,
                "We [did not notice] until 14:10",
                "We [did not notice] until far too late",
            ),
            (
                Guard::Believed,
                "We [did not know] that",
                "The crew [did not know] that",
            ),
            (
                Guard::Exploited,
                "Attackers [could have read] it",
                "The crew [could have read] it",
            ),
            (
                Guard::Adjectival,
                "Each [should have dedicated] hosts",
                "She [should have noticed] it",
            ),
            (
                Guard::Adjectival,
                "Developers [should have tested] scripts at hand",
                "The developers [should have tested] scripts",
            ),
            (
                Guard::Experienced,
                "Nobody had ever [thought] of it",
                "Nobody [thought] of it",
            ),
            (
                Guard::Equipped,
                "The new hire [should have been] given an account",
                "The new hire [should have been] more careful",
            ),
            (
                Guard::Mentioned,
                "Calling it [operator error] ends the talk",
                "They called it in: [operator error]",
            ),
            (
                Guard::Hypothetical,
                "An engineer can run it [by mistake]",
                "An engineer ran it [by mistake]",
            ),
            (
                Guard::Dated,
                "At 14:02 [it was clear that] it failed",
                "[It was clear that] it would fail",
            ),
            (
                Guard::Asked,
                "We asked whether the crew [should have left]",
                "The crew [should have left]",
            ),
            (
                Guard::Stated,
                "[Who approved] it was not asked",
                "[Who approved] it?",
            ),
            (
                Guard::Bounded,
                "[Improve] p99 below 300 ms",
                "[Improve] monitoring",
            ),
            (
                Guard::ByThing,
                "It [should have been caught] by our tests",
                "It [should have been caught] by a reviewer",
            ),
            (
                Guard::NoConsequence,
                "[If we had a] spare, the rebuild would be faster",
                "[If we had a] spare, it would have run",
            ),
            (
                Guard::Intended,
                "The crew [took it down] for maintenance",
                "The crew [took it down]",
            ),
            (
                Guard::Condition,
                "[Due to two engineers] being away",
                "[Due to two engineers]",
            ),
            (
                Guard::Received,
                "[Why was the engineer] not paged?",
                "[Why was the engineer] deploying?",
            ),
            (
                Guard::Machine,
                "[Send a reminder to] staff from the job",
                "[Send a reminder to] staff",
            ),
        ] {
            assert!(
                clears(guard, innocent),
                "{guard:?} does not clear: {innocent}"
            );
            assert!(!clears(guard, guilty), "{guard:?} clears: {guilty}");
        }
    }
}
