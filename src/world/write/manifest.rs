//! The list of what was written: which files of an output folder are ours, and what is in them.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Component, Path};
use std::time::SystemTime;

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};

use crate::world::inputs::Inputs;

/// The file that holds it, in the output folder.
pub(crate) const MANIFEST: &str = ".secondstory-manifest.json";

/// The name that it has while it is being written.
pub(super) const UNFINISHED: &str = ".secondstory-manifest.json.new";

/// The form that this program writes and reads.
const VERSION: u32 = 1;

/// The files of a built site, by path. The manifest itself is not among them.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    version: u32,
    /// The digest of what the site was made from, if it may be relied on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    inputs: Option<Box<str>>,
    files: BTreeMap<Box<str>, Entry>,
}

/// What is in a file. Nothing is known of one that is only planned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Entry {
    pub(super) blake3: Option<Box<str>>,
    pub(super) bytes: u64,
}

impl Entry {
    /// Says what is in a file whose bytes were all digested.
    pub(super) fn of(digested: &blake3::Hasher) -> Entry {
        Entry {
            blake3: Some(digested.finalize().to_hex().as_str().into()),
            bytes: digested.count(),
        }
    }
}

impl Manifest {
    pub(super) fn new<'a>(files: impl Iterator<Item = (&'a str, Entry)>) -> Manifest {
        Manifest {
            version: VERSION,
            inputs: None,
            files: files.map(|(path, entry)| (path.into(), entry)).collect(),
        }
    }

    /// Notes what the site was made from.
    pub(super) fn made_from(mut self, inputs: Option<Inputs>) -> Manifest {
        self.inputs = inputs.map(|it| it.to_hex().into());
        self
    }

    /// Says whether the site is known to be made from these.
    pub(super) fn is_made_from(&self, inputs: Inputs) -> bool {
        self.inputs.as_deref() == Some(&inputs.to_hex())
    }

    /// Returns every file with what is in it.
    pub(super) fn files(&self) -> &BTreeMap<Box<str>, Entry> {
        &self.files
    }

    /// Returns the manifest of a tree that is about to be written, so that after a crash it is
    /// known which files in it are ours.
    pub(super) fn planned<'a>(paths: impl Iterator<Item = &'a str>) -> Manifest {
        let entry = Entry {
            blake3: None,
            bytes: 0,
        };
        Manifest::new(paths.map(|path| (path, entry.clone())))
    }

    /// Reads the manifest of a folder and when it was written. Nothing where there is none.
    pub(super) fn read(folder: &Path) -> Result<Option<(Manifest, SystemTime)>> {
        let path = folder.join(MANIFEST);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => {
                return Err(error).with_context(|| format!("cannot read {}", path.display()));
            }
        };
        let unknown = || {
            format!(
                "cannot tell from {} which files were written by secondstory\n\
                 help: remove {} yourself, if nothing in it is needed",
                path.display(),
                folder.display()
            )
        };
        let manifest: Manifest = serde_json::from_str(&text).with_context(unknown)?;
        if manifest.version != VERSION {
            bail!("{}: it is of version {}", unknown(), manifest.version);
        }
        let written = fs::symlink_metadata(&path)
            .and_then(|metadata| metadata.modified())
            .with_context(|| format!("cannot read {}", path.display()))?;
        Ok(Some((manifest, written)))
    }

    /// Writes the manifest into a folder, whole or not at all.
    pub(super) fn write(&self, folder: &Path) -> Result<()> {
        let (unfinished, path) = (folder.join(UNFINISHED), folder.join(MANIFEST));
        let text = serde_json::to_vec(self).expect("a manifest is plain data");
        fs::write(&unfinished, text)
            .and_then(|()| fs::rename(&unfinished, &path))
            .with_context(|| format!("cannot write {}", path.display()))
    }

    pub(super) fn get(&self, path: &str) -> Option<&Entry> {
        self.files.get(path)
    }

    /// Says whether a path below the folder is one that was written, or the manifest itself.
    pub(super) fn lists(&self, path: &Path) -> bool {
        slashed(path).is_some_and(|path| {
            path == MANIFEST || path == UNFINISHED || self.files.contains_key(&*path)
        })
    }

    pub(super) fn len(&self) -> usize {
        self.files.len()
    }

    /// Counts the files that another manifest does not have.
    pub(super) fn count_missing_from(&self, other: &Manifest) -> usize {
        let paths = self.files.keys();
        paths
            .filter(|&path| !other.files.contains_key(path))
            .count()
    }
}

/// Writes a relative path with `/` between its parts. Nothing where it is no such path.
fn slashed(path: &Path) -> Option<String> {
    let parts: Option<Vec<&str>> = path
        .components()
        .map(|part| match part {
            Component::Normal(name) => name.to_str(),
            _ => None,
        })
        .collect();
    Some(parts?.join("/"))
}
