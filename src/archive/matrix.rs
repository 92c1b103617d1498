//! Which factors are met together, and where: factor × factor, factor × service, factor × level.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::archive::Archive;

/// Two factors that are met in the same reports.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Together {
    /// Ids, in alphabetical order.
    pub(crate) factors: [String; 2],
    /// How many reports name both: [`FEWEST`] at least.
    pub(crate) reports: usize,
    /// How many times more often they are met together than if each came and went by itself; 1 is
    /// by chance.
    pub(crate) lift: f64,
}

/// Two factors that share fewer reports than this may do so by chance, and are not shown.
pub(crate) const FEWEST: usize = 3;

/// How often each factor (row) is met in each service or level (column).
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub(crate) struct Matrix {
    pub(crate) columns: Vec<String>,
    /// By id of the factor; only those that some report names.
    pub(crate) rows: BTreeMap<String, Vec<usize>>,
}

/// Returns the pairs of factors that are met together in three reports or more, those first that
/// are furthest from chance.
pub(crate) fn together(archive: &Archive) -> Vec<Together> {
    let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let mut factors_of: Vec<Vec<&str>> = vec![Vec::new(); archive.postmortems.len()];
    for (id, entry) in &archive.factors.entries {
        for &report in &entry.postmortems {
            factors_of[report].push(id);
        }
    }
    for factors in &factors_of {
        for (at, one) in factors.iter().enumerate() {
            for other in &factors[at + 1..] {
                *counts.entry((one, other)).or_default() += 1;
            }
        }
    }
    // Reports without any factor say nothing about which of them go together.
    let reports = factors_of.iter().filter(|it| !it.is_empty()).count();
    let in_reports = |id: &str| archive.factors.entries[id].postmortems.len();
    let mut together: Vec<Together> = counts
        .into_iter()
        .filter(|&(_, count)| count >= FEWEST)
        .map(|((one, other), count)| {
            let by_chance = in_reports(one) as f64 * in_reports(other) as f64 / reports as f64;
            Together {
                factors: [one.to_owned(), other.to_owned()],
                reports: count,
                lift: count as f64 / by_chance,
            }
        })
        .collect();
    together.sort_by(|a, b| {
        b.lift
            .total_cmp(&a.lift)
            .then_with(|| b.reports.cmp(&a.reports))
            .then_with(|| a.factors.cmp(&b.factors))
    });
    together
}

/// Counts the reports in which each factor meets each service.
pub(crate) fn by_service(archive: &Archive) -> Matrix {
    let columns: Vec<String> = archive.by_service.keys().cloned().collect();
    matrix(archive, columns, |report, add| {
        for service in &archive.get(report).services {
            add(service);
        }
    })
}

/// Counts the reports in which each factor meets a factor of each level, its own among them: which
/// conditions of the organisation stand behind which faults of a system.
pub(crate) fn by_level(archive: &Archive) -> Matrix {
    let columns: Vec<String> = archive.factors.by_level.keys().cloned().collect();
    matrix(archive, columns, |report, add| {
        for (level, reports) in &archive.factors.by_level {
            if reports.binary_search(&report).is_ok() {
                add(level);
            }
        }
    })
}

fn matrix(
    archive: &Archive,
    columns: Vec<String>,
    each: impl Fn(usize, &mut dyn FnMut(&str)),
) -> Matrix {
    let mut rows = BTreeMap::new();
    for (id, entry) in &archive.factors.entries {
        if entry.postmortems.is_empty() {
            continue;
        }
        let mut row = vec![0; columns.len()];
        for &report in &entry.postmortems {
            each(report, &mut |name| {
                if let Ok(column) = columns.binary_search_by(|it| it.as_str().cmp(name)) {
                    row[column] += 1;
                }
            });
        }
        rows.insert(id.clone(), row);
    }
    Matrix { columns, rows }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::testing::archive;

    /// Writes reports, each given by its factors.
    fn reports(of: &[&str]) -> String {
        of.iter()
            .enumerate()
            .map(|(at, factors)| {
                format!(
                    "=== r{at}\n---\nservices: [s{}]\ncontributing_factors: [{factors}]\n---\n",
                    at % 2
                )
            })
            .collect()
    }

    #[test]
    fn what_is_met_together_twice_may_be_chance_and_is_not_told() {
        let twice = archive(&reports(&["a, b", "a, b", "c"]));
        assert_eq!(together(&twice), []);
        let thrice = archive(&reports(&["a, b", "a, b", "b, a", "c", "c", "c"]));
        let found = together(&thrice);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].reports, found[0].lift), (3, 2.0));
    }

    #[test]
    fn two_factors_of_every_report_are_together_by_chance() {
        let archive = archive(&reports(&["a, b", "a, b", "a, b", "a, b"]));
        assert_eq!(together(&archive)[0].lift, 1.0);
    }

    #[test]
    fn a_report_counts_once_in_each_cell() {
        let registry = "\
=== factors.yml
- { id: a, level: organisation }
- { id: b, level: information-system }
- { id: c, level: information-system }
";
        let archive = archive(&format!("{registry}{}", reports(&["a, b, c", "b", "a"])));
        let services = by_service(&archive);
        assert_eq!(services.columns, ["s0", "s1"]);
        assert_eq!(services.rows["a"], [2, 0]);
        assert_eq!(services.rows["b"], [1, 1]);
        let levels = by_level(&archive);
        assert_eq!(levels.columns, ["information-system", "organisation"]);
        assert_eq!(levels.rows["a"], [1, 2]);
        assert_eq!(levels.rows["b"], [2, 1]);
    }
}
