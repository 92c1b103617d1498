//! A promise that was made before.

use crate::archive::Promise;
use crate::diagnostic::Level;
use crate::rules::words::quote;
use crate::rules::{Across, Check, Finding, Rule};

pub(super) const RULE: Rule = Rule {
    name: "action/recurring",
    level: Some(Level::Hint),
    draft: None,
    summary: "an action item was promised in an earlier report and is still open there",
    why: "To promise it again will not make it happen. What kept it from being done is worth more \
          than a second ticket.",
    source: "Etsy, morgue, issue 121: remediations that nobody came back to",
    question: Some("What kept it from being done, and what is different this time?"),
    always: false,
    bad: "\
=== postmortems/2025-01-10-first.md
---
started: 2025-01-10
action_items:
  - { what: Add an alert on the depth of the queue }
---
=== postmortems/2025-05-10-second.md
---
started: 2025-05-10
action_items:
  - { what: Add alerts on the queue's depth }
---
",
    good: "\
=== postmortems/2025-01-10-first.md
---
started: 2025-01-10
action_items:
  - { what: Add an alert on the depth of the queue, status: done }
---
=== postmortems/2025-05-10-second.md
---
started: 2025-05-10
action_items:
  - { what: Add alerts on the queue's depth }
---
",
    check: Check::Archive(check),
};

fn check(across: &Across) -> Vec<(usize, Finding)> {
    let archive = across.archive;
    let mut by_gist: Vec<(String, &Promise)> = archive
        .promises
        .all
        .iter()
        .filter_map(|promise| Some((promise.gist(&archive.postmortems)?, promise)))
        .collect();
    // Stable: promises of one gist stay in the order of the archive, the newest first.
    by_gist.sort_by(|(one, _), (other, _)| one.cmp(other));
    let mut found = Vec::new();
    for alike in by_gist.chunk_by(|(one, _), (other, _)| one == other) {
        for (at, (_, later)) in alike.iter().enumerate() {
            let earlier = alike[at + 1..].iter().map(|(_, promise)| *promise);
            found.extend(finding(across, later, earlier));
        }
    }
    found
}

/// Returns what is to be said of a promise, if the one before it is still open.
fn finding<'a>(
    across: &Across,
    later: &Promise,
    mut earlier: impl Iterator<Item = &'a Promise>,
) -> Option<(usize, Finding)> {
    let archive = across.archive;
    let report = archive.get(later.report);
    let before = earlier.find(|it| archive.get(it.report).date < report.date)?;
    let date = archive.get(before.report).date?;
    let (item, old) = (
        later.action(&archive.postmortems),
        before.action(&archive.postmortems),
    );
    if !item.is_open() || !old.is_open() {
        return None;
    }
    let slug = &archive.get(before.report).slug;
    let message = format!(
        "{} was promised in `{slug}` on {date} and is still open there",
        quote(&old.what)
    );
    let help = "keep one of the two open and link it from the other, or say what is different now";
    let finding = Finding::new(item.span, message).help(help).key(&item.what);
    Some((across.index_of(report), finding))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::expect;

    #[test]
    fn only_the_later_of_two_is_marked_and_few_words_say_too_little() {
        expect(
            &RULE,
            "\
=== postmortems/2025-01-10-first.md
---
started: 2025-01-10
action_items:
  - { what: Add an alert on the depth of the queue }
  - { what: Grow disks }
---
=== postmortems/2025-05-10-second.md
---
started: 2025-05-10
action_items:
  - { what: Add alerts on the queue's depth }
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `Add an alert on the depth of the queue` was promised in `2025-01-10-first` on 2025-01-10 and is still open there
  - { what: Grow the disks }
---
",
        );
    }
}
