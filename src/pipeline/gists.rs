//! What was made of each report in an earlier build, so that only those that changed are read again.

use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::Serialize;

use crate::archive::{Archive, Learnt, Lexicon};
use crate::document::{Document, Filed};
use crate::rules::{Alone, WrittenAlone};
use crate::world::cache::{self, Cache, Key, Records, Writer};

/// The file that has them in the cache.
const NAME: &str = "reports";

/// The record that has the tokens of the lexicon.
const LEXICON: Key = [0; 16];

/// What is known of reports from an earlier build, by the digest of each, and what is learnt now.
///
/// A report is only found by a digest of its path and text, in a file that was written by the same
/// program under the same settings on the same day: so what was made of it then would be made of it now.
#[derive(Debug)]
pub(super) struct Gists<'c> {
    cache: Option<&'c Cache>,
    purpose: blake3::Hash,
    known: Records,
    /// What was found in reports that had to be read, as it is put down: there may be thousands.
    found: Mutex<FxHashMap<Key, Vec<u8>>>,
}

impl<'c> Gists<'c> {
    /// Opens what is known from builds for the same purpose, and puts their lexicon to use.
    pub(super) fn open(
        cache: Option<&'c Cache>,
        purpose: blake3::Hash,
        archive: &Archive,
    ) -> Gists<'c> {
        let known = cache.map(|it| it.read(NAME, purpose));
        let mut known = known.unwrap_or_default();
        match lexicon(&known) {
            Some(lexicon) => archive.use_lexicon(Arc::new(lexicon)),
            None => known = Records::default(),
        }
        Gists {
            cache,
            purpose,
            known,
            found: Mutex::default(),
        }
    }

    /// Takes over what is known of a report. Returns what was found in it by itself.
    pub(super) fn recall(&self, archive: &Archive, filed: &Filed) -> Option<Arc<Alone>> {
        let record = self.known.get(&key(filed))?;
        // First what was found in it, then what was learnt of it.
        let (alone, rest) = postcard::take_from_bytes::<WrittenAlone>(record).ok()?;
        let alone = alone.read(&filed.source.path)?;
        let learnt: Option<Learnt> = postcard::from_bytes(rest).ok()?;
        match (archive.references.at_path(filed.path()), learnt) {
            (Some(index), Some(learnt)) => archive.recall(index, learnt),
            // A file that could not be made sense of.
            (None, None) => {}
            // It is not the report that it was.
            (Some(_), None) | (None, Some(_)) => return None,
        }
        Some(Arc::new(alone))
    }

    /// Notes what was found in a report that had to be read.
    pub(super) fn note(&self, document: &Document, alone: &Alone) {
        if self.cache.is_some() {
            let written = encoded(&alone.without_words_of_hints().written());
            let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
            found.insert(key(&document.filed), written);
        }
    }

    /// Puts down what is known now, unless that was so before; what cannot be put down is made once
    /// more. Returns how many reports did not have to be read.
    pub(super) fn keep(self, archive: &Archive, documents: &[Arc<Filed>]) -> usize {
        let found = self.found.into_inner();
        let found = found.unwrap_or_else(PoisonError::into_inner);
        let Some(cache) = self.cache else {
            return 0;
        };
        let recalled = documents.len() - found.len();
        if found.is_empty() && self.known.len() == documents.len() + 1 {
            return recalled;
        }
        let known = &self.known;
        let record = |filed: &Arc<Filed>| {
            let key = key(filed);
            // What is known already goes into the new file as it is.
            let new = found.get(&key).map(|alone| {
                let index = archive.references.at_path(filed.path());
                let learnt = index.and_then(|it| archive.learnt(it));
                [alone.as_slice(), &encoded(&learnt)].concat()
            });
            (key, new)
        };
        let write = |writer: &mut Writer| {
            let texts = archive.transcripts().lexicon.texts();
            writer.put(&LEXICON, &encoded(&texts))?;
            // Encoded by all cores, and never all at once.
            for some in documents.chunks(1 << 10) {
                let records: Vec<_> = some.par_iter().map(record).collect();
                for (key, new) in records {
                    let record = new.as_deref().or_else(|| known.get(&key));
                    record.map_or(Ok(()), |it| writer.put(&key, it))?;
                }
            }
            Ok(())
        };
        let _ = cache.write(NAME, self.purpose, write);
        recalled
    }
}

fn lexicon(known: &Records) -> Option<Lexicon> {
    let texts: Vec<Arc<str>> = postcard::from_bytes(known.get(&LEXICON)?).ok()?;
    Lexicon::of(texts)
}

fn key(filed: &Filed) -> Key {
    cache::key(filed.source.digest())
}

fn encoded(value: &impl Serialize) -> Vec<u8> {
    postcard::to_stdvec(value).expect("it is plain data, and memory does not fail")
}
