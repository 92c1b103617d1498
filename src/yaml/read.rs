//! From tree to a typed value, with every fault in it and its place.

use serde::de::DeserializeOwned;
use serde_path_to_error::Segment;
use serde_yaml::Value;

use super::{Entry, Kind, Node, Problem};
use crate::document::Span;
use crate::document::did_you_mean;

/// Reads a tree as a `T`, or says everything that does not fit, in order of place.
///
/// `serde` stops at the first fault. To find the others, what it refused is taken out and the rest
/// is read again, until it fits or nothing can be taken out.
pub(crate) fn read<T: DeserializeOwned>(node: &Node) -> Result<T, Vec<Problem>> {
    const MOST: usize = 50;
    let mut value = node.to_value();
    let mut problems = Vec::new();
    while problems.len() < MOST {
        match serde_path_to_error::deserialize::<_, T>(value.clone()) {
            Ok(read) if problems.is_empty() => return Ok(read),
            Ok(_) => break,
            Err(error) => {
                let (problem, refused) = locate(node, &error);
                problems.push(problem);
                if !refused.is_some_and(|path| remove(&mut value, &path)) {
                    break;
                }
            }
        }
    }
    problems.sort_by_key(|problem| problem.span);
    Err(problems)
}

/// A step into a tree.
#[derive(Clone, Debug)]
enum Step {
    Key(String),
    Item(usize),
}

/// Finds the place of a fault, and the path of what would have to go for the rest to be read.
fn locate(
    root: &Node,
    error: &serde_path_to_error::Error<serde_yaml::Error>,
) -> (Problem, Option<Vec<Step>>) {
    let mut node = root;
    let mut last: Option<&Entry> = None;
    let mut path = Vec::new();
    for segment in error.path() {
        match (segment, &node.kind) {
            (Segment::Map { key }, Kind::Map(entries)) => {
                let Some(entry) = entries.iter().find(|entry| *entry.key == **key) else {
                    break;
                };
                path.push(Step::Key(key.clone()));
                last = Some(entry);
                node = &entry.value;
            }
            (Segment::Seq { index }, Kind::List(items)) => {
                let Some(item) = items.get(*index) else { break };
                path.push(Step::Item(*index));
                node = item;
            }
            _ => break,
        }
    }
    let text = error.inner().to_string();
    if let Some((unknown, expected)) = unknown_field(&text) {
        if last.is_some_and(|entry| *entry.key == *unknown) && node.entry(&unknown).is_none() {
            path.pop();
        }
        let parent = path.iter().fold(root, |node, step| match step {
            Step::Key(key) => node.get(key).expect("the path was walked"),
            Step::Item(index) => &node.items()[*index],
        });
        let span = parent
            .entry(&unknown)
            .map_or(parent.span, |entry| entry.key_span);
        path.push(Step::Key(unknown.clone()));
        let help = match did_you_mean(&unknown, expected.iter().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("known here: {}", expected.join(", ")),
        };
        let message = format!("there is no setting `{unknown}` here");
        return (
            Problem {
                span,
                message,
                help: Some(help),
            },
            Some(path),
        );
    }
    if let Some(missing) = text
        .strip_prefix("missing field `")
        .and_then(|rest| rest.split('`').next())
    {
        let span = Span::new(
            node.span.start,
            node.span.start.max(node.span.end.min(node.span.start + 1)),
        );
        let message = format!("`{missing}` is missing here");
        return (
            Problem {
                span,
                message,
                help: Some(format!("add `{missing}: …`")),
            },
            None,
        );
    }
    let message = match text.split_once(": ") {
        Some((before, rest)) if before.starts_with("invalid") || rest.starts_with("invalid") => {
            let rest = if before.starts_with("invalid") {
                rest
            } else {
                rest.split_once(": ").map_or(rest, |(_, it)| it)
            };
            format!("found {rest}")
        }
        _ => text,
    };
    let removable = (!path.is_empty()).then_some(path);
    (
        Problem {
            span: node.span,
            message,
            help: None,
        },
        removable,
    )
}

fn unknown_field(message: &str) -> Option<(String, Vec<String>)> {
    let at = message.find("unknown field `")?;
    let mut names = message[at..]
        .split('`')
        .skip(1)
        .step_by(2)
        .map(str::to_owned);
    Some((names.next()?, names.collect()))
}

fn remove(value: &mut Value, path: &[Step]) -> bool {
    let Some((last, parents)) = path.split_last() else {
        return false;
    };
    let mut at = value;
    for step in parents {
        let next = match step {
            Step::Key(key) => at.get_mut(key.as_str()),
            Step::Item(index) => at.get_mut(*index),
        };
        let Some(next) = next else { return false };
        at = next;
    }
    match (last, at) {
        (Step::Key(key), Value::Mapping(map)) => map.remove(key.as_str()).is_some(),
        // A list keeps its length, so that the places of the other items stay right.
        (Step::Item(_), Value::Sequence(_)) => false,
        _ => false,
    }
}
