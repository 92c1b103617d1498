//! A file that is named as a report and cannot be read as text.

use crate::diagnostic::Level;
use crate::document::{Document, Source, Span, Unreadable};
use crate::rules::{Check, Context, Finding, Rule};

pub(super) const RULE: Rule = Rule {
    name: "structure/unreadable",
    level: Some(Level::Error),
    draft: None,
    summary: "a file that is named as a report cannot be read",
    why: "The file looks as if it were part of the knowledge base, and nothing of it is: a reader \
          who searches for it will not find it.",
    source: "The Unicode Standard, chapter 3.9, on what is not UTF-8",
    question: None,
    always: true,
    bad: "=== postmortems/outage.md (not UTF-8)\n# Outage in K\n",
    good: "=== postmortems/outage.md\n# Outage in København\n",
    check: Check::Document(check),
};

fn check(_: &Context, document: &Document) -> Vec<Finding> {
    let Err(why) = &document.source.content else {
        return Vec::new();
    };
    let (message, help) = words(why);
    let key = message.clone();
    vec![Finding::new(Span::default(), message).help(help).key(key)]
}

fn words(why: &Unreadable) -> (String, &'static str) {
    match why {
        Unreadable::NotUtf8 { offset, line, byte } => (
            format!("line {line} is not UTF-8: byte 0x{byte:02x} at offset {offset}"),
            "save the file as UTF-8; it may be in an older encoding such as Latin-1",
        ),
        Unreadable::TooLarge { bytes } => (format!("this file is {} MB large", bytes >> 20), MOST),
        Unreadable::Folder => (
            "this is a folder with the name of a report".into(),
            "rename it, or leave it out with `exclude`",
        ),
        Unreadable::NotAFile => (
            "this is neither a file nor a folder".into(),
            "put a file in its place, or leave it out with `exclude`",
        ),
        Unreadable::Link { why } => (
            format!("this link is not followed: {why}"),
            "put the file itself in its place",
        ),
        Unreadable::Name { why } => (
            format!("this name reads as something else: {why}"),
            "rename the file",
        ),
        Unreadable::Refused(why) => (
            format!("this file could not be read: {why}"),
            "look at its permissions",
        ),
    }
}

const MOST: &str = "keep a report below 8 MB; logs and dumps belong beside it";
const _: () = assert!(Source::MOST_BYTES == 8 << 20);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::findings;

    #[test]
    fn it_says_where_the_first_bad_byte_is() {
        let found = findings(&RULE, RULE.bad);
        assert_eq!(
            found[0].message,
            "line 2 is not UTF-8: byte 0xe5 at offset 14"
        );
    }

    #[test]
    fn a_folder_is_named_as_one() {
        let found = findings(&RULE, "=== postmortems/outage.md (a folder)\n");
        assert_eq!(
            found[0].message,
            "this is a folder with the name of a report"
        );
    }

    #[test]
    fn it_is_the_only_finding_of_such_a_file() {
        let found = crate::rules::testing::all_findings("=== postmortems/x.md (a folder)\n");
        let rules: Vec<&str> = found.iter().map(|it| it.rule).collect();
        assert_eq!(rules, ["structure/unreadable"]);
    }
}
