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
    match document.front_matter().form {
        Form::Yaml if document.front_matter().tree.is_some() => {}
        // That there is none at all is one finding, not one for each field.
        Form::Missing | Form::Empty | Form::Toml | Form::Unclosed | Form::Yaml => {
            return Vec::new();
        }
    }
    let status = context.status(document);
    let value = |field: &str| context.value(document, field);
    let fields = document.template.fields.iter();
    let asked = fields
        .filter(|field| field.required.is_due(status) || status == Status::InReview)
        .filter(|field| !has_own_rule(field) && !is_of_items(document, field))
        .filter(|field| field.required.applies(value))
        .filter(|field| !is_given(context, document, field));
    let (due, later): (Vec<&FieldSpec>, Vec<&FieldSpec>) =
        asked.partition(|field| field.required.is_due(status));
    let later = missing(document, &later).into_iter();
    let later = later.map(|finding| finding.at_most(Level::Warning));
    missing(document, &due).into_iter().chain(later).collect()
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
    if let Some(node) = document.front_matter().node(&field.name) {
        return !node.is_empty();
    }
    let group = &document.source.group;
    match &*field.name {
        "title" => document.body().title.is_some(),
        "kind" => group.defaults.kind.is_some() || group.template.is_some(),
        "status" => group.defaults.status.is_some(),
        "confidentiality" => group.defaults.confidentiality.is_some(),
        "services" => !group.defaults.services.is_empty(),
        "teams" => !group.defaults.teams.is_empty(),
        name => context.value(document, name).is_some(),
    }
}

/// Returns a finding for each field that was left empty, at its place, and one for all that are not
/// there at all.
fn missing(document: &Document, fields: &[&FieldSpec]) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut absent = Vec::new();
    for field in fields {
        let name = &field.name;
        match written(document, name) {
            Some(key) => found.push(
                Finding::new(key, format!("the field `{name}` is empty"))
                    .help(format!("write for example {}", example(field)))
                    .key(name),
            ),
            None => absent.push(*field),
        }
    }
    found.extend(not_there(document, &absent));
    found
}

/// Returns the one finding about fields that are not there: they are added in one go.
fn not_there(document: &Document, absent: &[&FieldSpec]) -> Option<Finding> {
    let fence = place::of_front_matter(document);
    let (last, others) = absent.split_last()?;
    if others.is_empty() {
        let message = format!("the field `{}` is missing", last.name);
        let help = format!("write for example {}", example(last));
        return Some(Finding::new(fence, message).help(help).key(&last.name));
    }
    let names: Vec<String> = others.iter().map(|it| format!("`{}`", it.name)).collect();
    let message = format!(
        "{} fields are missing: {} and `{}`",
        absent.len(),
        names.join(", "),
        last.name
    );
    let help = format!("write for example\n{}", lines(absent));
    // About the report and not about these very fields: to add one makes no known finding new.
    Some(Finding::new(fence, message).help(help).key("missing"))
}

/// Shows how a field is filled in, and says what it is for.
fn example(field: &FieldSpec) -> String {
    let what = field.help.trim_end_matches('.');
    let value = value(field);
    match field.name.rsplit_once('.') {
        Some((parent, name)) => format!("`{name}: {value}` under `{parent}`. {what}"),
        None => format!("`{}: {value}`. {what}", field.name),
    }
}

/// Writes fields as lines of a front matter, those of one parent below it.
fn lines(fields: &[&FieldSpec]) -> String {
    let mut lines = Vec::new();
    let mut open: Vec<&str> = Vec::new();
    for field in fields {
        let mut parents: Vec<&str> = field.name.split('.').collect();
        let name = parents.pop().unwrap_or_default();
        let shared = open.iter().zip(&parents).take_while(|(a, b)| a == b);
        let shared = shared.count();
        for (depth, parent) in parents.iter().enumerate().skip(shared) {
            lines.push(format!("{}{parent}:", "  ".repeat(depth)));
        }
        lines.push(format!(
            "{}{name}: {}",
            "  ".repeat(parents.len()),
            value(field)
        ));
        open = parents;
    }
    lines.join("\n")
}

fn value(field: &FieldSpec) -> &str {
    match &*field.hint {
        "" => "…",
        hint => hint,
    }
}

/// Returns the place of the key of a field, where it is written and has no value.
fn written(document: &Document, name: &str) -> Option<Span> {
    let tree = document.front_matter().tree.as_ref()?;
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
    fn all_that_is_missing_is_one_finding() {
        let found = findings(&RULE, RULE.bad);
        assert_eq!(found.len(), 1);
        let (message, help) = (&found[0].message, found[0].help.as_ref().unwrap());
        for name in ["started", "detected", "resolved", "services"] {
            assert!(message.contains(&format!("`{name}`")), "{message}");
        }
        assert!(help.contains("\nstarted: 2025-03-31 12:06\n"), "{help}");
        assert!(
            !message.contains("facilitator"),
            "a sev4 needs none: {message}"
        );
    }

    #[test]
    fn fields_of_one_parent_are_shown_below_it() {
        let text = RULE.bad.replace("sev4", "sev1");
        let help = findings(&RULE, &text)[0].help.clone().unwrap();
        assert!(help.contains("\nimpact:\n  users: 200-300\n"), "{help}");
    }

    #[test]
    fn one_missing_field_is_named_by_itself() {
        expect(
            &RULE,
            "\
---
^^^ the field `title` is missing
kind: incident
status: draft
---
",
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
        assert_eq!(found.len(), 1);
        assert!(
            found[0].message.starts_with("8 fields"),
            "{}",
            found[0].message
        );
        assert_eq!(found[0].level, Level::Warning);
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
