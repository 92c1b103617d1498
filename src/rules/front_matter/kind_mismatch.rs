//! A report of one kind that reads like another.

use std::sync::LazyLock;

use regex::Regex;

use crate::diagnostic::Level;
use crate::document::{Block, BlockKind, Document};
use crate::postmortem::Postmortem;
use crate::rules::words::{Seldom, quote};
use crate::rules::{Across, Check, Context, Finding, Rule};

pub(super) const RULE: Rule = Rule {
    name: "front-matter/kind-mismatch",
    level: Some(Level::Hint),
    draft: None,
    summary: "the text speaks of personal data that got out, and the kind is another",
    why: "A breach of personal data has a clock and a register. If nobody calls it one, neither \
          starts, and the people concerned may never hear of it.",
    source: "GDPR, Articles 4(12) and 33",
    question: Some("Could somebody have seen, lost or changed data about a person?"),
    always: false,
    bad: "\
---
title: Letters to the wrong address
kind: incident
---
## Summary

The personal data of 40 clients was e-mailed to a supplier.
",
    good: "\
---
title: Letters to the wrong address
kind: incident
---
## Summary

A personal access token was rotated; no personal data was exposed.
",
    check: Check::Unsettled {
        look: check,
        is_settled: names_a_breach,
    },
};

/// What data about people is called when it is meant.
static DATA: Seldom = Seldom::new(&SIGNS, || {
    Regex::new(
        r"(?ix) (?-u:\b) (?:
            personal(?:ly\sidentifiable|ly\sidentifying)? \s(?:data|information|details) | PII
          | (?:customers?|clients?|patients?|users?|employees?|students?|citizens?|members?)['’]?s?['’]?\s
            (?:personal\s)?(?:names|addresses|records|e-?mail\saddresses|phone\snumbers|health\sdata|passwords)
          | (?:health|medical|patient)\srecords? | social\ssecurity\snumbers? | CPR\snumbers?
        ) (?-u:\b)",
    )
    .expect("the pattern is sound")
});

/// Words of which one is in every such name.
const SIGNS: [&str; 12] = [
    "address", "cpr", "e-mail", "email", "health", "name", "password", "personal", "phone", "pii",
    "record", "social",
];

/// What happens to data when it gets out.
static GOT_OUT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix) \b (?:
            exposed | leaked | disclosed | e-?mailed | stolen | exfiltrated | compromised
          | sent\ to | (?:was|were|became|been|being|is|are)\ (?:publicly\ )?(?:visible|accessible|readable)\ (?:to|by)
          | published | shared\ with | accessed\ by | shown\ to | (?:was|were|got)\ lost | breached
        ) \b",
    )
    .expect("the pattern is sound")
});

/// What turns the meaning round, or makes it a thought.
static NOT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix) \b (?: no | not | none | never | nobody | without | neither | nor | cannot | unlikely
          | if | would | could | might | may | whether | unless | should | can ) \b | n['’]t\b",
    )
    .expect("the pattern is sound")
});

fn check(_: &Context, document: &Document, prose: &[Block]) -> Vec<Finding> {
    let kind = &*document.template.name;
    let is_settled = document.front_matter().node("breach").is_some();
    if kind == "data-breach" || kind == "external" || is_settled {
        return Vec::new();
    }
    let told = prose
        .iter()
        .filter(|block| !block.quoted && block.kind != BlockKind::Heading);
    let mut hits = told.filter_map(|block| {
        let (start, end) = in_a_sentence(&block.text)?;
        Some(block.span(start, end))
    });
    let Some(span) = hits.next() else {
        return Vec::new();
    };
    let message = format!(
        "{} got out, and the kind of this report is `{kind}`",
        quote(span.of(document.text()))
    );
    let help = "write `kind: data-breach` or relate a report of that kind; or say in `breach` how it was decided";
    vec![Finding::new(span, message).help(help).key("data-breach")]
}

/// Says whether the report names another that is about a breach.
fn names_a_breach(across: &Across, postmortem: &Postmortem) -> bool {
    let archive = across.archive;
    let mut named = postmortem.related.iter();
    named.any(|reference| {
        let other = archive.references.find(&reference.written);
        other.is_some_and(|index| archive.get(index).kind == "data-breach")
    })
}

/// Finds a sentence in which data about people got out; returns where it names the data.
fn in_a_sentence(text: &str) -> Option<(usize, usize)> {
    if !DATA.is_match(text) {
        return None;
    }
    let mut start = 0;
    for sentence in text.split_inclusive(['.', ';', '?', '!']) {
        let found = DATA.find(sentence);
        if let Some(data) = found
            && GOT_OUT.is_match(sentence)
            && !NOT.is_match(sentence)
        {
            return Some((start + data.start, start + data.end));
        }
        start += sentence.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::{expect, findings};

    #[test]
    fn the_words_for_the_data_are_marked_once() {
        expect(
            &RULE,
            "\
---
kind: incident
---
The export was wrong. Customer e-mail addresses were visible to other customers.
                      ^^^^^^^^^^^^^^^^^^^^^^^^^ `Customer e-mail addresses` got out, and the kind of this report is `incident`

Patient records were sent to a supplier.
",
        );
    }

    #[test]
    fn what_did_not_happen_or_is_something_else_is_left_alone() {
        for sentence in [
            "No personal data was exposed.",
            "If the export had run, personal data would have been exposed.",
            "The personal access token was exposed in a log.",
            "Personal data is kept in a store of its own.",
            "User records could not be read; the page was published late.",
            "> Personal data was leaked",
        ] {
            assert!(
                findings(&RULE, &format!("{sentence}\n")).is_empty(),
                "{sentence}"
            );
        }
    }

    #[test]
    fn a_breach_that_was_looked_at_is_settled() {
        for front_matter in [
            "kind: data-breach",
            "breach: { risk: unlikely }",
            "related: [the-breach]",
        ] {
            let text = RULE.bad.replace("kind: incident", front_matter);
            let other = "=== postmortems/the-breach.md\n---\nkind: data-breach\n---\n";
            assert!(
                findings(&RULE, &format!("{text}{other}")).is_empty(),
                "{front_matter}"
            );
        }
    }
}
