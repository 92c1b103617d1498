//! A promise that is in no tracker.

use crate::diagnostic::Level;
use crate::document::Document;
use crate::rules::{Check, Context, Finding, Rule};

pub(super) const RULE: Rule = Rule {
    name: "action/no-ticket",
    level: Some(Level::Hint),
    draft: None,
    summary: "an action item names no ticket",
    why: "Work is planned where the tickets are. What stands in a report alone competes with \
          nothing, and so it waits.",
    source: "PagerDuty, postmortem guide; the template of mybinder.org",
    question: None,
    always: false,
    bad: "\
---
title: Queue stalled
status: published
---
## Action items

- Alert on the depth of the queue
",
    good: "\
---
title: Queue stalled
status: published
---
## Action items

- Alert on the depth of the queue ([STO-41](https://tracker.example/browse/STO-41))
",
    check: Check::Document(check),
};

fn check(context: &Context, document: &Document) -> Vec<Finding> {
    if super::is_brief(context, document) {
        return Vec::new();
    }
    let mut lacking = super::open(context, document);
    let of = lacking.len();
    lacking.retain(|item| item.ticket.is_none());
    let finding = super::together(&lacking, of, "no ticket");
    let help = "link the ticket once there is one";
    finding.map(|it| it.help(help)).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::expect;

    #[test]
    fn what_is_done_needs_no_ticket_any_more() {
        expect(
            &RULE,
            "\
---
status: published
action_items:
  - { what: Alert on depth, ticket: STO-41 }
  - { what: Drill the restore, status: done }
  - { what: Grow the disk }
            ^^^^^^^^^^^^^ the action item `Grow the disk` has no ticket
---
",
        );
    }
}
