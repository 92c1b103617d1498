//! An allowance that cannot be followed.

use crate::diagnostic::Level;
use crate::document::{self, Allowance, Document, Span};
use crate::rules::{self, Check, Context, Finding, Rule};

pub(super) const RULE: Rule = Rule {
    name: "structure/broken-allowance",
    level: Some(Level::Warning),
    draft: None,
    summary: "an allowance without a reason, or of a rule that there is not",
    why: "An allowance is a note to the next reader: this was seen, and is meant. Without the reason \
          nobody can tell whether it still holds, so it allows nothing.",
    source: "Exceptions that travel with the text and say why, as reviewers ask for them",
    question: None,
    always: false,
    bad: "\
<!-- secondstory: allow language/human-error -->

Their report says that it was caused by human error.
",
    good: "\
<!-- secondstory: allow language/human-error because the heading of their report is discussed -->

Their report says that it was caused by human error.
",
    check: Check::Document(check),
};

const FORM: &str = "write `allow RULE because REASON`";

fn check(_: &Context, document: &Document) -> Vec<Finding> {
    let allowances = document::allowances(document);
    allowances.iter().flat_map(faults).collect()
}

fn faults(allowance: &Allowance) -> Vec<Finding> {
    let whole = |message: &str| Finding::new(allowance.span, message);
    if allowance.rules.is_empty() {
        return vec![whole("this comment allows nothing").help(FORM)];
    }
    let names = allowance.rules.iter();
    let mut faults: Vec<Finding> = names
        .filter_map(|(name, span)| fault(name, *span))
        .collect();
    if allowance.reason.is_none() {
        faults.push(
            whole("this allowance gives no reason, and so allows nothing")
                .help(format!("{FORM}: what makes it right here?")),
        );
    }
    faults
}

fn fault(name: &str, span: Span) -> Option<Finding> {
    if let Some(rule) = rules::find(name) {
        let message = format!("`{name}` cannot be allowed");
        let help = format!("mend it: {}", rule.summary);
        return rule.always.then(|| Finding::new(span, message).help(help));
    }
    let finding = Finding::new(span, format!("there is no rule `{name}`"));
    Some(match rules::nearest(name) {
        Some(near) if near.contains('/') => finding.help(format!("did you mean `{near}`?")),
        Some(area) => finding.help(format!(
            "name the rule, and not only its area; `secondstory explain {area}` lists them"
        )),
        None => finding.help("`secondstory rules` lists them"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::expect;

    #[test]
    fn a_misspelt_rule_an_area_and_one_that_is_always_on_are_marked() {
        expect(
            &RULE,
            "\
<!-- secondstory: allow language/humen-error because so -->
                        ^^^^^^^^^^^^^^^^^^^^ there is no rule `language/humen-error`

<!-- secondstory: allow language because so -->
                        ^^^^^^^^ there is no rule `language`

<!-- secondstory: allow structure/too-deep because so -->
                        ^^^^^^^^^^^^^^^^^^ `structure/too-deep` cannot be allowed

One.
",
        );
    }

    #[test]
    fn a_comment_that_says_something_else_is_marked() {
        expect(
            &RULE,
            "\
<!-- secondstory: ignore language/human-error because so -->
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ this comment allows nothing

One.
",
        );
    }
}
