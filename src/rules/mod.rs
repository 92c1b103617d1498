//! The rules: one folder for each area, one file for each rule, one table, one runner.
//!
//! A rule reads a [`Document`] as written, its prose, or the [`Archive`] where something only shows
//! across reports, and returns findings. The runner adds the rule's name and its level, which
//! depends on the configuration, on the status of the report and on how sure the rule is.

mod action;
mod allow;
mod alone;
mod breach;
mod choice;
mod context;
mod culture;
mod example;
mod factor;
mod front_matter;
mod identity;
mod language;
mod levels;
mod link;
mod personal;
mod place;
mod privacy;
mod reference;
mod runner;
mod structure;
#[cfg(test)]
mod testing;
mod timeline;
mod words;

use std::sync::LazyLock;

use anyhow::{Result, bail};

pub(crate) use alone::{Alone, Written as WrittenAlone};
pub(crate) use choice::Choice;
pub(crate) use context::{Across, Context};
pub(crate) use example::{Said, said};
pub(crate) use reference::markdown;
pub(crate) use runner::{Company, check, check_reports};

use crate::archive::Mention;
use crate::diagnostic::{Diagnostic, Fix, Level};
use crate::document::{Block, Document, Span, did_you_mean};
use crate::postmortem::Postmortem;

/// What a rule looks for, and how.
#[derive(Debug)]
pub(crate) struct Rule {
    /// `area/fault` in kebab-case.
    pub(crate) name: &'static str,
    /// The level in a published report; `None` where it is off unless asked for.
    pub(crate) level: Option<Level>,
    /// The level in a draft or a report in review, where it is a lower one.
    pub(crate) draft: Option<Level>,
    /// The fault in one phrase, lower case.
    pub(crate) summary: &'static str,
    /// What a reader loses, for an author at the end of a hard week.
    pub(crate) why: &'static str,
    /// Where the reason comes from.
    pub(crate) source: &'static str,
    /// A debriefing question, where the rule touches people.
    pub(crate) question: Option<&'static str>,
    /// Whether it cannot be switched off or lowered.
    pub(crate) always: bool,
    /// The smallest projects that it flags and leaves alone. One report, or several files each
    /// under a line `=== path`.
    pub(crate) bad: &'static str,
    pub(crate) good: &'static str,
    pub(crate) check: Check,
}

/// How a rule looks.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Check {
    /// At one report as written.
    Document(fn(&Context, &Document) -> Vec<Finding>),
    /// At the running text of one report, which the runner reads once for all rules of this sort.
    Prose(fn(&Context, &Document, &[Block]) -> Vec<Finding>),
    /// The same, for what another report may settle: then it is no finding.
    Unsettled {
        look: fn(&Context, &Document, &[Block]) -> Vec<Finding>,
        is_settled: fn(&Across, &Postmortem) -> bool,
    },
    /// At the factors that the running text speaks of, which the runner looks for once as well.
    Mentions(fn(&Context, &Document, &[Mention]) -> Vec<Finding>),
    /// At its wording, through the patterns that the lexicon has for the rule. All rules of this sort
    /// look together, so that a sentence has one finding.
    Wording,
    /// At one report beside the others: it has to look again when one of these changes, so it asks for
    /// what is [kept](crate::document::Kept) of a body where that is enough.
    Beside(fn(&Across, &Document) -> Vec<Finding>),
    /// At all of them; each finding says in which report it stands.
    Archive(fn(&Across) -> Vec<(usize, Finding)>),
    /// At the files that the project has beside its reports; each finding says in which it stands.
    Project(fn(&Across) -> Vec<(ProjectFile, Finding)>),
    /// At the allowances of a report that nothing needed, which the runner knows at the end.
    Leftover,
}

/// A file of the project that findings may stand in, besides reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ProjectFile {
    Config,
    Factors,
}

/// What a rule noticed. The runner turns it into a diagnostic.
#[derive(Clone, Debug, Default)]
pub(crate) struct Finding {
    pub(crate) span: Span,
    pub(crate) message: String,
    pub(crate) help: Option<String>,
    /// Instead of the rule's own question.
    pub(crate) question: Option<String>,
    pub(crate) labels: Vec<(Span, String)>,
    pub(crate) fix: Option<Fix>,
    /// Instead of the rule's own level, where this one weighs less.
    pub(crate) at_most: Option<Level>,
    /// What it is about, if the words under the span do not say it.
    pub(crate) key: Option<String>,
}

/// The rules of each area. A new area is a line here.
const AREAS: &[&[&Rule]] = &[
    action::RULES,
    breach::RULES,
    culture::RULES,
    factor::RULES,
    front_matter::RULES,
    language::RULES,
    link::RULES,
    privacy::RULES,
    structure::RULES,
    timeline::RULES,
];

/// Every rule, by area and name.
pub(crate) fn all() -> &'static [&'static Rule] {
    static ALL: LazyLock<Vec<&'static Rule>> = LazyLock::new(|| {
        let mut all = AREAS.concat();
        all.sort_by_key(|rule| rule.name);
        all
    });
    &ALL
}

/// Prepares what every check needs, whatever there is to check: something to do while a project is read.
pub(crate) fn prepare() {
    language::Lexicon::built_in();
}

/// Returns the rule with a name.
pub(crate) fn find(name: &str) -> Option<&'static Rule> {
    all().iter().find(|rule| rule.name == name).copied()
}

/// Says whether a finding is of a rule that cannot be switched off, and so neither be allowed nor put
/// into a baseline.
pub(crate) fn is_always_told(finding: &Diagnostic) -> bool {
    find(finding.rule).is_some_and(|rule| rule.always)
}

/// Returns the rules that a name stands for: one rule, or all of an area.
pub(crate) fn selection(name: &str) -> Result<Vec<&'static Rule>> {
    let named = |rule: &&&'static Rule| rule.name == name || rule.area() == name;
    let rules: Vec<&'static Rule> = all().iter().filter(named).copied().collect();
    if rules.is_empty() {
        match nearest(name) {
            Some(near) => bail!("there is no rule `{name}`; did you mean `{near}`?"),
            None => bail!("there is no rule `{name}`; `secondstory rules` lists them"),
        }
    }
    Ok(rules)
}

/// Returns the rule or area that a wrong name was most likely meant to be.
fn nearest(name: &str) -> Option<&'static str> {
    let names = || all().iter().map(|rule| rule.name);
    if name.contains('/') {
        return did_you_mean(name, names());
    }
    // Every rule of an area begins like the area, so areas are looked at alone.
    let areas = all().iter().map(|rule| rule.area());
    did_you_mean(name, areas).or_else(|| {
        let fault = did_you_mean(name, all().iter().map(|rule| rule.fault()))?;
        names().find(|name| name.ends_with(&format!("/{fault}")))
    })
}

impl Rule {
    /// Returns the part of the name before the slash.
    pub(crate) fn area(&self) -> &'static str {
        self.name.split('/').next().unwrap_or_default()
    }

    /// Returns the part of the name after the slash.
    fn fault(&self) -> &'static str {
        self.name.split('/').nth(1).unwrap_or_default()
    }
}

impl ProjectFile {
    /// Returns its path below the root.
    pub(crate) fn path(self) -> &'static str {
        match self {
            ProjectFile::Config => "secondstory.yml",
            ProjectFile::Factors => "factors.yml",
        }
    }
}

impl Finding {
    /// Begins a finding: where it stands, and what is there.
    pub(crate) fn new(span: Span, message: impl Into<String>) -> Finding {
        Finding {
            span,
            message: message.into(),
            ..Finding::default()
        }
    }

    /// Adds what to do about it.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Finding {
        self.help = Some(help.into());
        self
    }

    /// Adds a question to ask instead of the rule's own.
    pub(crate) fn question(mut self, question: impl Into<String>) -> Finding {
        self.question = Some(question.into());
        self
    }

    /// Adds another place that bears on it.
    pub(crate) fn label(mut self, span: Span, word: impl Into<String>) -> Finding {
        self.labels.push((span, word.into()));
        self
    }

    /// Adds what it is about, for an identity that does not hang on the words under its span.
    pub(crate) fn key(mut self, key: impl Into<String>) -> Finding {
        self.key = Some(key.into());
        self
    }

    /// Lets it weigh at most this much.
    pub(crate) fn at_most(mut self, level: Level) -> Finding {
        self.at_most = Some(level);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_fires_on_its_bad_and_is_silent_on_its_good() {
        let mut broken = Vec::new();
        for rule in all() {
            if testing::findings(rule, rule.bad).is_empty() {
                broken.push(format!("{} is silent on its `bad`", rule.name));
            }
            for finding in testing::findings(rule, rule.good) {
                broken.push(format!(
                    "{} fires on its `good`: {}",
                    rule.name, finding.message
                ));
            }
        }
        assert!(broken.is_empty(), "{broken:#?}");
    }

    #[test]
    fn what_is_mended_is_gone_and_nothing_else_has_come() {
        const FACTORS: &str = "=== factors.yml\n- id: alert-missing\n  aliases: [no alert]\n\
            - id: no-alarm\n  replaced_by: alert-missing\n";
        const ZONE: &str = "=== secondstory.yml\nsources:\n  - include: postmortems/**/*.md\n    \
            defaults: { timezone: Europe/Copenhagen }\n";
        for (rule, text, rest) in [
            (
                "factor/alias-used",
                "---\ncontributing_factors: [no alert]\n---\n",
                FACTORS,
            ),
            (
                "factor/replaced",
                "---\ncontributing_factors:\n- 'no-alarm'\n---\n",
                FACTORS,
            ),
            (
                "front-matter/unknown-field",
                "---\nStartedAt: x\nDetected_By: alert\n---\n",
                "",
            ),
            (
                "front-matter/wrong-type",
                "---\nstarted: 3 May 2025\ntags: a, b\nstatus: Draft\n---\n",
                "",
            ),
            (
                "structure/heading-alias",
                "## Chain of events\n\n- 09:10 x\n",
                "",
            ),
            (
                "timeline/no-zone",
                "---\nstarted: 2025-03-31\n---\n## Timeline\n\n- 09:10 x\n",
                ZONE,
            ),
        ] {
            let rule = find(rule).unwrap();
            let before = testing::findings(rule, &format!("{text}{rest}"));
            let mending = crate::diagnostic::mending(&before);
            assert!(mending.findings > 0, "{}", rule.name);
            let mended = crate::document::edited(text, &mending.edits);
            let after = testing::findings(rule, &format!("{mended}{rest}"));
            assert_eq!(after.len(), before.len() - mending.findings, "{mended}");
            assert!(
                crate::diagnostic::mending(&after).edits.is_empty(),
                "{mended}"
            );
            let said = |project: &str| -> Vec<(&str, String)> {
                let found = testing::all_findings(project);
                found.into_iter().map(|it| (it.rule, it.message)).collect()
            };
            let before = said(&format!("{text}{rest}"));
            for found in said(&format!("{mended}{rest}")) {
                assert!(
                    before.contains(&found),
                    "mending {} brings {found:?}",
                    rule.name
                );
            }
        }
    }

    #[test]
    fn what_a_rule_says_of_its_bad_stands_at_a_line_of_it() {
        for rule in all() {
            let files = example::files(rule.bad);
            for said in said(rule) {
                let text = match &said.path {
                    Some(path) => files.get(path),
                    None => files.values().next(),
                };
                let lines = text.map_or(0, |text| text.lines().count());
                assert!(said.line <= lines.max(1), "{}: {said:?}", rule.name);
                assert!(!said.message.is_empty(), "{}", rule.name);
            }
        }
    }

    #[test]
    fn a_near_miss_needs_no_severity_and_no_owner() {
        let near_miss = "\
---
title: A drain was aimed at both regions and stopped at the question
kind: near-miss
status: published
potential_severity: sev1
confidentiality: internal
started: 2025-03-31 09:40 UTC
detected: 2025-03-31 09:41 UTC
detected_by: self-report
teams: [platform]
contributing_factors: [confusable-interface]
reported: { via: self }
near_miss: { caught_by: person }
---
## What almost happened

At 09:40 a drain was started for one region, and the console had both selected. The question that
comes before a drain named two regions, so it was cancelled within a minute. Nobody was affected.

## What caught it

The question names the regions.

## What could have followed

With both regions drained, nobody could have signed in for about twenty minutes.

## Contributing factors

- Both regions look alike in the list. {factor:confusable-interface}

## Idea

The console could begin with no region selected.

## Actions

- Select no region until somebody does
=== factors.yml
- { id: confusable-interface, title: Two things look alike, level: information-system }
";
        let found = testing::all_findings(near_miss);
        let loud: Vec<_> = found
            .iter()
            .filter(|it| it.level > Level::Hint && it.path.starts_with("postmortems/"))
            .filter(|it| !it.rule.starts_with("culture/"))
            .map(|it| (it.rule, &it.message))
            .collect();
        assert!(loud.is_empty(), "{loud:#?}");
    }

    #[test]
    fn rules_are_named_once_for_area_and_fault() {
        let mut names: Vec<&str> = all().iter().map(|rule| rule.name).collect();
        names.dedup();
        assert_eq!(names.len(), all().len());
        for rule in all() {
            let (area, fault) = rule.name.split_once('/').unwrap();
            for part in [area, fault] {
                let allowed = |c: char| c.is_ascii_lowercase() || c == '-';
                assert!(
                    !part.is_empty() && part.chars().all(allowed),
                    "{}",
                    rule.name
                );
            }
        }
    }

    #[test]
    fn a_wrong_name_leads_to_the_rule_or_the_area_that_was_meant() {
        assert_eq!(nearest("structur"), Some("structure"));
        assert_eq!(nearest("human-eror"), Some("language/human-error"));
        assert_eq!(
            nearest("langauge/human-error"),
            Some("language/human-error")
        );
        assert_eq!(nearest("weather"), None);
    }

    #[test]
    fn every_rule_says_why_in_whole_sentences_and_what_in_a_phrase() {
        for rule in all() {
            assert!(rule.why.ends_with(['.', '?']), "{}", rule.name);
            assert!(!rule.summary.ends_with('.'), "{}", rule.name);
            assert!(
                rule.question.is_none_or(|it| it.ends_with('?')),
                "{}",
                rule.name
            );
            assert!(!rule.source.is_empty(), "{}", rule.name);
            assert!(
                rule.draft <= rule.level,
                "{} is milder once published",
                rule.name
            );
        }
    }
}
