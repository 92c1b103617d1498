//! Which report a name, a path or a link means, and who points to whom.

use std::sync::Arc;

use memchr::memchr2;
use rustc_hash::FxHashMap;

use crate::archive::Index;
use crate::postmortem::{Postmortem, Slug, Status};

/// The names of all reports.
#[derive(Clone, Debug, Default)]
pub(crate) struct References {
    names: FxHashMap<Box<str>, Index>,
    paths: FxHashMap<Arc<str>, Index>,
    /// For each report, the one that took its place, if it is superseded and that one is there.
    pub(crate) replaced_by: Vec<Option<Index>>,
}

/// Resolves what every report names.
pub(crate) fn resolve(postmortems: &[Arc<Postmortem>]) -> References {
    let (names, paths) = rayon::join(|| names(postmortems), || paths(postmortems));
    let mut references = References {
        names,
        paths,
        replaced_by: Vec::new(),
    };
    references.replaced_by = postmortems
        .iter()
        .enumerate()
        .map(|(index, postmortem)| {
            let replacement = postmortem.superseded_by.as_ref()?;
            let to = references.find(&replacement.written)?;
            (to != index && postmortem.status == Status::Superseded).then_some(to)
        })
        .collect();
    references
}

fn names(postmortems: &[Arc<Postmortem>]) -> FxHashMap<Box<str>, Index> {
    let each = || postmortems.iter().enumerate();
    let mut names = FxHashMap::default();
    // Most reports have a second name: the slug without the date.
    names.reserve(2 * postmortems.len());
    for (index, postmortem) in each() {
        names
            .entry(postmortem.slug.as_str().into())
            .or_insert(index);
    }
    for (index, postmortem) in each() {
        let aliases = postmortem.aliases.iter().map(Slug::as_str);
        for other in aliases.chain(postmortem.slug.without_date()) {
            names.entry(other.into()).or_insert(index);
        }
    }
    names
}

fn paths(postmortems: &[Arc<Postmortem>]) -> FxHashMap<Arc<str>, Index> {
    let path = |it: &Postmortem| Arc::clone(&it.document.source.path);
    let each = postmortems.iter().enumerate();
    each.map(|(index, it)| (path(it), index)).collect()
}

/// The links between reports.
#[derive(Clone, Debug)]
pub(super) struct Links {
    /// For each report, the reports that it points to, in order and each once.
    pub(super) to: Vec<Vec<Index>>,
    /// For each report, the reports that point to it.
    pub(super) back: Vec<Vec<Index>>,
}

impl Links {
    /// Turns the links round, report by report in the order of the archive.
    pub(super) fn new(to: Vec<Vec<Index>>) -> Links {
        let mut back = vec![Vec::new(); to.len()];
        for (from, links) in to.iter().enumerate() {
            for &to in links {
                back[to].push(from);
            }
        }
        Links { to, back }
    }
}

impl References {
    /// Returns the report with a slug, with or without its date, or with one that it had before.
    pub(crate) fn find(&self, name: &str) -> Option<Index> {
        self.names.get(name).copied()
    }

    /// Returns the report at a path below the root.
    pub(crate) fn at_path(&self, path: &str) -> Option<Index> {
        self.paths.get(path).copied()
    }

    /// Returns the report that a relative Markdown link in the file at `from` points to.
    pub(crate) fn by_link(&self, from: &str, target: &str) -> Option<Index> {
        self.at_path(&resolve_path(from, target)?)
    }

    /// Returns the reports that a report names or links to.
    pub(super) fn links_of(&self, index: Index, postmortem: &Postmortem) -> Vec<Index> {
        let named = postmortem
            .related
            .iter()
            .chain(&postmortem.superseded_by)
            .filter_map(|it| self.find(&it.written));
        let linked = postmortem.document.kept().links.iter();
        let linked = linked.filter_map(|it| self.by_link(postmortem.path(), &it.target));
        let mut links: Vec<Index> = Vec::new();
        for to in named.chain(linked) {
            if to != index && !links.contains(&to) {
                links.push(to);
            }
        }
        links
    }
}

/// Returns the path below the root that a relative link in the file at `from` means, or nothing
/// where it leaves the root, is absolute or has a scheme. Fragment and query do not count.
pub(crate) fn resolve_path(from: &str, target: &str) -> Option<String> {
    let end = memchr2(b'#', b'?', target.as_bytes()).unwrap_or(target.len());
    let target = &target[..end];
    // Most links lead to other sites.
    let has_scheme =
        memchr2(b':', b'/', target.as_bytes()).is_some_and(|at| target.as_bytes()[at] == b':');
    if has_scheme || target.is_empty() || target.starts_with('/') || target.contains('\\') {
        return None;
    }
    let target = percent_decoded(target)?;
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next()?, rest.next()?];
            bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes)
        .ok()
        .filter(|path| !path.contains(['\0', '\\']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relative_link_stays_below_the_root() {
        assert_eq!(
            resolve_path("a/b/c.md", "../d%20e.md#x").as_deref(),
            Some("a/d e.md")
        );
        assert_eq!(resolve_path("c.md", "../secret.md"), None);
        assert_eq!(resolve_path("c.md", "%2e%2e/secret.md"), None);
        assert_eq!(resolve_path("c.md", "https://example.org/x.md"), None);
        assert_eq!(resolve_path("c.md", "/etc/passwd"), None);
    }
}
