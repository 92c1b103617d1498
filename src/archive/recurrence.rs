//! When a factor came back, and what had been promised against it by then.
//!
//! This is the one place that computes it: pages, `factors`, `related`, `factor/recurring` and the
//! JSON all read the same [`Recurrence`].
//!
//! What counts, and what does not:
//!
//! - An *occurrence* is a report that declares or marks the factor. Near misses count and are
//!   marked.
//! - An action item *answers* an occurrence when it addresses the factor and its report came
//!   earlier: on an earlier day, or in an earlier minute where both are known. Reports of one day
//!   whose order nobody wrote down do not answer each other.
//! - It was *done* by then if its `done_on` lies before the day of the occurrence. One that is done
//!   on a day that nobody wrote down counts as done, and its day is said to be unknown. One that was
//!   done on the day itself or later was still open.
//! - A report without a date has no place among the others. Nothing is said about what had been
//!   promised by then.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::archive::promises::{Promise, Promises};
use crate::archive::time_line::{Occurrence, TimeLine, days, is_before};
use crate::archive::{FactorEntry, Factors};
use crate::postmortem::{ActionStatus, Postmortem};

/// When factors, groups and levels came back.
#[derive(Clone, Debug, Default)]
pub(crate) struct Recurrences {
    /// By id of the factor; one for each factor that some report names.
    pub(crate) by_factor: BTreeMap<String, Recurrence>,
    /// Groups and levels have a time line and no more: an action item addresses a factor, and
    /// another factor of the same group is no sign that it did not hold.
    pub(crate) by_group: BTreeMap<String, TimeLine>,
    pub(crate) by_level: BTreeMap<String, TimeLine>,
}

/// The time line of a factor, and how things stood at each point of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Recurrence {
    pub(crate) time_line: TimeLine,
    /// One for each occurrence of the time line, in its order.
    pub(crate) standings: Vec<Standing>,
}

/// What had been promised against the factor when it was met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) state: State,
    /// The action items of earlier reports that address the factor, in the order of the archive.
    pub(crate) answers: Vec<Answer>,
}

/// How things stood when the factor was met, gravest last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum State {
    /// The report has no date, so nobody can say what came before it.
    Unknown,
    /// Met for the first time, as far as days are known.
    First,
    /// Met again, and no earlier report had promised anything against it.
    NeverAddressed,
    /// Met again after it had been decided to do nothing about it.
    Declined,
    /// Met again while an action item against it was open.
    WhileOpen,
    /// Met again although an action item against it was done.
    AfterDone,
}

/// An earlier action item against the factor, as it stood on the day of the occurrence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) promise: Promise,
    pub(crate) stood: Stood,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stood {
    /// Done so many days before; `None` where nobody wrote down the day.
    Done(Option<i32>),
    Open,
    Declined,
}

/// Puts the reports of every factor, group and level on a time line.
pub(crate) fn trace(
    factors: &Factors,
    promises: &Promises,
    postmortems: &[Postmortem],
) -> Recurrences {
    let entries: Vec<&FactorEntry> = factors.entries.values().collect();
    let by_factor = entries
        .into_par_iter()
        .filter(|entry| !entry.postmortems.is_empty())
        .map(|entry| {
            let promises: Vec<&Promise> = promises.addressing(&entry.id).collect();
            let time_line = TimeLine::of(postmortems, &entry.postmortems);
            (
                entry.id.clone(),
                recurrence(time_line, &promises, postmortems),
            )
        })
        .collect();
    let roll_up = |nodes: &BTreeMap<String, Vec<usize>>| {
        let line = |reports: &Vec<usize>| TimeLine::of(postmortems, reports);
        nodes
            .iter()
            .map(|(name, reports)| (name.clone(), line(reports)))
            .collect()
    };
    Recurrences {
        by_factor,
        by_group: roll_up(&factors.by_group),
        by_level: roll_up(&factors.by_level),
    }
}

fn recurrence(
    time_line: TimeLine,
    promises: &[&Promise],
    postmortems: &[Postmortem],
) -> Recurrence {
    let standings = time_line
        .occurrences
        .iter()
        .enumerate()
        .map(|(place, occurrence)| {
            let answers = answers(occurrence, promises, postmortems);
            let state = match occurrence.date {
                None => State::Unknown,
                Some(_) if place == 0 => State::First,
                Some(_) => {
                    let states = answers.iter().map(|answer| answer.stood.state());
                    states.max().unwrap_or(State::NeverAddressed)
                }
            };
            Standing { state, answers }
        })
        .collect();
    Recurrence {
        time_line,
        standings,
    }
}

fn answers(
    occurrence: &Occurrence,
    promises: &[&Promise],
    postmortems: &[Postmortem],
) -> Vec<Answer> {
    let Some(day) = occurrence.date else {
        return Vec::new();
    };
    let report = &postmortems[occurrence.report];
    promises
        .iter()
        .filter(|promise| is_before(&postmortems[promise.report], report))
        .map(|promise| {
            let action = promise.action(postmortems);
            let stood = match (action.status, action.done_on) {
                (ActionStatus::Done, Some(done)) if done < day => {
                    Stood::Done(Some(days(done, day)))
                }
                (ActionStatus::Done, Some(_)) | (ActionStatus::Open, _) => Stood::Open,
                (ActionStatus::Done, None) => Stood::Done(None),
                (ActionStatus::WontDo, _) => Stood::Declined,
            };
            Answer {
                promise: (*promise).clone(),
                stood,
            }
        })
        .collect()
}

impl Stood {
    fn state(self) -> State {
        match self {
            Stood::Done(_) => State::AfterDone,
            Stood::Open => State::WhileOpen,
            Stood::Declined => State::Declined,
        }
    }
}

impl Recurrence {
    /// Returns the occurrences with how things stood at each, oldest first.
    pub(crate) fn met(&self) -> impl DoubleEndedIterator<Item = (&Occurrence, &Standing)> {
        self.time_line.occurrences.iter().zip(&self.standings)
    }

    /// Returns the occurrences at which things stood as `state` says, newest first.
    pub(crate) fn in_state(&self, state: State) -> impl Iterator<Item = (&Occurrence, &Standing)> {
        self.met()
            .rev()
            .filter(move |(_, standing)| standing.state == state)
    }

    /// Returns the gravest state of any occurrence.
    pub(crate) fn gravest(&self) -> State {
        let states = self.standings.iter().map(|standing| standing.state);
        states.max().unwrap_or(State::Unknown)
    }

    /// Says how long an action item held: the days from when it was done to the first occurrence
    /// after that. `None` where it has not given way, or where nobody wrote down when it was done.
    pub(crate) fn held(&self, promise: &Promise) -> Option<i32> {
        self.standings
            .iter()
            .flat_map(|standing| &standing.answers)
            .filter(|answer| answer.promise == *promise)
            .find_map(|answer| match answer.stood {
                Stood::Done(days) => days,
                Stood::Open | Stood::Declined => None,
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::Archive;
    use crate::archive::testing::archive;

    /// Writes how things stood at each occurrence of a factor, oldest first.
    fn story(archive: &Archive, factor: &str) -> Vec<String> {
        let recurrence = &archive.recurrences.by_factor[factor];
        recurrence
            .met()
            .map(|(occurrence, standing)| {
                let slug = &archive.get(occurrence.report).slug;
                format!("{slug}: {}", archive.standing_in_words(standing))
            })
            .collect()
    }

    const REGISTRY: &str = "\
=== factors.yml
- { id: certificate-expiry, level: information-system, group: life-cycle, aliases: [cert expiry] }
- { id: old-name, replaced_by: certificate-expiry }
- { id: config-drift, level: information-system, group: life-cycle }
";

    #[test]
    fn a_factor_comes_back_unaddressed_then_while_open_then_after_done() {
        let archive = archive(&format!(
            "{REGISTRY}
=== one
---
started: 2024-01-10
contributing_factors: [certificate-expiry]
---
=== two
---
started: 2024-03-10
contributing_factors: [old-name]
action_items:
  - {{ what: Alert early, addresses: [cert expiry], status: done, done_on: 2024-06-01 }}
---
=== three
---
started: 2024-05-31
contributing_factors: [Cert Expiry]
---
=== four
---
started: 2024-06-11
contributing_factors: [certificate-expiry]
---
"
        ));
        assert_eq!(
            story(&archive, "certificate-expiry"),
            [
                "one: met for the first time",
                "two: came back, and no earlier report had promised anything against it",
                "three: came back while an action item against it was open: “Alert early”",
                "four: came back 10 days after an action item against it was done: “Alert early”",
            ]
        );
        let recurrence = &archive.recurrences.by_factor["certificate-expiry"];
        assert_eq!(recurrence.held(&archive.promises.all[0]), Some(10));
        let gaps = recurrence.time_line.gaps.unwrap();
        assert_eq!((gaps.count, gaps.median, gaps.longest), (3, 60, 82));
    }

    #[test]
    fn an_action_item_done_on_the_very_day_was_still_open_then() {
        let archive = archive(
            "
=== one
---
started: 2024-01-10
contributing_factors: [drift]
action_items: [{ what: Compare nightly, addresses: [drift], status: done, done_on: 2024-02-02 }]
---
=== two
---
started: 2024-02-02
contributing_factors: [drift]
---
",
        );
        assert_eq!(
            story(&archive, "drift")[1],
            "two: came back while an action item against it was open: “Compare nightly”"
        );
    }

    #[test]
    fn an_unknown_day_is_said_to_be_unknown() {
        let archive = archive(
            "
=== one
---
started: 2024-01-10
contributing_factors: [drift]
action_items: [{ what: Compare nightly, addresses: [drift], status: done }]
---
=== two
---
started: 2024-02-02
contributing_factors: [drift]
---
=== undated
---
contributing_factors: [drift]
---
",
        );
        assert_eq!(
            story(&archive, "drift"),
            [
                "one: met for the first time",
                "two: came back after an action item against it was done: “Compare nightly” (done, day unknown)",
                "undated: on an unknown day, so what came before it is unknown",
            ]
        );
        let recurrence = &archive.recurrences.by_factor["drift"];
        assert_eq!(recurrence.held(&archive.promises.all[0]), None);
        assert_eq!(recurrence.time_line.occurrences[2].gap, None);
    }

    #[test]
    fn reports_of_one_day_answer_each_other_only_where_the_minutes_are_known() {
        let day = |first: &str, second: &str| {
            archive(&format!(
                "
=== one
---
timezone: UTC
started: {first}
contributing_factors: [drift]
action_items: [{{ what: Compare nightly, addresses: [drift] }}]
---
=== two
---
timezone: UTC
started: {second}
contributing_factors: [drift]
---
"
            ))
        };
        let known = day("2024-01-10 08:00", "2024-01-10 11:00");
        assert!(story(&known, "drift")[1].contains("was open"));
        let unknown = day("2024-01-10", "2024-01-10");
        assert!(story(&unknown, "drift")[1].contains("no earlier report"));
    }

    #[test]
    fn a_near_miss_counts_and_is_marked_and_other_organisations_do_not_count() {
        let archive = archive(
            "
=== one
---
started: 2024-01-10
contributing_factors: [drift]
---
=== elsewhere
---
kind: external
started: 2024-02-10
contributing_factors: [drift]
---
=== two
---
kind: near-miss
started: 2024-03-10
contributing_factors: [drift]
---
",
        );
        let line = &archive.recurrences.by_factor["drift"].time_line;
        let near: Vec<bool> = line.occurrences.iter().map(|it| it.is_near_miss).collect();
        assert_eq!(near, [false, true]);
        assert_eq!(archive.factors.entries["drift"].postmortems.len(), 3);
    }

    #[test]
    fn a_report_counts_once_for_its_group_and_not_at_all_once_it_is_replaced() {
        let archive = archive(&format!(
            "{REGISTRY}
=== one
---
started: 2024-01-10
status: superseded
superseded_by: two
contributing_factors: [certificate-expiry]
---
=== two
---
started: 2024-01-10
contributing_factors: [certificate-expiry, config-drift, cert expiry]
---
"
        ));
        assert_eq!(archive.factors.by_group["life-cycle"].len(), 1);
        assert_eq!(
            archive.recurrences.by_group["life-cycle"].occurrences.len(),
            1
        );
        assert_eq!(
            story(&archive, "certificate-expiry"),
            ["two: met for the first time"]
        );
    }

    #[test]
    fn what_was_decided_against_is_neither_open_nor_absent() {
        let archive = archive(
            "
=== one
---
started: 2024-01-10
contributing_factors: [drift]
action_items: [{ what: Compare nightly, addresses: [drift], status: wont-do, reason: too dear }]
---
=== two
---
started: 2024-02-02
contributing_factors: [drift]
---
",
        );
        assert_eq!(
            story(&archive, "drift")[1],
            "two: came back after it had been decided not to do this: “Compare nightly”"
        );
    }
}
