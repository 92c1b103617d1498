//! Facets: by what results can be narrowed, and the value of every report.

use std::collections::BTreeMap;

use serde::Serialize;

use super::catalogue::Catalogue;
use super::code;
use crate::archive::Index;
use crate::config::Config;
use crate::postmortem::{Postmortem, Status, humanize};

/// The name of a facet, in addresses and queries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Facet {
    Kind,
    Severity,
    Status,
    Year,
    Detected,
    Open,
    Service,
    Team,
    Factor,
    Tag,
}

impl Facet {
    pub(super) const ALL: [Facet; 10] = [
        Facet::Kind,
        Facet::Severity,
        Facet::Status,
        Facet::Year,
        Facet::Detected,
        Facet::Open,
        Facet::Service,
        Facet::Team,
        Facet::Factor,
        Facet::Tag,
    ];

    pub(super) fn name(self) -> &'static str {
        match self {
            Facet::Kind => "kind",
            Facet::Severity => "severity",
            Facet::Status => "status",
            Facet::Year => "year",
            Facet::Detected => "detected",
            Facet::Open => "open",
            Facet::Service => "service",
            Facet::Team => "team",
            Facet::Factor => "factor",
            Facet::Tag => "tag",
        }
    }

    /// Says whether a report can have several values.
    pub(super) fn is_list(self) -> bool {
        matches!(
            self,
            Facet::Service | Facet::Team | Facet::Factor | Facet::Tag
        )
    }
}

/// A value of a facet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Value {
    /// Empty where a report does not say it.
    pub(super) id: String,
    pub(super) title: String,
    /// The level and the group of a factor; empty for everything else.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) level: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) group: String,
}

/// The values that reports have, and which report has which.
#[derive(Clone, Debug, Default)]
pub(super) struct Column {
    pub(super) values: Vec<Value>,
    /// For each report, in the order of the archive, places in `values`.
    pub(super) reports: Vec<Vec<u32>>,
}

impl Column {
    /// Writes the column as a shard holds it.
    pub(super) fn encoded(&self, facet: Facet) -> String {
        let mut out = Vec::with_capacity(self.reports.len() * 2);
        for values in &self.reports {
            if facet.is_list() {
                for &value in values {
                    code::write(&mut out, value + 1);
                }
                code::write(&mut out, 0);
            } else {
                code::write(&mut out, values.first().copied().unwrap_or_default());
            }
        }
        String::from_utf8(out).expect("digits are ASCII")
    }
}

/// Returns the column of every facet.
pub(super) fn columns(catalogue: &Catalogue) -> BTreeMap<Facet, Column> {
    Facet::ALL
        .into_iter()
        .map(|facet| (facet, column(catalogue, facet)))
        .collect()
}

fn column(catalogue: &Catalogue, facet: Facet) -> Column {
    let archive = catalogue.archive;
    let one = |of: &dyn Fn(&Postmortem) -> String| {
        let values = archive.postmortems.iter().map(|it| vec![of(it)]);
        values.collect::<Vec<_>>()
    };
    let listed = |lists: Vec<(&String, &Vec<Index>)>| {
        let mut values = vec![Vec::new(); archive.postmortems.len()];
        for (id, reports) in lists {
            for &report in reports {
                values[report].push(id.clone());
            }
        }
        values
    };
    let ids: Vec<Vec<String>> = match facet {
        Facet::Kind => one(&|it| it.kind.clone()),
        Facet::Severity => one(&|it| it.severity.clone().unwrap_or_default()),
        Facet::Status => one(&|it| it.status.name().to_owned()),
        Facet::Year => one(&|it| it.date.map_or(String::new(), |it| it.year().to_string())),
        Facet::Detected => one(&|it| it.detected_by.clone().unwrap_or_default()),
        Facet::Open => one(&|it| {
            let is_open = it.action_items.iter().any(|action| action.is_open());
            if is_open { "yes" } else { "no" }.to_owned()
        }),
        Facet::Service => listed(archive.by_service.iter().collect()),
        Facet::Team => listed(archive.by_team.iter().collect()),
        Facet::Factor => {
            let entries = archive.factors.entries.iter();
            listed(entries.map(|(id, it)| (id, &it.postmortems)).collect())
        }
        Facet::Tag => archive
            .postmortems
            .iter()
            .map(|it| {
                let mut tags = it.tags.clone();
                tags.sort();
                tags.dedup();
                tags
            })
            .collect(),
    };
    let mut all: Vec<&String> = ids.iter().flatten().collect();
    all.sort_unstable();
    all.dedup();
    let mut values: Vec<Value> = all
        .into_iter()
        .map(|id| value(catalogue, facet, id))
        .collect();
    order(catalogue.config, facet, &mut values);
    let places: BTreeMap<&str, u32> = values.iter().map(|it| &*it.id).zip(0..).collect();
    let reports = ids
        .iter()
        .map(|ids| ids.iter().map(|id| places[&**id]).collect())
        .collect();
    Column { values, reports }
}

/// Puts values in the order in which people know them; what is not given comes last.
fn order(config: &Config, facet: Facet, values: &mut [Value]) {
    let rank = |value: &Value| match facet {
        Facet::Severity => config
            .severities
            .iter()
            .position(|it| it.id == value.id)
            .unwrap_or(usize::MAX),
        Facet::Status => Status::NAMES
            .iter()
            .position(|&it| it == value.id)
            .unwrap_or(usize::MAX),
        Facet::Year => 9999 - value.id.parse().unwrap_or(0).min(9999),
        Facet::Kind
        | Facet::Detected
        | Facet::Open
        | Facet::Service
        | Facet::Team
        | Facet::Factor
        | Facet::Tag => 0,
    };
    values.sort_by_key(|value| (value.id.is_empty(), rank(value), value.title.to_lowercase()));
}

fn value(catalogue: &Catalogue, facet: Facet, id: &str) -> Value {
    let archive = catalogue.archive;
    let mut value = Value {
        id: id.to_owned(),
        title: id.to_owned(),
        ..Value::default()
    };
    match facet {
        Facet::Kind => {
            let template = archive
                .postmortems
                .iter()
                .map(|it| &it.document.template)
                .find(|template| template.name == id);
            if let Some(template) = template.filter(|it| !it.title.is_empty()) {
                value.title = template.title.clone();
            }
        }
        Facet::Severity => {
            let known = catalogue.config.severities.iter().find(|it| it.id == id);
            if let Some(severity) = known {
                value.title = severity.title.clone();
            }
        }
        Facet::Service => value.title = archive.services.title(id).to_owned(),
        Facet::Factor => {
            if let Some(entry) = archive.factors.entries.get(id) {
                value.title = entry.title.clone();
                value.level = entry.level.clone().unwrap_or_default();
                value.group = entry.group.clone().unwrap_or_default();
            }
        }
        Facet::Status => value.title = catalogue.word(&format!("status.{id}")),
        Facet::Detected if !id.is_empty() => {
            let known = (catalogue.word)(&format!("noticed.{id}"));
            value.title = known.unwrap_or_else(|| humanize(id));
        }
        Facet::Detected | Facet::Year | Facet::Open | Facet::Team | Facet::Tag => {}
    }
    value
}
