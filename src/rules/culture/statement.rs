//! A knowledge base without its culture statement.

use crate::diagnostic::Level;
use crate::document::Span;
use crate::rules::{Across, Check, Finding, ProjectFile, Rule};

pub(super) const RULE: Rule = Rule {
    name: "culture/statement",
    level: Some(Level::Warning),
    draft: None,
    summary: "the knowledge base has no culture statement",
    why: "A reader who arrives from a search does not know how to take what they read. Two \
          sentences on every page say it: these are conditions and not culprits, and whoever \
          speaks up is thanked.",
    source: "Norman L. Kerth, Project Retrospectives: the Prime Directive",
    question: None,
    always: false,
    bad: "=== secondstory.yml\ntitle: Harbour\n",
    good: "=== secondstory.yml\ntitle: Harbour\n=== culture.md\nWe ask how, and not who.\n",
    check: Check::Project(check),
};

fn check(across: &Across) -> Vec<(ProjectFile, Finding)> {
    let path = across.context.config.culture.statement.as_str();
    let has_settings = across.files.has_file(ProjectFile::Config.path());
    if !has_settings || across.files.has_file(path) {
        return Vec::new();
    }
    let finding = Finding::new(Span::default(), format!("there is no culture statement at `{path}`"))
        .help("write a few sentences on how your organisation learns; `secondstory init` in an empty folder shows one")
        .key("statement");
    vec![(ProjectFile::Config, finding)]
}
