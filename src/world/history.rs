//! When each file was last changed, as git tells it: one question for the whole project.
//!
//! A day is that of the commit, where it was made. Where git cannot tell there is none: outside a
//! repository, without git, for a file that is not committed, and for what a shallow clone no longer
//! knows. Nobody is told so, because nothing is wrong with that.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use jiff::civil::Date;

use crate::world::git::Git;

/// What begins the line of a commit; no name can hold it after a zero, where names begin.
const COMMIT: char = '\u{1}';

/// What git told the last time, for as long as nothing is committed.
#[derive(Debug, Default)]
pub(crate) struct History {
    state: Option<String>,
    changes: Arc<BTreeMap<String, Date>>,
}

impl History {
    /// Returns the day on which each file below a folder was last changed, by its path there.
    pub(crate) fn last_changes(&mut self, root: &Path) -> Arc<BTreeMap<String, Date>> {
        let state = Some(state(root));
        if self.state != state {
            *self = History {
                state,
                changes: Arc::new(last_changes(root)),
            };
        }
        Arc::clone(&self.changes)
    }
}

fn last_changes(root: &Path) -> BTreeMap<String, Date> {
    let Ok(git) = Git::around(root) else {
        return BTreeMap::new();
    };
    let log = git.output([
        "-c",
        "log.showSignature=false",
        "log",
        "-z",
        "--format=%x01%H %cs",
        "--name-only",
        "--no-renames",
        "--no-ext-diff",
        "--relative",
        "--",
        ".",
    ]);
    log.map_or_else(
        |_| BTreeMap::new(),
        |log| read(&String::from_utf8_lossy(&log), &unknown_before(&git, root)),
    )
}

/// Returns what [`last_changes`] depends on: the commit at hand, and where a shallow clone ends.
pub(crate) fn state(root: &Path) -> String {
    let Ok(git) = Git::around(root) else {
        return String::new();
    };
    let head = git.output(["rev-parse", "HEAD"]).unwrap_or_default();
    let ends: Vec<String> = unknown_before(&git, root).into_iter().collect();
    format!("{} {}", String::from_utf8_lossy(&head), ends.join(" "))
}

/// Returns the commits at which a shallow clone ends. They seem to have made every file that is
/// older than they are.
fn unknown_before(git: &Git, root: &Path) -> BTreeSet<String> {
    let path = git.output(["rev-parse", "--git-path", "shallow"]);
    let path = path.map(|it| String::from_utf8_lossy(it.trim_ascii()).into_owned());
    let list = path
        .ok()
        .and_then(|it| std::fs::read_to_string(root.join(it)).ok());
    list.unwrap_or_default()
        .lines()
        .map(str::to_owned)
        .collect()
}

/// Reads the log, newest commit first.
fn read(log: &str, unknown_before: &BTreeSet<String>) -> BTreeMap<String, Date> {
    let mut changes = BTreeMap::new();
    let mut day = None;
    for part in log.split('\0') {
        let part = part.trim_start_matches('\n');
        match part.strip_prefix(COMMIT) {
            Some(commit) => {
                let (hash, date) = commit.split_once(' ').unwrap_or_default();
                let is_known = !unknown_before.contains(hash);
                day = is_known.then(|| date.parse::<Date>().ok()).flatten();
            }
            None => {
                if !part.is_empty() {
                    // A file that a later commit changed keeps that day; one that was last changed
                    // before the clone begins has none.
                    changes.entry(part.to_owned()).or_insert(day);
                }
            }
        }
    }
    let known = changes.into_iter();
    known.filter_map(|(path, day)| Some((path, day?))).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const LOG: &str = "\u{1}aaa 2026-03-02\0\nb.md\0\0\u{1}bbb 2025-01-05\0\na b.md\0b.md\0\0\
                       \u{1}ccc 2024-01-01\0\nold.md\0";

    #[test]
    fn the_newest_commit_of_a_file_says_its_day() {
        let changes = read(LOG, &BTreeSet::new());
        assert_eq!(changes["b.md"], date(2026, 3, 2));
        assert_eq!(changes["a b.md"], date(2025, 1, 5));
        assert_eq!(changes["old.md"], date(2024, 1, 1));
    }

    #[test]
    fn nothing_is_said_of_files_older_than_a_shallow_clone() {
        let changes = read(LOG, &BTreeSet::from(["bbb".into(), "ccc".into()]));
        assert_eq!(changes.keys().collect::<Vec<_>>(), ["b.md"]);
    }
}
