//! `adopt`: a repository of existing Markdown, as it is.

use std::path::PathBuf;

use anyhow::{Result, bail};

use crate::cli::{Outcome, Shared};
use crate::config::Config;
use crate::scaffold;
use crate::world::texts::Texts;
use crate::world::{author, discover, project::Project, terminal};

/// Write the configuration under which existing reports build without an edit
///
/// Says what it understood and what it did not. No report is touched.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: secondstory adopt ../runbooks --dry-run")]
pub(crate) struct Args {
    /// The repository
    dir: PathBuf,
    /// Print the configuration instead of writing it
    #[arg(long)]
    dry_run: bool,
}

pub(crate) fn run(shared: &Shared, args: &Args) -> Result<Outcome> {
    let project = Project::open(Some(&args.dir))?;
    let config = Config {
        sources: vec![scaffold::candidates()],
        ..Config::default()
    };
    let proposal =
        scaffold::propose(discover::discover(&project, &config, &mut Texts::default())?.sources);
    if proposal.reports == 0 {
        bail!(
            "nothing in {} reads like a postmortem: no known sections, no timeline, no times in front matter",
            args.dir.display()
        );
    }
    if args.dry_run {
        terminal::print(&proposal.config)?;
    } else {
        let kept = author::write_new(&args.dir, [("secondstory.yml", proposal.config.as_str())])?;
        if !kept.is_empty() {
            bail!(
                "{} has a secondstory.yml already; `--dry-run` prints what would be written",
                args.dir.display()
            );
        }
    }
    if !shared.quiet {
        for note in &proposal.notes {
            terminal::say(note);
        }
        let folder = args.dir.display();
        terminal::say(&format!(
            "{} reports. Next:\n  secondstory check --root {folder} --write-baseline\n  secondstory build {folder} --keep-going --open",
            proposal.reports
        ));
    }
    Ok(Outcome::Clean)
}
