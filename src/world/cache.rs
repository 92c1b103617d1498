//! What one build of a project leaves for the next.
//!
//! It lies in the user's own folder for caches and never in the project: whoever sends a change of a
//! report could send a cache with it, and hide from a check what they wrote. Nothing is lost with
//! it, and nothing that is wrong with it matters: a file that is missing, cut short, of another
//! program or made for something else is as good as empty.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::ops::Range;
use std::path::PathBuf;

use etcetera::BaseStrategy;
use rustc_hash::FxHashMap;

use crate::world::project::Project;

/// What a file begins with.
const MAGIC: &[u8; 16] = b"secondstory/1\0\0\0";

/// How many bytes a digest of what a file is for takes, and one of all of it.
const DIGEST: usize = blake3::OUT_LEN;

/// By what a record is found: a part of a digest.
pub(crate) type Key = [u8; 16];

/// Returns the key of what has a digest.
pub(crate) fn key(digest: blake3::Hash) -> Key {
    let digest = digest.as_bytes();
    *digest.first_chunk().expect("a digest has 32 bytes")
}

/// The folder for what is known of one project.
#[derive(Debug)]
pub(crate) struct Cache(PathBuf);

/// The records of a file.
#[derive(Debug, Default)]
pub(crate) struct Records {
    bytes: Vec<u8>,
    places: FxHashMap<Key, Range<usize>>,
}

/// A file that is being written.
pub(crate) struct Writer {
    file: BufWriter<File>,
    hasher: blake3::Hasher,
}

impl Cache {
    /// Returns the folder of a project, unless the system has no place for such.
    pub(crate) fn of(project: &Project) -> Option<Cache> {
        let folder = etcetera::choose_base_strategy().ok()?.cache_dir();
        let root = blake3::hash(project.root.as_os_str().as_encoded_bytes());
        let name = &root.to_hex()[..16];
        Some(Cache(folder.join("secondstory").join(name)))
    }

    /// Reads the records of a file that was written for the same purpose. None where anything about
    /// it is in doubt.
    pub(crate) fn read(&self, name: &str, purpose: blake3::Hash) -> Records {
        let bytes = fs::read(self.0.join(name)).unwrap_or_default();
        Records::parse(bytes, purpose).unwrap_or_default()
    }

    /// Creates the folder, into which nobody else may look: what is restricted in a report is in it.
    fn create(&self) -> io::Result<()> {
        let mut builder = fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.recursive(true).create(&self.0)
    }

    /// Writes a file in the place of the one of that name, whole or not at all.
    pub(crate) fn write(
        &self,
        name: &str,
        purpose: blake3::Hash,
        records: impl FnOnce(&mut Writer) -> io::Result<()>,
    ) -> io::Result<()> {
        self.create()?;
        // Several builds may be at it at once; the last one to end has its way.
        let unfinished = self.0.join(format!("{name}.{}", std::process::id()));
        let mut writer = Writer {
            file: BufWriter::with_capacity(1 << 20, File::create(&unfinished)?),
            hasher: blake3::Hasher::new(),
        };
        let written = writer
            .add(MAGIC)
            .and_then(|()| writer.add(purpose.as_bytes()))
            .and_then(|()| records(&mut writer))
            .and_then(|()| writer.finish())
            .and_then(|()| fs::rename(&unfinished, self.0.join(name)));
        if written.is_err() {
            // What cannot be written can most often be removed.
            let _ = fs::remove_file(&unfinished);
        }
        written
    }
}

impl Writer {
    /// Adds a record. Of two with the same key, the later one counts.
    pub(crate) fn put(&mut self, key: &Key, record: &[u8]) -> io::Result<()> {
        let length = u32::try_from(record.len()).map_err(io::Error::other)?;
        self.add(key)?;
        self.add(&length.to_le_bytes())?;
        self.add(record)
    }

    fn add(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.hasher.update(bytes);
        self.file.write_all(bytes)
    }

    fn finish(&mut self) -> io::Result<()> {
        self.file
            .write_all(self.hasher.finalize().as_bytes())
            .and_then(|()| self.file.flush())
    }
}

impl Records {
    fn parse(bytes: Vec<u8>, purpose: blake3::Hash) -> Option<Records> {
        let end = bytes.len().checked_sub(DIGEST)?;
        let rest = bytes.strip_prefix(MAGIC)?;
        let is_meant = rest.starts_with(purpose.as_bytes());
        if !is_meant || blake3::hash(&bytes[..end]).as_bytes() != &bytes[end..] {
            return None;
        }
        let mut places = FxHashMap::default();
        let mut at = MAGIC.len() + DIGEST;
        while at < end {
            let key = bytes[at..].first_chunk::<16>()?;
            at += key.len();
            let length = bytes[at..].first_chunk::<4>()?;
            at += length.len();
            let length = u32::from_le_bytes(*length) as usize;
            let next = at.checked_add(length).filter(|&next| next <= end)?;
            places.insert(*key, at..next);
            at = next;
        }
        Some(Records { bytes, places })
    }

    /// Returns a record.
    pub(crate) fn get(&self, key: &Key) -> Option<&[u8]> {
        Some(&self.bytes[self.places.get(key)?.clone()])
    }

    pub(crate) fn len(&self) -> usize {
        self.places.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cache(folder: &tempfile::TempDir) -> Cache {
        Cache(folder.path().join("below"))
    }

    fn purpose(name: &str) -> blake3::Hash {
        blake3::hash(name.as_bytes())
    }

    fn write(cache: &Cache, records: &[(Key, &[u8])]) {
        let put = |writer: &mut Writer| {
            let mut records = records.iter();
            records.try_for_each(|(key, record)| writer.put(key, record))
        };
        cache.write("file", purpose("this"), put).unwrap();
    }

    #[test]
    fn what_is_written_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let cache = cache(&folder);
        assert_eq!(cache.read("file", purpose("this")).len(), 0);
        write(
            &cache,
            &[([1; 16], b"one"), ([2; 16], b""), ([1; 16], b"1")],
        );
        let records = cache.read("file", purpose("this"));
        assert_eq!(records.get(&[1; 16]), Some(&b"1"[..]));
        assert_eq!(records.get(&[2; 16]), Some(&b""[..]));
        assert_eq!(records.get(&[3; 16]), None);
        let files: Vec<_> = fs::read_dir(folder.path().join("below")).unwrap().collect();
        assert_eq!(files.len(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_may_look_into_the_folder() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        write(&cache(&folder), &[([1; 16], b"one")]);
        let metadata = fs::metadata(folder.path().join("below")).unwrap();
        assert_eq!(metadata.permissions().mode() & 0o077, 0);
    }

    #[test]
    fn a_file_for_something_else_is_as_good_as_empty() {
        let folder = tempfile::tempdir().unwrap();
        let cache = cache(&folder);
        write(&cache, &[([1; 16], b"one")]);
        assert_eq!(cache.read("file", purpose("that")).len(), 0);
        assert_eq!(cache.read("other", purpose("this")).len(), 0);
    }

    #[test]
    fn a_file_with_any_byte_changed_or_cut_off_is_as_good_as_empty() {
        let folder = tempfile::tempdir().unwrap();
        let cache = cache(&folder);
        write(&cache, &[([1; 16], b"one"), ([2; 16], b"two")]);
        let place = folder.path().join("below/file");
        let whole = fs::read(&place).unwrap();
        for at in 0..whole.len() {
            let mut changed = whole.clone();
            changed[at] ^= 1;
            fs::write(&place, changed).unwrap();
            assert_eq!(cache.read("file", purpose("this")).len(), 0, "byte {at}");
            fs::write(&place, &whole[..at]).unwrap();
            assert_eq!(cache.read("file", purpose("this")).len(), 0, "cut at {at}");
        }
        fs::write(&place, &whole).unwrap();
        assert_eq!(cache.read("file", purpose("this")).len(), 2);
    }
}
