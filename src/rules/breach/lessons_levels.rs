//! What was learned on each of three levels, far from the keyboard as well as near it.

use crate::diagnostic::Level;
use crate::document::{Document, Section};
use crate::rules::breach::is_breach;
use crate::rules::{Check, Context, Finding, Rule, place};
use crate::template::SectionKind;

pub(super) const RULE: Rule = Rule {
    name: "breach/lessons-levels",
    level: Some(Level::Error),
    draft: Some(Level::Hint),
    summary: "the lessons do not speak of all three levels",
    why: "A lesson about a screen is quickly found. What set the scene, in policy and in how work \
          is handed over, is found only where somebody asks for it, level by level.",
    source: "NIST SP 800-39, section 2.2: organization, mission and business process, information \
             system",
    question: Some("Which decision, far from the keyboard, set the scene?"),
    always: false,
    bad: "\
---
title: A list sent to the wrong haulier
kind: data-breach
---
## Lessons by level

| Level | Question | Lesson | Action |
| --- | --- | --- | --- |
| Organisation | Which decision set the scene? | | |
| Information system | What did the design allow? | Two lines read alike | Town first |
",
    good: "\
---
title: A list sent to the wrong haulier
kind: data-breach
---
## Lessons by level

| Level | Question | Lesson | Action |
| --- | --- | --- | --- |
| Organisation | Which decision set the scene? | Freight moved desks without a project | Portal |
| Business process | Which step leans on memory? | A person is the address book | Portal |
| Information system | What did the design allow? | Two lines read alike | Town first |
",
    check: Check::Document(check),
};

/// Each level, and how a row, a bullet or a heading about it begins.
const LEVELS: [(&str, &[&str]); 3] = [
    ("organisation", &["organi", "governance", "company"]),
    ("business process", &["business", "process", "mission"]),
    (
        "information system",
        &["information", "system", "technical", "technology"],
    ),
];

fn check(context: &Context, document: &Document) -> Vec<Finding> {
    let mut sections = document.body().sections.iter();
    let finding = match sections.find(|section| is_levels(document, section)) {
        Some(section) => incomplete(document, section),
        None => absent(context, document),
    };
    let finding = finding.map(|finding| match is_breach(document) {
        true => finding,
        false => finding.at_most(Level::Warning),
    });
    finding.into_iter().collect()
}

fn is_levels(document: &Document, section: &Section) -> bool {
    let spec = section
        .id
        .as_deref()
        .and_then(|id| document.template.section(id));
    spec.is_some_and(|spec| spec.kind == SectionKind::LessonsLevels)
}

/// The section is not there: worth a word in the record of a breach whose template does not ask for
/// it, for what a template asks for is said by `structure/missing-section`.
fn absent(context: &Context, document: &Document) -> Option<Finding> {
    let value = |field: &str| context.value(document, field);
    let mut sections = document.template.sections.iter();
    let is_asked_for = sections
        .any(|spec| spec.kind == SectionKind::LessonsLevels && spec.required.applies(value));
    (is_breach(document) && !is_asked_for).then(|| {
        place::in_document(
            document,
            "nothing says what was learned on each of three levels",
        )
        .help("add `## Lessons by level`: organisation, business process, information system")
        .key("absent")
    })
}

fn incomplete(document: &Document, section: &Section) -> Option<Finding> {
    let text = section.content.of(document.text());
    if text.trim().is_empty() {
        // An empty section has a finding of its own.
        return None;
    }
    let missing: Vec<&str> = LEVELS
        .iter()
        .filter(|(_, words)| !is_spoken_of(text, words))
        .map(|(level, _)| *level)
        .collect();
    if missing.is_empty() {
        return None;
    }
    let message = format!(
        "nothing was learned on the level of the {}",
        missing.join(", ")
    );
    Some(
        Finding::new(section.heading_span, message)
            .help("answer in a sentence, or write “nothing found, because …”")
            .key(missing.join(",")),
    )
}

/// Says whether a row, bullet, paragraph or heading that begins with one of some words says more than
/// its question.
fn is_spoken_of(text: &str, words: &[&str]) -> bool {
    let mut lesson = None;
    let mut lines = text.lines().map(str::trim).peekable();
    while let Some(line) = lines.next() {
        let cells: Option<Vec<&str>> = line.strip_prefix('|').map(|row| {
            row.trim_end_matches('|')
                .split('|')
                .map(str::trim)
                .collect()
        });
        let Some(cells) = cells else {
            let plain = line
                .trim_start_matches(['#', '-', '*', '+', '_', ' '])
                .to_lowercase();
            if !words.iter().any(|word| plain.starts_with(word)) {
                continue;
            }
            let rest = plain
                .split_once([':', '.', '–', '—'])
                .map_or("", |(_, rest)| rest);
            let below = lines.clone().find(|line| !line.is_empty()).unwrap_or("#");
            let says = |text: &str| text.chars().any(char::is_alphanumeric);
            if says(rest) || (line.starts_with(['#', '*']) && !below.starts_with('#')) {
                return true;
            }
            continue;
        };
        if lesson.is_none() {
            // The header says which column holds the lesson; without a word, it is the last but one.
            lesson = cells
                .iter()
                .position(|cell| {
                    let cell = cell.to_lowercase();
                    cell.contains("lesson") || cell.contains("learn")
                })
                .or_else(|| cells.len().checked_sub(1).filter(|last| *last > 0));
        }
        let level = cells
            .first()
            .map(|cell| cell.trim_matches(['*', '_']).to_lowercase());
        let is_level = level.is_some_and(|level| words.iter().any(|word| level.starts_with(word)));
        let is_filled = lesson
            .and_then(|at| cells.get(at))
            .is_some_and(|cell| cell.chars().any(char::is_alphanumeric));
        if is_level && is_filled {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::{expect, findings};

    #[test]
    fn each_level_without_a_lesson_is_named() {
        expect(
            &RULE,
            "\
---
kind: data-breach
---
## Lessons by level
   ^^^^^^^^^^^^^^^^ nothing was learned on the level of the organisation, information system

- Business process: a person is the address book.
- Information system:
",
        );
    }

    #[test]
    fn an_incident_is_only_warned() {
        let published = RULE.bad.replace("kind", "status: published\nkind");
        assert_eq!(findings(&RULE, &published)[0].level, Level::Error);
        let incident = published.replace("data-breach", "incident");
        assert_eq!(findings(&RULE, &incident)[0].level, Level::Warning);
    }

    #[test]
    fn headings_and_bold_labels_will_do_for_rows() {
        for text in [
            "### Organisation\n\nNobody was asked.\n",
            "- **Organisation**: nobody was asked.\n",
            "**Organisational level**\n\nNobody was asked.\n",
        ] {
            assert!(is_spoken_of(text, LEVELS[0].1), "{text}");
        }
        assert!(!is_spoken_of(
            "### Organisation\n\n### Process\n",
            LEVELS[0].1
        ));
    }
}
