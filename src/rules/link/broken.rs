//! A link, image or reference that leads nowhere.

use crate::archive::resolve_path;
use crate::diagnostic::Level;
use crate::document::{Document, Span, Target, did_you_mean};
use crate::postmortem::{Postmortem, Reference, Slug};
use crate::rules::words::quote;
use crate::rules::{Across, Check, Finding, Rule, place};

pub(super) const RULE: Rule = Rule {
    name: "link/broken",
    level: Some(Level::Error),
    draft: Some(Level::Warning),
    summary: "a link, an image or a reference leads nowhere",
    why: "The next reader follows this link in the middle of an incident of their own. \
          A link that leads nowhere costs them the trust in all the others.",
    source: "W3C, “Cool URIs don't change” (1998)",
    question: None,
    always: false,
    bad: "\
---
title: Queue stalled
kind: incident
related: [2024-11-02-tokn-rotation]
---
## Summary

See the [runbook](../docs/queue.md), the [graph](#graph) and ![the queue](queue.png).
=== postmortems/2024-11-02-token-rotation.md
---
title: Token rotation
---
",
    good: "\
---
title: Queue stalled
related: [2024-11-02-token-rotation]
---
## Summary

As in the [rotation](2024-11-02-token-rotation.md#summary), see [below](#graph) and the
[forge](https://forge.example/42).

## Graph
=== postmortems/2024-11-02-token-rotation.md
---
title: Token rotation
---
## Summary
",
    check: Check::Beside(check),
};

fn check(across: &Across, document: &Document) -> Vec<Finding> {
    let kept = document.kept();
    let links = kept.links.iter();
    let links = links.filter_map(|link| broken_link(across, document, link));
    let images = kept.images.iter();
    let images =
        images.filter_map(|image| broken_path(across, document, &image.target, image.span()));
    let references = across
        .context
        .postmortem(document)
        .into_iter()
        .flat_map(|report| {
            let named = report.related.iter().chain(&report.superseded_by);
            named.filter_map(|reference| broken_reference(across, report, reference))
        });
    place::once(links.chain(images).chain(references).collect())
}

/// Says whether a slug is that of a file that could not be read as a report: what is wrong with it
/// has been said, so that a reference to it is not wrong as well.
fn is_unread(across: &Across, slug: &Slug) -> bool {
    let mut unread = across
        .documents
        .iter()
        .filter(|document| across.at_path(document.path()).is_none());
    unread.any(|document| Slug::new(document.source.stem()) == *slug)
}

fn broken_link(across: &Across, document: &Document, link: &Target) -> Option<Finding> {
    let (path, anchor) = match link.target.split_once('#') {
        Some((path, anchor)) => (path, Some(anchor)),
        None => (&*link.target, None),
    };
    if !path.is_empty() {
        let broken = broken_path(across, document, path, link.span());
        if broken.is_some() {
            return broken;
        }
    }
    let anchor = anchor.filter(|it| !it.is_empty())?;
    if path.is_empty() {
        return broken_anchor(document, anchor, link.span());
    }
    let other = across.document(&resolve_path(document.path(), path)?)?;
    broken_anchor(&other.open(), anchor, link.span())
}

fn broken_anchor(document: &Document, anchor: &str, span: Span) -> Option<Finding> {
    if anchor == "top" || has_anchor(document, anchor) {
        return None;
    }
    let anchors = document.body().sections.iter().map(|it| it.anchor.as_str());
    let near = did_you_mean(anchor, anchors);
    let message = format!("there is no heading {}", quote(&format!("#{anchor}")));
    let finding = Finding::new(span, message).key(anchor);
    Some(match near {
        Some(near) => finding.help(format!("did you mean `#{near}`?")),
        None => finding.help("write the words of the heading in lower case, joined by hyphens"),
    })
}

/// Says whether a document has a place with this name: a heading, or an `id` in raw HTML.
fn has_anchor(document: &Document, anchor: &str) -> bool {
    let mut sections = document.body().sections.iter();
    let by_heading = sections.any(|section| section.anchor == anchor);
    let title = document.body().title.as_ref();
    by_heading
        || title.is_some_and(|(title, _)| crate::postmortem::slugify(title) == anchor)
        || ["id", "name"].iter().any(|attribute| {
            let text = document.body().span.of(document.text());
            text.contains(&format!("{attribute}=\"{anchor}\""))
        })
}

/// Returns what is wrong with a relative path; nothing for the addresses of other places.
fn broken_path(across: &Across, document: &Document, target: &str, span: Span) -> Option<Finding> {
    if is_elsewhere(target) {
        return None;
    }
    let shown = target.split(['#', '?']).next().unwrap_or_default();
    let Some(path) = resolve_path(document.path(), target) else {
        let help = "link to a file of the knowledge base, or to a full address";
        let message = format!("{} leads out of the knowledge base", quote(shown));
        return Some(Finding::new(span, message).help(help).key(shown));
    };
    // Hidden files are not looked for, so nothing is known of them.
    let is_hidden = path.split('/').any(|part| part.starts_with('.'));
    let files = across.files;
    if is_hidden || files.has_file(&path) || files.has_folder(&path) {
        return None;
    }
    let finding = Finding::new(span, format!("there is no file {}", quote(&path))).key(shown);
    Some(match moved(across, &path) {
        Some(report) => finding.help(format!(
            "a report of this name is at `{}`",
            relative(document.path(), report.path())
        )),
        None => finding.help("check the spelling; a path begins at the folder of this report"),
    })
}

/// Says whether a target is none of the files here: an address with a scheme or a host, a path from
/// the root of a web server, or nothing but a fragment.
fn is_elsewhere(target: &str) -> bool {
    let first = target.split(['/', '#', '?']).next().unwrap_or_default();
    target.is_empty() || target.starts_with(['/', '#', '?']) || first.contains(':')
}

/// Returns the report that a broken path was most likely meant to be: one of that name elsewhere.
fn moved<'a>(across: &'a Across, path: &str) -> Option<&'a Postmortem> {
    let name = path.rsplit('/').next()?.split('.').next()?;
    let index = across.archive.find(&Slug::new(name))?;
    Some(across.archive.get(index))
}

/// Returns the way from one file to another.
fn relative(from: &str, to: &str) -> String {
    let from: Vec<&str> = from.split('/').collect();
    let to: Vec<&str> = to.split('/').collect();
    let shared = from[..from.len() - 1]
        .iter()
        .zip(&to)
        .take_while(|(a, b)| a == b)
        .count();
    let up = std::iter::repeat_n("..", from.len() - 1 - shared);
    up.chain(to[shared..].iter().copied())
        .collect::<Vec<_>>()
        .join("/")
}

fn broken_reference(
    across: &Across,
    postmortem: &Postmortem,
    reference: &Reference,
) -> Option<Finding> {
    let written = &reference.written;
    let found = across.archive.references.find(written);
    let span = reference.span;
    match found.map(|index| across.archive.get(index)) {
        Some(other) if other.path() == postmortem.path() => {
            let message = format!("`{written}` is this report itself");
            Some(Finding::new(span, message).help("remove it, or name the report that you meant"))
        }
        Some(_) => None,
        None if is_unread(across, &Slug::new(written)) => None,
        None => {
            let slugs = across.archive.postmortems.iter().map(|it| it.slug.as_str());
            let near = did_you_mean(written, slugs.filter(|slug| looks_like(slug, written)));
            let finding = Finding::new(span, format!("there is no report `{written}`"));
            Some(match near {
                Some(near) => finding.help(format!("did you mean `{near}`?")),
                None => finding.help("a report is named by its file name without `.md`"),
            })
        }
    }
}

/// Says at little cost whether two slugs may be the same but for a slip: most of them are not, and
/// there may be thousands.
fn looks_like(slug: &str, written: &str) -> bool {
    let (slug, written) = (slug.as_bytes(), written.as_bytes());
    slug.len().abs_diff(written.len()) <= written.len() / 3
        && (slug.first_chunk::<2>() == written.first_chunk()
            || slug.last_chunk::<2>() == written.last_chunk())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::expect;

    #[test]
    fn each_kind_of_target_is_looked_up() {
        expect(
            &RULE,
            "\
---
title: Queue stalled
related: [token-rotaton, report]
          ^^^^^^^^^^^^^ there is no report `token-rotaton`
                         ^^^^^^ `report` is this report itself
---
## Summary

The [runbook](docs/queue.md) and ![a graph](q.png), [out](../../../etc/passwd).
    ^^^^^^^^^^^^^^^^^^^^^^^^ there is no file `postmortems/docs/queue.md`
                                 ^^^^^^^^^^^^^^^^^ there is no file `postmortems/q.png`
                                                    ^^^^^^^^^^^^^^^^^^^^^^^^^^ `../../../etc/passwd` leads out of the knowledge base
",
        );
    }

    #[test]
    fn the_way_between_two_files_goes_through_their_shared_folder() {
        assert_eq!(relative("a/b/c.md", "a/d/e.md"), "../d/e.md");
        assert_eq!(relative("c.md", "a/e.md"), "a/e.md");
    }
}
