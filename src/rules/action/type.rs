//! A type of action item that no other report uses.

use crate::diagnostic::Level;
use crate::document::Document;
use crate::rules::{Check, Context, Finding, Rule};

pub(super) const RULE: Rule = Rule {
    name: "action/type",
    level: Some(Level::Hint),
    draft: None,
    summary: "the type of an action item is not one of those that reports share",
    why: "The types show what a year of promises was for: to see sooner, to hurt less, or to keep it \
          from happening. They can only be counted under one name each.",
    source: "Google, Site Reliability Engineering, appendix D: the types of its action items",
    question: None,
    always: false,
    bad: "\
---
title: Queue stalled
status: published
---
## Action items

| Action | Type |
|---|---|
| Alert on the depth of the queue | monitoring |
",
    good: "\
---
title: Queue stalled
status: published
---
## Action items

| Action | Type |
|---|---|
| Alert on the depth of the queue | detect |
",
    check: Check::Document(check),
};

fn check(context: &Context, document: &Document) -> Vec<Finding> {
    let items = super::kept(context, document);
    let wrong = items.iter().filter_map(|item| {
        let word = item.kind.as_deref()?.to_lowercase();
        super::not_one_of(document, item, "type", &word)
    });
    wrong.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::{expect, findings};

    #[test]
    fn another_ending_is_nearly_right() {
        expect(
            &RULE,
            "\
---
status: published
---
## Action items

| Action | Type |
|---|---|
| Alert on depth | Detect |
| Grow the disk | Prevention |
  ^^^^^^^^^^^^^ the type `prevention` is not one of `mitigate`, `prevent`, `detect`, `process`, `learn`
| Drill the restore | |
",
        );
        let found = findings(&RULE, &RULE.bad.replace("monitoring", "Mitigation"));
        assert_eq!(found[0].help.as_deref(), Some("write `mitigate`"));
    }
}
