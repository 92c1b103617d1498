//! A published report without a factor.

use crate::diagnostic::Level;
use crate::document::{Document, Form};
use crate::rules::{Check, Context, Finding, Rule, place};

pub(super) const RULE: Rule = Rule {
    name: "factor/none",
    level: Some(Level::Error),
    draft: Some(Level::Hint),
    summary: "a report names no contributing factor",
    why: "Factors are how one report finds the others. Without one, this story will be told once \
          and never meet the next of its kind.",
    source: "Bolton, “Culture as a Security Control”; Richard Cook, How Complex Systems Fail",
    question: Some("Which conditions, each needed and none enough alone, came together?"),
    always: false,
    bad: "\
---
title: Queue stalled
kind: incident
status: published
contributing_factors: []
---
=== factors.yml
- id: alert-missing
",
    good: "\
---
title: Queue stalled
kind: incident
status: published
---
## Contributing factors

- Nobody was told that the queue grew. {factor:alert-missing}
=== factors.yml
- id: alert-missing
",
    check: Check::Document(check),
};

fn check(context: &Context, document: &Document) -> Vec<Finding> {
    let Some(postmortem) = context.postmortem(document) else {
        return Vec::new();
    };
    let spec = document.template.field("contributing_factors");
    let value = |field: &str| context.value(document, field);
    let is_asked = spec.is_some_and(|spec| {
        spec.required.applies(value) && spec.required.is_due(postmortem.status)
    });
    // Without a registry, factors may be told in words alone, and where the section for them is
    // missing, that is said; without front matter, that is said as well.
    let section = document.template.section("factors");
    let is_said = section.is_some_and(|section| section.required.applies(value));
    let in_words = document.section("factors").is_some() || is_said;
    let has_words = !context.registry.declared && in_words;
    let has_fields = document.front_matter().form == Form::Yaml;
    if !is_asked || !has_fields || has_words || !postmortem.factors.is_empty() {
        return Vec::new();
    }
    let message = "this report names no contributing factor";
    let help = match context.registry.declared {
        true => {
            "add ids of `factors.yml` as `contributing_factors`; `secondstory factors` lists them"
        }
        false => "add `contributing_factors`; `secondstory factors suggest` proposes some",
    };
    let key = document.front_matter().tree.as_ref();
    let key = key.and_then(|tree| tree.entry("contributing_factors"));
    let finding = match key {
        Some(entry) => Finding::new(entry.key_span, message),
        None => place::in_document(document, message),
    };
    vec![finding.help(help).key("none")]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::findings;

    #[test]
    fn without_a_registry_the_missing_section_is_said_and_nothing_else() {
        let bad = RULE.bad.split("=== factors.yml").next().unwrap();
        assert!(findings(&RULE, bad).is_empty());
        let own = "=== templates/drill.yml\ntemplate: drill\nextends: base\nfields:\n  contributing_factors: { required: published }\n";
        let drill = bad.replace("kind: incident", "kind: drill");
        assert_eq!(findings(&RULE, &format!("{drill}{own}")).len(), 1);
    }
}
