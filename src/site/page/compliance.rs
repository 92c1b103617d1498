//! What reports still lack: is the archive whole?

use std::collections::BTreeMap;

use anyhow::Result;
use serde::Serialize;

use crate::archive::Index;
use crate::diagnostic::{Diagnostic, Level};
use crate::site::Site;
use crate::site::page::{Badge, Frame, Link, Pages, Subject};
use crate::site::url::{self, Here, Place};

/// `compliance.html`
#[derive(Serialize)]
struct CompliancePage<'a> {
    frame: Frame<'a>,
    /// "12 of 214 reports lack something that their template asks for", or that none does.
    figures: String,
    /// Every rule that noticed something, most first.
    rules: Vec<RuleRow>,
    /// The reports with what they lack; hints are counted but not listed.
    reports: Vec<ReportLacks>,
    /// "and 30 more reports"
    more: String,
}

#[derive(Serialize)]
struct RuleRow {
    /// Its name, with the way to what it asks for.
    rule: Link,
    level: Badge,
    findings: usize,
    reports: usize,
}

#[derive(Serialize)]
struct ReportLacks {
    report: Link,
    path: String,
    lacks: Vec<Lack>,
    /// "and 4 more", or nothing.
    more: String,
}

/// One thing that a report lacks.
#[derive(Serialize)]
pub(super) struct Lack {
    level: Badge,
    rule: &'static str,
    message: String,
    help: Option<String>,
    question: Option<String>,
}

/// The most findings that the page lists in full.
const MOST: usize = 300;

/// The most findings that it lists of one report.
const MOST_OF_ONE: usize = 25;

pub(in crate::site) fn render(site: &Site) -> Result<String> {
    let path = Place::Compliance.path();
    let here = Here::page(&path);
    let pages = Pages { site, here: &here };
    let archive = site.given.archive;
    let lacking: Vec<(Index, Vec<Lack>)> = (0..archive.postmortems.len())
        .map(|index| (index, lacks(site, index, Level::Warning)))
        .filter(|(_, lacks)| !lacks.is_empty())
        .collect();
    let total = site.words.number(archive.postmortems.len());
    let figures = match lacking.len() {
        0 => site.words.get("compliance.whole").to_owned(),
        n => site
            .words
            .count_with("compliance.figures", n, &[("total", &total)]),
    };
    let mut listed = 0;
    let shown = lacking.iter().take_while(|(_, lacks)| {
        listed += lacks.len();
        listed <= MOST
    });
    let shown = shown.count().max(1).min(lacking.len());
    let more = match lacking.len() - shown {
        0 => String::new(),
        n => site.words.count("compliance.more", n),
    };
    let page = CompliancePage {
        frame: Frame::new(
            site,
            &path,
            &here,
            Subject {
                title: site.words.get("compliance.title").to_owned(),
                description: figures.clone(),
                ..Subject::default()
            },
        ),
        figures,
        rules: rules(&pages),
        reports: lacking
            .into_iter()
            .take(shown)
            .map(|(index, mut lacks)| {
                let rest = lacks.len().saturating_sub(MOST_OF_ONE);
                lacks.truncate(MOST_OF_ONE);
                ReportLacks {
                    report: pages.report(index),
                    path: archive.get(index).path().to_owned(),
                    lacks,
                    more: match rest {
                        0 => String::new(),
                        rest => site.words.count("compliance.more-of-one", rest),
                    },
                }
            })
            .collect(),
        more,
    };
    site.given.theme.render("compliance.html", &page)
}

/// Returns what the rules found in a report at a level or above it.
pub(super) fn lacks(site: &Site, index: Index, at_least: Level) -> Vec<Lack> {
    site.findings[index]
        .iter()
        .filter(|it| it.level >= at_least)
        .map(|it| Lack {
            level: level(site, it.level),
            rule: it.rule,
            message: it.message.clone(),
            help: it.help.clone(),
            question: it.question.clone(),
        })
        .collect()
}

fn rules(pages: &Pages) -> Vec<RuleRow> {
    let site = pages.site;
    let mut rules: BTreeMap<&'static str, (Level, usize, usize)> = BTreeMap::new();
    for findings in &site.findings {
        let mut seen: Vec<&str> = Vec::new();
        for &Diagnostic { rule, level, .. } in findings {
            let (highest, count, reports) = rules.entry(rule).or_insert((*level, 0, 0));
            *highest = (*highest).max(*level);
            *count += 1;
            if !seen.contains(rule) {
                seen.push(rule);
                *reports += 1;
            }
        }
    }
    let mut rules: Vec<_> = rules.into_iter().collect();
    rules.sort_by_key(|(name, (level, count, _))| (std::cmp::Reverse((*level, *count)), *name));
    rules
        .into_iter()
        .map(|(name, (highest, findings, reports))| RuleRow {
            rule: rule(pages, name),
            level: level(site, highest),
            findings,
            reports,
        })
        .collect()
}

fn rule(pages: &Pages, name: &str) -> Link {
    let has_page = pages.site.given.rules.iter().any(|it| it.name == name);
    let page = url::rule(name).filter(|_| has_page);
    page.map_or_else(
        || Link::nowhere(name.to_owned()),
        |page| Link::to(pages.here, &page, name),
    )
}

fn level(site: &Site, level: Level) -> Badge {
    let name = match level {
        Level::Error => "finding.error",
        Level::Warning => "finding.warning",
        Level::Hint => "finding.hint",
    };
    Badge::plain(site.words.get(name).to_owned())
}
