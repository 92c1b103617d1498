//! A body that is nested deeper than can be followed.

use crate::diagnostic::Level;
use crate::document::Document;
use crate::rules::{Check, Context, Finding, Rule};

pub(super) const RULE: Rule = Rule {
    name: "structure/too-deep",
    level: Some(Level::Error),
    draft: None,
    summary: "lists or quotations are nested deeper than can be followed",
    why: "From this place on the report is shown as plain text, so its sections and links are lost.",
    source: "CWE-674: Uncontrolled Recursion",
    question: None,
    always: true,
    bad: ">>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>> deep\n",
    good: "> - a quoted\n>   - list\n",
    check: Check::Document(check),
};

fn check(_: &Context, document: &Document) -> Vec<Finding> {
    let place = document.body().too_deep.into_iter();
    place
        .map(|span| {
            Finding::new(span, "the nesting is too deep to be followed")
                .help("end a list or a quotation before this line")
                .key("too deep")
        })
        .collect()
}
