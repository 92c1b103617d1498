//! A project on the disk.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::archive::{Registry, Services};
use crate::config::{self, Config};
use crate::template::Templates;

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

    /// Writes a path below the root with `/` between its parts.
    fn below(&self, path: &Path) -> Result<String> {
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

    pub(crate) fn config(&self) -> Result<Config> {
        let Some(text) = self.read(FILE)? else {
            return Ok(Config::default());
        };
        config::parse(&text).map_err(|problems| self.faulty(FILE, &text, &problems))
    }

    pub(crate) fn templates(&self, config: &Config) -> Result<Templates> {
        Templates::load(&[], &config.sources).map_err(|faulty| {
            let first = faulty.first().expect("a failure has a file");
            self.faulty(&first.path, &first.text, &first.problems)
        })
    }

    pub(crate) fn registry(&self) -> Result<Registry> {
        let Some(text) = self.read("factors.yml")? else {
            return Ok(Registry::default());
        };
        Registry::parse(&text).map_err(|problems| self.faulty("factors.yml", &text, &problems))
    }

    pub(crate) fn services(&self) -> Result<Services> {
        let Some(text) = self.read("services.yml")? else {
            return Ok(Services::default());
        };
        Services::parse(&text).map_err(|problems| self.faulty("services.yml", &text, &problems))
    }

    /// Reads a text file of the project, if it is there.
    fn read(&self, name: &str) -> Result<Option<String>> {
        match std::fs::read_to_string(self.root.join(name)) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error).with_context(|| format!("cannot read {name}")),
        }
    }

    fn faulty(&self, name: &str, text: &str, problems: &[crate::yaml::Problem]) -> anyhow::Error {
        let _ = text;
        anyhow::anyhow!(
            "{name}: {}",
            problems
                .first()
                .map_or("is faulty", |problem| &problem.message)
        )
    }
}
