//! Whether the authority and the people concerned were told, and why or why not.

use crate::diagnostic::Level;
use crate::document::Document;
use crate::rules::breach::{at_field, is_due, is_given};
use crate::rules::{Check, Context, Finding, Rule};

pub(super) const RULE: Rule = Rule {
    name: "breach/notify-decision",
    level: Some(Level::Error),
    draft: Some(Level::Warning),
    summary: "a breach does not say who was notified, or why nobody was",
    why: "Not to notify is a decision as well, and the one that will be asked about. Its reason is \
          known today; in a year it has to be guessed.",
    source: "GDPR, Articles 33(1), 33(5) and 34",
    question: Some("What would the people concerned want to know, and when?"),
    always: false,
    bad: "\
---
title: A list sent to the wrong haulier
kind: data-breach
status: published
breach:
  authority: { decision: not-required }
---
",
    good: "\
---
title: A list sent to the wrong haulier
kind: data-breach
status: published
breach:
  authority: { decision: not-required, reason: A risk is unlikely because the file was encrypted. }
  individuals: { decision: notified, at: 2025-06-12 13:00 }
---
",
    check: Check::Document(check),
};

/// Whom a decision is about: the field, and the words for them.
const DECISIONS: [(&str, &str); 2] = [
    ("breach.authority", "the authority"),
    ("breach.individuals", "the people concerned"),
];

fn check(context: &Context, document: &Document) -> Vec<Finding> {
    if !is_due(context, document) {
        return Vec::new();
    }
    let decisions = DECISIONS.iter();
    decisions
        .filter_map(|(field, whom)| decision(document, field, whom))
        .collect()
}

fn decision(document: &Document, field: &str, whom: &str) -> Option<Finding> {
    let part = |name: &str| format!("{field}.{name}");
    let has = |name: &str| is_given(document, &part(name));
    let written = document.front_matter().text(&part("decision"));
    let Some((written, _)) = written else {
        let message = format!("the breach does not say whether {whom} had to be told");
        let help = "write `decision: notified` with `at`, or `not-required` with a `reason`";
        return Some(at_field(document, field, message).help(help));
    };
    let (lacks, help) = match written {
        "notified" if !has("at") => ("at", "write when the first notification was sent"),
        "not-required" | "pending" if !has("reason") => ("reason", reason_for(document, field)),
        _ => return None,
    };
    let message = format!("{whom}: `{written}` stands without its `{lacks}`");
    Some(
        at_field(document, &part("decision"), message)
            .help(help)
            .key(part(lacks)),
    )
}

/// Returns what the reason for telling nobody has to say.
fn reason_for(document: &Document, field: &str) -> &'static str {
    let risk = document.front_matter().text("breach.risk");
    let is_high = risk.is_some_and(|(risk, _)| risk == "high-risk");
    if is_high && field == "breach.individuals" {
        "at a high risk they are told without undue delay: write which exception of Article 34(3) holds"
    } else {
        "write what the decision rests on, in a sentence"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::{expect, findings};

    #[test]
    fn each_decision_has_its_time_or_its_reason() {
        expect(
            &RULE,
            "\
---
title: A list sent to the wrong haulier
kind: data-breach
status: published
breach:
  risk: high-risk
  authority: { decision: notified }
                         ^^^^^^^^ the authority: `notified` stands without its `at`
  individuals: { decision: not-required }
                           ^^^^^^^^^^^^ the people concerned: `not-required` stands without its `reason`
---
",
        );
        expect(
            &RULE,
            "\
---
title: A list sent to the wrong haulier
kind: data-breach
status: in-review
breach:
^^^^^^ the breach does not say whether the authority had to be told
^^^^^^ the breach does not say whether the people concerned had to be told
  subjects: 31
---
",
        );
    }
    #[test]
    fn at_a_high_risk_silence_needs_an_exception() {
        let help = |risk: &str| {
            let report = format!(
                "---\nkind: data-breach\nstatus: published\nbreach:\n  risk: {risk}\n  \
                 authority: {{ decision: notified, at: 2025-06-11 }}\n  \
                 individuals: {{ decision: not-required }}\n---\n"
            );
            findings(&RULE, &report).remove(0).help.unwrap()
        };
        assert!(help("high-risk").contains("Article 34(3)"));
        assert!(!help("unlikely").contains("Article"));
    }
}
