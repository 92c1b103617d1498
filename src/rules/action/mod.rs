//! Action items: whether they can be finished, by whom and until when, and whether they change more
//! than people.
//!
//! What several items of a report lack is one finding that names them: it has one cause, and one
//! sitting mends it.

mod all_detect;
mod be_careful;
mod discipline;
mod level;
mod no_due;
mod no_factor_link;
mod no_owner;
mod no_ticket;
mod none_unexplained;
mod overdue;
mod recurring;
mod retrain_only;
mod too_many;
mod r#type;
mod vague;
mod who_not_what;

use crate::diagnostic::count;
use crate::document::{Document, Span, did_you_mean};
use crate::postmortem::{ActionItem, ActionStatus, Status};
use crate::rules::words::quote;
use crate::rules::{Context, Finding, Rule};
use crate::template::FieldType;
use crate::yaml::Node;

/// The one rule of wording that an item's other fields can answer.
pub(super) const VAGUE: &str = vague::RULE.name;

pub(super) const RULES: &[&Rule] = &[
    &all_detect::RULE,
    &be_careful::RULE,
    &discipline::RULE,
    &level::RULE,
    &no_due::RULE,
    &no_factor_link::RULE,
    &no_owner::RULE,
    &no_ticket::RULE,
    &none_unexplained::RULE,
    &overdue::RULE,
    &recurring::RULE,
    &retrain_only::RULE,
    &too_many::RULE,
    &r#type::RULE,
    &vague::RULE,
    &who_not_what::RULE,
];

/// Returns the action items that were not decided against.
fn kept<'a>(context: &Context<'a>, document: &Document) -> Vec<&'a ActionItem> {
    let postmortem = context.postmortem(document);
    let items = postmortem.into_iter().flat_map(|it| &it.action_items);
    items
        .filter(|item| item.status != ActionStatus::WontDo)
        .collect()
}

/// Returns the action items that wait to be done. What another report replaces waits there.
fn open<'a>(context: &Context<'a>, document: &Document) -> Vec<&'a ActionItem> {
    let mut items = kept(context, document);
    if context.status(document) == Status::Superseded {
        items.clear();
    }
    items.retain(|item| item.is_open());
    items
}

/// Says whether a report may leave the details of its action items open: a near miss is written
/// down in a quarter of an hour, or not at all.
fn is_brief(context: &Context, document: &Document) -> bool {
    let postmortem = context.postmortem(document);
    postmortem.is_none_or(|postmortem| postmortem.is_near_miss())
}

/// Says whether a place is in an action item of the front matter that says when it is done. Such an
/// item has an end, whatever its words.
pub(super) fn says_when_done(document: &Document, place: Span) -> bool {
    let items = document.front_matter().node("action_items");
    let mut items = items.into_iter().flat_map(Node::items);
    items.any(|item| {
        let done_when = item.get("done_when");
        item.span.contains(place) && done_when.is_some_and(|it| !it.is_empty())
    })
}

/// Returns the one finding about items that lack the same thing: it stands at the first of them and
/// names the others.
///
/// It is about the report and not about these very items, so that mending some of them does not
/// make a known finding a new one.
fn together(lacking: &[&ActionItem], of: usize, lack: &str) -> Option<Finding> {
    const NAMED: usize = 3;
    let (first, others) = lacking.split_first()?;
    if others.is_empty() {
        let message = format!("the action item {} has {lack}", quote(&first.what));
        return Some(Finding::new(first.span, message).key(lack));
    }
    let mut names: Vec<String> = lacking.iter().map(|item| quote(&item.what)).collect();
    if names.len() > NAMED {
        let more = names.len() - NAMED;
        names.truncate(NAMED);
        names.push(format!("{more} more"));
    }
    let last = names.pop().unwrap_or_default();
    let names = format!("{} and {last}", names.join(", "));
    let how_many = format!(
        "{} of {} have {lack}",
        lacking.len(),
        count(of, "action item")
    );
    let mut finding = Finding::new(first.span, format!("{how_many}: {names}")).key(lack);
    for item in others.iter().take(NAMED) {
        finding = finding.label(item.span, "and this one");
    }
    Some(finding)
}

/// Returns what is wrong with a word in the body that should be one of a field's values. In the
/// front matter, `front-matter/wrong-type` says it.
fn not_one_of(document: &Document, item: &ActionItem, field: &str, word: &str) -> Option<Finding> {
    let spec = document.template.field(&format!("action_items.{field}"))?;
    let FieldType::Enum(values) = &spec.kind else {
        return None;
    };
    let is_known = values.iter().any(|value| value == word);
    if is_known || document.front_matter().node("action_items").is_some() {
        return None;
    }
    let choices: Vec<String> = values.iter().map(|value| format!("`{value}`")).collect();
    let message = format!(
        "the {field} {} is not one of {}",
        quote(word),
        choices.join(", ")
    );
    let finding = Finding::new(item.span, message).key(format!("{field}: {word}"));
    let same_stem =
        |value: &&String| value.len() > 4 && word.starts_with(&value[..value.len() - 1]);
    let near = values.iter().find(same_stem).map(String::as_str);
    let near = near.or_else(|| did_you_mean(word, values.iter().map(String::as_str)));
    Some(match near {
        Some(near) => finding.help(format!("write `{near}`")),
        None => finding.help("take the nearest one, or leave it open"),
    })
}
