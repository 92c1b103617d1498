//! A field that the kind, severity and status of a report ask for.

use crate::diagnostic::Level;
use crate::document::{Document, Form, Span};
use crate::postmortem::Status;
use crate::rules::{Check, Context, Finding, Rule, place};
use crate::template::{FieldSpec, FieldType};

pub(super) const RULE: Rule = Rule {
    name: "front-matter/required-field",
    level: Some(Level::Error),
    draft: None,
    summary: "a field that this kind of report needs is not filled in",
    why: "Durations, recurrence and the list that a colleague searches next year all come from \
          these fields. What they do not say has to be dug out of the prose again, or is lost.",
    source: "Wikimedia, Wikitech: Incident review ritual and its scorecard",
    question: None,
    always: false,
    bad: "\
---
title: Queue stalled
kind: incident
status: published
severity: sev4
---
",
    good: "\
---
title: Queue stalled
kind: incident
status: draft
---
",
    check: Check::Document(check),
};

fn check(context: &Context, document: &Document) -> Vec<Finding> {
    match document.front_matter.form {
        Form::Yaml if document.front_matter.tree.is_some() => {}
        // That there is none at all is one finding, not one for each field.
        Form::Missing | Form::Empty | Form::Toml | Form::Unclosed | Form::Yaml => {
            return Vec::new();
        }
    }
    let status = context.status(document);
    let value = |field: &str| context.value(document, field);
    let fields = document.template.fields.iter();
    fields
        .filter(|field| field.required.is_due(status) || status == Status::InReview)
        .filter(|field| !has_own_rule(field) && !is_of_items(document, field))
        .filter(|field| field.required.applies(value))
        .filter(|field| !is_given(context, document, field))
        .map(|field| {
            let finding = missing(document, field);
            match field.required.is_due(status) {
                true => finding,
                false => finding.at_most(Level::Warning),
            }
        })
        .collect()
}

/// Fields whose absence has a rule of its own, which can say more about it.
const ELSEWHERE: [&str; 2] = ["breach", "contributing_factors"];

fn has_own_rule(field: &FieldSpec) -> bool {
    let name = &field.name;
    ELSEWHERE.iter().any(|it| {
        name == it
            || name
                .strip_prefix(it)
                .is_some_and(|rest| rest.starts_with('.'))
    })
}

/// Says whether a field belongs to the items of a list; those are for the rules about the list.
fn is_of_items(document: &Document, field: &FieldSpec) -> bool {
    let parent = field.name.rsplit_once('.').map(|(parent, _)| parent);
    parent
        .and_then(|parent| document.template.field(parent))
        .is_some_and(|parent| matches!(parent.kind, FieldType::List(_)))
}

fn is_given(context: &Context, document: &Document, field: &FieldSpec) -> bool {
    if let Some(node) = document.front_matter.node(&field.name) {
        return !node.is_empty();
    }
    let group = &document.source.group;
    match &*field.name {
        "title" => document.body.title.is_some(),
        "kind" => group.defaults.kind.is_some() || group.template.is_some(),
        "status" => group.defaults.status.is_some(),
        "confidentiality" => group.defaults.confidentiality.is_some(),
        "services" => !group.defaults.services.is_empty(),
        "teams" => !group.defaults.teams.is_empty(),
        name => context.value(document, name).is_some(),
    }
}

fn missing(document: &Document, field: &FieldSpec) -> Finding {
    let name = &field.name;
    let finding = match written(document, name) {
        Some(key) => Finding::new(key, format!("the field `{name}` is empty")),
        None => {
            let fence = place::of_front_matter(document);
            Finding::new(fence, format!("the field `{name}` is missing"))
        }
    };
    let value = if field.hint.is_empty() {
        "…"
    } else {
        &field.hint
    };
    let example = match name.rsplit_once('.') {
        Some((parent, name)) => format!("`{name}: {value}` under `{parent}`"),
        None => format!("`{name}: {value}`"),
    };
    let what = field.help.trim_end_matches('.');
    finding
        .help(format!("write for example {example}. {what}"))
        .key(name)
}

/// Returns the place of the key of a field, where it is written and has no value.
fn written(document: &Document, name: &str) -> Option<Span> {
    let tree = document.front_matter.tree.as_ref()?;
    let (parent, name) = match name.rsplit_once('.') {
        Some((parent, name)) => (tree.at(parent)?, name),
        None => (tree, name),
    };
    Some(parent.entry(name)?.key_span)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::{expect, findings};

    #[test]
    fn each_missing_field_is_named_once() {
        let found = findings(&RULE, RULE.bad);
        let names: Vec<&str> = found.iter().map(|it| it.key.as_str()).collect();
        for name in ["started", "detected", "resolved", "services"] {
            assert_eq!(
                names.iter().filter(|it| **it == name).count(),
                1,
                "{names:?}"
            );
        }
        assert!(
            !names.contains(&"facilitator"),
            "a sev4 needs none: {names:?}"
        );
    }

    #[test]
    fn no_front_matter_at_all_is_another_rule() {
        expect(&RULE, "# Queue stalled\n");
    }

    #[test]
    fn a_field_that_was_left_empty_is_marked_where_it_stands() {
        expect(
            &RULE,
            "\
---
title:
^^^^^ the field `title` is empty
kind: incident
status: draft
---
",
        );
    }

    #[test]
    fn a_draft_needs_its_kind_now_and_the_rest_later() {
        let found = findings(&RULE, "---\ntitle: x\nstatus: draft\n---\n");
        assert_eq!(
            found.iter().map(|it| &*it.key).collect::<Vec<_>>(),
            ["kind"]
        );
        let found = findings(
            &RULE,
            "---\ntitle: x\nkind: incident\nstatus: in-review\n---\n",
        );
        assert!(found.len() > 3);
        assert!(found.iter().all(|it| it.level == Level::Warning));
    }

    #[test]
    fn what_the_source_says_need_not_be_said_again() {
        expect(
            &RULE,
            "\
---
title: x
---
=== secondstory.yml
sources:
  - include: postmortems/**/*.md
    defaults: { kind: external, status: draft }
",
        );
    }
}
