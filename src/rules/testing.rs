//! Small projects written as one text, and findings written as carets under the words they mark.
//!
//! A project is one report, or several files each under a line `=== path`. What stands before the
//! first such line is `postmortems/2025-03-31-report.md`. A path may be followed by what is odd
//! about the file: `=== postmortems/x.md (a folder)`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use jiff::civil::date;

use crate::archive::{self, Registry, Services};
use crate::config::{self, Config, LevelSetting};
use crate::diagnostic::Diagnostic;
use crate::document::{self, Document, Lines, Source, Unreadable};
use crate::postmortem;
use crate::rules::{self, Check, Choice, Context, Rule};
use crate::template::{TemplateFile, Templates};

/// The path of a report that a project gives no path.
const PATH: &str = "postmortems/2025-03-31-report.md";

/// Runs one rule on a small project.
pub(super) fn findings(rule: &'static Rule, project: &str) -> Vec<Diagnostic> {
    run(&files(project), &[rule])
}

/// Runs every rule on a small project.
pub(super) fn all_findings(project: &str) -> Vec<Diagnostic> {
    run(&files(project), rules::all())
}

/// Fails unless a rule marks exactly the words that have carets under them, with the message that
/// follows the carets. An empty place has one caret; a place of several lines has carets under the
/// first.
pub(super) fn expect(rule: &'static Rule, annotated: &str) {
    let files: BTreeMap<String, String> = files(annotated)
        .into_iter()
        .map(|(path, text)| (path, without_carets(&text)))
        .collect();
    let mut seen = String::new();
    let found = run(&files, &[rule]);
    for (path, text) in &files {
        let here: Vec<&Diagnostic> = found.iter().filter(|it| *it.path == **path).collect();
        if path != PATH {
            let _ = writeln!(seen, "=== {path}");
        }
        seen.push_str(&with_carets(text, &here));
    }
    let expected = if files.contains_key(PATH) {
        reordered(annotated)
    } else {
        annotated.to_owned()
    };
    assert_eq!(seen, expected, "\n{seen}");
}

/// Writes the files of a project in the order of their paths.
fn reordered(project: &str) -> String {
    let mut text = String::new();
    for (path, file) in files(project) {
        if path != PATH {
            let _ = writeln!(text, "=== {path}");
        }
        text.push_str(&file);
    }
    text
}

fn files(project: &str) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let mut path = PATH;
    for line in project.split_inclusive('\n') {
        match line.strip_prefix("=== ") {
            Some(next) => path = next.trim_end(),
            None => files
                .entry(path.to_owned())
                .or_insert_with(String::new)
                .push_str(line),
        }
    }
    if path != PATH {
        files.entry(path.to_owned()).or_default();
    }
    files
}

fn run(files: &BTreeMap<String, String>, rules: &[&'static Rule]) -> Vec<Diagnostic> {
    let file = |name: &str| files.get(name).map(String::as_str);
    let mut config = file("secondstory.yml").map_or_else(Config::default, |text| {
        config::parse(text).expect("the configuration is sound")
    });
    for rule in rules.iter().filter(|rule| rule.level.is_none()) {
        config
            .rules
            .entry(rule.name.to_owned())
            .or_insert(LevelSetting::Warning);
    }
    let registry = file("factors.yml").map_or_else(Registry::default, |text| {
        Registry::parse(text).expect("the registry is sound")
    });
    let services = file("services.yml").map_or_else(Services::default, |text| {
        Services::parse(text).expect("the services are sound")
    });
    let own: Vec<TemplateFile> = files
        .iter()
        .filter(|(path, _)| path.starts_with("templates/"))
        .map(|(path, text)| TemplateFile { path, text })
        .collect();
    let templates = if own.is_empty() && file("secondstory.yml").is_none() {
        Templates::built_in()
    } else {
        Templates::load(&own, &config).expect("the templates are sound")
    };
    let documents: Vec<Arc<Document>> = files
        .iter()
        .filter_map(|(path, text)| source(&config, path, text))
        .map(|source| Arc::new(document::parse(&templates, source)))
        .collect();
    let postmortems = documents
        .iter()
        .filter_map(|document| postmortem::validate(&config, document))
        .collect();
    let archive = archive::link(registry, services, postmortems);
    let context = Context {
        config: &config,
        templates: &templates,
        archive: &archive,
        documents: &documents,
        files: &files.keys().map(String::as_str).collect(),
        today: date(2025, 6, 1),
    };
    // Whether an allowance is needed shows only when every rule has had its look.
    let needs_all = |rule: &&'static Rule| matches!(rule.check, Check::Leftover);
    let runs = if rules.iter().any(needs_all) {
        rules::all()
    } else {
        rules
    };
    let choice = Choice {
        rules: runs.to_vec(),
        asked_for: Vec::new(),
    };
    let checked = rules::check(&context, &choice, &|_| true).expect("the levels are sound");
    let is_asked_for = |it: &Diagnostic| rules.iter().any(|rule| rule.name == it.rule);
    checked
        .diagnostics
        .into_iter()
        .filter(is_asked_for)
        .collect()
}

/// Returns the report at a path, if it is one.
fn source(config: &Config, path: &str, text: &str) -> Option<Source> {
    let (path, oddity) = match path.split_once(" (") {
        Some((path, oddity)) => (path, Some(oddity.trim_end_matches(')'))),
        None => (path, None),
    };
    if !path.starts_with("postmortems/") || !path.ends_with(".md") {
        return None;
    }
    Some(Source {
        path: path.into(),
        group: Arc::new(config.sources[0].clone()),
        content: match oddity {
            None => Ok(text.into()),
            Some("a folder") => Err(Unreadable::Folder),
            Some("not UTF-8") => Err(Unreadable::NotUtf8 {
                offset: text.len(),
                line: 1 + text.matches('\n').count(),
                byte: 0xe5,
            }),
            Some(other) => unreachable!("no file is `{other}`"),
        },
    })
}

fn is_caret_line(line: &str) -> bool {
    let line = line.trim_start();
    let rest = line.trim_start_matches('^');
    rest.len() < line.len() && rest.starts_with(' ')
}

fn without_carets(text: &str) -> String {
    text.split_inclusive('\n')
        .filter(|line| !is_caret_line(line))
        .collect()
}

fn with_carets(text: &str, found: &[&Diagnostic]) -> String {
    let lines = Lines::new(text);
    let mut annotated = String::new();
    for (at, line) in text.split_inclusive('\n').enumerate() {
        annotated.push_str(line);
        let here = found
            .iter()
            .filter(|it| lines.position(it.span.start).line == at + 1);
        for diagnostic in here {
            let start = lines.position(diagnostic.span.start);
            let end = lines.position(diagnostic.span.end);
            let width = if end.line == start.line {
                end.column - start.column
            } else {
                line.trim_end().chars().count() + 1 - start.column
            };
            let _ = writeln!(
                annotated,
                "{}{} {}",
                " ".repeat(start.column - 1),
                "^".repeat(width.max(1)),
                diagnostic.message
            );
        }
    }
    annotated
}
