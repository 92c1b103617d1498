//! The commands and the flags that they share.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{CommandFactory as _, Parser, Subcommand};

use crate::command;
use crate::world::terminal;

/// Validates postmortems, cross-links the contributing factors that recur, and builds a searchable site.
#[derive(Debug, Parser)]
#[command(name = "secondstory", version, about, after_help = EXIT_CODES)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    shared: Shared,
}

const EXIT_CODES: &str =
    "Exit codes: 0 clean, 1 findings at error level, 2 the job could not be done.";

/// Flags that every command takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Shared {
    /// The knowledge base; without it, the nearest folder upwards with a `secondstory.yml`
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) root: Option<PathBuf>,
    /// The day that "overdue" is reckoned from (YYYY-MM-DD); the clock's, if not given
    #[arg(long, global = true, value_name = "DATE")]
    pub(crate) today: Option<jiff::civil::Date>,
    /// Say less on standard error
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
    /// Say more on standard error; twice for still more
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub(crate) verbose: u8,
    /// When to use colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: terminal::Color,
}

#[derive(Debug, Subcommand)]
enum Command {
    Init(command::init::Args),
    Adopt(command::adopt::Args),
    New(command::new::Args),
    Build(command::build::Args),
    Serve(command::serve::Args),
    Export(command::export::Args),
    Schema(command::schema::Args),
    Completions(command::completions::Args),
    /// Print the manual page
    #[command(hide = true)]
    Man,
    Check(command::check::Args),
    Explain(command::explain::Args),
    Rules(command::rules::Args),
    Factors(command::factors::Args),
    Related(command::related::Args),
    Search(command::search::Args),
    Actions(command::actions::Args),
}

/// What a command came to, if it could do its job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Clean,
    /// Findings at error level.
    Findings,
}

/// Runs the program with its arguments, and returns 0 where all is well, 1 where there are findings
/// at error level, 2 where the job could not be done.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            let code = if error.use_stderr() { 2 } else { 0 };
            let _ = error.print();
            return ExitCode::from(code);
        }
    };
    terminal::prepare(cli.shared.color);
    let outcome = match cli.command {
        Command::Init(args) => command::init::run(&cli.shared, &args),
        Command::Adopt(args) => command::adopt::run(&cli.shared, &args),
        Command::New(args) => command::new::run(&cli.shared, &args),
        Command::Build(args) => command::build::run(&cli.shared, &args),
        Command::Serve(args) => command::serve::run(&cli.shared, &args),
        Command::Export(args) => command::export::run(&cli.shared, &args),
        Command::Schema(args) => command::schema::run(&cli.shared, &args),
        Command::Completions(args) => command::completions::run(&args, Cli::command()),
        Command::Man => command::completions::manual(&Cli::command()),
        Command::Check(args) => command::check::run(&cli.shared, &args),
        Command::Explain(args) => command::explain::run(&args),
        Command::Factors(args) => command::factors::run(&cli.shared, &args),
        Command::Related(args) => command::related::run(&cli.shared, &args),
        Command::Search(args) => command::search::run(&cli.shared, &args),
        Command::Actions(args) => command::actions::run(&cli.shared, &args),
        Command::Rules(args) => command::rules::run(&args),
    };
    match outcome {
        Ok(Outcome::Clean) => ExitCode::SUCCESS,
        Ok(Outcome::Findings) => ExitCode::from(1),
        Err(error) => {
            terminal::error(&error);
            ExitCode::from(2)
        }
    }
}
