//! Sections: what stands under a heading of any level, or behind a bold label.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::document::body::{Form, Section};
use crate::document::layout::{Code, Layout, Part, PartKind, RunKind, Style};
use crate::document::{Clues, Span, time};
use crate::template::{SectionClass, SectionKind, SectionSpec, Template};

/// A title with its place, and sections.
type TitleAndSections = (Option<(String, Span)>, Vec<Section>);

/// Finds the title and the sections of a body.
pub(super) fn read(
    text: &str,
    layout: &Layout,
    clues: &Clues,
    template: &Template,
) -> TitleAndSections {
    let mut openings = openings(text, layout, template);
    let title = title(&openings, clues).map(|at| {
        let opening = openings.remove(at);
        (opening.words, opening.words_span)
    });
    let mut sections = nest(openings, template, text.len());
    give_anchors(&mut sections);
    sections.shrink_to_fit();
    (title, sections)
}

/// A heading or label, where a section begins.
struct Opening {
    form: Form,
    words: String,
    words_span: Span,
    id: Option<std::sync::Arc<str>>,
    /// The level of a heading as written.
    level: u8,
    start: usize,
    content: usize,
    /// Where a list item with a label ends, which is where its section ends.
    end: Option<usize>,
    /// Whether the label names no section, and only ends the one before it.
    is_foreign: bool,
}

/// Finds every heading, and every bold label that the template knows.
fn openings(text: &str, layout: &Layout, template: &Template) -> Vec<Opening> {
    let mut openings = Vec::new();
    let parts = layout.parts();
    for index in layout.outermost(0..parts.len()) {
        let part = parts[index];
        match part.kind {
            PartKind::Heading(level) => openings.push(heading(text, layout, template, part, level)),
            PartKind::Paragraph => {
                for line in layout.lines(part) {
                    openings.extend(label(text, layout, template, line));
                }
            }
            PartKind::List => {
                for item in layout.children(index) {
                    let first = layout.children(item).next().map(|first| parts[first]);
                    let Some(first) = first.filter(|first| first.kind == PartKind::Paragraph)
                    else {
                        continue;
                    };
                    let Some(line) = layout.lines(first).into_iter().next() else {
                        continue;
                    };
                    let item = parts[item].span();
                    openings.extend(
                        label(text, layout, template, line)
                            .filter(|label| !label.is_foreign)
                            .map(|label| Opening {
                                start: item.start,
                                end: Some(item.end),
                                ..label
                            }),
                    );
                }
            }
            _ => {}
        }
    }
    openings
}

fn heading(text: &str, layout: &Layout, template: &Template, part: Part, level: u8) -> Opening {
    let plain = layout.plain(text, part, Code::Kept);
    let words = without_attributes(plain.text.trim());
    let from = plain.text.len() - plain.text.trim_start().len();
    Opening {
        form: Form::Heading,
        words_span: if words.is_empty() {
            Span::at(part.span().start)
        } else {
            plain.span(from, from + words.len())
        },
        id: template
            .recognise(words)
            .map(|section| std::sync::Arc::clone(&section.id)),
        words: words.to_owned(),
        level,
        start: part.span().start,
        content: part.span().end,
        end: None,
        is_foreign: false,
    }
}

/// Takes `{#anchor}` from the end of a heading. It is markup of other Markdowns.
fn without_attributes(words: &str) -> &str {
    match words.rfind("{#") {
        Some(open) if words.ends_with('}') => words[..open].trim_end(),
        _ => words,
    }
}

/// Reads the bold label at the beginning of a line, such as `**Impact:** text`.
fn label(text: &str, layout: &Layout, template: &Template, line: Range<usize>) -> Option<Opening> {
    let kind = |index: usize| layout.run(index).kind;
    let open = line
        .clone()
        .find(|&index| kind(index) != RunKind::Open(Style::Emphasis))
        .filter(|&index| kind(index) == RunKind::Open(Style::Strong))?;
    let close = (open..line.end).find(|&index| kind(index) == RunKind::Close(Style::Strong))?;
    let plain = layout.plain_runs(text, open..close, Code::Kept);
    let words = plain.text.trim();
    let after = layout.plain_runs(text, close..line.end, Code::Kept);
    let rest = after.text.trim_start();
    let ends_label = |c: char| matches!(c, ':' | '：' | '-' | '–' | '—');
    let is_label = rest.is_empty() || words.ends_with([':', '：']) || rest.starts_with(ends_label);
    if words.is_empty() || words.len() > 80 || !is_label {
        return None;
    }
    let spec = template.recognise(words);
    let has_colon = words.ends_with(':') || rest.starts_with(':');
    if spec.is_none() && (!has_colon || time::read(words).is_some()) {
        return None;
    }
    let bare = words.trim_end_matches([':', '：']).trim_end();
    let from = plain.text.len() - plain.text.trim_start().len();
    let behind = rest.trim_start_matches(|c: char| ends_label(c) || c.is_whitespace());
    let line_end = layout.run(line.end - 1).span().end;
    Some(Opening {
        form: Form::BoldLabel,
        words_span: plain.span(from, from + bare.len()),
        id: spec.map(|spec| std::sync::Arc::clone(&spec.id)),
        words: bare.to_owned(),
        level: 0,
        start: layout.run(line.start).span().start,
        content: if behind.is_empty() {
            line_end
        } else {
            after.offset(after.text.len() - behind.len())
        },
        end: None,
        is_foreign: spec.is_none(),
    })
}

/// Returns which opening is the title, if one is.
///
/// A level-1 heading at the top is the title, unless it names a section. Where all sections are of
/// level 1, it still is, unless the front matter has a title and nothing else sets it apart.
fn title(openings: &[Opening], clues: &Clues) -> Option<usize> {
    let mut headings = openings
        .iter()
        .enumerate()
        .filter(|(_, opening)| opening.form == Form::Heading);
    let (at, first) = headings.next()?;
    let others: Vec<&Opening> = headings.map(|(_, opening)| opening).collect();
    let is_alone = others.iter().all(|other| other.level > 1);
    if first.level != 1 {
        return None;
    }
    if first.id.is_some() {
        // `Timeline of the outage in the print room` may well be a title: sections have short names.
        let is_long = first.words.split_whitespace().count() > 3;
        return (is_long && is_alone && !others.is_empty() && !clues.has_title).then_some(at);
    }
    let has_parts = others.first().is_some_and(|other| other.level > 1);
    let knows_sections = others
        .iter()
        .any(|other| other.level == 1 && other.id.is_some());
    (is_alone || has_parts || knows_sections || !clues.has_title).then_some(at)
}

/// Makes sections of openings, in the order of the file, each inside those around it.
fn nest(openings: Vec<Opening>, template: &Template, end: usize) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    // The sections that have not ended, outermost first.
    let mut open: Vec<usize> = Vec::new();
    for opening in openings {
        while let Some(&last) = open.last()
            && sections[last].span.end <= opening.start
        {
            open.pop();
        }
        let level = match opening.form {
            Form::Heading => heading_level(&opening, &open, &sections, template),
            Form::BoldLabel => {
                let under = open
                    .iter()
                    .rev()
                    .map(|&index| &sections[index])
                    .find(|section| opening.end.is_some() || section.form == Form::Heading);
                if !may_hold(under, &opening, template) {
                    continue;
                }
                under.map_or(2, |section| (section.level + 1).min(6))
            }
        };
        let closes = |section: &Section| match opening.form {
            Form::Heading => section.level >= level,
            Form::BoldLabel => section.form == Form::BoldLabel && opening.end.is_none(),
        };
        while let Some(&last) = open.last()
            && closes(&sections[last])
        {
            sections[last].span.end = opening.start;
            sections[last].content.end = opening.start;
            open.pop();
        }
        if opening.is_foreign {
            continue;
        }
        let parent = open.last().copied();
        let until = opening
            .end
            .or(parent.map(|parent| sections[parent].span.end))
            .unwrap_or(end);
        open.push(sections.len());
        sections.push(Section {
            id: opening.id,
            form: opening.form,
            heading: opening.words,
            heading_span: opening.words_span,
            anchor: String::new(),
            level,
            span: Span::new(opening.start, until),
            content: Span::new(opening.content.min(until), until),
            parent,
        });
    }
    sections
}

/// Returns the level of a heading: as written, except that a heading that is a time does not end
/// the timeline whose heading has the same level.
fn heading_level(
    opening: &Opening,
    open: &[usize],
    sections: &[Section],
    template: &Template,
) -> u8 {
    let is_beside_timeline = open.iter().any(|&index| {
        let section = &sections[index];
        section.level == opening.level
            && spec(section.id.as_deref(), template)
                .is_some_and(|spec| spec.kind == SectionKind::Timeline)
    });
    if is_beside_timeline && opening.id.is_none() && time::read(&opening.words).is_some() {
        (opening.level + 1).min(6)
    } else {
        opening.level
    }
}

/// Says whether a bold label can begin a section under a heading.
///
/// A known word in bold is a label where the author has not said by a heading what they write
/// about, or under a summary. In an analysis or a list of actions, `**Detection**: …` is a point
/// of that list, except that lessons are divided into what went well and what did not.
fn may_hold(under: Option<&Section>, label: &Opening, template: &Template) -> bool {
    let Some(outer) = under.and_then(|section| spec(section.id.as_deref(), template)) else {
        return true;
    };
    let Some(inner) = spec(label.id.as_deref(), template) else {
        // What names no section ends the one before it, wherever that is.
        return label.is_foreign;
    };
    if inner.id == outer.id {
        return false;
    }
    match outer.kind {
        SectionKind::Text => {
            matches!(outer.class, SectionClass::Narrative | SectionClass::Other)
                || is_lesson(inner) && is_lesson(outer)
        }
        SectionKind::Lessons | SectionKind::LessonsLevels => is_lesson(inner),
        SectionKind::Timeline
        | SectionKind::Factors
        | SectionKind::Actions
        | SectionKind::Whys
        | SectionKind::Participants
        | SectionKind::Metrics => false,
    }
}

fn is_lesson(spec: &SectionSpec) -> bool {
    spec.class == SectionClass::Lessons
}

fn spec<'a>(id: Option<&str>, template: &'a Template) -> Option<&'a SectionSpec> {
    id.and_then(|id| template.section(id))
}

/// Gives each section its id on the page, the way code forges do. Headings come first, because
/// links from elsewhere lead to them.
fn give_anchors(sections: &mut [Section]) {
    let mut taken = FxHashSet::default();
    let mut counts: FxHashMap<String, usize> = FxHashMap::default();
    for form in [Form::Heading, Form::BoldLabel] {
        for section in sections.iter_mut().filter(|section| section.form == form) {
            let slug = anchor(&section.heading);
            let count = counts.entry(slug.clone()).or_default();
            section.anchor = loop {
                let candidate = match *count {
                    0 => slug.clone(),
                    number => format!("{slug}-{number}"),
                };
                *count += 1;
                if taken.insert(candidate.clone()) {
                    break candidate;
                }
            };
        }
    }
}

/// Returns the words of a heading in lower case, joined by hyphens.
fn anchor(heading: &str) -> String {
    let mut anchor = String::with_capacity(heading.len());
    for letter in heading.trim().chars() {
        match letter {
            ' ' | '-' => anchor.push('-'),
            '_' => anchor.push('_'),
            letter if letter.is_alphanumeric() => anchor.extend(letter.to_lowercase()),
            _ => {}
        }
    }
    if anchor.is_empty() {
        anchor.push_str("section");
    }
    anchor
}

#[cfg(test)]
mod tests {
    use crate::document::body::Body;
    use crate::document::tests::document;

    fn read(text: &str) -> Body {
        document(text).body().clone()
    }

    /// The sections as an outline: level, id or heading in quotation marks.
    fn outline(text: &str) -> Vec<String> {
        let body = read(text);
        let name = |section: &super::Section| match &section.id {
            Some(id) => format!("{} {id}", section.level),
            None => format!("{} '{}'", section.level, section.heading),
        };
        body.title
            .iter()
            .map(|(title, _)| format!("# {title}"))
            .chain(body.sections.iter().map(name))
            .collect()
    }

    #[test]
    fn a_level_1_heading_at_the_top_is_the_title() {
        assert_eq!(
            outline("# Queue stalled\n\n## Summary\n\n# Timeline\n"),
            ["# Queue stalled", "2 summary", "1 timeline"]
        );
        assert_eq!(
            outline("Queue stalled\n===\n\nSummary\n---\n"),
            ["# Queue stalled", "2 summary"]
        );
        assert_eq!(
            outline("# Queue stalled\n\n# Summary\n\n# Dust\n"),
            ["# Queue stalled", "1 summary", "1 'Dust'"]
        );
    }

    #[test]
    fn where_every_section_has_level_1_the_first_is_no_title_if_it_is_known_or_another_is_given() {
        assert_eq!(
            outline("# Summary\n\n# Timeline\n"),
            ["1 summary", "1 timeline"]
        );
        assert_eq!(
            outline("---\ntitle: Queue stalled\n---\n# Dust\n\n# Wind\n"),
            ["1 'Dust'", "1 'Wind'"]
        );
        assert_eq!(outline("# Dust\n\n# Wind\n"), ["# Dust", "1 'Wind'"]);
    }

    #[test]
    fn headings_are_recognised_whatever_surrounds_them() {
        assert_eq!(
            outline(
                "## 1. Summary ##\n\n## ⏱️ Timeline (all times UTC)\n\n## Impact:\n\n## `Detection`?\n\n### Timeline {#tl}\n"
            ),
            [
                "2 summary",
                "2 timeline",
                "2 impact",
                "2 detection",
                "3 timeline"
            ]
        );
    }

    #[test]
    fn bold_labels_are_sections_in_lists_and_paragraphs() {
        let text = "## Incident on 3 March\n\n- **Key events**\n  - Detected 10:00\n- **Impact**: slow\n- **Impact:** slower\n\n**Timeline:**\n\n- 10:00 x\n\n**Weather:** two\n**Summary** - all was slow\n__Detection__: late\n";
        assert_eq!(
            outline(text),
            [
                "2 'Incident on 3 March'",
                "3 timeline",
                "3 impact",
                "3 impact",
                "3 timeline",
                "3 summary",
                "3 detection",
            ]
        );
        let body = read(text);
        let content = |at: usize| body.sections[at].content.of(text).trim();
        assert_eq!(content(1), "- Detected 10:00");
        assert_eq!(content(2), "slow");
        assert_eq!(content(3), "slower");
        assert_eq!(content(4), "- 10:00 x");
        assert_eq!(content(5), "all was slow");
        assert_eq!(body.sections[5].heading_span.of(text), "Summary");
        assert_eq!(content(6), "late");
    }

    #[test]
    fn a_bold_word_in_a_list_of_lessons_or_moments_is_no_section() {
        for text in [
            "## Contributing factors\n\n- **Detection**: nobody looked\n",
            "## Timeline\n\n**Impact:** 10:00\n",
            "## Action items\n\n- **Detection**: build an alert\n",
            "The **impact** was small.\n",
            "**Impact** was what we feared.\n",
        ] {
            let sections = read(text).sections;
            assert!(
                sections.iter().all(|it| it.form == super::Form::Heading),
                "{text}"
            );
        }
    }

    #[test]
    fn every_section_contains_its_parts_and_ends_where_the_next_begins() {
        let text = "\u{feff}---\r\ntitle: x\r\n---\r\n## A\r\n\r\none\r\n\r\n### B\r\n\r\ntwo\r\n\r\n- ## no\r\n\r\n> ## no\r\n\r\n## C\r\nthree";
        let body = read(text);
        let found: Vec<_> = body
            .sections
            .iter()
            .map(|section| {
                (
                    section.heading_span.of(text),
                    section
                        .content
                        .of(text)
                        .split_whitespace()
                        .collect::<Vec<_>>()
                        .join(" "),
                    section.parent,
                )
            })
            .collect();
        assert_eq!(
            found,
            [
                ("A", "one ### B two - ## no > ## no".to_owned(), None),
                ("B", "two - ## no > ## no".to_owned(), Some(0)),
                ("C", "three".to_owned(), None)
            ]
        );
        assert_eq!(body.section_at(text.find("two").unwrap()), Some(1));
        assert_eq!(body.section_at(text.find("one").unwrap()), Some(0));
        assert_eq!(body.section_at(0), None);
    }

    #[test]
    fn a_time_as_a_heading_stays_in_the_timeline_beside_it() {
        let text = "## Timeline\n\n### 22:10\n\nx\n\n## Feb 21, 13:00\n\n### 15:15\n\n## Lessons\n";
        let body = read(text);
        assert_eq!(
            body.sections[0].span.of(text),
            &text[..text.find("## Lessons").unwrap()]
        );
        assert_eq!(body.sections[2].parent, Some(0));
        assert_eq!(body.sections[4].parent, None);
    }

    #[test]
    fn anchors_are_unique_and_those_of_headings_come_first() {
        let text = "## Über uns!\n\n- **Summary**: a\n\n## Summary\n\n## Summary\n\n## Summary-1\n\n## ???\n";
        let anchors: Vec<String> = read(text)
            .sections
            .into_iter()
            .map(|it| it.anchor)
            .collect();
        assert_eq!(
            anchors,
            [
                "über-uns",
                "summary-2",
                "summary",
                "summary-1",
                "summary-1-1",
                "section"
            ]
        );
    }
}
