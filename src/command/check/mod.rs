//! `check`: what is wrong, and what to ask.

mod baseline;
mod digest;
mod mend;
mod scope;
mod watch;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::cli::{Outcome, Shared};
use crate::diagnostic::{
    self, Baseline, Checked, Diagnostic, Digest, Format, Level, Report, RuleText, Suppressed,
};
use crate::pipeline;
use crate::rules::{self, Choice, ProjectFile};
use crate::site;
use crate::world::discover::Input;
use crate::world::project::Project;
use crate::world::{clock, progress, terminal};
use baseline::Renewal;
use mend::Deed;
use scope::Scope;

/// Say what is missing, broken or unkind in the reports
///
/// Findings go to standard output, a summary to standard error. Only a finding at error level fails
/// the check, unless `--strict` is given.
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
    /// Only this rule, or the rules of this area; several with commas between them
    #[arg(long, value_name = "RULE|AREA", value_delimiter = ',')]
    select: Vec<String>,
    /// Not this rule, nor the rules of this area; several with commas between them
    #[arg(long, value_name = "RULE|AREA", value_delimiter = ',')]
    ignore: Vec<String>,
    /// Only findings in files that have changed since the branch left BASE, uncommitted and new
    /// files among them; without BASE, since it left the main branch
    #[arg(long, value_name = "BASE", num_args = 0..=1, default_missing_value = "")]
    changed: Option<String>,
    /// Fail on warnings as well
    #[arg(long)]
    strict: bool,
    /// How many findings each rule has, and nothing of what they say
    #[arg(long, conflicts_with = "format")]
    statistics: bool,
    /// Check again whenever a file changes
    #[arg(long, conflicts_with = "write_baseline")]
    watch: bool,
    /// Mend what can be mended without asking: other names of factors and fields, lists, dates, a
    /// missing time zone. Prose, comments and all other bytes stay as they are
    #[arg(long, conflicts_with_all = ["watch", "write_baseline"])]
    fix: bool,
    /// With `--fix`: print the changes as a diff, and make none
    #[arg(long, requires = "fix", conflicts_with_all = ["format", "statistics"])]
    diff: bool,
    #[command(flatten)]
    write_baseline: WriteBaseline,
    /// Show what the baseline knows as well
    #[arg(long, conflicts_with = "write_baseline")]
    no_baseline: bool,
    /// The file that standard input is the text of
    #[arg(long, value_name = "PATH")]
    stdin_filename: Option<PathBuf>,
}

/// Whether and where to write a baseline.
#[derive(Debug, clap::Args)]
struct WriteBaseline {
    /// Write down what is found as known: later checks count it without showing it, and it may only
    /// become less; without FILE, as `baseline` in the configuration says
    #[arg(long, value_name = "FILE", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    write_baseline: Option<String>,
    /// Let the baseline have more findings than before
    #[arg(long, requires = "write_baseline")]
    grow: bool,
}

impl WriteBaseline {
    fn is_asked_for(&self) -> bool {
        self.write_baseline.is_some()
    }

    fn file(&self) -> Option<&Path> {
        let file = self.write_baseline.as_deref();
        file.filter(|file| !file.is_empty()).map(Path::new)
    }
}

pub(crate) fn run(shared: &Shared, args: &Args) -> Result<Outcome> {
    let project = Project::open(shared.root.as_deref())?;
    if args.watch {
        return watch::watch(shared, args, &project);
    }
    if !shared.quiet {
        progress::show();
    }
    check(shared, args, &project)
}

fn check(shared: &Shared, args: &Args, project: &Project) -> Result<Outcome> {
    rayon::spawn(rules::prepare);
    let choice = Choice::new(&args.select, &args.ignore)?;
    let scope = Scope::new(project, args)?;
    let today = clock::today(shared.today)?;
    let input = scope.input().map(|path| Input::read(path.to_owned()));
    let mut knowledge = pipeline::understand_in_part(project, input)?;
    let known = knowledge.baseline.take();
    if args.fix {
        let baseline = known.as_ref().filter(|_| !args.no_baseline);
        let mended = mend::mend(knowledge, |knowledge| {
            let mut checked = knowledge.check_with(today, &choice, &|path| scope.contains(path))?;
            if let Some(baseline) = baseline {
                checked.hide(baseline, rules::is_always_told);
            }
            Ok(checked.diagnostics)
        })?;
        match mend::carry_out(shared, args, project, &scope, &mended)? {
            Deed::Written => knowledge = mended.knowledge,
            Deed::Printed => return Ok(outcome(args, &mended.found)),
        }
    }
    let paths = knowledge.documents.iter().map(|it| it.path());
    let looked_at: Vec<&str> = paths.filter(|path| scope.contains(path)).collect();
    if looked_at.is_empty() {
        terminal::say(scope.is_empty_because());
    }
    let mut checked = knowledge.check_with(today, &choice, &|path| scope.contains(path))?;
    let baseline = if args.write_baseline.is_asked_for() {
        let renewal = Renewal {
            project,
            config: &knowledge.config,
            scope: &scope,
            choice: &choice,
            found: &checked.diagnostics,
        };
        Some(renewal.write(shared, &args.write_baseline)?)
    } else {
        known.filter(|_| !args.no_baseline)
    };
    if let Some(baseline) = &baseline {
        if !shared.quiet {
            let found = Baseline::of(&checked.diagnostics);
            baseline::tell_mended(args, &choice, baseline, &found);
        }
        checked.hide(baseline, rules::is_always_told);
    }
    let Checked {
        diagnostics: found,
        suppressed,
    } = checked;
    let others = other_texts(project, &found, &suppressed)?;
    let all = found
        .iter()
        .chain(suppressed.iter().map(|it| &it.diagnostic));
    let texts = knowledge.texts_of(all);
    let texts = texts.iter().chain(&others);
    let texts = texts.map(|(path, text)| (path.as_str(), text.as_str()));
    let rules = pipeline::rule_texts();
    let base_url = knowledge.config.base_url.as_deref();
    let digest = match args.format {
        Format::Markdown => digest::digest(&knowledge, &looked_at, &found),
        _ => Digest::default(),
    };
    let report = Report {
        digest,
        diagnostics: &found,
        suppressed: &suppressed,
        texts: texts.collect(),
        looked_at,
        folder: &project.folder_in_repository()?,
        rules: &rules,
        rule_pages: base_url
            .map(|base| rule_pages(base, &rules))
            .unwrap_or_default(),
    };
    show(shared, args, &report)?;
    if shared.verbose > 0 {
        terminal::say(&knowledge.watch.report());
    }
    let outcome = outcome(args, &found);
    if !args.watch {
        // The program ends here, and giving back what thousands of reports held takes longer than it
        // took to check one of them.
        std::mem::forget(knowledge);
    }
    Ok(outcome)
}

fn outcome(args: &Args, found: &[Diagnostic]) -> Outcome {
    let worst = found.iter().map(|it| it.level).max();
    let fails = if args.strict {
        Level::Warning
    } else {
        Level::Error
    };
    if worst >= Some(fails) {
        Outcome::Findings
    } else {
        Outcome::Clean
    }
}

/// Returns the texts of the files besides the reports that findings stand in.
fn other_texts(
    project: &Project,
    found: &[Diagnostic],
    suppressed: &[Suppressed],
) -> Result<BTreeMap<String, String>> {
    let known = suppressed.iter().map(|it| &it.diagnostic);
    let paths: BTreeSet<&str> = found.iter().chain(known).map(|it| &*it.path).collect();
    let files = [ProjectFile::Config, ProjectFile::Factors].map(ProjectFile::path);
    let named = files.into_iter().filter(|path| paths.contains(path));
    let read = |path: &str| Ok((path.to_owned(), project.text(path)?.unwrap_or_default()));
    named.map(read).collect()
}

/// Returns where each rule is explained on the site at a base address.
fn rule_pages<'a>(base_url: &str, rules: &[RuleText<'a>]) -> BTreeMap<&'a str, String> {
    let page = |rule: &RuleText<'a>| Some((rule.name, site::rule_address(base_url, rule.name)?));
    rules.iter().filter_map(page).collect()
}

fn show(shared: &Shared, args: &Args, report: &Report) -> Result<()> {
    if args.statistics {
        terminal::write(|out| diagnostic::statistics(out, report))?;
        return summarise(shared, args, report, Hints::Shown);
    }
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
    let are_hidden = seen.len() < report.diagnostics.len();
    let hints = if are_hidden {
        Hints::Hidden
    } else {
        Hints::Shown
    };
    summarise(shared, args, report, hints)
}

/// Whether there are hints that are not shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Hints {
    Shown,
    Hidden,
}

fn summarise(shared: &Shared, args: &Args, report: &Report, hints: Hints) -> Result<()> {
    if shared.quiet {
        return Ok(());
    }
    let mut summary = diagnostic::summary(report).to_string();
    if hints == Hints::Hidden {
        summary.push_str(" `--hints` shows the hints.");
    }
    let files = report
        .diagnostics
        .chunk_by(|one, next| one.path == next.path);
    let mendable: usize = files.map(|found| diagnostic::mending(found).findings).sum();
    if mendable > 0 && !args.fix {
        summary.push_str(&format!(" `--fix` mends {mendable} of them."));
    }
    terminal::say(&summary);
    Ok(())
}
