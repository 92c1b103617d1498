//! A factor that the report names and does not speak of.

use crate::archive::Mention;
use crate::diagnostic::Level;
use crate::document::Document;
use crate::postmortem::Named;
use crate::rules::factor::under_registry;
use crate::rules::{Check, Context, Finding, Rule};

pub(super) const RULE: Rule = Rule {
    name: "factor/not-in-text",
    level: Some(Level::Hint),
    draft: None,
    summary: "a factor is named in the front matter and nowhere in the text",
    why: "Somebody who follows the factor to this report wants to see how it showed here. If the \
          text says nothing about it, the count is right and the story is missing.",
    source: "Our own reason: what stands only in a list can be neither checked nor learned from",
    question: None,
    always: false,
    bad: "\
---
contributing_factors: [certificate-expiry]
---
## Contributing factors

- Two teams each thought that the other had renewed it.
=== factors.yml
- id: certificate-expiry
  aliases: [certificate expired]
",
    good: "\
---
contributing_factors: [certificate-expiry, unclear-ownership]
---
## Contributing factors

- The certificate expired on a Sunday.
- Two teams each thought that the other had renewed it. {factor:unclear-ownership}
=== factors.yml
- id: certificate-expiry
  aliases: [certificate expired]
- id: unclear-ownership
",
    check: Check::Mentions(check),
};

fn check(context: &Context, document: &Document, mentions: &[Mention]) -> Vec<Finding> {
    let registry = context.registry;
    let Some(postmortem) = under_registry(context, document) else {
        return Vec::new();
    };
    // Where nothing is told yet, that is another fault.
    if document.section("factors").is_none() {
        return Vec::new();
    }
    let id = |written: &str| registry.resolve(written).map(|factor| factor.id.as_str());
    let marked = document.body().marks.iter().filter_map(|mark| id(&mark.id));
    let told: Vec<&str> = mentions.iter().map(|it| it.factor).chain(marked).collect();
    let silent = postmortem.factors.iter().filter_map(|factor| {
        let id = id(&factor.written)?;
        let is_told = factor.note.is_some() || told.contains(&id);
        (factor.named == Named::Declared && !is_told).then(|| {
            Finding::new(factor.span, format!("the text does not speak of `{id}`"))
                .help(format!(
                    "mark the place with `{{factor:{id}}}`, or add a `note` to it"
                ))
                .key(id)
        })
    });
    silent.collect()
}
