//! A title that says nothing, or the same as another.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use crate::diagnostic::Level;
use crate::postmortem::Postmortem;
use crate::rules::words::quote;
use crate::rules::{Across, Check, Finding, Rule};

pub(super) const RULE: Rule = Rule {
    name: "structure/title",
    level: Some(Level::Warning),
    draft: None,
    summary: "the title does not tell this report from others",
    why: "A title is read a hundred times for each time the report is. From “Outage” nobody can \
          tell in a list of results whether this is the one they need.",
    source: "WCAG 2.2, success criterion 2.4.2: Page Titled",
    question: None,
    always: false,
    bad: "---\ntitle: Outage\n---\n",
    good: "---\ntitle: Label printer queue stalled for 50 minutes\n---\n",
    check: Check::Archive(check),
};

/// Titles that would do for any report.
static GENERIC: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)^
        (?: (?: the | a | major | minor | service | production | security | our )\ )*
        (?: incident | post-?\ ?mortem | outage | rca | report | root\ cause | analysis | downtime
          | disruption | failure | issue | problem | untitled | title | summary | template | test
          | near\ miss | data\ breach | review | retrospective
        )
        (?: \ (?: report | analysis | review | summary | post-?\ ?mortem | template ))*
        $",
    )
    .expect("the pattern is sound")
});

fn check(across: &Across) -> Vec<(usize, Finding)> {
    let all = across.archive.postmortems.iter();
    let mut postmortems: Vec<&Postmortem> = all.map(|it| &**it).collect();
    postmortems.sort_by_key(|postmortem| postmortem.path());
    let mut first: BTreeMap<String, &Postmortem> = BTreeMap::new();
    let mut found = Vec::new();
    for postmortem in postmortems {
        let Some(span) = postmortem.title_span else {
            continue;
        };
        let earlier = *first
            .entry(comparable(&postmortem.title))
            .or_insert(postmortem);
        let finding = if is_generic(&postmortem.title) {
            let title = quote(&postmortem.title);
            Finding::new(span, format!("{title} could be the title of any report"))
                .help("say what people noticed, and on which service")
        } else if earlier.path() != postmortem.path() {
            let title = quote(&postmortem.title);
            Finding::new(
                span,
                format!("{title} is also the title of `{}`", earlier.path()),
            )
            .help("say what is different: the service, the effect, or the month")
        } else {
            continue;
        };
        found.push((across.index_of(postmortem), finding.key(&postmortem.title)));
    }
    found
}

/// The words of such titles. Any other makes a title of its own.
const WORDS: [&str; 34] = [
    "a",
    "analysis",
    "breach",
    "cause",
    "data",
    "disruption",
    "downtime",
    "failure",
    "incident",
    "issue",
    "major",
    "minor",
    "miss",
    "mortem",
    "near",
    "our",
    "outage",
    "post",
    "postmortem",
    "problem",
    "production",
    "rca",
    "report",
    "retrospective",
    "review",
    "root",
    "security",
    "service",
    "summary",
    "template",
    "test",
    "the",
    "title",
    "untitled",
];

fn is_generic(title: &str) -> bool {
    let mut others = title.split(|c: char| !c.is_alphabetic()).filter(|word| {
        let is_word = |known: &&str| known.eq_ignore_ascii_case(word);
        !word.is_empty() && !WORDS.iter().any(is_word)
    });
    if others.next().is_some() {
        return false;
    }
    let words = title.trim().trim_end_matches(['.', ':', '!']);
    // A date says when and not what.
    let undated = DATE.replace_all(words, "");
    let undated = undated.trim_matches([' ', '-', ':', ',', '(', ')', '/', '–']);
    undated.is_empty() || GENERIC.is_match(undated)
}

static DATE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4})\b")
        .expect("the pattern is sound")
});

fn comparable(title: &str) -> String {
    title
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::expect;

    #[test]
    fn the_second_of_two_equal_titles_is_marked() {
        expect(
            &RULE,
            "\
=== postmortems/a.md
# All services return 503
=== postmortems/b.md
---
title: All services  return 503
       ^^^^^^^^^^^^^^^^^^^^^^^^ `All services return 503` is also the title of `postmortems/a.md`
---
",
        );
    }

    #[test]
    fn a_date_or_a_word_for_any_report_is_no_title() {
        for title in [
            "Outage",
            "Post-mortem",
            "2025-03-31",
            "Incident Report 2025-03-31",
            "RCA",
        ] {
            assert!(is_generic(title), "{title}");
        }
        for title in [
            "ADFS outage",
            "Log4Shell",
            "Outage of the printers",
            "Error 503",
        ] {
            assert!(!is_generic(title), "{title}");
        }
    }
}
