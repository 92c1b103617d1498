//! Small archives written as one text.
//!
//! Each file stands under a line `=== path`; `factors.yml` is the registry, `secondstory.yml` the
//! configuration, and everything else a report. A path without folder or ending is short for
//! `postmortems/<path>.md`.

use std::sync::Arc;

use crate::archive::{self, Archive, Index, Registry, Services};
use crate::config::{self, Config};
use crate::document::{self, Source};
use crate::postmortem;
use crate::template::Templates;

/// Reads a small archive.
pub(crate) fn archive(files: &str) -> Archive {
    let mut config = Config::default();
    let mut registry = Registry::default();
    let mut reports = Vec::new();
    for file in files.split("=== ").skip(1) {
        let (path, text) = file.split_once('\n').unwrap_or((file, ""));
        match path.trim() {
            "factors.yml" => registry = Registry::parse(text).expect("the registry is sound"),
            "secondstory.yml" => config = config::parse(text).expect("the configuration is sound"),
            path if path.contains('/') => reports.push((path.to_owned(), text)),
            name => reports.push((format!("postmortems/{name}.md"), text)),
        }
    }
    let templates = Templates::load(&[], &config).expect("the templates are sound");
    let group = Arc::new(config.sources[0].clone());
    let postmortems = reports
        .into_iter()
        .filter_map(|(path, text)| {
            let source = Source {
                path: path.into(),
                group: Arc::clone(&group),
                content: Ok(text.into()),
            };
            let document = Arc::new(document::parse(&templates, source));
            postmortem::validate(&config, &document)
        })
        .collect();
    archive::link(registry, Services::default(), postmortems)
}

/// Returns the place of a report by its slug, with or without its date.
pub(crate) fn place(archive: &Archive, name: &str) -> Index {
    let found = archive.references.find(name);
    found.unwrap_or_else(|| panic!("there is no report `{name}`"))
}
