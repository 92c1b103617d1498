//! The block of YAML at the top of a report.

use crate::config::SourceGroup;
use crate::document::Span;
use crate::yaml::{self, Limits, Node, Problem};

/// The front matter as written: a tree, and what was wrong with it.
#[derive(Clone, Debug, Default)]
pub(crate) struct FrontMatter {
    pub(crate) form: Form,
    /// From the opening fence to the end of the closing one.
    pub(crate) span: Span,
    /// Where the body begins, as a byte offset in the file.
    pub(crate) body: usize,
    /// The map at the top, unless the YAML is unsound or something else than a map.
    pub(crate) tree: Option<Node>,
    /// Faults of syntax, duplicate keys among them.
    pub(crate) problems: Vec<Problem>,
    /// Our name of a field and the key that the source writes instead, for mapped fields.
    renamed: Vec<(String, String)>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Form {
    #[default]
    Missing,
    /// `---`, nothing, `---`.
    Empty,
    Yaml,
    /// TOML between `+++`, which is not read.
    Toml,
    /// An opening `---` without a closing one.
    Unclosed,
}

/// A value as written: not there, not what it has to be, or given.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Field<T> {
    Absent,
    /// What was written instead, and where.
    Malformed(String, Span),
    Given(T, Span),
}

/// Reads the front matter of a text. Never fails; a byte order mark and CRLF line ends are fine.
pub(crate) fn parse(text: &str, group: &SourceGroup) -> FrontMatter {
    let start = if text.starts_with('\u{feff}') {
        '\u{feff}'.len_utf8()
    } else {
        0
    };
    let mut lines = text[start..].split_inclusive('\n');
    let opening = lines.next().unwrap_or_default();
    let missing = FrontMatter {
        span: Span::at(start),
        body: start,
        ..FrontMatter::default()
    };
    let closing: &[&str] = match opening.trim_end() {
        "---" => &["---", "..."],
        "+++" => &["+++"],
        _ => return missing,
    };
    let inner = start + opening.len();
    let mut at = inner;
    let end = lines.find_map(|line| {
        let found = closing.contains(&line.trim_end()).then_some((at, line));
        at += line.len();
        found
    });
    let fence = Span::new(start, start + opening.trim_end().len());
    let Some((end, line)) = end else {
        // A report may begin with a thematic break: only what looks like a key was meant as YAML.
        let looks_like_yaml = text[inner..].lines().next().is_some_and(|line| {
            line.split_once(':').is_some_and(|(key, _)| {
                !key.is_empty()
                    && key
                        .chars()
                        .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'))
            })
        });
        if opening.trim_end() == "---" && !looks_like_yaml {
            return missing;
        }
        return FrontMatter {
            form: Form::Unclosed,
            span: fence,
            body: text.len(),
            ..FrontMatter::default()
        };
    };
    let span = Span::new(start, end + line.trim_end().len());
    let body = end + line.len();
    if opening.trim_end() == "+++" {
        return FrontMatter {
            form: Form::Toml,
            span: fence,
            body,
            ..FrontMatter::default()
        };
    }
    let parsed = yaml::parse(&text[inner..end], inner, Limits::FRONT_MATTER);
    let mut front_matter = FrontMatter {
        form: if parsed.tree.is_none() && parsed.problems.is_empty() {
            Form::Empty
        } else {
            Form::Yaml
        },
        span,
        body,
        tree: None,
        problems: parsed.problems,
        renamed: group
            .fields
            .iter()
            .map(|(ours, theirs)| (ours.clone(), theirs.clone()))
            .collect(),
    };
    match parsed.tree {
        Some(tree) if matches!(tree.kind, yaml::Kind::Map(_)) => front_matter.tree = Some(tree),
        Some(tree) => front_matter.problems.push(Problem {
            span: tree.span,
            message: format!(
                "the front matter is {}, not a map of fields",
                tree.describe()
            ),
            help: Some("write it as `field: value`, one on each line".into()),
        }),
        None => {}
    }
    front_matter
}

impl FrontMatter {
    /// Says whether the YAML could not be read at all, so that nothing is known of its fields.
    pub(crate) fn is_unreadable(&self) -> bool {
        match self.form {
            Form::Toml | Form::Unclosed => true,
            Form::Yaml => self.tree.is_none(),
            Form::Missing | Form::Empty => false,
        }
    }

    /// Returns what stands under a field, by our name for it; nested fields have dotted names.
    ///
    /// A source may write some fields under other keys (`fields` in the configuration); our own key
    /// then means something else there and is not looked at. An empty value counts as absent.
    pub(crate) fn node(&self, field: &str) -> Option<&Node> {
        let tree = self.tree.as_ref()?;
        let node = tree.at(self.their_name(field));
        node.filter(|node| !node.is_null())
    }

    /// Returns the key under which the source writes a field, by our name for it.
    pub(crate) fn their_name<'a>(&'a self, field: &'a str) -> &'a str {
        let theirs = self.renamed.iter().find(|(ours, _)| ours == field);
        theirs.map_or(field, |(_, theirs)| theirs)
    }

    /// Returns our name for a top-level key as the source writes it.
    pub(crate) fn our_name<'a>(&'a self, key: &'a str) -> &'a str {
        self.renamed
            .iter()
            .find(|(_, theirs)| theirs == key)
            .map_or(key, |(ours, _)| ours)
    }

    /// Reads a field as a `T` through `serde_yaml`.
    pub(crate) fn field<T: serde::de::DeserializeOwned>(&self, name: &str) -> Field<T> {
        let Some(node) = self.node(name) else {
            return Field::Absent;
        };
        match serde_yaml::from_value(node.to_value()) {
            Ok(value) => Field::Given(value, node.span),
            Err(_) => {
                Field::Malformed(node.text().unwrap_or(node.describe()).to_owned(), node.span)
            }
        }
    }

    /// Reads a field as text: a string, or a number as it was written.
    pub(crate) fn text(&self, name: &str) -> Option<(&str, Span)> {
        let node = self.node(name)?;
        let text = node.text()?.trim();
        (!text.is_empty()).then_some((text, node.span))
    }

    /// Reads a field as a list of texts; a single one counts as a list of one.
    pub(crate) fn texts(&self, name: &str) -> Vec<(&str, Span)> {
        let Some(node) = self.node(name) else {
            return Vec::new();
        };
        let one = std::slice::from_ref(node);
        let items = if node.items().is_empty() {
            one
        } else {
            node.items()
        };
        items
            .iter()
            .filter_map(|item| Some((item.text()?.trim(), item.span)))
            .filter(|(text, _)| !text.is_empty())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> FrontMatter {
        parse(text, &SourceGroup::default())
    }

    #[test]
    fn a_byte_order_mark_and_crlf_change_nothing() {
        for text in [
            "---\ntitle: A\n---\nbody",
            "\u{feff}---\r\ntitle: A\r\n---\r\nbody",
            "--- \ntitle: A\n...\nbody",
        ] {
            let front_matter = read(text);
            assert_eq!(
                front_matter.text("title").map(|(text, _)| text),
                Some("A"),
                "{text:?}"
            );
            assert_eq!(&text[front_matter.body..], "body");
            assert_eq!(front_matter.text("title").unwrap().1.of(text), "A");
        }
    }

    #[test]
    fn every_form_is_told_apart() {
        assert_eq!(read("# Title\n").form, Form::Missing);
        assert_eq!(read("").form, Form::Missing);
        assert_eq!(read("---\n---\n").form, Form::Empty);
        assert_eq!(read("+++\ntitle = 'x'\n+++\n").form, Form::Toml);
        assert_eq!(read("---\ntitle: x\n").form, Form::Unclosed);
        assert_eq!(read("---\n\nA thematic break above.\n").form, Form::Missing);
        assert!(read("---\n- a\n---\n").is_unreadable());
    }
}
