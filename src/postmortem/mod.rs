//! What a report means.
//!
//! [`validate`] decides: out comes a [`Postmortem`] in which nothing that every page needs is
//! missing, or nothing, and then a rule has said why. What an author may leave open is an
//! `Option` here, and a page says that it is unknown.

mod action_item;
mod breach;
mod slug;
mod validate;

use std::sync::{Arc, OnceLock};

use jiff::civil::Date;

pub(crate) use action_item::{ActionItem, ActionStatus, Due};
pub(crate) use breach::{Breach, Decision};
pub(crate) use slug::{Slug, humanize, slugify};
pub(crate) use validate::validate;

use crate::config::Confidentiality;
use crate::document::{Document, Filed, Span, WrittenTime, first_paragraph};

/// One report.
#[derive(Clone, Debug)]
pub(crate) struct Postmortem {
    /// What it was read from.
    pub(crate) document: Arc<Filed>,
    pub(crate) slug: Slug,
    /// Slugs that it had before.
    pub(crate) aliases: Vec<Slug>,
    pub(crate) title: String,
    /// Where the title is written; nothing where the file's name stands in.
    pub(crate) title_span: Option<Span>,
    /// The name of its template.
    pub(crate) kind: String,
    pub(crate) status: Status,
    pub(crate) confidentiality: Confidentiality,
    /// The organisation's own scale; a near miss needs none.
    pub(crate) severity: Option<String>,
    /// What a near miss might have been.
    pub(crate) potential_severity: Option<String>,
    /// The day that it is filed under: of the start, else of the detection, the first moment, the
    /// file's name or the publication. Unknown where none of them says it.
    pub(crate) date: Option<Date>,
    pub(crate) started: Option<WrittenTime>,
    pub(crate) detected: Option<WrittenTime>,
    pub(crate) mitigated: Option<WrittenTime>,
    pub(crate) resolved: Option<WrittenTime>,
    pub(crate) reviewed_on: Option<Date>,
    pub(crate) published_on: Option<Date>,
    /// `alert`, `customer`, `staff-report`, `self-report` and so on.
    pub(crate) detected_by: Option<String>,
    /// How it was reported: `self`, `colleague`, `system`. Never by whom.
    pub(crate) reported_via: Option<String>,
    /// What caught a near miss.
    pub(crate) caught_by: Option<String>,
    pub(crate) services: Vec<String>,
    pub(crate) teams: Vec<String>,
    pub(crate) tags: Vec<String>,
    pub(crate) participants: Vec<String>,
    /// A number, a range, `unknown` or `none`, as written.
    pub(crate) impact_users: Option<String>,
    pub(crate) impact_note: Option<String>,
    /// The factors it names, in the order of the front matter, then of the text; each once.
    pub(crate) factors: Box<[FactorReference]>,
    pub(crate) action_items: Box<[ActionItem]>,
    /// The reports it names, as written.
    pub(crate) related: Vec<Reference>,
    /// The report that replaces it.
    pub(crate) superseded_by: Option<Reference>,
    /// What the front matter says, or else the body once somebody has asked.
    summary: OnceLock<String>,
    /// The facts of a data breach: many, and few reports have them.
    pub(crate) breach: Option<Box<Breach>>,
    /// Where an external report was published.
    pub(crate) source_url: Option<String>,
    pub(crate) source_archive: Option<String>,
}

/// How far a report has come. Requirements grow with it.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize, serde::Serialize,
)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Status {
    Draft,
    InReview,
    Published,
    Superseded,
}

/// A factor as a report names it; the archive resolves it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct FactorReference {
    /// An id or an alias.
    pub(crate) written: String,
    pub(crate) span: Span,
    /// What the report adds about it.
    pub(crate) note: Option<String>,
    pub(crate) named: Named,
}

/// Where a factor is named. Both count in figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Named {
    /// In the front matter.
    Declared,
    /// As `{factor:id}` in the text.
    Marked,
}

/// Another report as a report names it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Reference {
    pub(crate) written: String,
    pub(crate) span: Span,
    /// `follow-up`, `repeat` and the like, where the author says it.
    pub(crate) how: Option<String>,
}

impl Status {
    /// Says whether everything that a published report needs has to be there.
    pub(crate) fn is_final(self) -> bool {
        matches!(self, Status::Published | Status::Superseded)
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Status::Draft => "draft",
            Status::InReview => "in-review",
            Status::Published => "published",
            Status::Superseded => "superseded",
        }
    }

    pub(crate) const NAMES: [&'static str; 4] = ["draft", "in-review", "published", "superseded"];

    pub(crate) fn parse(text: &str) -> Option<Status> {
        match text {
            "draft" => Some(Status::Draft),
            "in-review" => Some(Status::InReview),
            "published" => Some(Status::Published),
            "superseded" => Some(Status::Superseded),
            _ => None,
        }
    }
}

impl Postmortem {
    pub(crate) fn path(&self) -> &str {
        self.document.path()
    }

    /// Returns the summary, or its first paragraph where the body has it, as plain text; empty where
    /// there is none. Where no section is one, the body begins with it.
    pub(crate) fn summary(&self) -> &str {
        self.summary.get_or_init(|| summary(&self.document.open()))
    }

    /// Reads the summary from a copy of its document that has read its body anyway.
    pub(crate) fn read_summary(&self, document: &Document) {
        self.summary.get_or_init(|| summary(document));
    }

    /// Takes the summary from where it was read before.
    pub(crate) fn recall_summary(&self, summary: String) {
        self.summary.get_or_init(|| summary);
    }

    /// Says whether it tells of something that somebody noticed before it hurt.
    pub(crate) fn is_near_miss(&self) -> bool {
        self.kind == "near-miss"
    }

    /// Says whether the people concerned told of it themselves.
    pub(crate) fn is_self_report(&self) -> bool {
        self.reported_via.as_deref() == Some("self")
            || self.detected_by.as_deref() == Some("self-report")
    }

    /// Returns the minutes from the start to another time, where both are known to the minute.
    pub(crate) fn minutes_until(&self, time: Option<&WrittenTime>) -> Option<i64> {
        self.minutes_since_start()?(time?)
    }

    /// Returns what does the same for many times, where the start is known to the minute: which
    /// instant it was is worked out once.
    pub(crate) fn minutes_since_start(&self) -> Option<impl Fn(&WrittenTime) -> Option<i64>> {
        let start = self.started.as_ref()?.timestamp()?.as_second();
        Some(move |time: &WrittenTime| {
            let minutes = (time.timestamp()?.as_second() - start) / 60;
            (minutes >= 0).then_some(minutes)
        })
    }
}

fn summary(document: &Document) -> String {
    let body = document.body();
    let span = match document.section("summary") {
        Some(section) => section.content,
        None => match body.sections.first() {
            Some(first) if first.span.start > body.span.start => {
                Span::new(body.span.start, first.span.start)
            }
            Some(first) if first.id.is_none() => first.content,
            _ => body.span,
        },
    };
    first_paragraph(span.of(document.text()))
}
