//! `build`: the site.

use std::path::PathBuf;

use anyhow::Result;

use crate::cli::{Outcome, Shared};
use crate::config::{Confidentiality, Config};
use crate::diagnostic::{self, Diagnostic, Format, Level, Report, count};
use crate::pipeline::{self, Edition, Knowledge, Materials};
use crate::site::Drafts;
use crate::world::clock;
use crate::world::write::{self, Output, Written};
use crate::world::{browser, project::Project, terminal};

/// Build the site
///
/// Findings at error level fail the build and leave the last site as it was.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The knowledge base; the same as --root
    dir: Option<PathBuf>,
    /// Where to write the site; `output` of the configuration, if not given
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Build all the same when there are findings at error level
    #[arg(long)]
    keep_going: bool,
    #[command(flatten)]
    edition: EditionArgs,
    /// Leave the search index out, to measure what it costs
    #[arg(long, hide = true)]
    without_search: bool,
    /// Open the home page in a browser when it is done
    #[arg(long)]
    open: bool,
}

/// Who a site is for, and where it will live.
#[derive(Debug, clap::Args)]
pub(crate) struct EditionArgs {
    /// Who the site is for: reports above this level leave no trace in it
    #[arg(long, value_name = "LEVEL")]
    audience: Option<Confidentiality>,
    /// The address that the site will have, for feeds and link previews
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// Include drafts and reports in review
    #[arg(long)]
    drafts: bool,
}

impl EditionArgs {
    /// Returns the edition that is asked for; where nothing is said, that of the configuration.
    pub(crate) fn edition(&self, config: &Config, today: jiff::civil::Date) -> Edition {
        Edition {
            audience: self.audience.unwrap_or(config.audience),
            drafts: if self.drafts {
                Drafts::Include
            } else {
                Drafts::Exclude
            },
            base_url: self.base_url.clone().or_else(|| config.base_url.clone()),
            today,
        }
    }
}

pub(crate) fn run(shared: &Shared, args: &Args) -> Result<Outcome> {
    let project = Project::open(args.dir.as_deref().or(shared.root.as_deref()))?;
    let today = clock::today(shared.today)?;
    let knowledge = pipeline::read(&project, today)?;
    let output = Output::resolve(&project, &knowledge.config, args.out.as_deref())?;
    let mut watch = knowledge.watch.clone();
    let failed = show_errors(&knowledge)?;
    if failed && !args.keep_going {
        terminal::say(
            "The site was not built, and the last one is as it was. `--keep-going` builds all the same.",
        );
        return Ok(Outcome::Findings);
    }
    let edition = args.edition.edition(&knowledge.config, today);
    let materials = pipeline::gather(&project, knowledge, edition)?;
    warn(&materials);
    let mut site = materials.site();
    if args.without_search {
        site.leave_search_out();
    }
    watch.lap("plan");
    let pages = site.paths().filter(|path| path.is_page()).count();
    watch.lap("index");
    let written = write::write(&site, &output)?;
    watch.lap("render and write");
    if !shared.quiet {
        tell(&written);
        terminal::say(&format!(
            "{} from {} in {:.2} s ({} of {} changed, {} removed): {}",
            count(pages, "page"),
            count(materials.archive.postmortems.len(), "report"),
            watch.total().as_secs_f64(),
            written.changed,
            count(written.files, "file"),
            written.removed,
            output.home().display()
        ));
    }
    if shared.verbose > 0 {
        terminal::say(&watch.report());
    }
    if args.open {
        browser::open(output.home())?;
    }
    Ok(Outcome::Clean)
}

/// Prints the findings at error level, and says how many others there are. Returns whether there
/// are any errors.
fn show_errors(knowledge: &Knowledge) -> Result<bool> {
    let (errors, others): (Vec<Diagnostic>, Vec<Diagnostic>) = knowledge
        .diagnostics
        .iter()
        .cloned()
        .partition(|it| it.level == Level::Error);
    if errors.is_empty() {
        return Ok(false);
    }
    let report = Report {
        diagnostics: &errors,
        texts: knowledge.texts(),
        looked_at: knowledge.documents.iter().map(|it| it.path()).collect(),
        ..Report::default()
    };
    terminal::write(|out| diagnostic::write(out, Format::Full, &report))?;
    terminal::say(&diagnostic::summary(&report).to_string());
    if !others.is_empty() {
        let others = count(others.len(), "further finding");
        terminal::say(&format!("`secondstory check` shows {others}."));
    }
    Ok(true)
}

/// Says what a reader of the site might look for in vain.
fn warn(materials: &Materials) {
    for (path, why) in &materials.shown.refused {
        terminal::say(&format!(
            "warning: {path} {why}; it is not part of the site"
        ));
    }
    let all = &materials.knowledge.archive.postmortems;
    if materials.archive.postmortems.is_empty() && !all.is_empty() {
        let drafts = all.iter().filter(|it| !it.status.is_final()).count();
        terminal::say(&format!(
            "warning: none of the {} is in this site: {drafts} not published yet (`--drafts` \
             includes them), {} above its audience (`--audience` widens it)",
            count(all.len(), "report"),
            all.len() - drafts,
        ));
    }
}

/// Says what became of files that others put beside ours.
fn tell(written: &Written) {
    let list = |paths: &[PathBuf]| {
        let shown = paths.iter().take(5).map(|path| path.display().to_string());
        let more = paths.len().saturating_sub(5);
        let more = (more > 0).then(|| format!("{more} more"));
        shown.chain(more).collect::<Vec<_>>().join(", ")
    };
    if !written.foreign.is_empty() {
        terminal::say(&format!(
            "left as they are, for secondstory did not write them: {}",
            list(&written.foreign)
        ));
    }
    if !written.strays.is_empty() {
        terminal::say(&format!(
            "left behind by an earlier build, and not ours to remove: {}",
            list(&written.strays)
        ));
    }
}
