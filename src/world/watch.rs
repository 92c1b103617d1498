//! Noticing that files of a project change.
//!
//! A [`Watcher`] says which files below the root were written, created, renamed or removed, once
//! for each burst of changes: an editor that saves by writing another file and renaming it makes
//! one. Hidden files, what editors leave beside a file, and sites that were built here are not
//! spoken of. Reading a file is no change.
//!
//! What the changes mean is up to who asks; this room reads no file.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use notify_debouncer_full::notify::{
    self, Config, ErrorKind, EventKind, RecommendedWatcher, RecursiveMode,
};
use notify_debouncer_full::{DebounceEventResult, Debouncer, RecommendedCache, new_debouncer_opt};

use crate::world::discover::begins_with_dot;
use crate::world::project::Project;
use crate::world::write::MANIFEST;

/// How long a file has to be left alone until it counts as changed.
const QUIET: Duration = Duration::from_millis(50);

/// Watches the files of a project for as long as it lives.
pub(crate) struct Watcher {
    root: PathBuf,
    system: Debouncer<RecommendedWatcher, RecommendedCache>,
    /// Absolute paths, or what went wrong.
    batches: Receiver<Result<Vec<PathBuf>, notify::Error>>,
}

impl Watcher {
    /// Begins to watch. What changes from now on is found by [`Watcher::changes`], however late it
    /// is called.
    pub(crate) fn new(project: &Project) -> Result<Watcher> {
        let (sender, batches) = mpsc::channel();
        let root = project.root.clone();
        let system = new_debouncer_opt(
            QUIET,
            None,
            move |result: DebounceEventResult| {
                for batch in batches_of(result, &root) {
                    // Nobody listens any more when the watcher is about to go.
                    let _ = sender.send(batch);
                }
            },
            RecommendedCache::new(),
            Config::default().with_follow_symlinks(false),
        );
        let mut watcher = Watcher {
            root: project.root.clone(),
            system: system.map_err(explain)?,
            batches,
        };
        watcher.begin()?;
        Ok(watcher)
    }

    /// Waits until files have changed, and returns their paths below the root. An empty path among
    /// them stands for any file: the system has lost count.
    ///
    /// # Errors
    ///
    /// The root itself is gone, or the system refuses to go on.
    pub(crate) fn changes(&mut self) -> Result<BTreeSet<PathBuf>> {
        loop {
            let batch = self.batches.recv();
            let batch = batch.expect("the sending end lives in this watcher");
            if !self.root.is_dir() {
                bail!("{} is gone", self.root.display());
            }
            let mut changed = BTreeSet::new();
            for path in batch.map_err(explain)? {
                // A folder that is new, or is there again, is not watched yet.
                if path.parent() == Some(&self.root) {
                    self.watch_folder(&path)?;
                }
                if let Ok(relative) = path.strip_prefix(&self.root)
                    && !self.is_beside_the_point(relative)
                {
                    changed.insert(relative.to_path_buf());
                }
            }
            if !changed.is_empty() {
                return Ok(changed);
            }
        }
    }

    /// Watches the root and each of its folders, but for hidden ones: there are thousands of folders
    /// below `.git`, and the system has only so many watches to give.
    fn begin(&mut self) -> Result<()> {
        self.system
            .watch(&self.root, RecursiveMode::NonRecursive)
            .map_err(explain)?;
        let root = self.root.display().to_string();
        let cannot_read = || format!("cannot read {root}");
        for entry in std::fs::read_dir(&self.root).with_context(cannot_read)? {
            self.watch_folder(&entry.with_context(cannot_read)?.path())?;
        }
        Ok(())
    }

    /// Watches a folder and all below it, if it is one that matters.
    fn watch_folder(&mut self, path: &Path) -> Result<()> {
        let name = path.file_name().unwrap_or_default();
        if begins_with_dot(name) || !path.is_dir() || path.is_symlink() {
            return Ok(());
        }
        match self.system.watch(path, RecursiveMode::Recursive) {
            // It is gone already.
            Err(_) if !path.is_dir() => Ok(()),
            result => result.map_err(explain),
        }
    }

    /// Says whether a change of a file concerns nobody.
    fn is_beside_the_point(&self, relative: &Path) -> bool {
        let name = relative.file_name().unwrap_or_default();
        relative.iter().any(begins_with_dot)
            || is_left_by_an_editor(name)
            || relative
                .ancestors()
                .any(|folder| self.root.join(folder).join(MANIFEST).is_file())
    }
}

/// Returns the paths that a burst of events is about, and what went wrong.
fn batches_of(
    result: DebounceEventResult,
    root: &Path,
) -> Vec<Result<Vec<PathBuf>, notify::Error>> {
    let events = match result {
        Ok(events) => events,
        Err(errors) => return errors.into_iter().map(Err).collect(),
    };
    let paths = events.into_iter().flat_map(|event| match event.kind {
        _ if event.need_rescan() => vec![root.to_path_buf()],
        EventKind::Access(_) => Vec::new(),
        _ => event.event.paths,
    });
    let paths: Vec<PathBuf> = paths.collect();
    if paths.is_empty() {
        return Vec::new();
    }
    vec![Ok(paths)]
}

/// Says whether a name is one that editors use for a copy, a lock or a try.
fn is_left_by_an_editor(name: &OsStr) -> bool {
    let name = name.as_encoded_bytes();
    name.ends_with(b"~") || name.starts_with(b"#") || name == b"4913" || name.ends_with(b".tmp")
}

fn explain(error: notify::Error) -> anyhow::Error {
    let many = matches!(error.kind, ErrorKind::MaxFilesWatch);
    let error = anyhow::Error::new(error).context("cannot watch the files");
    if many {
        return error.context(
            "the system lets a user watch no more folders; on Linux, \
             `sysctl fs.inotify.max_user_watches` is the limit to raise",
        );
    }
    error
}
