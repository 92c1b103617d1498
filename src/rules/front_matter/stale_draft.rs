//! A report that waits to be published.

use jiff::civil::Date;

use crate::diagnostic::{Level, count};
use crate::document::Document;
use crate::postmortem::Postmortem;
use crate::rules::{Check, Context, Finding, Rule};

pub(super) const RULE: Rule = Rule {
    name: "front-matter/stale-draft",
    level: Some(Level::Warning),
    draft: None,
    summary: "a report is not published long after it was over",
    why: "What people saw and thought fades within days, and with it most of what a report can \
          teach. A short one now is worth more than a whole one that never comes.",
    source: "Google, The Site Reliability Workbook, ch. 10: late publication; PagerDuty, \
             postmortem guide: five working days",
    question: Some("What does the report still wait for, and could it go out without that?"),
    always: false,
    bad: "\
---
title: Queue stalled
status: draft
severity: sev1
started: 2025-03-31 12:06
resolved: 2025-03-31 13:30
---
",
    good: "\
---
title: Queue stalled
status: draft
severity: sev1
started: 2025-05-31 12:06
resolved: 2025-05-31 13:30
---
",
    check: Check::Document(check),
};

fn check(context: &Context, document: &Document) -> Vec<Finding> {
    // Only a status that somebody wrote: one that is nowhere says nothing about what is awaited.
    let Some((_, span)) = document.front_matter().text("status") else {
        return Vec::new();
    };
    let Some(postmortem) = context
        .postmortem(document)
        .filter(|it| !it.status.is_final())
    else {
        return Vec::new();
    };
    let Some(over) = over(postmortem) else {
        return Vec::new();
    };
    let policy = &context.config.policy;
    let within = match context.is_grave(document) {
        true => policy.publish_within_grave,
        false => policy.publish_within,
    };
    let days = (context.today - over).get_days();
    let Some(days) = usize::try_from(days)
        .ok()
        .filter(|days| *days > usize::from(within))
    else {
        return Vec::new();
    };
    let status = postmortem.status.name();
    let message = format!("still `{status}`, {} after it was over", count(days, "day"));
    let help = format!(
        "publish what is there, or lower the bar: {} was the aim",
        count(usize::from(within), "day")
    );
    vec![Finding::new(span, message).help(help).key("stale")]
}

/// Returns the day on which it was over, as far as it is known.
fn over(postmortem: &Postmortem) -> Option<Date> {
    let ends = [&postmortem.resolved, &postmortem.mitigated];
    let end = ends.into_iter().flatten().next();
    end.map(|time| time.date).or(postmortem.date)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::{expect, findings};

    // Today is 2025-06-01 in these.
    #[test]
    fn the_status_is_marked() {
        expect(
            &RULE,
            "\
---
status: in-review
        ^^^^^^^^^ still `in-review`, 32 days after it was over
started: 2025-04-20
resolved: 2025-04-30
---
",
        );
    }

    #[test]
    fn grave_ones_have_a_week_and_others_a_month() {
        let text = RULE.bad.replace("03-31", "05-20");
        assert_eq!(findings(&RULE, &text).len(), 1);
        assert!(findings(&RULE, &text.replace("sev1", "sev3")).is_empty());
        let patient =
            format!("{text}=== secondstory.yml\npolicy: {{ publish_within_grave: 20 }}\n");
        assert!(findings(&RULE, &patient).is_empty());
    }

    #[test]
    fn a_report_that_names_no_status_is_not_called_late() {
        let text = RULE.bad.replace("status: draft\n", "");
        assert!(findings(&RULE, &text).is_empty());
    }
}
