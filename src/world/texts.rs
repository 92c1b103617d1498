//! The texts of the last reading, so that a file that nobody touched need not be read again.

use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use anyhow::{Result, bail};
use rustc_hash::FxHashMap;

use crate::document::{Original, Packed};

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
    OnDisk,
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

    /// Begins with none, and keeps none: a text is read again where somebody asks for it again. To be
    /// used in [`unless_changed`].
    pub(crate) fn on_disk() -> Texts {
        Texts {
            keep: Keep::OnDisk,
            ..Texts::default()
        }
    }

    /// Puts the text of a file in the form in which it is kept.
    pub(crate) fn keep(&self, place: &Path, text: &str) -> Packed {
        match self.keep {
            Keep::Packed => text.into(),
            Keep::Whole => Packed::whole(text),
            Keep::OnDisk => {
                let digest = blake3::hash(text.as_bytes());
                let original = OnDisk {
                    place: place.into(),
                    bytes: text.len() as u64,
                    digest,
                };
                Packed::left(original, digest)
            }
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

/// A text that was read, and is to be read again.
#[derive(Debug)]
struct OnDisk {
    place: Box<Path>,
    bytes: u64,
    digest: blake3::Hash,
}

/// What ends the work on a text that is not there any more: the file that was to be read again.
struct Changed(Box<Path>);

impl Original for OnDisk {
    /// Reads the text. Unwinds as far as [`unless_changed`] where it is another now: whoever asks for
    /// it knows places in it, and has no use for any other.
    fn text(&self) -> String {
        let text = self.read().ok();
        text.filter(|it| blake3::hash(it.as_bytes()) == self.digest)
            .unwrap_or_else(|| panic::resume_unwind(Box::new(Changed(self.place.clone()))))
    }
}

impl OnDisk {
    /// Reads as much as there was.
    fn read(&self) -> io::Result<String> {
        // A pipe that is there now would be waited for.
        if !self.place.metadata()?.is_file() {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        let mut text = String::with_capacity(self.bytes as usize);
        let file = File::open(&self.place)?;
        file.take(self.bytes + 1).read_to_string(&mut text)?;
        Ok(text)
    }
}

/// Does something with texts that may be left [on the disk](Texts::on_disk).
///
/// # Errors
///
/// Its own, and a report that changed while it was needed.
pub(crate) fn unless_changed<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    // What was half done is not looked at again.
    panic::catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|cause| {
        let Changed(place) = *cause
            .downcast()
            .unwrap_or_else(|other| panic::resume_unwind(other));
        bail!(
            "{} was changed while the project was read\n\
             help: run the command again; nothing was written",
            place.display()
        )
    })
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

    #[test]
    fn a_text_that_is_left_on_the_disk_is_read_again_and_no_other_is_taken_for_it() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("report.md");
        fs::write(&place, "as it was read").unwrap();
        let left = Texts::on_disk().keep(&place, "as it was read");
        assert_eq!(left, Packed::from("as it was read"));
        assert_eq!(left.unpack(), "as it was read");
        let failed = || {
            unless_changed(|| Ok(left.unpack()))
                .unwrap_err()
                .to_string()
        };
        for other in ["as it was made", "as it was", "as it was read and more", ""] {
            fs::write(&place, other).unwrap();
            assert!(failed().contains("report.md was changed while"), "{other}");
        }
        fs::remove_file(&place).unwrap();
        assert!(failed().contains("report.md was changed while"));
        fs::write(&place, "as it was read").unwrap();
        assert_eq!(left.unpack(), "as it was read");
    }

    #[test]
    fn what_else_unwinds_goes_on_and_an_error_stays_what_it_is() {
        let unwound = panic::catch_unwind(|| {
            unless_changed::<()>(|| panic::resume_unwind(Box::new("another")))
        });
        assert_eq!(*unwound.unwrap_err().downcast::<&str>().unwrap(), "another");
        let failed = unless_changed::<()>(|| bail!("no space"));
        assert_eq!(failed.unwrap_err().to_string(), "no space");
    }
}
