//! A factor by one of its other names.

use crate::diagnostic::Level;
use crate::document::{Document, Span};
use crate::postmortem::Named;
use crate::rules::factor::{in_the_place_of, times_named, under_registry};
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
    let Some(postmortem) = under_registry(context, document) else {
        return Vec::new();
    };
    let named = |how: Named| {
        let factors = postmortem.factors.iter();
        let factors = factors.filter(move |it| it.named == how);
        factors.map(|it| (it.written.as_str(), it.span))
    };
    // Each list on its own: what stands in one twice is no better by its id.
    let mut lists: Vec<Vec<(&str, Span)>> = vec![named(Named::Declared).collect()];
    lists.extend(named(Named::Marked).map(|it| vec![it]));
    lists.extend(postmortem.action_items.iter().map(|item| {
        let names = item.addresses.iter();
        names.map(|(name, span)| (name.as_str(), *span)).collect()
    }));
    lists
        .iter()
        .flat_map(|list| in_list(context, document, list))
        .collect()
}

fn in_list(context: &Context, document: &Document, list: &[(&str, Span)]) -> Vec<Finding> {
    let found = list.iter().filter_map(|&(written, span)| {
        let factor = context.registry.named(written)?;
        if factor.id == written || factor.replaced_by.is_some() {
            return None;
        }
        let message = format!("{} is an alias of `{}`", quote(written), factor.id);
        let finding = Finding::new(span, message).key(written);
        let names = list.iter().map(|(name, _)| *name);
        if times_named(context, names, &factor.id) > 1 {
            return Some(finding.help(format!("`{}` is named as well: one will do", factor.id)));
        }
        Some(Finding {
            fix: in_the_place_of(document, written, span, &factor.id),
            ..finding.help(format!("write `{}`", factor.id))
        })
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::edited;
    use crate::rules::testing::findings;

    const REGISTRY: &str =
        "=== factors.yml\n- id: alert-missing\n  aliases: [no alert, missing alert, unalerted]\n";

    #[test]
    fn the_fix_writes_the_id_in_the_place_of_the_alias_and_keeps_its_quotes() {
        for (written, mended) in [
            ("no alert", "alert-missing"),
            ("\"no alert\"", "\"alert-missing\""),
            ("'No Alert'", "'alert-missing'"),
            (
                "{ id: no alert, note: x }",
                "{ id: alert-missing, note: x }",
            ),
        ] {
            let text = format!("---\ncontributing_factors: [{written}]\n---\n");
            let found = findings(&RULE, &format!("{text}{REGISTRY}"));
            let fix = found[0].fix.as_ref().unwrap();
            assert!(fix.safe);
            assert_eq!(edited(&text, &fix.edits), text.replace(written, mended));
        }
    }

    #[test]
    fn a_mark_in_the_text_does_not_keep_the_list_from_being_mended() {
        let text = "---\ncontributing_factors: [no alert]\n---\nIt was {factor:alert-missing}.\n";
        let found = findings(&RULE, &format!("{text}{REGISTRY}"));
        assert!(found[0].fix.is_some());
    }

    #[test]
    fn a_factor_is_not_named_twice_by_a_fix_and_prose_is_not_touched() {
        for text in [
            "---\ncontributing_factors: [alert-missing, no alert]\n---\n",
            "---\ncontributing_factors: [missing alert, no alert]\n---\n",
            "Nobody knew: {factor:unalerted}.\n",
        ] {
            let found = findings(&RULE, &format!("{text}{REGISTRY}"));
            assert!(!found.is_empty(), "{text}");
            assert!(found.iter().all(|it| it.fix.is_none()), "{text}");
        }
    }
}
