//! How reports relate to each other.
//!
//! [`link`] takes every report that may be seen and resolves what they name: factors through ids
//! and aliases, other reports through slugs, services and teams. What is not in the archive cannot
//! leak from it, so an audience is a choice of reports made before this stage and nowhere else.

mod calendar;
pub(crate) mod data;
mod factors;
pub(crate) mod free_text;
mod in_words;
mod learnt;
pub(crate) mod matrix;
mod mentions;
mod overview;
mod promises;
mod reading;
mod recurrence;
mod references;
mod registry;
mod registry_faults;
mod related;
pub(crate) mod renaming;
mod spoken;
mod terms;
#[cfg(test)]
pub(crate) mod testing;
mod time_line;
mod transcript;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

pub(crate) use calendar::is_before;
pub(crate) use factors::{FactorEntry, Factors, Others, ids as factor_ids};
pub(crate) use learnt::Learnt;
pub(crate) use mentions::{Finder, Mention};
pub(crate) use overview::{Row, overview};
pub(crate) use promises::{Promise, Promises};
pub(crate) use reading::Reading;
pub(crate) use recurrence::{Answer, Reach, Recurrence, Standing, State, Stood};
pub(crate) use references::{References, resolve_path};
pub(crate) use registry::{Factor, Registry, Services};
pub(crate) use registry_faults::{RegistryFault, RegistryFaultKind, registry_faults};
pub(crate) use related::{Reason, Related, Tallies};
pub(crate) use spoken::FactorLink;
pub(crate) use time_line::{Gaps, Occurrence};
pub(crate) use transcript::tokens::is_mark;
pub(crate) use transcript::{
    Field, Lexicon, Said, TokenId, Transcript, Transcripts, transcribe, transcribe_all,
};

use calendar::Calendar;

use crate::document::did_you_mean;
use crate::postmortem::{Postmortem, Slug};
use anyhow::{Result, bail};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// A report by its place in [`Archive::postmortems`].
pub(crate) type Index = usize;

/// Every report, and how they relate.
#[derive(Clone, Debug, Default)]
pub(crate) struct Archive {
    pub(crate) registry: Registry,
    pub(crate) services: Services,
    /// Newest first; those without a date last; then by slug.
    pub(crate) postmortems: Vec<Arc<Postmortem>>,
    /// Each list is in the order of `postmortems`.
    pub(crate) by_service: BTreeMap<String, Vec<Index>>,
    pub(crate) by_team: BTreeMap<String, Vec<Index>>,
    pub(crate) by_year: BTreeMap<i16, Vec<Index>>,
    pub(crate) factors: Factors,
    pub(crate) promises: Promises,
    calendar: Calendar,
    recurrences: recurrence::Recurrences,
    pub(crate) references: References,
    /// Finds the factors of the registry in running text.
    pub(crate) finder: Finder,
    /// Which reports point to each other: followed when first asked for, because every body has to be
    /// read for it.
    links: OnceLock<references::Links>,
    /// What each report says, word by word, until it is no longer needed.
    transcripts: Arc<Mutex<Option<Arc<Transcripts>>>>,
    /// Which reports are alike: worked out when first asked for, because `check` never asks.
    kin: OnceLock<related::Kin>,
    /// Which factors are met together: worked out when first asked for.
    together: OnceLock<matrix::Together>,
    /// What each report says of factors: worked out when first asked for, and shared with the
    /// archives of a part of the reports.
    spoken: Vec<Arc<OnceLock<spoken::Spoken>>>,
}

/// Relates reports to each other. Two reports with the same slug both stay; the first by path
/// keeps the name, and `structure/duplicate-slug` says so.
pub(crate) fn link(
    registry: Registry,
    services: Services,
    mut postmortems: Vec<Arc<Postmortem>>,
) -> Archive {
    postmortems.par_sort_unstable_by(|a, b| {
        b.date
            .cmp(&a.date)
            .then_with(|| a.slug.cmp(&b.slug))
            .then_with(|| a.path().cmp(b.path()))
    });
    let mut archive = Archive {
        finder: Finder::new(&registry),
        registry,
        services,
        spoken: postmortems.iter().map(|_| Arc::default()).collect(),
        postmortems,
        ..Archive::default()
    };
    let reports = || (0..).zip(&archive.postmortems);
    archive.by_service = lists(reports().flat_map(|(index, it)| named(&it.services, index)));
    archive.by_team = lists(reports().flat_map(|(index, it)| named(&it.teams, index)));
    for (index, postmortem) in archive.postmortems.iter().enumerate() {
        if let Some(date) = postmortem.date {
            archive.by_year.entry(date.year()).or_default().push(index);
        }
    }
    archive.references = references::resolve(&archive.postmortems);
    let replaced_by = &archive.references.replaced_by;
    let is_replaced = |index: Index| replaced_by[index].is_some();
    archive.factors = factors::count(&archive.registry, &archive.postmortems, is_replaced);
    archive.promises = promises::gather(
        &archive.registry,
        &archive.finder,
        &archive.postmortems,
        is_replaced,
    );
    archive.calendar = Calendar::new(&archive.postmortems, &archive.by_service, &archive.by_team);
    archive.recurrences = recurrence::to_come(&archive.factors);
    archive
}

/// Lists places by name, each once where it comes several times in a row.
fn lists<'a>(named: impl Iterator<Item = (&'a str, usize)>) -> BTreeMap<String, Vec<usize>> {
    // A name is found three times as fast as in a map that is in order, and in order they are at the end.
    let mut lists: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    for (name, place) in named {
        let list = lists.entry(name).or_default();
        if list.last() != Some(&place) {
            list.push(place);
        }
    }
    let lists = lists.into_iter();
    lists.map(|(name, list)| (name.to_owned(), list)).collect()
}

/// Says of each of some names that it belongs to a place.
fn named(names: &[String], place: usize) -> impl Iterator<Item = (&str, usize)> {
    names.iter().map(move |name| (name.as_str(), place))
}

impl Archive {
    /// Returns the report with a slug, or one that had it before.
    pub(crate) fn find(&self, slug: &Slug) -> Option<Index> {
        self.references.find(slug.as_str())
    }

    /// Returns the ids of the factors that a report names, each once.
    pub(crate) fn factor_ids(&self, index: Index) -> Vec<String> {
        factor_ids(&self.registry, self.get(index))
    }

    /// Relates some of the reports, and perhaps others, to each other, and to nothing else.
    pub(crate) fn relink(&self, postmortems: Vec<Arc<Postmortem>>) -> Archive {
        let mut archive = link(self.registry.clone(), self.services.clone(), postmortems);
        let known = self.transcripts();
        let transcripts = Transcripts::new(Arc::clone(&known.lexicon), &archive.postmortems);
        for (there, postmortem) in archive.postmortems.iter().enumerate() {
            let here = self.references.at_path(postmortem.path());
            if let Some(here) = here.filter(|&it| Arc::ptr_eq(&self.postmortems[it], postmortem)) {
                archive.spoken[there] = Arc::clone(&self.spoken[here]);
                if let Some(transcript) = known.known(here) {
                    transcripts.put(there, transcript);
                }
            }
        }
        archive.put_transcripts(transcripts);
        archive
    }

    /// Learns what hangs on the body of a report, while somebody reads it anyway: its summary, where
    /// it leads to, what it says of factors and which words it has. Then the front matter may go as well.
    pub(crate) fn learn(&self, reading: &Reading) {
        if let Some(index) = self.references.at_path(reading.document.path()) {
            let postmortem = self.get(index);
            postmortem.read_summary(&reading.document);
            self.spoken[index].get_or_init(|| spoken::of(&self.registry, postmortem, reading));
            self.transcripts().learn(index, &reading.document);
        }
        let filed = &reading.document.filed;
        reading.document.kept();
        filed.forget();
    }

    /// Returns the reports that a report points to, in order and each once.
    pub(crate) fn links(&self, index: Index) -> &[Index] {
        &self.all_links().to[index]
    }

    /// Returns the reports that point to a report.
    pub(crate) fn backlinks(&self, index: Index) -> &[Index] {
        &self.all_links().back[index]
    }

    fn all_links(&self) -> &references::Links {
        // Never on all cores from here: one that waits for the others could come by once more.
        self.links.get_or_init(|| {
            references::Links::new(self.each().map(|it| self.links_of(it)).collect())
        })
    }

    /// Follows all links on all cores, before anybody asks.
    pub(crate) fn follow_links(&self) {
        let each = self.each().into_par_iter();
        let to = each.map(|it| self.links_of(it)).collect();
        self.links.get_or_init(|| references::Links::new(to));
    }

    /// Returns what each report says, word by word.
    pub(crate) fn transcripts(&self) -> Arc<Transcripts> {
        let mut transcripts = self.lock_transcripts();
        let none = || Arc::new(Transcripts::new(Arc::default(), &self.postmortems));
        Arc::clone(transcripts.get_or_insert_with(none))
    }

    fn put_transcripts(&self, transcripts: Transcripts) {
        *self.lock_transcripts() = Some(Arc::new(transcripts));
    }

    /// Lets go of what each report says. Whoever asks once more has it read again.
    pub(crate) fn forget_transcripts(&self) {
        *self.lock_transcripts() = None;
    }

    fn lock_transcripts(&self) -> MutexGuard<'_, Option<Arc<Transcripts>>> {
        self.transcripts
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn each(&self) -> std::ops::Range<Index> {
        0..self.postmortems.len()
    }

    fn links_of(&self, index: Index) -> Vec<Index> {
        self.references.links_of(index, self.get(index))
    }

    pub(crate) fn get(&self, index: Index) -> &Postmortem {
        &self.postmortems[index]
    }

    /// Returns the factors that a factor is met with in three reports or more, those first that are
    /// furthest from chance.
    pub(crate) fn met_with(&self, factor: &str) -> &[matrix::MetWith] {
        let together = self.together.get_or_init(|| matrix::together(self));
        together.get(factor).map_or(&[], Vec::as_slice)
    }

    /// Returns the sentence in which a report speaks of a factor that it names, if it does.
    pub(crate) fn sentence(&self, index: Index, factor: &str) -> Option<&str> {
        let mut sentences = self.spoken(index).sentences.iter();
        let (_, sentence) = sentences.find(|(id, _)| id == factor)?;
        sentence.as_deref()
    }

    /// Returns the words of a report that lead to factors, in the order of the text: the first
    /// mention of each factor in each section.
    pub(crate) fn factor_links(&self, index: Index) -> &[FactorLink] {
        &self.spoken(index).links
    }

    fn spoken(&self, index: Index) -> &spoken::Spoken {
        self.spoken[index].get_or_init(|| {
            let postmortem = self.get(index);
            let reading = Reading::new(&postmortem.document, &self.finder);
            spoken::of(&self.registry, postmortem, &reading)
        })
    }

    /// Returns the id of the factor that an id or alias names, be it replaced or not, or says what
    /// there is instead.
    fn require_factor_or_old(&self, name: &str) -> Result<String> {
        match self.registry.named(name) {
            Some(factor) => Ok(factor.id.clone()),
            None => self.require_factor(name),
        }
    }

    /// Returns the id of the factor that an id or alias names, or says what there is instead.
    pub(crate) fn require_factor(&self, name: &str) -> Result<String> {
        let id = factors::resolve_all(&self.registry, std::iter::once(name)).pop();
        if let Some(id) = id.filter(|id| self.factors.entries.contains_key(id)) {
            return Ok(id);
        }
        match did_you_mean(name, self.factors.entries.keys().map(String::as_str)) {
            Some(near) => bail!("there is no factor `{name}`; did you mean `{near}`?"),
            None => bail!("there is no factor `{name}`; `secondstory factors` lists them"),
        }
    }
}
