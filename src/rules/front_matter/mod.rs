//! Fields of the front matter.
//!
//! Where the front matter cannot be read at all, `invalid-yaml` says so and the others are silent:
//! nothing is known of its fields.

mod date_order;
mod invalid_yaml;
mod missing;
mod required_field;
mod unknown_field;
mod wrong_type;

use crate::rules::Rule;

pub(super) const RULES: &[&Rule] = &[
    &date_order::RULE,
    &invalid_yaml::RULE,
    &missing::RULE,
    &required_field::RULE,
    &unknown_field::RULE,
    &wrong_type::RULE,
];
