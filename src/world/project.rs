//! A project on the disk.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::world::rewrite;

/// A folder with a knowledge base.
#[derive(Clone, Debug)]
pub(crate) struct Project {
    /// Absolute, without symbolic links.
    pub(crate) root: PathBuf,
}

/// The name of the project file.
pub(crate) const FILE: &str = "secondstory.yml";

impl Project {
    /// Opens the project in a folder, or the nearest one upwards from the working folder.
    pub(crate) fn open(folder: Option<&Path>) -> Result<Project> {
        let root = match folder {
            Some(folder) => folder.to_path_buf(),
            None => {
                let here = std::env::current_dir().context("cannot tell the working folder")?;
                match here.ancestors().find(|folder| folder.join(FILE).is_file()) {
                    Some(folder) => folder.to_path_buf(),
                    None => bail!(
                        "there is no `{FILE}` here or in a folder above; name the knowledge base, or start one with `secondstory init`"
                    ),
                }
            }
        };
        let root = root
            .canonicalize()
            .with_context(|| format!("cannot open {}", root.display()))?;
        rewrite::recover(&root)?;
        Ok(Project { root })
    }

    /// Returns the path below the root of a file or folder that is there. It is looked for in the
    /// working folder, then in the root.
    pub(crate) fn existing(&self, path: &Path) -> Result<String> {
        let path = if path.exists() {
            path.to_path_buf()
        } else {
            self.root.join(path)
        };
        let path = path
            .canonicalize()
            .with_context(|| format!("cannot find {}", path.display()))?;
        self.below(&path)
    }

    /// Says whether there is such a file, in the working folder or in the root.
    pub(crate) fn is_file(&self, path: &Path) -> bool {
        path.is_file() || self.root.join(path).is_file()
    }

    /// Returns the path below the root of a file that need not be there, in a folder that is.
    pub(crate) fn locate(&self, path: &Path) -> Result<String> {
        let folder = match path.parent() {
            Some(parent) if parent != Path::new("") => parent,
            Some(_) | None => Path::new("."),
        };
        let name = path
            .file_name()
            .with_context(|| format!("{} does not name a file", path.display()))?;
        let folder = if folder.exists() {
            folder.to_path_buf()
        } else {
            self.root.join(folder)
        };
        let folder = folder
            .canonicalize()
            .with_context(|| format!("cannot find {}", folder.display()))?;
        self.below(&folder.join(name))
    }

    /// Returns the folder of the knowledge base in its Git repository, with a slash at its end.
    /// Nothing where it is the repository itself, or in none.
    pub(crate) fn folder_in_repository(&self) -> Result<String> {
        // Of a work tree or a submodule, `.git` is a file.
        let top = self.root.ancestors().find(|it| it.join(".git").exists());
        let Some(below) = top.and_then(|top| self.root.strip_prefix(top).ok()) else {
            return Ok(String::new());
        };
        let part = |part: &OsStr| {
            let part = part.to_str().map(|part| format!("{part}/"));
            part.with_context(|| format!("the name of {} is not UTF-8", self.root.display()))
        };
        below.iter().map(part).collect()
    }

    /// Writes a path below the root with `/` between its parts.
    pub(super) fn below(&self, path: &Path) -> Result<String> {
        let relative = path.strip_prefix(&self.root).with_context(|| {
            format!(
                "{} is outside the knowledge base in {}",
                path.display(),
                self.root.display()
            )
        })?;
        let parts: Option<Vec<&str>> = relative.iter().map(|part| part.to_str()).collect();
        let parts =
            parts.with_context(|| format!("the name of {} is not UTF-8", path.display()))?;
        Ok(parts.join("/"))
    }
}
