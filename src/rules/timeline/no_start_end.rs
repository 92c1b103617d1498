//! A timeline that does not say when it began to hurt and when it stopped.

use crate::diagnostic::Level;
use crate::document::Document;
use crate::rules::{Check, Context, Finding, Rule};

pub(super) const RULE: Rule = Rule {
    name: "timeline/no-start-end",
    level: Some(Level::Hint),
    draft: None,
    summary: "neither a field nor a mark says when the impact began and ended",
    why: "From these two the site works out how long it lasted. Without them a reader has to guess \
          which line of the timeline was the first that anybody felt.",
    source: "Wikimedia, Wikitech: the template of an incident report",
    question: None,
    always: false,
    bad: "# Queue stalled\n\n## Timeline (UTC)\n\n- 09:10 The queue stalls.\n- 10:00 It moves again.\n",
    good: "\
# Queue stalled

## Timeline (UTC)

- 09:10 **START** The queue stalls.
- 10:00 It moves again. **END**
",
    check: Check::Document(check),
};

fn check(_: &Context, document: &Document) -> Vec<Finding> {
    if !super::is_all_there_is(document) {
        return Vec::new();
    }
    let has_start = super::is_marked(document, &["start"]);
    let has_end = super::is_marked(document, &["end", "mitigation"]);
    let missing = match (has_start, has_end) {
        (true, true) => return Vec::new(),
        (true, false) => "the end of the impact is not marked",
        (false, true) => "the start of the impact is not marked",
        (false, false) => "neither the start nor the end of the impact is marked",
    };
    vec![
        Finding::new(super::place(document), missing)
            .help("add `**START**` and `**END**` to the moments, or `started` and `resolved` to the front matter")
            .key("start and end"),
    ]
}
