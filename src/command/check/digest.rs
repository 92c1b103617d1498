//! What there is to say of reports beside their findings: what is good, and what came back.

use std::collections::BTreeSet;

use crate::archive::Index;
use crate::diagnostic::{Diagnostic, Digest, Level, Recurring, count};
use crate::pipeline::Knowledge;
use crate::postmortem::Postmortem;
use crate::site;

/// How many conditions there is room for.
const MOST: usize = 5;

/// Says it of the reports at some paths.
pub(super) fn digest(knowledge: &Knowledge, paths: &[&str], found: &[Diagnostic]) -> Digest {
    let references = &knowledge.archive.references;
    let reports: Vec<Index> = paths
        .iter()
        .filter_map(|path| references.at_path(path))
        .collect();
    let postmortems: Vec<&Postmortem> = reports
        .iter()
        .map(|&report| knowledge.archive.get(report))
        .collect();
    Digest {
        good: good(&postmortems, found),
        recurring: recurring(knowledge, &reports),
    }
}

/// Says what is good in sentences that are true, and leaves out what is not there.
fn good(postmortems: &[&Postmortem], found: &[Diagnostic]) -> Vec<String> {
    let mut good = Vec::new();
    let is_clean = |it: &&&Postmortem| {
        let mut here = found.iter().filter(|found| *found.path == *it.path());
        !here.any(|found| found.level > Level::Hint)
    };
    match postmortems.iter().filter(is_clean).count() {
        0 => {}
        clean => good.push(format!(
            "{} of {} with nothing that has to be mended.",
            count(clean, "report"),
            postmortems.len()
        )),
    }
    let moments: usize = postmortems
        .iter()
        .map(|it| it.document.kept().moments)
        .sum();
    if moments > 1 {
        good.push(format!("{moments} moments on the timeline."));
    }
    let factors: usize = postmortems.iter().map(|it| it.factors.len()).sum();
    if factors > 0 {
        good.push(format!("{} named.", count(factors, "contributing factor")));
    }
    let items: Vec<_> = postmortems.iter().flat_map(|it| &it.action_items).collect();
    let kept = items
        .iter()
        .filter(|it| it.owner.is_some() && it.due.is_some());
    match kept.count() {
        0 => {}
        kept => good.push(format!(
            "{kept} of {} with an owner and a day.",
            count(items.len(), "action item")
        )),
    }
    if !postmortems.is_empty() && !found.iter().any(|it| it.rule.starts_with("language/")) {
        good.push("Not a word that asks who it was: the wording rules found nothing.".into());
    }
    if good.is_empty() && !postmortems.is_empty() {
        good.push("It is written down, where others can learn from it.".into());
    }
    good
}

/// Returns the conditions of some reports that others met as well.
fn recurring(knowledge: &Knowledge, reports: &[Index]) -> Vec<Recurring> {
    let reports: BTreeSet<&Index> = reports.iter().collect();
    let archive = &knowledge.archive;
    let base_url = knowledge.config.base_url.as_deref();
    let entries = archive.factors.entries.values();
    let mut met: Vec<_> = entries
        .filter(|entry| entry.postmortems.len() > 1)
        .filter(|entry| entry.postmortems.iter().any(|it| reports.contains(it)))
        .collect();
    met.sort_by_key(|entry| std::cmp::Reverse(entry.postmortems.len()));
    let told = met.into_iter().take(MOST).map(|entry| {
        let others = entry.postmortems.iter();
        // Of a check of everything there are no others: then all of them are told.
        let are_others = entry.postmortems.iter().any(|it| !reports.contains(it));
        let others = others.filter(|it| !are_others || !reports.contains(it));
        let standing = archive.headline(&entry.id);
        Recurring {
            title: entry.title.clone(),
            page: base_url.and_then(|base| site::factor_address(base, archive, &entry.id)),
            standing: standing.map(|(_, standing)| archive.standing_in_words(standing)),
            reports: others
                .map(|&it| archive.get(it).path().to_owned())
                .collect(),
        }
    });
    told.collect()
}
