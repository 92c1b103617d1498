//! A value that is not what its field holds.

use crate::diagnostic::{Fix, Level};
use crate::document::{Document, WrittenTime, Zone, did_you_mean};
use crate::rules::words::quote;
use crate::rules::{Check, Context, Finding, Rule, place};
use crate::template::{FieldSpec, FieldType};
use crate::yaml::{Kind, Node, Style, requoted};

pub(super) const RULE: Rule = Rule {
    name: "front-matter/wrong-type",
    level: Some(Level::Error),
    draft: Some(Level::Warning),
    summary: "a value is not what its field can hold",
    why: "A value that cannot be read counts as unknown: the report falls out of every list that \
          sorts or filters by it.",
    source: "ISO 8601 for dates; the template of the kind for its own values",
    question: None,
    always: false,
    bad: "\
---
title: Queue stalled
severity: High
started: soon
---
",
    good: "\
---
title: Queue stalled
severity: sev2
started: 2025-03-31 12:06
tags: queues
---
",
    check: Check::Document(check),
};

fn check(context: &Context, document: &Document) -> Vec<Finding> {
    let mut found = Vec::new();
    for field in &document.template.fields {
        let asked = Asked {
            context,
            document,
            name: &field.name,
        };
        for node in nodes(document, field) {
            asked.look(node, &field.kind, &mut found);
        }
    }
    place::once(found)
}

/// Returns the values of a field: one, or one in each item where it is a field of a list's items.
fn nodes<'a>(document: &'a Document, field: &FieldSpec) -> Vec<&'a Node> {
    let front_matter = document.front_matter();
    let mut nodes: Vec<&Node> = front_matter.node(&field.name).into_iter().collect();
    if let Some((parent, name)) = field.name.rsplit_once('.') {
        let items = front_matter.node(parent).map_or(&[][..], Node::items);
        nodes.extend(items.iter().filter_map(|item| item.get(name)));
    }
    nodes.retain(|node| !node.is_empty());
    nodes
}

/// A field whose value is looked at.
#[derive(Clone, Copy)]
struct Asked<'a> {
    context: &'a Context<'a>,
    document: &'a Document,
    name: &'a str,
}

impl Asked<'_> {
    /// Looks whether a value is of a type, and says what it is instead.
    fn look(self, node: &Node, kind: &FieldType, found: &mut Vec<Finding>) {
        match kind {
            FieldType::List(of) => self.look_at_list(node, of, found),
            FieldType::Map => match &node.kind {
                Kind::Map(_) => {}
                Kind::Scalar(_) | Kind::List(_) => found.push(self.not(node, "a map")),
            },
            FieldType::Ref(_) => found.extend(self.look_at_reference(node)),
            _ => match self.text(node) {
                Some(text) => found.extend(self.look_at_text(node, text, kind)),
                None => found.push(self.not(node, phrase(kind))),
            },
        }
    }

    /// A single value stands for a list of one, but not where it has commas: then several were
    /// meant.
    fn look_at_list(self, node: &Node, of: &FieldType, found: &mut Vec<Finding>) {
        match &node.kind {
            Kind::List(items) => items.iter().for_each(|item| self.look(item, of, found)),
            Kind::Scalar(scalar) if scalar.style == Style::Plain && scalar.text.contains(',') => {
                let finding = self.not(node, "a list");
                let list = format!("[{}]", scalar.text);
                let fix = is_plain_in_brackets(&scalar.text).then(|| Fix {
                    title: "put brackets around it".into(),
                    safe: true,
                    edits: vec![(node.span, list.clone())],
                });
                let help = if list.len() > 60 {
                    "put brackets around it".to_owned()
                } else {
                    format!("write `{list}`")
                };
                found.push(Finding {
                    fix,
                    ..finding.help(help)
                });
            }
            Kind::Scalar(_) | Kind::Map(_) => self.look(node, of, found),
        }
    }

    fn look_at_reference(self, node: &Node) -> Option<Finding> {
        let named = match &node.kind {
            Kind::Map(_) => node.get("id").or_else(|| node.get("slug")),
            Kind::Scalar(_) => Some(node),
            Kind::List(_) => None,
        };
        match named.and_then(Node::text) {
            Some(_) => None,
            None => Some(self.not(node, "an id, or a map with an `id`")),
        }
    }

    fn look_at_text(self, node: &Node, text: &str, kind: &FieldType) -> Option<Finding> {
        match kind {
            FieldType::String | FieldType::Text => match self.name {
                "kind" => self.look_at_kind(node, text),
                "timezone" if Zone::parse(text).is_none() => Some(
                    self.is_not(node, text, "a time zone")
                        .help("write an IANA name such as `Europe/Copenhagen`, or an offset such as `+01:00`"),
                ),
                _ => None,
            },
            FieldType::Enum(values) => {
                let values: Vec<&str> = values.iter().map(String::as_str).collect();
                self.look_at_choice(node, text, &values)
            }
            FieldType::Date => self.look_at_time(node, text, Wanted::Date),
            FieldType::Time => self.look_at_time(node, text, Wanted::Time),
            FieldType::Integer => match text.parse::<i64>() {
                Ok(_) => None,
                Err(_) => Some(self.is_not(node, text, "a whole number")),
            },
            FieldType::Boolean => match text {
                "true" | "false" => None,
                _ => Some(self.is_not(node, text, "`true` or `false`")),
            },
            FieldType::Url => match text.split_once("://") {
                Some(("http" | "https", rest)) if !rest.is_empty() && !rest.contains(' ') => None,
                _ => Some(
                    self.is_not(node, text, "an address")
                        .help("begin it with `https://`"),
                ),
            },
            FieldType::Count => match is_count(text) {
                true => None,
                false => Some(
                    self.is_not(node, text, "a count")
                        .help("write a number, a range such as `200-300`, `none` or `unknown`"),
                ),
            },
            FieldType::List(_) | FieldType::Map | FieldType::Ref(_) => None,
        }
    }

    fn look_at_kind(self, node: &Node, text: &str) -> Option<Finding> {
        let kinds: Vec<&str> = self.context.templates.iter().map(|it| &*it.name).collect();
        self.look_at_choice(node, text, &kinds)
    }

    fn look_at_choice(self, node: &Node, text: &str, values: &[&str]) -> Option<Finding> {
        if values.contains(&text) {
            return None;
        }
        let choices: Vec<String> = values.iter().map(|value| format!("`{value}`")).collect();
        let finding = self.is_not(node, text, &format!("one of {}", choices.join(", ")));
        Some(match did_you_mean(text, values.iter().copied()) {
            Some(near) => Finding {
                fix: Some(Fix {
                    title: format!("write `{near}`"),
                    safe: near.eq_ignore_ascii_case(text),
                    edits: vec![(node.span, self.requoted(node, near))],
                }),
                ..finding.help(format!("did you mean `{near}`?"))
            },
            None => finding,
        })
    }

    fn look_at_time(self, node: &Node, text: &str, wanted: Wanted) -> Option<Finding> {
        let Some(time) = WrittenTime::parse(text, None) else {
            let (what, example) = match wanted {
                Wanted::Date => ("a date", "2025-03-31"),
                Wanted::Time => ("a time", "2025-03-31 12:06"),
            };
            return Some(
                self.is_not(node, text, what)
                    .help(format!("write it as `{example}`")),
            );
        };
        if sorts(text) {
            return None;
        }
        let date = time.date;
        let clock = time.time.map(|time| {
            let seconds = if time.second() == 0 { "" } else { ":%S" };
            time.strftime(&format!("%H:%M{seconds}")).to_string()
        });
        let sortable = match (clock, &time.zone) {
            (None, _) => date.to_string(),
            (Some(clock), None) => format!("{date} {clock}"),
            (Some(clock), Some(zone)) => format!("{date} {clock} {zone}"),
        };
        let finding = self.is_not(node, text, "written so that it sorts");
        Some(Finding {
            fix: Some(Fix {
                title: format!("write it as {sortable}"),
                safe: WrittenTime::parse(&sortable, None).as_ref() == Some(&time),
                edits: vec![(node.span, self.requoted(node, &sortable))],
            }),
            ..finding
                .help(format!("write it as `{sortable}`"))
                .at_most(Level::Warning)
        })
    }

    /// Returns what a text means, where its source gives it a meaning of ours.
    fn text<'b>(self, node: &'b Node) -> Option<&'b str>
    where
        Self: 'b,
    {
        let text = node.text()?.trim();
        let values = self.document.source.group.values.get(self.name);
        Some(
            values
                .and_then(|values| values.get(text))
                .map_or(text, String::as_str),
        )
    }

    /// Writes a value in the place of another one, in the quotes that that one has.
    fn requoted(self, node: &Node, value: &str) -> String {
        requoted(node.span.of(self.document.text()), value)
    }

    fn is_not(self, node: &Node, text: &str, what: &str) -> Finding {
        Finding::new(
            node.span,
            format!("{} {} is not {what}", self.name, quote(text)),
        )
        .key(format!("{}: {text}", self.name))
    }

    fn not(self, node: &Node, what: &str) -> Finding {
        let message = format!("{} is {}, not {what}", self.name, node.describe());
        Finding::new(node.span, message).key(self.name)
    }
}

#[derive(Clone, Copy, Debug)]
enum Wanted {
    Date,
    Time,
}

/// Says whether each part of a text between commas means the same inside brackets.
fn is_plain_in_brackets(text: &str) -> bool {
    let is_word = |part: &str| {
        let part = part.trim();
        part.chars().next().is_some_and(char::is_alphanumeric) && !part.contains(": ")
    };
    !text.contains(['[', ']', '{', '}', '#', '"', '\n']) && text.split(',').all(is_word)
}

/// Says whether a text is a day, a day with a time, or either with a zone: year first, so that text
/// sorts as time does.
fn sorts(text: &str) -> bool {
    let Some(rest) = after(text, "0000-00-00") else {
        return false;
    };
    let Some(rest) = rest.strip_prefix([' ', 'T']) else {
        return rest.is_empty();
    };
    let Some(mut rest) = after(rest, "00:00") else {
        return false;
    };
    if let Some(seconds) = after(rest, ":00") {
        let digits = after(seconds, ".0").map(|it| it.trim_start_matches(is_digit));
        rest = digits.unwrap_or(seconds);
    }
    is_zone(rest.strip_prefix(' ').unwrap_or(rest))
}

/// Says whether a text is a zone as it stands behind a time, or empty.
fn is_zone(text: &str) -> bool {
    let offset = text.strip_prefix(['+', '-']).unwrap_or_default();
    let is_offset = after(offset, "00:00").or_else(|| after(offset, "0000")) == Some("");
    let is_of_name = |c: char| c.is_ascii_alphabetic() || matches!(c, '_' | '/' | '+' | '-');
    is_offset || text.chars().all(is_of_name)
}

/// Returns what follows the beginning of a text that is written as a shape is, in which `0` stands for
/// any digit.
fn after<'a>(text: &'a str, shape: &str) -> Option<&'a str> {
    let (beginning, rest) = text.split_at_checked(shape.len())?;
    let mut pairs = beginning.chars().zip(shape.chars());
    let fits = pairs.all(|(is, wanted)| is == wanted || wanted == '0' && is_digit(is));
    fits.then_some(rest)
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
}

fn is_count(text: &str) -> bool {
    let number = |text: &str| {
        let text = text.trim().trim_start_matches(['~', '>', '<', '≈']);
        !text.is_empty()
            && text
                .chars()
                .all(|c| c.is_ascii_digit() || matches!(c, ',' | '.' | ' '))
    };
    match text {
        "none" | "unknown" => true,
        _ => match text.split_once(['-', '–']) {
            Some((from, to)) => number(from) && number(to),
            None => number(text),
        },
    }
}

fn phrase(kind: &FieldType) -> &'static str {
    match kind {
        FieldType::String | FieldType::Text => "text",
        FieldType::Enum(_) => "one of its values",
        FieldType::Date => "a date",
        FieldType::Time => "a time",
        FieldType::Integer => "a whole number",
        FieldType::Boolean => "true or false",
        FieldType::Url => "an address",
        FieldType::List(_) => "a list",
        FieldType::Map => "a map",
        FieldType::Count => "a count",
        FieldType::Ref(_) => "an id",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::edited;
    use crate::rules::testing::{expect, findings};

    #[test]
    fn each_type_says_what_is_there_before_what_should_be() {
        expect(
            &RULE,
            "\
---
title: [a, b]
       ^^^^^^ title is a list, not text
kind: incidnt
      ^^^^^^^ kind `incidnt` is not one of `data-breach`, `external`, `incident`, `near-miss`, `security`
severity: sev-high
          ^^^^^^^^ severity `sev-high` is not one of `sev1`, `sev2`, `sev3`, `sev4`
timezone: Copenhagen
          ^^^^^^^^^^ timezone `Copenhagen` is not a time zone
started: soon
         ^^^^ started `soon` is not a time
reviewed_on: 31 March 2025
             ^^^^^^^^^^^^^ reviewed_on `31 March 2025` is not written so that it sorts
tags: queues, dns
      ^^^^^^^^^^^ tags is text, not a list
impact: { users: several }
                 ^^^^^^^ impact.users `several` is not a count
source: { url: example.org }
               ^^^^^^^^^^^ source.url `example.org` is not an address
contributing_factors:
  - note: no id
    ^^^^^^^^^^^ contributing_factors is a map, not an id, or a map with an `id`
action_items:
  - { what: Add an alert, status: finished }
                                  ^^^^^^^^ action_items.status `finished` is not one of `open`, `done`, `wont-do`
---
",
        );
    }

    #[test]
    fn the_organisation_has_its_own_scale_and_a_source_its_own_words() {
        expect(
            &RULE,
            "\
---
severity: down
started: 2025-03-31T12:06:00+02:00
detected: 2025-03-31 12:06 Europe/Copenhagen
resolved: 2025-03-31
tags: one
impact: { users: 1,200-1,300 }
---
=== secondstory.yml
severities:
  - { id: red, title: Red }
sources:
  - include: postmortems/**/*.md
    values: { severity: { down: red } }
",
        );
    }

    #[test]
    fn a_date_in_another_form_is_rewritten_and_nothing_else_is() {
        let text = "---\nresolved: March 31, 2025 4:05 PM\n---\n";
        let found = findings(&RULE, text);
        assert_eq!(found[0].level, Level::Warning);
        let fix = found[0].fix.as_ref().unwrap();
        assert!(fix.safe);
        assert_eq!(fix.edits[0].0.of(text), "March 31, 2025 4:05 PM");
        assert_eq!(fix.edits[0].1, "2025-03-31 16:05");
    }

    /// Returns a front matter with everything mended in it that can be mended safely.
    fn mended(text: &str) -> String {
        let found = findings(&RULE, text);
        edited(text, &crate::diagnostic::mending(&found).edits)
    }

    #[test]
    fn what_is_mended_keeps_its_quotes_its_seconds_and_its_zone() {
        for (written, expected) in [
            ("started: 'March 31, 2025'", "started: '2025-03-31'"),
            (
                "started: \"31 Mar 2025 16:05\" # late",
                "started: \"2025-03-31 16:05\" # late",
            ),
            (
                "started: March 31, 2025 16:05:07 UTC",
                "started: 2025-03-31 16:05:07 UTC",
            ),
            ("{ started: 2025/3/31 }", "{ started: 2025-03-31 }"),
            ("status: \"Published\"", "status: \"published\""),
            ("tags: queues, dns  # two", "tags: [queues, dns]  # two"),
        ] {
            let text = |it: &str| format!("---\r\n{it}\r\n---\r\n");
            assert_eq!(mended(&text(written)), text(expected));
        }
    }

    #[test]
    fn what_could_mean_something_else_is_left_as_it_is() {
        for written in [
            "started: 03/04/2025",
            "started: 31 March",
            "status: publishd",
            "tags: queues, [dns]",
            "tags: a \"quoted\", word",
            "tags: one,, two",
            "tags: one, *two",
        ] {
            let text = format!("---\n{written}\n---\n");
            assert!(!findings(&RULE, &text).is_empty(), "{written}");
            assert_eq!(mended(&text), text);
        }
    }

    #[test]
    fn seconds_are_kept() {
        for time in ["2025-03-31 12:06:07", "2025-03-31T12:06:07.5Z"] {
            assert!(findings(&RULE, &format!("---\nstarted: {time}\n---\n")).is_empty());
        }
    }
}
