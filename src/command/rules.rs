//! `rules`: every rule in one table.

use anyhow::Result;
use serde::Serialize;

use crate::cli::Outcome;
use crate::diagnostic::Level;
use crate::rules::{self, Rule};
use crate::world::terminal;

/// List every rule with its level
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// How to show them
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: Format,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Format {
    /// One line for each rule
    Table,
    /// For programs
    Json,
    /// The whole reference, as in `docs/rules.md`
    Markdown,
}

/// A rule for programs.
#[derive(Serialize)]
struct Entry {
    name: &'static str,
    area: &'static str,
    /// `null` where it is off unless the configuration asks for it.
    level: Option<Level>,
    /// The level in a draft or a report in review.
    draft_level: Option<Level>,
    /// Whether it cannot be switched off.
    always: bool,
    summary: &'static str,
    why: &'static str,
    question: Option<&'static str>,
    source: &'static str,
    bad: &'static str,
    good: &'static str,
}

pub(crate) fn run(args: &Args) -> Result<Outcome> {
    terminal::write(|out| match args.format {
        Format::Markdown => out.write_all(rules::markdown().as_bytes()),
        Format::Table => out.write_all(table(rules::all()).as_bytes()),
        Format::Json => {
            let entries: Vec<Entry> = rules::all().iter().map(|rule| entry(rule)).collect();
            serde_json::to_writer_pretty(&mut *out, &entries)?;
            writeln!(out)
        }
    })?;
    Ok(Outcome::Clean)
}

/// Writes rules as a table: name, level, what it finds.
pub(super) fn table(rules: &[&Rule]) -> String {
    let width = rules.iter().map(|rule| rule.name.len()).max();
    let width = width.unwrap_or_default();
    let line = |rule: &&Rule| {
        let level = rule.level.map_or("off", Level::name);
        format!("{:width$}  {level:7}  {}\n", rule.name, rule.summary)
    };
    rules.iter().map(line).collect()
}

fn entry(rule: &Rule) -> Entry {
    Entry {
        name: rule.name,
        area: rule.area(),
        level: rule.level,
        draft_level: rule.draft.or(rule.level),
        always: rule.always,
        summary: rule.summary,
        why: rule.why,
        question: rule.question,
        source: rule.source,
        bad: rule.bad,
        good: rule.good,
    }
}
