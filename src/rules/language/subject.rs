//! Who a sentence is about: the subject of a verb.
//!
//! "The disk failed to mount" is fine, "the engineer failed to check" is not. From the verb we go
//! back to its subject: past adverbs and auxiliaries, past asides between commas, through "who" to
//! what it stands for, and through "and" to the verb before. A passive has its agent instead.
//! Whether the phrase found there is about somebody is for [`super::phrase`] to say.

use super::class::Class;
use super::phrase::{Phrase, Who};
use super::sentence::Sentence;
use super::token::{Form, Token};

/// The subject of a verb.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Subject {
    Somebody(Phrase),
    /// A capitalised word that nobody knows: a name, or a product.
    Perhaps(Phrase),
    /// None is written: "Forgot to drain the node."
    Elided,
    /// Something, or somebody whom the report does not speak about.
    Other,
}

/// How many verbs are followed back through "and" and "but".
const MOST_VERBS: usize = 4;
/// How long an aside between commas may be.
const LONGEST_ASIDE: usize = 16;

impl Sentence<'_> {
    /// Returns who or what does what the verb that begins at a token says. Of a passive, that is
    /// the agent.
    pub(super) fn subject_of(&self, verb: usize) -> Subject {
        if self.is_passive(verb) {
            return self.agent_after(verb);
        }
        self.subject(verb, MOST_VERBS)
    }

    /// Returns who did what the verb at or before a token says: "deleted the tag by mistake".
    pub(super) fn doer_at(&self, token: usize) -> Subject {
        let starts_with_verb = self
            .get(token)
            .is_some_and(|it| it.is_past() || it.is_gerund() || it.is_adverb());
        if starts_with_verb {
            return self.subject_of(token);
        }
        match self.verb_before(token) {
            Some(verb) => match self.get(verb + 1) {
                // "Was deleted by mistake": the verb proper comes after its auxiliary.
                Some(next) if self.tokens[verb].is(Class::Auxiliary) && next.is_past() => {
                    self.subject_of(verb + 1)
                }
                _ => self.subject_of(verb),
            },
            None => Subject::Other,
        }
    }

    /// Says whether a verb is in the passive: "was deleted".
    fn is_passive(&self, verb: usize) -> bool {
        let participle = (verb..self.tokens.len())
            .find(|&at| !self.tokens[at].is_adverb() && self.tokens[at].word != "not");
        let auxiliary = self.tokens[..verb]
            .iter()
            .rev()
            .find(|token| !token.is_adverb() && token.word != "not");
        participle.is_some_and(|at| {
            self.tokens[at].is_participle() && !self.tokens[at].is(Class::Auxiliary)
        }) && auxiliary.is_some_and(|token| {
            matches!(
                &*token.word,
                "is" | "was"
                    | "were"
                    | "are"
                    | "be"
                    | "been"
                    | "being"
                    | "got"
                    | "wasn't"
                    | "weren't"
            )
        })
    }

    /// Returns whom a "by" soon after a verb names.
    fn agent_after(&self, verb: usize) -> Subject {
        const LONGEST: usize = 10;
        (verb..self.tokens.len().min(verb + LONGEST))
            .take_while(|&at| self.tokens[at].is_word())
            .filter(|&at| self.tokens[at].word == "by")
            .find_map(|by| self.person_at(by + 1))
            .map_or(Subject::Other, Subject::Somebody)
    }

    fn subject(&self, verb: usize, patience: usize) -> Subject {
        let Some(patience) = patience.checked_sub(1) else {
            return Subject::Other;
        };
        let mut at = verb;
        while self.before(at).is_some_and(belongs_to_verb) {
            at -= 1;
        }
        let Some(left) = at.checked_sub(1) else {
            return Subject::Elided;
        };
        let token = &self.tokens[left];
        let is_gerund = self.tokens[verb].is_gerund();
        match token.form {
            Form::Comma => self.subject_before_comma(left, patience),
            Form::Mark if token.word == ")" => {
                match self.tokens[..left].iter().rposition(|it| it.word == "(") {
                    Some(open) => self.subject(open, patience),
                    None => Subject::Other,
                }
            }
            Form::Mark if matches!(&*token.word, "—" | "–") => {
                match self.tokens[..left]
                    .iter()
                    .rposition(|it| it.word == token.word)
                {
                    Some(open) => self.subject(open, patience),
                    None => Subject::Elided,
                }
            }
            Form::Mark => Subject::Elided,
            _ if token.word == "to" => Subject::Other,
            _ if token.is(Class::Conjunction) => match self.verb_before(left) {
                Some(verb) => self.subject(verb, patience),
                None if left == self.first_word() => Subject::Elided,
                None => Subject::Other,
            },
            _ if token.is(Class::Relative) => self.antecedent(left),
            _ if is_gerund && token.word == "for" => self.noun_before(left),
            _ if is_gerund && token.word == "as" => Subject::Other,
            _ if is_gerund && (token.is(Class::Preposition) || token.is(Class::Subordinator)) => {
                match self.verb_before(left) {
                    Some(verb) => self.subject(verb, patience),
                    None => Subject::Other,
                }
            }
            _ if token.is(Class::Preposition) || token.is(Class::Subordinator) => Subject::Other,
            _ => self.noun_before(left + 1),
        }
    }

    /// The subject of a verb after a comma: what stands before an aside, or the subject of the
    /// verbs that came before.
    fn subject_before_comma(&self, comma: usize, patience: usize) -> Subject {
        let from = comma.saturating_sub(LONGEST_ASIDE);
        let open = (from..comma)
            .rev()
            .filter(|&at| self.tokens[at].form == Form::Comma)
            .find(|&at| !self.tokens[at + 1].is(Class::Conjunction));
        if let Some(open) = open {
            let before = self.noun_before(open);
            if self.tokens[open + 1].is(Class::Relative) || matches!(before, Subject::Somebody(_)) {
                return before;
            }
        }
        match self.verb_before(comma) {
            Some(verb) => self.subject(verb, patience),
            None => Subject::Other,
        }
    }

    /// What "who", "that" or "which" stands for.
    pub(super) fn antecedent(&self, relative: usize) -> Subject {
        if self.tokens[relative].word == "whoever" {
            let tokens = relative..relative + 1;
            return Subject::Somebody(Phrase {
                who: Who::Person,
                sure: true,
                tokens,
            });
        }
        let before = match self.before(relative) {
            Some(token) if token.form == Form::Comma => relative - 1,
            _ => relative,
        };
        if self.tokens[relative].word != "who" {
            return self.noun_before(before);
        }
        // "Restarted by a technician who failed": the nearest noun, whatever leads to it.
        let nearest = before.checked_sub(1).and_then(|head| {
            let start = self.phrase_start(head);
            let (who, sure) = self.who(head, start)?;
            Some(Phrase {
                who,
                sure,
                tokens: start..head + 1,
            })
        });
        nearest.map_or(Subject::Other, Subject::Somebody)
    }

    /// The noun phrase that ends right before a token, as a subject.
    fn noun_before(&self, end: usize) -> Subject {
        match end.checked_sub(1).and_then(|head| self.phrase_to(head)) {
            Some(phrase) if phrase.who == Who::Named && !phrase.sure => Subject::Perhaps(phrase),
            Some(phrase) if self.tokens[phrase.tokens.end - 1].is(Class::Department) => {
                Subject::Perhaps(phrase)
            }
            Some(mut phrase) => {
                // "Neither the author nor the reviewer".
                if self
                    .before(phrase.tokens.start)
                    .is_some_and(|it| it.word == "nor")
                {
                    phrase.who = Who::Nobody;
                }
                Subject::Somebody(phrase)
            }
            None => Subject::Other,
        }
    }

    /// Returns the last finite verb before a token, as far as forms can tell.
    fn verb_before(&self, end: usize) -> Option<usize> {
        (0..end)
            .rev()
            .take_while(|&at| self.tokens[at].word != ";")
            .find(|&at| {
                let token = &self.tokens[at];
                let is_verb = token.is(Class::Auxiliary)
                    || token.is(Class::Modal)
                    || (token.is_past() && !self.is_adjective(at));
                is_verb && !token.quoted && self.before(at).is_none_or(|it| it.word != "to")
            })
    }
}

/// Says whether a word belongs to the verb after it: "had also not".
pub(super) fn belongs_to_verb(token: &Token) -> bool {
    !token.quoted
        && token.form == Form::Word
        && (token.is(Class::Auxiliary)
            || token.is(Class::Modal)
            || matches!(&*token.word, "not" | "never")
            || token.is_adverb())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::language::testing::sentence;

    /// Returns the words of the subject of the last `forgot` or `forgetting`, or why there are none.
    fn subject(text: &str) -> String {
        sentence(text, |sentence| {
            let verb = sentence
                .tokens
                .iter()
                .rposition(|token| token.word.starts_with("forg"))
                .expect("somebody forgets");
            match sentence.subject_of(verb) {
                Subject::Somebody(phrase) => text[sentence.bytes(&phrase.tokens)].to_owned(),
                other => format!("{other:?}").split('(').next().unwrap().to_owned(),
            }
        })
    }

    #[test]
    fn the_subject_is_found_where_it_is() {
        for (text, expected) in [
            (
                "The engineer had also completely forgotten it",
                "The engineer",
            ),
            (
                "The engineer, who had the runbook, forgot it",
                "The engineer",
            ),
            (
                "The engineer ran the script and then forgot it",
                "The engineer",
            ),
            ("The engineer was there but forgot it", "The engineer"),
            ("It was done by a technician who forgot it", "a technician"),
            ("The engineer who ran the script forgot it", "The engineer"),
            ("Whoever ran it forgot it", "Whoever"),
            ("The engineer left early, forgetting it", "The engineer"),
            ("It was forgotten by the engineer", "the engineer"),
            ("The job, which an intern wrote, forgot it", "Other"),
            ("The engineer restarted the pod and it forgot it", "Other"),
            ("It is easy to have forgotten it", "Other"),
            ("It was forgotten", "Other"),
            ("Forgot about it", "Elided"),
            ("Pilot error: forgot it", "Elided"),
        ] {
            assert_eq!(subject(text), expected, "{text}");
        }
    }
}
