//! Sections of the template, and files that are no report.

use crate::rules::Rule;

pub(super) const RULES: &[&Rule] = &[];
