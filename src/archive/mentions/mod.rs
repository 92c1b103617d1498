//! Factors that a text speaks of without naming their id.
//!
//! The names of every factor (title, id and aliases) are brought to stems and looked for in the
//! running text as whole words, all at once and in one pass.

mod names;
mod words;

use crate::archive::Registry;
use crate::archive::terms::{self, Stems, Word};
use crate::document::{Block, BlockKind, Document, Span};
use names::Names;
use words::Words;

/// A factor that the text speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mention<'a> {
    /// The id of the factor, in use.
    pub(crate) factor: &'a str,
    /// The words in the file.
    pub(crate) span: Span,
    /// The innermost section, as an index into the sections of the body.
    pub(crate) section: Option<usize>,
    /// The section at level 2 or above around it.
    pub(crate) chapter: Option<usize>,
    /// The block that it stands in, as an index into the blocks that were searched, and the place
    /// of the words in its text.
    pub(crate) block: usize,
    pub(crate) within: (usize, usize),
}

/// Finds the factors of a registry in running text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Finder {
    /// The ids of the factors in use, at the place of each factor in the registry.
    factors: Vec<String>,
    /// Each name stands for the place of its factor.
    names: Names,
    words: Words,
}

impl Finder {
    /// Prepares to find the factors of a registry. A name that two factors claim finds the first
    /// one; one that was replaced finds the one that took its place. A title or an id counts where
    /// it has two words or more: a single one says too little, unless it is given as an alias.
    pub(crate) fn new(registry: &Registry) -> Finder {
        let stems = Stems::english();
        let mut finder = Finder::default();
        for (place, factor) in registry.factors.iter().enumerate() {
            let in_use = registry.resolve(&factor.id).unwrap_or(factor);
            finder.factors.push(in_use.id.clone());
            let own = [factor.title.as_str(), factor.id.as_str()];
            let own = own
                .into_iter()
                .filter(|name| terms::words(name).nth(1).is_some());
            for name in own.chain(factor.aliases.iter().map(String::as_str)) {
                let words = terms::words(name).map(|word| word.text);
                let words = words.filter(|word| !terms::is_glue(&terms::lower(word)));
                let stems = finder.words.learn(&stems, words);
                finder.names.add(stems, place);
            }
        }
        finder
    }

    /// Returns every mention, in the order of the text.
    ///
    /// Headings, quotations, links, marks and code do not count, nor does what the text denies ("no
    /// memory leak was found").
    pub(super) fn all(&self, document: &Document, blocks: &[Block]) -> Vec<Mention<'_>> {
        let links = document.body().links.iter().map(|link| link.span);
        let marks = document.body().marks.iter().map(|mark| mark.whole);
        let taken: Vec<Span> = links.chain(marks).collect();
        let is_taken = |span: Span| {
            taken
                .iter()
                .any(|taken| taken.start < span.end && span.start < taken.end)
        };
        let mut reader = self.words.reader();
        let mut words = Vec::new();
        let mut mentions = Vec::new();
        for (at, block) in blocks.iter().enumerate() {
            if block.kind == BlockKind::Heading || block.quoted {
                continue;
            }
            words.clear();
            words.extend(terms::words(&block.text));
            for (factor, within) in self.names.find(&block.text, &words, &mut reader) {
                let span = block.span(within.0, within.1);
                if !is_taken(span) {
                    mentions.push(Mention {
                        factor: &self.factors[factor],
                        span,
                        section: block.section,
                        chapter: chapter(document, block.section),
                        block: at,
                        within,
                    });
                }
            }
        }
        mentions
    }

    /// Returns the ids of the factors that a plain text speaks of, each once, in its order.
    pub(crate) fn find_in_text(&self, text: &str) -> Vec<&str> {
        let words: Vec<Word> = terms::words(text).collect();
        let mut reader = self.words.reader();
        let mut factors: Vec<&str> = Vec::new();
        for (factor, _) in self.names.find(text, &words, &mut reader) {
            let factor = self.factors[factor].as_str();
            if !factors.contains(&factor) {
                factors.push(factor);
            }
        }
        factors
    }
}

/// Returns the section at level 2 or above that a section is part of.
pub(super) fn chapter(document: &Document, section: Option<usize>) -> Option<usize> {
    let sections = &document.body().sections;
    let mut at = section?;
    while sections[at].level > 2 {
        match sections[at].parent {
            Some(parent) => at = parent,
            None => break,
        }
    }
    Some(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::Reading;
    use crate::archive::testing::{archive, place};

    const REGISTRY: &str = "
- { id: alert-missing, title: Nothing called for attention, aliases: [no alert, undetected] }
- { id: memory-leak, title: Memory leaked, aliases: [memory leak] }
- { id: certificate-expiry, title: A certificate ran out, aliases: [expired certificate] }
- { id: cert, replaced_by: certificate-expiry, aliases: [cert expired] }
";

    fn in_text(text: &str) -> Vec<String> {
        let finder = Finder::new(&Registry::parse(REGISTRY).unwrap());
        let found = finder.find_in_text(text);
        found.into_iter().map(str::to_owned).collect()
    }

    #[test]
    fn a_name_is_found_whatever_the_endings_of_its_words() {
        for (text, factor) in [
            ("There were No Alerts on it", "alert-missing"),
            ("It stayed undetected for days", "alert-missing"),
            ("they expired with certificates", ""),
            ("an expired certificate", "certificate-expiry"),
            ("since the certs had expired", "certificate-expiry"),
            ("a certificate that ran out", "certificate-expiry"),
            ("Certificates ran out on Monday", "certificate-expiry"),
            ("alert", ""),
        ] {
            assert_eq!(in_text(text).join(" "), factor, "{text}");
        }
    }

    #[test]
    fn a_name_does_not_reach_across_clauses_and_what_is_denied_is_not_meant() {
        assert_eq!(in_text("We ran out of memory. Leaks were found"), [""; 0]);
        assert_eq!(in_text("there was no memory leak"), [""; 0]);
        assert_eq!(in_text("not a single memory leak"), [""; 0]);
        assert_eq!(in_text("there was no doubt, memory leaks"), ["memory-leak"]);
    }

    #[test]
    fn the_first_mention_in_each_section_counts_and_never_one_in_code_headings_or_links() {
        let text = "\
=== factors.yml
- { id: memory-leak, aliases: [memory leak, leaking memory] }
=== report
## Summary

A `memory leak` and a [memory leak](x.md), marked {factor:memory-leak}.
The Memory Leaks, and another memory leak.

> a memory leak

### Part

A memory leak.

## The memory leak

It was leaking memory.
";
        let archive = archive(text);
        let report = archive.get(place(&archive, "report"));
        let reading = Reading::new(&report.document, &archive.finder);
        let mentions = reading.mentions().iter();
        let found: Vec<&str> = mentions
            .map(|it| it.span.of(reading.document.text()))
            .collect();
        assert_eq!(
            found,
            [
                "Memory Leaks",
                "memory leak",
                "memory leak",
                "leaking memory"
            ]
        );
    }
}
