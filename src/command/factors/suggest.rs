//! `factors suggest`: a registry made of what reports say in their own words.

use std::fmt::Write as _;

use anyhow::Result;
use clap::ValueEnum;
use serde::Serialize;

use crate::archive::free_text::{Suggestion, suggest};
use crate::archive::{Archive, Factor, Registry, RegistryFaultKind, registry_faults};
use crate::cli::{Outcome, Shared};
use crate::pipeline;
use crate::scaffold;
use crate::world::project::Project;
use crate::world::terminal;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// `yaml` can be saved as factors.yml, or added to it
    #[arg(long, value_enum, default_value = "yaml")]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Yaml,
    Json,
}

pub(crate) fn run(shared: &Shared, args: &Args) -> Result<Outcome> {
    let project = Project::open(shared.root.as_deref())?;
    let archive = pipeline::understand(&project, None)?.archive;
    let starter = Registry::parse(scaffold::starter_factors())
        .expect("the starter registry is sound: a test reads it");
    let known = if archive.registry.factors.is_empty() {
        &starter
    } else {
        &archive.registry
    };
    let suggestions = suggest(&archive, known);
    terminal::print(&match args.format {
        Format::Json => {
            let shown: Vec<Shown> = suggestions
                .iter()
                .map(|it| Shown::of(&archive, it))
                .collect();
            format!("{}\n", serde_json::to_string_pretty(&shown)?)
        }
        Format::Yaml => yaml(&archive, known, &suggestions)?,
    })?;
    if suggestions.is_empty() && !shared.quiet {
        terminal::say(
            "no two reports describe the same condition under contributing factors, root cause or lessons",
        );
    }
    Ok(Outcome::Clean)
}

/// A suggestion with names instead of places.
#[derive(Debug, Serialize)]
struct Shown<'a> {
    id: &'a str,
    title: &'a str,
    is_known: bool,
    reports: Vec<&'a str>,
    bullets: Vec<Said<'a>>,
    aliases: &'a [String],
}

#[derive(Debug, Serialize)]
struct Said<'a> {
    report: &'a str,
    text: &'a str,
}

impl<'a> Shown<'a> {
    fn of(archive: &'a Archive, suggestion: &'a Suggestion) -> Shown<'a> {
        let slug = |index: usize| archive.get(index).slug.as_str();
        let said = |(report, text): &'a (usize, String)| Said {
            report: slug(*report),
            text,
        };
        Shown {
            id: &suggestion.id,
            title: &suggestion.title,
            is_known: suggestion.is_known,
            reports: suggestion.reports.iter().map(|&it| slug(it)).collect(),
            bullets: suggestion.bullets.iter().map(said).collect(),
            aliases: &suggestion.aliases,
        }
    }
}

/// An entry of a registry, without what is empty.
#[derive(Debug, Default, Serialize)]
struct Entry<'a> {
    id: &'a str,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    level: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    group: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    aliases: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ask: Option<&'a str>,
}

/// How many bullets stand above an entry.
const QUOTED: usize = 5;

fn yaml(archive: &Archive, known: &Registry, suggestions: &[Suggestion]) -> Result<String> {
    let mut text = String::from(
        "# Factors that several reports describe in their own words. Change what does not fit, then\n\
         # save it as factors.yml, or add it to the one that is there.\n",
    );
    for suggestion in suggestions {
        let _ = writeln!(text, "\n# {} reports say:", suggestion.reports.len());
        for (report, bullet) in suggestion.bullets.iter().take(QUOTED) {
            let _ = writeln!(
                text,
                "#   {}: {}",
                archive.get(*report).slug,
                one_line(bullet)
            );
        }
        let more = suggestion.bullets.len().saturating_sub(QUOTED);
        if more > 0 {
            let _ = writeln!(text, "#   and {more} more");
        }
        let factor = known.get(&suggestion.id).filter(|_| suggestion.is_known);
        if archive.registry.get(&suggestion.id).is_some() {
            let _ = writeln!(
                text,
                "# `{}` is in the registry; these reports speak of it and do not name it.",
                suggestion.id
            );
            continue;
        }
        text.push_str(&serde_yaml::to_string(&[entry(suggestion, factor)])?);
    }
    text.push_str(&near_duplicates(archive));
    Ok(text)
}

fn entry<'a>(suggestion: &'a Suggestion, factor: Option<&'a Factor>) -> Entry<'a> {
    let mut entry = Entry {
        id: &suggestion.id,
        title: &suggestion.title,
        ..Entry::default()
    };
    if let Some(factor) = factor {
        entry.title = &factor.title;
        entry.level = factor.level.as_deref();
        entry.group = factor.group.as_deref();
        entry.ask = factor.ask.as_deref();
        entry.aliases = factor.aliases.iter().map(String::as_str).collect();
    }
    for alias in &suggestion.aliases {
        if !entry.aliases.contains(&alias.as_str()) {
            entry.aliases.push(alias);
        }
    }
    entry
}

/// Says which factors of the registry may be one.
fn near_duplicates(archive: &Archive) -> String {
    let mut text = String::new();
    for fault in registry_faults(&archive.registry, &archive.factors) {
        if let RegistryFaultKind::NearDuplicate { earlier } = &fault.kind {
            let _ = writeln!(
                text,
                "\n# `{0}` and `{earlier}` are nearly the same: secondstory factors merge {0} {earlier}",
                fault.factor
            );
        }
    }
    text
}

/// Keeps a quotation from ending the comment that it stands in.
fn one_line(text: &str) -> String {
    text.replace(
        |c: char| c.is_control() || matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}'),
        " ",
    )
}
