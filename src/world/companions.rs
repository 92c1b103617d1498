//! The files of a project that go into its site besides the reports: the theme's, the culture
//! statement, and the images and logs that reports show.
//!
//! They are looked for among the files that discovery found, which follows no symbolic link: so
//! nothing from outside the root can get in.

use std::fs::File;
use std::io::Read;

use anyhow::{Context, Result};

use crate::archive::Archive;
use crate::config::Config;
use crate::document::ProjectFiles;
use crate::site::{self, Assets, Theme};
use crate::world::project::Project;

/// The files that reports show, and those that cannot be published.
#[derive(Debug, Default)]
pub(crate) struct Shown {
    pub(crate) assets: Assets,
    /// Each with the reason, as a phrase that follows the path.
    pub(crate) refused: Vec<(String, String)>,
}

impl Project {
    /// Loads the theme with the files that the project's `theme/` puts in their place.
    pub(crate) fn theme(&self, files: &ProjectFiles) -> Result<Theme> {
        let overrides = files
            .below("theme")
            .map(|path| {
                let bytes = std::fs::read(self.root.join(path))
                    .with_context(|| format!("cannot read {path}"))?;
                let name = path.strip_prefix("theme/").unwrap_or(path);
                Ok((name.to_owned(), bytes))
            })
            .collect::<Result<Vec<_>>>()?;
        Theme::load(&overrides)
    }

    /// Returns the culture statement, if the project has one.
    pub(crate) fn culture(&self, config: &Config, files: &ProjectFiles) -> Result<Option<String>> {
        let path = config.culture.statement.as_str();
        if files.has_file(path) {
            self.text(path)
        } else {
            Ok(None)
        }
    }

    /// Looks at the files that the reports of an archive show or link to.
    pub(crate) fn shown(&self, archive: &Archive, files: &ProjectFiles) -> Shown {
        let mut shown = Shown::default();
        for path in site::referenced(archive) {
            if !files.has_file(&path) {
                continue;
            }
            let judged = self
                .head(&path)
                .map_err(|error| format!("cannot be read: {error}"))
                .and_then(|bytes| site::inspect(&path, &bytes).map_err(str::to_owned));
            match judged {
                Ok(asset) => {
                    shown.assets.insert(path, asset);
                }
                Err(why) => shown.refused.push((path, why)),
            }
        }
        shown
    }

    /// Reads as much of a file as it takes to judge it.
    fn head(&self, path: &str) -> std::io::Result<Vec<u8>> {
        let is_drawing = path.to_ascii_lowercase().ends_with(".svg");
        // One byte more than the largest drawing tells that it is too large.
        let most = if is_drawing {
            site::LARGEST_SVG + 1
        } else {
            site::HEAD
        };
        let mut bytes = Vec::new();
        File::open(self.root.join(path))?
            .take(most as u64)
            .read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}
