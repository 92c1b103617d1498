//! Which files a check is about.

use std::collections::BTreeSet;

use anyhow::{Result, bail};

use super::Args;
use crate::diagnostic::Format;
use crate::world::git::Git;
use crate::world::project::Project;

/// The files that a check is about. Whole projects are read all the same: much of what is wrong with
/// a report shows only beside the others.
#[derive(Debug)]
pub(super) struct Scope {
    asked_for: AskedFor,
    /// Those that have changed, where only they count.
    changed: Option<BTreeSet<String>>,
}

#[derive(Debug)]
enum AskedFor {
    Everything,
    /// Files and folders, as paths below the root.
    Below(Vec<String>),
    /// Standard input, as the text of a file.
    Input(String),
}

impl Scope {
    pub(super) fn new(project: &Project, args: &Args) -> Result<Scope> {
        let changed = match &args.changed {
            None => None,
            Some(base) => {
                let base = Some(base.as_str()).filter(|base| !base.is_empty());
                Some(Git::around(&project.root)?.changed_since(base)?)
            }
        };
        Ok(Scope {
            asked_for: AskedFor::new(project, args)?,
            changed,
        })
    }

    pub(super) fn contains(&self, path: &str) -> bool {
        self.asked_for.contains(path) && self.changed.as_ref().is_none_or(|it| it.contains(path))
    }

    /// Returns the path that standard input is the text of, if that is what is checked.
    pub(super) fn input(&self) -> Option<&str> {
        match &self.asked_for {
            AskedFor::Input(path) => Some(path),
            AskedFor::Everything | AskedFor::Below(_) => None,
        }
    }

    /// Says why there may be no report in it.
    pub(super) fn is_empty_because(&self) -> &'static str {
        match self.changed {
            Some(_) => "no report has changed",
            None => "none of these files is a report: see `sources` in the configuration",
        }
    }
}

impl AskedFor {
    fn new(project: &Project, args: &Args) -> Result<AskedFor> {
        let is_input = args.paths.iter().any(|path| path.as_os_str() == "-");
        if is_input && args.paths.len() > 1 {
            bail!("`-` stands for standard input and is checked alone");
        }
        if is_input && (args.watch || args.changed.is_some()) {
            bail!("`-` stands for standard input, which can neither be watched nor have changed");
        }
        if is_input && args.fix && (args.format != Format::Full || args.statistics) {
            bail!("`--fix -` prints the mended text, so findings cannot be printed as well");
        }
        if is_input {
            let name = args.stdin_filename.as_deref();
            return Ok(AskedFor::Input(match name {
                Some(name) => project.locate(name)?,
                None => "stdin.md".to_owned(),
            }));
        }
        if args.paths.is_empty() {
            return Ok(AskedFor::Everything);
        }
        let paths = args.paths.iter().map(|path| project.existing(path));
        Ok(AskedFor::Below(paths.collect::<Result<_>>()?))
    }

    fn contains(&self, path: &str) -> bool {
        let is_below = |folder: &String| match path.strip_prefix(folder.as_str()) {
            Some(rest) => folder.is_empty() || rest.is_empty() || rest.starts_with('/'),
            None => false,
        };
        match self {
            AskedFor::Everything => true,
            AskedFor::Below(paths) => paths.iter().any(is_below),
            AskedFor::Input(input) => path == input,
        }
    }
}
