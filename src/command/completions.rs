//! `completions` and `man`: for shells.

use anyhow::Result;
use clap_complete::Shell;

use crate::cli::Outcome;
use crate::world::terminal;

/// Print a completion script for a shell
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example: secondstory completions bash > ~/.local/share/bash-completion/completions/secondstory"
)]
pub(crate) struct Args {
    shell: Shell,
}

pub(crate) fn run(args: &Args, mut command: clap::Command) -> Result<Outcome> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, "secondstory", &mut script);
    terminal::print(&String::from_utf8_lossy(&script))?;
    Ok(Outcome::Clean)
}

/// Prints the manual page, in roff.
pub(crate) fn manual(command: &clap::Command) -> Result<Outcome> {
    let mut page = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut page)?;
    terminal::print(&String::from_utf8_lossy(&page))?;
    Ok(Outcome::Clean)
}
