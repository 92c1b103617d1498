//! The words that the language rules know: classes of words, protected phrases, and the patterns of
//! each rule with their help and question.
//!
//! The words themselves are data: `lexicon.yml` beside this file, joined by the `wording` section
//! of the project file.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use anyhow::{Result, anyhow};
use rustc_hash::FxHashMap;
use serde::Deserialize;

use super::class::{Class, Classes};
use super::entry::{Entry, Guard, Wanted, Weight, Wherever};
use super::pattern::Pattern;
use super::token::{Form, Token};
use super::trigger::Triggers;
use crate::config::{OwnPattern, Wording};
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
    pub(crate) fn new(own: &Wording) -> Result<Cow<'static, Lexicon>> {
        if *own == Wording::default() {
            return Ok(Cow::Borrowed(&BUILT_IN));
        }
        let mut lexicon = BUILT_IN.clone();
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
        Ok(Cow::Owned(lexicon.indexed()))
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

    pub(in crate::rules) fn built_in() -> &'static Lexicon {
        &BUILT_IN
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
    pub(super) fn classify(&self, tokens: &mut [Token<'_>]) {
        for at in 0..tokens.len() {
            let token = &tokens[at];
            if !matches!(token.form, Form::Word | Form::Possessive) {
                continue;
            }
            let word = &*token.word;
            let mut classes = match token.shouted && word.len() == 2 {
                true => self.known(&word.to_uppercase()),
                false => self.known(word),
            };
            let compound = self
                .phrases
                .get(word)
                .into_iter()
                .flatten()
                .find(|compound| {
                    let start = at.checked_sub(compound.before.len());
                    start.is_some_and(|start| {
                        let words = tokens[start..at].iter().map(|token| &*token.word);
                        words.eq(compound.before.iter().map(|word| &**word))
                    })
                });
            if let Some(compound) = compound {
                classes = Classes::default().with(compound.class);
                // "Controller on duty": the words before belong to the last one.
                for token in &mut tokens[at - compound.before.len()..at] {
                    token.classes = Classes::default().with(Class::Modifier);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::findings;
    use crate::rules::{self, Check};

    /// Returns the words that a rule quotes from a report, with words of the project's own.
    fn quoted(rule: &str, wording: &str, report: &str) -> Vec<String> {
        let project = format!("{report}\n=== secondstory.yml\nwording: {wording}\n");
        findings(rules::find(rule).unwrap(), &project)
            .into_iter()
            .map(|finding| finding.message.split('`').nth(1).unwrap().to_owned())
            .collect()
    }

    #[test]
    fn every_rule_about_wording_has_words_and_the_words_have_a_rule() {
        let built_in: Vec<&str> = BUILT_IN.rules.iter().map(|rule| &**rule).collect();
        let rules: Vec<&str> = rules::all()
            .iter()
            .filter(|rule| matches!(rule.check, Check::Wording))
            .map(|rule| rule.name)
            .collect();
        assert_eq!(built_in, rules);
    }

    #[test]
    fn no_pattern_weighs_more_than_its_rule() {
        for entry in &BUILT_IN.entries {
            let rule = rules::find(&BUILT_IN.rules[entry.rule]).unwrap();
            let weight = entry.weight;
            for level in [Some(weight.person), weight.named, weight.team, weight.we] {
                assert!(
                    level <= rule.level,
                    "{} in {}",
                    entry.pattern.written,
                    rule.name
                );
            }
        }
    }

    #[test]
    fn a_project_adds_roles_names_and_those_who_are_none() {
        let rule = "language/person-failed";
        assert!(quoted(rule, "{}", "The stevedore failed to look.\n").is_empty());
        assert_eq!(
            quoted(
                rule,
                "{ persons: [stevedore] }",
                "The stevedore failed to look.\n"
            ),
            ["The stevedore failed to"]
        );
        assert_eq!(
            quoted(rule, "{ names: [Kvotting] }", "Kvotting failed to look.\n"),
            ["Kvotting failed to"]
        );
        let navigator = "{ not_persons: [captain] }";
        assert!(quoted(rule, navigator, "The captain failed to start.\n").is_empty());
    }

    #[test]
    fn a_project_protects_phrases_and_takes_patterns_out() {
        let rule = "language/judgement-word";
        let report = "A sloppy focus policy was set.\n";
        assert_eq!(quoted(rule, "{}", report), ["sloppy"]);
        assert!(quoted(rule, "{ protect: [sloppy focus] }", report).is_empty());
        let pattern = "(sloppy|sloppily|sloppiness|shoddy|slapdash|half-assed|half-baked)";
        assert!(quoted(rule, &format!("{{ remove: [\"{pattern}\"] }}"), report).is_empty());
    }

    #[test]
    fn a_project_adds_patterns_of_its_own() {
        let wording = "{ add: [{ rule: language/judgement-word, pattern: \"(cowboy|cowboys)\" }] }";
        let report = "This was a cowboy deploy.\n";
        assert_eq!(
            quoted("language/judgement-word", wording, report),
            ["cowboy"]
        );
        let wording =
            "{ add: [{ rule: language/person-forgot, pattern: dropped the ball, person: true }] }";
        let report = "The reviewer dropped the ball. The robot dropped the ball.\n";
        assert_eq!(
            quoted("language/person-forgot", wording, report),
            ["The reviewer dropped the ball"]
        );
    }

    #[test]
    fn what_a_project_gets_wrong_is_said() {
        let wrong = |wording: Wording| Lexicon::new(&wording).unwrap_err().to_string();
        let add = |rule: &str, pattern: &str| Wording {
            add: vec![OwnPattern {
                rule: rule.into(),
                pattern: pattern.into(),
                person: false,
                help: None,
                question: None,
            }],
            ..Wording::default()
        };
        assert_eq!(
            wrong(add("language/judgment-word", "cowboy")),
            "`language/judgment-word` is no rule about wording; did you mean `language/judgement-word`?"
        );
        assert_eq!(
            wrong(add("language/judgement-word", "(cow")),
            "the parentheses of `(cow` do not match"
        );
        let remove = Wording {
            remove: vec!["cowboy".into()],
            ..Wording::default()
        };
        assert_eq!(
            wrong(remove),
            "the lexicon has no pattern `cowboy` to remove"
        );
    }
}
