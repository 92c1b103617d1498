//! What rules may look at besides the report in hand.
//!
//! What a rule finds with a [`Context`] hangs on the text of the report and on the settings, and on
//! nothing that another report says: as long as these are the same, so are its findings. Rules that
//! compare reports are given what is [`Across`] them, and have to look again whenever one changes.

use std::sync::Arc;

use crate::archive::{self, Archive, Registry};
use crate::config::Config;
use crate::document::{Document, Filed, ProjectFiles};
use crate::postmortem::{Postmortem, Status};
use crate::template::Templates;

/// What a rule may look at besides the report in hand, if it compares no reports.
#[derive(Debug)]
pub(crate) struct Context<'a> {
    pub(crate) config: &'a Config,
    pub(crate) templates: &'a Templates,
    pub(crate) registry: &'a Registry,
    pub(crate) today: jiff::civil::Date,
    /// Only for what the report in hand means.
    archive: &'a Archive,
}

/// What a rule may look at that compares reports.
#[derive(Debug)]
pub(crate) struct Across<'a> {
    pub(crate) context: Context<'a>,
    pub(crate) archive: &'a Archive,
    /// Every report as written, by path; an index into this is what an archive rule returns.
    pub(crate) documents: &'a [Arc<Filed>],
    /// Every file below the root, for links and images.
    pub(crate) files: &'a ProjectFiles,
}

impl<'a> Context<'a> {
    pub(crate) fn new(
        config: &'a Config,
        templates: &'a Templates,
        archive: &'a Archive,
        today: jiff::civil::Date,
    ) -> Context<'a> {
        Context {
            config,
            templates,
            registry: &archive.registry,
            today,
            archive,
        }
    }

    /// Returns what the report in hand means, unless it cannot be read as a report.
    pub(crate) fn postmortem(&self, document: &Document) -> Option<&'a Postmortem> {
        at_path(self.archive, document.path())
    }

    /// Returns the ids of the factors that a report names.
    pub(crate) fn factor_ids(&self, postmortem: &Postmortem) -> Vec<String> {
        archive::factor_ids(self.registry, postmortem)
    }

    /// Returns how far a report has come. What cannot be read as a report is not a draft.
    pub(crate) fn status(&self, document: &Document) -> Status {
        self.postmortem(document)
            .map_or(Status::Published, |postmortem| postmortem.status)
    }

    /// Returns what a field says, as a condition of a template asks for it: written, or given by the
    /// source.
    pub(crate) fn value<'b>(&self, document: &'b Document, field: &str) -> Option<&'b str>
    where
        'a: 'b,
    {
        let postmortem = self.postmortem(document);
        match field {
            "kind" => Some(&document.template.name),
            "status" => Some(self.status(document).name()),
            "severity" => postmortem.and_then(|it| it.severity.as_deref()),
            _ => document.front_matter().text(field).map(|(text, _)| text),
        }
    }

    /// Says whether a report is of one of the two worst severities of the organisation's scale.
    pub(crate) fn is_grave(&self, document: &Document) -> bool {
        let severity = self.value(document, "severity");
        let worst = self.config.severities.iter().take(2);
        worst
            .map(|it| it.id.as_str())
            .any(|id| Some(id) == severity)
    }
}

impl<'a> Across<'a> {
    /// Returns the document at a path below the root.
    pub(crate) fn document(&self, path: &str) -> Option<&'a Arc<Filed>> {
        let at = self.documents.binary_search_by(|it| it.path().cmp(path));
        at.ok().map(|at| &self.documents[at])
    }

    /// Returns what the file at a path means, unless it cannot be read as a report.
    pub(crate) fn at_path(&self, path: &str) -> Option<&'a Postmortem> {
        at_path(self.archive, path)
    }

    /// Returns the document of a postmortem, as an index into `documents`.
    pub(crate) fn index_of(&self, postmortem: &Postmortem) -> usize {
        self.documents
            .binary_search_by(|document| document.path().cmp(postmortem.path()))
            .expect("every postmortem comes from one of the documents, which are sorted by path")
    }
}

fn at_path<'a>(archive: &'a Archive, path: &str) -> Option<&'a Postmortem> {
    let index = archive.references.at_path(path)?;
    Some(archive.get(index))
}
