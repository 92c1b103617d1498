//! What a report is about, as weights: its factors, its services and its most telling terms.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::LazyLock;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::vocabulary::{TermId, Vocabulary, is_identifier, prefer};
use crate::archive::Archive;
use crate::postmortem::Postmortem;

/// What a report is about.
#[derive(Clone, Debug, Default)]
pub(super) struct Profile {
    /// Ids of factors, services and terms with their weights, in order of ids. The weights of the
    /// terms are those of a vector of length 1.
    pub(super) factors: Vec<(u32, f32)>,
    pub(super) services: Vec<(u32, f32)>,
    pub(super) terms: Vec<(TermId, f32)>,
}

/// The profiles of all reports, with what their ids stand for.
#[derive(Clone, Debug, Default)]
pub(super) struct Profiles {
    pub(super) all: Vec<Profile>,
    pub(super) factors: Vec<String>,
    pub(super) services: Vec<String>,
    /// How rare each term is, and the form in which a reader meets it.
    rarity: Vec<f32>,
    pub(super) forms: Vec<Box<str>>,
    terms: FxHashMap<Box<str>, TermId>,
}

/// How many terms of a report count: those that tell it best from all others.
const TERMS: usize = 48;

/// How often a word of the title counts.
const TITLE: u8 = 3;

/// What an identifier or error string weighs more than a word.
const IDENTIFIER: f32 = 1.5;

/// A term in more than this share of the reports tells nothing, unless there are very few reports.
const COMMON: f32 = 0.4;
const FEW: u32 = 10;

/// Reports are read in portions of this size, one thread each. The size is fixed, so that ids do
/// not hang on the number of threads.
const PORTION: usize = 256;

impl Profiles {
    /// Reads the profiles of every report of an archive.
    pub(super) fn of(archive: &Archive) -> Profiles {
        let mut profiles = Profiles::default();
        let counts = profiles.count_terms(&archive.postmortems);
        let reports = archive.postmortems.len();
        let mut all: Vec<Profile> = {
            let profiles = &profiles;
            let profile = |counts: &Vec<u32>| Profile {
                terms: profiles.weigh(counts),
                ..Profile::default()
            };
            counts.par_iter().map(profile).collect()
        };
        for (factor, (id, entry)) in archive.factors.entries.iter().enumerate() {
            profiles.factors.push(id.clone());
            let weight = rarity(entry.postmortems.len(), reports);
            for &report in &entry.postmortems {
                all[report].factors.push((number(factor), weight));
            }
        }
        for (service, (name, in_reports)) in archive.by_service.iter().enumerate() {
            profiles.services.push(name.clone());
            let weight = rarity(in_reports.len(), reports);
            for &report in in_reports {
                all[report].services.push((number(service), weight));
            }
        }
        profiles.all = all;
        profiles
    }

    /// Reads the profile of a text that is not in the archive. Words that no report has do not
    /// count: nothing can be found by them.
    pub(super) fn of_text(&self, text: &str, factors: &[String], services: &[String]) -> Profile {
        let mut vocabulary = Vocabulary::default();
        let mut counts: BTreeMap<TermId, u8> = BTreeMap::new();
        let mut found = Vec::new();
        vocabulary.read(text, |term| found.push(term));
        let keys = vocabulary.keys();
        for term in found {
            if let Some(&known) = self.terms.get(keys[term as usize]) {
                let count = counts.entry(known).or_default();
                *count = count.saturating_add(1);
            }
        }
        let packed: Vec<u32> = counts
            .into_iter()
            .filter_map(|(term, count)| pack(term, count))
            .collect();
        let reports = self.all.len();
        let named = |names: &[String], known: &[String], of: fn(&Profile) -> &Vec<(u32, f32)>| {
            let mut weights: Vec<(u32, f32)> = names
                .iter()
                .filter_map(|name| known.binary_search(name).ok())
                .map(|id| {
                    let has = |it: &&Profile| of(it).iter().any(|&(it, _)| it == number(id));
                    let count = self.all.iter().filter(has).count();
                    (number(id), rarity(count, reports))
                })
                .collect();
            weights.sort_by_key(|&(id, _)| id);
            weights
        };
        Profile {
            factors: named(factors, &self.factors, |it| &it.factors),
            services: named(services, &self.services, |it| &it.services),
            terms: self.weigh(&packed),
        }
    }

    /// Counts the terms of every report, and learns how rare each of them is.
    fn count_terms(&mut self, postmortems: &[Arc<Postmortem>]) -> Vec<Vec<u32>> {
        let portions: Vec<(Vocabulary, Vec<Vec<u32>>)> = postmortems
            .par_chunks(PORTION)
            .map(|portion| {
                let mut vocabulary = Vocabulary::default();
                let counts = count(&mut vocabulary, portion);
                (vocabulary, counts)
            })
            .collect();
        let mut all = Vec::with_capacity(postmortems.len());
        let mut in_reports: Vec<u32> = Vec::new();
        for (vocabulary, portion) in portions {
            let ids: Vec<TermId> = vocabulary
                .keys()
                .into_iter()
                .zip(&vocabulary.forms)
                .map(|(key, form)| self.intern(key, form))
                .collect();
            in_reports.resize(self.forms.len(), 0);
            for mut counts in portion {
                counts.retain_mut(|packed| {
                    let (term, count) = unpack(*packed);
                    let term = ids[term as usize];
                    in_reports[term as usize] += 1;
                    pack(term, count).is_some_and(|renamed| {
                        *packed = renamed;
                        true
                    })
                });
                all.push(counts);
            }
        }
        let reports = postmortems.len();
        let common = ((reports as f32 * COMMON) as u32).max(FEW);
        self.rarity = in_reports
            .iter()
            .zip(&self.forms)
            .map(|(&count, form)| match count {
                // What only one report says relates it to none.
                0 | 1 => 0.0,
                count if count > common => 0.0,
                count if is_identifier(form) => IDENTIFIER * rarity(count as usize, reports),
                count => rarity(count as usize, reports),
            })
            .collect();
        all
    }

    fn intern(&mut self, key: &str, form: &str) -> TermId {
        if let Some(&id) = self.terms.get(key) {
            prefer(&mut self.forms[id as usize], form);
            return id;
        }
        let id = number(self.forms.len());
        self.terms.insert(key.into(), id);
        self.forms.push(form.into());
        id
    }

    /// Turns counts of terms into the weights of the most telling ones.
    fn weigh(&self, counts: &[u32]) -> Vec<(TermId, f32)> {
        let mut weights: Vec<(TermId, f32)> = counts
            .iter()
            .map(|&packed| unpack(packed))
            .map(|(term, count)| {
                let often = 1.0 + LOGARITHMS[count as usize];
                (term, often * self.rarity[term as usize])
            })
            .filter(|&(_, weight)| weight > 0.0)
            .collect();
        if weights.len() > TERMS {
            let heavier = |a: &(TermId, f32), b: &(TermId, f32)| {
                b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0))
            };
            weights.select_nth_unstable_by(TERMS, heavier);
            weights.truncate(TERMS);
        }
        weights.sort_unstable_by_key(|&(term, _)| term);
        let length: f32 = weights.iter().map(|(_, weight)| weight * weight).sum();
        let length = length.sqrt();
        for (_, weight) in &mut weights {
            *weight /= length;
        }
        weights
    }
}

/// Counts the terms of each report: the title, and what stands below the front matter.
fn count<'a>(vocabulary: &mut Vocabulary<'a>, portion: &'a [Arc<Postmortem>]) -> Vec<Vec<u32>> {
    let mut counts: Vec<u8> = Vec::new();
    let mut met: Vec<TermId> = Vec::new();
    let mut count = |postmortem: &'a Postmortem| {
        let mut add = |term: TermId, times: u8| {
            let at = term as usize;
            if at >= counts.len() {
                counts.resize(at + 1, 0);
            }
            if counts[at] == 0 {
                met.push(term);
            }
            counts[at] = counts[at].saturating_add(times);
        };
        let document = &postmortem.document;
        let body = document.text().get(document.body.span.start..);
        vocabulary.read(&postmortem.title, |term| add(term, TITLE));
        vocabulary.read(body.unwrap_or_default(), |term| add(term, 1));
        let packed = met.iter().filter_map(|&term| {
            let count = std::mem::take(&mut counts[term as usize]);
            pack(term, count)
        });
        let packed = packed.collect();
        met.clear();
        packed
    };
    portion.iter().map(|it| count(it)).collect()
}

/// Keeps a term and its count in four bytes, for there are hundreds in each of very many reports.
/// `None` for a term beyond the first sixteen million, which no real archive has.
fn pack(term: TermId, count: u8) -> Option<u32> {
    (term < 1 << 24).then_some(term << 8 | u32::from(count))
}

fn unpack(packed: u32) -> (TermId, u8) {
    (packed >> 8, packed.to_le_bytes()[0])
}

/// Says how rare it is to be in so many of the reports: 1 for one of them, near 0 for all.
fn rarity(count: usize, reports: usize) -> f32 {
    let share = reports as f64 / count.max(1) as f64;
    (logarithm(1.0 + share) / logarithm(1.0 + reports.max(1) as f64)) as f32
}

/// The natural logarithm, rounded. Systems differ in its last digits, and pages must not.
fn logarithm(value: f64) -> f64 {
    const STEPS: f64 = 4096.0;
    (value.ln() * STEPS).round() / STEPS
}

fn number(place: usize) -> u32 {
    u32::try_from(place).expect("there are fewer than 2³² reports, factors and words")
}

/// The logarithms of all counts; that of 0 is never asked for.
static LOGARITHMS: LazyLock<[f32; 256]> =
    LazyLock::new(|| std::array::from_fn(|count| logarithm((count as f64).max(1.0)) as f32));
