//! The texts of the last reading, so that a file that nobody touched need not be read again.

use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use rustc_hash::FxHashMap;

use crate::document::Packed;

/// How long a file has to be left alone before its stamp says that it is as it was. Within the grain
/// of a clock (two seconds on some file systems) a file can change and keep its times.
const SETTLED: Duration = Duration::from_secs(3);

/// Texts by the place of their file on the disk, and how they are kept.
#[derive(Debug, Default)]
pub(crate) struct Texts {
    known: FxHashMap<PathBuf, (Stamp, Packed)>,
    keep: Keep,
}

/// How texts are kept once they are read.
#[derive(Clone, Copy, Debug, Default)]
enum Keep {
    #[default]
    Packed,
    Whole,
}

/// What the system says of a file, which is another after every change of its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stamp {
    /// The device and the number of the file on it.
    file: (u64, u64),
    bytes: u64,
    /// When content, name or rights last changed, in seconds and nanoseconds. Nobody can set it back,
    /// as they can the time of the last writing.
    changed: (i64, i64),
}

impl Stamp {
    /// Returns the stamp of a file, unless it changed so short a time ago that it may change once
    /// more without getting another, or the system has no such times.
    #[cfg(unix)]
    pub(crate) fn settled(metadata: &Metadata) -> Option<Stamp> {
        use std::os::unix::fs::MetadataExt;
        let changed = (metadata.ctime(), metadata.ctime_nsec());
        let since = SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .ok()?;
        let settled_at = u64::try_from(changed.0).ok()? + SETTLED.as_secs();
        (settled_at < since.as_secs()).then_some(Stamp {
            file: (metadata.dev(), metadata.ino()),
            bytes: metadata.len(),
            changed,
        })
    }

    #[cfg(not(unix))]
    pub(crate) fn settled(_: &Metadata) -> Option<Stamp> {
        None
    }
}

impl Texts {
    /// Begins with none, for somebody who will ask for few of them again.
    pub(crate) fn whole() -> Texts {
        Texts {
            keep: Keep::Whole,
            ..Texts::default()
        }
    }

    /// Puts a text in the form in which it is kept.
    pub(crate) fn keep(&self, text: &str) -> Packed {
        match self.keep {
            Keep::Packed => text.into(),
            Keep::Whole => Packed::whole(text),
        }
    }

    /// Returns the text of a file, if the file is as it was when the text was read.
    pub(crate) fn unchanged(&self, place: &Path) -> Option<(Stamp, Packed)> {
        let (stamp, text) = self.known.get(place)?;
        let now = Stamp::settled(&place.metadata().ok()?)?;
        (now == *stamp).then(|| (now, text.clone()))
    }

    /// Remembers these texts and no others. Each comes with the stamp that its file had before it
    /// was read.
    pub(crate) fn remember(&mut self, texts: impl Iterator<Item = (PathBuf, Stamp, Packed)>) {
        self.known = texts
            .map(|(place, stamp, text)| (place, (stamp, text)))
            .collect();
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs::{self, File};
    use std::os::unix::fs::MetadataExt;

    use super::*;

    /// Returns the stamp that a file would have if it had been left alone.
    fn stamp(place: &Path) -> Stamp {
        let metadata = place.metadata().expect("the file is there");
        Stamp {
            file: (metadata.dev(), metadata.ino()),
            bytes: metadata.len(),
            changed: (metadata.ctime(), metadata.ctime_nsec()),
        }
    }

    #[test]
    fn a_file_of_this_moment_is_read_again_whatever_its_own_times_say() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("report.md");
        fs::write(&place, "before").unwrap();
        let file = File::options().write(true).open(&place).unwrap();
        file.set_modified(SystemTime::UNIX_EPOCH).unwrap();
        assert_eq!(Stamp::settled(&place.metadata().unwrap()), None);
        let mut texts = Texts::default();
        texts.remember([(place.clone(), stamp(&place), "before".into())].into_iter());
        assert!(texts.unchanged(&place).is_none());
    }

    #[test]
    fn a_file_that_was_left_alone_is_not_read_again() {
        let place = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
        let known = (place.clone(), stamp(&place), Packed::from("as it was read"));
        let mut texts = Texts::default();
        texts.remember([known].into_iter());
        let (_, text) = texts.unchanged(&place).expect("it was checked out earlier");
        assert_eq!(text.unpack(), "as it was read");
        let other = Stamp {
            bytes: 1,
            ..stamp(&place)
        };
        texts.remember([(place.clone(), other, "as it was read".into())].into_iter());
        assert!(texts.unchanged(&place).is_none());
    }
}
