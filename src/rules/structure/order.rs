//! Sections in another order than the template's, where the template asks for its own.

use crate::diagnostic::Level;
use crate::document::{Document, Section};
use crate::rules::words::quote;
use crate::rules::{Check, Context, Finding, Rule};

pub(super) const RULE: Rule = Rule {
    name: "structure/order",
    level: Some(Level::Warning),
    draft: None,
    summary: "sections stand in another order than the template asks for",
    why: "Who reads many reports in a row finds the same thing in the same place. Only a template \
          that says `ordered: true` asks for this.",
    source: "markdownlint, rule MD043",
    question: None,
    always: false,
    bad: "\
## Timeline

- 09:10 The queue stalls.

## Summary

Labels came late.
=== templates/incident.yml
template: incident
extends: incident
ordered: true
",
    good: "## Timeline\n\n- 09:10 The queue stalls.\n\n## Summary\n\nLabels came late.\n",
    check: Check::Document(check),
};

fn check(_: &Context, document: &Document) -> Vec<Finding> {
    let template = &document.template;
    if !template.ordered {
        return Vec::new();
    }
    let place = |section: &Section| {
        let id = section.id.as_ref()?;
        template.sections.iter().position(|spec| spec.id == *id)
    };
    let mut furthest: Option<(usize, &Section)> = None;
    let mut found = Vec::new();
    for section in &document.body().sections {
        let Some(at) = place(section).filter(|_| section.parent.is_none()) else {
            continue;
        };
        match furthest {
            Some((before, earlier)) if at < before => {
                let heading = quote(&section.heading);
                let earlier_heading = quote(&earlier.heading);
                found.push(
                    Finding::new(
                        section.heading_span,
                        format!("{heading} stands after {earlier_heading}"),
                    )
                    .label(earlier.heading_span, "the template has this one later")
                    .help(format!("move {heading} before {earlier_heading}")),
                );
            }
            Some((before, _)) if at == before => {}
            Some(_) | None => furthest = Some((at, section)),
        }
    }
    found
}
