//! The rules: one folder for each area, one file for each rule, one table, one runner.
//!
//! A rule reads a [`Document`] as written, or the [`Archive`] where something only shows across
//! reports, and returns findings. The runner adds the rule's name and its level, which depends on
//! the configuration, on the status of the report and on how sure the rule is.

mod structure;

use crate::archive::Archive;
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Fix, Level};
use crate::document::{Block, Document, Span};

/// What a rule looks for, and how.
#[derive(Debug)]
pub(crate) struct Rule {
    /// `area/fault` in kebab-case.
    pub(crate) name: &'static str,
    /// The level in a published report.
    pub(crate) level: Option<Level>,
    /// The level in a draft or a report in review, where it is another.
    pub(crate) draft: Option<Level>,
    /// The fault in one phrase, lower case.
    pub(crate) summary: &'static str,
    /// What a reader loses, for an author at the end of a hard week.
    pub(crate) why: &'static str,
    /// Where the reason comes from.
    pub(crate) source: &'static str,
    /// A debriefing question, where the rule touches people.
    pub(crate) question: Option<&'static str>,
    /// Whether it cannot be switched off or lowered.
    pub(crate) always: bool,
    /// The smallest documents that it flags and leaves alone.
    pub(crate) bad: &'static str,
    pub(crate) good: &'static str,
    pub(crate) check: Check,
}

/// How a rule looks.
#[derive(Debug)]
pub(crate) enum Check {
    /// At one report as written.
    Document(fn(&Context, &Document) -> Vec<Finding>),
    /// At all of them; each finding says in which report it stands.
    Archive(fn(&Context) -> Vec<(usize, Finding)>),
}

/// What a rule may look at besides the report in hand.
#[derive(Debug)]
pub(crate) struct Context<'a> {
    pub(crate) config: &'a Config,
    pub(crate) archive: &'a Archive,
    /// Every report as written; an index into this is what an archive rule returns.
    pub(crate) documents: &'a [std::sync::Arc<Document>],
    pub(crate) today: jiff::civil::Date,
}

/// What a rule noticed. The runner turns it into a [`Diagnostic`].
#[derive(Clone, Debug, Default)]
pub(crate) struct Finding {
    pub(crate) span: Span,
    pub(crate) message: String,
    pub(crate) help: Option<String>,
    /// Instead of the rule's own question.
    pub(crate) question: Option<String>,
    pub(crate) labels: Vec<(Span, String)>,
    pub(crate) fix: Option<Fix>,
    /// Instead of the rule's own level, where this one weighs less.
    pub(crate) at_most: Option<Level>,
    /// What it is about, if the words under the span do not say it.
    pub(crate) key: Option<String>,
}

/// Every rule, by area and name.
pub(crate) fn all() -> &'static [&'static Rule] {
    &[]
}

/// Runs every rule over every report. Sorted by path and place.
pub(crate) fn check(context: &Context) -> Vec<Diagnostic> {
    let _ = context;
    Vec::new()
}
