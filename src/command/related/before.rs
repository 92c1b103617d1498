//! What came before, what was promised then, and which of it is still open.

use jiff::civil::Date;
use serde::Serialize;

use crate::archive::{Archive, Index, Promise, Reason, Related, factor_ids, is_before};
use crate::command::actions::Promised;
use crate::postmortem::Postmortem;

/// What the question is about.
#[derive(Debug)]
pub(super) enum Subject<'a> {
    /// A report of the archive.
    Report(Index),
    /// A report that this audience may not see, and that only asks.
    Hidden(&'a Postmortem),
    Text(&'a str),
}

/// The answer.
#[derive(Debug, Serialize)]
pub(super) struct Before<'a> {
    /// The factors that the report names or the text speaks of.
    pub(super) factors: Vec<Known<'a>>,
    /// Best first.
    pub(super) reports: Vec<Alike<'a>>,
}

/// A factor, and what is known of it.
#[derive(Debug, Serialize)]
pub(super) struct Known<'a> {
    pub(super) id: String,
    pub(super) title: &'a str,
    /// How many other reports name it.
    pub(super) reports: usize,
    pub(super) last_seen: Option<Date>,
    /// How it came back the last time that this was worst, in words.
    pub(super) came_back: Option<String>,
    pub(super) open_action_items: Vec<Promised<'a>>,
}

/// A report that tells of something alike.
#[derive(Debug, Serialize)]
pub(super) struct Alike<'a> {
    pub(super) slug: &'a str,
    pub(super) title: &'a str,
    pub(super) path: &'a str,
    pub(super) date: Option<Date>,
    pub(super) is_near_miss: bool,
    /// Whether it is known to be of a later day than the report that asks.
    pub(super) is_later: bool,
    pub(super) reasons: Vec<Reason>,
    /// Those that address a factor in question first, then those that are open.
    pub(super) promised: Vec<Promised<'a>>,
}

impl<'a> Before<'a> {
    pub(super) fn of(archive: &'a Archive, subject: &Subject, today: Date) -> Before<'a> {
        let (factors, related) = match subject {
            Subject::Report(index) => (archive.factor_ids(*index), archive.related(*index)),
            Subject::Hidden(report) => {
                let factors = factor_ids(&archive.registry, report);
                let document = report.document.open();
                let body = document.body().span.of(document.text());
                let text = format!("{}\n{body}", report.title);
                let related = archive.related_to(&text, &factors, &report.services);
                (factors, related)
            }
            Subject::Text(text) => {
                let factors = archive.finder.find_in_text(text);
                let factors: Vec<String> = factors.into_iter().map(str::to_owned).collect();
                let related = archive.related_to(text, &factors, &[]);
                (factors, related)
            }
        };
        let asking = match subject {
            Subject::Report(index) => Some(*index),
            Subject::Hidden(_) | Subject::Text(_) => None,
        };
        let is_later = |index: Index| {
            let asking = match subject {
                Subject::Report(asking) => Some(archive.get(*asking)),
                Subject::Hidden(report) => Some(*report),
                Subject::Text(_) => None,
            };
            asking.is_some_and(|asking| is_before(asking, archive.get(index)))
        };
        Before {
            reports: related
                .into_iter()
                .map(|related| Alike {
                    is_later: is_later(related.report),
                    ..alike(archive, related, &factors, today)
                })
                .collect(),
            factors: factors
                .into_iter()
                .filter_map(|id| known(archive, id, asking, today))
                .collect(),
        }
    }
}

fn known<'a>(
    archive: &'a Archive,
    id: String,
    asking: Option<Index>,
    today: Date,
) -> Option<Known<'a>> {
    let entry = archive.factors.entries.get(&id)?;
    let others = entry.others(&archive.postmortems, asking.unwrap_or(Index::MAX));
    let headline = archive.headline(&id);
    let open = archive
        .promises
        .addressing(&id)
        .filter(|promise| promise.action(&archive.postmortems).is_open());
    Some(Known {
        title: &entry.title,
        reports: others.count,
        last_seen: others.last,
        came_back: headline.map(|(_, standing)| archive.standing_in_words(standing)),
        open_action_items: open
            .map(|promise| Promised::of(archive, promise, today))
            .collect(),
        id,
    })
}

fn alike<'a>(archive: &'a Archive, related: Related, factors: &[String], today: Date) -> Alike<'a> {
    let report = archive.get(related.report);
    let of_report = archive.promises.of(related.report);
    let mut promises: Vec<&Promise> = of_report.iter().collect();
    promises.sort_by_key(|promise| {
        let addresses = promise.addresses.iter().any(|id| factors.contains(id));
        let is_open = promise.action(&archive.postmortems).is_open();
        (!addresses, !is_open)
    });
    Alike {
        slug: report.slug.as_str(),
        title: &report.title,
        path: report.path(),
        date: report.date,
        is_near_miss: report.is_near_miss(),
        is_later: false,
        reasons: related.reasons,
        promised: promises
            .into_iter()
            .map(|promise| Promised::of(archive, promise, today))
            .collect(),
    }
}
