//! Writing a site so that a reader sees the old one or the new one, and never a mixture.
//!
//! All files are rendered into a folder beside the output. When every one is there, the two folders
//! are exchanged, and the old one is removed. A file that is as it was is not written again: the new
//! tree gets a link to it. Whatever fails, and whenever the program is stopped, the old site stays,
//! and the next build clears away what was left.
//!
//! A manifest in the output lists the files that were written. Only those are ever removed; what
//! others put there is carried over.

mod exchange;
mod lock;
mod manifest;
mod output;
mod sweep;

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::{Context, Result, bail};
use rayon::prelude::*;
use walkdir::WalkDir;

pub(crate) use manifest::MANIFEST;
pub(crate) use output::Output;

use crate::site::{Content, OutputPath, Site};
use lock::Lock;
use manifest::{Entry, Manifest};

/// What was done to an output.
#[derive(Debug, Default)]
pub(crate) struct Written {
    /// Files of the site.
    pub(crate) files: usize,
    /// Those of them that were new or changed.
    pub(crate) changed: usize,
    /// Files of the last site that are gone.
    pub(crate) removed: usize,
    /// Files of others, which were left as they are; below the output.
    pub(crate) foreign: Vec<PathBuf>,
    /// Files of others in folders that an earlier build left behind.
    pub(crate) strays: Vec<PathBuf>,
}

/// Writes a site.
///
/// # Errors
///
/// A page that cannot be rendered, whatever the system refuses, and an output with files of others
/// but none of ours. The old site is then as it was.
pub(crate) fn write(site: &Site, output: &Output) -> Result<Written> {
    let _lock = Lock::take(output.parent())?;
    let strays = exchange::recover(output)?;
    let old = Old::open(output.path())?;
    let paths: Vec<&OutputPath> = site.paths().collect();
    let tree = exchange::beside(output, "new");
    fs::create_dir(&tree).with_context(|| format!("cannot create {}", tree.display()))?;
    let done = Manifest::planned(paths.iter().map(|path| path.as_str()))
        .write(&tree)
        .and_then(|()| replace(site, &paths, &old, &tree, output));
    match done {
        Ok(written) => Ok(Written { strays, ..written }),
        Err(error) => {
            // The error at hand says more than one of clearing up, which the next build does again.
            let _ = sweep::sweep(&tree, output.path());
            Err(error)
        }
    }
}

fn replace(
    site: &Site,
    paths: &[&OutputPath],
    old: &Old,
    tree: &Path,
    output: &Output,
) -> Result<Written> {
    let files: Vec<(Entry, State)> = paths
        .par_iter()
        .map(|path| render(site, path, old, tree, output))
        .collect::<Result<_>>()?;
    let entries = paths.iter().zip(&files);
    let manifest = Manifest::new(entries.map(|(path, file)| (path.as_str(), file.0.clone())));
    let mut written = Written {
        files: files.len(),
        changed: files.iter().filter(|it| it.1 == State::Changed).count(),
        removed: old.manifest.count_missing_from(&manifest),
        ..Written::default()
    };
    if written.changed == 0 && old.manifest == manifest {
        sweep::sweep(tree, output.path())?;
        return Ok(written);
    }
    paths
        .par_iter()
        .zip(&files)
        .filter(|(_, (_, state))| *state == State::Unchanged)
        .try_for_each(|(path, _)| keep(old, tree, path))?;
    written.foreign = carry_over(old, tree)?;
    manifest.write(tree)?;
    exchange::settle(tree).with_context(|| format!("cannot write {}", tree.display()))?;
    if let Some(old) = exchange::exchange(tree, output)? {
        // The new site is in its place, whatever becomes of the old one.
        written.strays = sweep::sweep(&old, output.path()).unwrap_or_else(|_| vec![old]);
    }
    exchange::settle_name(output);
    Ok(written)
}

/// Whether a file of the new site is in the old one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Changed,
    Unchanged,
}

/// Renders a file, and writes it unless the old site has the same.
fn render(
    site: &Site,
    path: &OutputPath,
    old: &Old,
    tree: &Path,
    output: &Output,
) -> Result<(Entry, State)> {
    let content = match site.render(path)? {
        Content::Made(bytes) => bytes,
        Content::Copied(source) => {
            fs::read(output.root().join(source)).with_context(|| format!("cannot read {source}"))?
        }
    };
    let entry = Entry {
        blake3: Some(blake3::hash(&content).to_hex().as_str().into()),
        bytes: content.len() as u64,
    };
    if old.has(path.as_str(), &entry, &content) {
        return Ok((entry, State::Unchanged));
    }
    let place = tree.join(path.as_str());
    create(&place)
        .and_then(|mut file| file.write_all(&content))
        .with_context(|| format!("cannot write {}", place.display()))?;
    Ok((entry, State::Changed))
}

/// Creates a file that is not there yet, with the folders it lies in.
fn create(path: &Path) -> io::Result<File> {
    with_folders(path, |path| File::create_new(path))
}

/// Does something that makes a file, and once more with its folders if they were missing.
fn with_folders<T>(path: &Path, make: impl Fn(&Path) -> io::Result<T>) -> io::Result<T> {
    match make(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            fs::create_dir_all(path.parent().unwrap_or(path))?;
            make(path)
        }
        made => made,
    }
}

/// Gives the new tree a file of the old one.
fn keep(old: &Old, tree: &Path, path: &OutputPath) -> Result<()> {
    let (from, to) = (old.folder.join(path.as_str()), tree.join(path.as_str()));
    link(&from, &to)
}

/// Gives a file a second name; where the file system cannot, copies it.
fn link(from: &Path, to: &Path) -> Result<()> {
    with_folders(to, |to| fs::hard_link(from, to))
        .or_else(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => Err(error),
            _ if from.symlink_metadata()?.is_file() => fs::copy(from, to).map(drop),
            _ => Err(error),
        })
        .with_context(|| format!("cannot write {}", to.display()))
}

/// The site that was there before.
struct Old {
    folder: PathBuf,
    manifest: Manifest,
    /// When the manifest was written, which was after every file that it lists.
    written: SystemTime,
}

impl Old {
    /// Opens the site in a folder. One that is missing or empty is a site without files.
    fn open(folder: &Path) -> Result<Old> {
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
    fn has(&self, path: &str, entry: &Entry, content: &[u8]) -> bool {
        let Some(listed) = self.manifest.get(path) else {
            return false;
        };
        let place = self.folder.join(path);
        let Ok(metadata) = fs::symlink_metadata(&place) else {
            return false;
        };
        if !metadata.is_file() || metadata.len() != entry.bytes {
            return false;
        }
        let is_older = metadata.modified().is_ok_and(|time| time < self.written);
        if is_older && listed == entry {
            return true;
        }
        fs::read(&place).is_ok_and(|bytes| bytes == content)
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

/// Gives the new tree the files that others put into the old one. Returns their paths below it.
fn carry_over(old: &Old, tree: &Path) -> Result<Vec<PathBuf>> {
    let mut foreign = Vec::new();
    if !old.folder.exists() {
        return Ok(foreign);
    }
    for entry in WalkDir::new(&old.folder).min_depth(1) {
        let entry = entry.with_context(|| format!("cannot read {}", old.folder.display()))?;
        let path = entry.path();
        let relative = path.strip_prefix(&old.folder).expect("a walk stays below");
        if entry.file_type().is_dir() || old.manifest.lists(relative) {
            continue;
        }
        link(path, &tree.join(relative)).with_context(|| {
            format!(
                "{} is not a file that secondstory wrote, and cannot stay beside the new site",
                path.display()
            )
        })?;
        foreign.push(relative.to_path_buf());
    }
    foreign.sort();
    Ok(foreign)
}
