//! A heading that is nearly one of the template's.

use std::collections::BTreeSet;

use crate::diagnostic::{Fix, Level};
use crate::document::{Document, Section, SectionForm};
use crate::rules::words::quote;
use crate::rules::{Check, Context, Finding, Rule};
use crate::template::{Alias, ExtraSections, SectionSpec, normal};

pub(super) const RULE: Rule = Rule {
    name: "structure/unknown-heading",
    level: Some(Level::Warning),
    draft: None,
    summary: "a heading is nearly one that the template knows, or one that it does not allow",
    why: "Under a misspelt heading a section is there for the eye and for nothing else: no list, \
          no search by section and no comparison between reports finds it.",
    source: "markdownlint, rule MD043: required headings",
    question: None,
    always: false,
    bad: "## Summary\n\nLabels came late.\n\n## Timelime\n\n- 09:10 The queue stalls.\n",
    good: "## Summary\n\nLabels came late.\n\n## Printer models\n\nTwo.\n",
    check: Check::Document(check),
};

fn check(_: &Context, document: &Document) -> Vec<Finding> {
    let sections = document.body().sections.iter();
    let present: BTreeSet<&str> = sections.clone().filter_map(|it| it.id.as_deref()).collect();
    let unknown = sections.filter(|section| {
        section.id.is_none()
            && section.parent.is_none()
            && section.level <= 2
            && section.form == SectionForm::Heading
    });
    unknown
        .filter_map(|section| look(document, section, &present))
        .collect()
}

fn look(document: &Document, section: &Section, present: &BTreeSet<&str>) -> Option<Finding> {
    let heading = quote(&section.heading);
    if let Some(spec) = near(document, &section.heading, present) {
        let message = format!("no section of the template is called {heading}");
        return Some(Finding {
            fix: Some(Fix {
                title: format!("call it `{}`", spec.heading),
                safe: false,
                edits: vec![(section.heading_span, spec.heading.clone())],
            }),
            ..Finding::new(section.heading_span, message)
                .help(format!("did you mean `{}`?", spec.heading))
        });
    }
    match document.template.extra_sections {
        ExtraSections::Allow => None,
        ExtraSections::Warn | ExtraSections::Forbid => {
            let message = format!("the template has no section {heading}");
            Some(
                Finding::new(section.heading_span, message)
                    .help("move what it says to a section of the template"),
            )
        }
    }
}

/// Returns the section that a heading was most likely meant for: one that is not there yet, and one
/// or two slips away. Less alike are mostly headings in their own right.
fn near<'a>(
    document: &'a Document,
    heading: &str,
    present: &BTreeSet<&str>,
) -> Option<&'a SectionSpec> {
    let heading = normal(heading);
    let length = heading.chars().count();
    let slips = match length {
        0..6 => return None,
        6..10 => 1,
        _ => 2,
    };
    let is_near = |other: &str| {
        let other = normal(other);
        other.chars().count().abs_diff(length) <= slips
            && other.chars().next() == heading.chars().next()
            && strsim::damerau_levenshtein(&heading, &other) <= slips
    };
    let specs = document.template.sections.iter();
    specs
        .filter(|spec| !present.contains(&*spec.id))
        .find(|spec| {
            is_near(&spec.heading)
                || spec.aliases.iter().any(|alias| match alias {
                    Alias::Text(text) => is_near(text),
                    Alias::Pattern(_) => false,
                })
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::expect;

    #[test]
    fn a_slip_is_marked_and_another_word_is_not() {
        expect(
            &RULE,
            "\
## Sumary
   ^^^^^^ no section of the template is called `Sumary`

Labels came late.

## Contributng factors
   ^^^^^^^^^^^^^^^^^^^ no section of the template is called `Contributng factors`

None.

## Eventual consistency

### Timelin
",
        );
    }

    #[test]
    fn what_is_there_already_was_not_meant() {
        expect(
            &RULE,
            "## Timeline\n\nx\n\n## Timelines\n\nx\n\n## Timelime\n\nx\n",
        );
    }
}
