//! A colleague in the text by name or handle.

use std::collections::BTreeSet;

use crate::diagnostic::Level;
use crate::document::{Block, Document, Section};
use crate::rules::words::quote;
use crate::rules::{Check, Context, Finding, Rule, language, privacy};
use crate::template::{SectionClass, SectionKind};

pub(super) const RULE: Rule = Rule {
    name: "privacy/person-name",
    level: Some(Level::Error),
    draft: Some(Level::Warning),
    summary: "somebody who took part is named",
    why: "A name is found by every search, for as long as the report is kept. A role tells a \
          reader more: what somebody in that place could see and do. And people tell more of \
          what happened where nobody will be quoted by name.",
    source: "Google, Site Reliability Engineering, chapter 15: Postmortem Culture",
    question: Some("Which role was it, and what could somebody in that role see?"),
    always: false,
    bad: "\
---
title: Queue stalled
---
## Timeline

- 09:10 @katharine restarted the queue.
",
    good: "\
---
title: Queue stalled
---
## Timeline

- 09:10 The engineer on call restarted the queue with `@types/node` removed.
",
    check: Check::Prose(check),
};

fn check(context: &Context, document: &Document, prose: &[Block]) -> Vec<Finding> {
    let mut names = language::names_given(document);
    let known = context.config.wording.names.iter();
    names.extend(known.map(|name| name.to_lowercase()));
    let is_public = privacy::is_public(context, document);
    let mut said = BTreeSet::new();
    let mut found = Vec::new();
    for block in prose.iter().filter(|block| !block.quoted) {
        if names.is_empty() && !block.text.contains('@') {
            continue;
        }
        let manner = manner(document, block);
        if manner == Manner::Thanked {
            continue;
        }
        for (start, end) in people(&block.text, &names) {
            let name = &block.text[start..end];
            // Once is enough: a report that names somebody tends to do so on every line.
            if !said.insert(name.to_lowercase()) {
                continue;
            }
            let span = block.span(start, end);
            let finding = Finding::new(span, format!("{} names a person", quote(name)))
                .help("write the role: “the engineer on call”, “a reviewer”");
            found.push(match manner {
                Manner::Listed => finding.at_most(Level::Hint),
                Manner::Told | Manner::Thanked if is_public => finding,
                Manner::Told | Manner::Thanked => finding.at_most(Level::Warning),
            });
        }
    }
    found
}

/// How a text speaks of people.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Manner {
    Told,
    /// In a list of who took part.
    Listed,
    /// With their consent.
    Thanked,
}

fn manner(document: &Document, block: &Block) -> Manner {
    let mut at = block.section;
    while let Some(index) = at {
        let section: &Section = &document.body().sections[index];
        let spec = section
            .id
            .as_deref()
            .and_then(|id| document.template.section(id));
        match spec {
            Some(spec) if spec.class == SectionClass::Culture => return Manner::Thanked,
            Some(spec) if spec.kind == SectionKind::Participants => return Manner::Listed,
            Some(spec) if spec.kind == SectionKind::Actions => return Manner::Listed,
            Some(_) | None => at = section.parent,
        }
    }
    Manner::Told
}

/// Finds handles and known names in a text, as ranges of bytes.
fn people(text: &str, names: &BTreeSet<String>) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut words = words(text).peekable();
    let mut before: Option<(usize, usize)> = None;
    while let Some((start, end)) = words.next() {
        let word = &text[start..end];
        if is_handle(text, start, end) {
            found.push((start - 1, end));
            continue;
        }
        let is_named = is_name(word, names);
        let next = words.peek().map(|&(start, end)| &text[start..end]);
        // "Will" and "May" are names only beside another.
        let is_beside_name = before.is_some_and(|(_, last)| last + 1 == start)
            || next.is_some_and(|next| is_name(next, names));
        if !is_named || (AMBIGUOUS.contains(&word) && !is_beside_name) {
            before = None;
            continue;
        }
        match (before, found.last_mut()) {
            // "Jane Doe" is one name.
            (Some((_, last)), Some(whole)) if last + 1 == start => whole.1 = end,
            _ => found.push((start, end)),
        }
        before = Some((start, end));
    }
    found
}

/// Names that are words as well.
const AMBIGUOUS: [&str; 22] = [
    "Amber", "April", "Art", "August", "Bill", "Chase", "Dawn", "Drew", "Faith", "Frank", "Grace",
    "Grant", "Hope", "Joy", "June", "Mark", "May", "Pat", "Rob", "Rose", "Sky", "Will",
];

fn is_name(word: &str, names: &BTreeSet<String>) -> bool {
    let owner = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s"));
    word.starts_with(char::is_uppercase) && names.contains(&owner.unwrap_or(word).to_lowercase())
}

/// Says whether a word is a person's handle: "@katharine", and not "@here", "@types/node",
/// "@media", a group or a bot.
fn is_handle(text: &str, start: usize, end: usize) -> bool {
    const NOBODY: [&str; 16] = [
        "all",
        "as",
        "at",
        "channel",
        "charset",
        "everyone",
        "font-face",
        "here",
        "import",
        "keyframes",
        "latest",
        "media",
        "next",
        "param",
        "return",
        "types",
    ];
    const GROUPS: [&str; 8] = [
        "admin", "bot", "dev", "eng", "oncall", "ops", "support", "team",
    ];
    let Some(before) = text[..start].strip_suffix('@') else {
        return false;
    };
    let is_joined =
        before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | '/' | '_' | '-' | '@'));
    let goes_on = text[end..].starts_with(['/', '@', '(', ':']) && !text[end..].starts_with(": ");
    let handle = text[start..end].to_lowercase();
    let handle = handle.trim_end_matches("'s").trim_end_matches("’s");
    let is_group = GROUPS.iter().any(|group| {
        handle.split(['-', '_']).any(|part| part == *group) || handle.ends_with("bot")
    });
    !is_joined
        && !goes_on
        && handle.len() > 1
        && handle.starts_with(|c: char| c.is_ascii_alphabetic())
        && !NOBODY.contains(&handle)
        && !is_group
}

/// Returns the words of a text, as ranges of bytes; hyphens and apostrophes are part of a word.
fn words(text: &str) -> impl Iterator<Item = (usize, usize)> {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '\'' | '’');
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text[at..].find(|c: char| c.is_alphanumeric())?;
        let length = text[start..]
            .find(|c| !is_part(c))
            .unwrap_or(text.len() - start);
        at = start + length;
        let word = text[start..at].trim_end_matches(['-', '\'', '’']);
        Some((start, start + word.len()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::{expect, findings};

    #[test]
    fn handles_and_the_names_that_a_report_gives_are_marked_once() {
        expect(
            &RULE,
            "\
---
authors: [Jane Doe]
---
## Summary

Jane Doe and @kvotting looked. Jane's token was old, said @kvotting.
^^^^^^^^ `Jane Doe` names a person
             ^^^^^^^^^ `@kvotting` names a person
                               ^^^^^^ `Jane's` names a person

## Participants

- @mopsi
  ^^^^^^ `@mopsi` names a person

## Thanks

To @friend, who asked to be named, and to Jane.
",
        );
    }

    #[test]
    fn what_looks_like_a_name_is_left_alone() {
        let text = "---\nauthors: [May Marsh, Platform Team]\n---\n## Summary\n\n\
             In May we wrote to @here, @platform-team and @dependabot about @types/node, \
             a@b, and the platform. Alice sends Bob a message.\n";
        let found = findings(&RULE, text);
        assert!(found.is_empty(), "{found:#?}");
    }

    #[test]
    fn names_of_the_project_are_known_and_public_reports_weigh_more() {
        let report = "---\nstatus: published\nconfidentiality: public\n---\nKvotting looked.\n\
             === secondstory.yml\nwording: { names: [Kvotting] }\n";
        assert_eq!(findings(&RULE, report)[0].level, Level::Error);
        let internal = report.replace("public\n", "internal\n");
        assert_eq!(findings(&RULE, &internal)[0].level, Level::Warning);
    }
}
