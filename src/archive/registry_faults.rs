//! What is wrong with a registry of factors, as data: the rules of `factor/` put it into words.

use std::collections::BTreeMap;

use crate::archive::terms::{Stems, is_glue, lower, words};
use crate::archive::{Factor, Factors, Registry};
use crate::document::Span;

/// Something wrong in `factors.yml`, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RegistryFault {
    pub(crate) span: Span,
    /// The id of the factor that it is about.
    pub(crate) factor: String,
    pub(crate) kind: RegistryFaultKind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RegistryFaultKind {
    /// An earlier factor has a name of the same words, or an id that differs by one letter.
    NearDuplicate { earlier: String },
    /// An earlier factor claims the alias as well, or has it as its id.
    AliasTaken { alias: String, by: String },
    /// Following `replaced_by` comes back to the factor.
    ReplacedByItself,
    /// `replaced_by` or `see_also` names a factor that is not there.
    UnknownFactor { name: String },
    /// No report names it.
    Unused,
}

/// Returns everything that is wrong with a registry, in the order of the file.
pub(crate) fn registry_faults(registry: &Registry, factors: &Factors) -> Vec<RegistryFault> {
    let mut faults = near_duplicates(registry);
    for factor in &registry.factors {
        faults.extend(aliases_taken(registry, factor));
        let fault = |span, kind| RegistryFault {
            span,
            factor: factor.id.clone(),
            kind,
        };
        if is_replaced_by_itself(registry, factor) {
            faults.push(fault(factor.span, RegistryFaultKind::ReplacedByItself));
        }
        let named = factor.see_also.iter().chain(&factor.replaced_by);
        let unknown = named.filter(|name| registry.named(name).is_none());
        faults.extend(unknown.map(|name| {
            let name = name.clone();
            fault(factor.span, RegistryFaultKind::UnknownFactor { name })
        }));
        let entry = factors.entries.get(&factor.id);
        if entry.is_some_and(|entry| entry.postmortems.is_empty()) {
            faults.push(fault(factor.span, RegistryFaultKind::Unused));
        }
    }
    faults.sort_by_key(|fault| fault.span);
    faults
}

/// Finds factors in use whose names (id, title or an alias) are made of the same words, whatever
/// their order and endings, or whose ids differ by one letter.
fn near_duplicates(registry: &Registry) -> Vec<RegistryFault> {
    let stems = Stems::english();
    let mut first: BTreeMap<Vec<String>, usize> = BTreeMap::new();
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    let in_use = |factor: &Factor| factor.replaced_by.is_none();
    for (at, factor) in registry.factors.iter().enumerate() {
        if !in_use(factor) {
            continue;
        }
        for name in [&factor.id, &factor.title]
            .into_iter()
            .chain(&factor.aliases)
        {
            let words = bag(&stems, name);
            if words.len() < 2 {
                continue;
            }
            let earlier = *first.entry(words).or_insert(at);
            if earlier != at {
                pairs.push((at, earlier));
            }
        }
    }
    let mut by_id: Vec<(&str, usize)> = registry
        .factors
        .iter()
        .enumerate()
        .filter(|(_, factor)| in_use(factor))
        .map(|(at, factor)| (factor.id.as_str(), at))
        .collect();
    by_id.sort_unstable();
    // Ids that differ by one letter are mostly neighbours in the alphabet.
    for pair in by_id.windows(2) {
        let [(one, first), (other, second)] = pair else {
            continue;
        };
        if one.len() >= 6 && strsim::damerau_levenshtein(one, other) <= 1 {
            pairs.push((*first.max(second), *first.min(second)));
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs
        .into_iter()
        .map(|(at, earlier)| RegistryFault {
            span: registry.factors[at].span,
            factor: registry.factors[at].id.clone(),
            kind: RegistryFaultKind::NearDuplicate {
                earlier: registry.factors[earlier].id.clone(),
            },
        })
        .collect()
}

fn bag(stems: &Stems, name: &str) -> Vec<String> {
    let mut bag: Vec<String> = words(name)
        .map(|word| lower(word.text).into_owned())
        .filter(|word| !is_glue(word))
        .map(|word| stems.of(&word).into_owned())
        .collect();
    bag.sort_unstable();
    bag.dedup();
    bag
}

fn aliases_taken(registry: &Registry, factor: &Factor) -> Vec<RegistryFault> {
    let taken = factor.aliases.iter().zip(&factor.alias_spans);
    let taken = taken.filter_map(|(alias, &span)| {
        let owner = registry.named(alias)?;
        (owner.id != factor.id).then(|| RegistryFault {
            span,
            factor: factor.id.clone(),
            kind: RegistryFaultKind::AliasTaken {
                alias: alias.clone(),
                by: owner.id.clone(),
            },
        })
    });
    taken.collect()
}

fn is_replaced_by_itself(registry: &Registry, factor: &Factor) -> bool {
    let mut at = factor;
    for _ in 0..registry.factors.len() {
        let Some(next) = at
            .replaced_by
            .as_deref()
            .and_then(|name| registry.named(name))
        else {
            return false;
        };
        if next.id == factor.id {
            return true;
        }
        at = next;
    }
    // It leads into a circle of others, which is told at each of them.
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::testing::archive;

    fn faults(registry: &str, reports: &str) -> Vec<(String, RegistryFaultKind)> {
        let archive = archive(&format!("=== factors.yml\n{registry}{reports}"));
        let faults = registry_faults(&archive.registry, &archive.factors);
        let said = faults
            .into_iter()
            .map(|it| (it.span.of(registry).to_owned(), it.kind));
        said.collect()
    }

    #[test]
    fn the_same_words_in_another_order_are_nearly_the_same_factor() {
        use RegistryFaultKind::{NearDuplicate, Unused};
        let registry = "\
- { id: alert-missing, title: Nothing called }
- { id: missing-alerts }
- { id: old-alert-missing, replaced_by: alert-missing, aliases: [missing alert too] }
- { id: config-drift }
- { id: confg-drift }
";
        let reports =
            "=== one\n---\ncontributing_factors: [alert-missing, config-drift, confg-drift]\n---\n";
        let near = |earlier: &str| NearDuplicate {
            earlier: earlier.into(),
        };
        assert_eq!(
            faults(registry, reports),
            [
                ("missing-alerts".to_owned(), near("alert-missing")),
                ("missing-alerts".to_owned(), Unused),
                ("confg-drift".to_owned(), near("config-drift")),
            ]
        );
    }

    #[test]
    fn an_alias_belongs_to_one_factor_and_a_replacement_is_there() {
        use RegistryFaultKind::{AliasTaken, ReplacedByItself, UnknownFactor};
        let registry = "\
- { id: one-way, aliases: [no way back] }
- { id: other-way, aliases: [No way back, one-way] }
- { id: round, replaced_by: about }
- { id: about, replaced_by: round, see_also: [nowhere] }
";
        let reports = "=== one\n---\ncontributing_factors: [one-way, other-way]\n---\n";
        let taken = |alias: &str| AliasTaken {
            alias: alias.into(),
            by: "one-way".into(),
        };
        let name = "nowhere".to_owned();
        assert_eq!(
            faults(registry, reports),
            [
                (
                    "other-way".to_owned(),
                    RegistryFaultKind::NearDuplicate {
                        earlier: "one-way".into()
                    }
                ),
                ("No way back".to_owned(), taken("No way back")),
                ("one-way".to_owned(), taken("one-way")),
                ("round".to_owned(), ReplacedByItself),
                ("about".to_owned(), ReplacedByItself),
                ("about".to_owned(), UnknownFactor { name }),
            ]
        );
    }
}
