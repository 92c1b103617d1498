//! Runs the rules over every report.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use rayon::prelude::*;

use crate::archive::Reading;
use crate::diagnostic::{Checked, Diagnostic, Level, Suppressed};
use crate::document::{Document, Filed};
use crate::rules::alone::Alone;
use crate::rules::identity::{Found, identified, in_order};
use crate::rules::language::Lexicon;
use crate::rules::levels::Levels;
use crate::rules::{Across, Check, Choice, Finding, ProjectFile, Rule, allow};

/// What a check has to do with other readings of the same reports.
#[derive(Clone, Copy)]
pub(crate) struct Company<'a> {
    /// What was found in a report by itself, if that is known and still holds: its body is not read
    /// then.
    pub(crate) known: &'a (dyn Fn(&Filed) -> Option<Arc<Alone>> + Sync),
    /// Has a look at each report that is read, before the reading ends.
    pub(crate) learn: &'a (dyn Fn(&Reading, &Arc<Alone>) + Sync),
}

impl Company<'_> {
    /// Nothing is known, and nobody wants to know more than the findings.
    pub(crate) const NONE: Company<'static> = Company {
        known: &|_| None,
        learn: &|_, _| {},
    };
}

impl fmt::Debug for Company<'_> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.debug_struct("Company").finish_non_exhaustive()
    }
}

/// Runs rules over the reports that are in question, beside all others. Sorted by path and place; what
/// one rule says twice of one place is said once.
///
/// Fails only where the configuration names a rule that does not exist, or a glob that is none.
pub(crate) fn check(
    across: &Across,
    choice: &Choice,
    is_in_question: &(dyn Fn(&str) -> bool + Sync),
    company: Company,
) -> Result<Checked> {
    let rules = choice.rules.as_slice();
    let levels = Levels::new(across.context.config, choice)?;
    let (lexicon, mut found) = rayon::join(
        || lexicon(across, rules),
        || across_reports(across, &levels, rules),
    );
    let lexicon = lexicon?;
    let reports: Vec<(Vec<Diagnostic>, Vec<Suppressed>)> = across
        .documents
        .par_iter()
        .zip(found.par_iter_mut())
        .filter(|(document, _)| is_in_question(document.path()))
        .map(|(filed, found)| {
            let (document, on, alone) = alone(across, lexicon.as_deref(), &levels, filed, company);
            let found = found.drain(..).filter_map(|(rule, finding)| {
                let (_, level) = on.iter().find(|(it, _)| std::ptr::eq(*it, rule))?;
                Some((rule, *level, finding))
            });
            judged(across, &document, &on, &alone, found.collect())
        })
        .collect();
    let (diagnostics, suppressed): (Vec<_>, Vec<_>) = reports.into_iter().unzip();
    let mut diagnostics: Vec<Diagnostic> = diagnostics.into_iter().flatten().collect();
    let files = [ProjectFile::Config, ProjectFile::Factors];
    for file in files.into_iter().filter(|it| is_in_question(it.path())) {
        let on = levels.of_file(file.path());
        diagnostics.extend(in_file(across, file, &on));
    }
    diagnostics.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(Checked {
        diagnostics,
        suppressed: suppressed.into_iter().flatten().collect(),
    })
}

/// Runs the rules that look at one report at a time over some of the reports, given by their places
/// among the documents. What only shows across reports is left to [`check`].
pub(crate) fn check_reports(across: &Across, reports: &[usize]) -> Result<Checked> {
    let choice = Choice::default();
    let levels = Levels::new(across.context.config, &choice)?;
    let lexicon = lexicon(across, &choice.rules)?;
    let reports: Vec<(Vec<Diagnostic>, Vec<Suppressed>)> = reports
        .par_iter()
        .map(|&at| {
            let filed = &across.documents[at];
            let (document, mut on, alone) =
                alone(across, lexicon.as_deref(), &levels, filed, Company::NONE);
            on.retain(|(rule, _)| !matches!(rule.check, Check::Archive(_)));
            judged(across, &document, &on, &alone, Vec::new())
        })
        .collect();
    let (diagnostics, suppressed): (Vec<_>, Vec<_>) = reports.into_iter().unzip();
    Ok(Checked {
        diagnostics: diagnostics.into_iter().flatten().collect(),
        suppressed: suppressed.into_iter().flatten().collect(),
    })
}

/// Opens a report. Returns it with the rules that are on for it, and with what is found in it by itself.
fn alone(
    across: &Across,
    lexicon: Option<&Lexicon>,
    levels: &Levels,
    filed: &Arc<Filed>,
    company: Company,
) -> (Document, Vec<(&'static Rule, Level)>, Arc<Alone>) {
    let context = &across.context;
    let reading = Reading::new(filed, &across.archive.finder);
    let on = levels.of(&reading.document, context.status(&reading.document));
    if let Some(alone) = (company.known)(filed) {
        return (reading.document, on, alone);
    }
    let alone = Arc::new(Alone::of(context, lexicon, &reading, &on));
    (company.learn)(&reading, &alone);
    (reading.document, on, alone)
}

/// Makes the findings of a report of what is found in it by itself, beside others and across all: what
/// others settle is none, and what the report allows is suppressed.
fn judged(
    across: &Across,
    document: &Document,
    on: &[(&'static Rule, Level)],
    alone: &Alone,
    found: Vec<Found>,
) -> (Vec<Diagnostic>, Vec<Suppressed>) {
    let path = &document.source.path;
    let mut found = found;
    for &(rule, level) in on {
        if let Check::Beside(check) = rule.check {
            let beside = check(across, document).into_iter();
            found.extend(beside.map(|finding| (rule, level, finding)));
        }
    }
    let is_settled = |it: &&Diagnostic| {
        let rule = on.iter().find(|(rule, _)| rule.name == it.rule);
        let Some((_, Check::Unsettled { is_settled, .. })) = rule.map(|(it, _)| (it, it.check))
        else {
            return false;
        };
        let postmortem = across.context.postmortem(document);
        postmortem.is_some_and(|it| is_settled(across, it))
    };
    let unsettled = alone.diagnostics.iter().filter(|it| !is_settled(it));
    let mut diagnostics: Vec<Diagnostic> = unsettled.cloned().collect();
    if !found.is_empty() {
        // Only text that no rule names has to be looked at.
        diagnostics.extend(identified(path, document.text(), found));
        in_order(&mut diagnostics);
    }
    let ran = |name: &str| on.iter().any(|(rule, _)| rule.name == name);
    let mut allowed = allow::allow(alone, diagnostics, ran);
    let speaker = on
        .iter()
        .find(|(rule, _)| matches!(rule.check, Check::Leftover));
    if let Some((rule, level)) = speaker.filter(|_| !allowed.unused.is_empty()) {
        let unused = allowed.unused.into_iter().map(|it| (*rule, *level, it));
        let unused = identified(path, document.text(), unused.collect());
        allowed.diagnostics.extend(unused);
        in_order(&mut allowed.diagnostics);
    }
    (allowed.diagnostics, allowed.suppressed)
}

/// Runs the rules that look at the files beside the reports.
fn in_file(across: &Across, file: ProjectFile, on: &[(&'static Rule, Level)]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for &(rule, level) in on {
        if let Check::Project(check) = rule.check {
            let here = check(across).into_iter().filter(|(it, _)| *it == file);
            found.extend(here.map(|(_, finding)| (rule, level, finding)));
        }
    }
    // Such a rule names what each finding is about, so the text itself is not needed.
    identified(&file.path().into(), "", found)
}

/// Reads the lexicon, if any of the rules is about wording.
fn lexicon(across: &Across, rules: &[&'static Rule]) -> Result<Option<Cow<'static, Lexicon>>> {
    let is_wording = |rule: &&'static Rule| matches!(rule.check, Check::Wording);
    if !rules.iter().any(is_wording) {
        return Ok(None);
    }
    Lexicon::new(&across.context.config.wording)
        .context("`wording` in the configuration cannot be used")
        .map(Some)
}

/// Runs the archive rules that may be on somewhere, and sorts what they found by report.
fn across_reports(
    across: &Across,
    levels: &Levels,
    rules: &[&'static Rule],
) -> Vec<Vec<(&'static Rule, Finding)>> {
    let mut by_report = vec![Vec::new(); across.documents.len()];
    let templates = across.context.templates;
    let found: Vec<_> = rules
        .par_iter()
        .map(|rule| match rule.check {
            Check::Archive(check) if levels.may_be_on(templates, rule) => check(across),
            Check::Archive(_) => Vec::new(),
            Check::Document(_)
            | Check::Prose(_)
            | Check::Unsettled { .. }
            | Check::Mentions(_)
            | Check::Wording
            | Check::Beside(_)
            | Check::Project(_)
            | Check::Leftover => Vec::new(),
        })
        .collect();
    for (rule, found) in rules.iter().zip(found) {
        for (report, finding) in found {
            by_report[report].push((*rule, finding));
        }
    }
    by_report
}
