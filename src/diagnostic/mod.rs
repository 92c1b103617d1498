//! A finding with its rule, level and place, ready to be shown; one file for each output format.
//!
//! This room knows how findings look and nothing of what makes one. A format writes a [`Report`]
//! into whatever it is given, and never prints.

mod baseline;
mod concise;
mod fingerprint;
mod full;
mod github;
mod gitlab;
mod json;
mod junit;
mod markdown;
mod mend;
mod plain;
mod sarif;
mod statistics;
mod summary;
#[cfg(test)]
mod testing;

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::Arc;

pub(crate) use baseline::Baseline;
pub(crate) use fingerprint::fingerprint;
pub(crate) use full::faults;
pub(crate) use markdown::{Digest, Recurring};
pub(crate) use mend::mending;
pub(crate) use plain::plain;
pub(crate) use statistics::statistics;
pub(crate) use summary::{Summary, count, summary};

use crate::document::{Lines, Span};

/// The rule about secrets: the words under its findings are never shown.
pub(crate) const SECRET: &str = "privacy/secret";

/// How much a finding weighs. Only an error fails a build.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Level {
    Hint,
    Warning,
    Error,
}

/// A finding of a rule in a file.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Diagnostic {
    /// The rule's name, `area/fault`.
    pub(crate) rule: &'static str,
    pub(crate) level: Level,
    /// The file's path below the root.
    pub(crate) path: Arc<str>,
    pub(crate) span: Span,
    /// A lower-case phrase without a full stop.
    pub(crate) message: String,
    /// What to do about it.
    pub(crate) help: Option<String>,
    /// A question that a good facilitator would ask.
    pub(crate) question: Option<String>,
    /// Further places that bear on it, in the same file, each with a word on why. One for the span
    /// itself stands beside its underline.
    pub(crate) labels: Vec<(Span, String)>,
    /// A change that would mend it.
    pub(crate) fix: Option<Fix>,
    /// What the finding is about, without its place: it stays the same when text moves.
    pub(crate) key: String,
    /// The identity of the finding across edits, as hexadecimal digits.
    pub(crate) fingerprint: String,
}

impl Diagnostic {
    /// Keeps which rule it is of, its place and its identity. A site counts hints and never lists them,
    /// and there may be tens of thousands.
    pub(crate) fn forget_words(&mut self) {
        self.message = String::new();
        self.help = None;
        self.question = None;
        self.labels = Vec::new();
        self.fix = None;
        self.key = String::new();
    }
}

/// A change of one file that mends a finding.
#[derive(Clone, Debug, PartialEq, serde::Deserialize, serde::Serialize)]
pub(crate) struct Fix {
    pub(crate) title: String,
    pub(crate) safe: bool,
    /// Replacements that do not overlap, in order.
    pub(crate) edits: Vec<(Span, String)>,
}

/// A finding that counts for nothing, because somebody said so.
#[derive(Clone, Debug)]
pub(crate) struct Suppressed {
    pub(crate) diagnostic: Diagnostic,
    pub(crate) by: Suppression,
}

/// What keeps a finding from counting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Suppression {
    /// It was there before, and the baseline has it.
    Baseline,
    /// The report allows it where it stands, and says why.
    Allowance { reason: String },
}

/// What is said of a rule, beside its findings. The pipeline fills it in: neither this room nor the
/// site knows the rules.
#[derive(Clone, Debug, serde::Serialize)]
pub(crate) struct RuleText<'a> {
    /// `area/fault`
    pub(crate) name: &'a str,
    /// The level in a published report; nothing where it is off.
    pub(crate) level: Option<Level>,
    /// The same in a draft, where it is another.
    pub(crate) draft: Option<Level>,
    pub(crate) summary: &'a str,
    pub(crate) why: &'a str,
    pub(crate) source: &'a str,
    pub(crate) question: Option<&'a str>,
    /// Whether it cannot be switched off.
    pub(crate) always: bool,
    pub(crate) bad: &'a str,
    pub(crate) good: &'a str,
}

/// What rules found.
#[derive(Debug, Default)]
pub(crate) struct Checked {
    /// Sorted by path and place.
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// In the same order.
    pub(crate) suppressed: Vec<Suppressed>,
}

/// What a check came to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Report<'a> {
    /// Sorted by path and place.
    pub(crate) diagnostics: &'a [Diagnostic],
    /// What is left out of `diagnostics`, in the same order. Formats that know of suppressions tell
    /// it, people are told how many there are.
    pub(crate) suppressed: &'a [Suppressed],
    /// The texts that they stand in, by path.
    pub(crate) texts: BTreeMap<&'a str, &'a str>,
    /// The reports that were looked at, by path.
    pub(crate) looked_at: Vec<&'a str>,
    /// The folder of the knowledge base in its repository, with a slash at its end; nothing where
    /// the two are the same. A forge knows files by their place in the repository.
    pub(crate) folder: &'a str,
    /// Every rule, by name.
    pub(crate) rules: &'a [RuleText<'a>],
    /// The page that explains a rule, by its name, where the site has an address.
    pub(crate) rule_pages: BTreeMap<&'a str, String>,
    pub(crate) digest: Digest,
}

/// How to show findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// The words in question underlined, with help and a question
    Full,
    /// One line for each finding
    Concise,
    /// For programs
    Json,
    /// Annotations in a pull request on GitHub, as workflow commands
    Github,
    /// A code quality report for GitLab
    Gitlab,
    /// SARIF 2.1.0, for code scanning and editors
    Sarif,
    /// JUnit XML, for whatever shows the results of tests
    Junit,
    /// A comment on a pull request: what is good, what would help most, what was met before
    Markdown,
}

impl Level {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Level::Hint => "hint",
            Level::Warning => "warning",
            Level::Error => "error",
        }
    }
}

impl Format {
    /// Says whether it is for the eyes of a person, who is spared the hints unless they are asked for.
    pub(crate) fn is_for_people(self) -> bool {
        match self {
            Format::Full | Format::Concise | Format::Github | Format::Markdown => true,
            Format::Json | Format::Gitlab | Format::Sarif | Format::Junit => false,
        }
    }
}

/// Writes a report in a format.
pub(crate) fn write(out: &mut dyn Write, format: Format, report: &Report) -> io::Result<()> {
    match format {
        Format::Full => full::write(out, report),
        Format::Concise => concise::write(out, report),
        Format::Json => json::write(out, report),
        Format::Github => github::write(out, report),
        Format::Gitlab => gitlab::write(out, report),
        Format::Sarif => sarif::write(out, report),
        Format::Junit => junit::write(out, report),
        Format::Markdown => markdown::write(out, report),
    }
}

impl Diagnostic {
    /// Returns all that it says: the message, what to do, and what to ask, each on a line.
    fn in_full(&self) -> String {
        let mut text = plain(&self.message).into_owned();
        let more = [("help", &self.help), ("ask", &self.question)];
        for (word, line) in more {
            if let Some(line) = line {
                text.push_str(&format!("\n{word}: {}", plain(line)));
            }
        }
        text
    }
}

impl Checked {
    /// Takes out of the count what a baseline knows, but for what is told always.
    pub(crate) fn hide(
        &mut self,
        baseline: &Baseline,
        is_always_told: impl Fn(&Diagnostic) -> bool,
    ) {
        let is_hidden = |it: &Diagnostic| baseline.knows(it) && !is_always_told(it);
        let (known, rest) = std::mem::take(&mut self.diagnostics)
            .into_iter()
            .partition::<Vec<_>, _>(is_hidden);
        self.diagnostics = rest;
        if known.is_empty() {
            return;
        }
        self.suppressed
            .extend(known.into_iter().map(|diagnostic| Suppressed {
                diagnostic,
                by: Suppression::Baseline,
            }));
        self.suppressed.sort_by(|one, other| {
            let (one, other) = (&one.diagnostic, &other.diagnostic);
            (&one.path, one.span, one.rule).cmp(&(&other.path, other.span, other.rule))
        });
    }
}

impl<'a> Report<'a> {
    /// Returns the place of a file in its repository.
    fn in_repository(&self, path: &str) -> String {
        format!("{}{path}", self.folder)
    }

    /// Returns the findings file by file, each with the lines of its text.
    fn by_file(&self) -> impl Iterator<Item = (Lines<'a>, &'a [Diagnostic])> {
        self.diagnostics
            .chunk_by(|one, next| one.path == next.path)
            .map(|found| {
                let text = self.texts.get(&*found[0].path).copied();
                (Lines::new(text.unwrap_or_default()), found)
            })
    }
}
