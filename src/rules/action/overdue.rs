//! A promise whose day has passed.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::diagnostic::{Level, count};
use crate::document::Document;
use crate::postmortem::ActionItem;
use crate::rules::words::quote;
use crate::rules::{Check, Context, Finding, Rule};

pub(super) const RULE: Rule = Rule {
    name: "action/overdue",
    level: Some(Level::Warning),
    draft: Some(Level::Hint),
    summary: "an action item is open and its last day has passed",
    why: "Until it is done, what happened can happen again in the same way. A day that was moved on \
          purpose tells a reader more than one that was let pass.",
    source: "Etsy, morgue, issue 121; GitLab, issue 7821: reminders of open remediations",
    question: Some("Is this still the change that you want, and what stands in its way?"),
    always: false,
    bad: "\
---
title: Queue stalled
status: published
action_items:
  - { what: Alert on the depth of the queue, due: 2025-04-30 }
---
",
    good: "\
---
title: Queue stalled
status: published
action_items:
  - { what: Alert on the depth of the queue, due: 2025-04-30, status: done }
---
",
    check: Check::Document(check),
};

fn check(context: &Context, document: &Document) -> Vec<Finding> {
    // What was promised for the same day is late for the same reason, mostly.
    let mut by_day: BTreeMap<Date, Vec<&ActionItem>> = BTreeMap::new();
    for item in super::open(context, document) {
        if let Some(due) = item.due.as_ref().filter(|_| item.is_overdue(context.today)) {
            by_day.entry(due.last_day).or_default().push(item);
        }
    }
    let finding = |(day, items): (Date, Vec<&ActionItem>)| {
        let (first, others) = items.split_first()?;
        let days = usize::try_from((context.today - day).get_days()).unwrap_or_default();
        let ago = format!("until {day}, {} ago", count(days, "day"));
        let message = match others.len() {
            0 => format!("{} was promised {ago}", quote(&first.what)),
            more => format!("{} and {more} more were promised {ago}", quote(&first.what)),
        };
        let help = "mark it done with `done_on`, move the day, or drop it with a `reason`";
        let finding = Finding::new(first.span, message).help(help);
        Some(finding.key(format!("{day}: {}", first.what)))
    };
    by_day.into_iter().filter_map(finding).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::expect;

    // Today is 2025-06-01 in these.
    #[test]
    fn what_was_due_on_one_day_is_one_finding() {
        expect(
            &RULE,
            "\
---
status: published
action_items:
  - { what: Alert on depth, due: 2025-05-31 }
            ^^^^^^^^^^^^^^ `Alert on depth` was promised until 2025-05-31, 1 day ago
  - { what: Grow the disk, due: 2025-Q1 }
            ^^^^^^^^^^^^^ `Grow the disk` and 1 more were promised until 2025-03-31, 62 days ago
  - { what: Drill the restore, due: March 2025 }
  - { what: Split the queue, due: 2025-06-01 }
  - { what: Rewrite it, due: 2025-01-01, status: wont-do }
---
",
        );
    }

    #[test]
    fn what_a_newer_report_carries_on_is_late_there() {
        expect(
            &RULE,
            "---\nstatus: superseded\naction_items: [{ what: Alert on depth, due: 2025-05-01 }]\n---\n",
        );
    }
}
