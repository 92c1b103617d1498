//! A duration that is not what the times say.

use crate::diagnostic::Level;
use crate::document::Document;
use crate::rules::words::{minutes, quote};
use crate::rules::{Check, Context, Finding, Rule};

pub(super) const RULE: Rule = Rule {
    name: "timeline/stated-mismatch",
    level: Some(Level::Warning),
    draft: None,
    summary: "a stated duration is not the one that the times give",
    why: "Two figures for one thing, and a reader believes neither. The site works durations out \
          from the times; a stated one is only kept where a reader has met it before.",
    source: "The VOID reports: a duration means little where nobody says how it was reckoned",
    question: None,
    always: false,
    bad: "\
---
title: Queue stalled
timezone: Europe/Copenhagen
started: 2025-03-31 12:00
resolved: 2025-03-31 13:47
metrics: { stated: { ttr: 88 minutes } }
---
",
    good: "\
---
title: Queue stalled
timezone: Europe/Copenhagen
started: 2025-03-31 12:00
resolved: 2025-03-31 13:47
metrics: { stated: { ttr: 1 h 45 min } }
---
",
    check: Check::Document(check),
};

fn check(context: &Context, document: &Document) -> Vec<Finding> {
    let Some(postmortem) = context.postmortem(document) else {
        return Vec::new();
    };
    // Working hours are reckoned by a calendar that only the organisation has.
    let basis = document.front_matter().text("metrics.basis");
    if basis.is_some_and(|(basis, _)| basis != "wall") {
        return Vec::new();
    }
    let look = |(field, end): (&str, &str)| {
        let (written, span) = document.front_matter().text(field)?;
        let stated = minutes(written)?;
        let time = match end {
            "detected" => &postmortem.detected,
            "mitigated" => &postmortem.mitigated,
            _ => &postmortem.resolved,
        };
        let computed = postmortem.minutes_until(time.as_ref())?;
        let allowed = (computed / 20).max(5);
        ((stated - computed).abs() > allowed).then(|| {
            let message = format!(
                "{} is stated, and from `started` to `{end}` are {computed} minutes",
                quote(written)
            );
            Finding::new(span, message)
                .help(
                    "take it out, for it is worked out; or say `metrics: { basis: working-hours }`",
                )
                .key(field)
        })
    };
    let ends = [
        ("ttd", "detected"),
        ("ttm", "mitigated"),
        ("ttr", "resolved"),
    ];
    let stated = ends.map(|(name, end)| (format!("metrics.stated.{name}"), end));
    stated
        .iter()
        .filter_map(|(field, end)| look((field, end)))
        .collect()
}
