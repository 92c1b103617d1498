//! What the author wrote.
//!
//! [`parse`] turns a [`Source`] into a [`Document`]: the front matter as a tree and the body as
//! sections, moments, links and marks, each with the bytes it was written in. Parsing never fails
//! and says nothing about what is good or bad: that is for `rules`. Nor does it decide what the
//! report means: that is for `postmortem`.
//!
//! The body is read when somebody asks for it. Whoever looks at one report among thousands asks the
//! others for little more than their front matter. Whoever goes through thousands opens one
//! [`Filed`] report after the other.

mod actions;
mod allowance;
mod beginnings;
mod body;
mod clues;
mod columns;
mod edits;
mod filed;
mod files;
mod front_matter;
mod kept;
mod layout;
mod packed;
mod passages;
mod plain;
mod prose;
mod sections;
mod source;
mod span;
mod suggest;
#[cfg(test)]
mod tests;
mod time;
mod timeline;

use std::sync::{Arc, OnceLock};

pub(crate) use actions::WrittenAction;
pub(crate) use allowance::{Allowance, allowances};
pub(crate) use beginnings::{Beginnings, starts};
pub(crate) use body::{Body, Form as SectionForm, Mark, Section};
pub(crate) use clues::Clues;
pub(crate) use edits::{Edits, diff, edited, in_turn};
pub(crate) use filed::Filed;
pub(crate) use files::ProjectFiles;
pub(crate) use front_matter::{Field, Form, FrontMatter};
pub(crate) use kept::{Kept, Target};
pub(crate) use layout::Events;
pub(crate) use packed::{Original, Packed};
pub(crate) use passages::chapters;
pub(crate) use plain::first_paragraph;
pub(crate) use prose::{Block, BlockKind, prose};
pub(crate) use source::{Source, Unreadable};
pub(crate) use span::{Lines, Position, Span};
pub(crate) use suggest::did_you_mean;
pub(crate) use time::{WrittenTime, Zone};
pub(crate) use timeline::Moment;

use crate::template::{Template, Templates};

/// A report as written.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    /// What it was opened from.
    pub(crate) filed: Arc<Filed>,
    pub(crate) source: Source,
    /// The template of its kind, through which its headings were recognised.
    pub(crate) template: Arc<Template>,
    text: OnceLock<String>,
    front_matter: OnceLock<Arc<FrontMatter>>,
    below: OnceLock<Below>,
}

/// What stands below the front matter.
#[derive(Clone, Debug)]
struct Below {
    body: Body,
    moments: Vec<Moment>,
    actions: Vec<WrittenAction>,
}

impl Document {
    fn new(
        filed: Arc<Filed>,
        text: OnceLock<String>,
        front_matter: Option<Arc<FrontMatter>>,
    ) -> Document {
        Document {
            source: filed.source.clone(),
            template: Arc::clone(&filed.template),
            filed,
            text,
            front_matter: front_matter.map(OnceLock::from).unwrap_or_default(),
            below: OnceLock::new(),
        }
    }

    pub(crate) fn text(&self) -> &str {
        self.text.get_or_init(|| self.source.text())
    }

    pub(crate) fn path(&self) -> &str {
        &self.source.path
    }

    pub(crate) fn front_matter(&self) -> &FrontMatter {
        self.front_matter
            .get_or_init(|| Arc::new(front_matter::parse(self.text(), &self.source.group)))
    }

    pub(crate) fn body(&self) -> &Body {
        &self.below().body
    }

    /// Returns the moments of its timeline, in the order in which they are written.
    pub(crate) fn moments(&self) -> &[Moment] {
        &self.below().moments
    }

    /// Returns the action items of a table or list in its body.
    pub(crate) fn actions(&self) -> &[WrittenAction] {
        &self.below().actions
    }

    /// Returns what is worth keeping of the body when the body itself is not.
    pub(crate) fn kept(&self) -> &Kept {
        self.filed.kept_of(self)
    }

    /// Returns the events of its Markdown, or nothing where that is nested too deeply. Whoever wants
    /// them and the body as well asks for them first: then the Markdown is parsed once for both.
    pub(crate) fn events(&self) -> Option<Events<'_>> {
        let (text, clues) = (self.text(), &self.filed.clues);
        let (found, events) = layout::read_with_events(text, clues.body)?;
        self.below
            .get_or_init(|| self.below_by(body::of(found, text, clues, &self.template)));
        Some(events)
    }

    fn below(&self) -> &Below {
        self.below.get_or_init(|| {
            let body = body::parse(self.text(), &self.filed.clues, &self.template);
            self.below_by(body)
        })
    }

    fn below_by(&self, body: Body) -> Below {
        let (text, clues) = (self.text(), &self.filed.clues);
        let (source, template) = (&self.source, &self.template);
        Below {
            moments: timeline::parse(text, &body, clues, source, template),
            actions: actions::parse(template, text, &body),
            body,
        }
    }

    /// Returns everything in the body that may be a mark, for those who need not read it to know
    /// that there is none which is new to them.
    pub(crate) fn possible_marks(&self) -> impl Iterator<Item = Mark> {
        body::possible_marks(self.text(), self.filed.clues.body)
    }

    /// Returns the first section that the template knows under an id.
    pub(crate) fn section(&self, id: &str) -> Option<&Section> {
        self.body()
            .sections
            .iter()
            .find(|section| section.id.as_deref() == Some(id))
    }
}

/// Reads the front matter of a source, and the rest when it is asked for. Never fails: what cannot be
/// understood is kept as it is.
pub(crate) fn parse(templates: &Templates, source: Source) -> Document {
    let text = source.text();
    let front_matter = Arc::new(front_matter::parse(&text, &source.group));
    let template = templates.for_kind(kind(&front_matter, &source), &source.group);
    let filed = Filed::new(source, template, Arc::clone(&front_matter));
    Document::new(Arc::new(filed), text.into(), Some(front_matter))
}

fn kind<'a>(front_matter: &'a FrontMatter, source: &'a Source) -> &'a str {
    front_matter
        .text("kind")
        .map(|(kind, _)| kind)
        .or(source.group.defaults.kind.as_deref())
        .unwrap_or("incident")
}
