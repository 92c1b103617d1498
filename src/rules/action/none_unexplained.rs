//! No promise, and no word on why.

use std::sync::LazyLock;

use regex::Regex;

use crate::diagnostic::Level;
use crate::document::{Block, BlockKind, Document, Section};
use crate::postmortem::Status;
use crate::rules::{Check, Context, Finding, Rule, place, structure};
use crate::template::SectionKind;

pub(super) const RULE: Rule = Rule {
    name: "action/none-unexplained",
    level: Some(Level::Hint),
    draft: None,
    summary: "a published report has no action items and does not say why",
    why: "To change nothing is a good decision as often as not. Without its reason, the next reader \
          cannot tell a decision from a list that nobody filled in.",
    source: "Etsy, Debriefing Facilitation Guide: learning before remediation",
    question: Some("What was weighed, and what spoke for leaving it as it is?"),
    always: false,
    bad: "\
---
title: Queue stalled
kind: incident
status: published
---
## Action items

None.
",
    good: "\
---
title: Queue stalled
kind: incident
status: published
---
## Action items

No actions: the queue is switched off in May, and the risk until then is accepted.
",
    check: Check::Prose(check),
};

fn check(context: &Context, document: &Document, prose: &[Block]) -> Vec<Finding> {
    let Some(postmortem) = context.postmortem(document) else {
        return Vec::new();
    };
    let is_silent = postmortem.status == Status::Published && postmortem.action_items.is_empty();
    if !is_silent || super::is_brief(context, document) {
        return Vec::new();
    }
    let finding = match section(document) {
        Some(at) if says_why(document, prose, at) => return Vec::new(),
        Some(at) => {
            let heading = document.body().sections[at].heading_span;
            Finding::new(heading, "there are no action items, and no reason why")
        }
        None if is_said_elsewhere(context, document) => return Vec::new(),
        None => place::in_document(
            document,
            "this report has no action items, and no reason why",
        ),
    };
    let help = "a sentence will do: what was considered, and what spoke for leaving it as it is";
    vec![finding.help(help).key("none")]
}

/// Returns the first section that is for action items.
fn section(document: &Document) -> Option<usize> {
    let mut sections = document.body().sections.iter();
    sections.position(|section| is_for_actions(document, section))
}

fn is_for_actions(document: &Document, section: &Section) -> bool {
    let id = section.id.as_deref();
    let spec = id.and_then(|id| document.template.section(id));
    spec.is_some_and(|spec| spec.kind == SectionKind::Actions)
}

/// Says whether a section has more words than those for "none". That it has no words at all is for
/// `structure/empty-section` to say.
fn says_why(document: &Document, prose: &[Block], section: usize) -> bool {
    static NONE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?ix)^ (?: there\ (?:are|were)\ )? (?:none|nothing|no)
              (?:\ (?:further|open|new|more|other|known|specific|action|actions|items?|steps?|work|follow-?ups?|
                 to\ do|needed|required|planned|necessary|identified|taken|yet|so\ far|at\ this\ time|at\ (?:the|this)\ moment|for\ now|here|was|were|is|are))*
              [.!]? $",
        )
        .expect("the pattern is sound")
    });
    let span = document.body().sections[section].content;
    let inside = prose.iter().filter(|block| {
        let start = block.map.first().map_or(0, |&(_, file)| file);
        span.start <= start && start < span.end && block.kind != BlockKind::Heading
    });
    let words: Vec<&str> = inside.map(|block| block.text.trim()).collect();
    !structure::says_something(span.of(document.text()))
        || words.is_empty()
        || !words.iter().all(|words| NONE.is_match(words))
}

/// Says whether `structure/missing-section` asks for the section already.
fn is_said_elsewhere(context: &Context, document: &Document) -> bool {
    let value = |field: &str| context.value(document, field);
    let mut sections = document.template.sections.iter();
    sections.any(|spec| spec.kind == SectionKind::Actions && spec.required.applies(value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::{expect, findings};

    #[test]
    fn a_list_that_is_empty_on_purpose_wants_a_reason() {
        expect(
            &RULE,
            "\
---
title: Queue stalled
       ^^^^^^^^^^^^^ this report has no action items, and no reason why
kind: drill
status: published
action_items: []
---
=== templates/drill.yml
template: drill
extends: base
",
        );
    }

    #[test]
    fn words_for_none_are_told_from_a_reason() {
        for words in [
            "None.",
            "- None",
            "There are no further actions.",
            "No action required",
        ] {
            let text = RULE.bad.replace("None.", words);
            assert_eq!(findings(&RULE, &text).len(), 1, "{words}");
        }
        for words in [
            "None: caught before release.",
            "Nothing, because the queue goes in May.",
            "No disk will be grown before the move.",
            "",
            "TBD",
        ] {
            let text = RULE.bad.replace("None.", words);
            assert!(findings(&RULE, &text).is_empty(), "{words}");
        }
    }

    #[test]
    fn a_near_miss_and_a_missing_section_are_left_alone() {
        for front_matter in ["kind: near-miss", "kind: incident"] {
            let text =
                format!("---\ntitle: x\nstatus: published\n{front_matter}\n---\n## Summary\n\nx\n");
            assert!(findings(&RULE, &text).is_empty(), "{front_matter}");
        }
    }
}
