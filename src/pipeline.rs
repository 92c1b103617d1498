//! The stages, joined.

mod gists;
mod memory;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use anyhow::Result;
use jiff::civil::Date;
use rayon::prelude::*;

use crate::archive::{self, Archive};
use crate::config::{Confidentiality, Config};
use crate::diagnostic::{Baseline, Checked, Diagnostic, Level, RuleText};
use crate::document::{self, Filed, Packed, ProjectFiles, Source};
use crate::postmortem::{self, Postmortem};
use crate::rules::{self, Across, Choice, Company};
use crate::site::{Drafts, Inputs, Site, Theme};
use crate::template::Templates;
use crate::world::cache::Cache;
use crate::world::clock::Stopwatch;
use crate::world::companions::Shown;
use crate::world::discover::{self, Input};
use crate::world::history::History;
use crate::world::inputs;
use crate::world::progress::Progress;
use crate::world::project::Project;
use crate::world::settings::{Digest, Settings};
use crate::world::texts::Texts;
use gists::Gists;
pub(crate) use memory::Memory;
use memory::Read;

/// Everything that is known of a project.
#[derive(Debug)]
pub(crate) struct Knowledge {
    pub(crate) config: Config,
    pub(crate) templates: Templates,
    /// Of everything that holds for all reports.
    pub(crate) settings: Digest,
    /// How many reports did not have to be read, because the build before knew what is in them.
    pub(crate) recalled: usize,
    /// Every file that `sources` names, sorted by path.
    pub(crate) documents: Vec<Arc<Filed>>,
    /// Every file below the root, for links and images.
    pub(crate) files: ProjectFiles,
    /// Every report, whatever its confidentiality and status.
    pub(crate) archive: Arc<Archive>,
    /// Reports that cannot be made sense of any more, as a [`Memory`] knows them from before: a
    /// preview goes on showing them.
    last_good: Vec<Arc<Postmortem>>,
    /// The findings that are known, if they were ever written down.
    pub(crate) baseline: Option<Baseline>,
    /// What the baseline knows is among them: the site says what reports lack, known or not.
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// How long each stage took.
    pub(crate) watch: Stopwatch,
}

/// Reads a project for its site: discover, parse, validate, link, check. Hints come without words.
///
/// Of reports that are as they were when `cache` was written, what was made of them is taken from there.
pub(crate) fn read(
    project: &Project,
    today: Date,
    texts: &mut Texts,
    cache: Option<&Cache>,
) -> Result<Knowledge> {
    let mut knowledge = understand_with(project, None, texts, None)?;
    let archive = &knowledge.archive;
    let purpose = inputs::purpose(&[knowledge.settings.as_bytes(), today.to_string().as_bytes()])?;
    let gists = Gists::open(cache, purpose, archive);
    knowledge.watch.lap("recall");
    let company = Company {
        known: &|filed| gists.recall(archive, filed),
        learn: &|reading, alone| {
            archive.learn(reading);
            gists.note(&reading.document, alone);
        },
    };
    let checked = knowledge.run(today, &Choice::default(), &|_| true, company)?;
    knowledge.watch.lap("check");
    knowledge.recalled = gists.keep(archive, &knowledge.documents);
    knowledge.watch.lap("keep");
    knowledge.archive.follow_links();
    knowledge.diagnostics = checked.diagnostics;
    knowledge.diagnostics.shrink_to_fit();
    let all = knowledge.diagnostics.iter_mut();
    for hint in all.filter(|it| it.level == Level::Hint) {
        hint.forget_words();
    }
    Ok(knowledge)
}

/// Reads a project without a check: discover, parse, validate, link, and follow every link. One file
/// may have another text than on the disk, as an editor has it.
pub(crate) fn understand(project: &Project, input: Option<Input>) -> Result<Knowledge> {
    let knowledge = understand_with(project, input, &mut Texts::default(), None)?;
    knowledge.archive.follow_links();
    Ok(knowledge)
}

/// Does as [`understand`] does, and leaves what stands below the front matters to whoever asks for it.
pub(crate) fn understand_in_part(project: &Project, input: Option<Input>) -> Result<Knowledge> {
    understand_with(project, input, &mut Texts::whole(), None)
}

/// Does as [`understand`] does, and parses only what is not in memory.
pub(crate) fn understand_again(project: &Project, memory: &mut Memory) -> Result<Knowledge> {
    let mut texts = std::mem::take(&mut memory.texts);
    let knowledge = understand_with(project, None, &mut texts, Some(memory));
    memory.texts = texts;
    let knowledge = knowledge?;
    knowledge.archive.follow_links();
    Ok(knowledge)
}

fn understand_with(
    project: &Project,
    input: Option<Input>,
    texts: &mut Texts,
    mut memory: Option<&mut Memory>,
) -> Result<Knowledge> {
    let mut watch = Stopwatch::start();
    let Settings {
        config,
        templates,
        registry,
        services,
        baseline,
        digest,
        whole,
    } = project.settings()?;
    watch.lap("settings");
    let mut found = discover::discover(project, &config, texts)?;
    watch.lap("read");
    if let Some(input) = input {
        found.put(input, &config);
    }
    if let Some(memory) = &mut memory {
        memory.keep_for(digest);
    }
    let known = |source: &Source| memory.as_ref()?.of(source);
    let progress = Progress::of("reading", found.sources.len(), "reports");
    let reading: Vec<Read> = found
        .sources
        .into_par_iter()
        .map(|source| known(&source).unwrap_or_else(|| make_sense(&templates, &config, source)))
        .inspect(|_| progress.advance())
        .collect();
    let last_good = memory.map_or_else(Vec::new, |memory| memory.remember(&reading));
    let (documents, postmortems): (Vec<_>, Vec<_>) = reading
        .into_iter()
        .map(|read| (read.document, read.postmortem))
        .unzip();
    let postmortems = postmortems.into_iter().flatten().collect();
    watch.lap("parse and validate");
    let archive = Arc::new(archive::link(registry, services, postmortems));
    watch.lap("link");
    Ok(Knowledge {
        archive,
        config,
        templates,
        settings: whole,
        recalled: 0,
        documents,
        files: found.files,
        last_good,
        baseline,
        diagnostics: Vec::new(),
        watch,
    })
}

/// Parses a source, and makes of it the report that it is, if it is one.
fn make_sense(templates: &Templates, config: &Config, source: Source) -> Read {
    let document = document::parse(templates, source);
    Read {
        postmortem: postmortem::validate(config, &document),
        document: document.filed,
    }
}

/// Who a site is for, and where it will live.
#[derive(Clone, Debug)]
pub(crate) struct Edition {
    pub(crate) audience: Confidentiality,
    pub(crate) drafts: Drafts,
    pub(crate) base_url: Option<String>,
    pub(crate) today: Date,
}

/// Everything that the site of an edition is made from.
#[derive(Debug)]
pub(crate) struct Materials {
    pub(crate) knowledge: Arc<Knowledge>,
    pub(crate) edition: Edition,
    /// What the audience may see, and nothing else.
    pub(crate) archive: Arc<Archive>,
    pub(crate) theme: Theme,
    culture: Option<String>,
    pub(crate) shown: Shown,
    /// When each file was last changed, by path, where that is known.
    changes: Arc<BTreeMap<String, Date>>,
    rules: Vec<RuleText<'static>>,
}

/// Gathers what the site of an edition is made from.
pub(crate) fn gather(
    project: &Project,
    knowledge: impl Into<Arc<Knowledge>>,
    edition: Edition,
    history: &mut History,
) -> Result<Materials> {
    let knowledge: Arc<Knowledge> = knowledge.into();
    let archive = knowledge.visible(edition.audience, edition.drafts);
    Ok(Materials {
        theme: project.theme(&knowledge.files)?,
        culture: project.culture(&knowledge.config, &knowledge.files)?,
        shown: project.shown(&archive, &knowledge.files),
        changes: history.last_changes(&project.root),
        archive,
        knowledge,
        edition,
        rules: rule_texts(),
    })
}

/// Returns what is said of every rule, by name.
pub(crate) fn rule_texts() -> Vec<RuleText<'static>> {
    rules::all().iter().map(|rule| rule_text(rule)).collect()
}

fn rule_text(rule: &'static rules::Rule) -> RuleText<'static> {
    RuleText {
        name: rule.name,
        level: rule.level,
        draft: rule.draft,
        summary: rule.summary,
        why: rule.why,
        source: rule.source,
        question: rule.question,
        always: rule.always,
        bad: rule.bad,
        good: rule.good,
    }
}

impl Materials {
    /// Returns a digest of what all files of the site hang on, whichever reports there are. `wish` is
    /// what was asked for, in any form that says all of it.
    pub(crate) fn purpose(&self, wish: &str) -> Result<blake3::Hash> {
        inputs::purpose(&[
            self.knowledge.settings.as_bytes(),
            self.theme.own_files().as_bytes(),
            format!("{:?}", self.culture).as_bytes(),
            wish.as_bytes(),
        ])
    }

    /// Plans the site.
    pub(crate) fn site(&self) -> Site<'_> {
        self.site_with(&self.knowledge.diagnostics)
    }

    /// Plans the site with findings that were made since.
    pub(crate) fn site_with<'a>(&'a self, diagnostics: &'a [Diagnostic]) -> Site<'a> {
        Site::plan(Inputs {
            config: &self.knowledge.config,
            archive: &self.archive,
            templates: &self.knowledge.templates,
            theme: &self.theme,
            today: self.edition.today,
            audience: self.edition.audience,
            base_url: self.edition.base_url.as_deref(),
            diagnostics,
            culture: self.culture.as_deref(),
            assets: &self.shown.assets,
            rules: &self.rules,
            changes: &self.changes,
        })
    }
}

impl Knowledge {
    /// Returns the texts of the reports that findings stand in, by path.
    pub(crate) fn texts_of<'a>(
        &self,
        findings: impl IntoIterator<Item = &'a Diagnostic>,
    ) -> BTreeMap<String, String> {
        let paths: BTreeSet<&str> = findings.into_iter().map(|it| &*it.path).collect();
        let text = |path: &str| Some((path.to_owned(), self.document(path)?.source.text()));
        paths.into_iter().filter_map(text).collect()
    }

    /// Says whether a finding counts, or is one that the baseline knows.
    pub(crate) fn counts(&self, finding: &Diagnostic) -> bool {
        let baseline = self.baseline.as_ref();
        rules::is_always_told(finding) || baseline.is_none_or(|it| !it.knows(finding))
    }

    /// Runs every rule, and returns the findings that count. What it finds is worth nothing once
    /// `is_outdated` says so; then it comes to an end soon.
    pub(crate) fn check(
        &self,
        today: Date,
        is_outdated: &(dyn Fn() -> bool + Sync),
    ) -> Result<Vec<Diagnostic>> {
        let checked = self.check_with(today, &Choice::default(), &|_| !is_outdated())?;
        Ok(self.counted(checked))
    }

    /// Runs some rules over the files in question, whatever the baseline knows.
    pub(crate) fn check_with(
        &self,
        today: Date,
        choice: &Choice,
        is_in_question: &(dyn Fn(&str) -> bool + Sync),
    ) -> Result<Checked> {
        self.run(today, choice, is_in_question, Company::NONE)
    }

    fn run(
        &self,
        today: Date,
        choice: &Choice,
        is_in_question: &(dyn Fn(&str) -> bool + Sync),
        company: Company,
    ) -> Result<Checked> {
        let progress = Progress::of("checking", self.documents.len(), "reports");
        // A report is asked after when its turn has come.
        let is_in_question = |path: &str| {
            progress.advance();
            is_in_question(path)
        };
        rules::check(&self.across(today), choice, &is_in_question, company)
    }

    /// Checks the reports that are not as they were in an earlier reading, one at a time, and keeps
    /// what was found in the others. What only shows across reports waits for [`Knowledge::check`].
    pub(crate) fn check_again(
        &self,
        today: Date,
        before: &Knowledge,
        found: &[Diagnostic],
    ) -> Result<Vec<Diagnostic>> {
        let as_it_was: BTreeSet<&str> = before
            .documents
            .iter()
            .filter(|document| {
                let now = self.place(document.path());
                now.is_some_and(|at| Arc::ptr_eq(document, &self.documents[at]))
            })
            .map(|document| document.path())
            .collect();
        let is_report = |path: &str| self.place(path).is_some();
        let kept = found
            .iter()
            .filter(|it| as_it_was.contains(&*it.path) || !is_report(&it.path));
        let changed: Vec<usize> = (0..self.documents.len())
            .filter(|&at| !as_it_was.contains(self.documents[at].path()))
            .collect();
        let mut diagnostics = self.counted(rules::check_reports(&self.across(today), &changed)?);
        diagnostics.extend(kept.cloned());
        diagnostics.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(diagnostics)
    }

    /// Returns the findings that count, without those that the baseline knows.
    fn counted(&self, mut checked: Checked) -> Vec<Diagnostic> {
        if let Some(baseline) = &self.baseline {
            checked.hide(baseline, rules::is_always_told);
        }
        checked.diagnostics
    }

    /// Returns the place of a report among the documents.
    fn place(&self, path: &str) -> Option<usize> {
        let place = self.documents.binary_search_by(|it| it.path().cmp(path));
        place.ok()
    }

    fn across(&self, today: Date) -> Across<'_> {
        Across {
            context: rules::Context::new(&self.config, &self.templates, &self.archive, today),
            archive: &self.archive,
            documents: &self.documents,
            files: &self.files,
        }
    }

    /// Returns the report at a path, as it is written.
    pub(crate) fn document(&self, path: &str) -> Option<&Arc<Filed>> {
        let at = self.documents.binary_search_by(|it| it.path().cmp(path));
        at.ok().map(|at| &self.documents[at])
    }

    /// Returns what is known once some reports, by path, have another text.
    pub(crate) fn with(&self, texts: &BTreeMap<Arc<str>, String>) -> Knowledge {
        let unchanged: BTreeMap<&str, &Arc<Postmortem>> = self
            .archive
            .postmortems
            .iter()
            .map(|it| (it.path(), it))
            .collect();
        let read = |document: &Arc<Filed>| match texts.get(&document.source.path) {
            None => Read {
                document: Arc::clone(document),
                postmortem: unchanged.get(document.path()).copied().cloned(),
            },
            Some(text) => {
                let content = Ok(Packed::from(text.as_str()));
                let source = document.source.clone();
                make_sense(&self.templates, &self.config, Source { content, ..source })
            }
        };
        let (documents, postmortems): (Vec<_>, Vec<_>) = self
            .documents
            .par_iter()
            .map(read)
            .map(|read| (read.document, read.postmortem))
            .unzip();
        let postmortems = postmortems.into_iter().flatten().collect();
        let (registry, services) = (&self.archive.registry, &self.archive.services);
        Knowledge {
            config: self.config.clone(),
            templates: self.templates.clone(),
            settings: self.settings,
            recalled: 0,
            archive: Arc::new(archive::link(
                registry.clone(),
                services.clone(),
                postmortems,
            )),
            documents,
            files: self.files.clone(),
            last_good: Vec::new(),
            baseline: self.baseline.clone(),
            diagnostics: Vec::new(),
            watch: self.watch.clone(),
        }
    }

    /// Returns the archive that an audience may see. This is the only place that decides it.
    pub(crate) fn visible(&self, audience: Confidentiality, drafts: Drafts) -> Arc<Archive> {
        let is_visible = |postmortem: &&Arc<Postmortem>| {
            postmortem.confidentiality <= audience
                && (drafts == Drafts::Include || postmortem.status.is_final())
        };
        let all = &self.archive.postmortems;
        if self.last_good.is_empty() && all.iter().all(|it| is_visible(&it)) {
            return Arc::clone(&self.archive);
        }
        let some = all.iter().chain(&self.last_good).filter(is_visible);
        let archive = self.archive.relink(some.cloned().collect());
        archive.follow_links();
        Arc::new(archive)
    }
}
