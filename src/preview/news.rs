//! What the panel over a page has to show.

use std::sync::Arc;

use serde::Serialize;

use super::{Address, Body, Preview, Shown, content, digest};
use crate::diagnostic::{Diagnostic, Level};
use crate::document::{Filed, Lines};
use crate::site::OutputPath;

/// How many other files with findings a panel names.
const MOST_FILES: usize = 20;

/// Everything that a page which is being looked at should know.
#[derive(Debug, Serialize)]
pub(crate) struct News {
    #[serde(flatten)]
    now: Seen,
    /// The page as it is now, without what the preview adds; for who has seen another state of it.
    html: Option<String>,
    /// What the rules say of the report that the page shows.
    findings: Vec<Finding>,
    /// Other files with findings.
    elsewhere: Vec<File>,
    /// How many more such files there are.
    more: usize,
    /// Why the files as they are now cannot be shown.
    trouble: Option<String>,
}

/// The state of a page, as digests: of its bytes, of the styles, of everything else that is told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Seen {
    page: String,
    styles: String,
    panel: String,
}

#[derive(Debug, Serialize)]
struct Finding {
    level: Level,
    rule: &'static str,
    /// The page of the rule.
    href: Option<String>,
    /// Both from 1; the column counts Unicode characters.
    line: usize,
    column: usize,
    message: String,
    help: Option<String>,
    question: Option<String>,
}

#[derive(Debug, Serialize)]
struct File {
    path: Arc<str>,
    /// The page that shows it, if one does.
    href: Option<String>,
    findings: usize,
}

impl Seen {
    /// Reads what a page says that it has seen. What it does not say, it has not seen.
    pub(crate) fn of(address: &Address) -> Seen {
        let said = |name| address.query(name).unwrap_or_default().to_owned();
        Seen {
            page: said("page"),
            styles: said("styles"),
            panel: said("panel"),
        }
    }
}

impl News {
    /// Gathers what a page should know. Hints stay in the pages of rules: a panel of them would
    /// hide the findings that matter.
    pub(crate) fn of(preview: &Preview, page: &Address, seen: &Seen) -> News {
        let (_, name, body) = content(preview, page);
        let mut news = News {
            now: Seen::default(),
            html: None,
            findings: Vec::new(),
            elsewhere: Vec::new(),
            more: 0,
            trouble: preview.trouble.map(plain),
        };
        if let Body::Bytes(bytes) = body {
            news.now.page = digest(&bytes);
            let has_changed = !seen.page.is_empty() && seen.page != news.now.page;
            if has_changed && name.ends_with(".html") {
                news.html = String::from_utf8(bytes).ok();
            }
        }
        if let Some(shown) = &preview.shown {
            news.now.styles = styles(shown);
            news.tell(shown, page.file());
        }
        let told = (&news.findings, &news.elsewhere, news.more, &news.trouble);
        let told = serde_json::to_vec(&told).expect("it is plain data");
        news.now.panel = digest(&told);
        news
    }

    /// Says whether a page that has seen this much has something to learn.
    pub(crate) fn is_new_to(&self, seen: &Seen) -> bool {
        self.now != *seen
    }

    fn tell(&mut self, shown: &Shown, page: Option<OutputPath>) {
        let here = page.and_then(|page| shown.site.source_of(&page));
        let files = shown
            .diagnostics
            .chunk_by(|one, next| one.path == next.path);
        for found in files {
            let path = &found[0].path;
            let weighty = found.iter().filter(|it| it.level > Level::Hint);
            if here == Some(&**path) {
                let text = text_of(shown.documents, path);
                let lines = Lines::new(&text);
                self.findings = weighty.map(|it| finding(shown, &lines, it)).collect();
                continue;
            }
            match weighty.count() {
                0 => {}
                _ if self.elsewhere.len() == MOST_FILES => self.more += 1,
                findings => self.elsewhere.push(File {
                    path: Arc::clone(path),
                    href: shown.site.page_of(path).map(href),
                    findings,
                }),
            }
        }
    }
}

fn finding(shown: &Shown, lines: &Lines, it: &Diagnostic) -> Finding {
    let at = lines.position(it.span.start);
    let rule = OutputPath::new(&format!("rules/{}/index.html", it.rule));
    Finding {
        level: it.level,
        rule: it.rule,
        href: rule
            .filter(|path| shown.site.has_file(path))
            .map(|path| href(&path)),
        line: at.line,
        column: at.column,
        message: it.message.clone(),
        help: it.help.clone(),
        question: it.question.clone(),
    }
}

/// Returns the text of a report, by its path.
fn text_of(documents: &[Arc<Filed>], path: &str) -> String {
    let place = documents.binary_search_by(|document| document.path().cmp(path));
    place.map_or_else(|_| String::new(), |at| documents[at].source.text())
}

fn href(page: &OutputPath) -> String {
    format!("/{}", page.encoded())
}

fn styles(shown: &Shown) -> String {
    let mut all = Vec::new();
    for bytes in shown.site.styles() {
        all.extend_from_slice(bytes);
    }
    digest(&all)
}

/// Returns a message without the colours that a terminal would show.
fn plain(message: &str) -> String {
    anstream::adapter::strip_str(message).to_string()
}
