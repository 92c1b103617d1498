//! A zone that means another one elsewhere.

use crate::diagnostic::Level;
use crate::document::{Document, Span, Zone};
use crate::rules::words::quote;
use crate::rules::{Check, Context, Finding, Rule};

pub(super) const RULE: Rule = Rule {
    name: "timeline/ambiguous-zone",
    level: Some(Level::Warning),
    draft: None,
    summary: "a zone has letters that mean another one elsewhere",
    why: "IST is in Ireland, India and Israel. The author knows which was meant; the reader who \
          needs it in two years does not.",
    source: "IANA time zone database, Theory and pragmatics: abbreviations are not unique",
    question: None,
    always: false,
    bad: "\
---
title: Queue stalled
timezone: IST
---
",
    good: "\
---
title: Queue stalled
timezone: Asia/Kolkata
---
",
    check: Check::Document(check),
};

fn check(_: &Context, document: &Document) -> Vec<Finding> {
    let field = document.front_matter().text("timezone");
    let field = field.and_then(|(text, span)| Some((Zone::parse(text)?, span)));
    let moments = document.moments().iter().filter_map(|moment| {
        let zone = moment.time.as_ref()?.zone.clone()?;
        Some((zone, moment.time_span))
    });
    // Once for a report: the others are of the same making.
    let ambiguous = field
        .into_iter()
        .chain(moments)
        .find_map(|(zone, span)| match zone {
            Zone::Abbreviation {
                name,
                ambiguous: true,
                ..
            } => Some((name, span)),
            _ => None,
        });
    ambiguous
        .map(|(name, span)| finding(document, &name, span))
        .into_iter()
        .collect()
}

fn finding(document: &Document, name: &str, span: Span) -> Finding {
    // Where the letters stand in a heading or a sentence, the first time shows what they are about.
    let place = if span.of(document.text()).contains(name) {
        span
    } else {
        super::place(document)
    };
    Finding::new(
        place,
        format!("{} is the name of more than one zone", quote(name)),
    )
    .help("write an offset such as `+05:30`, or a name such as `Asia/Kolkata`")
    .key(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::expect;

    #[test]
    fn it_is_said_once_for_a_timeline() {
        expect(
            &RULE,
            "\
## Timeline (all times IST)
   ^^^^^^^^^^^^^^^^^^^^^^^^ `IST` is the name of more than one zone

- 2025-03-31 09:10 The queue stalls.
- 09:20 It moves again.
",
        );
    }
}
