//! Noun phrases that are about somebody.
//!
//! What decides is the head: a role, a name, a pronoun or a team is somebody; everything else is
//! not, and neither are the users, customers and attackers of a report. There is no dictionary of
//! all words here: what is known is the closed classes (pronouns, prepositions, auxiliaries, …),
//! roles, and the nouns that make a thing of the role before them ("operator pod"). What is unknown
//! is taken for a thing, so a gap in the lexicon costs a finding and never an innocent sentence.

use std::ops::Range;

use super::class::Class;
use super::sentence::Sentence;
use super::subject::Subject;
use super::token::{Form, Token};

/// A noun phrase that is about somebody.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Phrase {
    pub(super) who: Who,
    /// Whether there is no doubt that somebody is meant.
    pub(super) sure: bool,
    pub(super) tokens: Range<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Who {
    /// A name or a handle.
    Named,
    /// One person or several, by role or pronoun.
    Person,
    /// The author: "I".
    Oneself,
    /// "Nobody noticed."
    Nobody,
    /// A team other than the author's, or "they".
    Team,
    /// The author's own team.
    We,
}

/// How long a role may be, in words: "the second on-call platform reliability engineer".
pub(super) const LONGEST_PHRASE: usize = 7;

impl Sentence<'_> {
    /// Returns the phrase that ends with a token, if it is about somebody.
    ///
    /// "The operator of the crane" is the operator, "the script of the operator" is the script,
    /// "one of the operators" is an operator.
    pub(super) fn phrase_to(&self, head: usize) -> Option<Phrase> {
        let start = self.phrase_start(head);
        let token = &self.tokens[head];
        if token.is(Class::Time) && start > 0 && is_noun(&self.tokens[start - 1]) {
            return self.phrase_to(start - 1);
        }
        let own = || {
            let (who, sure) = self.who(head, start)?;
            Some(Phrase {
                who,
                sure,
                tokens: start..head + 1,
            })
        };
        let Some(preposition) = start
            .checked_sub(1)
            .filter(|&at| self.tokens[at].is(Class::Preposition))
        else {
            // "Appointing a manager could have helped": that is an act, and no person.
            if self.begins_with_gerund(start) {
                return None;
            }
            // "The engineer who ran the script failed": the verb belongs to the engineer.
            return own().or_else(|| self.whose_clause_ends(start));
        };
        let Some(outer) = preposition.checked_sub(1) else {
            return own();
        };
        let before = &self.tokens[outer];
        if before.is(Class::Partitive) || before.form == Form::Number {
            let mut phrase = own()?;
            if before.is(Class::Nobody) {
                phrase.who = Who::Nobody;
            }
            phrase.tokens.start = self.phrase_start(outer);
            return Some(phrase);
        }
        if before.is_past() && outer > 0 {
            // "The pod restarted by the engineer": the pod.
            return self.phrase_to(outer - 1);
        }
        if is_noun(before) {
            let mut phrase = self.phrase_to(outer)?;
            phrase.tokens.end = head + 1;
            return Some(phrase);
        }
        own()
    }

    /// Says whether a phrase is the object of a gerund that begins its clause.
    fn begins_with_gerund(&self, start: usize) -> bool {
        self.before(start).is_some_and(Token::is_gerund)
            && (start == 1 || self.before(start - 1).is_some_and(|it| !it.is_word()))
    }

    /// Returns whom a relative clause that ends before a token is about.
    fn whose_clause_ends(&self, start: usize) -> Option<Phrase> {
        const LONGEST: usize = 8;
        let from = start.saturating_sub(LONGEST);
        let who = (from..start)
            .rev()
            .take_while(|&at| self.tokens[at].is_word())
            .find(|&at| matches!(&*self.tokens[at].word, "who" | "whoever"))?;
        let verb = self.get(who + 1)?;
        // "Who said the script failed": that is the script.
        if verb.is(Class::Saying) {
            return None;
        }
        match self.antecedent(who) {
            Subject::Somebody(phrase) => Some(phrase),
            Subject::Perhaps(_) | Subject::Elided | Subject::Other => None,
        }
    }

    /// Returns where the noun phrase begins whose last word is `head`.
    pub(super) fn phrase_start(&self, head: usize) -> usize {
        let mut start = head;
        if self.tokens[head].is(Class::Pronoun) {
            return head;
        }
        while start > 0 && head - start < LONGEST_PHRASE {
            let at = start - 1;
            let token = &self.tokens[at];
            if !token.is_word() || token.quoted {
                break;
            }
            if token.is(Class::Determiner) {
                start = at;
                if self.before(at).is_some_and(|it| it.is(Class::Determiner)) {
                    start -= 1;
                }
                break;
            }
            let is_verb = (token.is_past() || token.is_gerund()) && !token.is(Class::Modifier);
            if is_function(token) || (is_verb && !self.is_adjective(at)) {
                break;
            }
            if token.is_adverb() && !self.tokens[start].is_past() {
                break;
            }
            start = at;
        }
        start
    }

    /// Returns the phrase about somebody that begins at a token, unless it goes on to be about
    /// something else.
    pub(super) fn person_at(&self, at: usize) -> Option<Phrase> {
        self.persons_at(at)
            .find(|phrase| !self.goes_on(at, phrase.tokens.end - 1))
    }

    /// Returns the phrases about somebody that begin at a token, shortest first.
    pub(super) fn persons_at(&self, at: usize) -> impl Iterator<Item = Phrase> {
        let most = self.tokens.len().min(at + LONGEST_PHRASE);
        (at..most)
            .take_while(move |&head| head == at || self.may_lead(at, head - 1))
            .filter(|&head| self.tokens[head].form != Form::Possessive)
            .filter(|&head| !self.tokens[head].is(Class::Department))
            .filter_map(move |head| {
                let (who, sure) = self.who(head, at)?;
                let tokens = at..head + 1;
                let is_guess = who == Who::Named && !sure;
                (!is_guess).then_some(Phrase { who, sure, tokens })
            })
    }

    /// Returns the owner that begins at a token: "the reviewer's", "their".
    pub(super) fn owner_at(&self, at: usize) -> Option<Phrase> {
        let first = self.get(at)?;
        let pronoun = match &*first.word {
            "our" => Some((Who::We, true)),
            "my" => Some((Who::Oneself, true)),
            "his" | "her" => Some((Who::Person, true)),
            "their" => self.they(at),
            _ => None,
        };
        if let Some((who, sure)) = pronoun
            && !first.quoted
        {
            return Some(Phrase {
                who,
                sure,
                tokens: at..at + 1,
            });
        }
        for head in at..self.tokens.len().min(at + LONGEST_PHRASE) {
            let token = &self.tokens[head];
            if token.form == Form::Possessive {
                let (who, sure) = self.who(head, at)?;
                let is_guess = who == Who::Named && !sure;
                let tokens = at..head + 1;
                return (!is_guess).then_some(Phrase { who, sure, tokens });
            }
            if !self.may_lead(at, head) {
                return None;
            }
        }
        None
    }

    /// Says whether a word may stand before the head of a phrase that began at `start`.
    fn may_lead(&self, start: usize, at: usize) -> bool {
        let token = &self.tokens[at];
        if !token.is_word() || token.quoted {
            return false;
        }
        if token.is(Class::Determiner) {
            // Only at the beginning, or after "one of".
            return at == start || is_determiner_place(&self.tokens[at - 1]);
        }
        if token.word == "of" && token.is(Class::Preposition) {
            return at > start && self.tokens[at - 1].is(Class::Partitive);
        }
        token.is(Class::Partitive) || !is_function(token)
    }

    /// Says whether the noun phrase goes on after a head, so that it is about something else:
    /// "engineer error", "operator pod".
    fn goes_on(&self, start: usize, head: usize) -> bool {
        let Some(next) = self.get(head + 1) else {
            return false;
        };
        if !matches!(next.form, Form::Word | Form::Possessive) {
            return false;
        }
        // "Why did the engineer restart": a verb follows.
        let is_inverted = self.before(start).is_some_and(|it| {
            matches!(
                &*it.word,
                "did" | "didn't" | "had" | "hadn't" | "would" | "could"
            )
        });
        let is_bare = head == start;
        if next.is_gerund() {
            return is_bare && next.is(Class::System);
        }
        let ends = is_function(next)
            || next.is_adverb()
            || next.is_past()
            || next.is(Class::Time)
            || next.is(Class::GivenName) && next.capital;
        let is_whole =
            self.tokens[head].is(Class::Pronoun) || self.tokens[head].form == Form::Handle;
        !ends && !is_whole && !is_inverted
    }

    /// Says whom the word `head` of a phrase that begins at `start` means, and whether that is sure.
    pub(super) fn who(&self, head: usize, start: usize) -> Option<(Who, bool)> {
        let token = &self.tokens[head];
        if token.quoted {
            return None;
        }
        match token.form {
            Form::Handle => return Some((Who::Named, true)),
            Form::Word | Form::Possessive => {}
            Form::Number | Form::Code | Form::Comma | Form::Mark => return None,
        }
        if token.is(Class::Outsider) || token.is(Class::System) {
            return None;
        }
        if token.is(Class::Nobody) {
            return Some((Who::Nobody, true));
        }
        match &*token.word {
            "i" | "i'd" | "i've" => return Some((Who::Oneself, true)),
            "we" | "we'd" | "we've" | "us" => return Some((Who::We, true)),
            "he" | "she" | "he'd" | "she'd" | "him" => return Some((Who::Person, true)),
            "they" | "they'd" | "they've" | "them" => return self.they(head),
            _ => {}
        }
        if token.capital && self.is_name(head) {
            return Some((Who::Named, true));
        }
        if token.is(Class::Group) {
            let is_ours = head == start + 1 && self.tokens[start].word == "our";
            let who = if is_ours { Who::We } else { Who::Team };
            return (!self.is_software(head, start)).then_some((who, true));
        }
        if token.is(Class::Department) {
            return Some((Who::Team, true));
        }
        if token.is(Class::Person) || token.is(Class::People) {
            if self.is_software(head, start) {
                return None;
            }
            // A bare singular role is how headlines and notes speak, and software too.
            let is_bare = token.is(Class::Person)
                && start == head
                && head > self.first_word()
                && !token.is(Class::Pronoun);
            return Some((Who::Person, !is_bare));
        }
        let is_unknown = token.classes.is_empty() && token.capital && head == start;
        let looks_like_a_name = token.word.chars().all(char::is_alphabetic)
            && token.word.len() > 2
            && !token.is_past()
            && head > 0;
        (is_unknown && looks_like_a_name).then_some((Who::Named, false))
    }

    /// Says whether a capitalised word is somebody's name: one that the report or the project
    /// knows, a given name, or what follows one.
    fn is_name(&self, at: usize) -> bool {
        let token = &self.tokens[at];
        let is_given =
            |token: &Token| token.capital && (token.is(Class::GivenName) || token.is(Class::Name));
        let follows_one = token.classes.is_empty() && self.before(at).is_some_and(is_given);
        is_given(token) || follows_one || self.names.contains(&*token.word)
    }

    /// Says whom "they" means: the last people or things before it in the sentence.
    fn they(&self, at: usize) -> Option<(Who, bool)> {
        let several = self.tokens[..at].iter().rev().find(|token| {
            token.is_word()
                && (token.is(Class::People)
                    || token.is(Class::Group)
                    || token.is(Class::Person)
                    || (token.word.len() > 3
                        && token.word.ends_with('s')
                        && !token.word.ends_with("ss")
                        && token.form == Form::Word
                        && !is_function(token)))
        });
        match several {
            None => Some((Who::Team, false)),
            Some(token) if token.is(Class::Outsider) || token.is(Class::System) => None,
            Some(token)
                if token.is(Class::People) || token.is(Class::Group) || token.is(Class::Person) =>
            {
                Some((Who::Team, true))
            }
            Some(_) => None,
        }
    }

    /// Says whether a role is the name of software here: "the cert-manager operator".
    fn is_software(&self, head: usize, start: usize) -> bool {
        let token = &self.tokens[head];
        let modifier = (head > start).then(|| &self.tokens[head - 1]);
        if modifier.is_some_and(|it| it.is(Class::SystemModifier)) {
            return true;
        }
        let Some(signs) = self.lexicon.signs_of_software(&token.word) else {
            return false;
        };
        let is_product = modifier.is_some_and(|it| {
            it.form == Form::Code || (it.capital && !it.is(Class::Modifier) && head - 1 > 0)
        });
        is_product
            || self
                .tokens
                .iter()
                .any(|token| signs.iter().any(|sign| **sign == *token.word))
    }

    /// Says whether a word in `-ed` or `-ing` describes the noun after it: "the failed pod".
    pub(super) fn is_adjective(&self, at: usize) -> bool {
        let left = self.tokens[..at]
            .iter()
            .rposition(|token| !token.is_adverb());
        left.is_some_and(|left| {
            let token = &self.tokens[left];
            token.is(Class::Determiner)
                || (token.is(Class::Modifier) && !token.is(Class::Person))
                || token.is(Class::Preposition) && token.word != "to"
                || token.form == Form::Possessive
                || token.form == Form::Number
        }) && self
            .get(at + 1)
            .is_some_and(|next| next.is_word() && !is_function(next))
    }
}

/// Says whether a word only joins others, so that no noun phrase reaches past it.
fn is_function(token: &Token) -> bool {
    const CLASSES: [Class; 9] = [
        Class::Preposition,
        Class::Conjunction,
        Class::Subordinator,
        Class::Relative,
        Class::Auxiliary,
        Class::Modal,
        Class::Negation,
        Class::Determiner,
        Class::Pronoun,
    ];
    CLASSES.iter().any(|&class| token.is(class))
}

fn is_noun(token: &Token) -> bool {
    token.is_word() && !is_function(token) && !token.is_adverb() || token.is(Class::Pronoun)
}

fn is_determiner_place(before: &Token) -> bool {
    before.word == "of" || before.is(Class::Determiner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::language::testing::sentence;

    /// Returns whom the sentence is about up to the word `failed`.
    fn who(text: &str) -> Option<(Who, bool)> {
        sentence(text, |sentence| {
            let verb = sentence
                .tokens
                .iter()
                .rposition(|token| token.word == "failed")
                .expect("the sentence has `failed`");
            match sentence.subject_of(verb) {
                Subject::Somebody(phrase) | Subject::Perhaps(phrase) => {
                    Some((phrase.who, phrase.sure))
                }
                Subject::Elided | Subject::Other => None,
            }
        })
    }

    #[test]
    fn roles_names_teams_and_pronouns_are_somebody() {
        for (text, expected) in [
            ("The second on-call platform engineer failed", Who::Person),
            ("A duty controller failed", Who::Person),
            ("Two of our junior developers failed", Who::Person),
            ("Engineer-1 failed", Who::Person),
            ("She failed", Who::Person),
            ("@rlindq failed", Who::Named),
            ("Alice Lindqvist failed", Who::Named),
            ("I failed", Who::Oneself),
            ("We failed", Who::We),
            ("Our team failed", Who::We),
            ("Our mobile team failed", Who::Team),
            ("Support staff failed", Who::Team),
            ("None of the reviewers failed", Who::Nobody),
        ] {
            assert_eq!(who(text), Some((expected, true)), "{text}");
        }
    }

    #[test]
    fn things_and_outsiders_are_nobody_to_speak_of() {
        for text in [
            "The engineer's script failed",
            "The operator pod failed",
            "The staff directory service failed",
            "The page the reviewers see failed",
            "The cert-manager operator failed",
            "The deploy by the on-call engineer failed",
            "The pod restarted by the operator failed",
            "About 9,000 users failed",
            "The attacker failed",
            "It failed",
            "IT failed",
        ] {
            assert_eq!(who(text), None, "{text}");
        }
    }

    #[test]
    fn they_are_whoever_was_spoken_of_last() {
        assert_eq!(who("The pods came up, but they failed"), None);
        let reviewers = who("The reviewers came late, and they failed");
        assert_eq!(reviewers, Some((Who::Team, true)));
        assert_eq!(who("They failed"), Some((Who::Team, false)));
    }

    #[test]
    fn a_capitalised_word_that_nobody_knows_may_be_a_name_or_a_product() {
        assert_eq!(
            who("The update came, and Kvotting failed"),
            Some((Who::Named, false))
        );
    }

    #[test]
    fn the_phrase_is_about_its_head_and_not_about_what_hangs_on_it() {
        assert_eq!(
            who("The operator of the crane failed"),
            Some((Who::Person, true))
        );
        assert_eq!(who("The crane of the operator failed"), None);
        assert_eq!(
            who("The engineer on call that night failed"),
            Some((Who::Person, true))
        );
    }
}
