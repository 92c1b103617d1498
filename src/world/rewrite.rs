//! Changing many files of a project: all of them, or none.
//!
//! The new texts are written beside the old ones, and a journal in the root says what is meant. Once
//! the journal says `committed`, each new text takes the place of its old one by a rename. A run that
//! is killed before that word leaves every old text as it was; one that is killed after it is
//! finished by whoever opens the project next ([`recover`]). At no moment is a file half written.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::world::project::Project;

/// A file that changes.
#[derive(Debug)]
pub(crate) struct Change {
    /// Below the root.
    pub(crate) path: String,
    /// What it is expected to hold.
    pub(crate) before: String,
    pub(crate) after: String,
}

const JOURNAL: &str = ".secondstory-rewrite";
const COMMITTED: &[u8] = b"committed\n";

/// The first line of the journal.
#[derive(Debug, Deserialize, Serialize)]
struct Plan {
    version: u32,
    files: Vec<Entry>,
}

#[derive(Debug, Deserialize, Serialize)]
struct Entry {
    /// Below the root, and no link.
    path: PathBuf,
    /// What the file held, as a hash: if somebody has changed it since, theirs is kept.
    before: String,
}

/// Writes all changes, or none. A file that no longer holds what it was expected to hold stops them
/// all before any is made.
pub(crate) fn rewrite(project: &Project, changes: &[Change]) -> Result<()> {
    let root = &project.root;
    let entry = |change: &Change| {
        let path = fs::canonicalize(root.join(&change.path))
            .with_context(|| format!("cannot find {}", change.path))?;
        let path = path
            .strip_prefix(root)
            .with_context(|| format!("{} is outside the knowledge base", change.path))?;
        Ok(Entry {
            path: path.to_path_buf(),
            before: identity(change.before.as_bytes()),
        })
    };
    let files: Vec<Entry> = changes.iter().map(entry).collect::<Result<_>>()?;
    let plan = Plan { version: 1, files };
    let path = root.join(JOURNAL);
    let mut journal = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&path)
        .with_context(|| format!("cannot begin to change files in {}", root.display()))?;
    lock(&journal)?;
    let staged = begin(&mut journal, &plan)
        .and_then(|()| stage(root, &plan, changes))
        .and_then(|()| commit(&mut journal, root));
    if let Err(error) = staged {
        discard(root, &plan);
        let _ = fs::remove_file(&path);
        return Err(error);
    }
    finish(root, &plan)?;
    fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))
}

/// Finishes what a run that was killed had committed, or clears away what it had not.
pub(super) fn recover(root: &Path) -> Result<()> {
    let path = root.join(JOURNAL);
    match fs::symlink_metadata(&path) {
        Ok(about) if about.is_file() => {}
        Ok(_) => bail!("{} is not a file; remove it", path.display()),
        Err(_) => return Ok(()),
    }
    let mut journal = match OpenOptions::new().read(true).write(true).open(&path) {
        Ok(journal) => journal,
        // Whoever held it has just finished.
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error).with_context(|| format!("cannot open {}", path.display())),
    };
    lock(&journal)?;
    let mut written = Vec::new();
    journal.read_to_end(&mut written)?;
    let end = memchr::memchr(b'\n', &written).map(|newline| newline + 1);
    // Without a whole first line, nothing was staged yet.
    if let Some(end) = end {
        let plan: Plan = serde_json::from_slice(&written[..end])
            .with_context(|| format!("{} is not a journal; remove it", path.display()))?;
        check(root, &plan)?;
        if written[end..] == *COMMITTED {
            finish(root, &plan).context("a change of many files was interrupted")?;
        } else {
            discard(root, &plan);
        }
    }
    match fs::remove_file(&path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove {}", path.display()))
        }
        _ => Ok(()),
    }
}

/// Keeps others from the journal while this run lives; the system frees it however the run ends.
fn lock(journal: &File) -> Result<()> {
    match journal.try_lock() {
        Ok(()) => Ok(()),
        Err(TryLockError::WouldBlock) => {
            bail!("another run is changing files of this knowledge base; try again when it is done")
        }
        // Some file systems have no locks.
        Err(TryLockError::Error(_)) => Ok(()),
    }
}

fn begin(journal: &mut File, plan: &Plan) -> Result<()> {
    let mut line = serde_json::to_vec(plan)?;
    line.push(b'\n');
    journal.write_all(&line)?;
    journal.sync_all().context("cannot write the journal")
}

/// Writes the new texts beside the old ones, which have to be what they were.
fn stage(root: &Path, plan: &Plan, changes: &[Change]) -> Result<()> {
    let stage = |(entry, change): (&Entry, &Change)| {
        let (target, staged) = (root.join(&entry.path), beside(root, entry));
        if !holds(&target, &entry.before)? {
            bail!(
                "{} was changed in the meantime; nothing was done",
                change.path
            );
        }
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&staged)?;
        file.write_all(change.after.as_bytes())?;
        file.set_permissions(fs::metadata(&target)?.permissions())?;
        Ok(())
    };
    plan.files
        .par_iter()
        .zip(changes)
        .try_for_each(|(entry, change)| {
            stage((entry, change)).with_context(|| format!("cannot change {}", change.path))
        })
}

/// Makes sure that the new texts are on the disk, and says so in the journal.
fn commit(journal: &mut File, root: &Path) -> Result<()> {
    sync(root)?;
    journal.write_all(COMMITTED)?;
    journal.sync_all().context("cannot write the journal")
}

/// Puts the new texts in the place of the old ones. One that is there already was put there by a run
/// that was killed.
fn finish(root: &Path, plan: &Plan) -> Result<()> {
    plan.files.par_iter().try_for_each(|entry| {
        let (target, staged) = (root.join(&entry.path), beside(root, entry));
        if !staged.exists() {
            return Ok(());
        }
        if !holds(&target, &entry.before)? {
            bail!(
                "{} was changed in the meantime\nhelp: remove {} to keep it as it is, or move it over it",
                target.display(),
                staged.display()
            );
        }
        fs::rename(&staged, &target).with_context(|| format!("cannot replace {}", target.display()))
    })?;
    sync(root)
}

/// Removes new texts that were never meant to be.
fn discard(root: &Path, plan: &Plan) {
    for entry in &plan.files {
        // One that is not there yet is as good as removed.
        let _ = fs::remove_file(beside(root, entry));
    }
}

/// Refuses a journal that names files outside the project: it could have come with the files of a
/// stranger.
fn check(root: &Path, plan: &Plan) -> Result<()> {
    for entry in &plan.files {
        let real = fs::canonicalize(root.join(&entry.path));
        let is_below =
            real.is_ok_and(|real| real.strip_prefix(root).is_ok_and(|it| it == entry.path));
        if plan.version != 1 || !is_below {
            bail!(
                "{} is not a journal of this knowledge base; remove it",
                root.join(JOURNAL).display()
            );
        }
    }
    Ok(())
}

fn beside(root: &Path, entry: &Entry) -> PathBuf {
    let target = root.join(&entry.path);
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    target.with_file_name(format!(".{name}.secondstory-new"))
}

fn holds(path: &Path, expected: &str) -> Result<bool> {
    let content = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(identity(&content) == expected)
}

fn identity(content: &[u8]) -> String {
    blake3::hash(content).to_hex().to_string()
}

/// Writes everything that waits in memory to the disk: one call for however many files.
#[cfg(target_os = "linux")]
fn sync(root: &Path) -> Result<()> {
    let folder = File::open(root)?;
    rustix::fs::syncfs(&folder).context("cannot write to the disk")
}

/// Elsewhere a rename is ordered after the text it moves by the file system.
#[cfg(not(target_os = "linux"))]
fn sync(_root: &Path) -> Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn project(files: &[(&str, &str)]) -> (tempfile::TempDir, Project) {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in files {
            fs::write(folder.path().join(path), text).unwrap();
        }
        let root = folder.path().canonicalize().unwrap();
        (folder, Project { root })
    }

    fn change(path: &str, before: &str, after: &str) -> Change {
        Change {
            path: path.into(),
            before: before.into(),
            after: after.into(),
        }
    }

    fn listing(project: &Project) -> Vec<(String, String)> {
        let mut files: Vec<(String, String)> = fs::read_dir(&project.root)
            .unwrap()
            .map(|entry| {
                let path = entry.unwrap().path();
                let name = path.file_name().unwrap().to_str().unwrap().to_owned();
                (name, fs::read_to_string(path).unwrap())
            })
            .collect();
        files.sort();
        files
    }

    fn pairs(files: &[(&str, &str)]) -> Vec<(String, String)> {
        let owned = |(name, text): &(&str, &str)| ((*name).to_owned(), (*text).to_owned());
        files.iter().map(owned).collect()
    }

    #[test]
    fn one_file_that_was_changed_meanwhile_stops_them_all() {
        let (_folder, project) = project(&[("a.md", "old a"), ("b.md", "edited")]);
        let changes = [
            change("a.md", "old a", "new a"),
            change("b.md", "old b", "new b"),
        ];
        let error = rewrite(&project, &changes).unwrap_err();
        assert!(format!("{error:#}").contains("b.md was changed in the meantime"));
        assert_eq!(
            listing(&project),
            pairs(&[("a.md", "old a"), ("b.md", "edited")])
        );
    }

    #[test]
    fn an_interrupted_change_is_finished_if_it_was_committed_and_cleared_away_if_not() {
        for (word, a) in [("committed\n", "new a"), ("commit", "old a"), ("", "old a")] {
            let (_folder, project) = project(&[("a.md", "old a"), ("b.md", "new b")]);
            let staged = project.root.join(".a.md.secondstory-new");
            fs::write(staged, "new a").unwrap();
            let entry = |path: &str, before: &str| Entry {
                path: path.into(),
                before: identity(before.as_bytes()),
            };
            let plan = Plan {
                version: 1,
                files: vec![entry("a.md", "old a"), entry("b.md", "old b")],
            };
            let line = serde_json::to_string(&plan).unwrap();
            fs::write(project.root.join(JOURNAL), format!("{line}\n{word}")).unwrap();
            recover(&project.root).unwrap();
            assert_eq!(
                listing(&project),
                pairs(&[("a.md", a), ("b.md", "new b")]),
                "{word}"
            );
        }
    }

    #[test]
    fn a_journal_that_reaches_outside_the_project_is_refused() {
        let (folder, project) = project(&[("a.md", "old")]);
        let outside = tempfile::NamedTempFile::new_in(folder.path().parent().unwrap()).unwrap();
        let name = outside.path().file_name().unwrap();
        let plan = Plan {
            version: 1,
            files: vec![Entry {
                path: Path::new("..").join(name),
                before: identity(b""),
            }],
        };
        let line = serde_json::to_string(&plan).unwrap();
        fs::write(project.root.join(JOURNAL), format!("{line}\ncommitted\n")).unwrap();
        let error = recover(&project.root).unwrap_err();
        assert!(error.to_string().contains("remove it"), "{error}");
    }
}
