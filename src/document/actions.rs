//! Action items written in the body: a table, or a list.

use crate::document::Span;
use crate::document::body::Body;

/// An action item as a row of a table or an item of a list in an Actions section.
#[derive(Clone, Debug, Default)]
pub(crate) struct WrittenAction {
    /// What was promised, as plain text.
    pub(crate) what: String,
    pub(crate) span: Span,
    pub(crate) owner: Option<String>,
    pub(crate) due: Option<String>,
    pub(crate) status: Option<String>,
    pub(crate) done_on: Option<String>,
    pub(crate) ticket: Option<String>,
    pub(crate) level: Option<String>,
    /// The factor ids of `{factor:id}` marks in the item, or of its column.
    pub(crate) addresses: Vec<String>,
}

/// Reads the action items of every section of kind `actions`.
pub(crate) fn parse(text: &str, body: &Body) -> Vec<WrittenAction> {
    let _ = (text, body);
    Vec::new()
}
