//! Which factors are met in which reports, with roll-up to group and level.
//!
//! A report that another one of the archive replaces does not count: the two tell of the same event.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;

use crate::archive::{Index, Registry};
use crate::postmortem::{Postmortem, humanize};

/// The factors that reports name, and the registry's that none names.
#[derive(Clone, Debug, Default)]
pub(crate) struct Factors {
    /// By id.
    pub(crate) entries: BTreeMap<String, FactorEntry>,
    /// A report counts once for each group and each level.
    pub(crate) by_group: BTreeMap<String, Vec<Index>>,
    pub(crate) by_level: BTreeMap<String, Vec<Index>>,
}

/// A factor with the reports that name it.
#[derive(Clone, Debug)]
pub(crate) struct FactorEntry {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) level: Option<String>,
    pub(crate) group: Option<String>,
    /// In the order of the archive: newest first.
    pub(crate) postmortems: Vec<Index>,
}

/// Counts the factors of every report. A report counts once for a factor, however often it names
/// it; an alias counts for its factor, and a replaced factor for the one that took its place.
pub(crate) fn count(
    registry: &Registry,
    postmortems: &[Arc<Postmortem>],
    is_replaced: impl Fn(Index) -> bool,
) -> Factors {
    let named: Vec<Vec<String>> = postmortems
        .par_iter()
        .map(|postmortem| ids(registry, postmortem))
        .collect();
    let counted = named
        .iter()
        .enumerate()
        .filter(|&(index, _)| !is_replaced(index));
    let mut met = super::lists(counted.flat_map(|(index, ids)| super::named(ids, index)));
    let in_use = registry
        .factors
        .iter()
        .filter(|it| it.replaced_by.is_none());
    let mut entries: BTreeMap<String, FactorEntry> = in_use
        .map(|factor| {
            let entry = FactorEntry {
                id: factor.id.clone(),
                title: factor.title.clone(),
                level: factor.level.clone(),
                group: factor.group.clone(),
                postmortems: met.remove(&factor.id).unwrap_or_default(),
            };
            (factor.id.clone(), entry)
        })
        .collect();
    for (id, postmortems) in met {
        let entry = FactorEntry {
            title: humanize(&id),
            id: id.clone(),
            level: None,
            group: None,
            postmortems,
        };
        entries.insert(id, entry);
    }
    Factors {
        by_group: roll_up(&entries, |it| it.group.as_ref()),
        by_level: roll_up(&entries, |it| it.level.as_ref()),
        entries,
    }
}

/// Lists the reports of all factors of a group or a level, each once.
fn roll_up(
    entries: &BTreeMap<String, FactorEntry>,
    name: impl Fn(&FactorEntry) -> Option<&String>,
) -> BTreeMap<String, Vec<Index>> {
    let mut lists: BTreeMap<String, Vec<Index>> = BTreeMap::new();
    for entry in entries.values().filter(|it| !it.postmortems.is_empty()) {
        if let Some(name) = name(entry) {
            let list = lists.entry(name.clone()).or_default();
            list.extend(&entry.postmortems);
        }
    }
    for list in lists.values_mut() {
        list.sort_unstable();
        list.dedup();
    }
    lists
}

/// Returns the ids of the factors that a report names, each once, in its order.
pub(crate) fn ids(registry: &Registry, postmortem: &Postmortem) -> Vec<String> {
    let written = postmortem.factors.iter().map(|it| it.written.as_str());
    resolve_all(registry, written)
}

/// Returns the ids that names stand for, each once.
///
/// With a registry, what it does not know is left out (`factor/unknown` says so); without one, any
/// name is a factor.
pub(super) fn resolve_all<'a>(
    registry: &Registry,
    written: impl Iterator<Item = &'a str>,
) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    for name in written {
        let id = match registry.resolve(name) {
            Some(factor) => factor.id.clone(),
            None if registry.declared => continue,
            None => crate::postmortem::slugify(name),
        };
        if !id.is_empty() && !ids.contains(&id) {
            ids.push(id);
        }
    }
    ids
}

/// The other reports that name a factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub(crate) struct Others {
    pub(crate) count: usize,
    /// The latest day of any of them, as far as days are known.
    pub(crate) last: Option<Date>,
}

impl FactorEntry {
    /// Counts the other reports that name the factor, for "also in 4 others, last in March 2024".
    pub(crate) fn others(&self, postmortems: &[Arc<Postmortem>], than: Index) -> Others {
        let own = usize::from(self.postmortems.binary_search(&than).is_ok());
        // The order of the archive is newest first, so the first one is also the last in time.
        let newest = self.postmortems.iter().find(|&&index| index != than);
        Others {
            count: self.postmortems.len() - own,
            last: newest.and_then(|&index| postmortems[index].date),
        }
    }
}
