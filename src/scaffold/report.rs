//! A new report from its template.

use std::fmt::Write as _;

use crate::config::Defaults;
use crate::template::{FieldSpec, FieldType, Requirement, SectionKind, SectionSpec, Template};

/// What is known of a report before anybody has written it.
#[derive(Debug)]
pub(crate) struct NewReport<'a> {
    pub(crate) title: &'a str,
    /// What the source already says of all its reports, and so need not be asked.
    pub(crate) defaults: &'a Defaults,
    /// Moments that are already known, if a file brought some.
    pub(crate) timeline: &'a [StarterMoment],
}

/// A row for the timeline of a new report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StarterMoment {
    pub(crate) time: String,
    pub(crate) event: String,
}

/// Writes a report: the front matter with what has to be filled in, and under each heading its
/// questions as a comment, which never shows on the site.
///
/// Sections that the template does not ask for are left out: an empty form is no invitation.
pub(crate) fn report(template: &Template, new: &NewReport) -> String {
    let mut text = String::from("---\n");
    front_matter(&mut text, template, new);
    text.push_str("---\n");
    for section in &template.sections {
        let is_asked = section.required != Requirement::Never;
        let is_answered_above = section
            .satisfied_by
            .as_deref()
            .is_some_and(|field| template.field(field).is_some_and(|it| asked(template, it)));
        if is_asked && !is_answered_above {
            write_section(&mut text, section, new);
        }
    }
    text
}

fn front_matter(text: &mut String, template: &Template, new: &NewReport) {
    let mut group = "";
    for field in template
        .fields
        .iter()
        .filter(|field| asked(template, field))
    {
        let (parent, name) = field.name.rsplit_once('.').unwrap_or(("", &field.name));
        // A map is opened by the first of its fields; deeper maps stand on one line.
        let (top, inner) = parent
            .split_once('.')
            .map_or((parent, None), |(top, inner)| (top, Some(inner)));
        if !top.is_empty() && top != group {
            let _ = writeln!(text, "{top}:");
        }
        group = top;
        let indent = if top.is_empty() { "" } else { "  " };
        let name = inner.map_or_else(|| name.to_owned(), |inner| format!("{inner}.{name}"));
        if let Some((map, key)) = name.split_once('.') {
            if !text.contains(&format!("\n  {map}:\n")) {
                let _ = writeln!(text, "  {map}:");
            }
            let _ = write!(text, "    {}", line(key, field, template, new));
        } else {
            let _ = write!(text, "{indent}{}", line(&name, field, template, new));
        }
    }
}

/// Returns the line of a field: its key, what is known of it, and an example as a comment.
fn line(key: &str, field: &FieldSpec, template: &Template, new: &NewReport) -> String {
    let defaults = new.defaults;
    let known = match field.name.as_str() {
        "title" => Some(scalar(new.title)),
        "kind" => Some(template.name.clone()),
        "status" => Some("draft".to_owned()),
        "timezone" => defaults.timezone.clone(),
        "confidentiality" => defaults
            .confidentiality
            .filter(|_| template.name != "data-breach")
            .map(|level| scalar(&level.to_string())),
        _ => None,
    };
    let value = match (known, &field.kind) {
        (Some(known), _) => format!(" {known}"),
        (None, FieldType::List(_)) => " []".to_owned(),
        (None, _) => String::new(),
    };
    let comment = match &field.kind {
        _ if !value.is_empty() && value != " []" => String::new(),
        FieldType::Enum(values) => values.join(", "),
        _ => field.hint.clone(),
    };
    let comment = comment
        .lines()
        .next()
        .map(str::trim)
        .filter(|line| !line.is_empty());
    match comment {
        Some(comment) => format!("{key}:{value}  # {comment}\n"),
        None => format!("{key}:{value}\n"),
    }
}

/// Says whether a new report asks for a field. What only matters at a later status waits until then,
/// and what each item of a list holds has its place in the items.
fn asked(template: &Template, field: &FieldSpec) -> bool {
    let is_of_items = field.name.rsplit_once('.').is_some_and(|(parent, _)| {
        template
            .field(parent)
            .is_some_and(|parent| matches!(parent.kind, FieldType::List(_)))
    });
    let is_needed = match &field.required {
        Requirement::Never => matches!(
            field.name.as_str(),
            "timezone" | "mitigated" | "action_items" | "confidentiality"
        ),
        Requirement::Draft | Requirement::Published => true,
        Requirement::When(condition) => !condition.asks_for("status"),
    };
    is_needed && !is_of_items
}

/// Writes a text so that YAML reads it back as it is.
fn scalar(text: &str) -> String {
    serde_yaml::to_string(text)
        .map_or_else(|_| format!("{text:?}"), |yaml| yaml.trim_end().to_owned())
}

fn write_section(text: &mut String, section: &SectionSpec, new: &NewReport) {
    let _ = write!(text, "\n## {}\n", section.heading);
    let guide = section.guide.trim();
    if !guide.is_empty() {
        let _ = write!(text, "\n<!--\n{}\n-->\n", guide.replace("-->", "—>"));
    }
    let body = section.body.trim_end();
    if !body.is_empty() {
        let _ = write!(text, "\n{body}\n");
    }
    if section.kind == SectionKind::Timeline && !new.timeline.is_empty() {
        if body.is_empty() {
            text.push_str("\n| Time | Event |\n| --- | --- |\n");
        }
        let columns = body
            .lines()
            .next()
            .map_or(2, |header| header.matches('|').count().saturating_sub(1))
            .max(2);
        for moment in new.timeline {
            let empty = " |".repeat(columns - 2);
            let _ = writeln!(
                text,
                "| {} | {} |{empty}",
                cell(&moment.time),
                cell(&moment.event)
            );
        }
    }
}

/// Writes a text as one cell of a table.
fn cell(text: &str) -> String {
    text.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .replace('|', "\\|")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::Templates;

    fn new(kind: &str, title: &str, timeline: &[StarterMoment]) -> String {
        let templates = Templates::built_in();
        let defaults = Defaults {
            timezone: Some("Europe/Copenhagen".into()),
            ..Defaults::default()
        };
        report(
            templates.get(kind).unwrap(),
            &NewReport {
                title,
                defaults: &defaults,
                timeline,
            },
        )
    }

    #[test]
    fn a_title_of_any_kind_comes_back_from_the_yaml() {
        for title in [
            "Plain",
            "A: colon",
            "\"quoted\"",
            "- dash",
            "#5 & more",
            "no",
            "{x}",
            "O'Hara's – ünïcode",
        ] {
            let text = new("incident", title, &[]);
            let parsed = crate::yaml::parse(
                text.split("---\n").nth(1).unwrap(),
                0,
                crate::yaml::Limits::FRONT_MATTER,
            );
            assert_eq!(parsed.problems, []);
            assert_eq!(
                parsed.tree.unwrap().get("title").unwrap().text(),
                Some(title)
            );
        }
    }

    #[test]
    fn every_built_in_kind_asks_its_questions_in_comments_alone() {
        let comments = regex::Regex::new("(?s)<!--.*?-->").unwrap();
        for template in Templates::built_in().iter() {
            let text = new(&template.name, "A title", &[]);
            assert!(text.contains(&format!("kind: {}\n", template.name)));
            for section in template
                .sections
                .iter()
                .filter(|it| it.required != Requirement::Never)
            {
                let is_answered = section.satisfied_by.is_some();
                assert!(
                    is_answered || text.contains(&format!("## {}\n", section.heading)),
                    "{}",
                    section.heading
                );
            }
            let body = text.splitn(3, "---\n").nth(2).unwrap();
            let prose = comments.replace_all(body, "");
            assert!(
                !prose.contains('?')
                    || template.name == "data-breach"
                    || prose.contains("| Question |"),
                "{prose}"
            );
        }
    }

    #[test]
    fn moments_that_a_file_brought_fill_the_timeline() {
        let moments = [StarterMoment {
            time: "12:19".into(),
            event: "a | b\nc".into(),
        }];
        assert!(new("incident", "x", &moments).contains("| 12:19 | a \\| b c | | | |\n"));
    }
}
