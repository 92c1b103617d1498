//! A timeline that does not say how it came out.

use crate::diagnostic::Level;
use crate::document::{Block, Document};
use crate::rules::{Check, Context, Finding, Rule};

pub(super) const RULE: Rule = Rule {
    name: "timeline/no-detection",
    level: Some(Level::Hint),
    draft: None,
    summary: "nothing says how it was noticed",
    why: "Between the first effect and the first person who knew lies the part that most \
          organisations can change most cheaply.",
    source: "Google, Site Reliability Engineering, chapter 15; Atlassian, Incident handbook",
    question: Some("What was the first sign, and how did the word travel from there?"),
    always: false,
    bad: "# Queue stalled\n\n## Timeline (UTC)\n\n- 09:10 The queue stalls.\n- 10:00 It moves again.\n",
    good: "# Queue stalled\n\n## Timeline (UTC)\n\n- 09:10 The queue stalls.\n- 09:31 An alert fires.\n",
    check: Check::Prose(check),
};

fn check(_: &Context, document: &Document, prose: &[Block]) -> Vec<Finding> {
    const SIGNS: [&str; 22] = [
        "alert",
        "alarm",
        "pager",
        "paged",
        "detect",
        "notice",
        "noticing",
        "report",
        "discover",
        "monitor",
        "warning",
        "ticket",
        "complain",
        "observed",
        "became aware",
        "notif",
        "spotted",
        "saw ",
        "seen",
        "found",
        "informed",
        "identified",
    ];
    let is_told = super::is_marked(document, &["detection"])
        || document.section("detection").is_some()
        || prose.iter().any(|block| {
            let words = block.text.to_lowercase();
            SIGNS.iter().any(|sign| words.contains(sign))
        });
    if !super::is_all_there_is(document) || is_told {
        return Vec::new();
    }
    vec![
        Finding::new(super::place(document), "nothing says how it was noticed")
            .help("add the moment when somebody or something first noticed")
            .key("detection"),
    ]
}
