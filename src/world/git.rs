//! Asking git about the repository that a project lies in.
//!
//! Git is the only judge of what has changed, and it is only ever asked to read: no network, no
//! hooks, no pager, no file-system monitor, whatever the repository's own configuration says. Names
//! are exchanged with zeros between them, so a line break or a quotation mark in a name does no harm.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use anyhow::{Context, Result, bail};

use crate::world::discover;

/// What git tells a hook about the repository that the hook is for. A project may lie in another
/// one, so they are not passed on and git looks for itself.
const OF_A_HOOK: [&str; 13] = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_PREFIX",
    "GIT_COMMON_DIR",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_NAMESPACE",
    "GIT_GRAFT_FILE",
    "GIT_REPLACE_REF_BASE",
    "GIT_NO_REPLACE_OBJECTS",
    "GIT_SHALLOW_FILE",
];

/// The repository around a folder.
#[derive(Debug)]
pub(crate) struct Git {
    folder: PathBuf,
}

impl Git {
    /// Finds the repository that a folder lies in.
    ///
    /// # Errors
    ///
    /// There is no git, there is no repository, or git does not trust it; each says so.
    pub(crate) fn around(folder: &Path) -> Result<Git> {
        let git = Git {
            folder: folder.to_path_buf(),
        };
        let answer = git.ask(["rev-parse", "--is-inside-work-tree"])?;
        if !answer.status.success() {
            let said = said(&answer);
            if said.contains("not a git repository") {
                bail!("{} is not in a git repository", folder.display());
            }
            bail!("git cannot read the repository: {said}");
        }
        if answer.stdout.trim_ascii() != b"true" {
            bail!("{} is not in a git working tree", folder.display());
        }
        Ok(git)
    }

    /// Returns what git answers.
    ///
    /// # Errors
    ///
    /// What git says, if it fails.
    pub(crate) fn output<I: AsRef<OsStr>>(
        &self,
        arguments: impl IntoIterator<Item = I>,
    ) -> Result<Vec<u8>> {
        let answer = self.ask(arguments)?;
        if !answer.status.success() {
            bail!("git says: {}", said(&answer));
        }
        Ok(answer.stdout)
    }

    /// Says whether the repository has only its latest commits, as pipelines often fetch it.
    pub(crate) fn is_shallow(&self) -> Result<bool> {
        let answer = self.output(["rev-parse", "--is-shallow-repository"])?;
        Ok(answer.trim_ascii() == b"true")
    }

    /// Returns the paths below the folder of files that differ from what the current branch and
    /// another one have in common: committed, staged, edited or new. Files that are gone are not
    /// among them; one that was renamed is, under its new name.
    ///
    /// Without a name, the other branch is the one that this one will most likely be merged into.
    pub(crate) fn changed_since(&self, base: Option<&str>) -> Result<BTreeSet<String>> {
        let mut changed =
            names(&self.output(["ls-files", "-z", "--others", "--exclude-standard"])?);
        let Some(head) = self.commit("HEAD")? else {
            // Before the first commit, everything is new.
            changed.extend(names(&self.output(["ls-files", "-z", "--cached"])?));
            return Ok(changed);
        };
        let fork = self.fork(&head, base)?;
        changed.extend(names(&self.output([
            "diff",
            "--name-only",
            "-z",
            "--relative",
            "--no-renames",
            "--no-ext-diff",
            "--ignore-submodules",
            "--diff-filter=d",
            &fork,
            "--",
        ])?));
        Ok(changed)
    }

    /// Returns the commit at which a branch left another one.
    fn fork(&self, head: &str, base: Option<&str>) -> Result<String> {
        let (name, base) = match base {
            Some(name) => (name.to_owned(), self.named(name)?),
            None => self.usual_base()?,
        };
        let answer = self.ask(["merge-base", &base, head])?;
        if answer.status.success() {
            return Ok(text(&answer.stdout));
        }
        if self.is_shallow()? {
            bail!(
                "this clone is shallow, and does not go back to where `{name}` and the current \
                 branch part\nhelp: fetch the whole history (`fetch-depth: 0` in GitHub Actions, \
                 `GIT_DEPTH: 0` in GitLab CI, `git fetch --unshallow` by hand)"
            );
        }
        bail!("the current branch and `{name}` have no commit in common");
    }

    /// Returns the commit that somebody named.
    fn named(&self, name: &str) -> Result<String> {
        if name.starts_with('-') {
            bail!("`{name}` is no commit");
        }
        if let Some(commit) = self.commit(name)? {
            return Ok(commit);
        }
        if self.folder.join(name).exists() || Path::new(name).exists() {
            bail!(
                "`{name}` is a file and no commit\nhelp: write `--changed=BASE`, or `--changed` \
                 after the paths"
            );
        }
        if self.is_shallow()? {
            bail!(
                "there is no commit `{name}` here, and this clone is shallow\nhelp: fetch it, or \
                 the whole history (`fetch-depth: 0` in GitHub Actions, `GIT_DEPTH: 0` in GitLab CI)"
            );
        }
        bail!("there is no commit `{name}` in this repository");
    }

    /// Returns the first of the usual names that there is, with its commit: what a pipeline says
    /// that a change is for, else the main branch of the origin, else the main branch here.
    fn usual_base(&self) -> Result<(String, String)> {
        let target = variable("GITHUB_BASE_REF").map(|branch| format!("origin/{branch}"));
        let known = [
            "origin/HEAD",
            "origin/main",
            "origin/master",
            "main",
            "master",
        ];
        let names = variable("CI_MERGE_REQUEST_DIFF_BASE_SHA")
            .into_iter()
            .chain(target)
            .chain(known.map(str::to_owned));
        for name in names {
            if let Some(commit) = self.commit(&name)? {
                return Ok((name, commit));
            }
        }
        bail!(
            "cannot tell what the current branch will be merged into: there is no {}\nhelp: name \
             it, as in `--changed=develop`",
            known.map(|name| format!("`{name}`")).join(", ")
        );
    }

    fn commit(&self, name: &str) -> Result<Option<String>> {
        let commit = format!("{name}^{{commit}}");
        let answer = self.ask(["rev-parse", "--verify", "--quiet", &commit])?;
        Ok(answer.status.success().then(|| text(&answer.stdout)))
    }

    fn ask<I: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = I>) -> Result<Output> {
        let mut command = Command::new("git");
        command
            .args(["--no-pager", "--no-optional-locks"])
            .args([
                "-c",
                "core.fsmonitor=false",
                "-c",
                "core.hooksPath=/dev/null",
            ])
            .arg("-C")
            .arg(&self.folder)
            .args(arguments)
            .stdin(Stdio::null())
            .env("LC_ALL", "C")
            .env("GIT_TERMINAL_PROMPT", "0")
            .env("GIT_NO_LAZY_FETCH", "1");
        for name in OF_A_HOOK {
            command.env_remove(name);
        }
        match command.output() {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                bail!("there is no program `git` here, and only git knows what has changed")
            }
            answer => answer.context("cannot start git"),
        }
    }
}

/// Reads names with a zero after each, and writes them as findings do.
fn names(bytes: &[u8]) -> BTreeSet<String> {
    bytes
        .split(|byte| *byte == 0)
        .filter(|name| !name.is_empty())
        .map(|name| discover::shown(Path::new(&*String::from_utf8_lossy(name))).0)
        .collect()
}

fn said(answer: &Output) -> String {
    let said = text(&answer.stderr);
    said.trim_start_matches("fatal: ").to_owned()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes.trim_ascii()).into_owned()
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|it| !it.is_empty())
}
