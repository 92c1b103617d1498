//! The bullets in which a report describes its factors.

use crate::archive::terms::{Stems, is_lack, is_of_degree, is_telling, lower, words};
use crate::archive::{Archive, Index};
use crate::document::{Block, BlockKind, Document, prose};
use crate::postmortem::Postmortem;
use crate::template::SectionKind;

/// A bullet as a reader reads it, with the stems of its telling words.
#[derive(Clone, Debug)]
pub(super) struct Bullet {
    pub(super) report: Index,
    pub(super) text: String,
    /// In the order of the text, each once.
    pub(super) terms: Vec<Term>,
    /// Where it says that there is none of something, or too little, or too much.
    lacks: Vec<usize>,
    /// Whether it says what ought to be.
    wishes: bool,
}

/// A telling word.
#[derive(Clone, Debug)]
pub(super) struct Term {
    pub(super) stem: String,
    /// As it was written, in lower case.
    pub(super) word: String,
    /// How many words come before it.
    place: usize,
}

/// How far apart words may stand that say something together.
const TOGETHER: usize = 6;

/// How far from a word it may be said that there is none of it.
const LACKING: usize = 4;

/// A bullet longer than this tells a story, and is cut.
const LONGEST: usize = 400;

/// What a report says in its own words.
pub(super) struct Said {
    /// The bullets of the section for factors, or of the one for lessons where the first has none.
    pub(super) bullets: Vec<Bullet>,
    /// The lessons beside bullets of the section for factors: they make no group, but tell of known
    /// conditions as well.
    pub(super) lessons: Vec<Bullet>,
}

/// Reads what a report says. Where a section has no list, its paragraphs count. What names a factor
/// already is left out.
pub(super) fn of(archive: &Archive, report: Index, postmortem: &Postmortem) -> Said {
    let document = &postmortem.document.open();
    let blocks = prose(document);
    let declared = archive.factor_ids(report);
    let stems = Stems::english();
    let of_kind = |kind: Kind| {
        let mut found: Vec<&Block> = blocks
            .iter()
            .filter(|block| !block.quoted && section_kind(document, block) == Some(kind))
            .collect();
        if found.iter().any(|block| block.kind == BlockKind::Item) {
            found.retain(|block| block.kind == BlockKind::Item);
        } else {
            found.retain(|block| block.kind == BlockKind::Paragraph);
        }
        found
    };
    let read = |blocks: Vec<&Block>| -> Vec<Bullet> {
        let unnamed = blocks.into_iter();
        let unnamed = unnamed.filter(|block| !is_named(archive, &declared, &block.text));
        unnamed
            .filter_map(|block| bullet(&stems, report, &block.text))
            .collect()
    };
    let (factors, lessons) = (of_kind(Kind::Factors), of_kind(Kind::Lessons));
    match factors.is_empty() {
        true => Said {
            bullets: read(lessons),
            lessons: Vec::new(),
        },
        false => Said {
            bullets: read(factors),
            lessons: read(lessons),
        },
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Factors,
    Lessons,
}

/// Returns what the nearest section around a block is for. What went well is no factor.
fn section_kind(document: &Document, block: &Block) -> Option<Kind> {
    let mut at = block.section;
    while let Some(index) = at {
        let section = &document.body().sections[index];
        if let Some(id) = section.id.as_deref() {
            return match document.template.section(id)?.kind {
                SectionKind::Factors => Some(Kind::Factors),
                SectionKind::Lessons | SectionKind::LessonsLevels if id != "went-well" => {
                    Some(Kind::Lessons)
                }
                _ => None,
            };
        }
        at = section.parent;
    }
    None
}

/// Says whether a bullet names a factor already: by a mark, or in words for one that is declared.
fn is_named(archive: &Archive, declared: &[String], text: &str) -> bool {
    let spoken_of = || archive.finder.find_in_text(text);
    text.contains("{factor:")
        || spoken_of()
            .iter()
            .any(|id| declared.iter().any(|it| it == id))
}

fn bullet(stems: &Stems, report: Index, text: &str) -> Option<Bullet> {
    let text = text.replace(Block::CODE, "…");
    let mut text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.len() > LONGEST {
        let mut end = LONGEST;
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        text.truncate(text[..end].rfind(' ').unwrap_or(end));
        text.push_str(" …");
    }
    let mut terms: Vec<Term> = Vec::new();
    let mut lacks = Vec::new();
    let mut wishes = false;
    for (place, word) in words(&text).enumerate() {
        let word = lower(word.text);
        if is_lack(&word) {
            lacks.push(place);
        }
        wishes |= is_wish(&word);
        if is_telling(&word) && !is_of_degree(&word) {
            let stem = stems.of(&word).into_owned();
            if !terms.iter().any(|known| known.stem == stem) {
                terms.push(Term {
                    stem,
                    word: word.into_owned(),
                    place,
                });
            }
        }
    }
    (terms.len() >= 2).then_some(Bullet {
        report,
        text,
        terms,
        lacks,
        wishes,
    })
}

impl Bullet {
    /// Says whether it has all of some stems, not far apart.
    pub(super) fn has(&self, stems: &[String]) -> bool {
        let place = |stem: &String| self.terms.iter().find(|term| term.stem == *stem);
        let places: Option<Vec<usize>> = stems
            .iter()
            .map(|stem| place(stem).map(|term| term.place))
            .collect();
        let Some((first, last)) =
            places.and_then(|it| Some((*it.iter().min()?, *it.iter().max()?)))
        else {
            return false;
        };
        last - first <= TOGETHER
    }

    /// Says whether it says that there is none of what a stem stands for, or too little, or too much.
    pub(super) fn lacks(&self, stem: &str) -> bool {
        let terms = self.terms.iter().filter(|term| term.stem == stem);
        let mut places = terms.map(|term| term.place);
        places.any(|place| {
            self.lacks
                .iter()
                .any(|lack| lack.abs_diff(place) <= LACKING)
        })
    }

    /// Says whether a lesson asks for more of what a stem stands for: it says what ought to be, or
    /// begins with it ("Actively monitor …").
    pub(super) fn asks_for(&self, stem: &str) -> bool {
        let mut terms = self.terms.iter();
        let first = terms.find(|term| !term.word.ends_with("ly"));
        self.wishes || first.is_some_and(|term| term.stem == stem)
    }
}

/// Says whether a word says that something ought to be otherwise.
fn is_wish(lower: &str) -> bool {
    matches!(
        lower,
        "should"
            | "must"
            | "need"
            | "needs"
            | "needed"
            | "ensure"
            | "improve"
            | "better"
            | "more"
            | "consider"
            | "could"
    )
}
