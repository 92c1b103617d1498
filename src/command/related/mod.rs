//! `related`: have we seen this before?

mod before;
mod show;

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::ValueEnum;

use crate::archive::{Archive, Index};
use crate::cli::{Outcome, Shared};
use crate::config::Confidentiality;
use crate::pipeline::{self, Knowledge};
use crate::postmortem::Postmortem;
use crate::site::Drafts;
use crate::world::discover::Input;
use crate::world::{clock, project::Project, terminal};
use before::{Before, Subject};

/// Say whether something like it happened before, and what was promised then
///
/// Takes a report, by path or by name, or any text: a question, an error message, the beginning of
/// a draft.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  secondstory related postmortems/2025-03-31-console.md --format markdown\n  secondstory related 'ECONNREFUSED from kube-proxy'"
)]
pub(crate) struct Args {
    /// A report or a text; `-` reads a text from standard input
    #[arg(value_name = "PATH|TEXT")]
    about: String,
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// Whom it is for: reports above this level are not looked at
    #[arg(long, value_name = "LEVEL")]
    audience: Option<Confidentiality>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    /// For a comment on a pull request
    Markdown,
    Json,
}

pub(crate) fn run(shared: &Shared, args: &Args) -> Result<Outcome> {
    let project = Project::open(shared.root.as_deref())?;
    let today = clock::today(shared.today)?;
    let path = PathBuf::from(&args.about);
    let path = match project.is_file(&path) {
        true => Some(project.existing(&path)?),
        false => None,
    };
    let input = path.clone().map(|path| Input::file(&project, path));
    let knowledge = pipeline::understand(&project, input)?;
    let audience = args.audience.unwrap_or(knowledge.config.audience);
    let archive = knowledge.visible(audience, Drafts::Include);
    let mut watch = knowledge.watch.clone();
    archive.relate();
    watch.lap("relate");
    let report = match &path {
        Some(path) => Some(named_by_path(&knowledge, path)?),
        None => knowledge
            .archive
            .references
            .find(&args.about)
            .map(|index| knowledge.archive.get(index)),
    };
    let text = match (report, args.about.as_str()) {
        (None, "-") => terminal::read_input()?,
        _ => args.about.clone(),
    };
    let subject = match report {
        Some(report) => match place(&archive, report) {
            Some(index) => Subject::Report(index),
            None => Subject::Hidden(report),
        },
        None => Subject::Text(&text),
    };
    let before = Before::of(&archive, &subject, today);
    terminal::print(&match args.format {
        Format::Text => show::text(&before),
        Format::Markdown => show::markdown(&before),
        Format::Json => format!("{}\n", serde_json::to_string_pretty(&before)?),
    })?;
    if shared.verbose > 0 {
        terminal::say(&watch.report());
    }
    Ok(Outcome::Clean)
}

fn named_by_path<'a>(knowledge: &'a Knowledge, path: &str) -> Result<&'a Postmortem> {
    let index = knowledge.archive.references.at_path(path);
    let index = index.with_context(|| {
        format!("{path} cannot be read as a report; `secondstory check {path}` says why")
    })?;
    Ok(knowledge.archive.get(index))
}

/// Returns the place of a report in the archive that an audience may see, if it is there.
fn place(archive: &Archive, report: &Postmortem) -> Option<Index> {
    archive.references.at_path(report.path())
}
