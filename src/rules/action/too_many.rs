//! More promises than anybody will keep.

use crate::diagnostic::Level;
use crate::document::Document;
use crate::rules::{Check, Context, Finding, Rule};

pub(super) const RULE: Rule = Rule {
    name: "action/too-many",
    level: Some(Level::Hint),
    draft: None,
    summary: "more action items are open than a report is likely to see done",
    why: "A long list is a list of ideas. The few that would have changed this day are hard to see \
          in it, and they compete with all the others.",
    source: "PagerDuty, postmortem guide: few items of high priority",
    question: Some("If only two of these were ever done, which should they be?"),
    always: false,
    bad: "\
## Action items

- Alert on the depth of the queue
- Alert on lag
- Split the queue
- Grow the disk
- Drill the restore
- Print labels twice
- Test the spare printer
- Rotate the key
- Move the consumer
- Name an owner for the queue
- Keep logs for 90 days
- Cache the addresses
- Back up the templates
",
    good: "\
## Action items

- Alert on the depth of the queue
- Split the queue
",
    check: Check::Document(check),
};

/// As many as may wait at once.
const MOST: usize = 12;

fn check(context: &Context, document: &Document) -> Vec<Finding> {
    let open = super::open(context, document);
    let Some(first) = open.first().filter(|_| open.len() > MOST) else {
        return Vec::new();
    };
    let message = format!("{} action items are open", open.len());
    let help = "keep those that change most, and note the others as ideas in the text";
    vec![Finding::new(first.span, message).help(help).key("too many")]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::findings;

    #[test]
    fn what_is_done_does_not_count() {
        let done = RULE.bad.replace("- Grow the disk", "- [x] Grow the disk");
        assert!(findings(&RULE, &done).is_empty());
    }
}
