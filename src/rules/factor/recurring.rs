//! A factor that keeps coming back.

use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::archive::{Reach, Standing, State};
use crate::diagnostic::{Level, count};
use crate::document::Document;
use crate::postmortem::{Postmortem, slugify};
use crate::rules::{Across, Check, Finding, Rule};

pub(super) const RULE: Rule = Rule {
    name: "factor/recurring",
    level: Some(Level::Hint),
    draft: None,
    summary: "a factor has come back, and what was promised against it is open, or did not hold",
    why: "The most useful thing to know about a condition is that it was here before, and what \
          became of the promise that was made then.",
    source: "Bolton, “Culture as a Security Control”",
    question: Some("What was promised last time, and what kept it from holding?"),
    always: false,
    bad: "\
=== postmortems/2025-01-10-first.md
---
started: 2025-01-10
contributing_factors: [certificate-expiry]
action_items:
  - { what: Alert before a certificate expires, addresses: [certificate-expiry] }
---
=== postmortems/2025-05-10-second.md
---
started: 2025-05-10
contributing_factors: [certificate-expiry]
---
",
    good: "\
=== postmortems/2025-01-10-first.md
---
started: 2025-01-10
contributing_factors: [certificate-expiry]
---
=== postmortems/2025-05-10-second.md
---
started: 2025-05-10
contributing_factors: [unclear-ownership]
---
",
    check: Check::Beside(check),
};

/// What happened longer ago is for the pages of the site, not for the author of a report.
const RECENT_DAYS: i32 = 365;

fn check(across: &Across, document: &Document) -> Vec<Finding> {
    let archive = across.archive;
    let Some(report) = archive.references.at_path(document.path()) else {
        return Vec::new();
    };
    let recent = across.context.today.checked_sub(RECENT_DAYS.days()).ok();
    let is_recent = |date: &Date| recent.is_some_and(|recent| *date >= recent);
    let Some(date) = archive.get(report).date.filter(is_recent) else {
        return Vec::new();
    };
    let ids = archive.factor_ids(report).into_iter();
    ids.filter_map(|id| {
        let recurrence = archive.recurrence(&id)?;
        let place = recurrence.time_line.place(report, date)?;
        let state = state(&recurrence.standings[place], place)?;
        let mut dates = recurrence.met().filter_map(|(it, _)| it.date);
        let since = dates.next().unwrap_or(date);
        let times = count(place + 1, "report");
        let message = format!("`{id}` is in {times} since {since}, {state}");
        finding(across, archive.get(report), &id, message)
    })
    .collect()
}

/// Says what makes it worth telling that a factor was met at a place of its time line.
fn state(standing: &Standing, place: usize) -> Option<&'static str> {
    let is_here = standing.reach == Reach::Here;
    Some(match standing.state {
        State::AfterDone if is_here => "although an action item against it was done",
        State::AfterDone => "although an action item against it was done in another service",
        State::WhileOpen => "while an action item against it is open",
        State::GaveWayBefore => "and nothing was promised since what was done against it gave way",
        State::NeverAddressed if place >= 2 => "and nothing has been promised against it",
        State::NeverAddressed | State::Declined | State::First | State::Unknown => return None,
    })
}

fn finding(across: &Across, postmortem: &Postmortem, id: &str, message: String) -> Option<Finding> {
    let registry = across.context.registry;
    let names = |written: &str| match registry.resolve(written) {
        Some(factor) => factor.id == id,
        None => slugify(written) == id,
    };
    let mut factors = postmortem.factors.iter();
    let factor = factors.find(|it| names(&it.written))?;
    let help = format!("`secondstory factors {id}` shows each of them");
    Some(Finding::new(factor.span, message).help(help).key(id))
}
