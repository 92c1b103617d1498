//! Times without a zone.

use crate::diagnostic::{Fix, Level};
use crate::document::{Document, Form, Span};
use crate::rules::{Check, Context, Finding, Rule};

pub(super) const RULE: Rule = Rule {
    name: "timeline/no-zone",
    level: Some(Level::Error),
    draft: Some(Level::Warning),
    summary: "nothing says in which zone the times of the timeline are",
    why: "Whoever compares this timeline with a log, a status page or a colleague abroad has to \
          guess, and half of the year even the author cannot say which hour was meant.",
    source: "John Allspaw and others, Debriefing Facilitation Guide: the annotated timeline is the \
             main product",
    question: None,
    always: false,
    bad: "\
---
title: Queue stalled
status: published
started: 2025-03-31
---
## Timeline

| Time | Event |
|---|---|
| 09:10 | The queue stalls. |
",
    good: "\
---
title: Queue stalled
status: published
started: 2025-03-31
---
## Timeline (times in UTC)

| Time | Event |
|---|---|
| 09:10 | The queue stalls. |
",
    check: Check::Document(check),
};

fn check(_: &Context, document: &Document) -> Vec<Finding> {
    let mut timed = document.moments().iter().filter(|moment| {
        let time = moment.time.as_ref();
        moment.clock.is_some() || time.is_some_and(|time| time.time.is_some())
    });
    let Some(first) = timed.next() else {
        return Vec::new();
    };
    if let Some(zone) = &document.source.group.defaults.timezone
        && document.front_matter().text("timezone").is_none()
    {
        return only_in_configuration(document, zone, first.time_span);
    }
    let has_zone = |moment: &crate::document::Moment| {
        moment.time.as_ref().is_some_and(|time| time.zone.is_some())
    };
    let is_stated = super::section(document)
        .is_some_and(|section| crate::document::Zone::find_in(&section.heading).is_some());
    if is_stated || has_zone(first) || timed.any(has_zone) {
        return Vec::new();
    }
    vec![
        Finding::new(
            first.time_span,
            "nothing says in which zone these times are",
        )
        .help("add `timezone` to the front matter, or write `(times in UTC)` after the heading")
        .key("zone"),
    ]
}

/// The configuration knows the zone, so the site does as well; a reader of the file alone does not.
fn only_in_configuration(document: &Document, zone: &str, first: Span) -> Vec<Finding> {
    let is_written = |moment: &crate::document::Moment| {
        let written = moment.time.as_ref().and_then(|time| time.zone.clone());
        written.is_some() && written != crate::document::Zone::parse(zone)
    };
    let front_matter = document.front_matter();
    if front_matter.form != Form::Yaml || document.moments().iter().any(is_written) {
        return Vec::new();
    }
    let finding = Finding::new(
        first,
        "only the configuration says in which zone these times are",
    )
    .key("zone")
    .at_most(Level::Hint);
    let line = format!("{}: {zone}", front_matter.their_name("timezone"));
    vec![Finding {
        fix: insertion(document, &line).map(|edit| Fix {
            title: format!("add `{line}`"),
            safe: true,
            edits: vec![edit],
        }),
        ..finding.help(format!("add `{line}` to the front matter"))
    }]
}

/// Returns the change that adds a line to the front matter, in front of its last fence. None where
/// its fields do not stand on lines of their own, or where the field is there already and waits for
/// its value.
fn insertion(document: &Document, line: &str) -> Option<(Span, String)> {
    let (front_matter, text) = (document.front_matter(), document.text());
    let tree = front_matter.tree.as_ref()?;
    let first = tree.entries().first()?.key_span.start;
    let start = text[..first].rfind('\n').map_or(0, |newline| newline + 1);
    let indent = &text[start..first];
    let key = line.split(':').next()?;
    if !indent.chars().all(|c| c == ' ') || tree.entry(key).is_some() {
        return None;
    }
    let end = front_matter.span.end;
    let fence = text[..end].rfind('\n').map_or(end, |newline| newline + 1);
    let newline = if text[..fence].ends_with("\r\n") {
        "\r\n"
    } else {
        "\n"
    };
    Some((Span::at(fence), format!("{indent}{line}{newline}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::edited;
    use crate::rules::testing::{expect, findings};

    #[test]
    fn a_zone_counts_wherever_it_stands() {
        for text in [
            "---\nstarted: 2025-03-31\ntimezone: Europe/Copenhagen\n---\n## Timeline\n\n- 09:10 x\n",
            "## Timeline\n\nAll times are UTC.\n\n- 09:10 x\n",
            "## Timeline\n\n- 2025-03-31 09:10 UTC x\n- 09:20 y\n",
            "## Timeline\n\n- 2025-03-31 x\n",
        ] {
            assert!(findings(&RULE, text).is_empty(), "{text}");
        }
    }

    #[test]
    fn without_a_day_the_first_time_is_marked_all_the_same() {
        expect(
            &RULE,
            "\
---
status: published
---
## Timeline

- 09:10 The queue stalls.
  ^^^^^ nothing says in which zone these times are
- 09:20 It moves again.
",
        );
    }

    #[test]
    fn a_zone_of_the_configuration_can_be_written_into_the_report() {
        let text =
            "---\r\ntitle: x\r\nstarted: 2025-03-31\r\n---\r\n## Timeline\r\n\r\n- 09:10 x\r\n";
        let project = format!(
            "{text}=== secondstory.yml\nsources:\n  - include: postmortems/**/*.md\n    defaults: {{ timezone: Europe/Copenhagen }}\n"
        );
        let found = findings(&RULE, &project);
        assert_eq!(found[0].level, Level::Hint);
        let (span, line) = &found[0].fix.as_ref().unwrap().edits[0];
        assert_eq!(
            &text[..span.start],
            "---\r\ntitle: x\r\nstarted: 2025-03-31\r\n"
        );
        assert_eq!(line, "timezone: Europe/Copenhagen\r\n");
    }

    #[test]
    fn a_line_is_added_only_where_it_would_be_read() {
        let project = |front_matter: &str, fields: &str| {
            let text = format!("---\n{front_matter}\n---\n## Timeline\n\n- 09:10 x\n");
            let found = findings(
                &RULE,
                &format!(
                    "{text}=== secondstory.yml\nsources:\n  - include: postmortems/**/*.md\n    defaults: {{ timezone: UTC }}\n{fields}"
                ),
            );
            let fix = found[0].fix.clone()?;
            Some(edited(&text, &fix.edits).replace("\n---\n## Timeline\n\n- 09:10 x\n", ""))
        };
        for (front_matter, mended) in [
            ("title: x", Some("---\ntitle: x\ntimezone: UTC")),
            ("  title: x", Some("---\n  title: x\n  timezone: UTC")),
            ("title: |\n  x", Some("---\ntitle: |\n  x\ntimezone: UTC")),
            ("{ title: x }", None),
            ("timezone:\ntitle: x", None),
        ] {
            assert_eq!(
                project(front_matter, "").as_deref(),
                mended,
                "{front_matter}"
            );
        }
        let theirs = project("title: x", "    fields: { timezone: tz }\n");
        assert_eq!(theirs.as_deref(), Some("---\ntitle: x\ntz: UTC"));
    }
}
