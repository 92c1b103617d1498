//! A report without front matter.

use crate::diagnostic::Level;
use crate::document::{Document, Form};
use crate::rules::{Check, Context, Finding, Rule, place};

pub(super) const RULE: Rule = Rule {
    name: "front-matter/missing",
    level: Some(Level::Error),
    draft: None,
    summary: "the report has no front matter",
    why: "Without its facts a report can be read, but not found: it has no kind, no date and no \
          factors by which the next reader could come across it.",
    source: "Wikimedia, Wikitech: Incident review ritual",
    question: None,
    always: false,
    bad: "# Queue stalled\n\n## Summary\n\nThe queue stalled for an hour.\n",
    good: "\
---
title: Queue stalled
kind: incident
---
## Summary

The queue stalled for an hour.
",
    check: Check::Document(check),
};

fn check(_: &Context, document: &Document) -> Vec<Finding> {
    let source = &document.source;
    if source.content.is_err() || is_adopted(document) {
        return Vec::new();
    }
    let message = match document.front_matter().form {
        Form::Missing => "this report has no front matter",
        Form::Empty => "the front matter of this report is empty",
        Form::Yaml | Form::Toml | Form::Unclosed => return Vec::new(),
    };
    let help = "begin the file with `title`, `kind` and `status` between two lines of `---`; \
                `secondstory new` shows a whole one";
    vec![place::in_document(document, message).help(help)]
}

/// Says whether its source speaks for the report, as it does for reports that were there before the
/// tool: then it may do without front matter.
pub(super) fn is_adopted(document: &Document) -> bool {
    let group = &document.source.group;
    group.template.is_some() || group.defaults.kind.is_some() || group.defaults.status.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::expect;

    #[test]
    fn it_stands_at_the_first_heading() {
        expect(
            &RULE,
            "\
# Queue stalled
  ^^^^^^^^^^^^^ this report has no front matter

It did.
",
        );
    }

    #[test]
    fn an_empty_file_has_a_place_too() {
        expect(&RULE, "\n^ this report has no front matter\n");
    }

    #[test]
    fn a_source_may_speak_for_its_reports() {
        expect(
            &RULE,
            "\
# Queue stalled
=== secondstory.yml
sources:
  - include: postmortems/**/*.md
    defaults: { kind: incident, status: published }
",
        );
    }
}
