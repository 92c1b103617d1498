//! YAML with a place for every value.
//!
//! Text comes in; a small tree goes out in which every key and value knows the bytes it was written
//! in. Front matter, configuration, registry and templates are all read through it, so a finding
//! can underline the third item of a list inside a map. Typed values come from the same tree
//! ([`Node::to_value`], [`read`]), so there is no second parse and no disagreement.
//!
//! Aliases and anchors are refused (nothing here needs them, and they make bombs), as are
//! documents beyond [`Limits`]. This is the only room that knows `granit-parser`.

mod parse;
mod read;
#[cfg(test)]
mod tests;

use crate::document::Span;

pub(crate) use parse::{Limits, parse};
pub(crate) use read::read;

/// A fault in a YAML text: syntax, a duplicate key, a refused feature, or a value that does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) span: Span,
    /// A lower-case phrase without a full stop.
    pub(crate) message: String,
    /// What to do about it, if that can be said.
    pub(crate) help: Option<String>,
}

/// A file with everything that is wrong in it.
#[derive(Clone, Debug)]
pub(crate) struct Faulty {
    /// Below the root.
    pub(crate) path: String,
    pub(crate) text: String,
    pub(crate) problems: Vec<Problem>,
}

/// A value with the bytes it was written in.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) span: Span,
    pub(crate) kind: Kind,
}

#[derive(Clone, Debug)]
pub(crate) enum Kind {
    Scalar(Scalar),
    List(Vec<Node>),
    Map(Vec<Entry>),
}

/// A single value: its text after quotes, escapes and folding are undone.
#[derive(Clone, Debug)]
pub(crate) struct Scalar {
    pub(crate) text: Box<str>,
    pub(crate) style: Style,
}

/// How a scalar was written. Only a plain one can be a number, a boolean or null.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    Plain,
    Quoted,
    Block,
}

/// A key with its value.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) key: Box<str>,
    pub(crate) key_span: Span,
    pub(crate) value: Node,
}

/// Writes a value in the place of one as it was written, in the quotes that that one has. The new
/// one needs none for its own sake: it is an id, a date, a word of a list.
pub(crate) fn requoted(written: &str, value: &str) -> String {
    match written.chars().next() {
        Some(quote @ ('"' | '\'')) => format!("{quote}{value}{quote}"),
        _ => value.to_owned(),
    }
}

impl Node {
    /// Returns the value under a key, if this is a map that has it.
    pub(crate) fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// Returns the value at a dotted path such as `breach.authority.at`.
    pub(crate) fn at(&self, path: &str) -> Option<&Node> {
        path.split('.').try_fold(self, |node, key| node.get(key))
    }

    /// Returns the entry for a key, if this is a map that has it.
    pub(crate) fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().find(|entry| &*entry.key == key)
    }

    /// Returns the entries of a map; none for anything else.
    pub(crate) fn entries(&self) -> &[Entry] {
        match &self.kind {
            Kind::Map(entries) => entries,
            Kind::Scalar(_) | Kind::List(_) => &[],
        }
    }

    /// Returns the items of a list; none for anything else.
    pub(crate) fn items(&self) -> &[Node] {
        match &self.kind {
            Kind::List(items) => items,
            Kind::Scalar(_) | Kind::Map(_) => &[],
        }
    }

    /// Says whether this is YAML's null.
    pub(crate) fn is_null(&self) -> bool {
        matches!(&self.kind, Kind::Scalar(scalar) if scalar.is_null())
    }

    /// Returns the text of a scalar that is not null.
    pub(crate) fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Scalar(scalar) if !scalar.is_null() => Some(&scalar.text),
            Kind::Scalar(_) | Kind::List(_) | Kind::Map(_) => None,
        }
    }

    /// Says whether nothing was written: null, `~`, an empty list or an empty map.
    pub(crate) fn is_empty(&self) -> bool {
        match &self.kind {
            Kind::Scalar(scalar) => scalar.is_null() || scalar.text.trim().is_empty(),
            Kind::List(items) => items.is_empty(),
            Kind::Map(entries) => entries.is_empty(),
        }
    }

    /// Names what this is, for messages: `a list`, `text`, `a number`.
    pub(crate) fn describe(&self) -> &'static str {
        match &self.kind {
            Kind::List(_) => "a list",
            Kind::Map(_) => "a map",
            Kind::Scalar(scalar) if scalar.is_null() => "nothing",
            Kind::Scalar(scalar) => match scalar.to_value() {
                serde_yaml::Value::Bool(_) => "true or false",
                serde_yaml::Value::Number(_) => "a number",
                _ => "text",
            },
        }
    }

    /// Converts to a value without places, as `serde_yaml` would have read the same text.
    pub(crate) fn to_value(&self) -> serde_yaml::Value {
        use serde_yaml::Value;
        match &self.kind {
            Kind::Scalar(scalar) => scalar.to_value(),
            Kind::List(items) => Value::Sequence(items.iter().map(Node::to_value).collect()),
            Kind::Map(entries) => Value::Mapping(
                entries
                    .iter()
                    .map(|entry| (Value::String(entry.key.to_string()), entry.value.to_value()))
                    .collect(),
            ),
        }
    }
}

impl Scalar {
    /// Says whether this is YAML's null: nothing at all, `~` or `null`.
    pub(crate) fn is_null(&self) -> bool {
        self.style == Style::Plain && matches!(&*self.text, "" | "~" | "null" | "Null" | "NULL")
    }

    /// Converts to a typed value. Only a plain scalar that begins like a number, a boolean or null
    /// asks `serde_yaml` what it is; every other one is text.
    pub(crate) fn to_value(&self) -> serde_yaml::Value {
        use serde_yaml::Value;
        let text = || Value::String(self.text.to_string());
        if self.style != Style::Plain {
            return text();
        }
        match self.text.bytes().next() {
            None => Value::Null,
            Some(
                b'0'..=b'9' | b'+' | b'-' | b'.' | b'~' | b't' | b'T' | b'f' | b'F' | b'n' | b'N',
            ) if self.text.len() <= 64 => match serde_yaml::from_str::<Value>(&self.text) {
                Ok(value @ (Value::Null | Value::Bool(_) | Value::Number(_))) => value,
                Ok(_) | Err(_) => text(),
            },
            Some(_) => text(),
        }
    }
}
