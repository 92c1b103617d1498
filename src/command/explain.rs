//! `explain`: why a rule exists, with an example that it flags and one that it does not.

use std::fmt::Write as _;

use anyhow::Result;

use crate::cli::Outcome;
use crate::diagnostic::Level;
use crate::rules::{self, Rule, Said};
use crate::world::terminal;

/// Say why a rule exists, with an example of each kind
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A rule such as `structure/missing-section`, or an area such as `structure`
    #[arg(value_name = "RULE")]
    name: String,
}

pub(crate) fn run(args: &Args) -> Result<Outcome> {
    let text = match rules::find(&args.name) {
        Some(rule) => explanation(rule),
        None => super::rules::table(&rules::selection(&args.name)?),
    };
    terminal::print(&text)?;
    Ok(Outcome::Clean)
}

fn explanation(rule: &'static Rule) -> String {
    let mut text = format!("{}: {}\n\n{}\n", rule.name, rule.summary, rule.why);
    let mut line = |what: &str, it: &str| {
        let _ = write!(text, "\n{what}{it}\n");
    };
    if let Some(question) = rule.question {
        line("Ask: ", question);
    }
    line("Level: ", &levels(rule));
    line("It speaks up at:\n\n", &indented(rule.bad));
    line("and says:\n\n", &said(rule));
    line("It says nothing about:\n\n", &indented(rule.good));
    line("Source: ", rule.source);
    text
}

/// Returns what `check` says of the example.
fn said(rule: &'static Rule) -> String {
    let said = rules::said(rule);
    let line = |said: &Said| match &said.path {
        Some(path) => format!("    {path}:{}: {}", said.line, said.message),
        None => format!("    line {}: {}", said.line, said.message),
    };
    said.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn levels(rule: &Rule) -> String {
    let level = rule.level.map_or("off unless asked for", Level::name);
    let draft = rule.draft.filter(|draft| Some(*draft) != rule.level);
    let draft = draft.map(|draft| format!(", {} in a draft", draft.name()));
    let always = if rule.always {
        "; it cannot be switched off"
    } else {
        ""
    };
    format!("{level}{}{always}", draft.unwrap_or_default())
}

fn indented(example: &str) -> String {
    let line = |line: &str| match line {
        "" => "\n".to_owned(),
        line => format!("    {line}\n"),
    };
    example
        .lines()
        .map(line)
        .collect::<String>()
        .trim_end()
        .to_owned()
}
