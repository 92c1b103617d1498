//! A report that points to one which its readers may not see.

use crate::archive::resolve_path;
use crate::config::Confidentiality;
use crate::diagnostic::Level;
use crate::document::{Document, Span};
use crate::postmortem::Postmortem;
use crate::rules::{Across, Check, Finding, Rule};

pub(super) const RULE: Rule = Rule {
    name: "privacy/linkage",
    level: Some(Level::Error),
    draft: Some(Level::Warning),
    summary: "a report points to one that its readers may not see",
    why: "The name of a report often says what it is about. For readers who may not see it, a \
          link is a door that is locked and has a sign on it.",
    source: "CWE-200: Exposure of Sensitive Information to an Unauthorized Actor",
    question: None,
    always: false,
    bad: "\
---
title: Queue stalled
confidentiality: public
related: [2024-11-02-driver-list-lost]
---
=== postmortems/2024-11-02-driver-list-lost.md
---
title: Driver list lost
confidentiality: restricted
---
",
    good: "\
---
title: Queue stalled
confidentiality: restricted
related: [2024-11-02-driver-list-lost]
---
=== postmortems/2024-11-02-driver-list-lost.md
---
title: Driver list lost
confidentiality: restricted
---
",
    check: Check::Beside(check),
};

fn check(across: &Across, document: &Document) -> Vec<Finding> {
    let Some(report) = across.context.postmortem(document) else {
        return Vec::new();
    };
    if report.confidentiality == Confidentiality::Restricted {
        return Vec::new();
    }
    let links = document.kept().links.iter().filter_map(|link| {
        let path = link.target.split(['#', '?']).next().unwrap_or_default();
        let path = resolve_path(document.path(), path).filter(|_| !path.is_empty())?;
        Some((across.at_path(&path)?, link.span()))
    });
    let named = report.related.iter().chain(&report.superseded_by);
    let named = named.filter_map(|reference| {
        let index = across.archive.references.find(&reference.written)?;
        Some((across.archive.get(index), reference.span))
    });
    links
        .chain(named)
        .filter(|(other, _)| other.confidentiality > report.confidentiality)
        .map(|(other, span)| finding(report, other, span))
        .collect()
}

fn finding(report: &Postmortem, other: &Postmortem, span: Span) -> Finding {
    let (ours, theirs) = (report.confidentiality, other.confidentiality);
    let finding = Finding::new(span, format!("a report that is {ours} points to one that is {theirs}"))
        .help("point from the one that fewer may read to the other: the site shows that to those who may see both")
        .key(other.slug.as_str());
    // Between colleagues a name gives less away than in the open.
    match ours {
        Confidentiality::Public => finding,
        Confidentiality::Internal | Confidentiality::Restricted => finding.at_most(Level::Warning),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::expect;

    #[test]
    fn links_and_references_are_marked() {
        expect(
            &RULE,
            "\
---
title: Queue stalled
confidentiality: public
related: [lost]
          ^^^^ a report that is public points to one that is restricted
---
As in [the other](lost.md#impact), and [this](2025-03-31-report.md), and [inside](seen.md).
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^ a report that is public points to one that is restricted
                                                                         ^^^^^^^^^^^^^^^^^ a report that is public points to one that is internal
=== postmortems/lost.md
---
title: Driver list lost
confidentiality: restricted
---
As in [that](seen.md).
=== postmortems/seen.md
---
title: Driver list seen
confidentiality: internal
---
As in [that](lost.md).
      ^^^^^^^^^^^^^^^ a report that is internal points to one that is restricted
",
        );
    }
}
