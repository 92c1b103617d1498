//! The site that was there before.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::{Context, Result, bail};
use rayon::prelude::*;

use super::manifest::{Entry, Manifest};

/// The site that was there before.
pub(super) struct Old {
    pub(super) folder: PathBuf,
    pub(super) manifest: Manifest,
    /// When the manifest was written, which was after every file that it lists.
    written: SystemTime,
}

impl Old {
    /// Opens the site in a folder. One that is missing or empty is a site without files.
    pub(super) fn open(folder: &Path) -> Result<Old> {
        let (manifest, written) = match Manifest::read(folder)? {
            Some(read) => read,
            None => {
                ensure_empty(folder)?;
                (Manifest::default(), SystemTime::UNIX_EPOCH)
            }
        };
        Ok(Old {
            folder: folder.to_path_buf(),
            manifest,
            written,
        })
    }

    /// Says whether a file has a content already.
    ///
    /// The manifest is believed where the file is older than it. Where it is not, as in a fresh
    /// checkout, the bytes are compared.
    pub(super) fn has(&self, path: &str, entry: &Entry, content: &[u8]) -> bool {
        self.has_listed(path, entry)
            || self.metadata(path, entry).is_some()
                && fs::read(self.folder.join(path)).is_ok_and(|bytes| bytes == content)
    }

    /// Says whether the manifest can be believed that a file has a content already.
    pub(super) fn has_listed(&self, path: &str, entry: &Entry) -> bool {
        self.manifest.get(path) == Some(entry)
            && self
                .metadata(path, entry)
                .is_some_and(|metadata| metadata.modified().is_ok_and(|time| time < self.written))
    }

    /// Says whether every file is there as it was written. Where the times of files say nothing,
    /// as in a fresh checkout, their bytes do.
    pub(super) fn is_whole(&self) -> bool {
        let files = self.manifest.files().par_iter();
        files.all(|(path, entry)| self.has_digested(path, entry))
    }

    /// Says whether a file has a content already of which the digest is known.
    pub(super) fn has_digested(&self, path: &str, entry: &Entry) -> bool {
        self.has_listed(path, entry)
            || self.metadata(path, entry).is_some() && self.has_bytes(path, entry)
    }

    fn has_bytes(&self, path: &str, entry: &Entry) -> bool {
        let mut hasher = blake3::Hasher::new();
        let read = fs::File::open(self.folder.join(path));
        read.and_then(|file| hasher.update_reader(file).map(drop))
            .is_ok_and(|()| entry.blake3.as_deref() == Some(&*hasher.finalize().to_hex()))
    }

    /// Returns what is known of a file that is ours and as large as it should be.
    fn metadata(&self, path: &str, entry: &Entry) -> Option<fs::Metadata> {
        self.manifest.get(path)?;
        fs::symlink_metadata(self.folder.join(path))
            .ok()
            .filter(|metadata| metadata.is_file() && metadata.len() == entry.bytes)
    }
}

/// Refuses a folder in which there are files and no manifest.
fn ensure_empty(folder: &Path) -> Result<()> {
    let mut entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => {
            return Err(error).with_context(|| format!("cannot read {}", folder.display()));
        }
    };
    if let Some(Ok(entry)) = entries.next() {
        bail!(
            "{} holds files that secondstory did not write, such as `{}`\n\
             help: write to a folder that is empty or not there yet, or move them away",
            folder.display(),
            entry.file_name().display()
        );
    }
    Ok(())
}
