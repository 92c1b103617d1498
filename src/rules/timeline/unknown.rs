//! A time that is not known.

use crate::diagnostic::Level;
use crate::document::Document;
use crate::rules::words::quote;
use crate::rules::{Check, Context, Finding, Rule};

pub(super) const RULE: Rule = Rule {
    name: "timeline/unknown",
    level: Some(Level::Warning),
    draft: Some(Level::Hint),
    summary: "a time in the timeline is left open",
    why: "Somebody can still look this up this week: in a log, a chat, a pager. In a month nobody \
          can. A rough time is worth more than none.",
    source: "PagerDuty, postmortem guide: link each moment to the data that shows it",
    question: None,
    always: false,
    bad: "## Timeline\n\n- 2025-03-31 14:?? UTC The queue stalls.\n",
    good: "## Timeline\n\n- 2025-03-31 ~14:05 UTC The queue stalls.\n",
    check: Check::Document(check),
};

fn check(_: &Context, document: &Document) -> Vec<Finding> {
    let is_open = |written: &str| {
        let written = written.to_lowercase();
        ["??", "--:--", "hh:mm", "xx:xx", "tbd", "tbc"]
            .iter()
            .any(|it| written.contains(it))
    };
    let open = document
        .moments()
        .iter()
        .filter(|moment| is_open(&moment.written));
    open.map(|moment| {
        Finding::new(
            moment.time_span,
            format!("the time {} is open", quote(&moment.written)),
        )
        .help("write a rough time such as `~14:05`, or the day alone")
        .key(format!("{} {}", moment.written, moment.text))
    })
    .collect()
}
