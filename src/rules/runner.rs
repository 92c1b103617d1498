//! Runs the rules over every report.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use rayon::prelude::*;

use crate::archive::Reading;
use crate::diagnostic::{Checked, Diagnostic, Level, Suppressed, fingerprint};
use crate::document::Document;
use crate::rules::language::{self, Lexicon};
use crate::rules::levels::Levels;
use crate::rules::{Check, Choice, Context, Finding, ProjectFile, Rule, allow};

/// Runs rules over the reports that are in question, beside all others. Sorted by path and place; what
/// one rule says twice of one place is said once. Whoever wants more of the reports may have a look at
/// each reading: `also` is given it before it ends.
///
/// Fails only where the configuration names a rule that does not exist, or a glob that is none.
pub(crate) fn check(
    context: &Context,
    choice: &Choice,
    is_in_question: &(dyn Fn(&str) -> bool + Sync),
    also: &(dyn Fn(&Reading) + Sync),
) -> Result<Checked> {
    let rules = choice.rules.as_slice();
    let levels = Levels::new(context.config, choice)?;
    let (lexicon, mut across) = rayon::join(
        || lexicon(context, rules),
        || across_reports(context, &levels, rules),
    );
    let lexicon = lexicon?;
    let reports: Vec<(Vec<Diagnostic>, Vec<Suppressed>)> = context
        .documents
        .par_iter()
        .zip(across.par_iter_mut())
        .filter(|(document, _)| is_in_question(document.path()))
        .map(|(document, across)| {
            let reading = Reading::new(document, &context.archive.finder);
            let document = &reading.document;
            let on = levels.of(document, context.status(document));
            let mut found = in_report(context, lexicon.as_deref(), &reading, &on);
            also(&reading);
            found.extend(across.drain(..).filter_map(|(rule, finding)| {
                let (_, level) = on.iter().find(|(it, _)| std::ptr::eq(*it, rule))?;
                Some((rule, *level, finding))
            }));
            let found = finish(&document.source.path, document.text(), found);
            with_allowances(document, found, &on)
        })
        .collect();
    let (diagnostics, suppressed): (Vec<_>, Vec<_>) = reports.into_iter().unzip();
    let mut diagnostics: Vec<Diagnostic> = diagnostics.into_iter().flatten().collect();
    let files = [ProjectFile::Config, ProjectFile::Factors];
    for file in files.into_iter().filter(|it| is_in_question(it.path())) {
        let on = levels.of_file(file.path());
        diagnostics.extend(in_file(context, file, &on));
    }
    diagnostics.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(Checked {
        diagnostics,
        suppressed: suppressed.into_iter().flatten().collect(),
    })
}

/// Runs the rules that look at one report at a time over some of the reports, given by their places
/// among the documents. What only shows across reports is left to [`check`].
pub(crate) fn check_reports(context: &Context, reports: &[usize]) -> Result<Checked> {
    let choice = Choice::default();
    let levels = Levels::new(context.config, &choice)?;
    let lexicon = lexicon(context, &choice.rules)?;
    let looks_across = |rule: &Rule| matches!(rule.check, Check::Archive(_));
    let reports: Vec<(Vec<Diagnostic>, Vec<Suppressed>)> = reports
        .par_iter()
        .map(|&at| {
            let reading = Reading::new(&context.documents[at], &context.archive.finder);
            let document = &reading.document;
            let mut on = levels.of(document, context.status(document));
            on.retain(|(rule, _)| !looks_across(rule));
            let found = in_report(context, lexicon.as_deref(), &reading, &on);
            let found = finish(&document.source.path, document.text(), found);
            with_allowances(document, found, &on)
        })
        .collect();
    let (diagnostics, suppressed): (Vec<_>, Vec<_>) = reports.into_iter().unzip();
    Ok(Checked {
        diagnostics: diagnostics.into_iter().flatten().collect(),
        suppressed: suppressed.into_iter().flatten().collect(),
    })
}

/// Takes out of the count what a report allows, and adds what is to be said of its allowances.
fn with_allowances(
    document: &Document,
    found: Vec<Diagnostic>,
    on: &[(&'static Rule, Level)],
) -> (Vec<Diagnostic>, Vec<Suppressed>) {
    let ran = |name: &str| on.iter().any(|(rule, _)| rule.name == name);
    let mut allowed = allow::allow(document, found, ran);
    let speaker = on
        .iter()
        .find(|(rule, _)| matches!(rule.check, Check::Leftover));
    if let Some((rule, level)) = speaker.filter(|_| !allowed.unused.is_empty()) {
        let unused = allowed.unused.into_iter().map(|it| (*rule, *level, it));
        let unused = finish(&document.source.path, document.text(), unused.collect());
        allowed.diagnostics.extend(unused);
        allowed.diagnostics.sort_by_key(|it| (it.span, it.rule));
    }
    (allowed.diagnostics, allowed.suppressed)
}

/// Runs the rules that look at the files beside the reports.
fn in_file(context: &Context, file: ProjectFile, on: &[(&'static Rule, Level)]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for &(rule, level) in on {
        if let Check::Project(check) = rule.check {
            let here = check(context).into_iter().filter(|(it, _)| *it == file);
            found.extend(here.map(|(_, finding)| (rule, level, finding)));
        }
    }
    // Such a rule names what each finding is about, so the text itself is not needed.
    finish(&file.path().into(), "", found)
}

/// Reads the lexicon, if any of the rules is about wording.
fn lexicon(context: &Context, rules: &[&'static Rule]) -> Result<Option<Cow<'static, Lexicon>>> {
    let is_wording = |rule: &&'static Rule| matches!(rule.check, Check::Wording);
    if !rules.iter().any(is_wording) {
        return Ok(None);
    }
    Lexicon::new(&context.config.wording)
        .context("`wording` in the configuration cannot be used")
        .map(Some)
}

type Found = (&'static Rule, Level, Finding);

/// Runs the archive rules that may be on somewhere, and sorts what they found by report.
fn across_reports(
    context: &Context,
    levels: &Levels,
    rules: &[&'static Rule],
) -> Vec<Vec<(&'static Rule, Finding)>> {
    let mut by_report = vec![Vec::new(); context.documents.len()];
    let found: Vec<_> = rules
        .par_iter()
        .map(|rule| match rule.check {
            Check::Archive(check) if levels.may_be_on(context.templates, rule) => check(context),
            Check::Archive(_) => Vec::new(),
            Check::Document(_)
            | Check::Prose(_)
            | Check::Mentions(_)
            | Check::Wording
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

/// Runs the rules that look at one report.
fn in_report(
    context: &Context,
    lexicon: Option<&Lexicon>,
    reading: &Reading,
    on: &[(&'static Rule, Level)],
) -> Vec<Found> {
    let document = &reading.document;
    let mut found = Vec::new();
    let wording: Vec<_> = on
        .iter()
        .filter(|(rule, _)| matches!(rule.check, Check::Wording))
        .copied()
        .collect();
    if let Some(lexicon) = lexicon.filter(|_| !wording.is_empty()) {
        found.extend(language::check(
            lexicon,
            document,
            reading.prose(),
            &wording,
        ));
    }
    for &(rule, level) in on {
        let findings = match rule.check {
            Check::Document(check) => check(context, document),
            Check::Prose(check) => check(context, document, reading.prose()),
            Check::Mentions(check) => check(context, document, reading.mentions()),
            Check::Archive(_) | Check::Wording | Check::Project(_) | Check::Leftover => continue,
        };
        found.extend(findings.into_iter().map(|finding| (rule, level, finding)));
    }
    found
}

/// Puts the findings of one file in order, drops what is said twice, and gives each its identity.
fn finish(path: &Arc<str>, text: &str, mut found: Vec<Found>) -> Vec<Diagnostic> {
    found.sort_by(|(a_rule, _, a), (b_rule, _, b)| {
        (a.span, a_rule.name, &a.message).cmp(&(b.span, b_rule.name, &b.message))
    });
    found.dedup_by(|(a_rule, _, a), (b_rule, _, b)| {
        (a.span, a_rule.name, &a.message) == (b.span, b_rule.name, &b.message)
    });
    let mut ordinals: BTreeMap<(&str, String), usize> = BTreeMap::new();
    found
        .into_iter()
        .map(|(rule, level, finding)| {
            let key = key(text, &finding);
            let seen = ordinals.entry((rule.name, key.clone())).or_default();
            let fingerprint = fingerprint(rule.name, path, &key, *seen);
            *seen += 1;
            Diagnostic {
                rule: rule.name,
                level: finding.at_most.map_or(level, |most| most.min(level)),
                path: Arc::clone(path),
                span: finding.span,
                message: finding.message,
                help: finding.help,
                question: finding
                    .question
                    .or_else(|| rule.question.map(str::to_owned)),
                labels: finding.labels,
                fix: finding.fix,
                key,
                fingerprint,
            }
        })
        .collect()
}

/// Returns what a finding is about, in a form that survives moving, re-indenting and re-wrapping:
/// what the rule says, else the words under its span, else its message.
fn key(text: &str, finding: &Finding) -> String {
    const MOST: usize = 400;
    let words = match &finding.key {
        Some(key) => key.as_str(),
        None if finding.span.is_empty() => finding.message.as_str(),
        None => finding.span.of(text),
    };
    // Of a whole section, or of ten thousand images inside each other, a digest will do.
    if words.len() > MOST {
        return blake3::hash(words.as_bytes()).to_hex().to_string();
    }
    let words: Vec<&str> = words.split_whitespace().collect();
    words.join(" ").to_lowercase()
}
