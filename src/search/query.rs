//! What is asked: plain words first, and for those who know them, phrases and filters.

use super::facets::Facet;
use super::words::{self, Chunk};

/// A query, taken apart. Nothing is wrong with any text: what is no filter is a word.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Query {
    /// In the order in which they are written, each once.
    pub(super) words: Vec<Asked>,
    /// Each has to be there.
    pub(super) phrases: Vec<String>,
    /// None of them may be there: words and phrases.
    pub(super) without: Vec<String>,
    pub(super) filters: Vec<Filter>,
}

/// A chunk that is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) text: String,
    /// Whether it may be the beginning of a word: the last one, while it is being typed.
    pub(super) is_prefix: bool,
}

/// A condition on the front matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Filter {
    pub(super) field: Field,
    pub(super) value: String,
    pub(super) is_negative: bool,
}

/// What a filter looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Field {
    Facet(Facet),
    /// The group and the level of a factor.
    Group,
    Level,
    /// A kind or a status.
    Is,
    /// `open-actions`
    Has,
}

/// More words than this do not make a question clearer.
const MOST: usize = 24;

impl Query {
    pub(super) fn parse(text: &str) -> Query {
        let mut query = Query::default();
        let mut rest = text.trim_start();
        while !rest.is_empty() {
            let negative = negated(rest);
            let is_negative = negative.is_some();
            rest = negative.unwrap_or(rest);
            if let Some((field, after)) = field(rest) {
                let (value, after) = value(after);
                rest = after.trim_start();
                if query.filters.len() < MOST {
                    query.filters.push(Filter {
                        field,
                        value: value.to_owned(),
                        is_negative,
                    });
                }
            } else if let Some(after) = rest.strip_prefix('"') {
                let (phrase, after) = after.split_once('"').unwrap_or((after, ""));
                rest = after.trim_start();
                query.phrase(phrase, is_negative);
            } else {
                let end = rest
                    .find(|c: char| c.is_whitespace() || c == '"')
                    .unwrap_or(rest.len());
                let (word, after) = rest.split_at(end);
                let is_last = after.is_empty();
                rest = after.trim_start();
                if is_negative {
                    query.phrase(word, true);
                } else {
                    query.word(word, is_last);
                }
            }
        }
        query
    }

    /// Returns the words alone: without what excludes and narrows, and without an order of words.
    pub(super) fn loosely(&self) -> String {
        let words = self.words.iter().map(|it| &*it.text);
        let phrases = self.phrases.iter().map(String::as_str);
        words.chain(phrases).collect::<Vec<_>>().join(" ")
    }

    fn phrase(&mut self, text: &str, is_negative: bool) {
        let phrases = if is_negative {
            &mut self.without
        } else {
            &mut self.phrases
        };
        let has_words = words::chunks(text).next().is_some();
        if has_words && phrases.len() < MOST && phrases.iter().all(|it| it != text) {
            phrases.push(text.to_owned());
        }
    }

    fn word(&mut self, text: &str, is_last: bool) {
        let chunks: Vec<Chunk> = words::chunks(text).collect();
        let end = text.trim_end().len();
        for chunk in chunks {
            let asked = Asked {
                text: chunk.text.to_owned(),
                is_prefix: is_last && chunk.end() == end,
            };
            let folded = words::folded(chunk.text);
            let known = self
                .words
                .iter()
                .position(|it| words::folded(&it.text) == folded);
            match known {
                Some(at) => self.words[at].is_prefix |= asked.is_prefix,
                None if self.words.len() < MOST => self.words.push(asked),
                None => {}
            }
        }
    }
}

/// Returns what stands behind a minus that excludes: one before a letter, a digit or a quotation
/// mark. `--flag` is a word.
fn negated(text: &str) -> Option<&str> {
    let rest = text.strip_prefix('-')?;
    let first = rest.chars().next()?;
    (first.is_alphanumeric() || first == '"').then_some(rest)
}

/// Returns the field that a text begins with, and what stands behind its colon.
fn field(text: &str) -> Option<(Field, &str)> {
    let (name, rest) = text.split_once(':')?;
    let field = match name.to_ascii_lowercase().as_str() {
        "service" => Field::Facet(Facet::Service),
        "team" => Field::Facet(Facet::Team),
        "factor" => Field::Facet(Facet::Factor),
        "tag" => Field::Facet(Facet::Tag),
        "kind" => Field::Facet(Facet::Kind),
        "sev" | "severity" => Field::Facet(Facet::Severity),
        "status" => Field::Facet(Facet::Status),
        "year" => Field::Facet(Facet::Year),
        "detected" => Field::Facet(Facet::Detected),
        "open" => Field::Facet(Facet::Open),
        "group" => Field::Group,
        "level" => Field::Level,
        "is" => Field::Is,
        "has" => Field::Has,
        _ => return None,
    };
    let has_value = rest.starts_with(|c: char| !c.is_whitespace());
    has_value.then_some((field, rest))
}

/// Returns a value, with or without quotation marks, and what stands behind it.
fn value(text: &str) -> (&str, &str) {
    match text.strip_prefix('"') {
        Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
        None => text.split_at(text.find(char::is_whitespace).unwrap_or(text.len())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        let query = Query::parse(text);
        let words = query.words.into_iter();
        words
            .map(|it| it.text + if it.is_prefix { "*" } else { "" })
            .collect()
    }

    #[test]
    fn only_the_last_word_is_a_beginning_and_not_before_a_space() {
        assert_eq!(words("disk fu"), ["disk", "fu*"]);
        assert_eq!(words("disk fu "), ["disk", "fu"]);
        assert_eq!(words("disk fu!"), ["disk", "fu"]);
        assert_eq!(words("disk \"a b\""), ["disk"]);
    }

    #[test]
    fn what_is_no_filter_is_a_word() {
        assert_eq!(words("http://x.example "), ["http", "x.example"]);
        assert_eq!(words("service: x "), ["service", "x"]);
        assert_eq!(words("--flag - -- a-b "), ["flag", "a-b"]);
        assert_eq!(words("… <script> 🔥 '' "), ["script"]);
    }

    #[test]
    fn filters_phrases_and_exclusions_are_told_apart() {
        let query =
            Query::parse("sev:1 -kube -\"a b\" \"c d\" -service:\"x y\" is:near-miss z \"open");
        assert_eq!(query.without, ["kube", "a b"]);
        assert_eq!(query.phrases, ["c d", "open"]);
        assert_eq!(query.words.len(), 1);
        let filters: Vec<_> = query
            .filters
            .iter()
            .map(|it| (it.field, &*it.value, it.is_negative))
            .collect();
        assert_eq!(
            filters,
            [
                (Field::Facet(Facet::Severity), "1", false),
                (Field::Facet(Facet::Service), "x y", true),
                (Field::Is, "near-miss", false),
            ]
        );
    }

    #[test]
    fn a_word_counts_once_and_a_query_has_an_end() {
        assert_eq!(words("Disk disk DISK "), ["Disk"]);
        let long: String = (0..3000).map(|n| format!("w{n} ")).collect();
        assert_eq!(Query::parse(&long).words.len(), MOST);
        assert_eq!(words(&"x".repeat(10_000)).len(), 1);
    }
}
