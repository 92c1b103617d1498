//! What is kept of a body that is not.

use serde::{Deserialize, Serialize};

use crate::document::body::{Image, Link};
use crate::document::{Document, Span};

/// Where a body leads to, which is asked of every report when one is shown, and how long its timeline
/// is and whether its action items stand in it.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
pub(crate) struct Kept {
    /// Its links, in the order of the text.
    pub(crate) links: Box<[Target]>,
    /// Its images, in the order of the text.
    pub(crate) images: Box<[Target]>,
    /// How many moments its timeline has.
    pub(crate) moments: usize,
    /// Whether a table or list in it has the action items.
    pub(crate) has_actions: bool,
}

/// Where a link or an image leads to.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub(crate) struct Target {
    /// As written.
    pub(crate) target: Box<str>,
    /// The whole link, in bytes. No report has as many as these can count.
    start: u32,
    end: u32,
}

impl Target {
    fn new(target: &str, span: Span) -> Target {
        let offset = |at| u32::try_from(at).expect("a report has at most 8 MiB");
        Target {
            target: target.into(),
            start: offset(span.start),
            end: offset(span.end),
        }
    }

    /// Returns the place of the whole link.
    pub(crate) fn span(&self) -> Span {
        Span::new(self.start as usize, self.end as usize)
    }
}

impl Kept {
    pub(super) fn of(document: &Document) -> Kept {
        let (links, images) = (&document.body().links, &document.body().images);
        Kept {
            links: links.iter().map(link).collect(),
            images: images.iter().map(image).collect(),
            moments: document.moments().len(),
            has_actions: !document.actions().is_empty(),
        }
    }
}

fn link(link: &Link) -> Target {
    Target::new(&link.target, link.span)
}

fn image(image: &Image) -> Target {
    Target::new(&image.target, image.span)
}
