//! The table of factors, in the order in which they deserve to be looked at.
//!
//! `factors`, the home page, the list of factors and their JSON are all this table.

use jiff::civil::Date;
use serde::Serialize;

use crate::archive::{Archive, FactorEntry, Reach, Recurrence, State};

/// A factor with its figures.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Row<'a> {
    pub(crate) id: &'a str,
    pub(crate) title: &'a str,
    pub(crate) level: Option<&'a str>,
    pub(crate) group: Option<&'a str>,
    /// How many reports name it.
    pub(crate) reports: usize,
    pub(crate) near_misses: usize,
    /// Unknown where no report that names it has a date.
    pub(crate) last_seen: Option<Date>,
    pub(crate) median_gap_days: Option<i32>,
    pub(crate) longest_gap_days: Option<i32>,
    /// The gravest way in which it came back; `None` where it has not come back.
    pub(crate) came_back: Option<State>,
    /// Whether what was promised against it was meant for the service in which it came back.
    pub(crate) came_back_from: Option<Reach>,
    /// How often it came back after an action item against it was done.
    pub(crate) recurred_after_done: usize,
    pub(crate) recurred_while_open: usize,
    /// How often it came back, and nothing was promised against it: never, or not since what was done
    /// gave way.
    pub(crate) recurred_unaddressed: usize,
    /// Action items against it that are open now.
    pub(crate) open_action_items: usize,
    /// The day of the last recurrence of the gravest kind.
    #[serde(skip)]
    since: Option<Date>,
}

/// Returns every factor of the registry that is in use and every other one that a report names.
///
/// First those that came back after an action item against them was done, then those that came back
/// while one was open, then those against which nothing is promised; among them those first where
/// the action item was meant for the very service, then the latest. Then all others, by the number of
/// reports.
pub(crate) fn overview(archive: &Archive) -> Vec<Row<'_>> {
    // On all cores, because every row needs one.
    archive.each_recurrence();
    let mut rows: Vec<Row> = archive
        .factors
        .entries
        .values()
        .map(|entry| row(archive, entry))
        .collect();
    rows.sort_by(|a, b| {
        b.came_back
            .cmp(&a.came_back)
            .then_with(|| b.came_back_from.cmp(&a.came_back_from))
            .then_with(|| b.since.cmp(&a.since))
            .then_with(|| b.reports.cmp(&a.reports))
            .then_with(|| b.last_seen.cmp(&a.last_seen))
            .then_with(|| a.id.cmp(b.id))
    });
    rows
}

fn row<'a>(archive: &'a Archive, entry: &'a FactorEntry) -> Row<'a> {
    let unseen = Recurrence::default();
    let recurrence = archive.recurrence(&entry.id).unwrap_or(&unseen);
    let headline = recurrence.headline();
    let occurrences = &recurrence.time_line.occurrences;
    let open = archive
        .promises
        .addressing(&entry.id)
        .filter(|promise| promise.action(&archive.postmortems).is_open());
    Row {
        id: &entry.id,
        title: &entry.title,
        level: entry.level.as_deref(),
        group: entry.group.as_deref(),
        reports: entry.postmortems.len(),
        near_misses: occurrences.iter().filter(|it| it.is_near_miss).count(),
        last_seen: recurrence.time_line.last(),
        median_gap_days: recurrence.time_line.gaps.map(|gaps| gaps.median),
        longest_gap_days: recurrence.time_line.gaps.map(|gaps| gaps.longest),
        came_back: headline.map(|(_, standing)| standing.state),
        came_back_from: headline.map(|(_, standing)| standing.reach),
        recurred_after_done: recurrence.count(State::AfterDone),
        recurred_while_open: recurrence.count(State::WhileOpen),
        recurred_unaddressed: recurrence.count(State::NeverAddressed)
            + recurrence.count(State::GaveWayBefore),
        open_action_items: open.count(),
        since: headline.and_then(|(occurrence, _)| occurrence.date),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::testing::archive;

    #[test]
    fn what_came_back_after_it_was_done_comes_first_and_mere_numbers_last() {
        let archive = archive(
            "
=== factors.yml
- id: often
- id: done
- id: open
- id: ignored
- id: never
=== a
---
started: 2024-01-01
contributing_factors: [done, open, ignored, often]
action_items:
  - { what: One, addresses: [done], status: done, done_on: 2024-01-02 }
  - { what: Two, addresses: [open] }
---
=== b
---
started: 2024-02-01
contributing_factors: [done, open, ignored]
---
=== c
---
kind: external
started: 2024-03-01
contributing_factors: [often]
---
=== d
---
kind: external
contributing_factors: [often]
---
",
        );
        let ids: Vec<&str> = overview(&archive).iter().map(|row| row.id).collect();
        assert_eq!(ids, ["done", "open", "ignored", "often", "never"]);
        let rows = overview(&archive);
        assert_eq!(
            (rows[0].recurred_after_done, rows[0].open_action_items),
            (1, 0)
        );
        assert_eq!(
            (rows[1].recurred_while_open, rows[1].open_action_items),
            (1, 1)
        );
        assert_eq!(rows[4].last_seen, None);
    }
}
