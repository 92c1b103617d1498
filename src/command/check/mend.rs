//! `check --fix`: what can be mended without asking anybody.

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::{Result, bail};

use super::{Args, Scope};
use crate::cli::Shared;
use crate::diagnostic::{Diagnostic, count, mending};
use crate::document::{self, Edits, Filed, edited, in_turn};
use crate::pipeline::Knowledge;
use crate::world::project::Project;
use crate::world::rewrite::{self, Change};
use crate::world::terminal;

/// What is known once everything is mended that can be, and how to get there.
#[derive(Debug)]
pub(super) struct Mended {
    pub(super) knowledge: Knowledge,
    pub(super) found: Vec<Diagnostic>,
    /// By path.
    files: BTreeMap<Arc<str>, Rewrite>,
    /// How many findings are gone.
    findings: usize,
}

#[derive(Debug)]
struct Rewrite {
    before: Arc<str>,
    edits: Edits,
}

/// How often mending may lead to something else that can be mended.
const ROUNDS: usize = 10;

/// Mends reports in memory, until nothing is left that can be mended: so a second run has nothing to
/// do. Nothing is written here.
pub(super) fn mend(
    knowledge: Knowledge,
    find: impl Fn(&Knowledge) -> Result<Vec<Diagnostic>>,
) -> Result<Mended> {
    let mut mended = Mended {
        found: find(&knowledge)?,
        knowledge,
        files: BTreeMap::new(),
        findings: 0,
    };
    for _ in 0..ROUNDS {
        let texts = mended.round();
        if texts.is_empty() {
            return Ok(mended);
        }
        let next = mended.knowledge.with(&texts);
        refuse_harm(&mended.knowledge, &next)?;
        mended.found = find(&next)?;
        mended.knowledge = next;
    }
    let rules = mended.found.iter().filter(|it| it.fix.is_some());
    let rules: Vec<&str> = rules.map(|it| it.rule).collect();
    bail!(
        "what mends one finding brings another back ({}); nothing was changed",
        rules.join(", ")
    )
}

impl Mended {
    /// Mends in each report what can be mended at once. Returns the new texts, by path.
    fn round(&mut self) -> BTreeMap<Arc<str>, String> {
        let mut texts = BTreeMap::new();
        for found in self.found.chunk_by(|one, next| one.path == next.path) {
            let (path, mending) = (&found[0].path, mending(found));
            // What stands beside the reports, such as the registry, is for people to mend.
            let Some(document) = self.knowledge.document(path) else {
                continue;
            };
            if mending.edits.is_empty() {
                continue;
            }
            let text = document.source.text();
            texts.insert(Arc::clone(path), edited(&text, &mending.edits));
            self.findings += mending.findings;
            let rewrite = self
                .files
                .entry(Arc::clone(path))
                .or_insert_with(|| Rewrite {
                    before: text.into(),
                    edits: Edits::new(),
                });
            rewrite.edits = in_turn(&rewrite.edits, &mending.edits);
        }
        texts
    }

    /// Says what is mended, or would be.
    fn in_words(&self, done: &str) -> String {
        if self.files.is_empty() {
            return "Nothing here can be mended without you.".to_owned();
        }
        let findings = count(self.findings, "finding");
        format!("{done} {findings} in {}.", count(self.files.len(), "file"))
    }
}

/// Stops everything where a report could be read before and no longer can.
fn refuse_harm(before: &Knowledge, after: &Knowledge) -> Result<()> {
    let is_unreadable = |it: &Arc<Filed>| it.open().front_matter().is_unreadable();
    let both = before.documents.iter().zip(&after.documents);
    for (before, after) in both.filter(|(before, after)| !Arc::ptr_eq(before, after)) {
        if is_unreadable(after) && !is_unreadable(before) {
            bail!(
                "mending would make {} unreadable; nothing was changed",
                after.path()
            );
        }
    }
    Ok(())
}

/// What is done with what was mended.
pub(super) enum Deed {
    /// The files are written, all of them or none.
    Written,
    /// Something was printed instead, and findings would only be in its way.
    Printed,
}

/// Writes what was mended to the files, or prints it: as a text where a text came from standard
/// input, and as a diff where one is asked for.
pub(super) fn carry_out(
    shared: &Shared,
    args: &Args,
    project: &Project,
    scope: &Scope,
    mended: &Mended,
) -> Result<Deed> {
    let say = |done| {
        if !shared.quiet {
            terminal::say(&mended.in_words(done));
        }
    };
    if args.diff {
        let diff = |(path, rewrite): (&Arc<str>, &Rewrite)| {
            document::diff(path, &rewrite.before, &rewrite.edits)
        };
        let diffs: String = mended.files.iter().map(diff).collect();
        terminal::print_as_it_is(&diffs)?;
        say("Would mend");
        return Ok(Deed::Printed);
    }
    if let Some(path) = scope.input() {
        let document = mended.knowledge.document(path);
        let document = document.expect("standard input is one of the documents");
        if document.source.content.is_err() {
            bail!("standard input is no text; `secondstory check -` says why");
        }
        terminal::print_as_it_is(&document.source.text())?;
        say("Mended");
        return Ok(Deed::Printed);
    }
    let change = |(path, rewrite): (&Arc<str>, &Rewrite)| Change {
        path: path.to_string(),
        before: rewrite.before.to_string(),
        after: edited(&rewrite.before, &rewrite.edits),
    };
    let changes: Vec<Change> = mended.files.iter().map(change).collect();
    if !changes.is_empty() {
        rewrite::rewrite(project, &changes)?;
    }
    say("Mended");
    Ok(Deed::Written)
}
