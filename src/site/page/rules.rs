//! The reference of the rules: why each exists, and what it does and does not flag.

use std::collections::BTreeMap;

use anyhow::Result;
use serde::Serialize;

use crate::diagnostic::{Level, RuleText};
use crate::site::Site;
use crate::site::page::{Frame, Link, Pages, Subject};
use crate::site::url::{self, Here, OutputPath, Place};

/// `rules.html`
#[derive(Serialize)]
struct RulesPage<'a> {
    frame: Frame<'a>,
    areas: Vec<Area<'a>>,
}

#[derive(Serialize)]
struct Area<'a> {
    name: &'a str,
    rules: Vec<RuleRow<'a>>,
}

#[derive(Serialize)]
struct RuleRow<'a> {
    rule: Link,
    summary: &'a str,
}

/// `rule.html`
#[derive(Serialize)]
struct RulePage<'a> {
    frame: Frame<'a>,
    rule: &'a RuleText<'a>,
    /// What a finding of it weighs in a published report, and in a draft.
    level: &'a str,
    draft: &'a str,
    /// How many reports it has something to say about, for an audience that may know.
    findings: String,
}

pub(in crate::site) fn render_index(site: &Site) -> Result<String> {
    let path = Place::Rules.path();
    let here = Here::page(&path);
    let mut areas: BTreeMap<&str, Vec<RuleRow>> = BTreeMap::new();
    for rule in site.given.rules {
        let (area, _) = rule.name.split_once('/').unwrap_or((rule.name, ""));
        let Some(page) = url::rule(rule.name) else {
            continue;
        };
        areas.entry(area).or_default().push(RuleRow {
            rule: Link::to(&here, &page, rule.name),
            summary: rule.summary,
        });
    }
    let title = site.words.get("rules.title").to_owned();
    let page = RulesPage {
        frame: Frame::new(
            site,
            &path,
            &here,
            Subject {
                description: title.clone(),
                title,
                ..Subject::default()
            },
        ),
        areas: areas
            .into_iter()
            .map(|(name, rules)| Area { name, rules })
            .collect(),
    };
    site.given.theme.render("rules.html", &page)
}

pub(in crate::site) fn render(site: &Site, path: &OutputPath, at: usize) -> Result<String> {
    let here = Here::page(path);
    let pages = Pages { site, here: &here };
    let rule = &site.given.rules[at];
    let level = |level: Option<Level>| match level {
        Some(level) => site.words.get(match level {
            Level::Error => "finding.error",
            Level::Warning => "finding.warning",
            Level::Hint => "finding.hint",
        }),
        None => site.words.get("rules.off"),
    };
    let page = RulePage {
        frame: Frame::new(
            site,
            path,
            &here,
            Subject {
                title: rule.name.to_owned(),
                description: rule.summary.to_owned(),
                above: vec![pages.place(Place::Rules, "rules.title")],
                ..Subject::default()
            },
        ),
        rule,
        level: level(rule.level),
        draft: level(rule.draft.or(rule.level)),
        findings: findings(site, rule.name),
    };
    site.given.theme.render("rule.html", &page)
}

fn findings(site: &Site, rule: &str) -> String {
    let reports = site
        .findings
        .iter()
        .filter(|findings| findings.iter().any(|it| it.rule == rule));
    match reports.count() {
        0 => String::new(),
        n => site.words.count("rules.findings", n),
    }
}
