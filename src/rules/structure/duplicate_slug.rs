//! Two reports with one address.

use std::collections::BTreeMap;

use crate::diagnostic::Level;
use crate::postmortem::{Postmortem, Slug};
use crate::rules::{Across, Check, Finding, Rule, place};

pub(super) const RULE: Rule = Rule {
    name: "structure/duplicate-slug",
    level: Some(Level::Error),
    draft: None,
    summary: "two reports have the same address",
    why: "Only one page can live at an address. The other report is there in the folder and \
          nowhere on the site.",
    source: "W3C, “Cool URIs don't change” (1998)",
    question: None,
    always: true,
    bad: "\
=== postmortems/2025/queue.md
# Queue stalled
=== postmortems/queue.md
---
slug: 2025-queue
---
# Queue stalled again
=== postmortems/2025-queue.md
# Another queue
",
    good: "\
=== postmortems/2024-queue.md
# Queue stalled
=== postmortems/2025-queue.md
# Queue stalled again
",
    check: Check::Archive(check),
};

fn check(across: &Across) -> Vec<(usize, Finding)> {
    let all = across.archive.postmortems.iter();
    let mut postmortems: Vec<&Postmortem> = all.map(|it| &**it).collect();
    postmortems.sort_by_key(|postmortem| postmortem.path());
    // The first by path keeps the name; a slug weighs more than an alias.
    let mut owners: BTreeMap<&Slug, &Postmortem> = BTreeMap::new();
    for postmortem in &postmortems {
        owners.entry(&postmortem.slug).or_insert(postmortem);
    }
    let mut found = Vec::new();
    for &postmortem in &postmortems {
        let names = std::iter::once(&postmortem.slug).chain(&postmortem.aliases);
        for name in names {
            let owner = *owners.entry(name).or_insert(postmortem);
            if owner.path() != postmortem.path() {
                let report = across.index_of(postmortem);
                found.push((report, finding(postmortem, name, owner)));
            }
        }
    }
    found
}

fn finding(postmortem: &Postmortem, name: &Slug, owner: &Postmortem) -> Finding {
    let document = &postmortem.document.open();
    let field = if *name == postmortem.slug {
        "slug"
    } else {
        "aliases"
    };
    let written = document.front_matter().node(field);
    let message = format!("the address `{name}` belongs to `{}`", owner.path());
    let finding = match written {
        Some(node) => Finding::new(node.span, message),
        None => place::in_document(document, message),
    };
    let help = match field {
        "slug" => "rename the file, or give this report a `slug` of its own",
        _ => "take it out of `aliases`",
    };
    finding.help(help).key(name.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::expect;

    #[test]
    fn a_former_address_may_not_be_taken_from_another() {
        expect(
            &RULE,
            "\
=== postmortems/a.md
---
aliases: [b]
         ^^^ the address `b` belongs to `postmortems/b.md`
---
=== postmortems/b.md
# B
",
        );
    }
}
