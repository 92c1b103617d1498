//! `check --write-baseline`: what is known from now on.

use anyhow::{Result, bail};

use super::scope::Scope;
use super::{Args, WriteBaseline};
use crate::cli::Shared;
use crate::config::Config;
use crate::diagnostic::{Baseline, Diagnostic, count};
use crate::rules::{self, Choice};
use crate::world::project::Project;
use crate::world::{author, terminal};

/// What a baseline is renewed with.
pub(super) struct Renewal<'a> {
    pub(super) project: &'a Project,
    pub(super) config: &'a Config,
    pub(super) scope: &'a Scope,
    pub(super) choice: &'a Choice,
    /// What was found where anybody looked, whatever the baseline knows.
    pub(super) found: &'a [Diagnostic],
}

impl Renewal<'_> {
    /// Writes a baseline with what was found, and returns it. What is mended is dropped; what nobody
    /// looked at stays.
    ///
    /// # Errors
    ///
    /// It would grow, and nobody asked for that.
    pub(super) fn write(&self, shared: &Shared, args: &WriteBaseline) -> Result<Baseline> {
        if self.scope.input().is_some() {
            bail!("a baseline is written of files, and not of standard input");
        }
        let usual = &self.config.baseline;
        let path = match args.file() {
            Some(file) => self.project.locate(file)?,
            None => usual.clone(),
        };
        let before = self.project.baseline(&path)?;
        let now = self.renewed(before.as_ref());
        if let Some(before) = &before
            && !args.grow
        {
            refuse_growth(&path, before, &now)?;
        }
        author::replace(&self.project.root, &path, &now.to_json())?;
        if !shared.quiet {
            terminal::say(&told(&path, &before.unwrap_or_default(), &now));
            if path != *usual {
                terminal::say(&format!(
                    "`check` reads {usual}; write `baseline: {path}` into secondstory.yml if it \
                     should read this one"
                ));
            }
        }
        Ok(now)
    }

    fn renewed(&self, before: Option<&Baseline>) -> Baseline {
        let lasting = self.found.iter().filter(|it| !rules::is_always_told(it));
        let is_looked_at = |path: &str, rule: &str| {
            self.scope.contains(path) && (self.choice.is_everything() || self.choice.includes(rule))
        };
        let elsewhere = before.map(|it| it.without(is_looked_at));
        elsewhere.unwrap_or_default().with(Baseline::of(lasting))
    }
}

fn refuse_growth(path: &str, before: &Baseline, now: &Baseline) -> Result<()> {
    let growth = before.growth(now);
    if growth.is_empty() {
        return Ok(());
    }
    let lines: Vec<String> = growth.iter().map(|it| format!("  {it}\n")).collect();
    bail!(
        "{path} may only shrink, and there is more to record than it has\n{}help: mend what is \
         new, or allow it where it stands with a reason; `--grow` records it all the same",
        lines.concat()
    );
}

fn told(path: &str, before: &Baseline, now: &Baseline) -> String {
    let mut told = format!("{path} has {}", count(now.len(), "finding"));
    let (gone, new) = (before.missing_in(now), now.missing_in(before));
    if before.len() > 0 {
        told.push_str(&format!(": {gone} mended and dropped, {new} new"));
    }
    told + "."
}

/// Says how many findings of a baseline are mended, if that is for sure: everybody looked everywhere.
pub(super) fn tell_mended(args: &Args, choice: &Choice, baseline: &Baseline, found: &Baseline) {
    let everywhere = args.paths.is_empty() && args.changed.is_none() && choice.is_everything();
    let mended = baseline.missing_in(found);
    if everywhere && mended > 0 {
        let mended = match count(mended, "finding") {
            one if mended == 1 => format!("{one} of the baseline is mended"),
            many => format!("{many} of the baseline are mended"),
        };
        terminal::say(&format!(
            "{mended}; `secondstory check --write-baseline` drops what is mended."
        ));
    }
}
