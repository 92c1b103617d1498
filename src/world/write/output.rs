//! Which folder may be replaced by a site.

use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::config::Config;
use crate::world::project::{self, Project};

/// A folder for a site.
///
/// Invariant: absolute, without symbolic links on the way, with a parent that exists, and none of
/// the folders that [`Output::resolve`] refuses. So replacing it loses nothing but a site.
#[derive(Clone, Debug)]
pub(crate) struct Output {
    path: PathBuf,
    /// The project that the site is made from, and that files are copied from as they are.
    root: PathBuf,
}

impl Output {
    /// Accepts the folder that a user named, or else that of the configuration.
    ///
    /// # Errors
    ///
    /// The folder holds something else than a site, or lies inside of what a site is made from.
    pub(crate) fn resolve(
        project: &Project,
        config: &Config,
        named: Option<&Path>,
    ) -> Result<Output> {
        let here = std::env::current_dir().context("cannot tell the working folder")?;
        let path = match named {
            Some(named) => here.join(named),
            None => project.root.join(below_root(&config.output)?),
        };
        let path = real(&path)?;
        if let Some(why) = refusal(&path, &here, project, config) {
            bail!(
                "cannot write the site to {}: {why}\n\
                 help: give it a folder of its own, such as `--out public`",
                path.display()
            );
        }
        let parent = path.parent().expect("what has no parent was refused");
        std::fs::create_dir_all(parent)
            .with_context(|| format!("cannot create {}", parent.display()))?;
        // What did not exist a moment ago is now a real folder.
        let path = real(&path)?;
        Ok(Output {
            path,
            root: project.root.clone(),
        })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// Returns the path of the home page, as short as it can be written.
    pub(crate) fn home(&self) -> PathBuf {
        let home = self.path.join("index.html");
        match std::env::current_dir().map(|here| home.strip_prefix(here).map(Path::to_path_buf)) {
            Ok(Ok(short)) => short,
            Ok(Err(_)) | Err(_) => home,
        }
    }

    pub(super) fn parent(&self) -> &Path {
        self.path.parent().expect("an output has a parent")
    }

    /// Returns how the names of our own folders beside the output begin.
    pub(super) fn sibling(&self, purpose: &str) -> String {
        let name = self.path.file_name().expect("an output has a name");
        format!(".{}.secondstory-{purpose}-", name.to_string_lossy())
    }
}

/// Accepts the `output` of a configuration, which cannot leave the root.
fn below_root(output: &str) -> Result<&Path> {
    let path = Path::new(output);
    let is_below = path
        .components()
        .all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    if !is_below || output.is_empty() {
        bail!(
            "`output` in {} is `{output}`, which is not a folder below the root\n\
             help: to write elsewhere, use `--out`",
            project::FILE
        );
    }
    Ok(path)
}

/// Resolves links, `.` and `..` in a path of which the end need not exist.
fn real(path: &Path) -> Result<PathBuf> {
    let mut missing = Vec::new();
    let mut existing = path;
    loop {
        match existing.canonicalize() {
            Ok(mut real) => {
                for part in missing.into_iter().rev() {
                    match part {
                        Component::ParentDir => {
                            real.pop();
                        }
                        Component::Normal(name) => real.push(name),
                        Component::CurDir | Component::RootDir | Component::Prefix(_) => {}
                    }
                }
                return Ok(real);
            }
            Err(error) => {
                let is_dangling = existing.symlink_metadata().is_ok();
                let above = existing.parent().filter(|_| !is_dangling);
                let (Some(above), Some(last)) = (above, existing.components().next_back()) else {
                    return Err(error).with_context(|| format!("cannot open {}", path.display()));
                };
                missing.push(last);
                existing = above;
            }
        }
    }
}

/// Says why a folder cannot be an output, if it cannot.
fn refusal(path: &Path, here: &Path, project: &Project, config: &Config) -> Option<String> {
    if path.parent().is_none() {
        return Some("it is the root of the file system".into());
    }
    if path.exists() && !path.is_dir() {
        return Some("it is a file".into());
    }
    let home = std::env::home_dir();
    let whole = [
        (Some(project.root.as_path()), "the knowledge base"),
        (Some(here), "the working folder"),
        (home.as_deref(), "the home folder"),
    ];
    for (folder, what) in whole {
        let Some(folder) = folder.and_then(|folder| folder.canonicalize().ok()) else {
            continue;
        };
        if folder == path {
            return Some(format!("it is {what}"));
        }
        if folder.starts_with(path) {
            return Some(format!("it contains {what}"));
        }
    }
    if path.join(".git").exists() {
        return Some("it is a Git repository".into());
    }
    if path.iter().any(|part| part == ".git") {
        return Some("it lies in a `.git` folder".into());
    }
    let sources = config.sources.iter().flat_map(|it| it.include.folders());
    let made_from = sources.filter(|folder| !folder.is_empty());
    for folder in made_from.chain(["theme", "templates"]) {
        let real = real(&project.root.join(folder)).ok()?;
        if real.starts_with(path) || path.starts_with(&real) {
            return Some(format!("`{folder}` is what the site is made from"));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Resolves an output in a project with one report, and returns what is wrong with it.
    fn refused(named: &str) -> Option<String> {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("kb");
        for inside in ["postmortems/2024", "theme", "sub/.git", ".git/hooks"] {
            std::fs::create_dir_all(root.join(inside)).unwrap();
        }
        std::fs::write(root.join("notes.txt"), "").unwrap();
        let project = Project::open(Some(&root)).unwrap();
        let named = named
            .replace("ROOT", &project.root.display().to_string())
            .replace("HOME", &std::env::home_dir().unwrap().display().to_string());
        let output = Output::resolve(&project, &Config::default(), Some(Path::new(&named)));
        output.err().map(|error| format!("{error:#}"))
    }

    #[test]
    fn a_folder_that_holds_more_than_a_site_is_refused_however_it_is_written() {
        for (named, why) in [
            ("/", "the root of the file system"),
            ("HOME", "the home folder"),
            ("ROOT", "is the knowledge base"),
            ("ROOT/", "is the knowledge base"),
            ("ROOT/missing/..", "is the knowledge base"),
            ("ROOT/..", "contains the knowledge base"),
            (
                "ROOT/postmortems",
                "`postmortems` is what the site is made from",
            ),
            ("ROOT/public/../postmortems/2024", "`postmortems` is what"),
            ("ROOT/postmortems/site", "`postmortems` is what"),
            ("ROOT/theme/x", "`theme` is what"),
            ("ROOT/templates", "`templates` is what"),
            ("ROOT/sub", "a Git repository"),
            ("ROOT/sub/.git/site", "in a `.git` folder"),
            ("ROOT/notes.txt", "it is a file"),
            (".", "it is the working folder"),
            // Where the project itself lies in the folder for temporary files, that holds both.
            ("..", "it contains the "),
        ] {
            let error = refused(named).unwrap_or_else(|| panic!("{named} was accepted"));
            assert!(error.contains(why), "{named}: {error}");
        }
        assert_eq!(refused("ROOT/public"), None);
        assert_eq!(refused("ROOT/../a/b/../site"), None);
    }

    #[test]
    fn the_configuration_cannot_name_a_folder_outside_the_root() {
        for output in ["../site", "/tmp/site", ""] {
            assert!(below_root(output).is_err(), "{output}");
        }
        assert!(below_root("./dist/site").is_ok());
    }
}
