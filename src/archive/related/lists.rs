//! Inverted lists: from a factor, a service or a term to the reports that have it.

use rustc_hash::FxHashMap;

use super::NEAR;
use super::profile::{Profile, Profiles};
use crate::archive::Index;

/// The inverted lists of an archive.
#[derive(Clone, Debug, Default)]
pub(super) struct Lists {
    factors: Inverted,
    /// Two factors together. Where each of them is common, the reports that share both may be far
    /// apart on the lists of either.
    pairs: Inverted,
    pair_ids: FxHashMap<(u32, u32), u32>,
    services: Inverted,
    terms: Inverted,
}

impl Lists {
    pub(super) fn of(profiles: &Profiles) -> Lists {
        let all = &profiles.all;
        let mut pair_ids = FxHashMap::default();
        let pairs: Vec<Vec<(u32, f32)>> = all
            .iter()
            .map(|profile| {
                let named = pairs(profile).map(|(pair, weight)| {
                    let next = u32::try_from(pair_ids.len()).expect("factors are few");
                    (*pair_ids.entry(pair).or_insert(next), weight)
                });
                named.collect()
            })
            .collect();
        Lists {
            factors: Inverted::of(all.iter().map(|it| &*it.factors)),
            pairs: Inverted::of(pairs.iter().map(Vec::as_slice)),
            pair_ids,
            services: Inverted::of(all.iter().map(|it| &*it.services)),
            terms: Inverted::of(all.iter().map(|it| &*it.terms)),
        }
    }

    /// Calls `meet` with each near neighbour of a report on each of its lists, and with what the
    /// two have in common there. A report may be met several times.
    pub(super) fn neighbours(
        &self,
        profile: &Profile,
        report: Index,
        mut meet: impl FnMut(Index, Shared),
    ) {
        for &(id, weight) in &profile.factors {
            let near = self.factors.near(id, report);
            near.for_each(|(other, _)| meet(other, Shared::Factor(weight)));
        }
        for (pair, weight) in pairs(profile) {
            let near = self.pairs.near(self.pair_ids[&pair], report);
            near.for_each(|(other, _)| meet(other, Shared::Factor(weight)));
        }
        for &(id, weight) in &profile.services {
            let near = self.services.near(id, report);
            near.for_each(|(other, _)| meet(other, Shared::Service(weight)));
        }
        for &(id, weight) in &profile.terms {
            let near = self.terms.near(id, report);
            near.for_each(|(other, theirs)| meet(other, Shared::Term(weight * theirs)));
        }
    }
}

/// What two reports have in common on one list, with its weight.
#[derive(Clone, Copy, Debug)]
pub(super) enum Shared {
    Factor(f32),
    Service(f32),
    Term(f32),
}

/// Returns the pairs of factors that a report names, each with the weight of both.
fn pairs(profile: &Profile) -> impl Iterator<Item = ((u32, u32), f32)> {
    let factors = &profile.factors;
    factors
        .iter()
        .enumerate()
        .flat_map(move |(at, &(one, weight))| {
            let others = factors[at + 1..].iter();
            others.map(move |&(other, more)| ((one, other), weight + more))
        })
}

/// For each id, the reports that have it with their weights, in the order of the archive. All lists
/// stand one after the other in memory.
#[derive(Clone, Debug, Default)]
struct Inverted {
    starts: Vec<usize>,
    entries: Vec<(u32, f32)>,
}

impl Inverted {
    fn of<'a>(of_reports: impl Iterator<Item = &'a [(u32, f32)]> + Clone) -> Inverted {
        let mut starts = vec![0];
        for &(id, _) in of_reports.clone().flatten() {
            let at = id as usize + 1;
            if at >= starts.len() {
                starts.resize(at + 1, 0);
            }
            starts[at] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut entries = vec![(0, 0.0); *starts.last().expect("it begins with 0")];
        for (report, ids) in (0..).zip(of_reports) {
            for &(id, weight) in ids {
                let at = &mut next[id as usize];
                entries[*at] = (report, weight);
                *at += 1;
            }
        }
        Inverted { starts, entries }
    }

    /// Returns the reports within [`NEAR`] places of a report on the list of an id, and itself.
    fn near(&self, id: u32, report: Index) -> impl Iterator<Item = (Index, f32)> {
        let id = id as usize;
        let list = &self.entries[self.starts[id]..self.starts[id + 1]];
        let place = list.partition_point(|&(other, _)| (other as usize) < report);
        let end = list.len().min(place + NEAR + 1);
        let near = &list[place.saturating_sub(NEAR)..end];
        near.iter().map(|&(other, weight)| (other as usize, weight))
    }
}
