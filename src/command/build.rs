//! `build`: the site.

use std::path::PathBuf;

use anyhow::Result;

use crate::cli::{Outcome, Shared};
use crate::config::Confidentiality;
use crate::diagnostic::Level;
use crate::pipeline;
use crate::site::{Drafts, Inputs, Site};
use crate::world::{clock, project::Project, terminal, write};

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
    /// Who the site is for: reports above this level leave no trace in it
    #[arg(long, value_name = "LEVEL")]
    audience: Option<Confidentiality>,
    /// The address that the site will have, for feeds and link previews
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// Include drafts and reports in review
    #[arg(long)]
    drafts: bool,
    /// Open the home page in a browser when it is done
    #[arg(long)]
    open: bool,
}

pub(crate) fn run(shared: &Shared, args: &Args) -> Result<Outcome> {
    let project = Project::open(args.dir.as_deref().or(shared.root.as_deref()))?;
    let today = clock::today(shared.today)?;
    let knowledge = pipeline::read(&project, today)?;
    let failed = knowledge
        .diagnostics
        .iter()
        .any(|it| it.level == Level::Error);
    let _ = (failed, args.keep_going, args.open);
    let audience = args.audience.unwrap_or(knowledge.config.audience);
    let drafts = if args.drafts {
        Drafts::Include
    } else {
        Drafts::Exclude
    };
    let archive = knowledge.visible(audience, drafts);
    let theme = project.theme(&knowledge.files)?;
    let culture = project.culture(&knowledge.config, &knowledge.files)?;
    let shown = project.shown(&archive, &knowledge.files);
    for (path, why) in &shown.refused {
        terminal::say(&format!(
            "warning: {path} {why}; it is not part of the site"
        ));
    }
    let site = Site::plan(Inputs {
        config: &knowledge.config,
        archive: &archive,
        templates: &knowledge.templates,
        theme: &theme,
        today,
        audience,
        base_url: args
            .base_url
            .as_deref()
            .or(knowledge.config.base_url.as_deref()),
        diagnostics: &knowledge.diagnostics,
        culture: culture.as_deref(),
        assets: &shown.assets,
    });
    let output = write::Output::resolve(&project, &knowledge.config, args.out.as_deref())?;
    write::write(&site, &output)?;
    Ok(Outcome::Clean)
}
