//! A finding with its rule, level and place, ready to be shown; one file for each output format.
//!
//! This room knows how findings look and nothing of what makes one.

mod fingerprint;

use std::sync::Arc;

pub(crate) use fingerprint::fingerprint;

use crate::document::Span;

/// How much a finding weighs. Only an error fails a build.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Level {
    Hint,
    Warning,
    Error,
}

/// A finding of a rule in a file.
#[derive(Clone, Debug)]
pub(crate) struct Diagnostic {
    /// The rule's name, `area/fault`.
    pub(crate) rule: &'static str,
    pub(crate) level: Level,
    /// The file's path below the root.
    pub(crate) path: Arc<str>,
    pub(crate) span: Span,
    /// A lower-case phrase without a full stop.
    pub(crate) message: String,
    /// What to do about it.
    pub(crate) help: Option<String>,
    /// A question that a good facilitator would ask.
    pub(crate) question: Option<String>,
    /// Further places that bear on it, in the same file, each with a word on why.
    pub(crate) labels: Vec<(Span, String)>,
    /// A change that would mend it.
    pub(crate) fix: Option<Fix>,
    /// What the finding is about, without its place: it stays the same when text moves.
    pub(crate) key: String,
    /// The identity of the finding across edits, as hexadecimal digits.
    pub(crate) fingerprint: String,
}

/// A change of one file that mends a finding.
#[derive(Clone, Debug)]
pub(crate) struct Fix {
    pub(crate) title: String,
    pub(crate) safe: bool,
    /// Replacements that do not overlap, in order.
    pub(crate) edits: Vec<(Span, String)>,
}
