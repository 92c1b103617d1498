//! Sentences for tests.

use std::collections::BTreeSet;

use super::lexicon::Lexicon;
use super::prose::Place;
use super::sentence::Sentence;
use super::token;
use crate::config::Wording;
use crate::document::BlockKind;
use crate::template::SectionClass;

/// Reads a text as one sentence of a narrative and looks at it.
pub(super) fn sentence<T>(text: &str, look: impl FnOnce(&Sentence) -> T) -> T {
    let lexicon = Lexicon::new(&Wording::default()).expect("the built-in lexicon is sound");
    look(&Sentence {
        lexicon: &lexicon,
        tokens: token::tokens(&lexicon, text, 0..text.len(), &[]),
        place: Place {
            class: SectionClass::Narrative,
            kind: BlockKind::Paragraph,
        },
        names: &BTreeSet::new(),
    })
}
