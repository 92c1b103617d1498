//! `actions`: what was promised, and what became of it.

use anyhow::Result;
use clap::ValueEnum;
use jiff::civil::Date;
use serde::Serialize;

use crate::archive::{Archive, Promise};
use crate::cli::{Outcome, Shared};
use crate::command::table::Table;
use crate::pipeline;
use crate::postmortem::{ActionItem, ActionStatus, slugify};
use crate::world::{clock, project::Project, terminal};

/// List the action items of all reports
///
/// Open ones, most urgent first; `--all` adds those that are done or were decided against.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  secondstory actions --overdue --owner platform\n  secondstory actions --format ics > due.ics"
)]
pub(crate) struct Args {
    /// Only open ones whose last day is over
    #[arg(long)]
    overdue: bool,
    /// Those that are done or were decided against as well
    #[arg(long, conflicts_with = "overdue")]
    all: bool,
    /// Only those of this team or role
    #[arg(long, value_name = "OWNER")]
    owner: Option<String>,
    /// Only those that address this factor, by id or alias
    #[arg(long, value_name = "FACTOR")]
    factor: Option<String>,
    /// `ics` is a calendar with an entry on the last day of each
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Json,
    Csv,
    Ics,
}

pub(crate) fn run(shared: &Shared, args: &Args) -> Result<Outcome> {
    let project = Project::open(shared.root.as_deref())?;
    let today = clock::today(shared.today)?;
    let archive = pipeline::understand(&project, None)?.archive;
    let factor = args
        .factor
        .as_deref()
        .map(|name| archive.require_factor(name))
        .transpose()?;
    let is_asked_for = |promised: &Promised| {
        (args.all || promised.status == ActionStatus::Open)
            && (!args.overdue || promised.overdue)
            && args.owner.as_deref().is_none_or(|owner| {
                let theirs = promised.owner.map(slugify);
                theirs.is_some_and(|theirs| theirs == slugify(owner))
            })
            && factor
                .as_ref()
                .is_none_or(|factor| promised.addresses.contains(factor))
    };
    let mut items: Vec<Promised> = archive
        .promises
        .all
        .iter()
        .map(|promise| Promised::of(&archive, promise, today))
        .filter(is_asked_for)
        .collect();
    items.sort_by_key(|item| (item.status, item.last_day.is_none(), item.last_day));
    terminal::print(&match args.format {
        Format::Json => format!("{}\n", serde_json::to_string_pretty(&items)?),
        Format::Csv => table(&items).csv()?,
        Format::Table if items.is_empty() => "no such action items\n".into(),
        Format::Table => table(&items).text(),
        Format::Ics => calendar(&items, today),
    })?;
    let without_day = items.iter().filter(|item| item.last_day.is_none()).count();
    if args.format == Format::Ics && without_day > 0 && !shared.quiet {
        terminal::say(&format!(
            "{without_day} of {} have no last day and so no entry",
            items.len()
        ));
    }
    Ok(Outcome::Clean)
}

/// An action item with what a reader of a list wants to know of it.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Promised<'a> {
    pub(super) what: &'a str,
    pub(super) owner: Option<&'a str>,
    /// As written.
    pub(super) due: Option<&'a str>,
    /// The last day on which it is not late.
    pub(super) last_day: Option<Date>,
    pub(super) overdue: bool,
    pub(super) status: ActionStatus,
    pub(super) done_on: Option<Date>,
    /// Ids of factors.
    pub(super) addresses: &'a [String],
    pub(super) ticket: Option<&'a str>,
    /// The slug of the report that promised it.
    pub(super) report: &'a str,
    pub(super) report_title: &'a str,
}

impl<'a> Promised<'a> {
    pub(super) fn of(archive: &'a Archive, promise: &'a Promise, today: Date) -> Promised<'a> {
        let item: &ActionItem = promise.action(&archive.postmortems);
        let report = archive.get(promise.report);
        Promised {
            what: &item.what,
            owner: item.owner.as_deref(),
            due: item.due.as_ref().map(|due| due.written.as_str()),
            last_day: item.due.as_ref().map(|due| due.last_day),
            overdue: item.is_overdue(today),
            status: item.status,
            done_on: item.done_on,
            addresses: &promise.addresses,
            ticket: item.ticket.as_deref(),
            report: report.slug.as_str(),
            report_title: &report.title,
        }
    }

    /// Says in a word or two how it stands: "overdue since 2025-04-30".
    pub(super) fn state(&self) -> String {
        match (self.status, self.last_day, self.done_on) {
            (ActionStatus::Open, Some(day), _) if self.overdue => format!("overdue since {day}"),
            (ActionStatus::Open, Some(day), _) => format!("open, due {day}"),
            (ActionStatus::Open, None, _) => "open, no last day".into(),
            (ActionStatus::Done, _, Some(day)) => format!("done {day}"),
            (ActionStatus::Done, _, None) => "done, day unknown".into(),
            (ActionStatus::WontDo, ..) => "decided against".into(),
        }
    }
}

fn table(items: &[Promised]) -> Table {
    let row = |item: &Promised| {
        vec![
            item.state(),
            item.owner.unwrap_or("nobody yet").to_owned(),
            item.addresses.join(" "),
            item.report.to_owned(),
            item.what.to_owned(),
        ]
    };
    Table {
        header: vec!["state", "owner", "addresses", "report", "what"],
        rows: items.iter().map(row).collect(),
    }
}

/// Writes iCalendar (RFC 5545): an all-day entry on the last day of each action item. To-dos of
/// that format are shown by few calendars.
fn calendar(items: &[Promised], today: Date) -> String {
    let mut lines = vec![
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".into(),
        "PRODID:-//Second Story//action items//EN".into(),
    ];
    let stamp = today.strftime("%Y%m%dT000000Z");
    for item in items {
        let Some(day) = item.last_day else { continue };
        let identity = format!("{}\n{}", item.report, item.what);
        let owner = item.owner.unwrap_or("nobody yet");
        lines.extend([
            "BEGIN:VEVENT".to_owned(),
            format!(
                "UID:{}@secondstory",
                &blake3::hash(identity.as_bytes()).to_hex()[..32]
            ),
            format!("DTSTAMP:{stamp}"),
            format!("DTSTART;VALUE=DATE:{}", day.strftime("%Y%m%d")),
            "TRANSP:TRANSPARENT".into(),
            format!("SUMMARY:{}", escaped(&format!("{} ({owner})", item.what))),
            format!(
                "DESCRIPTION:{}",
                escaped(&format!(
                    "{}, promised in {} ({})",
                    item.state(),
                    item.report_title,
                    item.report
                ))
            ),
            "END:VEVENT".into(),
        ]);
    }
    lines.push("END:VCALENDAR".into());
    lines.iter().map(|line| folded(line)).collect()
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ',' | ';' => escaped.extend(['\\', c]),
            '\n' => escaped.push_str("\\n"),
            c if c.is_control() => {}
            c => escaped.push(c),
        }
    }
    escaped
}

/// Breaks a line after at most 75 bytes, and never within a character; the rest begins with a blank.
fn folded(line: &str) -> String {
    const LONGEST: usize = 75;
    let mut folded = String::with_capacity(line.len() + 8);
    let mut length = 0;
    for c in line.chars() {
        if length + c.len_utf8() > LONGEST {
            folded.push_str("\r\n ");
            length = 1;
        }
        folded.push(c);
        length += c.len_utf8();
    }
    folded.push_str("\r\n");
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_of_a_calendar_is_folded_between_characters() {
        let line = format!("SUMMARY:{}", "å".repeat(60));
        let text = folded(&line);
        assert!(text.split("\r\n").all(|part| part.len() <= 75), "{text}");
        assert_eq!(text.replace("\r\n ", "").trim_end(), line);
        assert_eq!(escaped("a, b; c\\d\ne"), "a\\, b\\; c\\\\d\\ne");
    }
}
