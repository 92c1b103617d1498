//! The examples of the rules: small projects written as one text, and what the rule says of them.
//!
//! A project is one report, or several files each under a line `=== path`. What stands before the
//! first such line is `postmortems/2025-03-31-report.md`. A path may be followed by what is odd
//! about the file: `=== postmortems/x.md (a folder)`. Today is 2025-06-01 in all of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::date;

use crate::archive::{self, Registry, Services};
use crate::config::{self, Config};
use crate::diagnostic::Diagnostic;
use crate::document::{self, Document, Lines, Source, Unreadable};
use crate::postmortem;
use crate::rules::{Across, Check, Choice, Company, Context, Rule, all, check};
use crate::template::{TemplateFile, Templates};

/// The path of a report that a project gives no path.
pub(super) const PATH: &str = "postmortems/2025-03-31-report.md";

/// What a rule says of its own `bad`, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Said {
    /// The file, where the example has more than one.
    pub(crate) path: Option<String>,
    /// From 1; for a file that is not shown, there is none.
    pub(crate) line: usize,
    pub(crate) message: String,
    pub(crate) help: Option<String>,
}

/// Returns what a rule says of its own `bad`.
pub(crate) fn said(rule: &'static Rule) -> Vec<Said> {
    let files = files(rule.bad);
    let said = |diagnostic: Diagnostic| {
        let text = files.get(&*diagnostic.path).map_or("", String::as_str);
        Said {
            path: (files.len() > 1).then(|| diagnostic.path.to_string()),
            line: Lines::new(text).position(diagnostic.span.start).line,
            message: diagnostic.message,
            help: diagnostic.help,
        }
    };
    run(&files, &[rule]).into_iter().map(said).collect()
}

/// Divides a project into its files.
pub(super) fn files(project: &str) -> BTreeMap<String, String> {
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

/// Runs some rules on a project, those that are off unless asked for among them.
pub(super) fn run(files: &BTreeMap<String, String>, rules: &[&'static Rule]) -> Vec<Diagnostic> {
    let file = |name: &str| files.get(name).map(String::as_str);
    let config = file("secondstory.yml").map_or_else(Config::default, |text| {
        config::parse(text).expect("the configuration of an example is sound")
    });
    let registry = file("factors.yml").map_or_else(Registry::default, |text| {
        Registry::parse(text).expect("the registry of an example is sound")
    });
    let services = file("services.yml").map_or_else(Services::default, |text| {
        Services::parse(text).expect("the services of an example are sound")
    });
    let templates = templates(files, &config);
    let documents: Vec<Document> = files
        .iter()
        .filter_map(|(path, text)| source(&config, path, text))
        .map(|source| document::parse(&templates, source))
        .collect();
    let postmortems = documents
        .iter()
        .filter_map(|document| postmortem::validate(&config, document))
        .collect();
    let filed: Vec<_> = documents.into_iter().map(|it| it.filed).collect();
    let archive = archive::link(registry, services, postmortems);
    let across = Across {
        context: Context::new(&config, &templates, &archive, date(2025, 6, 1)),
        archive: &archive,
        documents: &filed,
        files: &files.keys().map(String::as_str).collect(),
    };
    let checked = check(&across, &choice(rules), &|_| true, Company::NONE);
    let checked = checked.expect("the levels of an example are sound");
    let is_asked_for = |it: &Diagnostic| rules.iter().any(|rule| rule.name == it.rule);
    checked
        .diagnostics
        .into_iter()
        .filter(is_asked_for)
        .collect()
}

/// Returns the rules that have to run so that some can speak, those that are off among them.
fn choice(rules: &[&'static Rule]) -> Choice {
    // Whether an allowance is needed shows only when every rule has had its look.
    let needs_all = |rule: &&'static Rule| matches!(rule.check, Check::Leftover);
    let runs = if rules.iter().any(needs_all) {
        all()
    } else {
        rules
    };
    let off = rules.iter().filter(|rule| rule.level.is_none());
    Choice {
        rules: runs.to_vec(),
        asked_for: off.map(|rule| rule.name).collect(),
    }
}

fn templates(files: &BTreeMap<String, String>, config: &Config) -> Templates {
    let own: Vec<TemplateFile> = files
        .iter()
        .filter(|(path, _)| path.starts_with("templates/"))
        .map(|(path, text)| TemplateFile { path, text })
        .collect();
    if own.is_empty() && !files.contains_key("secondstory.yml") {
        return Templates::built_in();
    }
    Templates::load(&own, config).expect("the templates of an example are sound")
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
