//! Reports that are put away.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::document::{Clues, Document, FrontMatter, Kept, Source};
use crate::template::Template;

/// A report as written, put away until somebody opens it.
///
/// A [`Document`] takes five times the memory of its text, and thousands are known while a few are
/// looked at. So whoever goes through them opens one after the other, and what was read of it goes
/// with the copy.
#[derive(Debug)]
pub(crate) struct Filed {
    pub(crate) source: Source,
    /// The template of its kind.
    pub(crate) template: Arc<Template>,
    pub(crate) clues: Clues,
    kept: OnceLock<Kept>,
    /// As it was read when the report was found: it is soon opened again, to be checked.
    front_matter: Mutex<Option<Arc<FrontMatter>>>,
}

impl Filed {
    pub(super) fn new(
        source: Source,
        template: Arc<Template>,
        front_matter: Arc<FrontMatter>,
    ) -> Filed {
        Filed {
            clues: Clues::of(&front_matter, &source),
            source,
            template,
            kept: OnceLock::new(),
            front_matter: Mutex::new(Some(front_matter)),
        }
    }

    pub(crate) fn path(&self) -> &str {
        &self.source.path
    }

    /// Opens the report. What stands in it is read when somebody asks for it.
    pub(crate) fn open(self: &Arc<Filed>) -> Document {
        let known = self.lock().clone();
        Document::new(Arc::clone(self), OnceLock::new(), known)
    }

    /// Lets go of what is needed when a report is checked, and seldom afterwards.
    pub(crate) fn forget(&self) {
        *self.lock() = None;
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Arc<FrontMatter>>> {
        self.front_matter
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns what is worth keeping of the body when the body itself is not.
    pub(crate) fn kept(self: &Arc<Filed>) -> &Kept {
        self.kept.get_or_init(|| Kept::of(&self.open()))
    }

    /// Takes that from where it was read before.
    pub(crate) fn recall(&self, kept: Kept) {
        self.kept.get_or_init(|| kept);
    }

    /// Does the same with a copy whose body has perhaps been read anyway.
    pub(super) fn kept_of(&self, document: &Document) -> &Kept {
        self.kept.get_or_init(|| Kept::of(document))
    }
}
