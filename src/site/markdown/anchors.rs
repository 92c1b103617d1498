//! The ids of headings on a page.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::document::{Section, SectionForm};
use crate::postmortem::slugify;

/// The ids of headings and bold labels, unique on the page.
pub(super) struct Anchors<'a> {
    /// In the order in which they are written; none for a text that is not a report.
    sections: &'a [Section],
    /// The ids of headings that are no section, by the byte where each begins.
    made: BTreeMap<usize, String>,
}

impl<'a> Anchors<'a> {
    pub(super) fn new(sections: &'a [Section], events: &[(Event, Range<usize>)]) -> Anchors<'a> {
        let mut anchors = Anchors {
            sections,
            made: BTreeMap::new(),
        };
        let mut taken: BTreeSet<String> = sections.iter().map(|it| it.anchor.clone()).collect();
        let mut heading: Option<(usize, String)> = None;
        for (event, range) in events {
            match event {
                Event::Start(Tag::Heading { .. })
                    if anchors.section(range, SectionForm::Heading).is_none() =>
                {
                    heading = Some((range.start, String::new()));
                }
                Event::Text(text) | Event::Code(text) => {
                    if let Some((_, words)) = &mut heading {
                        words.push_str(text);
                    }
                }
                Event::End(TagEnd::Heading(_)) => {
                    if let Some((start, words)) = heading.take() {
                        anchors.made.insert(start, free_anchor(&words, &mut taken));
                    }
                }
                _ => {}
            }
        }
        anchors
    }

    /// Returns the section whose heading was written in these bytes.
    pub(super) fn section(&self, range: &Range<usize>, form: SectionForm) -> Option<&'a Section> {
        let from = self
            .sections
            .partition_point(|section| section.heading_span.start < range.start);
        self.sections[from..]
            .iter()
            .take_while(|section| section.heading_span.start < range.end)
            .find(|section| section.form == form && section.heading_span.end <= range.end)
    }

    pub(super) fn heading(&self, range: &Range<usize>) -> String {
        match self.section(range, SectionForm::Heading) {
            Some(section) => ours_apart(&section.anchor),
            None => self.made.get(&range.start).cloned().unwrap_or_default(),
        }
    }

    pub(super) fn label(&self, range: &Range<usize>) -> Option<String> {
        self.section(range, SectionForm::BoldLabel)
            .map(|section| ours_apart(&section.anchor))
    }

    /// Returns the id of a heading of this text that a link names, whatever its case.
    pub(super) fn find(&self, fragment: &str) -> Option<String> {
        let folded = fragment.to_lowercase();
        self.sections
            .iter()
            .map(|it| &it.anchor)
            .chain(self.made.values())
            .find(|anchor| *anchor == fragment || **anchor == folded)
            .map(|anchor| ours_apart(anchor))
    }
}

fn free_anchor(words: &str, taken: &mut BTreeSet<String>) -> String {
    let slug = slugify(words);
    let slug = if slug.is_empty() { "section" } else { &slug };
    (1..)
        .map(|n| match n {
            1 => slug.to_owned(),
            n => format!("{slug}-{n}"),
        })
        .find(|anchor| taken.insert(anchor.clone()))
        .expect("there is always another number")
}

/// Keeps the ids of content apart from those of the page, which begin with `_`.
pub(in crate::site) fn ours_apart(anchor: &str) -> String {
    if anchor.starts_with('_') {
        format!("section{anchor}")
    } else {
        anchor.to_owned()
    }
}
