//! The action items of all reports, with the factors that they address.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::archive::{Finder, Index, Registry, factors, terms};
use crate::postmortem::{ActionItem, Postmortem};

/// Every action item, and which of them address a factor.
#[derive(Clone, Debug, Default)]
pub(crate) struct Promises {
    /// Report by report in the order of the archive, and in the order of each report.
    pub(crate) all: Vec<Promise>,
    /// A factor's id → the places in `all` of the action items that address it.
    pub(crate) by_factor: BTreeMap<String, Vec<usize>>,
}

/// An action item: the report that promised it, and its place there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Promise {
    pub(crate) report: Index,
    /// Its place in `action_items` of the report.
    pub(crate) item: usize,
    /// The ids of the factors that it addresses, each once. What the registry does not know is left
    /// out; a rule says so.
    pub(crate) addresses: Vec<String>,
}

impl Promise {
    /// Returns the action item itself.
    pub(crate) fn action<'a>(&self, postmortems: &'a [Arc<Postmortem>]) -> &'a ActionItem {
        &postmortems[self.report].action_items[self.item]
    }

    /// Returns what it says, whatever the order of its words, their number and the little words
    /// between them; nothing where that is too little to know it again by.
    pub(crate) fn gist(&self, postmortems: &[Arc<Postmortem>]) -> Option<String> {
        const FEWEST: usize = 3;
        let what = &self.action(postmortems).what;
        let mut words: Vec<String> = terms::words(what)
            .map(|word| terms::lower(word.text).into_owned())
            .filter(|word| !terms::is_glue(word) && !is_between(word))
            .map(singular)
            .collect();
        words.sort_unstable();
        words.dedup();
        (words.len() >= FEWEST).then(|| words.join(" "))
    }
}

/// Says whether a word only says how others hang together. `before` and `after` make a difference.
fn is_between(word: &str) -> bool {
    matches!(
        word,
        "to" | "for" | "in" | "on" | "at" | "and" | "with" | "from" | "by"
    )
}

/// Takes the ending of a plural from a word.
fn singular(mut word: String) -> String {
    if word.len() > 3 && word.ends_with('s') && !word.ends_with("ss") {
        word.pop();
    }
    word
}

/// Gathers the action items of every report that no other one replaces: a replacement carries
/// them on, and a promise counts once.
///
/// One that does not say what it addresses, as most lists in a text do not, addresses those factors
/// of its report that its words speak of by name.
pub(crate) fn gather(
    registry: &Registry,
    finder: &Finder,
    postmortems: &[Arc<Postmortem>],
    is_replaced: impl Fn(Index) -> bool + Sync,
) -> Promises {
    let promised = |(report, postmortem): (Index, &Arc<Postmortem>)| -> Vec<Promise> {
        let items = postmortem.action_items.iter().enumerate();
        let items = items.filter(|_| !is_replaced(report));
        items
            .map(|(item, action)| Promise {
                report,
                item,
                addresses: addresses(registry, finder, postmortem, action),
            })
            .collect()
    };
    let each: Vec<Vec<Promise>> = postmortems.par_iter().enumerate().map(promised).collect();
    let all: Vec<Promise> = each.into_iter().flatten().collect();
    let places = all.iter().enumerate();
    let by_factor = super::lists(places.flat_map(|(at, it)| super::named(&it.addresses, at)));
    Promises { all, by_factor }
}

/// Returns the ids of the factors that an action item addresses.
fn addresses(
    registry: &Registry,
    finder: &Finder,
    postmortem: &Postmortem,
    action: &ActionItem,
) -> Vec<String> {
    if !action.addresses.is_empty() {
        let written = action.addresses.iter().map(|(written, _)| written.as_str());
        return factors::resolve_all(registry, written);
    }
    let named = factors::ids(registry, postmortem);
    let spoken_of = finder.find_in_text(&action.what).into_iter();
    spoken_of
        .map(str::to_owned)
        .filter(|id| named.contains(id))
        .collect()
}

impl Promises {
    /// Returns the action items of a report; none of one that another replaces.
    pub(crate) fn of(&self, report: Index) -> &[Promise] {
        let start = self.all.partition_point(|it| it.report < report);
        let end = self.all.partition_point(|it| it.report <= report);
        &self.all[start..end]
    }

    /// Returns the action items that address a factor.
    pub(crate) fn addressing<'a>(&'a self, factor: &str) -> impl Iterator<Item = &'a Promise> {
        self.by_factor
            .get(factor)
            .into_iter()
            .flatten()
            .map(|&at| &self.all[at])
    }
}

#[cfg(test)]
mod tests {
    use crate::archive::testing::archive;

    #[test]
    fn an_action_item_in_a_list_addresses_what_it_speaks_of_if_its_report_names_it() {
        let archive = archive(
            "\
=== factors.yml
- { id: certificate-expiry, aliases: [certificates expire] }
- { id: runbook-missing, aliases: [missing runbook] }
=== one
---
contributing_factors: [certificate-expiry]
---
## Action items

- Page before certificates expire
- Write the missing runbook
",
        );
        let addresses: Vec<&[String]> = archive
            .promises
            .all
            .iter()
            .map(|promise| promise.addresses.as_slice())
            .collect();
        assert_eq!(addresses, [&["certificate-expiry".to_owned()][..], &[]]);
    }
}
