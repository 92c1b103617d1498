//! A promise without a day.

use std::sync::LazyLock;

use regex::Regex;

use crate::diagnostic::Level;
use crate::document::Document;
use crate::rules::words::quote;
use crate::rules::{Check, Context, Finding, Rule};

pub(super) const RULE: Rule = Rule {
    name: "action/no-due",
    level: Some(Level::Warning),
    draft: Some(Level::Hint),
    summary: "an action item has no day, month or quarter until when",
    why: "Without a day nobody can see that it is late, not even the team that owns it. A quarter \
          is exact enough.",
    source: "Atlassian, Incident management handbook (four or eight weeks); PagerDuty, postmortem \
             guide (15 or 30 days)",
    question: None,
    always: false,
    bad: "\
---
title: Queue stalled
status: published
---
## Action items

- Alert on the depth of the queue (owner: storage)
",
    good: "\
---
title: Queue stalled
status: published
---
## Action items

- Alert on the depth of the queue (owner: storage, due: 2025-Q3)
",
    check: Check::Document(check),
};

/// A day that the sentence itself names.
static DAY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix) \b \d{4}-\d\d-\d\d \b
          | \b (?:by|until|before|due|on) \ (?:the\ )? (?:end\ of\ |start\ of\ )?
            (?: \d{1,2}(?:st|nd|rd|th)?\ (?:of\ )? )?
            (?: Q[1-4]\b | 20\d\d\b | Jan | Feb | Mar(?:ch)?\b | Apr | May\b | June?\b | July?\b | Aug | Sep | Oct | Nov | Dec )",
    )
    .expect("the pattern is sound")
});

fn check(context: &Context, document: &Document) -> Vec<Finding> {
    if super::is_brief(context, document) {
        return Vec::new();
    }
    const HELP: &str = "write a day, a month or a quarter, such as `2025-04-30` or `2025-Q3`";
    let mut lacking = super::open(context, document);
    let of = lacking.len();
    lacking.retain(|item| item.due.is_none() && !DAY.is_match(&item.what));
    let vague = lacking.iter().filter_map(|item| {
        let due = quote(item.vague_due.as_deref()?);
        let message = format!("{} is due {due}, which names no day", quote(&item.what));
        Some(Finding::new(item.span, message).key(&item.what))
    });
    let mut found: Vec<Finding> = vague.collect();
    lacking.retain(|item| item.vague_due.is_none());
    found.extend(super::together(&lacking, of, "no last day"));
    found.into_iter().map(|it| it.help(HELP)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::{expect, findings};

    #[test]
    fn a_word_that_names_no_day_is_said_apart() {
        expect(
            &RULE,
            "\
---
status: published
action_items:
  - { what: Alert on depth, due: when we can }
            ^^^^^^^^^^^^^^ `Alert on depth` is due `when we can`, which names no day
  - { what: Drill the restore }
            ^^^^^^^^^^^^^^^^^ 2 of 5 action items have no last day: `Drill the restore` and `Grow the disk`
  - { what: Grow the disk }
  - { what: Split the queue, due: 30 April 2025 }
  - { what: Ask the vendor by 1 May }
  - { what: Rewrite it, status: wont-do, reason: It is switched off in May }
---
",
        );
    }

    #[test]
    fn a_near_miss_needs_none() {
        let text = RULE.bad.replace("status:", "kind: near-miss\nstatus:");
        assert!(findings(&RULE, &text).is_empty());
    }
}
