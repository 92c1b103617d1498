//! The configuration under which a folder of existing reports builds without an edit.
//!
//! [`propose`] looks at every Markdown file of a repository and decides which folders hold reports,
//! what their front matter calls our fields, and which headings are near to one that we know. It
//! also says what it did not understand: a proposal is there to be read.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::config::{Globs, SourceGroup};
use crate::document::{self, Document, Source, WrittenTime, did_you_mean};
use crate::template::{FieldType, Templates};
use crate::yaml::Node;

/// What was found, and the configuration that follows from it.
#[derive(Debug)]
pub(crate) struct Proposal {
    /// The text of a `secondstory.yml`; empty where nothing looks like a report.
    pub(crate) config: String,
    /// How many files it makes reports of.
    pub(crate) reports: usize,
    /// What was understood and what was not, a sentence each.
    pub(crate) notes: Vec<String>,
}

/// Names of files that stand beside reports and are none.
const NEVER: [&str; 11] = [
    "readme",
    "license",
    "licence",
    "contributing",
    "changelog",
    "security",
    "code_of_conduct",
    "template",
    "postmortem-template",
    "culture",
    "index",
];

/// Returns the globs of the files that may be reports.
pub(crate) fn candidates() -> SourceGroup {
    let include = Globs::new(ENDINGS.map(|ending| format!("**/*{ending}")).to_vec())
        .expect("these globs are sound");
    SourceGroup {
        include,
        ..SourceGroup::default()
    }
}

/// The endings under which Markdown goes; of two that fit, the longer one first.
const ENDINGS: [&str; 7] = [
    ".html.md.erb",
    ".md.erb",
    ".markdown",
    ".qmd",
    ".mdx",
    ".Rmd",
    ".md",
];

/// Looks at the files of a repository.
pub(crate) fn propose(sources: Vec<Source>) -> Proposal {
    let templates = Templates::built_in();
    let mut folders: BTreeMap<(String, String), Folder> = BTreeMap::new();
    for source in sources {
        let (folder, name) = source.path.rsplit_once('/').unwrap_or(("", &source.path));
        let ending = ENDINGS
            .iter()
            .find(|ending| name.ends_with(**ending))
            .copied()
            .unwrap_or_default();
        let stem = source.stem().to_lowercase();
        let folder = folders
            .entry((folder.to_owned(), ending.to_owned()))
            .or_default();
        if NEVER.iter().any(|name| stem == *name) || stem.contains("template") {
            folder.others.push(source.path.to_string());
        } else {
            folder.documents.push(document::parse(&templates, source));
        }
    }
    folders.retain(|_, folder| folder.holds_reports());
    let mut notes = Vec::new();
    let mut config = String::new();
    let reports = folders.values().map(|folder| folder.documents.len()).sum();
    if reports > 0 {
        config.push_str("# Written by `secondstory adopt`. Read it through: what it could not know is marked with `?`.\n");
        config.push_str("title: Postmortems  # ? the name at the top of every page\n\nsources:\n");
        for ((path, ending), folder) in &folders {
            folder.write(&mut config, path, ending, &mut notes);
        }
    }
    Proposal {
        config,
        reports,
        notes,
    }
}

/// The files of one folder that share an ending.
#[derive(Default)]
struct Folder {
    documents: Vec<Document>,
    others: Vec<String>,
}

impl Folder {
    /// Says whether most of the files read like reports: known sections, a timeline, or front
    /// matter with a time in it.
    fn holds_reports(&self) -> bool {
        let like_reports = self.documents.iter().filter(|document| {
            let known: BTreeSet<_> = document
                .body()
                .sections
                .iter()
                .filter_map(|it| it.id.as_deref())
                .collect();
            known.len() >= 2
                || document.moments().len() >= 3
                || fields(document).any(|(_, node)| is_time(node))
        });
        let count = like_reports.count();
        count > 0 && count * 2 >= self.documents.len()
    }

    fn write(&self, config: &mut String, path: &str, ending: &str, notes: &mut Vec<String>) {
        let pattern = format!("*{ending}");
        let glob = if path.is_empty() {
            pattern
        } else {
            format!("{path}/{pattern}")
        };
        let count = self.documents.len();
        let _ = writeln!(config, "  - include: {}", quoted(&glob));
        if !self.others.is_empty() {
            let names: Vec<String> = self.others.iter().map(|path| quoted(path)).collect();
            let _ = writeln!(config, "    exclude: [{}]", names.join(", "));
        }
        let understood = self
            .documents
            .iter()
            .filter(|it| it.body().sections.iter().any(|it| it.id.is_some()))
            .count();
        let timelines = self
            .documents
            .iter()
            .filter(|it| !it.moments().is_empty())
            .count();
        notes.push(format!(
            "{glob}: {count} reports, {understood} with sections that are known, {timelines} with a timeline"
        ));
        let mapping = self.mapping();
        self.write_defaults(config, &mapping, &glob, notes);
        mapping.write(config, &glob, notes);
        self.write_headings(config, &glob, notes);
    }

    fn write_defaults(
        &self,
        config: &mut String,
        mapping: &Mapping,
        glob: &str,
        notes: &mut Vec<String>,
    ) {
        config.push_str("    defaults:\n");
        let says = |field: &str| {
            self.documents
                .iter()
                .any(|it| it.front_matter().text(field).is_some())
        };
        if !says("kind") {
            // What points to a publication elsewhere was written by somebody else.
            let kind = if mapping.renamed.contains_key("source.url") {
                "external"
            } else {
                "incident"
            };
            let _ = writeln!(config, "      kind: {kind}");
        }
        if !says("status") {
            config.push_str("      status: published\n");
        }
        if !says("confidentiality") {
            config
                .push_str("      confidentiality: internal  # ? public, internal or restricted\n");
        }
        let with_times = self
            .documents
            .iter()
            .flat_map(|it| it.moments())
            .filter_map(|it| it.time.as_ref());
        let without_zone = with_times
            .filter(|time| time.time.is_some() && time.zone.is_none())
            .count();
        if !says("timezone") && without_zone > 0 {
            config.push_str("      timezone: UTC  # ? of the times that do not say their zone\n");
            notes.push(format!(
                "{glob}: {without_zone} times do not say their zone; set `timezone`"
            ));
        }
    }

    /// Finds out what the front matter of these files calls our fields.
    fn mapping(&self) -> Mapping {
        let mut mapping = Mapping::default();
        for (key, node) in self.documents.iter().flat_map(fields) {
            let seen = mapping.keys.entry(key.to_owned()).or_default();
            seen.count += 1;
            seen.times += usize::from(is_time(node));
            seen.values.extend(node.text().map(str::to_owned));
        }
        let templates = Templates::built_in();
        let incident = templates
            .get("incident")
            .expect("there is always a template for incidents");
        // A key of ours that holds something else, such as `resolved: true`, is not ours.
        let is_ours = |key: &str, seen: &Key| {
            let field = incident
                .fields
                .iter()
                .find(|field| field.name.split('.').next() == Some(key));
            field.is_some_and(|field| field.kind != FieldType::Time || seen.is_mostly_times())
        };
        let taken: Vec<&str> = mapping
            .keys
            .iter()
            .filter(|(key, seen)| is_ours(key, seen))
            .map(|(key, _)| key.as_str())
            .collect();
        for (key, seen) in mapping
            .keys
            .iter()
            .filter(|(key, _)| !taken.contains(&key.as_str()))
        {
            match ours(key, seen)
                .filter(|ours| !taken.contains(ours) && !mapping.renamed.contains_key(ours))
            {
                Some(ours) => {
                    mapping.renamed.insert(ours, key.clone());
                }
                None => mapping.unknown.push(key.clone()),
            }
        }
        mapping
    }

    fn write_headings(&self, config: &mut String, glob: &str, notes: &mut Vec<String>) {
        let mut strange: BTreeMap<String, usize> = BTreeMap::new();
        for section in self.documents.iter().flat_map(|it| &it.body().sections) {
            if section.id.is_none() && section.level == 2 && section.parent.is_none() {
                *strange.entry(section.heading.clone()).or_default() += 1;
            }
        }
        let templates = Templates::built_in();
        let incident = templates
            .get("incident")
            .expect("there is always a template for incidents");
        let names: Vec<&str> = incident
            .sections
            .iter()
            .map(|section| section.heading.as_str())
            .collect();
        let mut near: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        strange.retain(
            |heading, _| match did_you_mean(heading, names.iter().copied()) {
                Some(name) => {
                    let section = incident
                        .recognise(name)
                        .expect("it is the heading of a section");
                    near.entry(&section.id).or_default().push(heading.clone());
                    false
                }
                None => true,
            },
        );
        if !near.is_empty() {
            config.push_str("    headings:\n");
            for (id, headings) in near {
                let headings: Vec<String> =
                    headings.iter().map(|heading| quoted(heading)).collect();
                let _ = writeln!(config, "      {id}: [{}]", headings.join(", "));
            }
        }
        let often: Vec<String> = strange
            .iter()
            .filter(|(_, count)| **count > 1)
            .map(|(heading, count)| format!("{heading} ({count})"))
            .collect();
        if !often.is_empty() {
            notes.push(format!(
                "{glob}: these headings name no section: {}; `headings:` can say which they mean",
                often.join(", ")
            ));
        }
    }
}

/// What the front matter of some files calls our fields.
#[derive(Default)]
struct Mapping {
    keys: BTreeMap<String, Key>,
    /// Our names and theirs.
    renamed: BTreeMap<&'static str, String>,
    /// Keys that mean nothing here.
    unknown: Vec<String>,
}

impl Mapping {
    fn write(&self, config: &mut String, glob: &str, notes: &mut Vec<String>) {
        if !self.renamed.is_empty() {
            config.push_str("    fields:\n");
            for (ours, theirs) in &self.renamed {
                let _ = writeln!(config, "      {ours}: {}", quoted(theirs));
            }
        }
        if !self.unknown.is_empty() {
            let names: Vec<String> = self.unknown.iter().map(|key| quoted(key)).collect();
            let _ = writeln!(config, "    ignore: [{}]", names.join(", "));
            notes.push(format!(
                "{glob}: these keys mean nothing here and are ignored: {}",
                self.unknown.join(", ")
            ));
        }
        let severity = self
            .renamed
            .get("severity")
            .map_or("severity", String::as_str);
        if let Some(seen) = self.keys.get(severity) {
            let strange: Vec<&String> = seen
                .values
                .iter()
                .filter(|value| !is_our_severity(value))
                .collect();
            if !strange.is_empty() && strange.len() <= 8 {
                config.push_str("    values:\n      severity:\n");
                for (at, value) in by_weight(strange).into_iter().enumerate() {
                    let _ = writeln!(
                        config,
                        "        {}: sev{}  # ?",
                        quoted(value),
                        (at + 1).min(4)
                    );
                }
                notes.push(format!("{glob}: check what its severities mean in ours"));
            }
        }
    }
}

/// What is known of a key of somebody's front matter.
#[derive(Default)]
struct Key {
    count: usize,
    /// How many of its values are times.
    times: usize,
    values: BTreeSet<String>,
}

impl Key {
    fn is_mostly_times(&self) -> bool {
        self.times * 2 > self.count
    }
}

/// Returns our name for what somebody else's key says.
fn ours(key: &str, seen: &Key) -> Option<&'static str> {
    let folded: String = key
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect::<String>()
        .to_lowercase();
    let mostly_times = seen.is_mostly_times();
    Some(match folded.as_str() {
        "start" | "starttime" | "startedat" | "startdate" | "began" | "date" | "incidentdate"
        | "datetime"
            if mostly_times =>
        {
            "started"
        }
        "end" | "endtime" | "endedat" | "enddate" | "resolvedwhen" | "resolvedat"
        | "resolvedon"
            if mostly_times =>
        {
            "resolved"
        }
        "detectedat" | "detectiontime" | "timedetected" if mostly_times => "detected",
        "mitigatedat" | "timemitigated" if mostly_times => "mitigated",
        "publishedat" | "sourcepublishedat" | "publishdate" | "published" if mostly_times => {
            "published_on"
        }
        "affected" | "affectedservices" | "service" | "component" | "components" | "systems"
        | "product" => "services",
        "team" | "owningteam" | "ownerteam" | "company" | "organisation" | "organization" => {
            "teams"
        }
        "keywords" | "labels" | "categories" | "topics" => "tags",
        "impactlevel" | "level" | "priority" | "sev" => "severity",
        "url" | "link" | "sourceurl" => "source.url",
        "archiveurl" | "archive" => "source.archive",
        "factors" | "causes" | "rootcauses" | "contributingfactor" => "contributing_factors",
        "detection" | "howdetected" | "detectionmethod" => "detected_by",
        _ => return None,
    })
}

fn fields(document: &Document) -> impl Iterator<Item = (&str, &Node)> {
    let tree = document.front_matter().tree.as_ref();
    tree.into_iter()
        .flat_map(Node::entries)
        .map(|entry| (&*entry.key, &entry.value))
}

fn is_time(node: &Node) -> bool {
    node.text().is_some_and(|text| {
        text.starts_with(|c: char| c.is_ascii_digit()) && WrittenTime::parse(text, None).is_some()
    })
}

fn is_our_severity(value: &str) -> bool {
    matches!(value, "sev1" | "sev2" | "sev3" | "sev4")
}

/// Sorts the severities of somebody else, worst first as far as their names say it.
fn by_weight(mut values: Vec<&String>) -> Vec<&String> {
    const WORST_FIRST: [&str; 16] = [
        "critical",
        "down",
        "outage",
        "p0",
        "p1",
        "1",
        "high",
        "major",
        "disrupted",
        "p2",
        "2",
        "medium",
        "minor",
        "p3",
        "low",
        "notice",
    ];
    values.sort_by_key(|value| {
        let folded = value.to_lowercase();
        WORST_FIRST
            .iter()
            .position(|name| folded.contains(name))
            .unwrap_or(WORST_FIRST.len())
    });
    values
}

fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(path: &str, text: &str) -> Source {
        let group = std::sync::Arc::new(candidates());
        Source {
            path: path.into(),
            group,
            content: Ok(text.into()),
        }
    }

    #[test]
    fn keys_of_another_tool_are_mapped_and_the_rest_is_named() {
        let text = "---\ntitle: x\ndate: 2021-05-25T11:30:00Z\nresolved: true\nresolvedWhen: 2021-05-26T07:51:00Z\nseverity: down\naffected: [a]\nsection: issue\n---\nWords.\n";
        let proposal = propose(vec![
            candidate("content/a.md", text),
            candidate("content/b.md", text),
        ]);
        assert_eq!(proposal.reports, 2);
        let config = crate::config::parse(&proposal.config)
            .unwrap_or_else(|it| panic!("{it:?}\n{}", proposal.config));
        let source = &config.sources[0];
        assert_eq!(source.fields["started"], "date");
        assert_eq!(source.fields["resolved"], "resolvedWhen");
        assert_eq!(source.values["severity"]["down"], "sev1");
        assert_eq!(source.ignore, ["resolved", "section"]);
    }

    #[test]
    fn a_folder_without_reports_is_left_alone() {
        let proposal = propose(vec![
            candidate("docs/guide.md", "# Guide\n\nWords.\n"),
            candidate("README.md", "# Hi\n"),
        ]);
        assert_eq!((proposal.reports, proposal.config.as_str()), (0, ""));
    }
}
