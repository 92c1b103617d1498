//! The timeline of a report, in each of the six shapes in which people write one.

use crate::document::body::Body;
use crate::document::{FrontMatter, Source, Span, WrittenTime};

/// One entry of a timeline.
#[derive(Clone, Debug)]
pub(crate) struct Moment {
    /// When, if it could be read; `14:??` and `--:--` leave it open.
    pub(crate) time: Option<WrittenTime>,
    /// The time as written, such as `12:19`, `~14:05`, `14:??`; empty where none was written.
    pub(crate) written: String,
    /// Where the time was written.
    pub(crate) time_span: Span,
    /// What was seen or done, as Markdown source.
    pub(crate) text: String,
    pub(crate) span: Span,
    /// The role that acted, where a column says so.
    pub(crate) role: Option<String>,
    /// `start`, `detection`, `mitigation`, `end` and the like, where a column or a marker says so.
    pub(crate) mark: Option<String>,
}

/// Reads the moments of every timeline section, in the order in which they are written.
pub(crate) fn parse(
    text: &str,
    body: &Body,
    front_matter: &FrontMatter,
    source: &Source,
) -> Vec<Moment> {
    let _ = (text, body, front_matter, source);
    Vec::new()
}
