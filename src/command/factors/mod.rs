//! `factors`: which conditions keep coming back.

mod curate;
mod story;
mod suggest;

use anyhow::Result;
use clap::{Subcommand, ValueEnum};

use crate::archive::{Archive, Row, overview};
use crate::cli::{Outcome, Shared};
use crate::command::table::Table;
use crate::pipeline;
use crate::world::{project::Project, terminal};

/// List contributing factors, with those first that came back after they were dealt with
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Args {
    /// A factor, by id or alias, to be told from its first report to its last
    factor: Option<String>,
    #[command(subcommand)]
    command: Option<Command>,
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Print a registry made of what reports say in their own words
    ///
    /// Bullets under contributing factors or root cause, or under lessons where there are none, are
    /// grouped by meaning; a group that several reports share becomes a factor.
    Suggest(suggest::Args),
    /// Give a factor another id, in the registry and in every report
    ///
    /// Only the id changes, byte for byte, and the old one stays as an alias. All files are changed
    /// or none, whatever happens meanwhile.
    Rename(curate::Args),
    /// Join a factor to another one, in the registry and in every report
    ///
    /// The registry keeps it as replaced by the other, so that its aliases lead there. All files are
    /// changed or none, whatever happens meanwhile.
    Merge(curate::Args),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Json,
    Csv,
}

pub(crate) fn run(shared: &Shared, args: &Args) -> Result<Outcome> {
    match &args.command {
        Some(Command::Suggest(args)) => return suggest::run(shared, args),
        Some(Command::Rename(args)) => return curate::rename(shared, args),
        Some(Command::Merge(args)) => return curate::merge(shared, args),
        None => {}
    }
    let project = Project::open(shared.root.as_deref())?;
    let archive = pipeline::understand(&project, None)?.archive;
    match &args.factor {
        Some(factor) => story::tell(&archive, factor, args.format),
        None => list(&archive, args.format),
    }
}

fn list(archive: &Archive, format: Format) -> Result<Outcome> {
    let rows = overview(archive);
    terminal::print(&match format {
        Format::Json => format!("{}\n", serde_json::to_string_pretty(&rows)?),
        Format::Csv => table(&rows).csv()?,
        Format::Table if rows.is_empty() => {
            "no report names a factor yet; `secondstory factors suggest` looks for some in the text\n"
                .into()
        }
        Format::Table => format!("{}{}", headlines(archive, &rows), table(&rows).text()),
    })?;
    Ok(Outcome::Clean)
}

/// How many factors are told in a sentence before the table.
const HEADLINES: usize = 3;

/// Tells what deserves to be read first: the factors that came back although something had been
/// done, or promised, against them.
fn headlines(archive: &Archive, rows: &[Row]) -> String {
    let mut text = String::new();
    for row in rows.iter().take(HEADLINES) {
        let Some((occurrence, standing)) = archive.headline(row.id) else {
            break;
        };
        let report = archive.get(occurrence.report);
        text.push_str(&format!(
            "{} {} ({})\n",
            row.id,
            archive.standing_in_words(standing),
            report.slug
        ));
    }
    if !text.is_empty() {
        text.push('\n');
    }
    text
}

fn table(rows: &[Row]) -> Table {
    let row = |row: &Row| {
        vec![
            row.id.to_owned(),
            row.reports.to_string(),
            row.last_seen.map(|day| day.to_string()).unwrap_or_default(),
            row.recurred_after_done.to_string(),
            row.recurred_while_open.to_string(),
            row.open_action_items.to_string(),
            row.title.to_owned(),
        ]
    };
    Table {
        header: vec![
            "factor",
            "reports",
            "last seen",
            "recurred after done",
            "recurred while open",
            "open action items",
            "title",
        ],
        rows: rows.iter().map(row).collect(),
    }
}
