//! Sections of the template, and files that are no report.

mod broken_allowance;
mod duplicate_section;
mod duplicate_slug;
mod empty_section;
mod heading_alias;
mod impact_unquantified;
mod missing_section;
mod no_went_well;
mod order;
mod placeholder;
mod summary_length;
mod summary_no_impact;
mod template_residue;
mod title;
mod title_blame;
mod too_deep;
mod unknown_heading;
mod unreadable;
mod unused_allowance;

pub(super) use empty_section::says_something;

use crate::document::{Block, BlockKind, Section};
use crate::rules::Rule;
use crate::template::SectionSpec;

pub(super) const RULES: &[&Rule] = &[
    &broken_allowance::RULE,
    &duplicate_section::RULE,
    &duplicate_slug::RULE,
    &empty_section::RULE,
    &heading_alias::RULE,
    &impact_unquantified::RULE,
    &missing_section::RULE,
    &no_went_well::RULE,
    &order::RULE,
    &placeholder::RULE,
    &summary_length::RULE,
    &summary_no_impact::RULE,
    &template_residue::RULE,
    &title::RULE,
    &title_blame::RULE,
    &too_deep::RULE,
    &unknown_heading::RULE,
    &unreadable::RULE,
    &unused_allowance::RULE,
];

/// Returns the first question that the template asks under a section.
fn first_question(spec: &SectionSpec) -> Option<String> {
    let end = spec.guide.find('?')?;
    let start = spec.guide[..end].rfind(['\n', '.']).map_or(0, |at| at + 1);
    Some(spec.guide[start..=end].trim().to_owned())
}

/// Returns the words of a section, those of its parts included, without headings.
fn words_of(section: &Section, prose: &[Block]) -> String {
    let inside = prose.iter().filter(|block| {
        let start = block.map.first().map_or(0, |&(_, file)| file);
        let is_inside = section.content.start <= start && start < section.content.end;
        is_inside && block.kind != BlockKind::Heading
    });
    inside
        .map(|block| block.text.as_str())
        .collect::<Vec<_>>()
        .join("\n")
}
