//! A document as the index sees it: what it is called, what is known of it, and what it says.

use std::sync::Arc;

use super::words;
use crate::archive::{Field, Lexicon, Transcript};
use crate::digest;

/// A report, a factor, a service or the culture page.
#[derive(Clone, Debug, Default)]
pub(super) struct Sheet {
    /// What it is called in addresses and references, now and before: who writes one of these out
    /// wants this document.
    pub(super) names: Vec<String>,
    /// What is known of it, apart from its text.
    pub(super) facts: Vec<(Field, String)>,
    /// The first one has no heading, and leads to the top of the page.
    pub(super) sections: Vec<Section>,
}

/// A part of a document that a hit can lead to.
#[derive(Clone, Debug, Default)]
pub(super) struct Section {
    /// The fragment of its address; empty for the top of the page.
    pub(super) anchor: String,
    pub(super) heading: String,
    /// Paragraphs, items, rows and blocks of code as plain text.
    pub(super) blocks: Vec<String>,
}

/// A document, word by word.
#[derive(Debug, Default)]
pub(super) struct Page {
    /// What it is called, as it is compared.
    pub(super) names: Vec<Box<str>>,
    pub(super) facts: Transcript,
    /// The body of a report or of the culture statement.
    pub(super) body: Option<Arc<Transcript>>,
    /// The other sections.
    pub(super) sections: Transcript,
    /// Of everything from which its text is made.
    pub(super) digest: [u8; blake3::OUT_LEN],
}

/// What the Markdown of a document says.
#[derive(Debug)]
pub(super) struct Body {
    pub(super) transcript: Arc<Transcript>,
    /// Of the file that it is in.
    pub(super) digest: blake3::Hash,
}

impl Sheet {
    /// Digests the sections, and what those of the body are made from.
    fn digest(&self, body: Option<blake3::Hash>) -> [u8; blake3::OUT_LEN] {
        let body = body.iter().map(|it| it.as_bytes().as_slice());
        let sections = self.sections.iter().flat_map(|section| {
            let blocks = section.blocks.iter().map(String::as_bytes);
            // An empty block stands for the end, for no section has one.
            let heading = [&section.anchor, &section.heading].map(|it| it.as_bytes());
            heading.into_iter().chain(blocks).chain([&b""[..]])
        });
        digest::of(body.chain(sections)).into()
    }
}

impl Page {
    /// Reads a sheet that has everything but the body.
    pub(super) fn read(sheet: &Sheet, body: Option<Body>, lexicon: &Lexicon) -> Page {
        let mut facts = lexicon.reader();
        for (field, text) in &sheet.facts {
            facts.text(*field, text);
            facts.gap();
        }
        let facts = facts.finish();
        let mut sections = lexicon.reader();
        for section in &sheet.sections {
            sections.section(&section.anchor, &section.heading, section.length());
            for block in &section.blocks {
                sections.text(Field::Body, block);
            }
            sections.gap();
        }
        let names = sheet.names.iter();
        let of_body = body.as_ref().map(|it| it.digest);
        Page {
            names: names.map(|name| words::folded(name).into()).collect(),
            facts,
            body: body.map(|it| it.transcript),
            sections: sections.finish(),
            digest: sheet.digest(of_body),
        }
    }

    /// Returns everything that is said on it.
    pub(super) fn transcripts(&self) -> impl Iterator<Item = &Transcript> {
        let body = self.body.as_deref();
        std::iter::once(&self.facts)
            .chain(body)
            .chain([&self.sections])
    }
}

impl Section {
    /// Returns the text from which excerpts are cut: blocks, separated by line feeds.
    pub(super) fn text(&self) -> String {
        let mut text = String::with_capacity(self.length());
        for block in &self.blocks {
            if !text.is_empty() {
                text.push('\n');
            }
            // Control characters have a meaning in the shards; hardly a text has one.
            let is_shown = |c: char| c == '\n' || c == '\t' || !c.is_control();
            match may_have_control(block) {
                false => text.push_str(block),
                true => text.extend(block.chars().filter(|&c| is_shown(c))),
            }
        }
        text
    }

    /// Returns about how many bytes the text has.
    pub(super) fn length(&self) -> usize {
        self.blocks.iter().map(|block| block.len() + 1).sum()
    }
}

/// Says no where a text surely has no control character but tabs and line feeds.
fn may_have_control(text: &str) -> bool {
    let may_begin_one = |byte: u8| match byte {
        b'\t' | b'\n' => false,
        // Those of two bytes begin with 0xc2.
        ..=0x1f | 0x7f | 0xc2 => true,
        _ => false,
    };
    // Without stopping at the first one, many bytes are looked at at once.
    text.bytes()
        .fold(false, |found, byte| found | may_begin_one(byte))
}
