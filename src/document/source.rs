//! A file that is named as a report, as it was found on the disk.

use std::sync::Arc;

use crate::config::SourceGroup;
use crate::digest;
use crate::document::Packed;

/// A file that `sources` names. The text is kept byte for byte: spans count in it.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    /// The path below the root, with `/` between its parts on every system.
    pub(crate) path: Arc<str>,
    /// The entry of `sources` that named the file, with the defaults that it gives.
    pub(crate) group: Arc<SourceGroup>,
    pub(crate) content: Result<Packed, Unreadable>,
}

/// Why a file could not be read as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Unreadable {
    /// The first byte that is not UTF-8: its offset from 0, its line from 1, and its value.
    NotUtf8 {
        offset: usize,
        line: usize,
        byte: u8,
    },
    /// Larger than [`Source::MOST_BYTES`].
    TooLarge { bytes: u64 },
    /// A folder with the name of a report.
    Folder,
    /// A device, pipe or socket.
    NotAFile,
    /// A symbolic link whose target is missing, outside the root, or the link itself.
    Link { why: &'static str },
    /// A name that would be read as something else: line breaks, control or direction characters.
    Name { why: &'static str },
    /// What the operating system said.
    Refused(String),
}

impl Source {
    /// The largest report that is read, in bytes.
    pub(crate) const MOST_BYTES: u64 = 8 << 20;

    /// Returns the text, or nothing where there is none to be read.
    pub(crate) fn text(&self) -> String {
        self.content
            .as_ref()
            .map(Packed::unpack)
            .unwrap_or_default()
    }

    /// Returns a digest of the path and of the text, or of why there is none.
    pub(crate) fn digest(&self) -> blake3::Hash {
        let path = self.path.as_bytes();
        match &self.content {
            Ok(text) => digest::of([path, text.digest().as_bytes()]),
            Err(why) => digest::of([path, b"", format!("{why:?}").as_bytes()]),
        }
    }

    /// Returns the file name without folders and without its ending.
    pub(crate) fn stem(&self) -> &str {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        let mut stem = name;
        for ending in [
            ".erb",
            ".html",
            ".md",
            ".markdown",
            ".qmd",
            ".mdx",
            ".rmd",
            ".txt",
        ] {
            stem = stem.strip_suffix(ending).unwrap_or(stem);
        }
        if stem.is_empty() { name } else { stem }
    }
}
