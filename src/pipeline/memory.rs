//! What was read of a project before, so that reading it again costs little more than what changed.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::config::Config;
use crate::document::{Document, Source};
use crate::postmortem::{self, Postmortem};
use crate::world::settings::Digest;

/// The documents of the last reading.
///
/// One of them is only used again if its text is the same, byte for byte, and so is everything else
/// that parsing depends on.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    settings: Option<Digest>,
    /// By path.
    documents: BTreeMap<Arc<str>, Arc<Document>>,
    /// The last form that a report could be made sense of, where it is another than the present one.
    last_good: BTreeMap<Arc<str>, Arc<Document>>,
}

impl Memory {
    /// Forgets everything unless it was read under the same settings.
    pub(super) fn keep_for(&mut self, settings: Digest) {
        if self.settings != Some(settings) {
            *self = Memory {
                settings: Some(settings),
                ..Memory::default()
            };
        }
    }

    /// Returns the document that a source was parsed into, if it is still the same source.
    pub(super) fn document(&self, source: &Source) -> Option<Arc<Document>> {
        let document = self.documents.get(&source.path)?;
        let before = &document.source;
        let is_same = before.content == source.content && before.group.index == source.group.index;
        is_same.then(|| Arc::clone(document))
    }

    /// Remembers a reading: every document with the report that it is, if it is one. Returns the
    /// reports that cannot be made sense of any more, as they were.
    pub(super) fn remember(
        &mut self,
        config: &Config,
        documents: &[Arc<Document>],
        reports: &[Option<Postmortem>],
    ) -> Vec<Postmortem> {
        let mut last_good = BTreeMap::new();
        for (document, _) in documents.iter().zip(reports).filter(|(_, it)| it.is_none()) {
            let path = &document.source.path;
            let before = self.last_good.remove(path);
            if let Some(before) = before.or_else(|| self.documents.remove(path)) {
                last_good.insert(Arc::clone(path), before);
            }
        }
        self.last_good = last_good;
        self.documents = documents
            .iter()
            .map(|document| (Arc::clone(&document.source.path), Arc::clone(document)))
            .collect();
        let before = self.last_good.values();
        before
            .filter_map(|document| postmortem::validate(config, document))
            .collect()
    }
}
