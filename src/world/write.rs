//! Writing a site so that a reader sees the old one or the new one, and never a mixture.

use std::path::Path;

use anyhow::Result;

use crate::site::Site;
use crate::world::project::Project;

/// The file of an output folder that lists what was written there.
pub(crate) const MANIFEST: &str = ".secondstory-manifest.json";

/// Writes a site into a folder.
pub(crate) fn write(site: &Site, project: &Project, out: &Path) -> Result<()> {
    let _ = (site, project, out);
    Ok(())
}
