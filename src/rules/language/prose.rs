//! Which prose of a report is judged, where it stands, and which names the report gives.
//!
//! Beside the blocks of the body, that is the title, the summary and the action items of the front
//! matter. Quotations and transcripts are somebody's words, and are left alone.

use std::collections::BTreeSet;

use super::lexicon::Lexicon;
use crate::document::{Block, BlockKind, Document};
use crate::template::SectionClass;
use crate::yaml::Node;

/// Where a sentence stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) class: SectionClass,
    pub(super) kind: BlockKind,
}

impl Place {
    /// Says whether a phrase without a subject speaks of people here: in lists of factors, lessons
    /// and action items.
    pub(super) fn is_terse(self) -> bool {
        let is_list = matches!(self.kind, BlockKind::Item | BlockKind::Cell);
        let is_about_people = matches!(
            self.class,
            SectionClass::Analysis | SectionClass::Lessons | SectionClass::Actions
        );
        is_list && is_about_people
    }
}

/// Returns where a block of the body stands: the class is that of the innermost section which the
/// template knows.
pub(super) fn place(document: &Document, block: &Block) -> Place {
    let sections = &document.body().sections;
    let mut section = block.section;
    let class = loop {
        let Some(at) = section else {
            break SectionClass::Other;
        };
        let known = sections[at]
            .id
            .as_deref()
            .and_then(|id| document.template.section(id));
        match known {
            Some(known) => break known.class,
            None => section = sections[at].parent,
        }
    };
    Place {
        class,
        kind: block.kind,
    }
}

/// Returns the prose of the front matter.
pub(super) fn front_matter(document: &Document) -> Vec<(Block, Place)> {
    let narrative = Place {
        class: SectionClass::Narrative,
        kind: BlockKind::Paragraph,
    };
    let action = Place {
        class: SectionClass::Actions,
        kind: BlockKind::Item,
    };
    let front_matter = document.front_matter();
    let texts = ["title", "summary"]
        .into_iter()
        .filter_map(|field| Some((front_matter.node(field)?, narrative)));
    let actions = front_matter
        .node("action_items")
        .into_iter()
        .flat_map(Node::items)
        .map(|item| (item.get("what").unwrap_or(item), action));
    texts
        .chain(actions)
        .filter_map(|(node, place)| Some((block(document.text(), node, place)?, place)))
        .collect()
}

/// Returns the text of a value as a block.
///
/// Quotes, escapes and folding make the text another than what stands in the file, so each word is
/// looked up there.
fn block(file: &str, node: &Node, place: Place) -> Option<Block> {
    let text = node.text()?;
    let written = node.span.of(file);
    let mut map = vec![(0, node.span.start)];
    let mut from = 0;
    for word in text.split_whitespace() {
        let Some(found) = written.get(from..).and_then(|rest| rest.find(word)) else {
            continue;
        };
        let offset = word.as_ptr().addr() - text.as_ptr().addr();
        map.push((offset, node.span.start + from + found));
        from += found + word.len();
    }
    Some(Block {
        kind: place.kind,
        section: None,
        text: text.to_owned(),
        map,
        quoted: false,
    })
}

/// Says whether a paragraph is a chat log: `name [14:02] …`, `[14:02] <name> …`.
pub(super) fn is_transcript(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let (first, second) = (
        words.next().unwrap_or_default(),
        words.next().unwrap_or_default(),
    );
    let is_bracketed_time = |word: &str| {
        word.strip_prefix('[')
            .is_some_and(|rest| is_time(rest.trim_end_matches([']', ':'])))
    };
    let is_speaker =
        |word: &str| word.starts_with('<') && word.trim_end_matches(':').ends_with('>');
    let is_name = first.starts_with(char::is_alphanumeric) && !is_time(first);
    is_speaker(first)
        || (is_name && is_bracketed_time(second))
        || (is_bracketed_time(first) && (is_speaker(second) || second.ends_with(':')))
}

fn is_time(word: &str) -> bool {
    word.contains(':')
        && word
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b':')
}

/// Returns the names that the report gives of those who took part, in lower case. A team or a role
/// is no name.
pub(super) fn names(document: &Document, lexicon: &Lexicon) -> BTreeSet<String> {
    const FIELDS: [&str; 7] = [
        "participants",
        "authors",
        "author",
        "responders",
        "facilitator",
        "incident_commander",
        "reported_by",
    ];
    FIELDS
        .iter()
        .flat_map(|field| document.front_matter().texts(field))
        .map(|(text, _)| text.split(['(', ',', '<']).next().unwrap_or_default())
        .map(|text| {
            text.split(|c: char| !c.is_alphanumeric())
                .filter(|word| word.len() > 1)
        })
        .filter(|words| {
            words.clone().all(|word| {
                word.starts_with(char::is_uppercase) && lexicon.may_be_a_name(&word.to_lowercase())
            })
        })
        .flatten()
        .map(str::to_lowercase)
        .collect()
}
