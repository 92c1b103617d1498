//! The answer for a terminal, and for a comment on a pull request.

use std::fmt::Write as _;

use crate::archive::Reason;
use crate::command::actions::Promised;
use crate::command::related::before::{Alike, Before, Known};
use crate::postmortem::ActionStatus;

/// How many action items of a report are shown; the others are counted.
const SHOWN: usize = 4;

pub(super) fn text(before: &Before) -> String {
    let mut text = String::new();
    for factor in &before.factors {
        let _ = writeln!(text, "{}: {}", factor.id, told(factor));
        for item in &factor.open_action_items {
            let _ = writeln!(text, "    {}", line(item));
        }
    }
    if !before.factors.is_empty() {
        text.push('\n');
    }
    if before.reports.is_empty() {
        text.push_str("no report tells of something alike\n");
    }
    for report in &before.reports {
        let _ = writeln!(text, "{}", heading(report));
        let _ = writeln!(text, "    {}: {}", report.path, why(&report.reasons));
        for item in report.promised.iter().take(SHOWN) {
            let _ = writeln!(text, "    {}: {}{}", item.state(), item.what, owner(item));
        }
        text.push_str(&rest(report, "    "));
    }
    text
}

pub(super) fn markdown(before: &Before) -> String {
    let mut text = String::from("### Have we seen this before?\n\n");
    for factor in &before.factors {
        let _ = writeln!(text, "- **`{}`**: {}", factor.id, escaped(&told(factor)));
        for item in &factor.open_action_items {
            let _ = writeln!(text, "  - [ ] {}", escaped(&line(item)));
        }
    }
    if !before.factors.is_empty() {
        text.push('\n');
    }
    if before.reports.is_empty() {
        text.push_str("No report tells of something alike.\n");
        return text;
    }
    text.push_str("Reports that tell of something alike:\n\n");
    for report in &before.reports {
        let path = report.path.replace(' ', "%20");
        let _ = writeln!(text, "- [{}]({path})", escaped(&heading(report)));
        let _ = writeln!(text, "  {}", why(&report.reasons));
        for item in report.promised.iter().take(SHOWN) {
            let mark = if item.status == ActionStatus::Open {
                " "
            } else {
                "x"
            };
            let what = format!("{} ({}){}", item.what, item.state(), owner(item));
            let _ = writeln!(text, "  - [{mark}] {}", escaped(&what));
        }
        text.push_str(&rest(report, "  - "));
    }
    text
}

fn told(factor: &Known) -> String {
    let reports = match factor.reports {
        0 => "in no other report".into(),
        1 => "in one other report".into(),
        count => format!("in {count} other reports"),
    };
    let last = factor.last_seen.map(|day| format!(", last {day}"));
    let back = factor.came_back.as_ref().map(|words| format!("; {words}"));
    format!(
        "{reports}{}{}",
        last.unwrap_or_default(),
        back.unwrap_or_default()
    )
}

fn line(item: &Promised) -> String {
    format!(
        "{}: {}{} ({})",
        item.state(),
        item.what,
        owner(item),
        item.report
    )
}

fn owner(item: &Promised) -> String {
    item.owner
        .map(|owner| format!(", {owner}"))
        .unwrap_or_default()
}

fn heading(report: &Alike) -> String {
    let date = report.date.map(|day| format!("{day} ")).unwrap_or_default();
    let near_miss = if report.is_near_miss {
        " (near miss)"
    } else {
        ""
    };
    let later = if report.is_later { " (later)" } else { "" };
    format!("{date}{}{near_miss}{later}", report.title)
}

fn why(reasons: &[Reason]) -> String {
    let words: Vec<String> = reasons.iter().map(Reason::in_words).collect();
    words.join("; ")
}

fn rest(report: &Alike, indent: &str) -> String {
    match report.promised.len().saturating_sub(SHOWN) {
        0 => String::new(),
        1 => format!("{indent}and one more action item\n"),
        more => format!("{indent}and {more} more action items\n"),
    }
}

/// Keeps what reports say from being read as Markdown: a title can hold a link or a mention.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '!' | '|' | '~' => {
                escaped.extend(['\\', c]);
            }
            // A comment that calls a colleague by name would page them.
            '@' => escaped.push_str("@\u{200b}"),
            '\n' | '\r' => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    escaped
}
