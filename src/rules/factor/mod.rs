//! Contributing factors, and the registry that they come from.

mod unknown;

use crate::rules::Rule;

pub(super) const RULES: &[&Rule] = &[&unknown::RULE];
