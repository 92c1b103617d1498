//! What was read of a project before, so that reading it again costs little more than what changed.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::archive::{self, Archive, Lexicon, Tallies, Transcript};
use crate::document::{Filed, Source};
use crate::postmortem::Postmortem;
use crate::world::settings::Digest;
use crate::world::texts::Texts;

/// The last reading.
///
/// A part of it is only used again if the text is the same, byte for byte, and so is everything else
/// that parsing depends on.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    pub(super) texts: Texts,
    settings: Option<Digest>,
    /// By path.
    known: BTreeMap<Arc<str>, Read>,
    /// The last form that a report could be made sense of, where it is another than the present one.
    last_good: BTreeMap<Arc<str>, Arc<Postmortem>>,
    lexicon: Arc<Lexicon>,
    /// What each report says, word by word, by path.
    transcripts: BTreeMap<Arc<str>, (Arc<Postmortem>, Arc<Transcript>)>,
    tallies: Tallies,
}

/// A file of reports, and what it says, if sense could be made of it.
#[derive(Clone, Debug)]
pub(super) struct Read {
    pub(super) document: Arc<Filed>,
    pub(super) postmortem: Option<Arc<Postmortem>>,
}

impl Memory {
    /// Forgets everything unless it was read under the same settings.
    pub(super) fn keep_for(&mut self, settings: Digest) {
        if self.settings != Some(settings) {
            *self = Memory {
                texts: std::mem::take(&mut self.texts),
                settings: Some(settings),
                ..Memory::default()
            };
        }
    }

    /// Returns what a source was read as, if it is still the same source.
    pub(super) fn of(&self, source: &Source) -> Option<Read> {
        let known = self.known.get(&source.path)?;
        let before = &known.document.source;
        let is_same = before.content == source.content && before.group.index == source.group.index;
        is_same.then(|| known.clone())
    }

    /// Remembers a reading. Returns the reports that cannot be made sense of any more, as they were.
    pub(super) fn remember(&mut self, reading: &[Read]) -> Vec<Arc<Postmortem>> {
        let mut last_good = BTreeMap::new();
        for read in reading.iter().filter(|it| it.postmortem.is_none()) {
            let path = &read.document.source.path;
            let known = || self.known.remove(path)?.postmortem;
            if let Some(before) = self.last_good.remove(path).or_else(known) {
                last_good.insert(Arc::clone(path), before);
            }
        }
        self.last_good = last_good;
        self.known = reading
            .iter()
            .map(|read| (Arc::clone(&read.document.source.path), read.clone()))
            .collect();
        self.last_good.values().cloned().collect()
    }

    /// Makes an archive ready to relate its reports, from what is remembered of those that are as
    /// they were.
    pub(crate) fn relate(&mut self, archive: &Archive) {
        let is_known = |report: &&Arc<Postmortem>| {
            let known = self.transcripts.get(&report.document.source.path);
            known.is_some_and(|(it, _)| Arc::ptr_eq(it, report))
        };
        let reports = &archive.postmortems;
        let new: Vec<_> = reports.iter().filter(|it| !is_known(it)).cloned().collect();
        let read = archive::transcribe_all(&self.lexicon, &new);
        let mut known = std::mem::take(&mut self.transcripts);
        for (report, transcript) in new.into_iter().zip(read) {
            known.insert(
                Arc::clone(&report.document.source.path),
                (report, transcript),
            );
        }
        let mut all = Vec::with_capacity(reports.len());
        for report in reports {
            let path = Arc::clone(&report.document.source.path);
            let (report, transcript) = known[&path].clone();
            all.push(Arc::clone(&transcript));
            self.transcripts.insert(path, (report, transcript));
        }
        archive.relate_by(Arc::clone(&self.lexicon), all, &mut self.tallies);
    }
}
