//! What can be found: every report, factor and service, and the culture page, by number.
//!
//! The archive holds only what the audience may see, and this looks nowhere else.

use std::sync::Arc;

use crate::archive::{self, Archive, Field, Index, Transcripts};
use crate::config::Config;
use crate::document::{self, Document};
use crate::postmortem::{ActionItem, Postmortem};

use super::sheet::{Body, Page, Section, Sheet};
use super::words;

/// What the index is made of.
pub(crate) struct Catalogue<'a> {
    pub(crate) archive: &'a Archive,
    pub(crate) config: &'a Config,
    /// The culture statement, parsed as if it were a report.
    pub(crate) culture: Option<Document>,
    /// Returns a copy of a report whose body others may have read, or may soon want to read.
    pub(crate) open: Open<'a>,
    /// Returns a text of the interface by its name, such as `postmortem.actions`.
    pub(crate) word: Word<'a>,
}

/// Opens a report by its place in the archive.
pub(crate) type Open<'a> = Box<dyn Fn(Index) -> Arc<Document> + Send + Sync + 'a>;

/// Returns a text by its name, if there is one.
pub(crate) type Word<'a> = Box<dyn Fn(&str) -> Option<String> + Send + Sync + 'a>;

/// Something that has a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target<'a> {
    Postmortem(Index),
    Factor(&'a str),
    Service(&'a str),
    Culture,
}

/// Where a page shows what the front matter says of factors and of action items.
const FACTORS: &str = "_factors";
const ACTIONS: &str = "_actions";

impl Catalogue<'_> {
    /// Returns a text of the interface; a name without a text stands for itself.
    pub(super) fn word(&self, name: &str) -> String {
        (self.word)(name).unwrap_or_else(|| name.to_owned())
    }
}

/// What is shown of a document in a list of results.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Record<'a> {
    pub(super) target: Target<'a>,
    pub(super) title: String,
    /// Empty where it is not known.
    pub(super) date: String,
    pub(super) sort: Sort,
}

/// What sort of document it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    /// Its place in the archive.
    Postmortem(Index),
    Factor,
    Service,
    Page,
}

impl Sort {
    pub(super) fn name(self) -> &'static str {
        match self {
            Sort::Postmortem(_) => "postmortem",
            Sort::Factor => "factor",
            Sort::Service => "service",
            Sort::Page => "page",
        }
    }
}

/// The names of the documents, in the order of their numbers.
#[derive(Debug)]
pub(super) struct Targets<'a> {
    all: Vec<Target<'a>>,
}

impl<'a> Targets<'a> {
    pub(super) fn of(catalogue: &Catalogue<'a>) -> Targets<'a> {
        let archive = catalogue.archive;
        let mut services: Vec<&str> = archive
            .by_service
            .keys()
            .chain(archive.services.all.iter().map(|it| &it.id))
            .map(String::as_str)
            .collect();
        services.sort_unstable();
        services.dedup();
        let all = (0..archive.postmortems.len())
            .map(Target::Postmortem)
            .chain(archive.factors.entries.keys().map(|id| Target::Factor(id)))
            .chain(services.into_iter().map(Target::Service))
            .chain(catalogue.culture.iter().map(|_| Target::Culture))
            .collect();
        Targets { all }
    }

    pub(super) fn count(&self) -> u32 {
        u32::try_from(self.all.len()).expect("an archive is smaller than four thousand million")
    }

    fn at(&self, number: u32) -> Target<'a> {
        self.all[number as usize]
    }
}

/// Returns what is shown of a document.
pub(super) fn record<'a>(
    catalogue: &Catalogue<'a>,
    targets: &Targets<'a>,
    number: u32,
) -> Record<'a> {
    let archive = catalogue.archive;
    let target = targets.at(number);
    let (title, sort) = match target {
        Target::Postmortem(index) => (archive.get(index).title.clone(), Sort::Postmortem(index)),
        Target::Factor(id) => (archive.factors.entries[id].title.clone(), Sort::Factor),
        Target::Service(id) => (archive.services.title(id).to_owned(), Sort::Service),
        Target::Culture => (catalogue.word("culture.title"), Sort::Page),
    };
    let date = match sort {
        Sort::Postmortem(index) => archive.get(index).date,
        Sort::Factor | Sort::Service | Sort::Page => None,
    };
    Record {
        target,
        title,
        date: date.map_or(String::new(), |it| it.to_string()),
        sort,
    }
}

/// Returns a document, word by word.
pub(super) fn page(
    catalogue: &Catalogue,
    targets: &Targets,
    transcripts: &Transcripts,
    number: u32,
) -> Page {
    let lexicon = &transcripts.lexicon;
    let body = match targets.at(number) {
        Target::Postmortem(index) => Some(Body {
            transcript: transcripts.of(index),
            digest: catalogue.archive.get(index).document.source.digest(),
        }),
        Target::Factor(_) | Target::Service(_) => None,
        Target::Culture => catalogue.culture.as_ref().map(|culture| Body {
            transcript: Arc::new(archive::transcribe(lexicon, "", culture)),
            digest: culture.source.digest(),
        }),
    };
    Page::read(&beside_body(catalogue, targets, number), body, lexicon)
}

/// Returns what a document says.
pub(super) fn sheet(catalogue: &Catalogue, targets: &Targets, number: u32) -> Sheet {
    let beside = beside_body(catalogue, targets, number);
    let document = match targets.at(number) {
        Target::Postmortem(index) => Some(&*(catalogue.open)(index)),
        Target::Factor(_) | Target::Service(_) => None,
        Target::Culture => catalogue.culture.as_ref(),
    };
    let mut sections = document.map(sections).unwrap_or_default();
    sections.extend(beside.sections);
    Sheet { sections, ..beside }
}

/// Returns what a document says apart from its body.
fn beside_body(catalogue: &Catalogue, targets: &Targets, number: u32) -> Sheet {
    match targets.at(number) {
        Target::Postmortem(index) => report(catalogue, catalogue.archive.get(index)),
        Target::Factor(id) => factor(catalogue.archive, id),
        Target::Service(id) => service(catalogue.archive, id),
        Target::Culture => Sheet {
            facts: vec![(Field::Title, catalogue.word("culture.title"))],
            ..Sheet::default()
        },
    }
}

fn report(catalogue: &Catalogue, postmortem: &Postmortem) -> Sheet {
    Sheet {
        names: names(postmortem),
        facts: facts(catalogue.archive, postmortem),
        sections: of_front_matter(catalogue, postmortem),
    }
}

/// Returns the sections for what the front matter of a report says.
fn of_front_matter(catalogue: &Catalogue, postmortem: &Postmortem) -> Vec<Section> {
    let notes: Vec<String> = postmortem
        .factors
        .iter()
        .filter_map(|it| it.note.clone())
        .collect();
    // What stands in the body is there already, under its own heading.
    let actions: Vec<String> = if !postmortem.document.kept().has_actions {
        postmortem.action_items.iter().map(action).collect()
    } else {
        Vec::new()
    };
    let all = [
        (notes, "postmortem.factors", FACTORS),
        (actions, "postmortem.actions", ACTIONS),
    ];
    all.into_iter()
        .filter(|(blocks, ..)| !blocks.is_empty())
        .map(|(blocks, heading, anchor)| Section {
            anchor: anchor.to_owned(),
            heading: catalogue.word(heading),
            blocks,
        })
        .collect()
}

/// Returns the slugs of a report, and the identifier that its title or its file begins with.
fn names(postmortem: &Postmortem) -> Vec<String> {
    let mut names = vec![postmortem.slug.to_string()];
    names.extend(postmortem.slug.without_date().map(str::to_owned));
    names.extend(postmortem.aliases.iter().map(|it| it.to_string()));
    for text in [&*postmortem.title, postmortem.document.source.stem()] {
        let first = words::chunks(text).next().map(|chunk| chunk.text);
        let is_identifier = |text: &&str| {
            text.contains(char::is_alphabetic)
                && text.contains(|c: char| c.is_ascii_digit())
                && text.contains(['-', '_', '.'])
        };
        names.extend(first.filter(is_identifier).map(str::to_owned));
    }
    names.sort_unstable();
    names.dedup();
    names
}

fn facts(archive: &Archive, postmortem: &Postmortem) -> Vec<(Field, String)> {
    let mut facts = vec![(Field::Title, postmortem.title.clone())];
    for reference in &postmortem.factors {
        match archive.registry.resolve(&reference.written) {
            Some(factor) => {
                facts.push((Field::Factors, factor.id.clone()));
                facts.push((Field::Factors, factor.title.clone()));
                facts.extend(factor.aliases.iter().map(|it| (Field::Factors, it.clone())));
            }
            None => facts.push((Field::Factors, reference.written.clone())),
        }
    }
    for id in &postmortem.services {
        facts.push((Field::Services, id.clone()));
        let title = archive.services.title(id);
        if title != id {
            facts.push((Field::Services, title.to_owned()));
        }
    }
    let tags = postmortem.tags.iter().chain(&postmortem.teams);
    facts.extend(tags.map(|it| (Field::Tags, it.clone())));
    facts.push((Field::Tags, postmortem.kind.clone()));
    facts.extend(
        postmortem
            .severity
            .iter()
            .map(|it| (Field::Tags, it.clone())),
    );
    facts.extend(postmortem.date.map(|it| (Field::Tags, it.to_string())));
    let impact = postmortem.impact_note.iter();
    facts.extend(impact.map(|it| (Field::Body, it.clone())));
    facts
}

/// Returns the sections of a body; the first one is what stands above the first heading.
fn sections(document: &Document) -> Vec<Section> {
    let chapters = document::chapters(document.text(), document.body());
    chapters
        .into_iter()
        .map(|chapter| Section {
            anchor: chapter.anchor().to_owned(),
            heading: chapter.heading().to_owned(),
            blocks: chapter.passages.into_iter().map(|it| it.text).collect(),
        })
        .collect()
}

fn action(action: &ActionItem) -> String {
    let parts = [
        Some(&action.what),
        action.owner.as_ref(),
        action.ticket.as_ref(),
        action.done_when.as_ref(),
        action.reason.as_ref(),
    ];
    let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
    parts.join(" | ")
}

fn factor(archive: &Archive, id: &str) -> Sheet {
    let mut sheet = Sheet {
        names: vec![id.to_owned()],
        facts: vec![(Field::Title, archive.factors.entries[id].title.clone())],
        sections: vec![Section::default()],
    };
    if let Some(factor) = archive.registry.get(id) {
        let aliases = factor.aliases.iter().map(|it| (Field::Factors, it.clone()));
        sheet.facts.extend(aliases);
        let group = factor.group.iter().map(|it| (Field::Tags, it.clone()));
        sheet.facts.extend(group);
        let texts = factor.description.iter().chain(&factor.ask);
        sheet.sections[0]
            .blocks
            .extend(texts.map(|text| text.trim().to_owned()));
    }
    sheet
}

fn service(archive: &Archive, id: &str) -> Sheet {
    let mut sheet = Sheet {
        names: vec![id.to_owned()],
        facts: vec![(Field::Title, archive.services.title(id).to_owned())],
        sections: vec![Section::default()],
    };
    if let Some(service) = archive.services.get(id) {
        let team = service.team.iter().map(|it| (Field::Tags, it.clone()));
        sheet.facts.extend(team);
        let text = service.description.iter();
        sheet.sections[0]
            .blocks
            .extend(text.map(|text| text.trim().to_owned()));
    }
    sheet
}
