//! Which reports are near which: candidates from inverted lists, then a full comparison.

use std::sync::OnceLock;

use rayon::prelude::*;

use super::lists::{Lists, Shared};
use super::profile::{Profile, Profiles};
use super::{MOST, Reason, Related};
use crate::archive::{Archive, Index};

/// The profiles of all reports, and the nearest of each.
#[derive(Clone, Debug, Default)]
pub(super) struct Neighbours {
    profiles: Profiles,
    lists: Lists,
    /// Best first: found when first asked for, because a preview asks for those of one report.
    nearest: Vec<OnceLock<Vec<Index>>>,
}

/// What each kind of likeness weighs. A shared factor that only these two name counts 3; one that
/// half of all reports name, well below 1. Texts that are word for word the same count 1.5.
const FACTOR: f32 = 3.0;
const SERVICE: f32 = 1.0;
const TERMS: f32 = 1.5;
/// What one report says of another is worth as much as the same text.
const LINK: f32 = 1.5;

/// Below this score two reports have no more in common than any two. Set by reading the pairs around
/// it in public archives of incident reports.
const LEAST: f32 = 0.24;

/// A question is short, and so is what it can have in common with a report.
const LEAST_OF_TEXT: f32 = 0.05;

/// How many candidates are compared in full.
const PROMISING: usize = 24;

/// How many words a reason gives.
const WORDS: usize = 4;

impl Neighbours {
    /// Prepares to find what is near.
    pub(super) fn of(archive: &Archive) -> Neighbours {
        Neighbours::by(archive, Profiles::of(archive))
    }

    pub(super) fn by(archive: &Archive, profiles: Profiles) -> Neighbours {
        Neighbours {
            lists: Lists::of(&profiles),
            profiles,
            nearest: vec![OnceLock::new(); archive.postmortems.len()],
        }
    }

    /// Finds the nearest of every report, in parallel.
    pub(super) fn find_all(&self, archive: &Archive) {
        let reports = self.nearest.len();
        (0..reports).into_par_iter().for_each_init(
            || Board::new(reports),
            |board, report| {
                self.nearest[report].get_or_init(|| self.find(archive, report, board));
            },
        );
    }

    /// Returns the nearest of a report, best first.
    pub(super) fn nearest(&self, archive: &Archive, report: Index) -> &[Index] {
        let find = || self.find(archive, report, &mut Board::new(self.nearest.len()));
        self.nearest[report].get_or_init(find)
    }

    fn find(&self, archive: &Archive, report: Index, board: &mut Board) -> Vec<Index> {
        let profile = &self.profiles.all[report];
        self.lists.neighbours(profile, report, |other, shared| {
            board.add(other, worth(shared));
        });
        for &other in linked(archive, report) {
            board.add(other, LINK);
        }
        let score = |other| self.score(archive, report, other);
        best(archive, board.take_best(report), LEAST, score)
    }

    pub(super) fn of_text(
        &self,
        archive: &Archive,
        text: &str,
        factors: &[String],
        services: &[String],
    ) -> Vec<Related> {
        let profile = self.profiles.of_text(text, factors, services);
        let all = (0..archive.postmortems.len()).collect();
        let score = |other: Index| likeness(&profile, &self.profiles.all[other]);
        best(archive, all, LEAST_OF_TEXT, score)
            .into_iter()
            .map(|report| Related {
                report,
                reasons: self.shared(&profile, &self.profiles.all[report]),
            })
            .collect()
    }

    /// Says why two reports are near each other.
    pub(super) fn reasons(&self, archive: &Archive, one: Index, other: Index) -> Vec<Reason> {
        let all = &self.profiles.all;
        let mut reasons = self.shared(&all[one], &all[other]);
        if linked(archive, one).any(|&it| it == other) {
            reasons.insert(0, Reason::Link);
        }
        reasons
    }

    fn score(&self, archive: &Archive, one: Index, other: Index) -> f32 {
        let is_linked = linked(archive, one).any(|&it| it == other);
        let all = &self.profiles.all;
        likeness(&all[one], &all[other]) + if is_linked { LINK } else { 0.0 }
    }

    fn shared(&self, one: &Profile, other: &Profile) -> Vec<Reason> {
        let names = |ids: Vec<u32>, names: &[String]| -> Vec<String> {
            ids.into_iter()
                .map(|id| names[id as usize].clone())
                .collect()
        };
        let factors = names(
            heaviest(&one.factors, &other.factors),
            &self.profiles.factors,
        );
        let services = names(
            heaviest(&one.services, &other.services),
            &self.profiles.services,
        );
        let mut words: Vec<String> = Vec::new();
        for id in heaviest(&one.terms, &other.terms) {
            let word = &self.profiles.words.forms[id as usize];
            // `kube-proxy` says all that `kube` would.
            let is_part = |known: &String| known.to_lowercase().contains(&word.to_lowercase());
            if words.len() < WORDS && !words.iter().any(is_part) {
                words.push(word.to_string());
            }
        }
        [
            Reason::Factors(factors),
            Reason::Services(services),
            Reason::Words(words),
        ]
        .into_iter()
        .filter(|reason| match reason {
            Reason::Link => true,
            Reason::Factors(list) | Reason::Services(list) | Reason::Words(list) => {
                !list.is_empty()
            }
        })
        .collect()
    }
}

/// Returns the reports that a report points to and those that point to it.
fn linked(archive: &Archive, report: Index) -> impl Iterator<Item = &Index> {
    let links = archive.links(report).iter();
    links.chain(archive.backlinks(report))
}

/// Returns the best of the candidates. A report that another one replaces is never among them. At
/// equal scores the order of the archive decides.
fn best(
    archive: &Archive,
    candidates: Vec<Index>,
    least: f32,
    score: impl Fn(Index) -> f32,
) -> Vec<Index> {
    let mut scored: Vec<(f32, Index)> = candidates
        .into_iter()
        .filter(|&other| archive.references.replaced_by[other].is_none())
        .map(|other| (score(other), other))
        .filter(|&(score, _)| score >= least)
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    scored.truncate(MOST);
    scored.into_iter().map(|(_, other)| other).collect()
}

fn likeness(one: &Profile, other: &Profile) -> f32 {
    let sum = |one: &[(u32, f32)], other: &[(u32, f32)]| -> f32 {
        common(one, other).map(|(_, weight, _)| weight).sum()
    };
    let terms: f32 = common(&one.terms, &other.terms)
        .map(|(_, one, other)| one * other)
        .sum();
    FACTOR * sum(&one.factors, &other.factors)
        + SERVICE * sum(&one.services, &other.services)
        + TERMS * terms
}

fn worth(shared: Shared) -> f32 {
    match shared {
        Shared::Factor(weight) => FACTOR * weight,
        Shared::Service(weight) => SERVICE * weight,
        Shared::Term(weight) => TERMS * weight,
    }
}

/// Adds up what a report has in common with those it meets.
struct Board {
    scores: Vec<f32>,
    met: Vec<u32>,
}

impl Board {
    fn new(reports: usize) -> Board {
        Board {
            scores: vec![0.0; reports],
            met: Vec::new(),
        }
    }

    fn add(&mut self, report: Index, score: f32) {
        if self.scores[report] == 0.0 {
            self.met
                .push(u32::try_from(report).expect("there are fewer than 2³² reports"));
        }
        self.scores[report] += score;
    }

    /// Returns those that promise most, without the report itself, and wipes the board.
    fn take_best(&mut self, report: Index) -> Vec<Index> {
        self.scores[report] = 0.0;
        let scores = &mut self.scores;
        self.met.retain(|&other| scores[other as usize] > 0.0);
        if self.met.len() > PROMISING {
            self.met.select_nth_unstable_by(PROMISING, |&a, &b| {
                let (first, second) = (scores[a as usize], scores[b as usize]);
                second.total_cmp(&first).then_with(|| a.cmp(&b))
            });
        }
        for &other in &self.met {
            scores[other as usize] = 0.0;
        }
        let promising = self.met.iter().take(PROMISING);
        let promising = promising.map(|&other| other as usize).collect();
        self.met.clear();
        promising
    }
}

/// Returns the ids that two lists share, those that weigh most first.
fn heaviest(one: &[(u32, f32)], other: &[(u32, f32)]) -> Vec<u32> {
    let mut shared: Vec<(f32, u32)> = common(one, other)
        .map(|(id, one, other)| (one * other, id))
        .collect();
    shared.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    shared.into_iter().map(|(_, id)| id).collect()
}

/// Returns the ids that two lists in order share, with the weight of each in both.
fn common<'a>(
    one: &'a [(u32, f32)],
    other: &'a [(u32, f32)],
) -> impl Iterator<Item = (u32, f32, f32)> + 'a {
    let (mut at, mut at_other) = (0, 0);
    std::iter::from_fn(move || {
        while let (Some(first), Some(second)) = (one.get(at), other.get(at_other)) {
            // Which of the two is less is a toss of a coin, so it is added and not branched on.
            at += usize::from(first.0 <= second.0);
            at_other += usize::from(second.0 <= first.0);
            if first.0 == second.0 {
                return Some((first.0, first.1, second.1));
            }
        }
        None
    })
}
