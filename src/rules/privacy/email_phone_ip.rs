//! An address or a number that leads to one person.

use crate::diagnostic::Level;
use crate::document::{Block, Document};
use crate::rules::personal::{self, DetailKind};
use crate::rules::{Check, Context, Finding, Rule, breach, privacy};

pub(super) const RULE: Rule = Rule {
    name: "privacy/email-phone-ip",
    level: Some(Level::Error),
    draft: Some(Level::Warning),
    summary: "an e-mail address, a telephone number or the like leads to one person",
    why: "A report is read for years, by people who were not there. Nobody in it needs to be \
          reachable, and what is published once cannot be called back.",
    source: "GDPR, Article 4(1) and Article 5(1)(c)",
    question: None,
    always: false,
    bad: "\
---
title: Queue stalled
---
## Summary

The first call came from +45 21 55 83 10; write to jens.moller@haulier.dk.
",
    good: "\
---
title: Queue stalled
---
## Summary

The first call came from a haulier; write to support@haulier.dk. The node 10.0.4.7 was full.
",
    check: Check::Prose(check),
};

fn check(context: &Context, document: &Document, prose: &[Block]) -> Vec<Finding> {
    if breach::is_breach(document) {
        // There it weighs more, and has a rule of its own.
        return Vec::new();
    }
    let is_public = privacy::is_public(context, document);
    let found = personal::details(document, prose).into_iter();
    found
        .map(|detail| {
            let message = format!("{} leads to one person", detail.kind.words());
            let finding = Finding::new(detail.span, message)
                .help("name a role or a mailbox of a team, or leave it out")
                .key(detail.key());
            match detail.kind {
                // An address alone is more often a machine's.
                DetailKind::Ip { of_somebody: false } => finding.at_most(Level::Hint),
                _ if is_public => finding,
                _ => finding.at_most(Level::Warning),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::{expect, findings};

    #[test]
    fn addresses_are_marked_in_prose_links_and_front_matter_and_not_in_code() {
        expect(
            &RULE,
            "\
---
participants: [jens.moller@haulier.dk]
               ^^^^^^^^^^^^^^^^^^^^^^ an e-mail address leads to one person
---
## Summary

Ask [the duty manager](mailto:anna@haulier.dk), not `sven@haulier.dk`.
    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ an e-mail address leads to one person
",
        );
    }

    #[test]
    fn what_anybody_may_read_weighs_more() {
        let level = |confidentiality: &str| {
            let report = format!(
                "---\nstatus: published\nconfidentiality: {confidentiality}\n---\nAsk anna@haulier.dk.\n"
            );
            findings(&RULE, &report)[0].level
        };
        assert_eq!(level("public"), Level::Error);
        assert_eq!(level("internal"), Level::Warning);
    }
}
