//! Annotations in a pull request on GitHub, as workflow commands.
//!
//! GitHub shows ten annotations of each level for a step and drops the others without a word. So
//! where there are more, each file gets one that counts what it stands for, and the last one counts
//! the files that got none. The whole list is in the log, below a fold.

use std::fmt::Write as _;
use std::io::{self, Write};

use crate::diagnostic::fingerprint::fingerprint;
use crate::diagnostic::{Diagnostic, Level, Report, concise, count, plain};
use crate::document::Lines;

/// The most annotations of a level that GitHub shows of one step.
const MOST: usize = 10;

/// The longest message, in characters: GitHub cuts at 4,096.
const LONGEST: usize = 4000;

pub(super) fn write(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    for level in [Level::Error, Level::Warning, Level::Hint] {
        let of_level = |it: &&Diagnostic| it.level == level;
        let files: Vec<(Lines, Vec<&Diagnostic>)> = report
            .by_file()
            .map(|(lines, found)| (lines, found.iter().filter(of_level).collect()))
            .filter(|(_, found): &(_, Vec<_>)| !found.is_empty())
            .collect();
        let number: usize = files.iter().map(|(_, found)| found.len()).sum();
        if number <= MOST {
            for (lines, found) in &files {
                for it in found {
                    annotate(out, report, lines, it, &it.in_full())?;
                }
            }
        } else {
            one_for_each_file(out, report, level, &files)?;
        }
    }
    log(out, report)
}

fn one_for_each_file(
    out: &mut dyn Write,
    report: &Report,
    level: Level,
    files: &[(Lines, Vec<&Diagnostic>)],
) -> io::Result<()> {
    let shown = if files.len() > MOST {
        MOST - 1
    } else {
        files.len()
    };
    let (shown, rest) = files.split_at(shown);
    for (lines, found) in shown {
        let mut message = found[0].in_full();
        if let more @ 1.. = found.len() - 1 {
            let more = count(more, &format!("more {}", level.name()));
            let _ = write!(message, "\n\n{more} in this file: the log lists all.");
        }
        annotate(out, report, lines, found[0], &message)?;
    }
    if rest.is_empty() {
        return Ok(());
    }
    let number = rest.iter().map(|(_, found)| found.len()).sum();
    let more = count(number, &format!("more {}", level.name()));
    let files = count(rest.len(), "more file");
    let message = format!("{more} in {files}: the log lists all.");
    writeln!(out, "::{}::{}", command(level), data(&message))
}

fn annotate(
    out: &mut dyn Write,
    report: &Report,
    lines: &Lines,
    it: &Diagnostic,
    message: &str,
) -> io::Result<()> {
    let start = lines.position(it.span.start);
    let end = lines.position(it.span.end);
    let mut place = format!(
        "file={},line={}",
        property(&report.in_repository(&it.path)),
        start.line
    );
    // An annotation of several lines stands under the last of them; a section is better known by its
    // heading.
    if start.line == end.line {
        let _ = write!(place, ",endLine={}", end.line);
        let _ = write!(place, ",col={},endColumn={}", start.column, end.column);
    }
    let message = match message.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &message[..end]),
        None => message.to_owned(),
    };
    writeln!(
        out,
        "::{} {place},title={}::{}",
        command(it.level),
        property(it.rule),
        data(&message)
    )
}

/// Writes every finding to the log, below a fold.
///
/// The log is read for commands too, anywhere in a line. So they are switched off around it, with a
/// word that no report can hold: it depends on all that stands in between.
fn log(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    if report.diagnostics.is_empty() {
        return Ok(());
    }
    let mut list = Vec::new();
    concise::write(&mut list, report)?;
    let word = fingerprint("log", "", &String::from_utf8_lossy(&list), 0);
    writeln!(
        out,
        "::group::{}",
        count(report.diagnostics.len(), "finding")
    )?;
    writeln!(out, "::stop-commands::{word}")?;
    out.write_all(&list)?;
    writeln!(out, "::{word}::\n::endgroup::")
}

fn command(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Hint => "notice",
    }
}

/// Escapes the text of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// Escapes a value between the commas of a command.
fn property(text: &str) -> String {
    data(&plain(text)).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::diagnostic::testing::{diagnostic, hostile, shown};

    /// A command as the runner reads it.
    #[derive(Debug, PartialEq)]
    struct Command {
        name: String,
        properties: BTreeMap<String, String>,
        data: String,
    }

    /// Reads what the runner would do: a line is a command if it begins with two colons, and between
    /// `stop-commands` and its word none is.
    fn read(written: &str) -> Vec<Command> {
        let mut commands = Vec::new();
        let mut until: Option<String> = None;
        for line in written.lines() {
            if let Some(word) = &until {
                if line.trim_start() == format!("::{word}::") {
                    until = None;
                }
                continue;
            }
            let Some((head, data)) = line
                .trim_start()
                .strip_prefix("::")
                .and_then(|it| it.split_once("::"))
            else {
                assert!(!line.contains("##["), "a command of the old sort: {line}");
                continue;
            };
            let (name, properties) = head.split_once(' ').unwrap_or((head, ""));
            if name == "stop-commands" {
                until = Some(data.to_owned());
            }
            commands.push(Command {
                name: name.into(),
                properties: properties
                    .split(',')
                    .filter_map(|it| it.split_once('='))
                    .map(|(key, value)| (key.to_owned(), unescaped(value)))
                    .collect(),
                data: unescaped(data),
            });
        }
        assert_eq!(until, None, "commands are never switched on again");
        commands
    }

    fn unescaped(text: &str) -> String {
        text.replace("%0D", "\r")
            .replace("%0A", "\n")
            .replace("%3A", ":")
            .replace("%2C", ",")
            .replace("%25", "%")
    }

    fn annotations(written: &str) -> Vec<Command> {
        let mut commands = read(written);
        commands.retain(|it| matches!(&*it.name, "error" | "warning" | "notice"));
        commands
    }

    #[test]
    fn a_finding_stands_at_its_words_and_in_the_log() {
        let text = "---\nseverity: høj\n---\n";
        let mut found = diagnostic(text, "høj", "severity `høj` is not one of `sev1`");
        found.help = Some("did you mean `sev1`?".into());
        insta::assert_snapshot!(shown(write, text, &[found]), @r"
        ::error file=postmortems/a.md,line=2,endLine=2,col=11,endColumn=14,title=link/broken::severity `høj` is not one of `sev1`%0Ahelp: did you mean `sev1`?
        ::group::1 finding
        ::stop-commands::75bcdfaef693e5be0fabcc4819801b0e
        postmortems/a.md:2:11: error[link/broken]: severity `høj` is not one of `sev1`
        ::75bcdfaef693e5be0fabcc4819801b0e::
        ::endgroup::
        ");
    }

    #[test]
    fn what_a_report_says_is_never_a_command_and_arrives_as_it_was() {
        for (text, mut found) in hostile() {
            found.path = "postmortems/a,line=1::b%0A:.md".into();
            let said = found.in_full();
            let commands = annotations(&shown(write, &text, &[found]));
            let [command] = &commands[..] else {
                panic!("{commands:?}");
            };
            assert_eq!(command.properties["file"], "postmortems/a,line=1::b%0A:.md");
            assert_eq!(command.properties["title"], "link/broken");
            let whole = command.data.trim_end_matches('…');
            assert!(said.starts_with(whole), "{said:?}");
            assert!(command.data.chars().count() <= LONGEST + 1);
        }
    }

    #[test]
    fn a_section_is_annotated_at_its_heading() {
        let text = "## Impact\n\nOne.\n";
        let commands = annotations(&shown(write, text, &[diagnostic(text, text, "look")]));
        assert_eq!(commands[0].properties["line"], "1");
        assert!(!commands[0].properties.contains_key("endLine"));
    }

    /// Returns what is annotated of so many errors in each of so many files.
    fn of_many(files: usize, each: usize) -> Vec<Command> {
        let paths: Vec<String> = (0..files)
            .map(|it| format!("postmortems/{it:02}.md"))
            .collect();
        let found: Vec<Diagnostic> = paths
            .iter()
            .flat_map(|path| {
                let mut found = diagnostic("x\n", "x", "look");
                found.path = path.as_str().into();
                vec![found; each]
            })
            .collect();
        let report = Report {
            diagnostics: &found,
            texts: paths.iter().map(|it| (it.as_str(), "x\n")).collect(),
            ..Report::default()
        };
        let mut out = Vec::new();
        write(&mut out, &report).unwrap();
        annotations(&String::from_utf8(out).unwrap())
    }

    #[test]
    fn no_more_is_annotated_than_the_platform_shows_and_nothing_goes_uncounted() {
        assert_eq!(of_many(2, 5).len(), 10);
        let of_files = of_many(2, 6);
        assert_eq!(of_files.len(), 2);
        assert!(
            of_files[0]
                .data
                .ends_with("5 more errors in this file: the log lists all.")
        );
        let of_all = of_many(30, 2);
        assert_eq!(of_all.len(), MOST);
        assert_eq!(
            of_all[9].data,
            "42 more errors in 21 more files: the log lists all."
        );
        assert_eq!(of_all[9].properties, BTreeMap::new());
    }
}
