//! From what is written to what it means.

use std::sync::Arc;

use crate::config::Config;
use crate::document::Document;
use crate::postmortem::Postmortem;

/// Returns the report that a document is, or nothing where the file cannot be read as one.
pub(crate) fn validate(config: &Config, document: &Arc<Document>) -> Option<Postmortem> {
    let _ = (config, document);
    None
}
