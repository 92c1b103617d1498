//! What a report allows itself, with a reason, where it stands:
//!
//! ```text
//! <!-- secondstory: allow RULE because REASON -->
//! ```
//!
//! Such a comment on lines of its own is for the block after it: a paragraph, a heading, a whole
//! list or table. Within a paragraph, an item or a row it is for that one. In the front matter,
//! `# secondstory: allow RULE because REASON` is for the entry after it, or the one on its line.
//! Several rules have commas or spaces between them.
//!
//! Whether there are such rules, and whether anything needed to be allowed, is for `rules` to say.

use crate::document::layout::PartKind;
use crate::document::{Document, Span};

/// An allowance as written.
#[derive(Clone, Debug, PartialEq, serde::Deserialize, serde::Serialize)]
pub(crate) struct Allowance {
    /// The whole comment.
    pub(crate) span: Span,
    /// The names of rules, as written. None where the comment says something else than `allow`.
    pub(crate) rules: Vec<(String, Span)>,
    /// What stands after `because`, if there is anything.
    pub(crate) reason: Option<String>,
    /// What it is for; nothing, if nothing follows.
    pub(crate) block: Option<Span>,
}

/// What a comment for this program begins with.
const SIGN: &str = "secondstory:";

/// Returns the allowances of a report, those of the front matter first.
pub(crate) fn allowances(document: &Document) -> Vec<Allowance> {
    if memchr::memmem::find(document.text().as_bytes(), SIGN.as_bytes()).is_none() {
        return Vec::new();
    }
    let mut allowances = in_front_matter(document);
    allowances.extend(in_body(document));
    allowances
}

fn in_body(document: &Document) -> impl Iterator<Item = Allowance> {
    let text = document.text();
    document.body().comments.iter().filter_map(move |&comment| {
        let words = comment.of(text);
        let words = words.strip_prefix("<!--")?;
        let words = words.strip_suffix("-->").unwrap_or(words);
        let block = block(document, comment);
        read(text, words, comment, block)
    })
}

/// Returns the block that a comment is for.
fn block(document: &Document, comment: Span) -> Option<Span> {
    let parts = document.body().layout.parts();
    let around = parts.iter().rev().find(|part| {
        let holds_words = matches!(
            part.kind,
            PartKind::Paragraph | PartKind::Heading(_) | PartKind::Head | PartKind::Row
        );
        holds_words && part.span().contains(comment)
    });
    let after = || {
        let from = parts.partition_point(|part| part.span().start < comment.end);
        parts[from..]
            .iter()
            .find(|part| part.kind != PartKind::Html)
    };
    around.or_else(after).map(|part| part.span())
}

fn in_front_matter(document: &Document) -> Vec<Allowance> {
    let text = document.text();
    let front_matter = document.front_matter().span;
    let mut lines = Vec::new();
    let mut start = front_matter.start;
    for line in front_matter.of(text).split_inclusive('\n') {
        lines.push(Span::new(start, start + line.trim_end().len()));
        start += line.len();
    }
    let mut allowances = Vec::new();
    for (at, &line) in lines.iter().enumerate() {
        let written = line.of(text);
        let Some(sign) = written.find(SIGN) else {
            continue;
        };
        let before = written[..sign].trim_end();
        let Some(before) = before.strip_suffix('#') else {
            continue;
        };
        let is_alone = before.trim().is_empty();
        let is_comment = |line: &&Span| line.of(text).trim_start().starts_with('#');
        let entry = if is_alone {
            let others = lines[at..].iter().take_while(is_comment).count();
            at + others
        } else {
            at
        };
        let comment = Span::new(line.start + before.len(), line.end);
        let words = &comment.of(text)[1..];
        let block = entry_at(text, &lines, entry);
        allowances.extend(read(text, words, comment, block));
    }
    allowances
}

/// Returns the entry that begins on a line: the lines after it that are indented more, and the items
/// of its list, belong to it.
fn entry_at(text: &str, lines: &[Span], at: usize) -> Option<Span> {
    let first = *lines.get(at)?;
    let indent = |line: &str| line.len() - line.trim_start().len();
    let (depth, is_item) = (indent(first.of(text)), is_item(first.of(text)));
    let belongs = |line: &&Span| {
        let line = line.of(text);
        line.is_empty()
            || indent(line) > depth
            || (indent(line) == depth && self::is_item(line) && !is_item)
    };
    let last = lines[at + 1..].iter().take_while(belongs).last();
    Some(Span::new(first.start, last.unwrap_or(&first).end))
}

fn is_item(line: &str) -> bool {
    let line = line.trim_start();
    line == "-" || line.starts_with("- ")
}

/// Reads the words of a comment, if they are for this program.
fn read(text: &str, words: &str, span: Span, block: Option<Span>) -> Option<Allowance> {
    let words = words.trim_start().strip_prefix(SIGN)?.trim_start();
    let said = words
        .strip_prefix("allow")
        .filter(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace));
    let (names, reason) = match said {
        None => ("", None),
        Some(said) => match because(said) {
            Some((names, reason)) => (names, Some(reason.trim())),
            None => (said, None),
        },
    };
    let rules = names
        .split(|c: char| c == ',' || c.is_whitespace())
        .filter(|name| !name.is_empty())
        .map(|name| {
            let start = name.as_ptr() as usize - text.as_ptr() as usize;
            (name.to_owned(), Span::new(start, start + name.len()))
        })
        .collect();
    Some(Allowance {
        span,
        rules,
        reason: reason.filter(|it| !it.is_empty()).map(words_of),
        block,
    })
}

/// Divides what is said at the word `because`.
fn because(said: &str) -> Option<(&str, &str)> {
    const BECAUSE: &str = "because";
    let is_word = |at: usize| {
        let before = said[..at].chars().next_back();
        let after = said[at + BECAUSE.len()..].chars().next();
        [before, after]
            .into_iter()
            .flatten()
            .all(|c| c.is_whitespace() || c == ':' || c == ',')
    };
    let (at, _) = said.match_indices(BECAUSE).find(|(at, _)| is_word(*at))?;
    Some((&said[..at], &said[at + BECAUSE.len()..]))
}

/// Writes a reason on one line.
fn words_of(reason: &str) -> String {
    let words: Vec<&str> = reason.trim_start_matches(':').split_whitespace().collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::tests::document;

    /// Returns the rules, the reason and the block of each allowance.
    fn read(text: &str) -> Vec<(String, Option<String>, String)> {
        let document = document(text);
        let told = allowances(&document).into_iter().map(|it| {
            let rules: Vec<&str> = it.rules.iter().map(|(_, span)| span.of(text)).collect();
            let block = it.block.map_or("", |block| block.of(text));
            (rules.join(" "), it.reason, block.trim().to_owned())
        });
        told.collect()
    }

    fn only(text: &str) -> (String, Option<String>, String) {
        let mut all = read(text);
        assert_eq!(all.len(), 1, "{all:?}");
        all.remove(0)
    }

    #[test]
    fn a_comment_of_its_own_is_for_the_block_after_it() {
        let allow = "<!-- secondstory: allow a/b because it is\nquoted -->";
        for block in [
            "One.\nTwo.",
            "- one\n- two",
            "## Impact",
            "| a |\n|---|\n| 1 |",
        ] {
            let (rules, reason, found) =
                only(&format!("Before.\n\n{allow}\n\n{block}\n\nAfter.\n"));
            assert_eq!((&*rules, &*found), ("a/b", block));
            assert_eq!(reason.as_deref(), Some("it is quoted"));
        }
        assert_eq!(only(&format!("{allow}\nOne.\n")).2, "One.");
        assert_eq!(only(&format!("One.\n\n{allow}\n")).2, "");
        assert_eq!(
            only(&format!("{allow}\n<!-- a note -->\n\nOne.\n")).2,
            "One."
        );
    }

    #[test]
    fn between_words_it_is_for_the_paragraph_item_or_row() {
        let allow = "<!-- secondstory: allow a/b because so -->";
        assert_eq!(
            only(&format!("One {allow}\ntwo.\n\nThree.\n")).2,
            format!("One {allow}\ntwo.")
        );
        assert_eq!(
            only(&format!("- one\n- two {allow}\n- three\n")).2,
            format!("two {allow}")
        );
        let row = format!("| 1 | {allow} |");
        assert_eq!(
            only(&format!("| a | b |\n|---|---|\n{row}\n| 2 | 3 |\n")).2,
            row
        );
    }

    #[test]
    fn in_the_front_matter_it_is_for_an_entry_with_all_that_belongs_to_it() {
        let text = "---\ntitle: x # secondstory: allow a/b because so\n\
                    # secondstory: allow c/d because so\n# a note\nitems:\n- one\n- two\nmore: 1\n---\n";
        let all = read(text);
        assert_eq!(all[0].0, "a/b");
        assert!(all[0].2.starts_with("title: x"), "{all:?}");
        assert_eq!((&*all[1].0, &*all[1].2), ("c/d", "items:\n- one\n- two"));
    }

    #[test]
    fn several_rules_a_missing_reason_and_other_words() {
        let (rules, reason, _) =
            only("<!-- secondstory: allow a/b, c/d e/f because: x -->\n\nOne.\n");
        assert_eq!((&*rules, reason.as_deref()), ("a/b c/d e/f", Some("x")));
        for bare in ["allow a/b", "allow a/b because", "allow a/b because  "] {
            let (rules, reason, _) = only(&format!("<!-- secondstory: {bare} -->\n\nOne.\n"));
            assert_eq!((&*rules, reason), ("a/b", None));
        }
        assert_eq!(
            only("<!-- secondstory: ignore a/b because x -->\n\nOne.\n").0,
            ""
        );
        assert!(
            read("`<!-- secondstory: allow a/b because x -->`\n\n<!-- second -->\n").is_empty()
        );
    }
}
