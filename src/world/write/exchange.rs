//! Putting a new tree in the place of the old one.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use rayon::prelude::*;

use super::manifest::MANIFEST;
use super::output::Output;
use super::sweep::sweep;
use crate::site::OutputPath;

/// Puts a finished tree in the place of the output. Returns where the old tree is now, if there
/// was one.
pub(super) fn exchange(new: &Path, output: &Output) -> Result<Option<PathBuf>> {
    let place = output.path();
    let failed = || {
        format!(
            "cannot put the new site in the place of {}\n\
             help: a folder that something is mounted on cannot be replaced; write to one inside of it",
            place.display()
        )
    };
    if !place.exists() {
        fs::rename(new, place).with_context(failed)?;
        return Ok(None);
    }
    match at_once(new, place) {
        Ok(()) => Ok(Some(new.to_path_buf())),
        Err(error) if is_unsupported(&error) => {
            let old = beside(output, "old");
            fs::rename(place, &old).with_context(failed)?;
            if let Err(error) = fs::rename(new, place) {
                // The reader sees the old site again; if even that fails, the next build mends it.
                let _ = fs::rename(&old, place);
                return Err(error).with_context(failed);
            }
            Ok(Some(old))
        }
        Err(error) => Err(error).with_context(failed),
    }
}

/// Returns the path of a folder of ours beside the output.
pub(super) fn beside(output: &Output, purpose: &str) -> PathBuf {
    let name = output.sibling(purpose) + &std::process::id().to_string();
    output.parent().join(name)
}

/// Mends what a build left behind that was stopped half-way: brings back the old site if it was
/// caught between two renames, and removes half-made and replaced trees.
///
/// Only to be called by who holds the lock. Returns the files that belong to nobody we know.
pub(super) fn recover(output: &Output) -> Result<Vec<PathBuf>> {
    for old in siblings(output, "old")? {
        if !output.path().exists() && old.join(MANIFEST).exists() {
            fs::rename(&old, output.path())
                .with_context(|| format!("cannot bring back {}", output.path().display()))?;
        }
    }
    let mut left = Vec::new();
    for tree in siblings(output, "new")?
        .iter()
        .chain(&siblings(output, "old")?)
    {
        left.extend(sweep(tree, output.path())?);
    }
    Ok(left)
}

/// Returns the folders of ours beside the output that serve a purpose, by name.
fn siblings(output: &Output, purpose: &str) -> Result<Vec<PathBuf>> {
    let parent = output.parent();
    let start = output.sibling(purpose);
    let entries = fs::read_dir(parent)
        .and_then(Iterator::collect::<io::Result<Vec<_>>>)
        .with_context(|| format!("cannot read {}", parent.display()))?;
    let mut siblings: Vec<PathBuf> = entries
        .iter()
        .filter(|entry| entry.file_name().to_string_lossy().starts_with(&start))
        .map(fs::DirEntry::path)
        .collect();
    siblings.sort();
    Ok(siblings)
}

#[cfg(any(target_os = "linux", target_os = "macos"))]
fn at_once(new: &Path, place: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, new, CWD, place, RenameFlags::EXCHANGE)?;
    Ok(())
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn at_once(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Says whether the file system cannot exchange two folders.
fn is_unsupported(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::Unsupported | io::ErrorKind::InvalidInput
    )
}

/// Waits until the files of a tree that were written are on the disk, and the names of all of them.
///
/// Without this a power cut after the exchange could leave empty files under the right names. The
/// system can be asked for each file, which is quick for a few, or for the whole file system, which
/// is quick for many, and slow where other programs are writing as well.
pub(super) fn settle(tree: &Path, changed: &[&OutputPath]) -> io::Result<()> {
    const FEW: usize = 256;
    #[cfg(target_os = "linux")]
    if changed.len() > FEW {
        return Ok(rustix::fs::syncfs(fs::File::open(tree)?)?);
    }
    let sync = |path: &str| fs::File::open(tree.join(path))?.sync_all();
    changed
        .par_iter()
        .try_for_each(|path| sync(path.as_str()))?;
    sync(MANIFEST)
}

/// Waits until the exchange itself is on the disk. A system that cannot say so loses nothing but
/// the newer of two whole sites.
pub(super) fn settle_name(output: &Output) {
    let _ = fs::File::open(output.parent()).and_then(|parent| parent.sync_all());
}
