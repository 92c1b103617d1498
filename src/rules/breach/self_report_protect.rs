//! Somebody reported themselves, and the report shows who.

use crate::diagnostic::Level;
use crate::document::Document;
use crate::rules::{Check, Context, Finding, Rule};

pub(super) const RULE: Rule = Rule {
    name: "breach/self-report-protect",
    level: Some(Level::Error),
    draft: None,
    summary: "a self-report shows who made it",
    why: "Somebody came forward, and every colleague who reads this learns what that leads to. \
          How it was reported helps readers; by whom helps nobody.",
    source: "Sidney Dekker, Just Culture",
    question: Some("Would the next colleague who slips come forward after reading this?"),
    always: false,
    bad: "\
---
title: A list sent to the wrong haulier
detected_by: self-report
reporter: jane
---
",
    good: "\
---
title: A list sent to the wrong haulier
detected_by: self-report
reported: { via: self }
---
",
    check: Check::Document(check),
};

/// Fields in which people write who reported.
const FIELDS: [&str; 8] = [
    "reporter",
    "reported_by",
    "reported.by",
    "reported.name",
    "reported.who",
    "discovered_by",
    "raised_by",
    "self_reported_by",
];

/// What such a field may say without showing anybody.
const ROLES: [&str; 17] = [
    "alert",
    "anonymous",
    "audit",
    "chance",
    "colleague",
    "customer",
    "employee",
    "manager",
    "monitoring",
    "outside",
    "researcher",
    "self",
    "self-report",
    "staff",
    "supplier",
    "system",
    "unknown",
];

fn check(context: &Context, document: &Document) -> Vec<Finding> {
    let report = context.postmortem(document);
    if !report.is_some_and(|report| report.is_self_report()) {
        return Vec::new();
    }
    FIELDS
        .iter()
        .flat_map(|field| document.front_matter().texts(field))
        .filter(|(who, _)| is_somebody(who))
        .map(|(_, span)| {
            Finding::new(span, "a self-report says who made it")
                .help("take the name out, and write `reported: { via: self }`")
                .key("reporter")
        })
        .collect()
}

/// Says whether a value points at one person: a name, a handle, an address; not "a colleague".
fn is_somebody(who: &str) -> bool {
    let words: Vec<&str> = who.split_whitespace().collect();
    let is_address = who.contains('@');
    let is_capitalised = words
        .iter()
        .all(|word| word.starts_with(char::is_uppercase));
    let is_role = ROLES.iter().any(|role| who.eq_ignore_ascii_case(role));
    is_address || (!is_role && (words.len() == 1 || is_capitalised))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_shows_nobody() {
        for who in ["jane", "Jane Doe", "@jane", "jane.doe@corp.example", "JD"] {
            assert!(is_somebody(who), "{who}");
        }
        for who in ["self", "a colleague", "customer care", "Staff", "anonymous"] {
            assert!(!is_somebody(who), "{who}");
        }
    }
}
