//! Noticing that files of a project change.
//!
//! A [`Watcher`] says which files below the root were written, created, renamed or removed, once
//! for each burst of changes: an editor that saves by writing another file and renaming it makes
//! one. Hidden files, what editors leave beside a file, and sites that were built here are not
//! spoken of. Reading a file is no change.
//!
//! A burst is over when nothing has happened for a while: a short one where every file that was
//! written has been closed since, a longer one where the system does not say so.
//!
//! What the changes mean is up to who asks; this room reads no file.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use notify::event::{AccessKind, AccessMode, CreateKind, ModifyKind};
use notify::{
    Config, ErrorKind, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _,
};

use crate::world::discover::begins_with_dot;
use crate::world::project::Project;
use crate::world::write::MANIFEST;

/// How long files have to be left alone that are as they are meant to be: what saves a file may
/// have more to do, such as to rename it or to remove a copy.
const SHORT: Duration = Duration::from_millis(20);

/// How long they have to be left alone where one may be written still.
const LONG: Duration = Duration::from_millis(50);

/// A burst that goes on for longer is spoken of meanwhile.
const MOST: Duration = Duration::from_secs(1);

const SENDER_LIVES: &str = "the sending end lives in the watcher";

/// Watches the files of a project for as long as it lives.
pub(crate) struct Watcher {
    root: PathBuf,
    system: RecommendedWatcher,
    events: Receiver<Result<Event, notify::Error>>,
}

impl Watcher {
    /// Begins to watch. What changes from now on is found by [`Watcher::changes`], however late it
    /// is called.
    pub(crate) fn new(project: &Project) -> Result<Watcher> {
        let (sender, events) = mpsc::channel();
        let config = Config::default().with_follow_symlinks(false);
        let mut watcher = Watcher {
            root: project.root.clone(),
            system: RecommendedWatcher::new(sender, config).map_err(explain)?,
            events,
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
            let burst = self.burst();
            if !self.root.is_dir() {
                bail!("{} is gone", self.root.display());
            }
            let mut changed = BTreeSet::new();
            for path in burst.map_err(explain)? {
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

    /// Waits for a burst of changes and for its end. Returns absolute paths.
    fn burst(&self) -> Result<BTreeSet<PathBuf>, notify::Error> {
        let mut burst = Burst::default();
        while burst.paths.is_empty() {
            let event = self.events.recv();
            burst.take(event.expect(SENDER_LIVES)?, &self.root);
        }
        let begin = Instant::now();
        let mut last = begin;
        loop {
            let end = (last + burst.quiet()).min(begin + MOST);
            let left = end.saturating_duration_since(Instant::now());
            let event = match self.events.recv_timeout(left) {
                Err(RecvTimeoutError::Timeout) => return Ok(burst.paths),
                event => event.expect(SENDER_LIVES)?,
            };
            if burst.take(event, &self.root) {
                last = Instant::now();
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
        relative.iter().any(begins_with_dot)
            || relative.file_name().is_some_and(is_passing)
            || relative
                .ancestors()
                .any(|folder| self.root.join(folder).join(MANIFEST).is_file())
    }
}

/// Changes that follow one another closely.
#[derive(Default)]
struct Burst {
    paths: BTreeSet<PathBuf>,
    /// Files that were written and have not been closed since, as far as the system tells.
    written: BTreeSet<PathBuf>,
}

impl Burst {
    /// Takes an event in, and says whether it belongs here.
    fn take(&mut self, mut event: Event, root: &Path) -> bool {
        if event.need_rescan() {
            self.paths.insert(root.to_path_buf());
            return true;
        }
        let is_passing = |path: &PathBuf| path.file_name().is_some_and(is_passing);
        event.paths.retain(|path| !is_passing(path));
        match event.kind {
            EventKind::Access(AccessKind::Close(AccessMode::Write)) => {
                // Who closes a file without a change has not written it.
                let written = event.paths.iter().filter(|it| self.written.remove(*it));
                return written.count() > 0;
            }
            EventKind::Access(_) => return false,
            EventKind::Modify(ModifyKind::Metadata(_)) | EventKind::Create(CreateKind::Folder) => {}
            EventKind::Modify(ModifyKind::Name(_)) | EventKind::Remove(_) => {
                self.written.retain(|it| !event.paths.contains(it));
            }
            EventKind::Any | EventKind::Create(_) | EventKind::Modify(_) | EventKind::Other => {
                self.written.extend(event.paths.iter().cloned());
            }
        }
        let has_any = !event.paths.is_empty();
        self.paths.extend(event.paths);
        has_any
    }

    /// Returns for how long nothing may happen until it is over.
    fn quiet(&self) -> Duration {
        if self.written.is_empty() { SHORT } else { LONG }
    }
}

/// Says whether a name is one that editors use for a copy, a lock or a try, or that of a hidden file.
fn is_passing(name: &OsStr) -> bool {
    let bytes = name.as_encoded_bytes();
    begins_with_dot(name)
        || bytes.ends_with(b"~")
        || bytes.starts_with(b"#")
        || bytes == b"4913"
        || bytes.ends_with(b".tmp")
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

#[cfg(test)]
mod tests {
    use notify::event::{DataChange, Flag, RemoveKind, RenameMode};

    use super::*;

    const CREATED: EventKind = EventKind::Create(CreateKind::File);
    const WRITTEN: EventKind = EventKind::Modify(ModifyKind::Data(DataChange::Any));
    const CLOSED: EventKind = EventKind::Access(AccessKind::Close(AccessMode::Write));
    const OPENED: EventKind = EventKind::Access(AccessKind::Open(AccessMode::Any));
    const RENAMED: EventKind = EventKind::Modify(ModifyKind::Name(RenameMode::From));
    const REMOVED: EventKind = EventKind::Remove(RemoveKind::File);

    fn burst(events: &[(EventKind, &str)]) -> Burst {
        let mut burst = Burst::default();
        for (kind, path) in events {
            burst.take(Event::new(*kind).add_path(path.into()), Path::new("/root"));
        }
        burst
    }

    #[test]
    fn a_file_that_was_closed_is_waited_for_less_than_one_that_is_written() {
        assert_eq!(burst(&[(WRITTEN, "/root/a")]).quiet(), LONG);
        assert_eq!(
            burst(&[(WRITTEN, "/root/a"), (CLOSED, "/root/a")]).quiet(),
            SHORT
        );
        let other = burst(&[
            (WRITTEN, "/root/a"),
            (CREATED, "/root/b"),
            (CLOSED, "/root/a"),
        ]);
        assert_eq!(other.quiet(), LONG);
        let again = [
            (WRITTEN, "/root/a"),
            (CLOSED, "/root/a"),
            (WRITTEN, "/root/a"),
        ];
        assert_eq!(burst(&again).quiet(), LONG);
    }

    #[test]
    fn a_file_that_went_is_not_waited_for() {
        assert_eq!(
            burst(&[(CREATED, "/root/a"), (RENAMED, "/root/a")]).quiet(),
            SHORT
        );
        assert_eq!(
            burst(&[(WRITTEN, "/root/a"), (REMOVED, "/root/a")]).quiet(),
            SHORT
        );
    }

    #[test]
    fn reading_a_file_is_no_change() {
        let burst = burst(&[(OPENED, "/root/a"), (CLOSED, "/root/a")]);
        assert!(burst.paths.is_empty());
    }

    #[test]
    fn what_an_editor_keeps_beside_a_file_makes_no_burst_longer() {
        let burst = burst(&[(WRITTEN, "/root/.a.swp"), (CREATED, "/root/a~")]);
        assert!(burst.paths.is_empty());
        assert_eq!(burst.quiet(), SHORT);
    }

    #[test]
    fn lost_count_is_told_by_the_root() {
        let mut burst = Burst::default();
        let event = Event::new(EventKind::Other).set_flag(Flag::Rescan);
        assert!(burst.take(event, Path::new("/root")));
        assert_eq!(burst.paths.first().unwrap(), Path::new("/root"));
    }
}
