//! A report that was told from one place.

use crate::diagnostic::Level;
use crate::document::{Block, BlockKind, Document};
use crate::rules::{Check, Context, Finding, Rule, culture, place};
use crate::template::SectionKind;

pub(super) const RULE: Rule = Rule {
    name: "culture/perspectives",
    level: Some(Level::Hint),
    draft: None,
    summary: "the report has the account of one role only",
    why: "What was plain at one desk was out of sight at the next. Where two accounts differ, \
          there is something to learn about the work, and about the report.",
    source: "David D. Woods and others, Behind Human Error; Etsy, Debriefing Facilitation Guide",
    question: Some("Who else was there, and what did it look like to them?"),
    always: false,
    bad: "\
---
title: Queue stalled
status: published
severity: sev2
participants: [on-call engineer]
---
",
    good: "\
---
title: Queue stalled
status: published
severity: sev2
participants: [on-call engineer, service desk]
---
",
    check: Check::Prose(check),
};

fn check(context: &Context, document: &Document, prose: &[Block]) -> Vec<Finding> {
    if !culture::is_told(context, document) || !context.is_grave(document) {
        return Vec::new();
    }
    let named = document.front_matter().texts("participants");
    let is_participant = |block: &&Block| {
        let section = block.section.map(|at| &document.body().sections[at]);
        let spec = section
            .and_then(|section| section.id.as_deref())
            .and_then(|id| document.template.section(id));
        block.kind != BlockKind::Heading
            && spec.is_some_and(|spec| spec.kind == SectionKind::Participants)
    };
    let told: Vec<&Block> = prose.iter().filter(is_participant).collect();
    // A sentence or a table may list any number.
    let many = told.len() > 1
        || told
            .iter()
            .any(|block| block.text.contains([',', '&']) || block.text.contains(" and "));
    let help = "add the roles whose accounts are in the report; one conversation with the desk next door is enough";
    let finding = match (named.as_slice(), told.as_slice()) {
        ([_, _, ..], _) => return Vec::new(),
        _ if many => return Vec::new(),
        ([(_, span)], _) => Finding::new(*span, "the report has the account of one role only"),
        ([], [only]) => Finding::new(
            only.span(0, only.text.trim_end().len()),
            "the report has the account of one role only",
        ),
        ([], _)
            if culture::asks_for_field(context, document, "participants")
                || culture::asks_for_section(context, document, "participants") =>
        {
            return Vec::new();
        }
        ([], _) => place::in_document(document, "nothing says whose accounts are in the report"),
    };
    vec![finding.help(help).key("participants")]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::findings;

    #[test]
    fn a_section_will_do_for_the_field() {
        let report = |section: &str| {
            format!("---\nstatus: published\nseverity: sev1\n---\n## Participants\n\n{section}\n")
        };
        for many in [
            "- service desk\n- on-call engineer",
            "Two desks and a driver.",
        ] {
            assert!(findings(&RULE, &report(many)).is_empty(), "{many}");
        }
        assert_eq!(findings(&RULE, &report("- on-call engineer")).len(), 1);
    }
}
