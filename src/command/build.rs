//! `build`: the site.

use std::path::PathBuf;

use anyhow::Result;

use crate::cli::{Outcome, Shared};
use crate::config::{Confidentiality, Config};
use crate::diagnostic::{self, Diagnostic, Format, Level, Report, count};
use crate::pipeline::{self, Edition, Knowledge, Materials};
use crate::site::Drafts;
use crate::world::cache::Cache;
use crate::world::clock::{self, Stopwatch};
use crate::world::history::History;
use crate::world::inputs::Inputs;
use crate::world::texts::{self, Texts};
use crate::world::write::{self, Output, Register, Written};
use crate::world::{browser, progress, project::Project, terminal};

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
    /// Read every report, and leave nothing for the next build
    ///
    /// What was made of reports that are as they were is kept in the user's folder for caches.
    #[arg(long)]
    no_cache: bool,
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
    texts::unless_changed(|| build(shared, args))
}

fn build(shared: &Shared, args: &Args) -> Result<Outcome> {
    let mut watch = Stopwatch::start();
    if !shared.quiet {
        progress::show();
    }
    let project = Project::open(args.dir.as_deref().or(shared.root.as_deref()))?;
    let today = clock::today(shared.today)?;
    let config = project.settings()?.config;
    let output = Output::resolve(&project, &config, args.out.as_deref())?;
    let edition = args.edition.edition(&config, today);
    // What cannot be digested is built, and the build says what is wrong with it.
    let wish = format!("{edition:?} {:?}", args.without_search);
    let cache = Cache::of(&project).filter(|_| !args.no_cache);
    let mut texts = Texts::on_disk();
    let before = Inputs::read(&project, &config, &mut texts, &wish).ok();
    if let Some(inputs) = before
        && let Some(written) = write::up_to_date(&output, inputs)?
    {
        watch.lap("compare");
        if !shared.quiet {
            tell(&written);
            terminal::say(&format!(
                "nothing changed since the last build: {}, {}",
                count(written.files, "file"),
                output.home().display()
            ));
        }
        return done(shared, args, &output, &watch);
    }
    watch.lap("compare");
    let knowledge = pipeline::read(&project, today, &mut texts, cache.as_ref())?;
    watch.join(&knowledge.watch);
    let failed = show_errors(&knowledge)?;
    if failed && !args.keep_going {
        terminal::say(
            "The site was not built, and the last one is as it was. `--keep-going` builds all the same.",
        );
        return Ok(Outcome::Findings);
    }
    let materials = pipeline::gather(&project, knowledge, edition, &mut History::default())?;
    let warned = warn(&materials);
    let mut site = materials.site();
    if args.without_search {
        site.leave_search_out();
    }
    watch.lap("plan");
    materials.archive.relate();
    watch.lap("relate");
    let pages = site.paths().filter(|path| path.is_page()).count();
    watch.lap("index");
    // A build that has something to say has to say it again the next time. And what changed while
    // it was read may be in the site or not.
    let inputs = before.filter(|before| {
        !failed
            && !warned
            && Inputs::read(&project, &config, &mut texts, &wish).is_ok_and(|now| now == *before)
    });
    let register = Register::open(cache.as_ref(), &output, materials.purpose(&wish)?);
    let written = write::write(&site, &output, inputs, &register)?;
    watch.lap("render and write");
    if !shared.quiet {
        tell(&written);
        tell_size(&materials, pages, &written, &watch, &output);
    }
    if shared.verbose > 0 {
        tell_saved(&materials, &written);
    }
    done(shared, args, &output, &watch)
}

/// Says how large the site is, and what is new of it.
fn tell_size(
    materials: &Materials,
    pages: usize,
    written: &Written,
    watch: &Stopwatch,
    output: &Output,
) {
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

/// Says what need not be done because the build before did it.
fn tell_saved(materials: &Materials, written: &Written) {
    terminal::say(&format!(
        "known from the build before: what is in {} of {}, {} of {}",
        materials.knowledge.recalled,
        count(materials.knowledge.documents.len(), "report"),
        written.known,
        count(written.files, "file"),
    ));
}

/// Says what it took, and opens the site where that was asked for.
fn done(shared: &Shared, args: &Args, output: &Output, watch: &Stopwatch) -> Result<Outcome> {
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
        .filter(|it| knowledge.counts(it))
        .cloned()
        .partition(|it| it.level == Level::Error);
    if errors.is_empty() {
        return Ok(false);
    }
    let texts = knowledge.texts_of(&errors);
    let texts = texts.iter();
    let report = Report {
        diagnostics: &errors,
        texts: texts.map(|(path, text)| (&**path, &**text)).collect(),
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

/// Says what a reader of the site might look for in vain. Returns whether there is anything.
fn warn(materials: &Materials) -> bool {
    for (path, why) in &materials.shown.refused {
        terminal::say(&format!(
            "warning: {path} {why}; it is not part of the site"
        ));
    }
    let all = &materials.knowledge.archive.postmortems;
    let is_empty = materials.archive.postmortems.is_empty() && !all.is_empty();
    if is_empty {
        let drafts = all.iter().filter(|it| !it.status.is_final()).count();
        terminal::say(&format!(
            "warning: none of the {} is in this site: {drafts} not published yet (`--drafts` \
             includes them), {} above its audience (`--audience` widens it)",
            count(all.len(), "report"),
            all.len() - drafts,
        ));
    }
    is_empty || !materials.shown.refused.is_empty()
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

#[cfg(test)]
#[expect(
    clippy::disallowed_methods,
    reason = "a test plays the author who saves a report meanwhile"
)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    /// Reads a project, lets something happen, and builds it.
    fn build_after(root: &Path, happening: impl FnOnce()) -> Result<Written> {
        let project = Project::open(Some(root))?;
        let config = project.settings()?.config;
        let output = Output::resolve(&project, &config, Some(&root.join("site")))?;
        let today = "2026-01-01".parse()?;
        let mut texts = Texts::on_disk();
        let knowledge = pipeline::read(&project, today, &mut texts, None)?;
        let edition = Edition {
            audience: config.audience,
            drafts: Drafts::Include,
            base_url: None,
            today,
        };
        let history = &mut History::default();
        let materials = pipeline::gather(&project, knowledge, edition, history)?;
        materials.archive.relate();
        happening();
        let register = Register::open(None, &output, blake3::hash(b""));
        texts::unless_changed(|| write::write(&materials.site(), &output, None, &register))
    }

    #[test]
    fn a_report_that_changes_while_it_is_needed_leaves_the_last_site_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        let report = root.join("postmortems/2025-01-01-queue.md");
        fs::create_dir(root.join("postmortems")).unwrap();
        let text = "---\ntitle: The queue stalled\n---\n\n## Summary\n\nIt stalled.\n";
        fs::write(&report, text).unwrap();
        assert!(build_after(&root, || ()).unwrap().changed > 10);
        let page = root.join("site/index.html");
        let before = fs::read(&page).unwrap();

        let save = || fs::write(&report, text.replace("It stalled", "It was full")).unwrap();
        let failed = build_after(&root, save).unwrap_err().to_string();
        assert!(
            failed.contains("2025-01-01-queue.md was changed"),
            "{failed}"
        );
        assert_eq!(fs::read(&page).unwrap(), before);
        let left: Vec<_> = fs::read_dir(&root).unwrap().flatten().collect();
        assert_eq!(left.len(), 2, "{left:?}");

        assert!(build_after(&root, || ()).unwrap().changed > 0);
    }
}
