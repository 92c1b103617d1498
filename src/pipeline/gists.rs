//! What was made of each report in an earlier build, so that only those that changed are read again.

use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::archive::{Archive, Learnt, Lexicon};
use crate::document::{Document, Filed};
use crate::rules::{Alone, WrittenAlone};
use crate::world::cache::{Cache, Key, Records, Writer};

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
    learnt: Mutex<FxHashMap<Key, Arc<Alone>>>,
}

/// What is made of one report.
#[derive(Deserialize, Serialize)]
struct Gist<'a> {
    #[serde(borrow)]
    alone: WrittenAlone<'a>,
    /// Nothing of a file that could not be made sense of.
    #[serde(borrow)]
    learnt: Option<Learnt<'a>>,
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
            learnt: Mutex::default(),
        }
    }

    /// Takes over what is known of a report. Returns what was found in it by itself.
    pub(super) fn recall(&self, archive: &Archive, filed: &Filed) -> Option<Arc<Alone>> {
        let record = self.known.get(&key(filed))?;
        let gist: Gist = postcard::from_bytes(record).ok()?;
        let alone = gist.alone.read(&filed.source.path)?;
        match (archive.references.at_path(filed.path()), gist.learnt) {
            (Some(index), Some(learnt)) => archive.recall(index, learnt),
            (None, None) => {}
            // It is not the report that it was.
            (Some(_), None) | (None, Some(_)) => return None,
        }
        Some(Arc::new(alone))
    }

    /// Notes what was found in a report that had to be read.
    pub(super) fn note(&self, document: &Document, alone: &Alone) {
        if self.cache.is_some() {
            let alone = Arc::new(alone.without_words_of_hints());
            let mut learnt = self.learnt.lock().unwrap_or_else(PoisonError::into_inner);
            learnt.insert(key(&document.filed), alone);
        }
    }

    /// Puts down what is known now, unless that was so before. Says whether it could.
    pub(super) fn keep(self, archive: &Archive, documents: &[Arc<Filed>]) -> bool {
        let learnt = self.learnt.into_inner();
        let learnt = learnt.unwrap_or_else(PoisonError::into_inner);
        let Some(cache) = self.cache else {
            return true;
        };
        if learnt.is_empty() && self.known.len() == documents.len() + 1 {
            return true;
        }
        let known = &self.known;
        let record = |filed: &Arc<Filed>| {
            let key = key(filed);
            // What is known already goes into the new file as it is.
            let new = learnt.get(&key).map(|it| encoded(archive, filed, it));
            (key, new)
        };
        let write = |writer: &mut Writer| {
            let texts = archive.transcripts().lexicon.texts();
            writer.put(&LEXICON, &encode(&texts))?;
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
        cache.write(NAME, self.purpose, write).is_ok()
    }
}

fn lexicon(known: &Records) -> Option<Lexicon> {
    let texts: Vec<Arc<str>> = postcard::from_bytes(known.get(&LEXICON)?).ok()?;
    Lexicon::of(texts)
}

fn key(filed: &Filed) -> Key {
    *filed
        .source
        .digest()
        .as_bytes()
        .first_chunk()
        .expect("a digest has 32 bytes")
}

fn encoded(archive: &Archive, filed: &Filed, alone: &Alone) -> Vec<u8> {
    let index = archive.references.at_path(filed.path());
    encode(&Gist {
        alone: alone.written(),
        learnt: index.and_then(|it| archive.learnt(it)),
    })
}

fn encode(value: &impl Serialize) -> Vec<u8> {
    postcard::to_stdvec(value).expect("it is plain data, and memory does not fail")
}
