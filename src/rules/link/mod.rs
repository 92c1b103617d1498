//! Links, images and references to other reports.

mod broken;
mod missing_alt;
mod self_contained;

use crate::rules::Rule;

pub(super) const RULES: &[&Rule] = &[&broken::RULE, &missing_alt::RULE, &self_contained::RULE];
