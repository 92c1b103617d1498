//! Nothing but people among the factors.

use crate::diagnostic::Level;
use crate::document::{Block, BlockKind, Document};
use crate::rules::factor::person_as_factor;
use crate::rules::{Check, Context, Finding, Rule};

pub(super) const RULE: Rule = Rule {
    name: "factor/person-only",
    level: Some(Level::Error),
    draft: Some(Level::Warning),
    summary: "every contributing factor of a report is a person or what somebody lacked",
    why: "People act on what they see, know and are asked for. A report that ends at a person has \
          nothing to offer to the next one who stands there.",
    source: "HFACS: acts of operators are explained by the levels above them; Seed, “Culture as a \
             Security Control”",
    question: Some("What did the tool, the process and the organisation bring to this?"),
    always: false,
    bad: "\
---
title: Queue stalled
status: published
---
## Contributing factors

- Inexperienced operator
",
    good: "\
---
title: Queue stalled
status: published
---
## Contributing factors

- Inexperienced operator
- There is no copy of the queue to practise on
",
    check: Check::Prose(check),
};

fn check(context: &Context, document: &Document, prose: &[Block]) -> Vec<Finding> {
    let named = person_as_factor::candidates(context, document, prose);
    let has_others = context.postmortem(document).is_some_and(|postmortem| {
        let registry = context.registry;
        let mut factors = postmortem.factors.iter();
        factors.any(|factor| registry.resolve(&factor.written).is_some())
    });
    let Some((_, first)) = named.first() else {
        return Vec::new();
    };
    let is_all = named
        .iter()
        .all(|(words, _)| person_as_factor::is_person(words));
    if has_others || !is_all || has_an_account(document, prose) {
        return Vec::new();
    }
    let message = match named.len() {
        1 => "the only factor named here is a person".to_owned(),
        many => format!("all {many} factors named here are people"),
    };
    let help = "add what the system, the process and the organisation brought to it";
    vec![Finding::new(*first, message).help(help).key("people only")]
}

/// Says whether the factors are told in paragraphs, beside the list of them.
fn has_an_account(document: &Document, prose: &[Block]) -> bool {
    prose.iter().any(|block| {
        let section = block.section;
        block.kind == BlockKind::Paragraph
            && section.is_some_and(|section| person_as_factor::is_factors(document, section))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::{expect, findings};

    #[test]
    fn a_paragraph_beside_the_list_may_tell_more() {
        let told = RULE.bad.replace(
            "- Inexp",
            "The queue has no copy to practise on.\n\n- Inexp",
        );
        assert!(findings(&RULE, &told).is_empty());
    }

    #[test]
    fn a_factor_of_the_registry_is_a_condition() {
        let declared = RULE
            .bad
            .replace("title:", "contributing_factors: [alert-missing]\ntitle:");
        let registry = "=== factors.yml\n- id: alert-missing\n";
        assert!(findings(&RULE, &format!("{declared}{registry}")).is_empty());
    }

    #[test]
    fn the_first_is_marked() {
        expect(
            &RULE,
            "\
## Contributing factors

1. New hire
   ^^^^^^^^ all 2 factors named here are people
2. Human error
",
        );
    }
}
