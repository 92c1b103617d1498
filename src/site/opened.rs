//! The reports whose bodies are open, because a file of theirs was just rendered.

use std::sync::{Arc, Mutex, PoisonError};

use crate::archive::{Archive, Index};
use crate::document::Document;

/// The last few reports that were rendered. The page of a report and its data are made one after the
/// other, and the body is read for both at once; that of all reports would fill the memory.
#[derive(Debug)]
pub(super) struct Opened {
    /// Each report has one place in it.
    places: Box<[Mutex<Option<Open>>]>,
}

type Open = (Index, Arc<Document>);

/// More than there are cores in most machines, so that no two of them want the same place.
const PLACES: usize = 64;

impl Default for Opened {
    fn default() -> Opened {
        Opened {
            places: (0..PLACES).map(|_| Mutex::default()).collect(),
        }
    }
}

impl Opened {
    /// Returns a copy of the document of a report, of which the body may have been read already.
    pub(super) fn get(&self, archive: &Archive, index: Index) -> Arc<Document> {
        let place = &self.places[index % PLACES];
        let mut place = place.lock().unwrap_or_else(PoisonError::into_inner);
        match &*place {
            Some((at, document)) if *at == index => Arc::clone(document),
            _ => {
                let document = Arc::new(archive.get(index).document.open());
                *place = Some((index, Arc::clone(&document)));
                document
            }
        }
    }
}
