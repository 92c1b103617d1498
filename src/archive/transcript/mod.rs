//! What a report says, as numbers: the words of its title and its body, read once for everybody who
//! looks for words. Relating reports and the search index both work on this.
//!
//! A [`Lexicon`] numbers [tokens](tokens::tokens) as they are written, and a [`Transcript`] is the
//! sequence of them, with where they stand: one or two bytes for most. What a token means (its stem,
//! its parts, nothing) is for whoever looks at transcripts to say, once for each token of the lexicon
//! and not once for each time that somebody wrote it.
//!
//! A transcript hangs on nothing but its report, so it may be kept as long as that is the same, with the
//! lexicon that it was read into. Nothing of the Markdown is in it but what a reader of the page sees.

mod code;
mod lexicon;
mod reader;
pub(crate) mod tokens;

use std::sync::{Arc, OnceLock};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

pub(crate) use lexicon::{Lexicon, TokenId};

use crate::archive::Index;
use crate::document::{self, Document};
use crate::postmortem::Postmortem;
use code::Codes;

/// What a report or another text says. Two of one lexicon with the same digest say the same.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub(crate) struct Transcript {
    #[serde(with = "serde_bytes")]
    codes: Box<[u8]>,
    /// Of every text that was read, headings and anchors included.
    pub(crate) digest: [u8; 16],
}

/// Where a word stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    Title,
    Factors,
    Services,
    Tags,
    Summary,
    Heading,
    Body,
    /// Code and log lines.
    Code,
}

/// What comes next in a transcript.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Said {
    Token(TokenId),
    /// The same, in `{factor:token}`: it names a factor, and says nothing besides.
    Named(TokenId),
    /// What follows stands in this field.
    Field(Field),
    /// A part begins that can be led to. Its text has about so many bytes.
    Section {
        length: u32,
    },
    /// No phrase reaches over this place.
    Gap,
}

impl Transcript {
    /// Returns what is said, in order.
    pub(crate) fn said(&self) -> impl Iterator<Item = Said> {
        Codes::new(&self.codes)
    }
}

/// What reports say, in their order, as far as anybody has asked for it.
#[derive(Debug, Default)]
pub(crate) struct Transcripts {
    pub(crate) lexicon: Arc<Lexicon>,
    reports: Vec<Arc<Postmortem>>,
    read: Vec<OnceLock<Arc<Transcript>>>,
}

impl Transcripts {
    pub(super) fn new(lexicon: Arc<Lexicon>, reports: &[Arc<Postmortem>]) -> Transcripts {
        Transcripts {
            lexicon,
            reports: reports.to_vec(),
            read: vec![OnceLock::new(); reports.len()],
        }
    }

    /// Returns what a report says.
    pub(crate) fn of(&self, report: Index) -> Arc<Transcript> {
        let document = || self.reports[report].document.open();
        let read = || self.transcribe(report, &document());
        Arc::clone(self.read[report].get_or_init(read))
    }

    /// Returns what each report says.
    pub(super) fn all(&self) -> Vec<Arc<Transcript>> {
        let each = (0..self.reports.len()).into_par_iter();
        each.map(|report| self.of(report)).collect()
    }

    /// Learns what a report says from a copy whose body has been read anyway.
    pub(super) fn learn(&self, report: Index, document: &Document) {
        self.read[report].get_or_init(|| self.transcribe(report, document));
    }

    /// Takes what a report says from where it was read before.
    pub(super) fn put(&self, report: Index, transcript: Arc<Transcript>) {
        self.read[report].get_or_init(|| transcript);
    }

    /// Returns what a report says if it has been read.
    pub(super) fn known(&self, report: Index) -> Option<Arc<Transcript>> {
        self.read[report].get().cloned()
    }

    fn transcribe(&self, report: Index, document: &Document) -> Arc<Transcript> {
        Arc::new(transcribe(
            &self.lexicon,
            &self.reports[report].title,
            document,
        ))
    }
}

/// Reads reports, in parallel.
pub(crate) fn transcribe_all(
    lexicon: &Lexicon,
    postmortems: &[Arc<Postmortem>],
) -> Vec<Arc<Transcript>> {
    let each = postmortems.par_iter();
    each.map(|it| transcribe(lexicon, &it.title, &it.document.open()))
        .map(Arc::new)
        .collect()
}

/// Reads a title and the body of its document: every section with its heading.
pub(crate) fn transcribe(lexicon: &Lexicon, title: &str, document: &Document) -> Transcript {
    let mut reader = lexicon.reader();
    reader.text(Field::Title, title);
    reader.gap();
    for chapter in document::chapters(document.text(), document.body()) {
        let length = chapter.passages.iter().map(|it| it.text.len() + 1).sum();
        reader.section(chapter.anchor(), chapter.heading(), length);
        for passage in &chapter.passages {
            let field = match passage.is_code {
                true => Field::Code,
                false if chapter.is_summary() => Field::Summary,
                false => Field::Body,
            };
            reader.marked_text(field, &passage.text, &passage.marks);
        }
        reader.gap();
    }
    reader.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::testing::archive;

    /// Writes a transcript with its tokens as words.
    fn written(lexicon: &Lexicon, transcript: &Transcript) -> String {
        let texts = lexicon.texts();
        let said = transcript.said().map(|said| match said {
            Said::Token(token) => texts[token as usize].to_string(),
            Said::Named(token) => format!("{{{}}}", texts[token as usize]),
            Said::Field(field) => format!("{field:?}:"),
            Said::Section { length } => format!("#{length}"),
            Said::Gap => "/".into(),
        });
        said.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_report_is_read_section_by_section_as_a_reader_of_its_page_sees_it() {
        let archive = archive(
            "=== one\n---\ntitle: Disk full\n---\nAbove.\n\n## Summary\n\nThe [disk](http://a.example) filled. <!-- no -->\n\n## Details\n\n{factor:capacity-limit} `df -h`\n\n```\nENOSPC 28\n```\n",
        );
        let lexicon = Lexicon::default();
        let report = archive.get(0);
        let transcript = transcribe(&lexicon, &report.title, &report.document.open());
        assert_eq!(
            written(&lexicon, &transcript),
            "Title: Disk full / #7 Heading: / Body: Above / #17 Heading: Summary / \
             Summary: The disk filled / #31 Heading: Details / \
             Body: {capacity-limit} df h Code: ENOSPC 28 /"
        );
    }

    #[test]
    fn equal_texts_have_equal_readings_and_others_have_not() {
        let reports = ["Alert fired.", "Alert fired.", "Alert fired?"];
        let reports: Vec<String> = (0..)
            .zip(reports)
            .map(|(n, text)| format!("=== r{n}\n---\ntitle: T\n---\n{text}\n"))
            .collect();
        let archive = archive(&reports.concat());
        let all = transcribe_all(&Lexicon::default(), &archive.postmortems);
        assert_eq!(all[0], all[1]);
        assert_eq!(all[0].codes, all[2].codes);
        assert_ne!(all[0].digest, all[2].digest);
    }
}
