//! The words in question underlined, as a good compiler shows them.
//!
//! This is the only file that knows `annotate-snippets`. It scans all of a source for each finding,
//! so it is only ever given the lines around one.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};

use annotate_snippets::{Annotation, AnnotationKind, Group, Level as Title, Renderer, Snippet};

use crate::diagnostic::{Diagnostic, Level, Report, SECRET, count, plain};
use crate::document::{Lines, Span};
use crate::yaml::Faulty;

pub(super) fn write(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let renderer = Renderer::styled();
    let alike = Alike::of(report);
    for (lines, found) in report.by_file() {
        let secrets: Vec<Span> = found
            .iter()
            .filter(|it| it.rule == SECRET)
            .map(|it| it.span)
            .collect();
        for it in found {
            let Some(also) = alike.told_with(report, it) else {
                continue;
            };
            let labels = it.labels.iter().map(|(span, _)| span.start);
            let window = Window::around(labels.chain([it.span.start]), &lines);
            let text = window.without(&secrets);
            let text = plain(&text);
            let group = group(it, &window, &text, also.as_deref());
            writeln!(out, "{}\n", renderer.render(&[group]))?;
        }
    }
    Ok(())
}

/// Findings that say the same of the same thing in several files, as of a field that all reports of
/// an importer have. They have one cause, and are told once.
struct Alike<'a>(BTreeMap<Sameness<'a>, Vec<&'a Diagnostic>>);

/// Rule, what it is about, and what is said of it.
type Sameness<'a> = (&'a str, &'a str, &'a str);

impl<'a> Alike<'a> {
    /// So many files make it a habit and not a coincidence.
    const FEWEST: usize = 3;

    fn of(report: &Report<'a>) -> Alike<'a> {
        let mut alike: BTreeMap<Sameness, Vec<&Diagnostic>> = BTreeMap::new();
        for it in report.diagnostics {
            alike.entry(sameness(it)).or_default().push(it);
        }
        alike.retain(|_, found| {
            let files = found.chunk_by(|one, next| one.path == next.path).count();
            files >= Alike::FEWEST && files == found.len()
        });
        Alike(alike)
    }

    /// Returns what is to be told with a finding of the others that are like it; nothing, if it is
    /// told with another one itself.
    fn told_with(&self, report: &Report, it: &Diagnostic) -> Option<Option<String>> {
        let Some(found) = self.0.get(&sameness(it)) else {
            return Some(None);
        };
        if !std::ptr::eq(found[0], it) {
            return None;
        }
        let mut also = format!("the same in {}:", count(found.len() - 1, "other file"));
        for other in &found[1..] {
            let text = report.texts.get(&*other.path).copied();
            let at = Lines::new(text.unwrap_or_default()).position(other.span.start);
            also.push_str(&format!("\n{}:{}", plain(&other.path), at.line));
        }
        Some(Some(also))
    }
}

fn sameness(it: &Diagnostic) -> Sameness<'_> {
    (it.rule, &it.key, &it.message)
}

/// Shows what is wrong in a file that is not a report, as findings are shown.
pub(crate) fn faults(file: &Faulty) -> String {
    let lines = Lines::new(&file.text);
    let shown = file.problems.iter().map(|problem| {
        let window = Window::around([problem.span.start].into_iter(), &lines);
        let text = plain(window.span.of(lines.text()));
        let snippet = Snippet::source(&*text)
            .path(plain(&file.path))
            .line_start(window.line)
            .annotation(window.annotation(AnnotationKind::Primary, problem.span));
        let help = problem.help.as_deref();
        let group = Title::ERROR
            .primary_title(plain(&problem.message))
            .element(snippet)
            .elements(help.map(|it| Title::HELP.message(plain(it))));
        Renderer::styled().render(&[group])
    });
    shown.collect::<Vec<_>>().join("\n\n")
}

fn group<'a>(
    it: &'a Diagnostic,
    window: &Window,
    text: &'a str,
    also: Option<&'a str>,
) -> Group<'a> {
    let title = match it.level {
        Level::Error => Title::ERROR,
        Level::Warning => Title::WARNING,
        Level::Hint => Title::INFO.with_name("hint"),
    };
    let group = title.primary_title(plain(&it.message)).id(it.rule).element(
        Snippet::source(text)
            .path(plain(&it.path))
            .line_start(window.line)
            .annotation(
                window
                    .annotation(AnnotationKind::Primary, it.span)
                    .label(own_label(it)),
            )
            .annotations(other_labels(it).map(|(span, word)| {
                let label = plain(word).into_owned();
                window
                    .annotation(AnnotationKind::Context, *span)
                    .label(label)
            })),
    );
    let help = it.help.as_deref().map(|it| Title::HELP.message(plain(it)));
    let question = it.question.as_deref();
    let question = question.map(|it| Title::NOTE.with_name("ask").message(plain(it)));
    let also = also.map(|it| Title::NOTE.with_name("also").message(it));
    group.elements(help.into_iter().chain(question).chain(also))
}

/// Returns the word that stands beside the underline itself.
fn own_label(it: &Diagnostic) -> Option<&str> {
    let mut labels = it.labels.iter();
    labels
        .find(|(span, _)| *span == it.span)
        .map(|(_, word)| word.as_str())
}

fn other_labels(it: &Diagnostic) -> impl Iterator<Item = &(Span, String)> {
    it.labels.iter().filter(|(span, _)| *span != it.span)
}

/// The lines of a text that a finding touches.
struct Window<'a> {
    /// The number of the first line, from 1.
    line: usize,
    span: Span,
    text: &'a str,
}

impl<'a> Window<'a> {
    fn around(starts: impl Iterator<Item = usize>, lines: &Lines<'a>) -> Window<'a> {
        let numbers = starts.map(|start| lines.position(start).line);
        let (first, last) = numbers.fold((usize::MAX, 1), |(first, last), line| {
            (first.min(line), last.max(line))
        });
        let span = Span::new(lines.line(first).start, lines.line(last).end);
        Window {
            line: first,
            span,
            text: span.of(lines.text()),
        }
    }

    /// Returns the text with stars for each byte of a secret: what is shown here ends up in the logs
    /// of builds.
    fn without(&self, secrets: &[Span]) -> Cow<'a, str> {
        let inside = secrets.iter().filter_map(|secret| {
            let start = secret.start.max(self.span.start);
            let end = secret.end.min(self.span.end);
            (start < end).then(|| start - self.span.start..end - self.span.start)
        });
        let mut text = Cow::Borrowed(self.text);
        for range in inside {
            let stars = "*".repeat(range.len());
            text.to_mut().replace_range(range, &stars);
        }
        text
    }

    /// Marks a place. Of one that runs over several lines, only the first is underlined: a section
    /// is better known by its heading than by a bracket around all of it.
    fn annotation<'b>(&self, kind: AnnotationKind, span: Span) -> Annotation<'b> {
        let start = (span.start - self.span.start).min(self.text.len());
        let rest = &self.text[start..];
        let line = rest.find(['\n', '\r']).unwrap_or(rest.len());
        kind.span(start..start + span.len().min(line))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::testing::{diagnostic, shown};

    fn plainly(text: &str, found: &[Diagnostic]) -> String {
        anstream::adapter::strip_str(&shown(write, text, found)).to_string()
    }

    #[test]
    fn the_words_in_question_are_underlined_with_help_and_a_question() {
        let text = "---\ntitle: Queue stalled\nseverity: high\n---\n";
        let mut found = diagnostic(text, "high", "severity `high` is not one of `sev1`, `sev2`");
        found.help = Some("write `sev1`".into());
        found.question = Some("how bad was it?".into());
        found.labels = vec![
            (found.span, "not on the scale".into()),
            (Span::new(4, 24), "in this report".into()),
        ];
        insta::assert_snapshot!(plainly(text, &[found]), @r"
        error[link/broken]: severity `high` is not one of `sev1`, `sev2`
         --> postmortems/a.md:3:11
          |
        2 | title: Queue stalled
          | -------------------- in this report
        3 | severity: high
          |           ^^^^ not on the scale
          |
          = help: write `sev1`
          = ask: how bad was it?
        ");
    }

    #[test]
    fn what_has_one_cause_in_many_files_is_told_once_with_all_places() {
        let text = "---\ntitle: x\ncolour: red\n---\n";
        let in_file = |path: &str| Diagnostic {
            path: path.into(),
            ..diagnostic(text, "colour", "there is no field `colour`")
        };
        let found = ["a.md", "b.md", "c.md"].map(in_file);
        insta::assert_snapshot!(plainly(text, &found), @r"
        error[link/broken]: there is no field `colour`
         --> a.md:3:1
          |
        3 | colour: red
          | ^^^^^^
          |
          = also: the same in 2 other files:
                  b.md:3
                  c.md:3
        ");
        let shown = plainly(text, &found[..2]);
        assert_eq!(shown.matches("-->").count(), 2, "{shown}");
    }

    #[test]
    fn a_long_or_hostile_line_cannot_flood_or_steer_the_terminal() {
        let text = format!(
            "{}somebody\u{9b}2J{}",
            "word ".repeat(600),
            "\u{202e}end ".repeat(600)
        );
        let found = diagnostic(&text, "somebody", "look\u{1b}[2J here");
        let shown = plainly(&text, &[found]);
        assert!(
            shown.lines().all(|line| line.chars().count() <= 160),
            "{shown}"
        );
        assert!(shown.contains("somebody·2J"), "{shown}");
        assert!(!shown.contains(['\u{9b}', '\u{1b}', '\u{202e}']), "{shown}");
    }

    #[test]
    fn a_secret_is_shown_as_stars_also_beside_another_finding() {
        let text = "The keys hunter2 and more.\n";
        let mut secret = diagnostic(text, "hunter2", "this looks like a password");
        secret.rule = SECRET;
        let shown = plainly(text, &[diagnostic(text, "keys", "look"), secret]);
        assert!(!shown.contains("hunter2"), "{shown}");
        assert_eq!(shown.matches("The keys ******* and more.").count(), 2);
    }

    #[test]
    fn of_several_lines_the_first_is_underlined() {
        let text = "## Impact\n\nOne.\n\nTwo.\n";
        let shown = plainly(text, &[diagnostic(text, text, "look")]);
        assert!(shown.contains("1 | ## Impact\n  | ^^^^^^^^^\n"), "{shown}");
    }

    #[test]
    fn a_place_at_the_very_end_has_a_caret() {
        let mut found = diagnostic("a\n", "a", "look");
        found.span = Span::at(2);
        assert!(plainly("a\n", &[found]).contains('^'));
    }
}
