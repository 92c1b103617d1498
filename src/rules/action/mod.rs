//! Action items: whether they can be finished, and whether they change more than people.

mod be_careful;
mod discipline;
mod retrain_only;
mod vague;

use crate::rules::Rule;

pub(super) const RULES: &[&Rule] = &[
    &be_careful::RULE,
    &discipline::RULE,
    &retrain_only::RULE,
    &vague::RULE,
];
