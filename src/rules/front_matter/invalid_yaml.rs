//! Front matter that cannot be read.

use crate::diagnostic::Level;
use crate::document::{Document, Form};
use crate::rules::{Check, Context, Finding, Rule, place};

pub(super) const RULE: Rule = Rule {
    name: "front-matter/invalid-yaml",
    level: Some(Level::Error),
    draft: None,
    summary: "the front matter is not sound YAML",
    why: "Whatever cannot be read here is missing everywhere else: the report has no date, no \
          factors and no place in any list until this one line is mended.",
    source: "YAML 1.2.2, chapters 3.2.1.1 (keys are unique) and 6.1 (no tabs for indentation)",
    question: None,
    always: true,
    bad: "\
---
title: Sign-in: down for an hour
---
",
    good: "\
---
title: 'Sign-in: down for an hour'
---
",
    check: Check::Document(check),
};

fn check(_: &Context, document: &Document) -> Vec<Finding> {
    let front_matter = document.front_matter();
    let fence = || place::of_front_matter(document);
    match front_matter.form {
        Form::Toml => vec![
            Finding::new(fence(), "the front matter is TOML (`+++`)")
                .help("write it as YAML, between two lines of `---`"),
        ],
        Form::Unclosed => vec![
            Finding::new(fence(), "the front matter is opened and never closed")
                .help("write a line of `---` below its last field"),
        ],
        Form::Missing | Form::Empty | Form::Yaml => front_matter
            .problems
            .iter()
            .map(|problem| Finding {
                help: problem.help.clone(),
                ..Finding::new(problem.span, problem.message.clone())
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::expect;

    #[test]
    fn toml_is_named() {
        expect(
            &RULE,
            "\
+++
^^^ the front matter is TOML (`+++`)
title = 'Outage'
+++
",
        );
    }

    #[test]
    fn a_fence_that_is_never_closed_is_marked_where_it_opens() {
        expect(
            &RULE,
            "\
---
^^^ the front matter is opened and never closed
title: Outage

## Summary
",
        );
    }

    #[test]
    fn a_duplicate_key_is_marked_where_it_stands_again() {
        expect(
            &RULE,
            "\
---
title: Outage
title: Another
^^^^^ the key `title` is written twice
---
",
        );
    }
}
