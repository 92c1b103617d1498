//! The reference of all rules as Markdown: `docs/rules.md`.

use std::fmt::Write as _;

use crate::diagnostic::Level;
use crate::rules::{self, Rule, example};

/// Writes every rule: what it finds and why, at which level, and an example of each kind with what
/// is said of it.
pub(crate) fn markdown() -> String {
    let mut text = INTRODUCTION.to_owned();
    let all = rules::all();
    for area in all.chunk_by(|one, other| one.area() == other.area()) {
        let name = area[0].area();
        let _ = write!(
            text,
            "\n## {name}/\n\n| rule | level | in a draft | finds |\n| --- | --- | --- | --- |\n"
        );
        for rule in area {
            let _ = writeln!(text, "{}", row(rule));
        }
        for rule in area {
            text.push_str(&section(rule));
        }
    }
    text
}

const INTRODUCTION: &str = "\
# Rules

What `secondstory check` looks for, area by area. This page is written by `secondstory rules --format
markdown`; `secondstory explain RULE` shows one rule, and a built site has the same under `rules/`.

An **error** fails the check and the build. A **warning** is printed, and fails under `--strict`. A
**hint** is a question rather than a fault. A draft is treated gently. Levels are set for a rule or a
whole area under `rules` in `secondstory.yml`, for some paths under `paths`, and for one kind of
report in its template; `off` switches a rule off, unless it says that it is always on.

Language rules ask who a sentence is about. They never look at code, quotations, block quotes and
transcripts, and no finding counts anything per person.
";

fn row(rule: &Rule) -> String {
    let anchor = rule.name.replace('/', "");
    format!(
        "| [`{}`](#{anchor}) | {} | {} | {} |",
        rule.name,
        level(rule.level),
        level(draft(rule)),
        rule.summary
    )
}

fn section(rule: &'static Rule) -> String {
    let mut text = format!(
        "\n### `{}`\n\n{}\n\n{}.\n\n{}\n",
        rule.name,
        levels(rule),
        capital(rule.summary),
        rule.why
    );
    if let Some(question) = rule.question {
        let _ = write!(text, "\n*Ask:* {question}\n");
    }
    let _ = write!(
        text,
        "\n*Source:* {}\n\nIt speaks up at\n\n{}\n",
        rule.source,
        fenced(rule.bad)
    );
    for said in example::said(rule) {
        let place = match said.path {
            Some(path) => format!("`{path}`, line {}", said.line),
            None => format!("line {}", said.line),
        };
        let _ = writeln!(text, "- {place}: {}", said.message);
    }
    let _ = write!(text, "\nand says nothing about\n\n{}", fenced(rule.good));
    text
}

fn levels(rule: &Rule) -> String {
    let draft = match draft(rule) {
        draft if draft == rule.level => String::new(),
        draft => format!(", {} in a draft", level(draft)),
    };
    let always = if rule.always { "; always on" } else { "" };
    format!("**{}**{draft}{always}", capital(level(rule.level)))
}

fn level(level: Option<Level>) -> &'static str {
    level.map_or("off", Level::name)
}

fn draft(rule: &Rule) -> Option<Level> {
    match (rule.level, rule.draft) {
        (Some(level), Some(draft)) => Some(level.min(draft)),
        (level, _) => level,
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(letters).collect()
}

/// Puts an example between fences that are longer than any in it.
fn fenced(example: &str) -> String {
    let longest = example
        .lines()
        .map(|line| line.len() - line.trim_start_matches('`').len())
        .max()
        .unwrap_or_default();
    let fence = "`".repeat(3.max(longest + 1));
    let end = if example.ends_with('\n') { "" } else { "\n" };
    format!("{fence}markdown\n{example}{end}{fence}\n")
}
