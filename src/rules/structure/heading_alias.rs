//! A section under another heading than the template's.

use std::collections::BTreeSet;

use crate::diagnostic::Fix;
use crate::document::{Document, Section, SectionForm};
use crate::rules::words::quote;
use crate::rules::{Across, Check, Finding, Rule};
use crate::template::{Alias, SectionSpec, normal};

pub(super) const RULE: Rule = Rule {
    name: "structure/heading-alias",
    level: None,
    draft: None,
    summary: "a section is headed by an alias and not as the template calls it",
    why: "It counts all the same. Where all reports head their sections alike, whoever reads the \
          third one this morning finds the timeline without looking for it.",
    source: "WCAG 2.2, success criterion 3.2.4: what is the same is called the same",
    question: None,
    always: false,
    bad: "## Summary\n\nLabels came late.\n\n## Chain of events\n\n- 09:10 The queue stalls.\n",
    good: "## Summary\n\nLabels came late.\n\n## Timeline (times in UTC)\n\n- 09:10 The queue stalls.\n",
    check: Check::Archive(check),
};

fn check(across: &Across) -> Vec<(usize, Finding)> {
    // A heading that is linked to has to keep its words, wherever the link stands.
    let links = across.documents.iter().flat_map(|it| &it.kept().links);
    let linked: BTreeSet<&str> = links
        .filter_map(|it| Some(it.target.split_once('#')?.1))
        .collect();
    let mut found = Vec::new();
    for (at, document) in across.documents.iter().enumerate() {
        let document = document.open();
        for section in &document.body().sections {
            let Some(spec) = spec_of_alias(&document, section) else {
                continue;
            };
            let message = format!(
                "{} is headed `{}` in the template",
                quote(&section.heading),
                spec.heading
            );
            let finding = Finding::new(section.heading_span, message);
            found.push((
                at,
                if linked.contains(&*section.anchor) {
                    finding.help(format!(
                        "write `{}`, and mend the links to it",
                        spec.heading
                    ))
                } else {
                    Finding {
                        fix: Some(Fix {
                            title: format!("write `{}`", spec.heading),
                            safe: true,
                            edits: vec![(section.heading_span, spec.heading.clone())],
                        }),
                        ..finding.help(format!("write `{}`", spec.heading))
                    }
                },
            ));
        }
    }
    found
}

/// Returns the section of the template that a heading is an alias of: the whole heading, with
/// nothing before or behind it that would be lost, and no other heading of that section.
fn spec_of_alias<'a>(document: &'a Document, section: &Section) -> Option<&'a SectionSpec> {
    let id = section.id.as_deref()?;
    let specs = document.template.sections.iter();
    let spec = specs.into_iter().find(|spec| *spec.id == *id)?;
    let is_alias = |alias: &Alias| match alias {
        Alias::Text(text) => text.to_lowercase() == section.heading.to_lowercase(),
        Alias::Pattern(_) => false,
    };
    let same = document.body().sections.iter();
    let is_only = same.filter(|it| it.id.as_deref() == Some(id)).count() == 1;
    let is_bare = section.heading_span.of(document.text()) == section.heading;
    (section.form == SectionForm::Heading
        && normal(&section.heading) != normal(&spec.heading)
        && spec.aliases.iter().any(is_alias)
        && is_only
        && is_bare)
        .then_some(spec)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::edited;
    use crate::rules::testing::{expect, findings};

    #[test]
    fn only_a_heading_that_is_nothing_but_an_alias_is_marked() {
        expect(
            &RULE,
            "\
## chain of events
   ^^^^^^^^^^^^^^^ `chain of events` is headed `Timeline` in the template

- 09:10 x

## Impact: none
",
        );
        for text in [
            "## Chain of events (UTC)\n\nx\n",
            "## Chain of events\n\nx\n\n## Timeline\n\nx\n",
            "- **Chain of events**: x\n",
        ] {
            assert!(findings(&RULE, text).is_empty(), "{text}");
        }
    }

    #[test]
    fn a_heading_that_is_linked_to_keeps_its_words() {
        let text = "## Chain of events\n\n- 09:10 x\n";
        let fix = |text: &str| findings(&RULE, text)[0].fix.clone();
        let edits = fix(text).unwrap().edits;
        assert_eq!(edited(text, &edits), "## Timeline\n\n- 09:10 x\n");
        let linked = format!("{text}\n[as said](#chain-of-events)\n");
        assert!(fix(&linked).is_none());
        let elsewhere =
            format!("{text}=== postmortems/b.md\n[there](2025-03-31-report.md#chain-of-events)\n");
        assert!(fix(&elsewhere).is_none());
    }
}
