//! The words that the language rules know: classes of words, protected phrases, and the patterns of
//! each rule with their help and question.
//!
//! The words themselves are data: `lexicon.yml` beside this file, joined by the `wording` section
//! of the project file.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use anyhow::{Result, anyhow};
use rustc_hash::FxHashMap;
use serde::Deserialize;

use super::pattern::Pattern;
use super::token::{Form, Token};
use super::trigger::Triggers;
use crate::config::{OwnPattern, Wording};
use crate::diagnostic::Level;
use crate::document::did_you_mean;
use crate::yaml;

/// Everything the language rules know about words.
#[derive(Clone, Debug)]
pub(crate) struct Lexicon {
    words: FxHashMap<Box<str>, Classes>,
    /// Roles and the like of several words, under the last of them.
    phrases: FxHashMap<Box<str>, Vec<Compound>>,
    /// A role → the words beside which it is software.
    software: BTreeMap<Box<str>, Vec<Box<str>>>,
    /// The names of the rules that have patterns.
    pub(super) rules: Vec<Box<str>>,
    pub(super) entries: Vec<Entry>,
    /// Where the patterns of `entries` may match.
    pub(super) triggers: Triggers,
    protected: Vec<Pattern>,
    /// Where those of `protected` may match.
    pub(super) protection: Triggers,
}

/// A role or the like of several words, but for the last of them.
#[derive(Clone, Debug)]
struct Compound {
    before: Vec<Box<str>>,
    class: Class,
}

/// A pattern of a rule, and what to say when it matches.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// The rule, as an index into [`Lexicon::rules`].
    pub(super) rule: usize,
    pub(super) pattern: Pattern,
    pub(super) subject: Wanted,
    pub(super) place: Wherever,
    pub(super) weight: Weight,
    pub(super) guards: Vec<Guard>,
    /// The end of the message, after the author's words.
    pub(super) message: Box<str>,
    pub(super) help: Box<str>,
    pub(super) question: Box<str>,
}

/// A kind of word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Class {
    /// A role of one person.
    Person,
    /// The same of several.
    People,
    /// A team or shift.
    Group,
    /// "Operations", "support": a team, or not; it is one before what people alone do.
    Department,
    /// "Nobody", "no one".
    Nobody,
    /// Somebody whom a report is not about: users, customers, attackers.
    Outsider,
    /// What makes a thing of the role before it: pod, script, rota.
    System,
    /// What makes software of the role after it: "cert-manager operator".
    SystemModifier,
    /// What may stand before a role.
    Modifier,
    GivenName,
    /// A name from the project file.
    Name,
    Pronoun,
    Adverb,
    Determiner,
    Preposition,
    Conjunction,
    /// "Because", "when", "after".
    Subordinator,
    /// "Who", "that", "which".
    Relative,
    Auxiliary,
    Modal,
    Negation,
    /// "One", "some", "none": before "of".
    Partitive,
    /// "Night", "yesterday": stands after a subject without being one.
    Time,
    /// A past form that does not end in -ed.
    Past,
    Participle,
    /// Ends in -ed and is no verb form, or hardly ever.
    NotPast,
    /// What describes the noun after it when it stands after "should have".
    Adjectival,
    /// "Said", "found".
    Saying,
    /// What shows that an act was meant to help.
    Remedy,
    /// What makes a hazard of a fault: "prevents", "the risk of", "if".
    Hazard,
    /// Words about words: label, phrase, term.
    Wording,
    /// "Blameless".
    Culture,
    /// "Would", "might": what follows from a condition.
    Would,
}

/// The classes of a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Classes(u64);

impl Classes {
    pub(super) fn has(self, class: Class) -> bool {
        self.0 & (1 << class as u64) != 0
    }

    fn with(self, class: Class) -> Classes {
        Classes(self.0 | 1 << class as u64)
    }

    pub(super) fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// Whether a pattern needs somebody as the subject of its verb.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Wanted {
    #[default]
    Nothing,
    Person,
    /// Or nobody at all, where a list item or a sentence begins with the verb.
    PersonOrNone,
    /// As before anywhere, and an unknown capitalised word will do: only people forget.
    Human,
    /// "Nobody", "none of the reviewers".
    Nobody,
    /// Whoever did what the nearest verb before says, also as "by the engineer".
    Doer,
}

/// In which sections a pattern counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Wherever {
    #[default]
    Anywhere,
    /// Factors and whys.
    Analysis,
    Actions,
    ActionsOrLessons,
}

/// What makes a match innocent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Guard {
    /// "It was not human error."
    Negated,
    /// "A user can accidentally …", "so that nobody …".
    Hypothetical,
    /// "The label human error".
    Mentioned,
    /// "We did not notice until 14:10."
    Timed,
    /// "We did not think that …": what the authors believed at the time.
    Believed,
    /// "Attackers could have …": about a hole, and not about a decision.
    Exploited,
    /// "Should have dedicated hosts": a noun follows.
    Adjectival,
    /// "At 14:02 it was clear that …": what was known at a moment.
    Dated,
    /// "Whether we should have waited".
    Asked,
    /// Is no question.
    Stated,
    /// "Improve p99 below 300 ms": says when it is done.
    Bounded,
    /// "By the job", "by our tests": something else was to do it.
    ByThing,
    /// "If we had a spare": without "would have" or the like, it is no regret.
    NoConsequence,
    /// "Took the node down for maintenance": was meant.
    Intended,
    /// "Due to two engineers being on leave": a condition, and no act.
    Condition,
    /// "Why was the engineer not paged?"
    Received,
    /// "Send an e-mail when no file has arrived": done by a machine.
    Machine,
}

/// How much a match weighs, by whom it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Weight {
    /// For one person or several, and for a match that is about no person.
    pub(super) person: Level,
    /// For a name or a handle, if it is another.
    pub(super) named: Option<Level>,
    /// For a team, "they", or a list item without a subject.
    pub(super) team: Option<Level>,
    pub(super) we: Option<Level>,
    /// At most this much outside factors and whys.
    pub(super) elsewhere: Option<Level>,
}

/// The lexicon as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    words: BTreeMap<Class, Vec<Box<str>>>,
    software: BTreeMap<Box<str>, Vec<Box<str>>>,
    protected: Vec<String>,
    rules: BTreeMap<Box<str>, WrittenRule>,
}

/// The patterns of a rule, and what holds for all of them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenRule {
    message: Box<str>,
    weight: Weight,
    #[serde(default = "usual_guards")]
    guards: Vec<Guard>,
    patterns: Vec<WrittenPatterns>,
}

/// Some patterns that call for the same help.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenPatterns {
    any: Vec<String>,
    #[serde(default)]
    subject: Wanted,
    #[serde(default)]
    place: Wherever,
    weight: Option<Weight>,
    guards: Option<Vec<Guard>>,
    message: Option<Box<str>>,
    help: Box<str>,
    question: Box<str>,
}

fn usual_guards() -> Vec<Guard> {
    vec![Guard::Negated, Guard::Hypothetical, Guard::Mentioned]
}

impl Lexicon {
    /// Returns the built-in lexicon, joined by the words of a project. Fails where the project
    /// names a rule or writes a pattern that makes no sense.
    pub(crate) fn new(own: &Wording) -> Result<Lexicon> {
        let mut lexicon = BUILT_IN.clone();
        if *own == Wording::default() {
            return Ok(lexicon);
        }
        for (class, words) in [
            (Class::Person, &own.persons),
            (Class::Outsider, &own.not_persons),
            (Class::Name, &own.names),
        ] {
            for word in words {
                lexicon.learn(word, class);
            }
        }
        for phrase in &own.protect {
            lexicon.protected.push(read_pattern(phrase)?);
        }
        for unwanted in &own.remove {
            let before = lexicon.entries.len();
            lexicon
                .entries
                .retain(|entry| *entry.pattern.written != **unwanted);
            if lexicon.entries.len() == before {
                return Err(anyhow!("the lexicon has no pattern `{unwanted}` to remove"));
            }
        }
        for added in &own.add {
            lexicon.add(added)?;
        }
        Ok(lexicon.indexed())
    }

    /// Adds a pattern of the project's own, which weighs what its rule does.
    fn add(&mut self, added: &OwnPattern) -> Result<()> {
        let rule = self.rules.iter().position(|rule| **rule == *added.rule);
        let Some(rule) = rule else {
            let near = did_you_mean(&added.rule, self.rules.iter().map(|rule| &**rule));
            let near = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
            return Err(anyhow!("`{}` is no rule about wording{near}", added.rule));
        };
        let like = self
            .entries
            .iter()
            .find(|entry| entry.rule == rule)
            .expect("every rule of the lexicon has a pattern")
            .clone();
        self.entries.push(Entry {
            pattern: read_pattern(&added.pattern)?,
            subject: if added.person {
                Wanted::PersonOrNone
            } else {
                Wanted::Nothing
            },
            place: Wherever::Anywhere,
            guards: usual_guards(),
            help: added.help.as_deref().map_or(like.help, Box::from),
            question: added.question.as_deref().map_or(like.question, Box::from),
            ..like
        });
        Ok(())
    }

    fn read(text: &str) -> Result<Lexicon, String> {
        let parsed = yaml::parse(text, 0, yaml::Limits::PROJECT_FILE);
        let problem = |problems: &[yaml::Problem]| match problems {
            [first, ..] => format!("{} at byte {}", first.message, first.span.start),
            [] => "empty".to_owned(),
        };
        let tree = parsed.tree.ok_or_else(|| problem(&parsed.problems))?;
        let written: Written = yaml::read(&tree).map_err(|problems| problem(&problems))?;
        let mut lexicon = Lexicon {
            words: FxHashMap::default(),
            phrases: FxHashMap::default(),
            software: written.software,
            rules: Vec::new(),
            entries: Vec::new(),
            triggers: Triggers::default(),
            protected: Vec::new(),
            protection: Triggers::default(),
        };
        for (class, words) in &written.words {
            for word in words {
                lexicon.learn(word, *class);
            }
        }
        for phrase in &written.protected {
            lexicon.protected.push(Pattern::parse(phrase)?);
        }
        for (name, words) in written.rules {
            let rule = lexicon.rules.len();
            lexicon.rules.push(name);
            for group in words.patterns {
                for written in &group.any {
                    lexicon.entries.push(Entry {
                        rule,
                        pattern: Pattern::parse(written)?,
                        subject: group.subject,
                        place: group.place,
                        weight: group.weight.unwrap_or(words.weight),
                        guards: group.guards.clone().unwrap_or_else(|| words.guards.clone()),
                        message: group
                            .message
                            .clone()
                            .unwrap_or_else(|| words.message.clone()),
                        help: group.help.clone(),
                        question: group.question.clone(),
                    });
                }
            }
        }
        Ok(lexicon.indexed())
    }

    /// Adds a word, or several that mean one thing together, to a class.
    fn learn(&mut self, word: &str, class: Class) {
        let word = match is_initialism(word) {
            true => word.to_owned(),
            false => word.to_lowercase(),
        };
        match word.rsplit_once(' ') {
            None => {
                let classes = self.words.entry(word.into()).or_default();
                *classes = classes.with(class);
            }
            Some((before, last)) => {
                let before = before.split(' ').map(Box::from).collect();
                self.phrases
                    .entry(last.into())
                    .or_default()
                    .push(Compound { before, class });
            }
        }
    }

    fn indexed(mut self) -> Lexicon {
        self.triggers = Triggers::new(self.entries.iter().map(|entry| &entry.pattern));
        self.protection = Triggers::new(&self.protected);
        self
    }

    /// Notes on each token what is known of its word.
    pub(super) fn classify(&self, tokens: &mut [Token]) {
        for at in 0..tokens.len() {
            let token = &tokens[at];
            if !matches!(token.form, Form::Word | Form::Possessive) {
                continue;
            }
            let word = token.word.as_str();
            let mut classes = match token.shouted && word.len() == 2 {
                true => self.known(&word.to_uppercase()),
                false => self.known(word),
            };
            for Compound { before, class } in self.phrases.get(word).into_iter().flatten() {
                let start = at.checked_sub(before.len());
                let is_there = start.is_some_and(|start| {
                    before
                        .iter()
                        .zip(&tokens[start..at])
                        .all(|(word, token)| **word == *token.word)
                });
                if is_there {
                    classes = Classes::default().with(*class);
                }
            }
            tokens[at].classes = classes;
        }
    }

    /// Returns the classes of a word. "Engineer-1" is an engineer.
    fn known(&self, word: &str) -> Classes {
        let plain = match word.rsplit_once('-') {
            Some((plain, number)) if number.bytes().all(|byte| byte.is_ascii_digit()) => plain,
            Some(_) | None => word,
        };
        self.words.get(plain).copied().unwrap_or_default()
    }

    /// Says whether a word is a name or unknown, as opposed to a role, a team or a thing.
    pub(super) fn may_be_a_name(&self, word: &str) -> bool {
        self.words
            .get(word)
            .is_none_or(|classes| classes.has(Class::GivenName) || classes.has(Class::Name))
    }

    /// Returns the words beside which a role is the name of software, if it ever is.
    pub(super) fn signs_of_software(&self, role: &str) -> Option<&[Box<str>]> {
        self.software.get(role).map(Vec::as_slice)
    }

    pub(super) fn protected(&self, index: usize) -> &Pattern {
        &self.protected[index]
    }
}

/// Says whether a word is two capitals, such as "IT" or "US", and so another than the pronoun.
fn is_initialism(word: &str) -> bool {
    word.len() == 2 && word.chars().all(char::is_uppercase)
}

fn read_pattern(written: &str) -> Result<Pattern> {
    Pattern::parse(written).map_err(|wrong| anyhow!("{wrong}"))
}

static BUILT_IN: LazyLock<Lexicon> = LazyLock::new(|| {
    Lexicon::read(include_str!("lexicon.yml")).expect("the built-in lexicon is sound")
});
