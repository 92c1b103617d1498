//! A summary that is no summary.

use crate::diagnostic::{Level, count};
use crate::document::{Block, Document};
use crate::rules::structure::words_of;
use crate::rules::{Check, Context, Finding, Rule};

pub(super) const RULE: Rule = Rule {
    name: "structure/summary-length",
    level: Some(Level::Hint),
    draft: None,
    summary: "the summary is much shorter or longer than a paragraph",
    why: "The summary is all that most people will read. In a dozen words nobody learns what \
          happened; in three hundred nobody gets to the end.",
    source: "AWS, Correction of Error: a summary that stands alone; Wikimedia: one paragraph",
    question: None,
    always: false,
    bad: "## Summary\n\nThe database was down.\n",
    good: "\
## Summary

For fifty minutes on a Tuesday morning no parcel labels could be printed in the two northern
warehouses. Two lorries left late. The queue between the shop and the printers had stalled
after a change to its time-out, and started again when that was taken back.
",
    check: Check::Prose(check),
};

fn check(_: &Context, document: &Document, prose: &[Block]) -> Vec<Finding> {
    let spec = document.template.section("summary");
    let limits = spec.and_then(|spec| spec.words.as_ref());
    let (Some(limits), Some(section)) = (limits, document.section("summary")) else {
        return Vec::new();
    };
    let words = words_of(section, prose).split_whitespace().count();
    let (min, max) = (limits.min.unwrap_or(0), limits.max.unwrap_or(usize::MAX));
    let (is_short, is_long) = (words < min, words > max);
    // An empty one is the business of `structure/empty-section`.
    if words == 0 || !(is_short || is_long) {
        return Vec::new();
    }
    let help = match is_short {
        true => "say what happened, for whom, from when to when, and how it ended",
        false => "keep what a newcomer needs, and move the rest to its section",
    };
    let message = format!("the summary has {}", count(words, "word"));
    vec![
        Finding::new(section.heading_span, message)
            .help(help)
            .key("summary"),
    ]
}
