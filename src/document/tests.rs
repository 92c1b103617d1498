//! Reading whole documents, invented ones and those of public repositories.

use std::sync::Arc;

use crate::config::SourceGroup;
use crate::document::{self, Document, Source};
use crate::template::Templates;

/// A text read as an incident.
pub(crate) fn document(text: &str) -> Document {
    document_at("postmortems/x.md", text)
}

/// A text read as an incident that is kept at a path.
pub(crate) fn document_at(path: &str, text: &str) -> Document {
    let source = Source {
        path: path.into(),
        group: Arc::new(SourceGroup::default()),
        content: Ok(text.into()),
    };
    document::parse(&Templates::built_in(), source)
}
