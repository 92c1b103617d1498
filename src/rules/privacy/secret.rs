//! A key, token or password in the text.

mod kinds;

use std::ops::Range;

use crate::diagnostic::{Level, SECRET};
use crate::document::{Document, Span};
use crate::rules::{Check, Context, Finding, Rule};

pub(super) const RULE: Rule = Rule {
    name: SECRET,
    level: Some(Level::Error),
    draft: None,
    summary: "a key, a token or a password stands in the text",
    why: "Whoever can read the report can use it, and a repository forgets nothing: the text can \
          be mended, and the secret has to be replaced. Nothing that this program prints repeats \
          it.",
    source: "CWE-798: Use of Hard-coded Credentials; OWASP Secrets Management Cheat Sheet",
    question: None,
    always: true,
    bad: concat!(
        "## Timeline\n\n- 09:10 The job ran with ",
        "AKIA",
        "Q7RX2M5TZ4VB9KWD.\n"
    ),
    good: "\
## Timeline

- 09:10 The job ran with the key of the build account, as `AKIAIOSFODNN7EXAMPLE` in the manual.
- 09:20 `password=${DB_PASSWORD}` was set, and `https://user:***@db.example/` answered.
",
    check: Check::Document(check),
};

fn check(_: &Context, document: &Document) -> Vec<Finding> {
    let text = document.text();
    let mut end = 0;
    let mut found = Vec::new();
    for (kind, at) in secrets(text) {
        // A token inside the address that carries it is one secret.
        if at.start < end {
            continue;
        }
        end = at.end;
        let digest = blake3::hash(&text.as_bytes()[at.clone()]).to_hex();
        found.push(
            Finding::new(
                Span::new(at.start, at.end),
                format!("this looks like {kind}"),
            )
            .help("replace it where it is valid, then take it out of the text and of the history")
            .key(format!("{kind} {}", &digest[..8])),
        );
    }
    found
}

/// Finds what looks like a secret, in order, each with the words for its kind. Code, comments and
/// front matter are looked at as well: a repository keeps them all.
fn secrets(text: &str) -> Vec<(&'static str, Range<usize>)> {
    let mut found: Vec<(&'static str, Range<usize>)> = Vec::new();
    let mut seen = 0;
    for hit in kinds::ANCHORS.hits(text) {
        let kind = hit.kind;
        if !kind.may_begin(&text[hit.at..]) {
            continue;
        }
        let from = floor(text, hit.at.saturating_sub(kinds::LEAD));
        let to = floor(text, (hit.at + kinds::REACH).min(text.len()));
        let Some(secret) = kind.find(&text[from..to]) else {
            continue;
        };
        let at = from + secret.start..from + secret.end;
        if !kinds::is_placeholder(&text[at.clone()]) {
            found.push((kind.words, at));
        }
        seen += 1;
        // A dump of thousands of tokens needs no finding for each.
        if seen > 10_000 {
            break;
        }
    }
    found.sort_by_key(|(_, at)| (at.start, usize::MAX - at.end));
    found.dedup_by(|(_, later), (_, first)| later.start < first.end);
    found
}

/// Returns the beginning of the character that a byte is in.
fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::findings;

    #[test]
    fn nothing_that_is_said_repeats_the_secret() {
        let secret = concat!("ghp", "_", "R4nD0mL00k1ngT0k3nThatIsNotReal1234AbCd");
        let report = format!("The token {secret} was used.\n");
        let found = findings(&RULE, &report);
        assert_eq!(found.len(), 1);
        assert!(!format!("{found:?}").contains(&secret[4..20]));
    }

    #[test]
    fn an_address_with_a_password_is_marked_at_the_password() {
        let text = concat!("postgres://shop", ":", "t4Vq9zLm2w", "@db.firm.dk/orders");
        let (_, at) = secrets(text).remove(0);
        assert_eq!(&text[at], concat!("t4Vq9", "zLm2w"));
    }

    #[test]
    fn code_comments_and_front_matter_are_looked_at() {
        let token = concat!("glpat", "-", "x7Kq2mVb9TzWn4RcLp3s");
        for report in [
            format!("---\ntitle: {token}\n---\n"),
            format!("```\nexport T={token}\n```\n"),
            format!("<!-- {token} -->\n"),
        ] {
            assert_eq!(findings(&RULE, &report).len(), 1, "{report}");
        }
    }
}
