//! What is asked of reports again and again when factors are put on time lines, side by side: going to
//! each report for it would take longer than all the rest.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use rayon::prelude::*;

use crate::archive::Index;
use crate::postmortem::Postmortem;

/// When reports were, and where, by their places in the archive.
#[derive(Clone, Debug, Default)]
pub(super) struct Calendar {
    pub(super) reports: Vec<Report>,
    pub(super) services: Names,
    pub(super) teams: Names,
}

/// A report in the calendar.
#[derive(Clone, Copy, Debug)]
pub(super) struct Report {
    pub(super) date: Option<Date>,
    /// When it started, if that is known to the minute.
    pub(super) minute: Option<Timestamp>,
    /// Its place in the order of time: oldest first, those without a date last.
    pub(super) rank: usize,
    /// It tells of another organisation.
    pub(super) is_external: bool,
    pub(super) is_near_miss: bool,
}

/// Names that reports have, numbered in their order.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    names: Vec<String>,
    /// Report by report, the numbers of its names, each once and in order.
    numbers: Vec<u32>,
    /// Where the numbers of each report begin, and where those of the last one end.
    starts: Vec<usize>,
}

impl Calendar {
    pub(super) fn new(
        postmortems: &[Arc<Postmortem>],
        by_service: &BTreeMap<String, Vec<Index>>,
        by_team: &BTreeMap<String, Vec<Index>>,
    ) -> Calendar {
        let report = |postmortem: &Arc<Postmortem>| Report {
            date: postmortem.date,
            minute: started_at(postmortem),
            rank: 0,
            is_external: postmortem.kind == "external",
            is_near_miss: postmortem.is_near_miss(),
        };
        let mut reports: Vec<Report> = postmortems.par_iter().map(report).collect();
        let mut in_time: Vec<Index> = (0..reports.len()).collect();
        in_time.par_sort_unstable_by(|&one, &other| {
            let when = |at: Index| {
                (
                    reports[at].date.is_none(),
                    reports[at].date,
                    reports[at].minute,
                )
            };
            let name = |at: Index| (&postmortems[at].slug, at);
            when(one)
                .cmp(&when(other))
                .then_with(|| name(one).cmp(&name(other)))
        });
        for (rank, at) in in_time.into_iter().enumerate() {
            reports[at].rank = rank;
        }
        Calendar {
            services: Names::new(by_service, reports.len()),
            teams: Names::new(by_team, reports.len()),
            reports,
        }
    }
}

impl Names {
    fn new(by_name: &BTreeMap<String, Vec<Index>>, reports: usize) -> Names {
        let mut ends = vec![0; reports + 1];
        for &report in by_name.values().flatten() {
            ends[report + 1] += 1;
        }
        for report in 0..reports {
            ends[report + 1] += ends[report];
        }
        let mut numbers = vec![0; ends[reports]];
        let mut free = ends.clone();
        for (number, reports) in (0..).zip(by_name.values()) {
            for &report in reports {
                numbers[free[report]] = number;
                free[report] += 1;
            }
        }
        Names {
            names: by_name.keys().cloned().collect(),
            numbers,
            starts: ends,
        }
    }

    /// Returns the numbers of the names that a report has.
    pub(super) fn of(&self, report: Index) -> &[u32] {
        &self.numbers[self.starts[report]..self.starts[report + 1]]
    }

    /// Counts the names that some reports have: most often first, then by name.
    pub(super) fn tally(&self, reports: impl Iterator<Item = Index>) -> Vec<(String, usize)> {
        let mut all: Vec<u32> = reports.flat_map(|it| self.of(it)).copied().collect();
        all.sort_unstable();
        let counts = all.chunk_by(|one, other| one == other);
        let counts = counts.map(|alike| (self.names[alike[0] as usize].clone(), alike.len()));
        let mut tally: Vec<(String, usize)> = counts.collect();
        tally.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
        tally
    }
}

/// Says whether one report is known to be of an earlier day than another, or of an earlier minute
/// of the same day.
pub(crate) fn is_before(earlier: &Postmortem, later: &Postmortem) -> bool {
    let (Some(first), Some(second)) = (earlier.date, later.date) else {
        return false;
    };
    let minutes = started_at(earlier).zip(started_at(later));
    first < second || (first == second && minutes.is_some_and(|(first, second)| first < second))
}

/// Returns when a report started, if that is known to the minute.
fn started_at(postmortem: &Postmortem) -> Option<Timestamp> {
    postmortem.started.as_ref()?.timestamp()
}

#[cfg(test)]
mod tests {
    use crate::archive::testing::{archive, place};

    #[test]
    fn names_are_numbered_in_their_order_and_a_report_has_each_once() {
        let archive = archive(
            "\
=== b
---
services: [web, api, web]
---
=== a
---
services: db
---
",
        );
        let (a, b) = (place(&archive, "a"), place(&archive, "b"));
        let services = &archive.calendar.services;
        assert_eq!(services.of(b), [0, 2]);
        assert_eq!(services.of(a), [1]);
        assert_eq!(services.tally([b, b, a].into_iter())[1], ("web".into(), 2));
    }

    #[test]
    fn what_has_no_date_comes_last_and_a_minute_counts_within_a_day() {
        let archive = archive(
            "\
=== undated
=== evening
---
started: 2024-01-02T20:00Z
---
=== morning
---
started: 2024-01-02T08:00Z
---
=== before
---
started: 2024-01-01T23:00Z
---
",
        );
        let rank = |name| archive.calendar.reports[place(&archive, name)].rank;
        let ranks = ["before", "morning", "evening", "undated"].map(rank);
        assert_eq!(ranks, [0, 1, 2, 3]);
    }
}
