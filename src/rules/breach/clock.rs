//! The 72 hours, which begin when the organisation becomes aware.

use jiff::civil::Date;

use crate::diagnostic::Level;
use crate::document::{Document, WrittenTime};
use crate::postmortem::Breach;
use crate::rules::breach::{at_field, is_breach, is_given};
use crate::rules::{Check, Context, Finding, Rule};

pub(super) const RULE: Rule = Rule {
    name: "breach/clock",
    level: Some(Level::Error),
    draft: None,
    summary: "the 72 hours of a breach have no beginning, or have run out",
    why: "The authority is notified within 72 hours of becoming aware, and a later notification \
          says why it is late. The clock runs through the weekend, and through the draft of the \
          report as well.",
    source: "GDPR, Article 33(1)",
    question: Some("When did it become reasonably certain that personal data was concerned?"),
    always: false,
    bad: "\
---
title: A list sent to the wrong haulier
kind: data-breach
timezone: Europe/Copenhagen
breach:
  aware_at: 2025-05-12 15:40
  authority: { decision: notified, at: 2025-05-15 16:00 }
---
",
    good: "\
---
title: A list sent to the wrong haulier
kind: data-breach
timezone: Europe/Copenhagen
breach:
  aware_at: 2025-05-12 15:40
  authority:
    decision: notified
    at: 2025-05-15 16:00
    reason: The number of people was known only once the backup had been read.
---
",
    check: Check::Document(check),
};

const HOURS: i64 = 72;

fn check(context: &Context, document: &Document) -> Vec<Finding> {
    if !is_breach(document) {
        return Vec::new();
    }
    if !is_given(document, "breach.aware_at") {
        let message = "no `breach.aware_at` says when the organisation became aware".to_owned();
        let help = "write `aware_at` under `breach`, with the hour: the 72 hours count from there";
        let finding = at_field(document, "breach.aware_at", message).help(help);
        return vec![finding];
    }
    let breach = context
        .postmortem(document)
        .and_then(|it| it.breach.as_deref());
    let aware = breach.and_then(|breach| breach.aware_at.as_ref());
    let (Some(breach), Some(aware)) = (breach, aware) else {
        // What is no time has a finding of its own.
        return Vec::new();
    };
    let authority = breach.authority.as_ref();
    let finding = match authority.and_then(|it| it.at.as_ref()) {
        Some(told) => notified(document, aware, told),
        None => not_notified(context.today, document, breach, aware),
    };
    finding.into_iter().collect()
}

fn notified(document: &Document, aware: &WrittenTime, told: &WrittenTime) -> Option<Finding> {
    let field = "breach.authority.at";
    let minutes = minutes_between(aware, told)?;
    if minutes < 0 {
        let message = "the authority was notified before anybody was aware".to_owned();
        let help = "awareness begins with a reasonable certainty: check `aware_at`";
        return Some(at_field(document, field, message).help(help).key("before"));
    }
    if minutes <= HOURS * 60 || is_given(document, "breach.authority.reason") {
        return None;
    }
    let message = format!(
        "the authority was notified {} hours after awareness, and nothing says what took longer \
         than {HOURS}",
        minutes / 60
    );
    let help = "add a `reason` under `authority`: what was being found out in that time";
    Some(at_field(document, field, message).help(help).key("late"))
}

/// The authority has not been notified: that may be a decision, or the clock may be running.
fn not_notified(
    today: Date,
    document: &Document,
    breach: &Breach,
    aware: &WrittenTime,
) -> Option<Finding> {
    let decision = breach
        .authority
        .as_ref()
        .and_then(|it| it.decision.as_deref());
    // "Notified" without a time is for `breach/notify-decision` to say.
    let is_open = matches!(decision, None | Some("pending"));
    if !is_open || is_given(document, "breach.authority.reason") {
        return None;
    }
    let end = aware
        .date
        .saturating_add(jiff::Span::new().days(HOURS / 24));
    let last = match aware.time {
        Some(time) => format!("{end} {}", time.strftime("%H:%M")),
        None => end.to_string(),
    };
    let finding = |message: String| {
        at_field(document, "breach.aware_at", message)
            .help(
                "decide under `authority`: `notified` with `at`, or `not-required` with a `reason`",
            )
            .key("open")
    };
    Some(if today > end {
        finding(format!(
            "the {HOURS} hours ended on {last}, and nothing is decided about the authority"
        ))
    } else {
        finding(format!("the {HOURS} hours end on {last}")).at_most(Level::Hint)
    })
}

/// Returns the minutes from one time to another; where the day is all that is known, as few as they
/// may have been.
fn minutes_between(start: &WrittenTime, end: &WrittenTime) -> Option<i64> {
    const DAY: i64 = 24 * 60;
    if let (Some(start), Some(end)) = (start.timestamp(), end.timestamp()) {
        return Some((end.as_second() - start.as_second()).div_euclid(60));
    }
    if let (Some(start_time), Some(end_time)) = (start.time, end.time) {
        let start = start.date.to_datetime(start_time);
        let end = end.date.to_datetime(end_time);
        return Some(start.until((jiff::Unit::Minute, end)).ok()?.get_minutes());
    }
    let days = i64::from(start.date.until(end.date).ok()?.get_days());
    Some(if days > 0 {
        (days - 1) * DAY
    } else {
        days * DAY
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::{expect, findings};

    /// Returns what the clock says of some lines under `breach`; today is 2025-06-01.
    fn said(breach: &str) -> Vec<(Level, String)> {
        let report =
            format!("---\nkind: data-breach\ntimezone: Europe/Copenhagen\nbreach:\n{breach}---\n");
        let found = findings(&RULE, &report);
        found.into_iter().map(|it| (it.level, it.message)).collect()
    }

    #[test]
    fn seventy_two_hours_are_counted_to_the_hour() {
        for (told, is_late) in [("15:40", false), ("15:41", true), ("23:00", true)] {
            let found = said(&format!(
                "  aware_at: 2025-05-12 15:40\n  authority: {{ decision: notified, at: 2025-05-15 {told} }}\n"
            ));
            assert_eq!(!found.is_empty(), is_late, "{told}");
        }
    }

    #[test]
    fn the_night_of_the_clock_change_has_its_own_length() {
        // On 30 March 2025 an hour is missing, so that a clock shows 72 hours after 71.
        let found = said(
            "  aware_at: 2025-03-28 12:00\n  authority: { decision: notified, at: 2025-03-31 12:30 }\n",
        );
        assert!(found.is_empty(), "{found:?}");
    }

    #[test]
    fn where_only_days_are_known_the_shortest_time_counts() {
        for (told, is_late) in [("2025-05-16", false), ("2025-05-17", true)] {
            let found = said(&format!(
                "  aware_at: 2025-05-12\n  authority: {{ decision: notified, at: {told} }}\n"
            ));
            assert_eq!(!found.is_empty(), is_late, "{told}");
        }
    }

    #[test]
    fn a_running_clock_is_a_hint_and_one_that_ran_out_an_error() {
        let (level, message) = said("  aware_at: 2025-05-31 09:00\n").remove(0);
        assert_eq!(level, Level::Hint);
        assert_eq!(message, "the 72 hours end on 2025-06-03 09:00");
        let (level, message) = said("  aware_at: 2025-05-12 09:00\n").remove(0);
        assert_eq!(level, Level::Error);
        assert_eq!(
            message,
            "the 72 hours ended on 2025-05-15 09:00, and nothing is decided about the authority"
        );
        assert!(
            said("  aware_at: 2025-05-12 09:00\n  authority: { decision: not-required }\n")
                .is_empty()
        );
        assert!(
            said("  aware_at: 2025-05-12 09:00\n  authority: { decision: pending, reason: Waiting for the recipient. }\n")
                .is_empty()
        );
    }

    #[test]
    fn the_time_and_its_absence_are_marked() {
        expect(
            &RULE,
            "\
---
title: A list sent to the wrong haulier
kind: data-breach
breach:
^^^^^^ no `breach.aware_at` says when the organisation became aware
  subjects: 31
---
",
        );
        expect(
            &RULE,
            "\
---
title: A list sent to the wrong haulier
kind: data-breach
breach:
  aware_at: 2025-05-12 15:40
  authority: { decision: notified, at: 2025-05-12 15:00 }
                                       ^^^^^^^^^^^^^^^^ the authority was notified before anybody was aware
---
",
        );
    }
}
