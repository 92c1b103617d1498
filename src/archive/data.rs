//! What is known of each report and factor, as data for scripts: the contract of `export` and of
//! the site's JSON files, described by `docs/schemas/export.schema.json`.
//!
//! Times are RFC 3339 where the zone is known, `2025-03-31T12:06` where it is not, and a day alone
//! where the time is not. What is unknown is `null`; what there is none of is an empty list.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write;

use jiff::civil::Date;
use jiff::tz::Offset;
use serde::Serialize;

use crate::archive::matrix::{self, MetWith};
use crate::archive::{
    Answer, Archive, FactorEntry, Gaps, Index, Occurrence, Reach, Standing, State, Stood, factors,
};
use crate::config::Confidentiality;
use crate::document::{Document, WrittenTime};
use crate::postmortem::{ActionItem, ActionStatus, Status};

/// Raised when a key goes or changes its meaning, not when one is added.
pub(crate) const VERSION: u32 = 1;

/// Everything that was understood.
#[derive(Debug, Serialize)]
pub(crate) struct Export<'a> {
    /// [`VERSION`]
    pub(crate) version: u32,
    /// Newest first.
    pub(crate) postmortems: Vec<PostmortemData<'a>>,
    /// By id.
    pub(crate) factors: Vec<FactorData<'a>>,
}

#[derive(Debug, Serialize)]
pub(crate) struct PostmortemData<'a> {
    slug: &'a str,
    title: &'a str,
    kind: &'a str,
    status: Status,
    severity: Option<&'a str>,
    potential_severity: Option<&'a str>,
    confidentiality: Confidentiality,
    path: &'a str,
    date: Option<Date>,
    started: Option<String>,
    detected: Option<String>,
    mitigated: Option<String>,
    resolved: Option<String>,
    detected_by: Option<&'a str>,
    summary: &'a str,
    sections: Vec<SectionData<'a>>,
    moments: Vec<MomentData<'a>>,
    /// Ids of the registry; names as slugs where there is none.
    contributing_factors: Vec<String>,
    services: &'a [String],
    teams: &'a [String],
    tags: &'a [String],
    action_items: Vec<ActionItemData<'a>>,
    /// Slugs of the reports that this one points to.
    links: Vec<&'a str>,
    /// Slugs of the reports that point to this one.
    backlinks: Vec<&'a str>,
}

#[derive(Debug, Serialize)]
struct SectionData<'a> {
    /// The section of the template, if the heading names one.
    id: Option<&'a str>,
    heading: &'a str,
}

#[derive(Debug, Serialize)]
struct MomentData<'a> {
    time: Option<String>,
    /// The time as it was written.
    written: &'a str,
    text: Cow<'a, str>,
}

#[derive(Debug, Serialize)]
pub(crate) struct ActionItemData<'a> {
    what: &'a str,
    owner: Option<&'a str>,
    /// As written: a day, a month or a quarter.
    due: Option<&'a str>,
    status: ActionStatus,
    done_on: Option<Date>,
    addresses: Vec<String>,
    level: Option<&'a str>,
    ticket: Option<&'a str>,
}

#[derive(Debug, Serialize)]
pub(crate) struct FactorData<'a> {
    id: &'a str,
    title: &'a str,
    level: Option<&'a str>,
    group: Option<&'a str>,
    /// Slugs, newest first.
    postmortems: Vec<&'a str>,
    /// In how many of its reports each service was affected; those of other organisations apart.
    services: BTreeMap<&'a str, usize>,
    /// In how many of its reports each team took part.
    teams: BTreeMap<&'a str, usize>,
    /// In how many of its reports a factor of each level was met, its own among them.
    levels: BTreeMap<&'a str, usize>,
    /// The factors that it was met with in three reports or more, furthest from chance first.
    met_with: &'a [MetWith],
    /// Each report of this organisation that names it, oldest first.
    recurrence: Vec<OccurrenceData<'a>>,
    /// Between those reports; null where fewer than two days are known.
    gaps: Option<Gaps>,
}

/// A report on the time line of a factor.
#[derive(Debug, Serialize)]
struct OccurrenceData<'a> {
    postmortem: &'a str,
    date: Option<Date>,
    near_miss: bool,
    days_since_the_one_before: Option<i32>,
    state: State,
    reach: Reach,
    /// The action items that make the state so.
    action_items: Vec<AnswerData<'a>>,
}

/// An action item against a factor that was met again.
#[derive(Debug, Serialize)]
struct AnswerData<'a> {
    /// The report that promised it.
    postmortem: &'a str,
    what: &'a str,
    /// The days from when it was done until the factor was met again.
    held: Option<i32>,
}

/// Returns everything that an archive holds, of whose reports these are the documents.
pub(crate) fn export<'a>(archive: &'a Archive, documents: &'a [Document]) -> Export<'a> {
    Export {
        version: VERSION,
        postmortems: documents
            .iter()
            .enumerate()
            .map(|(index, document)| postmortem(archive, index, document, Cow::Borrowed))
            .collect(),
        factors: archive
            .factors
            .entries
            .values()
            .map(|entry| factor(archive, entry))
            .collect(),
    }
}

/// Returns what is known of a report, of which `document` is the document or a copy of it; `said`
/// makes of the Markdown of a moment what is given away of it.
pub(crate) fn postmortem<'a>(
    archive: &'a Archive,
    index: Index,
    document: &'a Document,
    said: fn(&'a str) -> Cow<'a, str>,
) -> PostmortemData<'a> {
    let postmortem = archive.get(index);
    let slugs = |indices: &[Index]| {
        indices
            .iter()
            .map(|&to| archive.get(to).slug.as_str())
            .collect()
    };
    PostmortemData {
        slug: postmortem.slug.as_str(),
        title: &postmortem.title,
        kind: &postmortem.kind,
        status: postmortem.status,
        severity: postmortem.severity.as_deref(),
        potential_severity: postmortem.potential_severity.as_deref(),
        confidentiality: postmortem.confidentiality,
        path: postmortem.path(),
        date: postmortem.date,
        started: postmortem.started.as_ref().map(time),
        detected: postmortem.detected.as_ref().map(time),
        mitigated: postmortem.mitigated.as_ref().map(time),
        resolved: postmortem.resolved.as_ref().map(time),
        detected_by: postmortem.detected_by.as_deref(),
        summary: postmortem.summary(),
        sections: document
            .body()
            .sections
            .iter()
            .map(|section| SectionData {
                id: section.id.as_deref(),
                heading: &section.heading,
            })
            .collect(),
        moments: document
            .moments()
            .iter()
            .map(|moment| MomentData {
                time: moment.time.as_ref().map(time),
                written: &moment.written,
                text: said(&moment.text),
            })
            .collect(),
        contributing_factors: factors::ids(&archive.registry, postmortem),
        services: &postmortem.services,
        teams: &postmortem.teams,
        tags: &postmortem.tags,
        action_items: postmortem
            .action_items
            .iter()
            .map(|item| action_item(archive, item))
            .collect(),
        links: slugs(archive.links(index)),
        backlinks: slugs(archive.backlinks(index)),
    }
}

/// Returns what is known of an action item.
pub(crate) fn action_item<'a>(archive: &Archive, item: &'a ActionItem) -> ActionItemData<'a> {
    let id = |written: &String| {
        archive
            .registry
            .resolve(written)
            .map_or_else(|| written.clone(), |it| it.id.clone())
    };
    ActionItemData {
        what: &item.what,
        owner: item.owner.as_deref(),
        due: item.due.as_ref().map(|due| due.written.as_str()),
        status: item.status,
        done_on: item.done_on,
        addresses: item
            .addresses
            .iter()
            .map(|(written, _)| id(written))
            .collect(),
        level: item.level.as_deref(),
        ticket: item.ticket.as_deref(),
    }
}

/// Returns what is known of a factor.
pub(crate) fn factor<'a>(archive: &'a Archive, entry: &'a FactorEntry) -> FactorData<'a> {
    let recurrence = archive.recurrence(&entry.id);
    FactorData {
        id: &entry.id,
        title: &entry.title,
        level: entry.level.as_deref(),
        group: entry.group.as_deref(),
        postmortems: entry
            .postmortems
            .iter()
            .map(|&index| archive.get(index).slug.as_str())
            .collect(),
        services: recurrence
            .into_iter()
            .flat_map(|recurrence| &recurrence.time_line.services)
            .map(|(service, count)| (service.as_str(), *count))
            .collect(),
        teams: recurrence
            .into_iter()
            .flat_map(|recurrence| &recurrence.time_line.teams)
            .map(|(team, count)| (team.as_str(), *count))
            .collect(),
        levels: matrix::levels_of(archive, entry),
        met_with: archive.met_with(&entry.id),
        gaps: recurrence.and_then(|it| it.time_line.gaps),
        recurrence: recurrence
            .into_iter()
            .flat_map(|it| it.met())
            .map(|(occurrence, standing)| met(archive, occurrence, standing))
            .collect(),
    }
}

fn met<'a>(
    archive: &'a Archive,
    occurrence: &Occurrence,
    standing: &Standing,
) -> OccurrenceData<'a> {
    let answer = |answer: &Answer| AnswerData {
        postmortem: archive
            .get(archive.promises.all[answer.promise].report)
            .slug
            .as_str(),
        what: &archive.answered_by(answer).what,
        held: match answer.stood {
            Stood::Done(days) => days,
            Stood::GaveWay | Stood::Open | Stood::Declined => None,
        },
    };
    OccurrenceData {
        postmortem: archive.get(occurrence.report).slug.as_str(),
        date: occurrence.date,
        near_miss: occurrence.is_near_miss,
        days_since_the_one_before: occurrence.gap,
        state: standing.state,
        reach: standing.reach,
        action_items: standing.answers.iter().map(answer).collect(),
    }
}

/// Writes a time for a program, as exactly as it is known.
pub(crate) fn time(time: &WrittenTime) -> String {
    let Some(clock) = time.time else {
        return time.date.to_string();
    };
    let local = time.date.to_datetime(clock);
    let (date, hour, minute) = (time.date, clock.hour(), clock.minute());
    let Some(instant) = time.timestamp() else {
        return format!("{date}T{hour:02}:{minute:02}");
    };
    let as_utc = Offset::UTC
        .to_timestamp(local)
        .map_or(0, |it| it.as_second());
    let minutes = (as_utc - instant.as_second()) / 60;
    let second = clock.second();
    let mut written = format!("{date}T{hour:02}:{minute:02}:{second:02}");
    let _ = match minutes {
        0 => write!(written, "Z"),
        _ => write!(
            written,
            "{}{:02}:{:02}",
            if minutes < 0 { '-' } else { '+' },
            minutes.abs() / 60,
            minutes.abs() % 60
        ),
    };
    written
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Zone;

    #[test]
    fn a_time_is_as_exact_as_it_is_known() {
        let written = |text: &str, zone: Option<&str>| {
            let zone = zone.and_then(Zone::parse);
            time(&WrittenTime::parse(text, zone.as_ref()).unwrap())
        };
        assert_eq!(written("2025-03-31", None), "2025-03-31");
        assert_eq!(written("2025-03-31 12:06", None), "2025-03-31T12:06");
        assert_eq!(
            written("2025-03-31 12:06", Some("Europe/Copenhagen")),
            "2025-03-31T12:06:00+02:00"
        );
        assert_eq!(
            written("2025-01-31 12:06", Some("UTC")),
            "2025-01-31T12:06:00Z"
        );
    }
}
