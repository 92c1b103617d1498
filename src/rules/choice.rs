//! Which rules a run is about: those of `--select`, without those of `--ignore`.

use anyhow::{Result, bail};

use crate::rules::{self, Rule};

/// The rules that a run is about.
///
/// Invariant: a rule that is always on is among them.
#[derive(Clone, Debug)]
pub(crate) struct Choice {
    pub(super) rules: Vec<&'static Rule>,
    /// Those that were asked for by their own name, and speak up even where they are off.
    pub(super) asked_for: Vec<&'static str>,
}

impl Default for Choice {
    /// Every rule, at its usual level.
    fn default() -> Choice {
        Choice {
            rules: rules::all().to_vec(),
            asked_for: Vec::new(),
        }
    }
}

impl Choice {
    /// Chooses from names of rules and areas; without any to select, from all rules.
    ///
    /// # Errors
    ///
    /// A name that no rule and no area has, and a rule to ignore that is always on.
    pub(crate) fn new(select: &[String], ignore: &[String]) -> Result<Choice> {
        let selected = named(select)?;
        let ignored = named(ignore)?;
        if let Some(rule) = ignore.iter().find_map(|name| always_on(name)) {
            bail!(
                "`{}` cannot be ignored: {}, and nothing else that is said of the report would \
                 hold\nhelp: `secondstory explain {}` says more",
                rule.name,
                rule.summary,
                rule.name
            );
        }
        let is_in = |rule: &Rule, names: &[&str]| names.contains(&rule.name);
        let is_chosen = |rule: &&&'static Rule| {
            rule.always || (select.is_empty() || is_in(rule, &selected)) && !is_in(rule, &ignored)
        };
        Ok(Choice {
            rules: rules::all().iter().filter(is_chosen).copied().collect(),
            asked_for: select
                .iter()
                .filter_map(|name| rules::find(name))
                .map(|rule| rule.name)
                .collect(),
        })
    }

    /// Says whether a rule is among them.
    pub(crate) fn includes(&self, name: &str) -> bool {
        self.rules.iter().any(|rule| rule.name == name)
    }

    /// Says whether these are all the rules there are.
    pub(crate) fn is_everything(&self) -> bool {
        self.rules.len() == rules::all().len()
    }
}

/// Returns the names of the rules that names of rules and areas stand for.
fn named(names: &[String]) -> Result<Vec<&'static str>> {
    let mut rules = Vec::new();
    for name in names {
        rules.extend(rules::selection(name)?.into_iter().map(|rule| rule.name));
    }
    Ok(rules)
}

/// Returns the rule of a name, if it cannot be switched off.
fn always_on(name: &str) -> Option<&'static Rule> {
    rules::find(name).filter(|rule| rule.always)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choose(select: &[&str], ignore: &[&str]) -> Result<Choice> {
        let owned =
            |names: &[&str]| -> Vec<String> { names.iter().map(|&name| name.to_owned()).collect() };
        Choice::new(&owned(select), &owned(ignore))
    }

    #[test]
    fn an_area_can_be_chosen_without_one_of_its_rules() {
        let choice = choose(&["language"], &["language/trivialiser"]).unwrap();
        assert!(choice.includes("language/human-error"));
        assert!(!choice.includes("language/trivialiser"));
        assert!(!choice.includes("structure/title"));
        assert!(!choice.is_everything());
    }

    #[test]
    fn what_is_always_on_stays_with_its_area_and_is_refused_by_its_name() {
        let choice = choose(&[], &["front-matter"]).unwrap();
        assert!(choice.includes("front-matter/invalid-yaml"));
        assert!(!choice.includes("front-matter/missing"));
        let error = choose(&[], &["front-matter/invalid-yaml"]).unwrap_err();
        assert!(error.to_string().contains("cannot be ignored"), "{error}");
    }

    #[test]
    fn a_misspelt_rule_is_not_passed_over() {
        let error = choose(&["language/humen-error"], &[]).unwrap_err();
        let error = error.to_string();
        assert!(
            error.contains("did you mean `language/human-error`?"),
            "{error}"
        );
        let error = choose(&[], &["langauge"]).unwrap_err().to_string();
        assert!(error.contains("did you mean `language`?"), "{error}");
    }
}
