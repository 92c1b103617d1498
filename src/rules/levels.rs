//! How much a rule weighs in a report: its own level, as the configuration changes it.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};

use crate::config::{Config, Globs, LevelSetting};
use crate::diagnostic::Level;
use crate::document::Document;
use crate::postmortem::Status;
use crate::rules::{Choice, Rule};
use crate::template::Templates;

type Table = BTreeMap<String, LevelSetting>;

/// What the configuration says of levels, ready to be asked for each report.
#[derive(Debug)]
pub(super) struct Levels<'a> {
    choice: &'a Choice,
    everywhere: &'a Table,
    /// The entries of `paths`, with the globs of each; the last one counts first.
    by_path: Vec<(&'a Globs, &'a Table)>,
}

impl<'a> Levels<'a> {
    /// Reads the levels of some rules, or says which name in the configuration is wrong.
    pub(super) fn new(config: &'a Config, choice: &'a Choice) -> Result<Levels<'a>> {
        check_names(&config.rules)?;
        let by_path = config.paths.iter().rev().map(|entry| {
            check_names(&entry.rules)?;
            Ok((&entry.path, &entry.rules))
        });
        Ok(Levels {
            choice,
            everywhere: &config.rules,
            by_path: by_path.collect::<Result<_>>()?,
        })
    }

    /// Returns the rules that are on for a report, each with its level there.
    pub(super) fn of(&self, document: &Document, status: Status) -> Vec<(&'static Rule, Level)> {
        let template = &document.template.rules;
        self.through(document.path(), &[self.everywhere, template], status)
    }

    /// Says whether a rule may be on for any report at all.
    pub(super) fn may_be_on(&self, templates: &Templates, rule: &Rule) -> bool {
        let by_path = self.by_path.iter().map(|(_, table)| *table);
        let by_template = templates.iter().map(|it| &it.rules);
        let mut tables = by_path.chain([self.everywhere]).chain(by_template);
        rule.level.is_some()
            || self.asked_for(rule).is_some()
            || tables.any(|table| setting(&[table], rule).is_some())
    }

    /// Returns the rules that are on for a file of the project that is no report.
    pub(super) fn of_file(&self, path: &str) -> Vec<(&'static Rule, Level)> {
        self.through(path, &[self.everywhere], Status::Published)
    }

    fn through(&self, path: &str, after: &[&Table], status: Status) -> Vec<(&'static Rule, Level)> {
        let by_path = self.by_path.iter();
        let by_path = by_path.filter(|(globs, _)| globs.matches(path));
        let tables: Vec<&Table> = by_path
            .map(|(_, table)| *table)
            .chain(after.iter().copied())
            .filter(|table| !table.is_empty())
            .collect();
        let on = |rule: &&'static Rule| {
            let setting = setting(&tables, rule);
            let level = level(rule, setting, status).or_else(|| self.asked_for(rule))?;
            Some((*rule, level))
        };
        self.choice.rules.iter().filter_map(on).collect()
    }

    /// Returns the level of a rule that is off here and was asked for by name: who asks for it wants
    /// to hear of it.
    fn asked_for(&self, rule: &Rule) -> Option<Level> {
        let is_asked_for = self.choice.asked_for.contains(&rule.name);
        is_asked_for.then(|| rule.level.unwrap_or(Level::Warning))
    }
}

/// Returns what the first table that knows a rule, by its name or else by its area, says of it.
fn setting(tables: &[&Table], rule: &Rule) -> Option<LevelSetting> {
    let says = |table: &&Table| {
        table
            .get(rule.name)
            .or_else(|| table.get(rule.area()))
            .copied()
    };
    tables.iter().find_map(says)
}

/// Returns the level of a rule under a setting; nothing where it is off.
///
/// A draft is treated gently whatever the setting: it weighs at most `rule.draft`.
fn level(rule: &Rule, setting: Option<LevelSetting>, status: Status) -> Option<Level> {
    if rule.always {
        return rule.level;
    }
    let level = match setting {
        None => rule.level?,
        Some(LevelSetting::Off) => return None,
        Some(LevelSetting::Hint) => Level::Hint,
        Some(LevelSetting::Warning) => Level::Warning,
        Some(LevelSetting::Error) => Level::Error,
    };
    match rule.draft {
        Some(draft) if !status.is_final() => Some(level.min(draft)),
        Some(_) | None => Some(level),
    }
}

fn check_names(table: &Table) -> Result<()> {
    for name in table.keys() {
        super::selection(name)
            .with_context(|| format!("`rules` in the configuration names `{name}`"))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Check;

    const RULE: Rule = Rule {
        name: "structure/some-fault",
        level: Some(Level::Error),
        draft: Some(Level::Warning),
        summary: "",
        why: "",
        source: "",
        question: None,
        always: false,
        bad: "",
        good: "",
        check: Check::Document(|_, _| Vec::new()),
    };

    #[test]
    fn a_draft_is_treated_gently_even_where_the_setting_is_strict() {
        let strict = Some(LevelSetting::Error);
        assert_eq!(level(&RULE, strict, Status::Draft), Some(Level::Warning));
        assert_eq!(level(&RULE, strict, Status::Published), Some(Level::Error));
        let mild = Some(LevelSetting::Hint);
        assert_eq!(level(&RULE, mild, Status::Draft), Some(Level::Hint));
    }

    #[test]
    fn a_rule_that_is_always_on_stays_on() {
        let always = Rule {
            always: true,
            ..RULE
        };
        let off = Some(LevelSetting::Off);
        assert_eq!(level(&always, off, Status::Draft), Some(Level::Error));
        assert_eq!(level(&RULE, off, Status::Published), None);
    }

    #[test]
    fn a_path_counts_before_the_rest_and_a_name_before_its_area() {
        let table = |name: &str, setting| Table::from([(name.to_owned(), setting)]);
        let path = table("structure", LevelSetting::Off);
        let everywhere = table("structure/some-fault", LevelSetting::Hint);
        let both = [&path, &everywhere];
        assert_eq!(setting(&both, &RULE), Some(LevelSetting::Off));
        let mut everywhere = everywhere;
        everywhere.insert("structure".into(), LevelSetting::Warning);
        assert_eq!(setting(&[&everywhere], &RULE), Some(LevelSetting::Hint));
        assert_eq!(setting(&[], &RULE), None);
    }
}
