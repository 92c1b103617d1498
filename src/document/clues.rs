//! What the front matter says that the body cannot be read without.

use crate::document::{FrontMatter, Source, WrittenTime, Zone};

/// The little of a front matter that reading the body takes, so that a report can be opened again
/// without another look at its YAML.
#[derive(Clone, Debug, Default)]
pub(crate) struct Clues {
    /// Where the body begins in the text, in bytes.
    pub(crate) body: usize,
    /// Whether the title is there, so that no heading need be it.
    pub(super) has_title: bool,
    /// When it began, or was noticed.
    pub(super) started: Option<WrittenTime>,
    /// The zone of times that name none.
    pub(super) zone: Option<Zone>,
}

impl Clues {
    pub(super) fn of(front_matter: &FrontMatter, source: &Source) -> Clues {
        let text = |field| front_matter.text(field).map(|(text, _)| text);
        let default_zone = source.group.defaults.timezone.as_deref();
        Clues {
            body: front_matter.body,
            has_title: text("title").is_some(),
            started: ["started", "date", "detected"]
                .into_iter()
                .find_map(|field| WrittenTime::parse(text(field)?, None)),
            zone: text("timezone").or(default_zone).and_then(Zone::parse),
        }
    }
}
