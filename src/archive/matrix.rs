//! Which factors are met together, and where: factor × factor, factor × service, factor × level.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::archive::{Archive, FactorEntry, Index};

/// A factor that is met in the same reports as another one.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct MetWith {
    /// The id of the other one.
    pub(crate) factor: String,
    /// How many reports name both: [`FEWEST`] at least.
    pub(crate) reports: usize,
    /// How many times more often they are met together than if each came and went by itself; 1 is
    /// by chance. To two decimal places.
    pub(crate) lift: f64,
}

/// For each factor, by id, those that it is met with; those first that are furthest from chance.
pub(crate) type Together = BTreeMap<String, Vec<MetWith>>;

/// Two factors that share fewer reports than this may do so by chance, and are not shown.
pub(crate) const FEWEST: usize = 3;

/// How often each factor (row) is met in each service or level (column).
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Matrix {
    pub(crate) columns: Vec<String>,
    /// By id of the factor; only those that some report names.
    pub(crate) rows: BTreeMap<String, Vec<usize>>,
}

/// Finds the pairs of factors that are met together in three reports or more.
pub(super) fn together(archive: &Archive) -> Together {
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
    let mut together = Together::new();
    for ((one, other), count) in counts.into_iter().filter(|&(_, count)| count >= FEWEST) {
        let by_chance = in_reports(one) as f64 * in_reports(other) as f64 / reports as f64;
        let lift = (count as f64 / by_chance * 100.0).round() / 100.0;
        for (one, other) in [(one, other), (other, one)] {
            together.entry(one.to_owned()).or_default().push(MetWith {
                factor: other.to_owned(),
                reports: count,
                lift,
            });
        }
    }
    for met_with in together.values_mut() {
        met_with.sort_by(|a, b| {
            b.lift
                .total_cmp(&a.lift)
                .then_with(|| b.reports.cmp(&a.reports))
                .then_with(|| a.factor.cmp(&b.factor))
        });
    }
    together
}

/// Counts the reports in which each factor meets each service.
pub(crate) fn by_service(archive: &Archive) -> Matrix {
    let columns: Vec<String> = archive.by_service.keys().cloned().collect();
    let places: BTreeMap<&str, usize> = columns.iter().map(String::as_str).zip(0..).collect();
    let met = archive.factors.entries.values();
    let rows = met.filter(|entry| !entry.postmortems.is_empty());
    let rows = rows.map(|entry| {
        let mut row = vec![0; columns.len()];
        for &report in &entry.postmortems {
            let services: BTreeSet<&String> = archive.get(report).services.iter().collect();
            for service in services {
                row[places[service.as_str()]] += 1;
            }
        }
        (entry.id.clone(), row)
    });
    Matrix {
        rows: rows.collect(),
        columns,
    }
}

/// Counts the reports of a factor in which a factor of each level is met, its own among them: which
/// conditions of the organisation stand behind which faults of a system.
pub(crate) fn levels_of<'a>(archive: &'a Archive, entry: &FactorEntry) -> BTreeMap<&'a str, usize> {
    let is_there = |reports: &[Index], report| reports.binary_search(&report).is_ok();
    archive
        .factors
        .by_level
        .iter()
        .map(|(level, reports)| {
            let of_factor = entry.postmortems.iter();
            let both = of_factor.filter(|&&report| is_there(reports, report));
            (level.as_str(), both.count())
        })
        .filter(|&(_, count)| count > 0)
        .collect()
}

/// Counts the reports in which each factor meets a factor of each level.
pub(crate) fn by_level(archive: &Archive) -> Matrix {
    let columns: Vec<String> = archive.factors.by_level.keys().cloned().collect();
    let met = archive.factors.entries.values();
    let rows = met.filter(|entry| !entry.postmortems.is_empty());
    let rows = rows.map(|entry| {
        let levels = levels_of(archive, entry);
        let count = |level: &String| levels.get(level.as_str()).copied().unwrap_or(0);
        (entry.id.clone(), columns.iter().map(count).collect())
    });
    Matrix {
        rows: rows.collect(),
        columns,
    }
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
        assert_eq!(twice.met_with("a"), []);
        let thrice = archive(&reports(&["a, b", "a, b", "b, a", "c", "c", "c"]));
        for (one, other) in [("a", "b"), ("b", "a")] {
            let [found] = thrice.met_with(one) else {
                panic!("one factor is met with {one}");
            };
            assert_eq!(found.factor, other);
            assert_eq!((found.reports, found.lift), (3, 2.0));
        }
        assert_eq!(thrice.met_with("c"), []);
    }

    #[test]
    fn two_factors_of_every_report_are_together_by_chance() {
        let archive = archive(&reports(&["a, b", "a, b", "a, b", "a, b"]));
        assert_eq!(archive.met_with("a")[0].lift, 1.0);
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
