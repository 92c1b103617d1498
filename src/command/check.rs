//! `check`: what is wrong, and what to ask.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::{Result, bail};

use crate::cli::{Outcome, Shared};
use crate::diagnostic::{self, Diagnostic, Format, Level, Report, RuleText};
use crate::pipeline;
use crate::rules::ProjectFile;
use crate::site;
use crate::world::discover::Input;
use crate::world::project::Project;
use crate::world::{clock, terminal};

/// Say what is missing, broken or unkind in the reports
///
/// Findings go to standard output, a summary to standard error. Only a finding at error level fails
/// the check.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Files or folders to check; everything, if none is given; `-` for standard input
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// How to show findings
    #[arg(long, value_name = "FORMAT", default_value = "full")]
    format: Format,
    /// Show hints as well, in the formats for people
    #[arg(long)]
    hints: bool,
    /// The file that standard input is the text of
    #[arg(long, value_name = "PATH")]
    stdin_filename: Option<PathBuf>,
}

pub(crate) fn run(shared: &Shared, args: &Args) -> Result<Outcome> {
    let project = Project::open(shared.root.as_deref())?;
    let scope = Scope::new(&project, args)?;
    let today = clock::today(shared.today)?;
    let input = match &scope {
        Scope::Input(path) => Some(Input::read(path.clone())),
        Scope::Everything | Scope::Below(_) => None,
    };
    let knowledge = pipeline::read_with(&project, today, input)?;
    let paths = knowledge.documents.iter().map(|it| it.path());
    let looked_at: Vec<&str> = paths.filter(|path| scope.contains(path)).collect();
    if looked_at.is_empty() {
        terminal::say("none of these files is a report: see `sources` in the configuration");
    }
    let found: Vec<Diagnostic> = knowledge
        .diagnostics
        .iter()
        .filter(|it| scope.contains(&it.path))
        .cloned()
        .collect();
    let others = other_texts(&project, &found)?;
    let mut texts = knowledge.texts();
    texts.extend(
        others
            .iter()
            .map(|(path, text)| (path.as_str(), text.as_str())),
    );
    let rules = pipeline::rule_texts();
    let base_url = knowledge.config.base_url.as_deref();
    let report = Report {
        diagnostics: &found,
        suppressed: &[],
        texts,
        looked_at,
        folder: &project.folder_in_repository()?,
        rules: &rules,
        rule_pages: base_url
            .map(|base| rule_pages(base, &rules))
            .unwrap_or_default(),
    };
    show(shared, args, &report)?;
    let failed = found.iter().any(|it| it.level == Level::Error);
    Ok(if failed {
        Outcome::Findings
    } else {
        Outcome::Clean
    })
}

/// Which files were asked for.
enum Scope {
    Everything,
    /// Files and folders, as paths below the root.
    Below(Vec<String>),
    /// Standard input, as the text of a file.
    Input(String),
}

impl Scope {
    fn new(project: &Project, args: &Args) -> Result<Scope> {
        let is_input = args.paths.iter().any(|path| path.as_os_str() == "-");
        if is_input && args.paths.len() > 1 {
            bail!("`-` stands for standard input and is checked alone");
        }
        if is_input {
            let name = args.stdin_filename.as_deref();
            return Ok(Scope::Input(match name {
                Some(name) => project.locate(name)?,
                None => "stdin.md".to_owned(),
            }));
        }
        if args.paths.is_empty() {
            return Ok(Scope::Everything);
        }
        let paths = args.paths.iter().map(|path| project.existing(path));
        Ok(Scope::Below(paths.collect::<Result<_>>()?))
    }

    fn contains(&self, path: &str) -> bool {
        let is_below = |folder: &String| match path.strip_prefix(folder.as_str()) {
            Some(rest) => folder.is_empty() || rest.is_empty() || rest.starts_with('/'),
            None => false,
        };
        match self {
            Scope::Everything => true,
            Scope::Below(paths) => paths.iter().any(is_below),
            Scope::Input(input) => path == input,
        }
    }
}

/// Returns the texts of the files besides the reports that findings stand in.
fn other_texts(project: &Project, found: &[Diagnostic]) -> Result<BTreeMap<String, String>> {
    let files = [ProjectFile::Config, ProjectFile::Factors].map(ProjectFile::path);
    let named = files
        .into_iter()
        .filter(|path| found.iter().any(|it| *it.path == **path));
    let read = |path: &str| Ok((path.to_owned(), project.text(path)?.unwrap_or_default()));
    named.map(read).collect()
}

/// Returns where each rule is explained on the site at a base address.
fn rule_pages<'a>(base_url: &str, rules: &[RuleText<'a>]) -> BTreeMap<&'a str, String> {
    let page = |rule: &RuleText<'a>| Some((rule.name, site::rule_address(base_url, rule.name)?));
    rules.iter().filter_map(page).collect()
}

fn show(shared: &Shared, args: &Args, report: &Report) -> Result<()> {
    let hides_hints = args.format.is_for_people() && !args.hints;
    let seen: Vec<Diagnostic> = report
        .diagnostics
        .iter()
        .filter(|it| !hides_hints || it.level > Level::Hint)
        .cloned()
        .collect();
    let shown = Report {
        diagnostics: &seen,
        ..report.clone()
    };
    terminal::write(|out| diagnostic::write(out, args.format, &shown))?;
    if !shared.quiet {
        let mut summary = diagnostic::summary(report).to_string();
        if hides_hints && seen.len() < report.diagnostics.len() {
            summary.push_str(" `--hints` shows the hints.");
        }
        terminal::say(&summary);
    }
    Ok(())
}
