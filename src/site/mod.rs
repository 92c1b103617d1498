//! The site: the plan of every output file, and the bytes of each when asked.
//!
//! A [`Site`] is a value, a function of the archive, the theme and the day. It renders one file at
//! a time, so that 50,000 pages need not be in memory at once and `serve` renders what is looked
//! at. It never touches the disk and never asks whether somebody is serving.

mod theme;
mod url;

use std::collections::BTreeMap;

use anyhow::Result;
use jiff::civil::Date;

pub(crate) use theme::Theme;
pub(crate) use url::OutputPath;

use crate::archive::Archive;
use crate::config::Config;

/// Whether reports that are not published are part of a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Drafts {
    Include,
    Exclude,
}

/// Every file of a site, known by its path.
#[derive(Debug)]
pub(crate) struct Site<'a> {
    config: &'a Config,
    archive: &'a Archive,
    theme: &'a Theme,
    today: Date,
    files: BTreeMap<OutputPath, File>,
}

/// What a file of the site is made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum File {
    Home,
}

impl<'a> Site<'a> {
    /// Plans the site: which files there are.
    pub(crate) fn plan(
        config: &'a Config,
        archive: &'a Archive,
        theme: &'a Theme,
        today: Date,
    ) -> Site<'a> {
        Site {
            config,
            archive,
            theme,
            today,
            files: BTreeMap::new(),
        }
    }

    pub(crate) fn paths(&self) -> impl Iterator<Item = &OutputPath> {
        self.files.keys()
    }

    /// Returns the bytes of a file.
    pub(crate) fn render(&self, path: &OutputPath) -> Result<Vec<u8>> {
        let _ = (self.config, self.archive, self.theme, self.today, path);
        Ok(Vec::new())
    }
}
