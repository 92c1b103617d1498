//! What is kept of a body that is not.

use crate::document::Below;

/// Where a body leads to, which is asked of every report when one is shown, and how long its timeline
/// is.
#[derive(Clone, Debug, Default)]
pub(crate) struct Kept {
    /// The targets of its links as written, in the order of the text.
    pub(crate) links: Box<[Box<str>]>,
    /// The targets of its images as written, in the order of the text.
    pub(crate) images: Box<[Box<str>]>,
    /// How many moments its timeline has.
    pub(crate) moments: usize,
}

impl Kept {
    pub(super) fn of(below: &Below) -> Kept {
        let (links, images) = (below.body.links.iter(), below.body.images.iter());
        Kept {
            links: links.map(|it| it.target.as_str().into()).collect(),
            images: images.map(|it| it.target.as_str().into()).collect(),
            moments: below.moments.len(),
        }
    }
}
