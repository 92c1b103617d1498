//! Words that keep the place of others.

use std::sync::LazyLock;

use regex::Regex;

use crate::diagnostic::Level;
use crate::document::{Block, Document, Span};
use crate::rules::words::{Seldom, quote};
use crate::rules::{Check, Context, Finding, Rule};

pub(super) const RULE: Rule = Rule {
    name: "structure/placeholder",
    level: Some(Level::Error),
    draft: Some(Level::Hint),
    summary: "a word keeps the place of something still to be written",
    why: "The one who left it meant to come back. In a published report the reader comes first, \
          and finds a gap where the time, the number or the name of the service should be.",
    source: "Google, The Site Reliability Workbook, chapter 10: “key details omitted”",
    question: None,
    always: false,
    bad: "\
---
title: Queue stalled
status: published
---
## Summary

The queue stalled at YYYY-MM-DD (hour TBC) and <name of service> was late. TODO: how many?
",
    good: "\
---
title: Queue stalled
status: published
---
## Summary

The ops TODO list was late. Run `kubectl get pvc <username>`, press <kbd>Enter</kbd>.
",
    check: Check::Prose(check),
};

/// What people write in the place of something else.
static PLACEHOLDER: Seldom = Seldom::new(&SIGNS, || {
    Regex::new(
        r"(?x)
        \b(?: TODO | TBD | TBC | TBA | FIXME | XXX )\b
        | \?{3,}
        | \b(?: YYYY-MM-DD | DD/MM/YYYY | MM/DD/YYYY )\b
        | \{\{ [^{}]* \}\}
        | [\[(] [^\[\]()]{0,60} \b to\ (?:be\ filled | fill)\ (?:in|out) \b [^\[\]()]{0,40} [\])]
        | \[ (?: insert | add | describe | your | fill\ in | link\ to ) \b [^\[\]]{0,60} \]
        ",
    )
    .expect("the pattern is sound")
});

/// What each of them has in it.
const SIGNS: [&str; 18] = [
    "???",
    "[add",
    "[describe",
    "[fill",
    "[insert",
    "[link",
    "[your",
    "dd/mm",
    "fill",
    "fixme",
    "mm/dd",
    "tba",
    "tbc",
    "tbd",
    "todo",
    "xxx",
    "yyyy-",
    "{{",
];

/// What follows `TODO` where it is talked about and not used.
static TALK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:s|[ -](?:lists?|items?|comments?|apps?|boards?|notes?|markers?))\b")
        .expect("the pattern is sound")
});

/// A stand-in in angle brackets, as `<name of service>`.
static ANGLE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^<([A-Za-z][A-Za-z]*)(?:[ _-][A-Za-z _-]*)?>$").expect("the pattern is sound")
});

fn check(_: &Context, document: &Document, prose: &[Block]) -> Vec<Finding> {
    let blocks = prose.iter().filter(|block| !block.quoted);
    let spans = blocks.flat_map(|block| in_words(block).chain(in_gaps(document.text(), block)));
    spans.map(|span| finding(document, span)).collect()
}

fn finding(document: &Document, span: Span) -> Finding {
    let words = span.of(document.text());
    Finding::new(
        span,
        format!("{} keeps the place of something", quote(words)),
    )
    .help("write what belongs here, or say that it is not known and why")
}

fn in_words(block: &Block) -> impl Iterator<Item = Span> {
    let found = PLACEHOLDER.find_iter(&block.text);
    found
        .filter(|it| !TALK.is_match(&block.text[it.end..]))
        .map(|it| block.span(it.start, it.end))
}

/// Looks between the runs of a block, where a Markdown parser takes `<name>` for HTML.
fn in_gaps<'a>(text: &'a str, block: &'a Block) -> impl Iterator<Item = Span> {
    let ends = block.map.iter().skip(1).map(|&(words, _)| words);
    let ends = ends.chain([block.text.len()]);
    let runs = block
        .map
        .iter()
        .zip(ends)
        .map(|(&(words, file), end)| (file, file + end - words));
    let next = block.map.iter().skip(1).map(|&(_, file)| file);
    runs.zip(next).filter_map(move |((_, end), next)| {
        // What begins emphasis or a link is no pattern's business, and there are many of them.
        let gap = text.get(end..next).filter(|gap| gap.starts_with('<'))?;
        let name = ANGLE.captures(gap)?.get(1)?.as_str().to_ascii_lowercase();
        (!ELEMENTS.contains(&name.as_str())).then(|| Span::new(end, next))
    })
}

/// The elements of HTML that people use inside a line of Markdown.
const ELEMENTS: [&str; 33] = [
    "a", "abbr", "b", "br", "center", "cite", "code", "del", "details", "div", "em", "font", "hr",
    "i", "img", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "s", "samp", "small", "span",
    "strong", "sub", "summary", "sup", "u", "ul",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::expect;

    #[test]
    fn each_form_is_marked_where_it_stands() {
        expect(
            &RULE,
            "\
---
status: published
---
## Impact

First seen 04 Jan (hour TBC), on <name of service>, by [someone to fill in].
                        ^^^ `TBC` keeps the place of something
                                 ^^^^^^^^^^^^^^^^^ `<name of service>` keeps the place of something
                                                       ^^^^^^^^^^^^^^^^^^^^ `[someone to fill in]` keeps the place of something

| Time | Event |
|---|---|
| YYYY-MM-DD | {{ event }} |
  ^^^^^^^^^^ `YYYY-MM-DD` keeps the place of something
               ^^^^^^^^^^^ `{{ event }}` keeps the place of something
",
        );
    }

    #[test]
    fn code_quotations_html_and_talk_are_left_alone() {
        expect(
            &RULE,
            "\
---
status: published
---
Why?? The TODO-comment and TODO items in `TODO`, <b>bold</b>, a<br>b, 12:??.

> TODO: quoted

    TODO in code
",
        );
    }
}
