//! Names, personal data and secrets, and what a report gives away by its links.

mod email_phone_ip;
mod internal_link;
mod level_missing;
mod linkage;
mod person_name;
mod secret;

use crate::config::Confidentiality;
use crate::document::Document;
use crate::rules::{Context, Rule};

pub(super) const RULES: &[&Rule] = &[
    &email_phone_ip::RULE,
    &internal_link::RULE,
    &level_missing::RULE,
    &linkage::RULE,
    &person_name::RULE,
    &secret::RULE,
];

/// Says whether anybody may read a report.
fn is_public(context: &Context, document: &Document) -> bool {
    let report = context.postmortem(document);
    report.is_some_and(|report| report.confidentiality == Confidentiality::Public)
}
