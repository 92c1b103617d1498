//! `check --watch`: the findings anew whenever a file changes.

use std::collections::BTreeSet;
use std::path::PathBuf;

use anyhow::Result;

use super::{Args, check};
use crate::cli::{Outcome, Shared};
use crate::diagnostic::plain;
use crate::world::project::Project;
use crate::world::terminal;
use crate::world::watch::Watcher;

/// Checks, waits for a change, and checks again until somebody stops it.
///
/// What cannot be done now, with a half-written configuration for one, may be possible after the
/// next change, so only a folder that is gone ends it.
pub(super) fn watch(shared: &Shared, args: &Args, project: &Project) -> Result<Outcome> {
    let mut watcher = Watcher::new(project)?;
    terminal::clear();
    loop {
        if let Err(error) = check(shared, args, project) {
            terminal::error(&error);
        }
        if !shared.quiet {
            terminal::say("Watching; Ctrl-C ends it.");
        }
        let changed = watcher.changes()?;
        terminal::clear();
        if !shared.quiet {
            terminal::say(&tell(&changed));
        }
    }
}

/// Says what has changed, in one line.
fn tell(changed: &BTreeSet<PathBuf>) -> String {
    let first = changed.iter().next().map(|path| path.display().to_string());
    let first = first.filter(|path| !path.is_empty());
    let first = first.map(|path| plain(&path).into_owned());
    match (first, changed.len()) {
        (None, _) => "Some files have changed.".to_owned(),
        (Some(path), 1) => format!("{path} has changed."),
        (Some(path), many) => format!("{path} and {} more have changed.", many - 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_file_is_named_and_the_others_are_counted() {
        let told = |paths: &[&str]| tell(&paths.iter().map(PathBuf::from).collect());
        assert_eq!(told(&["a.md"]), "a.md has changed.");
        assert_eq!(told(&["b.md", "a.md"]), "a.md and 1 more have changed.");
        assert_eq!(told(&["", "a.md"]), "Some files have changed.");
    }
}
