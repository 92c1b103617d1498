//! A field that means nothing here.

use crate::diagnostic::{Fix, Level};
use crate::document::{Document, did_you_mean};
use crate::rules::words::quote;
use crate::rules::{Check, Context, Finding, Rule, place};
use crate::template::{FieldType, Template};
use crate::yaml::{Entry, Node};

pub(super) const RULE: Rule = Rule {
    name: "front-matter/unknown-field",
    level: Some(Level::Warning),
    draft: None,
    summary: "a field is not one that this kind of report has",
    why: "A misspelt field looks filled in and counts for nothing. Nobody notices until somebody \
          looks for the report and does not find it.",
    source: "YAML itself: a key that nobody asks for is no fault to any reader of it",
    question: None,
    always: false,
    bad: "\
---
title: Queue stalled
sevrity: sev2
---
",
    good: "\
---
title: Queue stalled
severity: sev2
x-our-own: anything
---
",
    check: Check::Document(check),
};

/// Fields that are read and that no template asks for.
const ALSO_READ: [&str; 3] = ["date", "id", "summary"];

fn check(_: &Context, document: &Document) -> Vec<Finding> {
    let Some(tree) = &document.front_matter().tree else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for entry in tree.entries() {
        if is_ours_to_ignore(document, &entry.key) {
            continue;
        }
        let name = document.front_matter().our_name(&entry.key);
        if is_known(&document.template, name) {
            inside(document, name, &entry.value, &mut found);
        } else {
            found.push(unknown(document, tree, "", entry));
        }
    }
    place::once(found)
}

/// Says whether the source, or the letter `x-`, says that a key means nothing to us.
fn is_ours_to_ignore(document: &Document, key: &str) -> bool {
    let group = &document.source.group;
    let mapped = |theirs: &String| theirs == key || theirs.starts_with(&format!("{key}."));
    key.starts_with("x-")
        || ALSO_READ.contains(&key)
        || group.ignore.iter().any(|ignored| ignored == key)
        || group.fields.values().any(mapped) && document.front_matter().our_name(key) == key
}

fn is_known(template: &Template, name: &str) -> bool {
    let fields = &template.fields;
    fields.iter().any(|field| {
        field.name == name
            || field
                .name
                .strip_prefix(name)
                .is_some_and(|rest| rest.starts_with('.'))
    })
}

/// Looks at the keys of a map, or of each map of a list.
fn inside(document: &Document, parent: &str, value: &Node, found: &mut Vec<Finding>) {
    let maps = std::iter::once(value).chain(value.items());
    for map in maps {
        for entry in map.entries() {
            let name = format!("{parent}.{}", entry.key);
            if entry.key.starts_with("x-") || allows_any_key(document, parent) {
                continue;
            }
            if is_known(&document.template, &name) || of_reference(document, parent, &entry.key) {
                inside(document, &name, &entry.value, found);
            } else {
                found.push(unknown(document, map, parent, entry));
            }
        }
    }
}

/// Says whether a map of the template has no fields of its own, so that anything may stand in it.
fn allows_any_key(document: &Document, parent: &str) -> bool {
    let is_map = |kind: &FieldType| match kind {
        FieldType::Map => true,
        FieldType::List(of) => **of == FieldType::Map,
        _ => false,
    };
    let children = format!("{parent}.");
    document
        .template
        .field(parent)
        .is_some_and(|field| is_map(&field.kind))
        && !document
            .template
            .fields
            .iter()
            .any(|field| field.name.starts_with(&children))
}

/// Says whether a key belongs to the long form of a reference, such as `{ id: …, note: … }`.
fn of_reference(document: &Document, parent: &str, key: &str) -> bool {
    let is_of_many = document
        .template
        .field(parent)
        .is_some_and(|field| match &field.kind {
            FieldType::List(of) => matches!(**of, FieldType::Ref(_) | FieldType::String),
            FieldType::String | FieldType::Ref(_) => true,
            _ => false,
        });
    is_of_many && matches!(key, "id" | "slug" | "note" | "how")
}

fn unknown(document: &Document, map: &Node, parent: &str, entry: &Entry) -> Finding {
    let prefix = if parent.is_empty() {
        String::new()
    } else {
        format!("{parent}.")
    };
    let fields = document.template.fields.iter();
    let names = fields.filter_map(|field| field.name.strip_prefix(&prefix)?.split('.').next());
    // One that is there already was not meant.
    let names = names.filter(|name| map.entry(name).is_none());
    let near = did_you_mean(&entry.key, names);
    let place = if parent.is_empty() {
        "here".to_owned()
    } else {
        format!("in `{parent}`")
    };
    let finding = Finding::new(
        entry.key_span,
        format!("there is no field {} {place}", quote(&entry.key)),
    )
    .key(format!("{prefix}{}", entry.key));
    match near {
        Some(near) => Finding {
            fix: Some(Fix {
                title: format!("call it `{near}`"),
                safe: letters(near) == letters(&entry.key),
                edits: vec![(entry.key_span, near.to_owned())],
            }),
            ..finding.help(format!("did you mean `{near}`?"))
        },
        None => finding.help("call it `x-…` if it is your own, or add it to the template"),
    }
}

/// Returns a name without what people write one and the same name differently by.
fn letters(name: &str) -> String {
    let letters = name.chars().filter(|c| !matches!(c, '-' | '_' | ' '));
    letters.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::{expect, findings};

    #[test]
    fn keys_of_maps_and_of_items_are_looked_at_too() {
        expect(
            &RULE,
            "\
---
title: x
impact: { usrs: 5 }
          ^^^^ there is no field `usrs` in `impact`
action_items:
  - what: Add an alert
    onwer: platform
    ^^^^^ there is no field `onwer` in `action_items`
contributing_factors:
  - { id: alert-missing, note: none at all }
weather: fine
^^^^^^^ there is no field `weather` here
---
",
        );
    }

    #[test]
    fn a_slip_in_every_item_is_one_finding_that_mends_them_all() {
        let text =
            "---\naction_items:\n  - { what: a, onwer: x }\n  - { what: b, onwer: y }\n---\n";
        let found = findings(&RULE, text);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].labels.len(), 1);
        let edits = &found[0].fix.as_ref().unwrap().edits;
        let edited: Vec<&str> = edits.iter().map(|(span, _)| span.of(text)).collect();
        assert_eq!(edited, ["onwer", "onwer"]);
    }

    #[test]
    fn a_field_that_is_there_already_is_not_suggested() {
        let found = findings(&RULE, "---\nseverity: sev1\nseverety: sev1\n---\n");
        assert!(!found[0].help.as_ref().unwrap().contains("did you mean"));
        let found = findings(&RULE, "---\nseverety: sev1\n---\n");
        assert_eq!(found[0].help.as_deref(), Some("did you mean `severity`?"));
    }

    #[test]
    fn keys_that_a_source_maps_or_ignores_are_known() {
        expect(
            &RULE,
            "\
---
start_time: 2025-03-31 12:06
uuid: 5
weather: fine
^^^^^^^ there is no field `weather` here
---
=== secondstory.yml
sources:
  - include: postmortems/**/*.md
    fields: { started: start_time }
    ignore: [uuid]
",
        );
    }

    #[test]
    fn another_spelling_can_be_mended_safely_and_a_slip_is_only_suggested() {
        for (key, safe) in [
            ("detectedBy", true),
            ("Detected-By", true),
            ("detectd_by", false),
        ] {
            let found = findings(&RULE, &format!("---\n{key}: alert\n---\n"));
            let fix = found[0].fix.as_ref().unwrap();
            assert_eq!((fix.safe, &*fix.edits[0].1), (safe, "detected_by"), "{key}");
        }
    }
}
