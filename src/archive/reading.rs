//! A report while it is read.

use std::cell::OnceCell;
use std::sync::Arc;

use crate::archive::{Finder, Mention};
use crate::document::{Block, Document, Filed, prose};

/// A report that one thread goes through, on behalf of all who want something of it: rules, and the
/// parts of an archive that hang on its body. What more than one of them wants is made once, and all
/// of it goes when the reading ends.
#[derive(Debug)]
pub(crate) struct Reading<'a> {
    pub(crate) document: Document,
    finder: &'a Finder,
    prose: OnceCell<Vec<Block>>,
    mentions: OnceCell<Vec<Mention<'a>>>,
}

impl<'a> Reading<'a> {
    /// Opens a report.
    pub(crate) fn new(filed: &Arc<Filed>, finder: &'a Finder) -> Reading<'a> {
        Reading {
            document: filed.open(),
            finder,
            prose: OnceCell::new(),
            mentions: OnceCell::new(),
        }
    }

    /// Returns the running text.
    pub(crate) fn prose(&self) -> &[Block] {
        self.prose.get_or_init(|| prose(&self.document))
    }

    /// Returns every mention of a factor in it, in the order of the text.
    pub(crate) fn mentions(&self) -> &[Mention<'a>] {
        self.mentions
            .get_or_init(|| self.finder.all(&self.document, self.prose()))
    }
}
