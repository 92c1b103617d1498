//! The stages, joined.

use std::sync::Arc;

use anyhow::Result;
use jiff::civil::Date;
use rayon::prelude::*;

use crate::archive::{self, Archive, Registry, Services};
use crate::config::{Confidentiality, Config};
use crate::diagnostic::Diagnostic;
use crate::document::{self, Document, ProjectFiles};
use crate::postmortem::{self, Postmortem};
use crate::rules;
use crate::site::Drafts;
use crate::template::Templates;
use crate::world::discover::{self, Input};
use crate::world::project::Project;

/// Everything that is known of a project.
#[derive(Debug)]
pub(crate) struct Knowledge {
    pub(crate) config: Config,
    pub(crate) templates: Templates,
    /// Every file that `sources` names, sorted by path.
    pub(crate) documents: Vec<Arc<Document>>,
    /// Every file below the root, for links and images.
    pub(crate) files: ProjectFiles,
    /// Every report, whatever its confidentiality and status.
    pub(crate) archive: Archive,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// Reads a project: discover, parse, validate, link, check.
pub(crate) fn read(project: &Project, today: Date) -> Result<Knowledge> {
    read_with(project, today, None)
}

/// Reads a project in which one file has another text than on the disk, as an editor has it.
pub(crate) fn read_with(project: &Project, today: Date, input: Option<Input>) -> Result<Knowledge> {
    let config = project.config()?;
    let templates = project.templates(&config)?;
    let (registry, services) = (project.registry()?, project.services()?);
    let mut found = discover::discover(project, &config)?;
    if let Some(input) = input {
        found.put(input, &config);
    }
    let documents: Vec<Arc<Document>> = found
        .sources
        .into_par_iter()
        .map(|source| Arc::new(document::parse(&templates, source)))
        .collect();
    let postmortems = documents
        .par_iter()
        .filter_map(|document| postmortem::validate(&config, document))
        .collect();
    let archive = archive::link(registry, services, postmortems);
    let context = rules::Context {
        config: &config,
        templates: &templates,
        archive: &archive,
        documents: &documents,
        files: &found.files,
        today,
    };
    let diagnostics = rules::check(&context)?;
    Ok(Knowledge {
        config,
        templates,
        documents,
        files: found.files,
        archive,
        diagnostics,
    })
}

impl Knowledge {
    /// Returns the archive that an audience may see. This is the only place that decides it.
    pub(crate) fn visible(&self, audience: Confidentiality, drafts: Drafts) -> Archive {
        let is_visible = |postmortem: &&Postmortem| {
            postmortem.confidentiality <= audience
                && (drafts == Drafts::Include || postmortem.status.is_final())
        };
        let postmortems = self
            .archive
            .postmortems
            .iter()
            .filter(is_visible)
            .cloned()
            .collect();
        let (registry, services): (Registry, Services) =
            (self.archive.registry.clone(), self.archive.services.clone());
        archive::link(registry, services, postmortems)
    }
}
