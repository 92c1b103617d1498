//! The stages, joined.

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::Result;
use jiff::civil::Date;
use rayon::prelude::*;

use crate::archive::{self, Archive, Registry, Services};
use crate::config::{Confidentiality, Config};
use crate::diagnostic::{Diagnostic, Level};
use crate::document::{self, Document, ProjectFiles};
use crate::postmortem::{self, Postmortem};
use crate::rules;
use crate::site::{Drafts, Inputs, RuleText, Site, Theme};
use crate::template::Templates;
use crate::world::companions::Shown;
use crate::world::discover::{self, Input};
use crate::world::project::Project;
use crate::world::settings::Settings;

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
    let mut knowledge = understand(project, input)?;
    let context = rules::Context {
        config: &knowledge.config,
        templates: &knowledge.templates,
        archive: &knowledge.archive,
        documents: &knowledge.documents,
        files: &knowledge.files,
        today,
    };
    knowledge.diagnostics = rules::check(&context)?;
    Ok(knowledge)
}

/// Reads a project without a check, for commands that show no findings: discover, parse, validate,
/// link.
pub(crate) fn understand(project: &Project, input: Option<Input>) -> Result<Knowledge> {
    let Settings {
        config,
        templates,
        registry,
        services,
    } = project.settings()?;
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
    Ok(Knowledge {
        archive: archive::link(registry, services, postmortems),
        config,
        templates,
        documents,
        files: found.files,
        diagnostics: Vec::new(),
    })
}

/// Who a site is for, and where it will live.
#[derive(Clone, Debug)]
pub(crate) struct Edition {
    pub(crate) audience: Confidentiality,
    pub(crate) drafts: Drafts,
    pub(crate) base_url: Option<String>,
    pub(crate) today: Date,
}

/// Everything that the site of an edition is made from.
#[derive(Debug)]
pub(crate) struct Materials {
    pub(crate) knowledge: Knowledge,
    pub(crate) edition: Edition,
    /// What the audience may see, and nothing else.
    pub(crate) archive: Archive,
    pub(crate) theme: Theme,
    culture: Option<String>,
    pub(crate) shown: Shown,
    rules: Vec<RuleText<'static>>,
}

/// Gathers what the site of an edition is made from.
pub(crate) fn gather(
    project: &Project,
    knowledge: Knowledge,
    edition: Edition,
) -> Result<Materials> {
    let archive = knowledge.visible(edition.audience, edition.drafts);
    Ok(Materials {
        theme: project.theme(&knowledge.files)?,
        culture: project.culture(&knowledge.config, &knowledge.files)?,
        shown: project.shown(&archive, &knowledge.files),
        archive,
        knowledge,
        edition,
        rules: rules::all().iter().map(|rule| rule_text(rule)).collect(),
    })
}

/// Says of a rule what its page says.
fn rule_text(rule: &'static rules::Rule) -> RuleText<'static> {
    let name = |level| match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Hint => "hint",
    };
    RuleText {
        name: rule.name,
        level: rule.level.map(name),
        draft: rule.draft.map(name),
        summary: rule.summary,
        why: rule.why,
        source: rule.source,
        question: rule.question,
        always: rule.always,
        bad: rule.bad,
        good: rule.good,
    }
}

impl Materials {
    /// Plans the site.
    pub(crate) fn site(&self) -> Site<'_> {
        Site::plan(Inputs {
            config: &self.knowledge.config,
            archive: &self.archive,
            templates: &self.knowledge.templates,
            theme: &self.theme,
            today: self.edition.today,
            audience: self.edition.audience,
            base_url: self.edition.base_url.as_deref(),
            diagnostics: &self.knowledge.diagnostics,
            culture: self.culture.as_deref(),
            assets: &self.shown.assets,
            rules: &self.rules,
        })
    }
}

impl Knowledge {
    /// Returns the text of every report, by path.
    pub(crate) fn texts(&self) -> BTreeMap<&str, &str> {
        let documents = self.documents.iter();
        documents.map(|it| (it.path(), it.text())).collect()
    }

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
