//! What is kept of a body that is not.

use crate::document::Document;

/// Where a body leads to, which is asked of every report when one is shown, and how long its timeline
/// is and whether its action items stand in it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Kept {
    /// The targets of its links as written, in the order of the text.
    pub(crate) links: Box<[Box<str>]>,
    /// The targets of its images as written, in the order of the text.
    pub(crate) images: Box<[Box<str>]>,
    /// How many moments its timeline has.
    pub(crate) moments: usize,
    /// Whether a table or list in it has the action items.
    pub(crate) has_actions: bool,
}

impl Kept {
    pub(super) fn of(document: &Document) -> Kept {
        let (links, images) = (&document.body().links, &document.body().images);
        Kept {
            links: links.iter().map(|it| it.target.as_str().into()).collect(),
            images: images.iter().map(|it| it.target.as_str().into()).collect(),
            moments: document.moments().len(),
            has_actions: !document.actions().is_empty(),
        }
    }
}
