//! A page of a built site, and what can be asked of it.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

/// A page of a built site.
pub(crate) struct Page {
    /// Below the root of the site.
    path: PathBuf,
    html: String,
}

impl Page {
    /// Opens a page by its path below a site; a folder stands for its `index.html`.
    #[track_caller]
    pub(crate) fn open(site: &Path, path: &str) -> Page {
        let mut file = PathBuf::from(path);
        if path.is_empty() || path.ends_with('/') {
            file.push("index.html");
        }
        let place = site.join(&file);
        match std::fs::read_to_string(&place) {
            Ok(html) => Page { path: file, html },
            Err(error) => panic!("there is no page {}: {error}", place.display()),
        }
    }

    /// The text of the page has some words in it.
    #[track_caller]
    pub(crate) fn says(&self, words: &str) -> &Page {
        let text = self.text();
        assert!(
            text.contains(words),
            "no {words:?} in {}:\n{text}",
            self.path.display()
        );
        self
    }

    /// The main part of the page links to these postmortems, and to no others.
    #[track_caller]
    pub(crate) fn lists<const N: usize>(&self, slugs: [&str; N]) -> &Page {
        let main = self.html.find("<main").map_or(0, |at| at);
        let listed: BTreeSet<String> = links(&self.html[main..])
            .filter_map(|link| {
                let place = self.resolve(link)?;
                let rest = place.strip_prefix("postmortems/")?;
                let slug = rest
                    .strip_suffix("/index.html")
                    .or(rest.strip_suffix('/'))?;
                Some(slug.to_owned())
            })
            .collect();
        let expected: BTreeSet<String> = slugs.iter().map(|&slug| slug.to_owned()).collect();
        assert_eq!(listed, expected, "listed on {}", self.path.display());
        self
    }

    /// Returns where a relative link leads, below the root of the site. Nothing for one that leaves.
    fn resolve(&self, link: &str) -> Option<String> {
        let link = link.split(['#', '?']).next()?;
        if link.contains(':') || link.starts_with('/') {
            return None;
        }
        let mut place = self.path.parent()?.to_path_buf();
        for part in Path::new(link).components() {
            match part {
                Component::ParentDir => {
                    place.pop().then_some(())?;
                }
                Component::Normal(name) => place.push(name),
                Component::CurDir | Component::RootDir | Component::Prefix(_) => {}
            }
        }
        let slash = if link.ends_with('/') { "/" } else { "" };
        Some(format!("{}{slash}", place.display()))
    }

    /// Returns the text without tags, with single spaces.
    fn text(&self) -> String {
        let mut text = String::new();
        for part in self.html.split('<') {
            let shown = part.split_once('>').map_or(part, |(_, shown)| shown);
            text.push(' ');
            text.push_str(shown);
        }
        let text = [
            ("&lt;", "<"),
            ("&gt;", ">"),
            ("&quot;", "\""),
            ("&#39;", "'"),
            ("&amp;", "&"),
        ]
        .iter()
        .fold(text, |text, (entity, char)| text.replace(entity, char));
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

fn links(html: &str) -> impl Iterator<Item = &str> {
    html.split("href=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
}
