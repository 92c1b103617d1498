//! A comment on a pull request, or the summary of a job, as Markdown.
//!
//! It begins with what is good, goes on with the few findings that help most, and ends with the
//! conditions that others have met before. What reports say in it is text and nothing else: it
//! calls nobody by `@`, links nowhere, and brings no HTML.

use std::collections::BTreeSet;
use std::io::{self, Write};

use crate::diagnostic::{Diagnostic, Report, count, plain};

/// What there is to say beside the findings. The command fills it in.
#[derive(Clone, Debug, Default)]
pub(crate) struct Digest {
    /// What is good about the reports, in sentences.
    pub(crate) good: Vec<String>,
    /// The conditions in them that other reports met as well, those met most often first.
    pub(crate) recurring: Vec<Recurring>,
}

/// A condition that came back.
#[derive(Clone, Debug)]
pub(crate) struct Recurring {
    pub(crate) title: String,
    /// Its page, where the site has an address.
    pub(crate) page: Option<String>,
    /// How things stood when it came back.
    pub(crate) standing: Option<String>,
    /// The paths of the other reports, newest first.
    pub(crate) reports: Vec<String>,
}

/// How many findings are told, and how many conditions with how many reports each. A comment of a
/// forge holds 65,536 characters; nobody reads as many.
const FINDINGS: usize = 5;
const CONDITIONS: usize = 5;
const REPORTS: usize = 3;

/// The longest that anything may be which reports say, in characters.
const LONGEST: usize = 400;

pub(super) fn write(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let looked_at = count(report.looked_at.len(), "report");
    writeln!(out, "### {looked_at} looked at\n")?;
    let digest = &report.digest;
    if !digest.good.is_empty() {
        writeln!(out, "**What is good**\n")?;
        for line in &digest.good {
            writeln!(out, "- {}", inline(line))?;
        }
        writeln!(out)?;
    }
    findings(out, report)?;
    if !digest.recurring.is_empty() {
        writeln!(out, "\n**Met before**\n")?;
    }
    for it in digest.recurring.iter().take(CONDITIONS) {
        recurring(out, it)?;
    }
    Ok(())
}

fn findings(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let all = report.diagnostics.len();
    if all == 0 {
        return writeln!(out, "Nothing has to be mended.");
    }
    let chosen = most_useful(report.diagnostics);
    let of = if chosen.len() < all {
        format!(" ({} of {all} findings)", chosen.len())
    } else {
        String::new()
    };
    writeln!(out, "**What would help most**{of}\n")?;
    for (lines, found) in report.by_file() {
        for it in found {
            if !chosen.iter().any(|chosen| std::ptr::eq(*chosen, it)) {
                continue;
            }
            let line = lines.position(it.span.start).line;
            let place = format!("{}:{line}", report.in_repository(&it.path));
            let rule = match report.rule_pages.get(it.rule) {
                Some(page) => format!("[{}](<{page}>)", it.rule),
                None => it.rule.to_owned(),
            };
            writeln!(out, "- {}: {}", code(&place), inline(&it.message))?;
            for line in it.help.iter().chain(&it.question) {
                writeln!(out, "  <br>{}", inline(line))?;
            }
            writeln!(out, "  <br><sub>{}, {rule}</sub>", it.level.name())?;
        }
    }
    Ok(())
}

/// Returns the findings to begin with: the gravest, and of those one of each rule before a second.
fn most_useful(all: &[Diagnostic]) -> Vec<&Diagnostic> {
    let mut seen = BTreeSet::new();
    let mut ranked: Vec<(bool, &Diagnostic)> = all
        .iter()
        .map(|it| (!seen.insert((it.level, it.rule)), it))
        .collect();
    ranked.sort_by(|(one_again, one), (other_again, other)| {
        let by_level = other.level.cmp(&one.level);
        by_level.then(one_again.cmp(other_again))
    });
    ranked.into_iter().take(FINDINGS).map(|it| it.1).collect()
}

fn recurring(out: &mut dyn Write, it: &Recurring) -> io::Result<()> {
    let title = inline(&it.title);
    let title = match &it.page {
        Some(page) => format!("[{title}](<{page}>)"),
        None => format!("**{title}**"),
    };
    let standing = it.standing.as_deref().map(inline).unwrap_or_default();
    let standing = if standing.is_empty() {
        standing
    } else {
        format!(": {standing}")
    };
    writeln!(out, "- {title}{standing}")?;
    for path in it.reports.iter().take(REPORTS) {
        writeln!(out, "  - {}", code(path))?;
    }
    match it.reports.len().saturating_sub(REPORTS) {
        0 => Ok(()),
        more => writeln!(out, "  - and {}", count(more, "more report")),
    }
}

/// Writes what may quote a report: its backticks stay, everything else in it is text.
fn inline(text: &str) -> String {
    let text = shown(text);
    let parts: Vec<&str> = text.split('`').collect();
    if parts.len().is_multiple_of(2) {
        return prose(&text);
    }
    let part = |(at, part): (usize, &&str)| match at % 2 {
        0 => prose(part),
        _ => code(part),
    };
    parts.iter().enumerate().map(part).collect()
}

/// Writes a text so that nothing in it is code, and so neither a mention, a reference nor a link.
fn code(text: &str) -> String {
    let text = shown(text).replace('`', "'");
    match text.trim() {
        "" => String::new(),
        text => format!("`{text}`"),
    }
}

/// Returns a text on one line, without what nobody can see, and no longer than can be borne.
fn shown(text: &str) -> String {
    let text = plain(text);
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut text = words.join(" ");
    if let Some((end, _)) = text.char_indices().nth(LONGEST) {
        text.truncate(end);
        // A quotation that was cut is closed, so that what follows is no part of it.
        if text.matches('`').count() % 2 == 1 {
            text.push('`');
        }
        text.push('…');
    }
    text
}

/// Escapes what Markdown and the forges read more into than letters. Forges look for mentions,
/// references and addresses in what is left after Markdown, so these are parted by a space of no
/// width.
fn prose(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;\u{200b}"),
            '@' | '%' | '$' => escaped.extend([c, '\u{200b}']),
            '#' | '!' | '~' => escaped.extend(['\\', c, '\u{200b}']),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '{' | '}' | '^' => {
                escaped.extend(['\\', c]);
            }
            c => escaped.push(c),
        }
    }
    escaped
        .replace("://", ":\u{200b}//")
        .replace("www.", "www\u{200b}.")
        .replace("WWW.", "WWW\u{200b}.")
}

#[cfg(test)]
mod tests {
    use pulldown_cmark::{Event, Options, Parser, Tag};

    use super::*;
    use crate::diagnostic::Level;
    use crate::diagnostic::testing::{diagnostic, hostile};

    fn written(found: &[Diagnostic], digest: Digest) -> String {
        let texts = found.iter().map(|it| (&*it.path, "one\ntwo\n"));
        let report = Report {
            diagnostics: found,
            texts: texts.collect(),
            looked_at: vec!["postmortems/a.md"],
            digest,
            ..Report::default()
        };
        let mut out = Vec::new();
        write(&mut out, &report).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn recurring(words: &str, reports: usize) -> Recurring {
        Recurring {
            title: words.into(),
            page: Some("https://learning.example/factors/x/index.html".into()),
            standing: Some(format!("came back: “{words}”")),
            reports: vec![format!("postmortems/{words}.md"); reports],
        }
    }

    #[test]
    fn what_is_good_comes_first_and_what_came_back_last() {
        let mut found = diagnostic("one\ntwo\n", "two", "`two` leads nowhere");
        found.help = Some("write `three`".into());
        let digest = Digest {
            good: vec!["All 3 action items have an owner.".into()],
            recurring: vec![recurring("Nobody was told", 4)],
        };
        insta::assert_snapshot!(written(&[found], digest), @r"
        ### 1 report looked at

        **What is good**

        - All 3 action items have an owner.

        **What would help most**

        - `postmortems/a.md:2`: `two` leads nowhere
          <br>write `three`
          <br><sub>error, link/broken</sub>

        **Met before**

        - [Nobody was told](<https://learning.example/factors/x/index.html>): came back: “Nobody was told”
          - `postmortems/Nobody was told.md`
          - `postmortems/Nobody was told.md`
          - `postmortems/Nobody was told.md`
          - and 1 more report
        ");
    }

    #[test]
    fn at_most_five_findings_are_told_the_gravest_first_and_one_of_each_rule() {
        let of = |rule, level| {
            let mut found = diagnostic("one\ntwo\n", "one", rule);
            (found.rule, found.level) = (rule, level);
            found
        };
        let mut found = vec![of("a/hint", Level::Hint)];
        found.extend(vec![of("b/warning", Level::Warning); 9]);
        found.extend(vec![of("c/warning", Level::Warning); 2]);
        found.push(of("d/error", Level::Error));
        let rules: Vec<&str> = most_useful(&found).iter().map(|it| it.rule).collect();
        assert_eq!(
            rules,
            [
                "d/error",
                "b/warning",
                "c/warning",
                "b/warning",
                "b/warning"
            ]
        );
        assert!(written(&found, Digest::default()).contains("(5 of 13 findings)"));
    }

    #[test]
    fn what_reports_say_is_text_and_short_enough_for_a_comment() {
        for (words, mut found) in hostile() {
            found.path = words.as_str().into();
            let digest = Digest {
                good: vec![words.clone()],
                recurring: vec![recurring(&words, 9); 9],
            };
            let written = written(&vec![found; 20], digest);
            assert!(written.len() < 65_536, "{}", written.len());
            for event in Parser::new_ext(&written, Options::all()) {
                match event {
                    Event::Text(text) => {
                        let calls = |sign: char| {
                            let next = |at: usize| text[at + 1..].chars().next();
                            text.match_indices(sign)
                                .any(|(at, _)| next(at).is_some_and(char::is_alphanumeric))
                        };
                        assert!(!"@#!~%$".chars().any(calls), "{text}");
                        assert!(!text.contains("://") && !text.contains("www."), "{text}");
                    }
                    Event::Html(html) => panic!("{html}"),
                    Event::InlineHtml(html) => {
                        assert!(["<br>", "<sub>", "</sub>"].contains(&&*html), "{html}");
                    }
                    Event::Start(Tag::Link { dest_url, .. }) => {
                        assert!(
                            dest_url.starts_with("https://learning.example/"),
                            "{dest_url}"
                        );
                    }
                    Event::Start(Tag::Image { .. } | Tag::CodeBlock(_) | Tag::Table(_)) => {
                        panic!("{written}");
                    }
                    _ => {}
                }
            }
        }
    }
}
