//! Who led the conversation about a grave incident.

use crate::diagnostic::Level;
use crate::document::Document;
use crate::rules::{Check, Context, Finding, Rule, culture, place};

pub(super) const RULE: Rule = Rule {
    name: "culture/facilitator",
    level: Some(Level::Hint),
    draft: None,
    summary: "nobody from outside the response led the conversation",
    why: "Whoever was in the middle of it has a story already. Somebody who was not can ask the \
          questions to which everybody in the room thinks they know the answer.",
    source: "Etsy, Debriefing Facilitation Guide",
    question: Some("Who, outside the response, could ask what nobody inside would think of?"),
    always: false,
    bad: "\
---
title: Queue stalled
status: published
severity: sev1
facilitator: the incident commander
---
",
    good: "\
---
title: Queue stalled
status: published
severity: sev1
facilitator: a facilitator from another team
---
",
    check: Check::Document(check),
};

/// Roles in the middle of a response.
const RESPONDERS: [&str; 6] = [
    "commander",
    "on-call",
    "on call",
    "responder",
    "incident lead",
    "duty engineer",
];

fn check(context: &Context, document: &Document) -> Vec<Finding> {
    if !culture::is_told(context, document) || !context.is_grave(document) {
        return Vec::new();
    }
    let Some((who, span)) = document.front_matter().text("facilitator") else {
        if culture::asks_for_field(context, document, "facilitator") {
            return Vec::new();
        }
        let finding = place::in_document(document, "nothing says who led the conversation")
            .help("write `facilitator:` with a role, best somebody who did not take part in the response")
            .key("facilitator");
        return vec![finding];
    };
    let lower = who.to_lowercase();
    let is_responder = RESPONDERS.iter().any(|role| lower.contains(role))
        || ["incident_commander", "responders"].iter().any(|field| {
            let named = document.front_matter().texts(field);
            named.iter().any(|(name, _)| name.eq_ignore_ascii_case(who))
        });
    if !is_responder {
        return Vec::new();
    }
    let finding = Finding::new(span, "who led the conversation took part in the response")
        .help("ask somebody from another team to lead it, next time or in a second round")
        .key("facilitator");
    vec![finding]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::findings;

    #[test]
    fn only_grave_reports_beyond_the_draft_are_asked() {
        for milder in [
            RULE.bad.replace("sev1", "sev3"),
            RULE.bad.replace("published", "draft"),
        ] {
            assert!(findings(&RULE, &milder).is_empty(), "{milder}");
        }
        let without = RULE
            .bad
            .replace("facilitator: the incident commander\n", "");
        assert!(
            findings(&RULE, &without).is_empty(),
            "the template asks for it"
        );
    }
}
