//! `factors FACTOR`: the story of one factor, report by report.

use std::fmt::Write as _;

use anyhow::{Result, bail};

use super::Format;
use crate::archive::{Archive, FactorEntry, data};
use crate::cli::Outcome;
use crate::world::terminal;

pub(super) fn tell(archive: &Archive, name: &str, format: Format) -> Result<Outcome> {
    let id = archive.require_factor(name)?;
    let entry = &archive.factors.entries[&id];
    terminal::print(&match format {
        Format::Table => text(archive, entry),
        Format::Json => {
            let factor = data::factor(archive, entry);
            format!("{}\n", serde_json::to_string_pretty(&factor)?)
        }
        Format::Csv => bail!(
            "the story of a factor is no table\nhelp: leave out `--format csv`, or the factor"
        ),
    })?;
    Ok(Outcome::Clean)
}

fn text(archive: &Archive, entry: &FactorEntry) -> String {
    let mut text = format!("{}: {}\n", entry.id, entry.title);
    let place = [&entry.level, &entry.group].into_iter().flatten();
    let place: Vec<&str> = place.map(String::as_str).collect();
    if !place.is_empty() {
        let _ = writeln!(text, "{}", place.join(", "));
    }
    let Some(recurrence) = archive.recurrence(&entry.id) else {
        text.push_str("no report names it yet\n");
        return text;
    };
    if let Some(gaps) = recurrence.time_line.gaps {
        let _ = writeln!(
            text,
            "{} days between two reports at the median, {} at most",
            gaps.median, gaps.longest
        );
    }
    for (occurrence, standing) in recurrence.met() {
        let report = archive.get(occurrence.report);
        let day = occurrence.date.map(|day| format!("{day} "));
        let near_miss = if occurrence.is_near_miss {
            " (near miss)"
        } else {
            ""
        };
        let _ = writeln!(
            text,
            "\n{}{}{near_miss}\n    {}",
            day.unwrap_or_default(),
            report.slug,
            archive.standing_in_words(standing)
        );
        if let Some(sentence) = archive.sentence(occurrence.report, &entry.id) {
            let _ = writeln!(text, "    “{sentence}”");
        }
    }
    let met_with = archive.met_with(&entry.id);
    if !met_with.is_empty() {
        text.push_str("\nmet together with\n");
    }
    for other in met_with {
        let _ = writeln!(
            text,
            "    {}: in {} reports, {} times as often as by chance",
            other.factor, other.reports, other.lift
        );
    }
    text
}
