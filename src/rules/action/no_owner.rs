//! A promise that nobody has made.

use std::sync::LazyLock;

use regex::Regex;

use crate::diagnostic::Level;
use crate::document::Document;
use crate::postmortem::ActionItem;
use crate::rules::{Check, Context, Finding, Rule};

pub(super) const RULE: Rule = Rule {
    name: "action/no-owner",
    level: Some(Level::Error),
    draft: Some(Level::Hint),
    summary: "an action item belongs to no team or role",
    why: "What belongs to everybody is done by whoever remembers it, and after a month nobody does. \
          A team's name is enough; a person's is not needed.",
    source: "Google, Site Reliability Engineering, ch. 15; John Lunney and Sue Lueder, Postmortem \
             Action Items: Plan the Work and Work the Plan",
    question: Some("Which team would notice that this is still open?"),
    always: false,
    bad: "\
---
title: Queue stalled
status: published
severity: sev1
---
## Action items

- Alert on the depth of the queue
",
    good: "\
---
title: Queue stalled
status: published
severity: sev1
---
## Action items

- Alert on the depth of the queue (owner: team-storage)
",
    check: Check::Document(check),
};

fn check(context: &Context, document: &Document) -> Vec<Finding> {
    if super::is_brief(context, document) {
        return Vec::new();
    }
    let by_ticket = context.config.policy.ticket_implies_owner;
    let has_owner = |item: &&ActionItem| {
        item.owner.is_some() || by_ticket && item.ticket.is_some() || names_its_owner(&item.what)
    };
    let mut lacking = super::open(context, document);
    let of = lacking.len();
    lacking.retain(|item| !has_owner(item));
    let finding = super::together(&lacking, of, "no owner");
    let finding =
        finding.map(|it| it.help("name a team or a role; the site lists what is open by owner"));
    let finding = finding.map(|it| match context.is_grave(document) {
        true => it,
        false => it.at_most(Level::Warning),
    });
    finding.into_iter().collect()
}

/// Says whether a sentence begins with who will do it: "DevEx will update the accounts".
fn names_its_owner(what: &str) -> bool {
    static OWNER: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?x)^ (?:[Tt]he\ )? (?P<who>
                [A-Z][\w&-]* (?:\ [A-Z][\w&-]*)* \ will
              | [\w&-]+ (?:\ [\w&-]+)? \ team \ (?:will|to|should|must|shall)
            ) \b",
        )
        .expect("the pattern is sound")
    });
    const NOBODY: [&str; 9] = [
        "We", "It", "This", "That", "They", "There", "I", "You", "Someone",
    ];
    let Some(found) = OWNER.captures(what) else {
        return false;
    };
    let first = found["who"].split(' ').next().unwrap_or_default();
    !NOBODY.contains(&first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::{expect, findings};

    #[test]
    fn many_items_are_one_finding_that_names_them() {
        expect(
            &RULE,
            "\
---
status: published
---
## Action items

| Action | Owner | Status |
|---|---|---|
| Alert on depth | | open |
  ^^^^^^^^^^^^^^ 5 of 6 action items have no owner: `Alert on depth`, `Drill the restore`, `Grow the disk` and 2 more
| Rotate the key | platform | open |
| Drill the restore | - | open |
| Restart it | | done |
| Grow the disk | | open |
| Split the queue | | open |
| Write it down | TBD | open |
",
        );
    }

    #[test]
    fn one_item_is_named_by_itself() {
        expect(
            &RULE,
            "\
---
status: published
action_items:
  - what: Alert on depth
          ^^^^^^^^^^^^^^ the action item `Alert on depth` has no owner
  - { what: Rewrite it, status: wont-do }
---
",
        );
    }

    #[test]
    fn a_sentence_may_begin_with_its_owner() {
        for what in [
            "DevEx will update the accounts",
            "The storage team to drill the restore",
        ] {
            assert!(names_its_owner(what), "{what}");
        }
        for what in [
            "We will update the accounts",
            "Need to drill",
            "Willing hands",
        ] {
            assert!(!names_its_owner(what), "{what}");
        }
    }

    #[test]
    fn only_a_grave_incident_fails_for_it() {
        assert_eq!(findings(&RULE, RULE.bad)[0].level, Level::Error);
        for (from, to, level) in [
            ("sev1", "sev3", Level::Warning),
            ("published", "draft", Level::Hint),
        ] {
            assert_eq!(findings(&RULE, &RULE.bad.replace(from, to))[0].level, level);
        }
    }

    #[test]
    fn a_near_miss_and_a_replaced_report_need_none() {
        for front_matter in ["kind: near-miss", "status: superseded"] {
            let text = RULE.bad.replace("status: published", front_matter);
            assert!(findings(&RULE, &text).is_empty(), "{front_matter}");
        }
    }

    #[test]
    fn a_ticket_stands_for_an_owner_where_the_policy_says_so() {
        let ticket = RULE.bad.replace("the queue\n", "the queue (#41)\n");
        assert_eq!(findings(&RULE, &ticket).len(), 1);
        let policy = "=== secondstory.yml\npolicy: { ticket_implies_owner: true }\n";
        assert!(findings(&RULE, &format!("{ticket}{policy}")).is_empty());
    }
}
