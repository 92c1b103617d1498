//! A report that does not say who may read it.

use crate::document::Document;
use crate::rules::{Check, Context, Finding, Rule, place};

pub(super) const RULE: Rule = Rule {
    name: "privacy/level-missing",
    level: None,
    draft: None,
    summary: "a report does not say who may read it",
    why: "Where each report has to be classified, a default is an answer that nobody gave. \
          Switch this on if that is your policy.",
    source: "ISO/IEC 27001:2022, Annex A 5.12: classification of information",
    question: None,
    always: false,
    bad: "---\ntitle: Queue stalled\nstatus: draft\n---\n",
    good: "---\ntitle: Queue stalled\nstatus: draft\nconfidentiality: internal\n---\n",
    check: Check::Document(check),
};

fn check(context: &Context, document: &Document) -> Vec<Finding> {
    let front_matter = document.front_matter();
    let is_given = front_matter.node("confidentiality").is_some()
        || document.source.group.defaults.confidentiality.is_some();
    // Where the template asks for the field, `front-matter/required-field` says so in time.
    let status = context.status(document);
    let field = document.template.field("confidentiality");
    let is_said = front_matter.tree.is_some()
        && field.is_some_and(|field| {
            field.required.is_due(status)
                && field.required.applies(|name| context.value(document, name))
        });
    if is_given || is_said || context.postmortem(document).is_none() {
        return Vec::new();
    }
    let finding = place::in_document(document, "nothing says who may read this report")
        .help("write `confidentiality: public`, `internal` or `restricted`")
        .key("confidentiality");
    vec![finding]
}
