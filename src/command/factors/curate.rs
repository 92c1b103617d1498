//! `factors rename` and `factors merge`: the registry and every report, together or not at all.

use anyhow::Result;

use crate::archive::Archive;
use crate::archive::renaming::{Renaming, Rewrite};
use crate::cli::{Outcome, Shared};
use crate::document::{diff, edited};
use crate::pipeline;
use crate::world::project::Project;
use crate::world::rewrite::{self, Change};
use crate::world::terminal;

/// The registry of factors, below the root.
const REGISTRY: &str = "factors.yml";

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The factor that goes, by id or alias
    from: String,
    /// The id that takes its place
    to: String,
    /// Show every change
    #[arg(long)]
    diff: bool,
    /// Change nothing; say what would be done
    #[arg(long)]
    dry_run: bool,
}

pub(crate) fn rename(shared: &Shared, args: &Args) -> Result<Outcome> {
    curate(shared, args, Renaming::rename)
}

pub(crate) fn merge(shared: &Shared, args: &Args) -> Result<Outcome> {
    curate(shared, args, Renaming::merge)
}

fn curate(
    shared: &Shared,
    args: &Args,
    what: fn(&Archive, &str, &str) -> Result<Renaming>,
) -> Result<Outcome> {
    let project = Project::open(shared.root.as_deref())?;
    let knowledge = pipeline::understand(&project, None)?;
    let renaming = what(&knowledge.archive, &args.from, &args.to)?;
    let registry = project.text(REGISTRY)?.map(|text| (REGISTRY, text));
    let rewrites = renaming.plan(&knowledge.archive, registry);
    if args.diff {
        let diffs = rewrites
            .iter()
            .map(|it| diff(&it.path, &it.text, &it.edits));
        terminal::print(&diffs.collect::<String>())?;
    }
    if !args.dry_run {
        rewrite::rewrite(&project, &changes(&rewrites))?;
    }
    if !shared.quiet {
        let unread = knowledge.documents.len() - knowledge.archive.postmortems.len();
        terminal::say(&told(&renaming, &rewrites, args.dry_run, unread));
    }
    Ok(Outcome::Clean)
}

fn changes(rewrites: &[Rewrite]) -> Vec<Change> {
    let change = |rewrite: &Rewrite| Change {
        path: rewrite.path.clone(),
        after: edited(&rewrite.text, &rewrite.edits),
        before: rewrite.text.clone(),
    };
    rewrites.iter().map(change).collect()
}

fn told(renaming: &Renaming, rewrites: &[Rewrite], is_dry: bool, unread: usize) -> String {
    let Renaming { from, to, .. } = renaming;
    let done = if is_dry { "would be" } else { "is" };
    let files = match rewrites.len() {
        1 => "1 file".to_owned(),
        count => format!("{count} files"),
    };
    let mut told = format!("`{from}` {done} `{to}` in {files}");
    if unread > 0 {
        told.push_str(&format!(
            "; {unread} that cannot be read as reports stay as they are (`secondstory check` says why)"
        ));
    }
    told
}
