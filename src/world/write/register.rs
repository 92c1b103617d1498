//! What the files of an output were made from, so that those which would be the same are not made.

use std::io;

use serde::{Deserialize, Serialize};

use super::Output;
use super::manifest::Entry;
use crate::site::Pedigree;
use crate::world::cache::{self, Cache, Records, Writer};

/// What is known of the files of an output from the build that wrote them.
///
/// It is only believed of a file that the output still has as it was written, so another output, an
/// older one or a changed one costs time and nothing else.
#[derive(Debug)]
pub(crate) struct Register<'c> {
    cache: Option<&'c Cache>,
    name: String,
    purpose: blake3::Hash,
    known: Records,
}

/// What is known of a file.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Known {
    pub(super) pedigree: Pedigree,
    pub(super) entry: Entry,
}

impl<'c> Register<'c> {
    /// Opens what is known of an output. `purpose` is a digest of what all files of the site hang on.
    pub(crate) fn open(
        cache: Option<&'c Cache>,
        output: &Output,
        purpose: blake3::Hash,
    ) -> Register<'c> {
        let place = blake3::hash(output.path().as_os_str().as_encoded_bytes());
        let name = format!("site-{}", &place.to_hex()[..16]);
        Register {
            known: cache.map(|it| it.read(&name, purpose)).unwrap_or_default(),
            cache,
            name,
            purpose,
        }
    }

    /// Says whether anything is kept.
    pub(super) fn is_kept(&self) -> bool {
        self.cache.is_some()
    }

    /// Returns what is known of a file.
    pub(super) fn get(&self, path: &str) -> Option<Known> {
        postcard::from_bytes(self.known.get(&cache::key(blake3::hash(path.as_bytes())))?).ok()
    }

    /// Puts down what is known now. What cannot be kept is made once more.
    pub(super) fn keep<'f>(&self, files: impl Iterator<Item = (&'f str, Known)>) {
        let put = |writer: &mut Writer| {
            for (path, known) in files {
                let record = postcard::to_stdvec(&known).map_err(io::Error::other)?;
                writer.put(&cache::key(blake3::hash(path.as_bytes())), &record)?;
            }
            Ok(())
        };
        if let Some(cache) = self.cache {
            let _ = cache.write(&self.name, self.purpose, put);
        }
    }
}
