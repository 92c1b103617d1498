//! Reports in the order in which things happened, with the gaps between them.

use jiff::civil::Date;

use crate::archive::Index;
use crate::archive::calendar::Calendar;

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
    pub(super) fn of(calendar: &Calendar, reports: &[Index]) -> TimeLine {
        let reports = reports.iter().copied();
        let mut reports: Vec<Index> = reports
            .filter(|&report| !calendar.reports[report].is_external)
            .collect();
        reports.sort_unstable_by_key(|&report| calendar.reports[report].rank);
        let mut before: Option<Date> = None;
        let mut occurrences = Vec::with_capacity(reports.len());
        for report in reports {
            let it = calendar.reports[report];
            occurrences.push(Occurrence {
                report,
                date: it.date,
                is_near_miss: it.is_near_miss,
                gap: before.zip(it.date).map(|(before, date)| days(before, date)),
            });
            before = it.date.or(before);
        }
        let met = || occurrences.iter().map(|it| it.report);
        TimeLine {
            gaps: gaps(&occurrences),
            services: calendar.services.tally(met()),
            teams: calendar.teams.tally(met()),
            occurrences,
        }
    }

    /// Returns the place on the line of a report that tells of a day.
    pub(crate) fn place(&self, report: Index, date: Date) -> Option<usize> {
        let is_before = |it: &Occurrence| it.date.is_some_and(|it| it < date);
        let first = self.occurrences.partition_point(is_before);
        let rest = self.occurrences[first..].iter();
        let mut same_day = rest.take_while(|it| it.date == Some(date));
        Some(first + same_day.position(|it| it.report == report)?)
    }

    /// Returns the last day on the line, if any day is known.
    pub(crate) fn last(&self) -> Option<Date> {
        self.occurrences.iter().filter_map(|it| it.date).max()
    }
}

/// Returns the days from one date to another.
pub(super) fn days(from: Date, to: Date) -> i32 {
    from.until(to)
        .expect("two dates are never too far apart to be counted in days")
        .get_days()
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
