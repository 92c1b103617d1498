//! Blame, hindsight and counterfactuals: who a sentence is about.

use crate::rules::Rule;

pub(super) const RULES: &[&Rule] = &[];
