//! A factor by one of its other names.

use crate::diagnostic::{Fix, Level};
use crate::document::Document;
use crate::rules::words::quote;
use crate::rules::{Check, Context, Finding, Rule};

pub(super) const RULE: Rule = Rule {
    name: "factor/alias-used",
    level: Some(Level::Hint),
    draft: None,
    summary: "a factor is named by an alias and not by its id",
    why: "It counts all the same. The id is what a colleague will search the folder for.",
    source: "How the registry is read: see `docs/rules.md`",
    question: None,
    always: false,
    bad: "\
---
contributing_factors: [no alert]
---
=== factors.yml
- id: alert-missing
  aliases: [no alert]
",
    good: "\
---
contributing_factors: [alert-missing]
---
=== factors.yml
- id: alert-missing
  aliases: [no alert]
",
    check: Check::Document(check),
};

fn check(context: &Context, document: &Document) -> Vec<Finding> {
    let registry = &context.archive.registry;
    let Some(postmortem) = context.postmortem(document).filter(|_| registry.declared) else {
        return Vec::new();
    };
    let factors = postmortem.factors.iter().map(|it| (&it.written, it.span));
    let actions = postmortem.action_items.iter();
    let addressed = actions
        .flat_map(|it| &it.addresses)
        .map(|(written, span)| (written, *span));
    factors
        .chain(addressed)
        .filter_map(|(written, span)| {
            let factor = registry.named(written)?;
            if factor.id == *written || factor.replaced_by.is_some() {
                return None;
            }
            let message = format!("{} is an alias of `{}`", quote(written), factor.id);
            let finding = Finding::new(span, message).key(written);
            // What is written may have quotes or stand in a longer text: then it is left alone.
            let is_whole = span.of(document.text()) == *written;
            let fix = is_whole.then(|| Fix {
                title: format!("write `{}`", factor.id),
                safe: true,
                edits: vec![(span, factor.id.clone())],
            });
            Some(Finding {
                fix,
                ..finding.help(format!("write `{}`", factor.id))
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::findings;

    #[test]
    fn the_fix_writes_the_id_in_the_place_of_the_alias() {
        let found = findings(&RULE, RULE.bad);
        let fix = found[0].fix.as_ref().unwrap();
        assert!(fix.safe);
        assert_eq!(fix.edits[0].0.of(RULE.bad), "no alert");
        assert_eq!(fix.edits[0].1, "alert-missing");
    }
}
