//! Removing a tree that was written here, and nothing else.

use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use walkdir::WalkDir;

use super::manifest::{MANIFEST, Manifest, UNFINISHED};
use super::with_folders;

/// Removes the files of a tree that its manifest lists, and the folders that are empty then.
///
/// What is not listed stays: a file that the output has too, as the same file, loses this name
/// only; any other moves into the output, if its place there is free. Returns the files for which
/// it was not. Links are never followed.
pub(super) fn sweep(tree: &Path, output: &Path) -> Result<Vec<PathBuf>> {
    let manifest = match Manifest::read(tree)? {
        Some((manifest, _)) => manifest,
        None => Manifest::default(),
    };
    let mut left = Vec::new();
    for entry in WalkDir::new(tree).min_depth(1).contents_first(true) {
        let entry = entry.with_context(|| format!("cannot read {}", tree.display()))?;
        let path = entry.path();
        let relative = path.strip_prefix(tree).expect("a walk stays below");
        if entry.file_type().is_dir() {
            // It stays where something in it stays.
            let _ = fs::remove_dir(path);
            continue;
        }
        // The list itself goes last, so that a sweep that is cut short can be taken up again.
        if relative == Path::new(MANIFEST) {
            continue;
        }
        let is_ours = manifest.lists(relative) || relative == Path::new(UNFINISHED);
        let place = output.join(relative);
        if !is_ours && !is_same_file(path, &place) && move_in(path, &place, output).is_err() {
            left.push(path.to_path_buf());
            continue;
        }
        fs::remove_file(path).with_context(|| format!("cannot remove {}", path.display()))?;
    }
    if left.is_empty() {
        let list = tree.join(MANIFEST);
        if list.exists() {
            fs::remove_file(&list).with_context(|| format!("cannot remove {}", list.display()))?;
        }
        fs::remove_dir(tree).with_context(|| format!("cannot remove {}", tree.display()))?;
    }
    Ok(left)
}

/// Gives a file a name in the output too, if there is an output and the name is free.
fn move_in(path: &Path, place: &Path, output: &Path) -> io::Result<()> {
    if !output.is_dir() {
        return Err(io::ErrorKind::NotFound.into());
    }
    with_folders(place, |place| fs::hard_link(path, place))
}

fn is_same_file(one: &Path, other: &Path) -> bool {
    match (fs::symlink_metadata(one), fs::symlink_metadata(other)) {
        (Ok(one), Ok(other)) => identity(&one).is_some_and(|it| Some(it) == identity(&other)),
        _ => false,
    }
}

#[cfg(unix)]
fn identity(metadata: &Metadata) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    Some((metadata.dev(), metadata.ino()))
}

#[cfg(not(unix))]
fn identity(_: &Metadata) -> Option<(u64, u64)> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::write::manifest::Entry;

    fn put(folder: &Path, files: &[&str]) {
        for file in files {
            let path = folder.join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, *file).unwrap();
        }
    }

    fn list(folder: &Path, files: &[&str]) {
        let entry = Entry {
            blake3: None,
            bytes: 0,
        };
        let files = files.iter().map(|&file| (file, entry.clone()));
        Manifest::new(files).write(folder).unwrap();
    }

    fn there(folder: &Path) -> Vec<String> {
        let mut paths: Vec<_> = WalkDir::new(folder)
            .min_depth(1)
            .into_iter()
            .map(|entry| entry.unwrap())
            .filter(|entry| !entry.file_type().is_dir())
            .map(|entry| {
                entry
                    .path()
                    .strip_prefix(folder)
                    .unwrap()
                    .display()
                    .to_string()
            })
            .collect();
        paths.sort();
        paths
    }

    #[test]
    fn only_what_is_listed_is_removed_and_what_is_not_moves_to_a_free_place() {
        let (tree, output) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        put(tree.path(), &["a/ours", "a/theirs", "b/taken"]);
        put(output.path(), &["b/taken"]);
        list(tree.path(), &["a/ours"]);
        let left = sweep(tree.path(), output.path());
        assert_eq!(left.unwrap(), [tree.path().join("b/taken")]);
        assert_eq!(there(tree.path()), [MANIFEST, "b/taken"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_listed_path_that_leads_through_a_link_removes_nothing_behind_it() {
        let (tree, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        put(other.path(), &["precious"]);
        std::os::unix::fs::symlink(other.path(), tree.path().join("a")).unwrap();
        list(tree.path(), &["a/precious", "../precious", "a"]);
        sweep(tree.path(), other.path()).unwrap();
        assert_eq!(there(other.path()), ["precious"]);
        assert!(!tree.path().exists());
    }

    #[test]
    fn a_folder_without_a_list_is_left_alone() {
        let (tree, output) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        put(tree.path(), &["x"]);
        put(output.path(), &["x"]);
        let left = sweep(tree.path(), output.path());
        assert_eq!(left.unwrap(), [tree.path().join("x")]);
    }
}
