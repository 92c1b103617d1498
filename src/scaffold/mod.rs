//! The files that `init` and `new` start an author with, and the templates that are built in.
//!
//! All of it is data in this folder; nothing here decides anything.

mod adopt;
mod chat;
mod report;

use include_dir::{Dir, include_dir};

use crate::template::TemplateFile;

pub(crate) use adopt::{candidates, propose};
pub(crate) use chat::moments;
pub(crate) use report::{NewReport, report};

static FILES: Dir = include_dir!("$CARGO_MANIFEST_DIR/src/scaffold/files");

/// Returns the built-in templates, `base` first.
pub(crate) fn templates() -> impl Iterator<Item = TemplateFile<'static>> {
    let folder = FILES
        .get_dir("templates")
        .expect("the templates are embedded");
    folder.files().map(|file| TemplateFile {
        path: file.path().to_str().expect("their names are ASCII"),
        text: file.contents_utf8().expect("they are UTF-8"),
    })
}

/// A file of a new knowledge base.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct StarterFile {
    /// Below the root.
    pub(crate) path: &'static str,
    pub(crate) text: &'static str,
}

/// A forge whose pipeline `init` can write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Forge {
    Github,
    Gitlab,
}

/// Returns the files of a new knowledge base.
pub(crate) fn project(forge: Option<Forge>, hook: Hook) -> Vec<StarterFile> {
    let mut names = vec![
        ("secondstory.yml", "secondstory.yml"),
        ("factors.yml", "factors.yml"),
        ("services.yml", "services.yml"),
        ("culture.md", "culture.md"),
        ("README.md", "README.md"),
        (".gitignore", "gitignore"),
    ];
    names.extend(forge.map(|forge| match forge {
        Forge::Github => (".github/workflows/knowledge-base.yml", "ci/github.yml"),
        Forge::Gitlab => (".gitlab-ci.yml", "ci/gitlab.yml"),
    }));
    if hook == Hook::PreCommit {
        names.push((".pre-commit-config.yaml", "pre-commit.yaml"));
    }
    let samples = FILES
        .get_dir("postmortems")
        .expect("the samples are embedded")
        .files();
    let samples = samples.map(|file| {
        let path = file.path().to_str().expect("their names are ASCII");
        StarterFile {
            path,
            text: file.contents_utf8().expect("they are UTF-8"),
        }
    });
    names
        .into_iter()
        .map(|(path, name)| StarterFile {
            path,
            text: file(name),
        })
        .chain(samples)
        .collect()
}

/// Whether `init` writes a hook that checks before each commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hook {
    PreCommit,
    None,
}

/// Returns the registry of factors that a new knowledge base starts with.
pub(crate) fn starter_factors() -> &'static str {
    file("factors.yml")
}

fn file(name: &str) -> &'static str {
    let file = FILES
        .get_file(name)
        .unwrap_or_else(|| panic!("{name} is embedded"));
    file.contents_utf8().expect("the files are UTF-8")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::{Registry, Services};

    #[test]
    fn what_init_writes_can_be_read() {
        let files = project(Some(Forge::Gitlab), Hook::PreCommit);
        let text = |path: &str| files.iter().find(|file| file.path == path).unwrap().text;
        assert!(crate::config::parse(text("secondstory.yml")).is_ok());
        assert!(Services::parse(text("services.yml")).is_ok());
        let registry = Registry::parse(text("factors.yml")).unwrap();
        assert!(registry.factors.len() >= 48);
        assert!(
            registry
                .factors
                .iter()
                .all(|factor| factor.level.is_some() && factor.ask.is_some())
        );
        assert_eq!(
            files
                .iter()
                .filter(|file| file.path.starts_with("postmortems/"))
                .count(),
            2
        );
    }
}
