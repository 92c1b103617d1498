//! `new`: a report from its template.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::cli::{Outcome, Shared};
use crate::document::did_you_mean;
use crate::postmortem::Slug;
use crate::scaffold::{self, NewReport};
use crate::world::{author, clock, project::Project, settings::Settings, terminal};

/// Start a report: front matter to fill in, and questions as comments
///
/// The file is named for the day and the title, and its path is printed.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example: secondstory new near-miss \"Export nearly sent to the wrong client\" --edit"
)]
pub(crate) struct Args {
    /// incident, data-breach, near-miss, security, external, or a kind of your own
    kind: String,
    /// What happened, in one line: no names
    title: String,
    /// Open it in $VISUAL or $EDITOR
    #[arg(long)]
    edit: bool,
    /// Start the timeline from a CSV, JSON or chat export; names stay behind
    #[arg(long, value_name = "FILE")]
    timeline_from: Option<PathBuf>,
    /// Print the report instead of writing it
    #[arg(long)]
    dry_run: bool,
}

pub(crate) fn run(shared: &Shared, args: &Args) -> Result<Outcome> {
    let project = Project::open(shared.root.as_deref())?;
    let Settings {
        config, templates, ..
    } = project.settings()?;
    let Some(template) = templates.get(&args.kind) else {
        let kinds: Vec<&str> = templates.iter().map(|template| &*template.name).collect();
        let hint = match did_you_mean(&args.kind, kinds.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("there is {}", kinds.join(", ")),
        };
        bail!("there is no kind `{}`; {hint}", args.kind);
    };
    if args.title.trim().is_empty() {
        bail!("the title is empty; say in one line what happened");
    }
    let timeline = match &args.timeline_from {
        Some(path) => {
            let text = author::read(path)?;
            let moments = scaffold::moments(&text).map_err(anyhow::Error::msg);
            moments.with_context(|| format!("cannot make a timeline from {}", path.display()))?
        }
        None => Vec::new(),
    };
    let Some(source) = config.sources.first() else {
        bail!(
            "the configuration names no sources; add `sources: [{{ include: \"postmortems/**/*.md\" }}]`"
        );
    };
    let new = NewReport {
        title: args.title.trim(),
        defaults: &source.defaults,
        timeline: &timeline,
    };
    let text = scaffold::report(template, &new);
    if args.dry_run {
        terminal::print(&text)?;
        return Ok(Outcome::Clean);
    }
    let folder = source.include.folders().next().unwrap_or_default();
    let name = format!(
        "{}-{}.md",
        clock::today(shared.today)?,
        Slug::new(&args.title)
    );
    let path = if folder.is_empty() {
        name
    } else {
        format!("{folder}/{name}")
    };
    let kept = author::write_new(&project.root, [(path.as_str(), text.as_str())])?;
    if !kept.is_empty() {
        bail!("{path} is there already; give the report another title, or go on with that one");
    }
    let full = project.root.join(&path);
    terminal::print(&format!("{}\n", full.display()))?;
    if args.edit {
        author::edit(&full)?;
    }
    Ok(Outcome::Clean)
}
