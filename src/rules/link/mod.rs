//! Links, images and references to other reports.

mod broken;

use crate::rules::Rule;

pub(super) const RULES: &[&Rule] = &[&broken::RULE];
