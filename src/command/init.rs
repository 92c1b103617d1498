//! `init`: a new knowledge base, ready to build.

use std::path::PathBuf;

use anyhow::Result;

use crate::cli::{Outcome, Shared};
use crate::scaffold::{self, Forge, Hook};
use crate::world::{author, terminal};

/// Start a knowledge base: settings, factors, a culture page, two sample reports
///
/// Nothing that is already there is changed.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: secondstory init postmortems --ci github --pre-commit")]
pub(crate) struct Args {
    /// The folder; it is made if need be
    #[arg(default_value = ".")]
    dir: PathBuf,
    /// Add the pipeline that checks each change and publishes the site
    #[arg(long, value_name = "FORGE")]
    ci: Option<Forge>,
    /// Add the hook that checks before each commit
    #[arg(long)]
    pre_commit: bool,
    /// Say what would be written, and write nothing
    #[arg(long)]
    dry_run: bool,
}

pub(crate) fn run(shared: &Shared, args: &Args) -> Result<Outcome> {
    let hook = if args.pre_commit {
        Hook::PreCommit
    } else {
        Hook::None
    };
    let files = scaffold::project(args.ci, hook);
    if args.dry_run {
        for file in &files {
            terminal::print(&format!("{}\n", args.dir.join(file.path).display()))?;
        }
        return Ok(Outcome::Clean);
    }
    let kept = author::write_new(&args.dir, files.iter().map(|file| (file.path, file.text)))?;
    if !shared.quiet {
        for path in &kept {
            terminal::say(&format!("kept {path}, which was there already"));
        }
        let folder = if args.dir.as_os_str() == "." {
            String::new()
        } else {
            format!(" {}", args.dir.display())
        };
        let root = if folder.is_empty() {
            String::new()
        } else {
            format!(" --root{folder}")
        };
        terminal::say(&format!(
            "{} files written. Next:\n  secondstory build{folder} --open\n  secondstory{root} new incident \"What happened, in one line\"",
            files.len() - kept.len()
        ));
    }
    Ok(Outcome::Clean)
}
