//! What a report is about, as weights: its factors, its services and its most telling terms.

use std::sync::LazyLock;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::senses::{FormId, Senses, Tally, TermId, keys_of_text};
use super::tallies::Counts;
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
    /// How rare each term is, and the form in which a reader meets it; none for those that weigh
    /// nothing.
    rarity: Vec<f32>,
    pub(super) forms: Vec<Box<str>>,
    /// The numbers of the terms that weigh something, by what makes two words the same.
    by_key: FxHashMap<Box<str>, u32>,
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
    /// Makes the profiles of every report of an archive from what each says.
    pub(super) fn of(archive: &Archive) -> Profiles {
        let known = archive.transcripts();
        let transcripts = known.all();
        // The lexicon has every token of a report only after that was read.
        let senses = Senses::of(&known.lexicon);
        let counts: Vec<Counts> = transcripts
            .par_iter()
            .with_min_len(PORTION)
            .map_init(
                || Tally::new(&senses),
                |tally, transcript| tally.count(transcript).into(),
            )
            .collect();
        Profiles::by(archive, &senses, &counts)
    }

    /// Makes them from what was counted of each report.
    pub(super) fn by(archive: &Archive, senses: &Senses, counts: &[Counts]) -> Profiles {
        let reports = archive.postmortems.len();
        let (words, numbers) = Words::of(senses, counts);
        let profile = |said: &Counts| {
            let terms = said.iter().map(|&(form, count)| {
                let term = senses.forms[form as usize].term;
                (numbers[term as usize], count)
            });
            Profile {
                terms: words.weigh(terms),
                ..Profile::default()
            }
        };
        let mut all: Vec<Profile> = counts.par_iter().map(profile).collect();
        let words = words.with_keys(senses, &numbers);
        let mut profiles = Profiles::default();
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
            terms: self.words.weigh(self.words.of_text(text).into_iter()),
        }
    }
}

impl Words {
    /// Numbers the terms of all reports, and learns how rare each of them is. Returns the number of
    /// each term of `senses` as well, or [`UNSAID`].
    fn of(senses: &Senses, counts: &[Counts]) -> (Words, Vec<u32>) {
        let reports = counts.len();
        let portions: Vec<Vec<Met>> = counts
            .par_chunks(PORTION)
            .map(|portion| met_in(senses, portion))
            .collect();
        let mut met = Numbered::new(senses);
        for it in portions.into_iter().flatten() {
            met.add(it);
        }
        let common = ((reports as f32 * COMMON) as u32).max(FEW);
        let rarity = |met: &Met| match met.reports {
            // What only one report says relates it to none.
            0 | 1 => 0.0,
            count if count > common => 0.0,
            count if senses.forms[met.form as usize].is_identifier => {
                IDENTIFIER * rarity(count as usize, reports)
            }
            count => rarity(count as usize, reports),
        };
        let rarity: Vec<f32> = met.all.iter().map(rarity).collect();
        let text = |(met, &rarity): (&Met, &f32)| match rarity > 0.0 {
            true => senses.forms[met.form as usize].text.clone(),
            false => Box::default(),
        };
        let words = Words {
            forms: met.all.iter().zip(&rarity).map(text).collect(),
            rarity,
            by_key: FxHashMap::default(),
        };
        (words, met.numbers)
    }

    /// Makes ready to weigh a text that is no report.
    fn with_keys(self, senses: &Senses, numbers: &[u32]) -> Words {
        let numbered = senses.terms().map(|(key, it)| (key, numbers[it as usize]));
        let weighs = |number: u32| self.rarity.get(number as usize).is_some_and(|it| *it > 0.0);
        let by_key = numbered.filter(|&(_, number)| weighs(number));
        let by_key = by_key.map(|(key, number)| (key.into(), number)).collect();
        Words { by_key, ..self }
    }

    /// Returns the terms that a text says, and how often, in the order in which it first says them.
    fn of_text(&self, text: &str) -> Vec<(u32, u8)> {
        let mut said: Vec<(u32, u8)> = Vec::new();
        let mut places: FxHashMap<u32, usize> = FxHashMap::default();
        keys_of_text(text, |key| {
            // Nothing can be found by words that no report has.
            let Some(&term) = self.by_key.get(key) else {
                return;
            };
            let place = *places.entry(term).or_insert(said.len());
            match said.get_mut(place) {
                Some((_, count)) => *count = count.saturating_add(1),
                None => said.push((term, 1)),
            }
        });
        said
    }

    /// Turns the terms of a report or a text into the weights of the most telling ones.
    fn weigh(&self, terms: impl Iterator<Item = (u32, u8)>) -> Box<[(u32, f32)]> {
        let weight = |(term, count): (u32, u8)| {
            let often = 1.0 + LOGARITHMS[count as usize];
            let weight = often * self.rarity[term as usize];
            (weight > 0.0).then_some((term, weight))
        };
        let mut weights: Vec<(u32, f32)> = terms.filter_map(weight).collect();
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
        // Copied, to leave behind the room of those that were cut off.
        weights.as_slice().into()
    }
}

/// Reports are counted in portions of this size, side by side.
const PORTION: usize = 1 << 9;

/// A term that reports say.
#[derive(Clone, Copy, Debug)]
struct Met {
    /// The form that was met first, but rather `ECONNREFUSED` than `econnrefused`.
    form: FormId,
    reports: u32,
}

/// Returns the terms of some reports, in the order in which they first say them.
fn met_in(senses: &Senses, counts: &[Counts]) -> Vec<Met> {
    let mut met = Numbered::new(senses);
    for &(form, _) in counts.iter().flat_map(|it| it.iter()) {
        met.add(Met { form, reports: 1 });
    }
    met.all
}

/// Terms, numbered as they are met.
struct Numbered<'a> {
    senses: &'a Senses,
    all: Vec<Met>,
    /// The number of each term of `senses`, or [`UNSAID`].
    numbers: Vec<u32>,
}

impl<'a> Numbered<'a> {
    fn new(senses: &'a Senses) -> Numbered<'a> {
        Numbered {
            senses,
            all: Vec::new(),
            numbers: vec![UNSAID; senses.forms.len()],
        }
    }

    fn add(&mut self, met: Met) {
        let forms = &self.senses.forms;
        let form = &forms[met.form as usize];
        let term: TermId = form.term;
        let number = &mut self.numbers[term as usize];
        if *number == UNSAID {
            *number = self::number(self.all.len());
            self.all.push(met);
            return;
        }
        let before = &mut self.all[*number as usize];
        before.reports += met.reports;
        if form.is_identifier && !forms[before.form as usize].is_identifier {
            before.form = met.form;
        }
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
