//! A report that nobody learned from, as far as it says.

use std::sync::LazyLock;

use regex::Regex;

use crate::diagnostic::Level;
use crate::document::{Block, Document};
use crate::postmortem::Postmortem;
use crate::rules::{Check, Context, Finding, Rule, culture, place};
use crate::template::SectionClass;

pub(super) const RULE: Rule = Rule {
    name: "culture/learned",
    level: Some(Level::Hint),
    draft: None,
    summary: "nothing in a grave report says what somebody learned",
    why: "Actions mend this one; what was learned helps with the next, which will be another. It \
          may be small: a dashboard that means something else, a colleague who knows the queue.",
    source: "Etsy, Debriefing Facilitation Guide: learning before remediation",
    question: Some("What do you know about the system today that you did not know before?"),
    always: false,
    bad: "\
---
title: Queue stalled
kind: security
status: published
severity: sev1
---
## Summary

The queue stalled and was restarted.
",
    good: "\
---
title: Queue stalled
kind: security
status: published
severity: sev1
---
## Summary

The queue stalled and was restarted. We learned that it keeps its lock for a day.
",
    check: Check::Prose(check),
};

static LEARNED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\b(?:learn(?:ed|t|ing|ings|s)?|lessons?|takeaways?|taught|found out|turned out|discovered|it emerged|now know|insights?|surpris\w+)\b",
    )
    .expect("the pattern is sound")
});

fn check(context: &Context, document: &Document, prose: &[Block]) -> Vec<Finding> {
    // What caught a near miss is what there is to learn from it, and its template asks for that.
    let is_near_miss = context
        .postmortem(document)
        .is_some_and(Postmortem::is_near_miss);
    if !culture::is_told(context, document) || !context.is_grave(document) || is_near_miss {
        return Vec::new();
    }
    // A section for lessons is looked after by the template, and "how it made sense" is a lesson.
    let has_lessons = document.body().sections.iter().any(|section| {
        let id = section.id.as_deref();
        let spec = id.and_then(|id| document.template.section(id));
        id == Some("sense") || spec.is_some_and(|spec| spec.class == SectionClass::Lessons)
    });
    let is_asked = culture::asks_for_section(context, document, "lessons");
    let mut blocks = prose.iter();
    if has_lessons || is_asked || blocks.any(|block| LEARNED.is_match(&block.text)) {
        return Vec::new();
    }
    let finding = place::in_document(document, "nothing says what somebody learned")
        .help("add a sentence, or a section `Lessons`")
        .key("learned");
    vec![finding]
}
