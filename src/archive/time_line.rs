//! Reports in the order in which things happened, with the gaps between them.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::archive::Index;
use crate::postmortem::Postmortem;

/// The reports of a factor, a group or a level on a line.
#[derive(Clone, Debug, Default)]
pub(crate) struct TimeLine {
    /// Oldest first; those without a date last.
    pub(crate) occurrences: Vec<Occurrence>,
    /// Unknown where fewer than two days are known.
    pub(crate) gaps: Option<Gaps>,
    /// With the number of occurrences in each, most first, then by name.
    pub(crate) services: Vec<(String, usize)>,
    pub(crate) teams: Vec<(String, usize)>,
}

/// A report on the line.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Occurrence {
    pub(crate) report: Index,
    /// Unknown where the report has no date.
    pub(crate) date: Option<Date>,
    pub(crate) is_near_miss: bool,
    /// Days since the occurrence before, where both days are known.
    pub(crate) gap: Option<i32>,
}

/// The days between occurrences: how many gaps are known, the middle one and the longest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub(crate) struct Gaps {
    pub(crate) count: usize,
    /// The shorter one of the two in the middle, where their number is even.
    pub(crate) median: i32,
    pub(crate) longest: i32,
}

impl TimeLine {
    /// Puts reports on a line. Those of other organisations (kind `external`) are left out: they
    /// tell of another place, where nobody here could have acted.
    ///
    /// `minutes` says when each report of the archive started, where that is known to the minute.
    pub(super) fn of(
        postmortems: &[Arc<Postmortem>],
        minutes: &[Option<Timestamp>],
        reports: &[Index],
    ) -> TimeLine {
        let mut reports: Vec<Index> = reports
            .iter()
            .copied()
            .filter(|&report| postmortems[report].kind != "external")
            .collect();
        reports.sort_by_key(|&report| {
            let it = &postmortems[report];
            (
                it.date.is_none(),
                it.date,
                minutes[report],
                &it.slug,
                report,
            )
        });
        let mut before: Option<Date> = None;
        let mut occurrences = Vec::with_capacity(reports.len());
        for report in reports {
            let date = postmortems[report].date;
            occurrences.push(Occurrence {
                report,
                date,
                is_near_miss: postmortems[report].is_near_miss(),
                gap: before.zip(date).map(|(before, date)| days(before, date)),
            });
            before = date.or(before);
        }
        TimeLine {
            gaps: gaps(&occurrences),
            services: tally(&occurrences, |report| &postmortems[report].services),
            teams: tally(&occurrences, |report| &postmortems[report].teams),
            occurrences,
        }
    }

    /// Returns the last day on the line, if any day is known.
    pub(crate) fn last(&self) -> Option<Date> {
        self.occurrences.iter().filter_map(|it| it.date).max()
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

/// Returns the days from one date to another.
pub(super) fn days(from: Date, to: Date) -> i32 {
    from.until(to)
        .expect("two dates are never too far apart to be counted in days")
        .get_days()
}

/// Returns when a report started, if that is known to the minute.
pub(super) fn started_at(postmortem: &Postmortem) -> Option<Timestamp> {
    postmortem.started.as_ref()?.timestamp()
}

fn gaps(occurrences: &[Occurrence]) -> Option<Gaps> {
    let mut gaps: Vec<i32> = occurrences.iter().filter_map(|it| it.gap).collect();
    gaps.sort_unstable();
    Some(Gaps {
        count: gaps.len(),
        median: *gaps.get(gaps.len().checked_sub(1)? / 2)?,
        longest: *gaps.last()?,
    })
}

fn tally<'a>(
    occurrences: &[Occurrence],
    names: impl Fn(Index) -> &'a Vec<String>,
) -> Vec<(String, usize)> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for occurrence in occurrences {
        let names = names(occurrence.report);
        for (at, name) in names.iter().enumerate() {
            // A report has few names, and some are written twice.
            if !names[..at].contains(name) {
                *counts.entry(name).or_default() += 1;
            }
        }
    }
    let mut tally: Vec<(String, usize)> = counts
        .into_iter()
        .map(|(name, count)| (name.to_owned(), count))
        .collect();
    tally.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
    tally
}
