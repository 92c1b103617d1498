//! The theme: templates, styles and scripts, built in and overridden file by file.

use anyhow::Result;

/// A loaded theme.
#[derive(Debug)]
pub(crate) struct Theme {}

impl Theme {
    /// Loads the built-in theme with the files that a project puts in their place, by path.
    pub(crate) fn load(overrides: &[(String, Vec<u8>)]) -> Result<Theme> {
        let _ = overrides;
        Ok(Theme {})
    }
}
