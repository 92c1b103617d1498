//! A file whose name is of another day than the report.

use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::diagnostic::Level;
use crate::document::{Document, Span, WrittenTime};
use crate::rules::{Check, Context, Finding, Rule};

pub(super) const RULE: Rule = Rule {
    name: "front-matter/file-date",
    level: Some(Level::Warning),
    draft: Some(Level::Hint),
    summary: "the date in the file's name is far from every date of the report",
    why: "The name is the first that a reader sees of a report, and its address. If it is of \
          another month, one of the two sends them looking in the wrong place.",
    source: "Public archives that name their files by date; a date copied from the report before",
    question: None,
    always: false,
    bad: "\
=== postmortems/2024-03-01-queue-stalled.md
---
title: Queue stalled
started: 2024-04-01 12:06
resolved: 2024-04-01 13:30
---
",
    good: "\
=== postmortems/2024-03-31-queue-stalled.md
---
title: Queue stalled
started: 2024-04-01 00:06
resolved: 2024-04-01 13:30
---
",
    check: Check::Document(check),
};

/// A report may be named for the day on which it was written; nobody waits longer than this.
const WRITTEN_LATER: i32 = 120;

fn check(_: &Context, document: &Document) -> Vec<Finding> {
    let Some(named) = date_in_name(document.source.stem()) else {
        return Vec::new();
    };
    let dates = dates(document);
    let earliest = dates.iter().min_by_key(|(_, date, _)| *date);
    let latest = dates.iter().max_by_key(|(_, date, _)| *date);
    let (Some((field, first, span)), Some((_, last, _))) = (earliest, latest) else {
        return Vec::new();
    };
    let is_early = first.checked_sub(1.day()).is_ok_and(|day| named < day);
    let is_late = last
        .checked_add(WRITTEN_LATER.days())
        .is_ok_and(|day| named > day);
    if !is_early && !is_late {
        return Vec::new();
    }
    let message = format!("the file's name is of {named}, and `{field}` is {first}");
    vec![
        Finding::new(*span, message)
            .help("look which of the two is the slip; `slug` keeps the address if the file is renamed")
            .key(named.to_string()),
    ]
}

/// Returns the days that the fields of a report name.
fn dates(document: &Document) -> Vec<(&'static str, Date, Span)> {
    const FIELDS: [&str; 7] = [
        "date",
        "started",
        "detected",
        "mitigated",
        "resolved",
        "reviewed_on",
        "published_on",
    ];
    let read = |field: &'static str| {
        let (text, span) = document.front_matter().text(field)?;
        Some((field, WrittenTime::parse(text, None)?.date, span))
    };
    FIELDS.into_iter().filter_map(read).collect()
}

/// Returns the date that a name begins with, such as `2024-03-01-queue` or `20240301_queue`.
fn date_in_name(stem: &str) -> Option<Date> {
    let dashed = stem.get(..10).map(|date| date.replace(['_', '.'], "-"));
    let dashed = dashed.and_then(|date| date.parse().ok());
    dashed.or_else(|| {
        let digits = stem.get(..8)?;
        let is_date = digits.bytes().all(|byte| byte.is_ascii_digit());
        let goes_on = stem[8..].starts_with(|c: char| c.is_ascii_digit());
        let date = format!(
            "{}-{}-{}",
            digits.get(..4)?,
            digits.get(4..6)?,
            digits.get(6..)?
        );
        date.parse().ok().filter(|_| is_date && !goes_on)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::{expect, findings};

    #[test]
    fn the_earliest_date_of_the_report_is_marked() {
        expect(
            &RULE,
            "\
=== postmortems/20240301_queue.md
---
detected: 2024-04-01 12:11
started: 2024-03-31 12:06
         ^^^^^^^^^^^^^^^^ the file's name is of 2024-03-01, and `started` is 2024-03-31
---
",
        );
    }

    #[test]
    fn a_report_may_be_named_for_the_day_on_which_it_was_written() {
        let written = RULE.bad.replace("2024-03-01", "2024-06-20");
        assert!(findings(&RULE, &written).is_empty());
        let years_later = RULE.bad.replace("2024-03-01", "2025-04-01");
        assert_eq!(findings(&RULE, &years_later).len(), 1);
    }

    #[test]
    fn names_without_a_day_say_nothing() {
        for name in [
            "PM2021-004 x",
            "2024-13-01-x",
            "202403011",
            "2024-0é-01",
            "queue",
        ] {
            assert_eq!(date_in_name(name), None, "{name}");
        }
    }
}
