//! `search`: have we seen this before?

use std::fmt::Write;

use anyhow::Result;
use clap::ValueEnum;
use serde::Serialize;

use crate::cli::{Outcome, Shared};
use crate::command::build::EditionArgs;
use crate::pipeline;
use crate::search::{Answer, Found};
use crate::world::history::History;
use crate::world::{clock, project::Project, terminal};

/// Search every report, as the search page does
///
/// Finds reports that have any of the words, those with all of them first. The last word may be the
/// beginning of a longer one.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// Words, "exact phrases", -exclusions and filters such as `service:checkout`
    ///
    /// In quotation marks of the shell, or behind `--`, a word may begin with a hyphen.
    #[arg(required = true, value_name = "QUERY")]
    query: Vec<String>,
    /// How many results to show
    #[arg(short = 'n', long, value_name = "N", default_value_t = 10)]
    most: usize,
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    #[command(flatten)]
    edition: EditionArgs,
}

const EXAMPLES: &str =
    "Filters: service: team: factor: group: level: tag: severity: kind: status: \
year: detected: is:near-miss has:open-actions\n
Examples:
  secondstory search traefik 503
  secondstory search '\"connection reset\" -staging year:2025'";

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

pub(crate) fn run(shared: &Shared, args: &Args) -> Result<Outcome> {
    let project = Project::open(shared.root.as_deref())?;
    let today = clock::today(shared.today)?;
    let knowledge = pipeline::understand(&project, None)?;
    let edition = args.edition.edition(&knowledge.config, today);
    let materials = pipeline::gather(&project, knowledge, edition, &mut History::default())?;
    let query = args.query.join(" ");
    let answer = materials.site().ask(&query, args.most);
    terminal::print(&match args.format {
        Format::Text => text(&answer),
        Format::Json => format!(
            "{}\n",
            serde_json::to_string_pretty(&Reply::of(&query, &answer))?
        ),
    })?;
    Ok(Outcome::Clean)
}

/// An answer with the question, for programs.
#[derive(Serialize)]
struct Reply<'a> {
    query: &'a str,
    #[serde(flatten)]
    answer: &'a Answer,
}

impl<'a> Reply<'a> {
    fn of(query: &'a str, answer: &'a Answer) -> Reply<'a> {
        Reply { query, answer }
    }
}

fn text(answer: &Answer) -> String {
    let mut out = String::new();
    for (asked, instead) in &answer.mended {
        let (asked, instead) = (tame(asked), tame(instead));
        let _ = writeln!(out, "no report has `{asked}`; this is for `{instead}`");
    }
    for result in &answer.results {
        found(&mut out, result);
    }
    match answer.total - answer.results.len() {
        0 if answer.results.is_empty() => nothing(&mut out, answer),
        0 => {}
        more => {
            let _ = writeln!(out, "and {more} more");
        }
    }
    out
}

/// Says that nothing was found, and what could be asked instead.
fn nothing(out: &mut String, answer: &Answer) {
    out.push_str("nothing found\n");
    if let Some(query) = &answer.loosely {
        let _ = writeln!(out, "without what narrows it down: {}", tame(query));
    }
    if !answer.near.is_empty() {
        let _ = writeln!(out, "spelled nearly so: {}", tame(&answer.near.join(", ")));
    }
}

fn found(out: &mut String, result: &Found) {
    let (bold, plain) = (anstyle::Style::new().bold(), anstyle::Reset);
    let _ = writeln!(out, "{bold}{}{plain}", tame(&result.title));
    let services = result.services.join(", ");
    let facts: Vec<&str> = [&*result.date, &*result.kind, &*result.severity, &*services]
        .into_iter()
        .filter(|it| !it.is_empty())
        .collect();
    let _ = writeln!(out, "  {}", tame(&facts.join(" · ")));
    let mut place = result.path.clone().unwrap_or(result.address.clone());
    if !result.section.is_empty() {
        let _ = write!(place, ", {}", result.section);
    }
    let _ = writeln!(out, "  {}", tame(&place));
    let excerpt: String = result
        .excerpt
        .iter()
        .map(|piece| {
            let text = tame(&piece.text);
            if piece.is_mark {
                format!("{bold}{text}{plain}")
            } else {
                text
            }
        })
        .collect();
    if !excerpt.trim().is_empty() {
        let _ = writeln!(out, "  {}", excerpt.trim());
    }
    if !result.missing.is_empty() {
        let _ = writeln!(out, "  Missing: {}", tame(&result.missing.join(", ")));
    }
    out.push('\n');
}

/// Takes out what would steer the terminal: a text may come from anybody.
fn tame(text: &str) -> String {
    text.chars().filter(|it| !it.is_control()).collect()
}
