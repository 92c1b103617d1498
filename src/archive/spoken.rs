//! Where a report speaks of factors: the sentence about each that it names, and the words that
//! become links.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use unicode_segmentation::UnicodeSegmentation;

use crate::archive::mentions::chapter;
use crate::archive::{Mention, Reading, Registry, factors};
use crate::document::{Block, Document, Span};
use crate::postmortem::Postmortem;

/// What a report says of factors.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
pub(super) struct Spoken {
    /// Ids of factors, each with the sentence that speaks of it, if one does.
    pub(super) sentences: Vec<(String, Option<String>)>,
    pub(super) links: Vec<FactorLink>,
}

/// Words of a report that lead to a factor.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub(crate) struct FactorLink {
    /// The id of the factor, in use.
    pub(crate) factor: String,
    /// The words, which stand in the file as they are read, on one line.
    pub(crate) words: String,
    pub(crate) span: Span,
}

/// Reads what a report says of factors.
pub(super) fn of(registry: &Registry, postmortem: &Postmortem, reading: &Reading) -> Spoken {
    Spoken {
        sentences: sentences(registry, postmortem, reading),
        links: links(registry, reading),
    }
}

/// Returns, for each factor that a report names, in its order: the sentence that speaks of it.
///
/// That is the sentence with its mark; else what the front matter notes about it; else the first
/// mention in the section for factors; else the first one anywhere. Some reports name a factor and
/// never speak of it.
fn sentences(
    registry: &Registry,
    postmortem: &Postmortem,
    reading: &Reading,
) -> Vec<(String, Option<String>)> {
    let (document, blocks) = (&reading.document, reading.prose());
    let ids = factors::ids(registry, postmortem).into_iter();
    let sentences = ids.map(|id| {
        let sentence = marked(registry, document, blocks, &id)
            .or_else(|| noted(registry, postmortem, &id))
            .or_else(|| mentioned(document, blocks, reading.mentions(), &id));
        (id, sentence)
    });
    sentences.collect()
}

/// Returns the first mention of each factor in each section at level 2 or above that can be a link.
/// Where the section marks the factor, the mark is the link.
fn links(registry: &Registry, reading: &Reading) -> Vec<FactorLink> {
    let (document, blocks) = (&reading.document, reading.prose());
    let body = document.body();
    let mut linked: BTreeSet<(Option<usize>, &str)> = BTreeSet::new();
    for mark in &body.marks {
        if let Some(factor) = registry.resolve(&mark.id) {
            let section = body.section_at(mark.whole.start);
            linked.insert((chapter(document, section), &factor.id));
        }
    }
    let mut links = Vec::new();
    for mention in reading.mentions() {
        let read = &blocks[mention.block].text[mention.within.0..mention.within.1];
        let is_written_so = mention.span.of(document.text()) == read;
        if is_written_so && linked.insert((mention.chapter, mention.factor)) {
            links.push(FactorLink {
                factor: mention.factor.to_owned(),
                words: read.to_owned(),
                span: mention.span,
            });
        }
    }
    links
}

fn marked(registry: &Registry, document: &Document, blocks: &[Block], id: &str) -> Option<String> {
    let mark = document.body().marks.iter().find(|mark| {
        let named = std::iter::once(mark.id.as_str());
        factors::resolve_all(registry, named)
            .iter()
            .any(|it| it == id)
    })?;
    let begins_before = |block: &&Block| block.span(0, 0).start <= mark.whole.start;
    let block = blocks.iter().rfind(begins_before)?;
    sentence(document, block, text_offset(block, mark.whole.start))
}

fn noted(registry: &Registry, postmortem: &Postmortem, id: &str) -> Option<String> {
    postmortem.factors.iter().find_map(|reference| {
        let named = std::iter::once(reference.written.as_str());
        let is_meant = factors::resolve_all(registry, named)
            .iter()
            .any(|it| it == id);
        reference.note.clone().filter(|_| is_meant)
    })
}

fn mentioned(
    document: &Document,
    blocks: &[Block],
    mentions: &[Mention],
    id: &str,
) -> Option<String> {
    let in_factors = |mention: &&Mention| {
        let mut section = mention.section;
        while let Some(at) = section {
            let it = &document.body().sections[at];
            if it.id.as_deref() == Some("factors") {
                return true;
            }
            section = it.parent;
        }
        false
    };
    let meant = || mentions.iter().filter(|mention| mention.factor == id);
    let mention = meant().find(in_factors).or_else(|| meant().next())?;
    sentence(document, &blocks[mention.block], mention.within.0)
}

/// Returns the sentence around a place in the text of a block, without marks. Where nothing else
/// stands there (a mark after a full stop), the sentence before it is meant.
fn sentence(document: &Document, block: &Block, at: usize) -> Option<String> {
    let begun = block.text.split_sentence_bound_indices();
    let begun: Vec<(usize, &str)> = begun.take_while(|&(start, _)| start <= at).collect();
    let plain = |&(start, words): &(usize, &str)| plain(document, block, start, words);
    let mut sentences = begun.iter().rev().map(plain);
    let sentence = sentences.find(|it| it.chars().any(char::is_alphanumeric))?;
    Some(shortened(&sentence))
}

/// Writes a piece of the text of a block with its code, and without marks.
fn plain(document: &Document, block: &Block, start: usize, words: &str) -> String {
    let mut plain = String::with_capacity(words.len());
    let mut rest = words;
    while let Some(c) = rest.chars().next() {
        let at = start + words.len() - rest.len();
        if c == '{'
            && rest.starts_with("{factor:")
            && let Some(end) = rest.find('}')
        {
            rest = &rest[end + 1..];
            continue;
        }
        if c == Block::CODE {
            let written = block.span(at, at + c.len_utf8()).of(document.text());
            plain.push_str(written.trim_matches(['`', '<', '>', ' ']));
        } else {
            plain.push(c);
        }
        rest = &rest[c.len_utf8()..];
    }
    let words: Vec<&str> = plain.split_whitespace().collect();
    words.join(" ").replace(" .", ".").replace(" ,", ",")
}

/// Cuts a very long sentence between two words.
fn shortened(sentence: &str) -> String {
    const LONGEST: usize = 280;
    if sentence.len() <= LONGEST {
        return sentence.to_owned();
    }
    let mut end = LONGEST;
    while !sentence.is_char_boundary(end) {
        end -= 1;
    }
    let end = sentence[..end].rfind(' ').unwrap_or(end);
    format!("{} …", sentence[..end].trim_end_matches([',', ';', ':']))
}

/// Returns the offset in the text of a block of a byte of the file.
fn text_offset(block: &Block, file: usize) -> usize {
    let run = block.map.partition_point(|&(_, it)| it <= file);
    let (text, start) = block.map[run.saturating_sub(1)];
    (text + file.saturating_sub(start)).min(block.text.len())
}

#[cfg(test)]
mod tests {
    use crate::archive::testing::{archive, place};

    #[test]
    fn the_sentence_with_the_mark_is_preferred_to_the_note_and_that_to_a_mention() {
        let archive = archive(
            "\
=== factors.yml
- { id: alert-missing, aliases: [no alert] }
- { id: memory-leak, aliases: [memory leak] }
- { id: config-drift, aliases: [config drift] }
- { id: manual-step }
=== report
---
contributing_factors:
  - { id: alert-missing, note: only the noted one }
  - { id: config-drift, note: two files said two things }
  - memory-leak
  - manual-step
---
## Summary

There was a memory leak, early on.

## Contributing factors

- It was slow. The `queue` grew and *no alert* told {factor:alert-missing}. Then it ended.
- In v1.2 a memory leak in the [reader](x.md), e.g. of `rows`, filled it. More.
- Copies by hand. {factor:manual-step}
",
        );
        let report = place(&archive, "report");
        let sentence = |factor| archive.sentence(report, factor).unwrap_or_default();
        assert_eq!(
            sentence("alert-missing"),
            "The queue grew and no alert told."
        );
        assert_eq!(sentence("config-drift"), "two files said two things");
        assert_eq!(
            sentence("memory-leak"),
            "In v1.2 a memory leak in the reader, e.g. of rows, filled it."
        );
        assert_eq!(sentence("manual-step"), "Copies by hand.");
        assert_eq!(sentence("spof"), "");
    }
}
