//! Promises that only watch.

use regex::Regex;

use crate::diagnostic::Level;
use crate::document::Document;
use crate::postmortem::ActionItem;
use crate::rules::words::Seldom;
use crate::rules::{Check, Context, Finding, Rule};

pub(super) const RULE: Rule = Rule {
    name: "action/all-detect",
    level: Some(Level::Hint),
    draft: None,
    summary: "every action item adds an alert or a dashboard",
    why: "Each of them asks somebody to look, once more, for as long as the system lives. Some of \
          the work could take a burden away instead of adding one.",
    source: "Etsy, Debriefing Facilitation Guide: the dashboard trap",
    question: Some("What would make it smaller, rarer or harmless, so that nobody has to look?"),
    always: false,
    bad: "\
---
title: Queue stalled
status: published
---
## Action items

- Alert on the depth of the queue
- Add a dashboard of consumer lag
- Page the on-call engineer when no label was printed for ten minutes
",
    good: "\
---
title: Queue stalled
status: published
---
## Action items

- Alert on the depth of the queue
- Add a dashboard of consumer lag
- Give label printing a queue of its own
",
    check: Check::Document(check),
};

/// Two alerts may be just what was missing.
const FEWEST: usize = 3;

fn check(context: &Context, document: &Document) -> Vec<Finding> {
    let items = super::kept(context, document);
    let Some(first) = items.first() else {
        return Vec::new();
    };
    if items.len() < FEWEST || !items.iter().all(|item| only_watches(item)) {
        return Vec::new();
    }
    let message = format!("all {} action items add something to watch", items.len());
    let help = "add one that changes what happens, or say why seeing it sooner is enough";
    vec![
        Finding::new(first.span, message)
            .help(help)
            .key("all detect"),
    ]
}

fn only_watches(item: &ActionItem) -> bool {
    match item.kind.as_deref() {
        Some(kind) => kind.to_lowercase().starts_with("detect"),
        None => WATCHES.is_match(&item.what),
    }
}

/// To watch, and what watches.
const SIGNS: [&str; 15] = [
    "alarm",
    "alert",
    "chart",
    "dashboard",
    "graph",
    "health",
    "log",
    "measure",
    "metric",
    "monitor",
    "notify",
    "page",
    "probe",
    "track",
    "watch",
];

/// An action that begins with what watches, or adds it.
static WATCHES: Seldom = Seldom::new(&SIGNS, || {
    Regex::new(
        r"(?ix) ^ (?:
            (?:alert|monitor|page|notify|graph|chart|watch|track|log|measure) \b
          | (?:add|create|set\ up|build|write|configure|implement|enable|define|install|introduce|have|improve|extend)
            \ (?:(?:an?|the|more|better|new|some|our|additional|automated|proper|basic)\ )*
            (?:[\w/-]+\ ){0,2}
            (?:alerts?|alerting|alarms?|monitor|monitors|monitoring|dashboards?|graphs?|charts?|metrics?|probes?|health\ ?checks?)
            \b
        )",
    )
    .expect("the pattern is sound")
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::{expect, tells_apart};

    #[test]
    fn what_watches_begins_with_it_or_adds_it() {
        tells_apart(
            |what| WATCHES.is_match(what),
            &[
                "Alert on depth",
                "add an alert for expired certificates",
                "Set up proper disk monitoring",
                "Create a new Grafana dashboard",
                "Monitor p99 of /login",
            ],
            &[
                "Fail the build when the alert is missing",
                "Remove the noisy alert",
                "Add a circuit breaker",
                "Add a second disk so that the monitor never fills it",
                "Move the dashboard behind the proxy",
            ],
        );
    }

    #[test]
    fn a_declared_type_counts_before_the_words() {
        expect(
            &RULE,
            "\
---
status: published
action_items:
  - { what: Count labels that were asked for, type: detect }
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ all 3 action items add something to watch
  - { what: Alert on depth, type: detect }
  - { what: Show lag, type: detect }
---
=== postmortems/other.md
---
status: published
action_items:
  - { what: Alert on depth, type: detect }
  - { what: Alert on lag, type: process }
  - { what: Show lag, type: detect }
---
",
        );
    }
}
