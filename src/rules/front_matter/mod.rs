//! Fields of the front matter.
//!
//! Where the front matter cannot be read at all, `invalid-yaml` says so and the others are silent:
//! nothing is known of its fields.

mod date_order;
mod file_date;
mod invalid_yaml;
mod kind_mismatch;
mod missing;
mod required_field;
mod stale_draft;
mod status_transition;
mod unknown_field;
mod wrong_type;

use crate::rules::Rule;

pub(super) const RULES: &[&Rule] = &[
    &date_order::RULE,
    &file_date::RULE,
    &invalid_yaml::RULE,
    &kind_mismatch::RULE,
    &missing::RULE,
    &required_field::RULE,
    &stale_draft::RULE,
    &status_transition::RULE,
    &unknown_field::RULE,
    &wrong_type::RULE,
];
