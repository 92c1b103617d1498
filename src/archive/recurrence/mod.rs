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
//! - It answers from *here* where its report and the one that met the factor again share a service,
//!   where one of them names no service, or where its own words speak of the factor and so of every
//!   service ("page before any certificate expires"). Otherwise it answers from *elsewhere*: what
//!   was done about one printer says little about another one. What stands here decides; what
//!   stands elsewhere is told only where there is nothing here.
//! - It was *done* by then if its `done_on` lies before the day of the occurrence. One that is done
//!   on a day that nobody wrote down counts as done, and its day is said to be unknown. One that was
//!   done on the day itself or later was still open.
//! - What was done *gives way* once: at the first occurrence after it. From then on everybody knows
//!   that it did not hold, and what matters is whether anything was promised since.
//! - A report without a date has no place among the others. Nothing is said about what had been
//!   promised by then.

mod ledger;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use rayon::prelude::*;

use crate::archive::terms::{Stems, is_of_degree, is_telling, lower, words};
use crate::archive::time_line::{Occurrence, TimeLine};
use crate::archive::{Archive, Factors, Registry};
use ledger::Ledger;

/// When each factor came back that some report names, by its id: worked out when first asked for.
///
/// Groups and levels have no recurrence: an action item addresses a factor, and another factor of the
/// same group is no sign that it did not hold.
pub(super) type Recurrences = BTreeMap<String, OnceLock<Recurrence>>;

/// The time line of a factor, and how things stood at each point of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Recurrence {
    pub(crate) time_line: TimeLine,
    /// One for each occurrence of the time line, in its order.
    pub(crate) standings: Vec<Standing>,
    /// Each time that something done gave way, oldest first.
    gave_way: Vec<GaveWay>,
}

/// What had been promised against the factor when it was met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) state: State,
    pub(crate) reach: Reach,
    /// The action items that make it so: the latest ones, [`MOST_ANSWERS`] at most.
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
    /// Met again after what was done against it had given way, and nothing was promised since.
    GaveWayBefore,
    /// Met again while an action item against it was open.
    WhileOpen,
    /// Met for the first time since an action item against it was done.
    AfterDone,
}

/// How near the action items are that make a state so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Reach {
    /// Every one of them is about another service.
    Elsewhere,
    /// They are about this service, about all of them, or about one that nobody named. So it is,
    /// too, where there are no action items.
    #[default]
    Here,
}

/// The most action items that a standing names.
const MOST_ANSWERS: usize = 4;

/// An earlier action item against the factor, as it stood on the day of the occurrence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    /// The place of the action item in `all` of the archive's promises.
    pub(crate) promise: usize,
    pub(crate) stood: Stood,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stood {
    /// Done so many days before; `None` where nobody wrote down the day.
    Done(Option<i32>),
    /// Done, and the factor was met since already.
    GaveWay,
    Open,
    Declined,
}

/// Something done, and the factor met for the first time since.
#[derive(Clone, Copy, Debug)]
struct GaveWay {
    promise: usize,
    /// Days since it was done, where that day is known.
    after: Option<i32>,
    reach: Reach,
}

/// Makes room for what is worked out later.
pub(super) fn to_come(factors: &Factors) -> Recurrences {
    let entries = factors.entries.values();
    let met = entries.filter(|entry| !entry.postmortems.is_empty());
    met.map(|entry| (entry.id.clone(), OnceLock::new()))
        .collect()
}

impl Archive {
    /// Returns when a factor came back, if some report names it.
    pub(crate) fn recurrence(&self, factor: &str) -> Option<&Recurrence> {
        let recurrence = self.recurrences.get(factor)?;
        Some(recurrence.get_or_init(|| trace(self, factor)))
    }

    /// Returns when each factor came back that some report names, by id.
    pub(crate) fn each_recurrence(&self) -> Vec<(&str, &Recurrence)> {
        let all: Vec<_> = self.recurrences.iter().collect();
        let each = all.into_par_iter().map(|(factor, recurrence)| {
            let recurrence = recurrence.get_or_init(|| trace(self, factor));
            (factor.as_str(), recurrence)
        });
        each.collect()
    }
}

/// Puts the reports of a factor on a time line. Never on all cores from here: one that waits for the
/// others could come by once more.
fn trace(archive: &Archive, factor: &str) -> Recurrence {
    let reports = &archive.factors.entries[factor].postmortems;
    let names = names(&archive.registry, factor);
    let mut ledger = Ledger::new(&archive.calendar);
    let promises = archive.promises.by_factor.get(factor).into_iter().flatten();
    for &at in promises {
        let promise = &archive.promises.all[at];
        let action = promise.action(&archive.postmortems);
        let speaks_of_it = speaks_of(&names, &action.what);
        ledger.add(at, promise.report, action, speaks_of_it);
    }
    recurrence(TimeLine::of(&archive.calendar, reports), ledger)
}

fn recurrence(time_line: TimeLine, mut ledger: Ledger) -> Recurrence {
    ledger.open();
    let standings = time_line
        .occurrences
        .iter()
        .enumerate()
        .map(|(place, occurrence)| match occurrence.date {
            None => Standing::without_answers(State::Unknown),
            Some(date) => {
                let standing = ledger.meet(occurrence.report, date);
                match place {
                    0 => Standing::without_answers(State::First),
                    _ => standing,
                }
            }
        })
        .collect();
    Recurrence {
        standings,
        gave_way: ledger.gave_way,
        time_line,
    }
}

/// Returns the stems of the telling words in the names of a factor. Its title is not among them: a
/// title is made to be read, and may speak of other things.
fn names(registry: &Registry, factor: &str) -> Vec<String> {
    let stems = Stems::english();
    let aliases = registry.get(factor).map_or(&[][..], |it| &it.aliases);
    let mut names: Vec<String> = std::iter::once(factor)
        .chain(aliases.iter().map(String::as_str))
        .flat_map(words)
        .map(|word| lower(word.text))
        .filter(|word| is_telling(word) && !is_of_degree(word))
        .map(|word| stems.of(&word).into_owned())
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

fn speaks_of(names: &[String], text: &str) -> bool {
    let stems = Stems::english();
    let words = words(text).map(|word| lower(word.text));
    // A stem begins as its word does, and to find one takes long.
    let begins_alike = |word: &str, name: &str| word.as_bytes().first() == name.as_bytes().first();
    let mut likely = words.filter(|word| names.iter().any(|name| begins_alike(word, name)));
    likely.any(|word| {
        let stem = stems.of(&word);
        names.iter().any(|name| *name == stem)
    })
}

impl Standing {
    /// Returns the days since the last of the action items was done that gave way, where known.
    pub(crate) fn days_after_done(&self) -> Option<i32> {
        let days = self.answers.iter().filter_map(|answer| match answer.stood {
            Stood::Done(days) => days,
            Stood::GaveWay | Stood::Open | Stood::Declined => None,
        });
        days.min()
    }

    fn without_answers(state: State) -> Standing {
        Standing {
            state,
            reach: Reach::Here,
            answers: Vec::new(),
        }
    }
}

impl Recurrence {
    /// Returns the occurrences with how things stood at each, oldest first.
    pub(crate) fn met(&self) -> impl DoubleEndedIterator<Item = (&Occurrence, &Standing)> {
        self.time_line.occurrences.iter().zip(&self.standings)
    }

    /// Returns the gravest way in which it was met, and how near that was.
    pub(crate) fn gravest(&self) -> (State, Reach) {
        let ways = self.standings.iter().map(|it| (it.state, it.reach));
        ways.max().unwrap_or((State::Unknown, Reach::Here))
    }

    /// Returns the last occurrence of the gravest kind, if it came back at all: what there is to say
    /// first about it.
    pub(crate) fn headline(&self) -> Option<(&Occurrence, &Standing)> {
        let gravest = self.gravest();
        let mut met = self.met().rev();
        met.find(|(_, it)| (it.state, it.reach) == gravest)
            .filter(|_| gravest.0 > State::First)
    }

    /// Counts the occurrences at which things stood as `state` says.
    pub(crate) fn count(&self, state: State) -> usize {
        let standings = self.standings.iter();
        standings.filter(|it| it.state == state).count()
    }

    /// Says how long an action item held: the days from when it was done to the first occurrence
    /// after that, here if there was one. `None` where it has not given way, or where nobody wrote
    /// down when it was done.
    pub(crate) fn held(&self, promise: usize) -> Option<i32> {
        let times = self.gave_way.iter().filter(|it| it.promise == promise);
        times.max_by_key(|it| it.reach)?.after
    }
}
