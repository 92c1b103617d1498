//! Times that cannot have come in the order in which they are given.

use std::cmp::Ordering;

use jiff::civil::Date;

use crate::diagnostic::Level;
use crate::document::{Document, Span, WrittenTime, Zone};
use crate::rules::{Check, Context, Finding, Rule};

pub(super) const RULE: Rule = Rule {
    name: "front-matter/date-order",
    level: Some(Level::Error),
    draft: Some(Level::Warning),
    summary: "two times are in an order that cannot be, or a time has yet to come",
    why: "Every duration on the site is computed from these times. One that ends before it begins \
          makes the reader doubt the rest, and it is nearly always a slip of a digit or a zone.",
    source: "Our own reason: nothing is over before it began",
    question: None,
    always: false,
    bad: "\
---
title: Queue stalled
started: 2025-03-31 12:06
resolved: 2025-03-31 10:30
---
",
    good: "\
---
title: Queue stalled
started: 2025-03-31 12:06
detected: 2025-03-31 12:06
resolved: 2025-03-31 13:30
reviewed_on: 2025-04-02
published_on: 2025-04-02
---
",
    check: Check::Document(check),
};

/// In the order in which they have to come.
const CHAIN: [&str; 5] = [
    "started",
    "detected",
    "mitigated",
    "resolved",
    "published_on",
];

fn check(context: &Context, document: &Document) -> Vec<Finding> {
    let named = document
        .front_matter()
        .text("timezone")
        .map(|(zone, _)| zone);
    let default = document.source.group.defaults.timezone.as_deref();
    let zone = named.or(default).and_then(Zone::parse);
    let time = |name: &'static str| {
        let (text, span) = document.front_matter().text(name)?;
        let time = WrittenTime::parse(text, zone.as_ref())?;
        Some(Given { name, time, span })
    };
    let reviewed = time("reviewed_on");
    let chain: Vec<Given> = CHAIN
        .into_iter()
        // A near miss may be seen before it begins to hurt: that is the point of it.
        .filter(|name| *name != "detected" || document.template.name != "near-miss")
        .filter_map(time)
        .collect();
    let reviewed_too_soon = chain.first().zip(reviewed.as_ref());
    let pairs = chain.iter().zip(chain.iter().skip(1));
    let out_of_order = pairs
        .chain(reviewed_too_soon)
        .filter(|(earlier, later)| later.is_before(earlier))
        .map(|(earlier, later)| {
            let message = format!("`{}` is before `{}`", later.name, earlier.name);
            Finding::new(later.span, message)
                .label(earlier.span, format!("`{}` is here", earlier.name))
                .help("swap the two, or look at the date and the zone again")
                .key(format!("{} before {}", later.name, earlier.name))
        });
    let to_come = chain
        .iter()
        .chain(&reviewed)
        .filter(|given| is_to_come(given.time.date, context.today));
    out_of_order.chain(in_the_future(to_come)).collect()
}

/// Returns the one finding about times that are still to come: mostly one slip made all of them.
fn in_the_future<'a>(mut to_come: impl Iterator<Item = &'a Given>) -> Option<Finding> {
    let first = to_come.next()?;
    let others: Vec<&Given> = to_come.collect();
    let message = match others.as_slice() {
        [] => format!("`{}` is in the future", first.name),
        [_, ..] => {
            let names: Vec<String> = others.iter().map(|it| format!("`{}`", it.name)).collect();
            format!(
                "`{}` is in the future, and so is {}",
                first.name,
                names.join(", ")
            )
        }
    };
    let finding = Finding::new(first.span, message)
        .help("look at the year")
        .key("in the future");
    Some(others.iter().fold(finding, |finding, other| {
        finding.label(other.span, "in the future too")
    }))
}

struct Given {
    name: &'static str,
    time: WrittenTime,
    span: Span,
}

impl Given {
    /// Says whether it is certain that this time is before another. Of a day on which something was
    /// shared, a time of midnight says nothing.
    fn is_before(&self, other: &Given) -> bool {
        const DAYS: [&str; 2] = ["reviewed_on", "published_on"];
        if DAYS.contains(&self.name) || DAYS.contains(&other.name) {
            return self.time.date < other.time.date;
        }
        self.time.is_before(&other.time)
    }
}

/// Says whether a day is still to come everywhere on Earth.
fn is_to_come(date: Date, today: Date) -> bool {
    today.tomorrow().is_ok_and(|tomorrow| date > tomorrow)
}

trait Before {
    fn is_before(&self, other: &Self) -> bool;
}

impl Before for WrittenTime {
    /// Says whether it is certain that one time is before another: by the instant where both are
    /// known that well, else by what the clock on the wall said, else by the day.
    fn is_before(&self, other: &WrittenTime) -> bool {
        let order = match (self.timestamp(), other.timestamp()) {
            (Some(one), Some(other)) => one.cmp(&other),
            _ => match (self.time, other.time) {
                (Some(time), Some(other_time)) if self.zone == other.zone => {
                    (self.date, time).cmp(&(other.date, other_time))
                }
                _ => self.date.cmp(&other.date),
            },
        };
        order == Ordering::Less
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::expect;

    #[test]
    fn each_pair_of_neighbours_is_compared() {
        expect(
            &RULE,
            "\
---
started: 2025-03-31 12:06
detected: 2025-03-31 12:11
mitigated: 2025-03-31 12:01
           ^^^^^^^^^^^^^^^^ `mitigated` is before `detected`
resolved: 2025-03-31 13:00
reviewed_on: 2025-03-30
             ^^^^^^^^^^ `reviewed_on` is before `started`
published_on: 2025-03-30
              ^^^^^^^^^^ `published_on` is before `resolved`
---
",
        );
    }

    #[test]
    fn zones_are_reckoned_with() {
        expect(
            &RULE,
            "\
---
started: 2025-03-31 12:06 +02:00
detected: 2025-03-31 10:10 UTC
resolved: 2025-03-31 10:05 UTC
          ^^^^^^^^^^^^^^^^^^^^ `resolved` is before `detected`
---
",
        );
    }

    #[test]
    fn a_day_without_a_time_is_not_before_a_time_of_that_day() {
        expect(
            &RULE,
            "\
---
started: 2025-03-31 12:06
detected: 2025-03-31
resolved: 2025-03-31 12:30 UTC
---
",
        );
    }

    #[test]
    fn a_day_written_as_midnight_is_a_day() {
        expect(
            &RULE,
            "\
---
started: 2014-01-24T10:55:00-08:00
resolved: 2014-01-24T11:30:00-08:00
published_on: 2014-01-24T00:00:00Z
---
",
        );
    }

    #[test]
    fn what_is_to_come_cannot_have_happened() {
        expect(
            &RULE,
            "\
---
started: 2052-03-31 12:06
         ^^^^^^^^^^^^^^^^ `started` is in the future, and so is `resolved`
resolved: 2052-03-31 13:06
---
",
        );
    }

    #[test]
    fn a_near_miss_may_be_seen_before_it_begins() {
        expect(
            &RULE,
            "\
---
kind: near-miss
started: 2025-03-31 12:06
detected: 2025-03-31 11:00
---
",
        );
    }
}
