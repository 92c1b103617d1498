//! What a report is about, as weights: its factors, its services and its most telling terms.

use std::sync::{Arc, LazyLock};

use rayon::prelude::*;

use super::lexicon::{FormId, Lexicon};
use super::reading::{Terms, terms_of_text};
use crate::archive::Archive;

/// What a report is about.
#[derive(Clone, Debug, Default)]
pub(super) struct Profile {
    /// Ids of factors, services and terms with their weights, in order of ids. The weights of the
    /// terms are those of a vector of length 1.
    pub(super) factors: Vec<(u32, f32)>,
    pub(super) services: Vec<(u32, f32)>,
    pub(super) terms: Box<[(u32, f32)]>,
}

/// The profiles of all reports, with what their ids stand for.
#[derive(Clone, Debug, Default)]
pub(super) struct Profiles {
    pub(super) all: Vec<Profile>,
    pub(super) factors: Vec<String>,
    pub(super) services: Vec<String>,
    pub(super) words: Words,
}

/// The terms of an archive, numbered in the order in which its reports, newest first, say them.
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    lexicon: Arc<Lexicon>,
    /// For each form of the lexicon, the number of its term, or [`UNSAID`].
    numbers: Vec<u32>,
    /// How rare each term is, and the form in which a reader meets it.
    rarity: Vec<f32>,
    pub(super) forms: Vec<Arc<str>>,
}

/// In place of a number where no report of the archive says the term.
const UNSAID: u32 = u32::MAX;

/// How many terms of a report count: those that tell it best from all others.
const TERMS: usize = 48;

/// What an identifier or error string weighs more than a word.
const IDENTIFIER: f32 = 1.5;

/// A term in more than this share of the reports tells nothing, unless there are very few reports.
const COMMON: f32 = 0.4;
const FEW: u32 = 10;

impl Profiles {
    /// Makes the profiles of every report of an archive from the terms of each.
    pub(super) fn of(
        archive: &Archive,
        lexicon: Arc<Lexicon>,
        terms: &[impl AsRef<Terms> + Sync],
    ) -> Profiles {
        let words = Words::of(lexicon, terms);
        let profile = |terms| Profile {
            terms: words.weigh(terms),
            ..Profile::default()
        };
        let mut all: Vec<Profile> = terms.par_iter().map(AsRef::as_ref).map(profile).collect();
        let mut profiles = Profiles::default();
        let reports = archive.postmortems.len();
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
        Profiles {
            all,
            words,
            ..profiles
        }
    }

    /// Reads the profile of a text that is not in the archive.
    pub(super) fn of_text(&self, text: &str, factors: &[String], services: &[String]) -> Profile {
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
            terms: self.words.weigh(&terms_of_text(&self.words.lexicon, text)),
        }
    }
}

impl Words {
    /// Numbers the terms of all reports, and learns how rare each of them is.
    fn of(lexicon: Arc<Lexicon>, terms: &[impl AsRef<Terms>]) -> Words {
        let known = lexicon.known();
        let mut numbers = vec![UNSAID; known.forms.len()];
        let mut forms: Vec<FormId> = Vec::new();
        let mut in_reports: Vec<u32> = Vec::new();
        for (id, _) in terms.iter().flat_map(|terms| terms.as_ref().iter()) {
            let form = &known.forms[id as usize];
            let number = &mut numbers[form.term as usize];
            if *number == UNSAID {
                *number = self::number(forms.len());
                forms.push(id);
                in_reports.push(1);
                continue;
            }
            in_reports[*number as usize] += 1;
            let shown = &mut forms[*number as usize];
            if form.is_identifier && !known.forms[*shown as usize].is_identifier {
                *shown = id;
            }
        }
        for (id, form) in known.forms.iter().enumerate() {
            numbers[id] = numbers[form.term as usize];
        }
        let common = ((terms.len() as f32 * COMMON) as u32).max(FEW);
        let rarity = |(&count, &form): (&u32, &FormId)| match count {
            // What only one report says relates it to none.
            0 | 1 => 0.0,
            count if count > common => 0.0,
            count if known.forms[form as usize].is_identifier => {
                IDENTIFIER * rarity(count as usize, terms.len())
            }
            count => rarity(count as usize, terms.len()),
        };
        let rarity = in_reports.iter().zip(&forms).map(rarity).collect();
        let text = |&form: &FormId| Arc::clone(&known.forms[form as usize].text);
        let forms = forms.iter().map(text).collect();
        drop(known);
        Words {
            lexicon,
            numbers,
            rarity,
            forms,
        }
    }

    /// Turns the terms of a report or a text into the weights of the most telling ones. Words that
    /// no report has do not count: nothing can be found by them.
    fn weigh(&self, terms: &Terms) -> Box<[(u32, f32)]> {
        let weight = |(form, count): (FormId, u8)| {
            let &term = self.numbers.get(form as usize)?;
            let often = 1.0 + LOGARITHMS[count as usize];
            let weight = often * self.rarity.get(term as usize)?;
            (weight > 0.0).then_some((term, weight))
        };
        let mut weights: Vec<(u32, f32)> = terms.iter().filter_map(weight).collect();
        if weights.len() > TERMS {
            let heavier =
                |a: &(u32, f32), b: &(u32, f32)| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0));
            weights.select_nth_unstable_by(TERMS, heavier);
            weights.truncate(TERMS);
        }
        weights.sort_unstable_by_key(|&(term, _)| term);
        let length: f32 = weights.iter().map(|(_, weight)| weight * weight).sum();
        let length = length.sqrt();
        for (_, weight) in &mut weights {
            *weight /= length;
        }
        weights.into_boxed_slice()
    }
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
