//! Sheets that were made a moment ago: a report often reaches over several shards of text, which are
//! rendered one after the other.

use std::sync::{Arc, Mutex, PoisonError};

use super::sheet::Sheet;

/// How many sheets are kept, at most.
const KEPT: usize = 64;

/// A sheet with the number of its document.
type Kept = Option<(u32, Arc<Sheet>)>;

/// The last sheets, by the number of their document.
#[derive(Debug)]
pub(super) struct Sheets {
    kept: [Mutex<Kept>; KEPT],
}

impl Sheets {
    pub(super) fn new() -> Sheets {
        Sheets {
            kept: [const { Mutex::new(None) }; KEPT],
        }
    }

    /// Returns the sheet of a document; `make` makes it where it is not at hand.
    pub(super) fn get(&self, document: u32, make: impl FnOnce() -> Sheet) -> Arc<Sheet> {
        let place = &self.kept[document as usize % KEPT];
        let known = place.lock().unwrap_or_else(PoisonError::into_inner).clone();
        match known {
            Some((of, sheet)) if of == document => sheet,
            _ => {
                let sheet = Arc::new(make());
                let mut place = place.lock().unwrap_or_else(PoisonError::into_inner);
                *place = Some((document, Arc::clone(&sheet)));
                sheet
            }
        }
    }
}
