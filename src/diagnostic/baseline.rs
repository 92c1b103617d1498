//! The findings that were there before: recorded once, hidden since, and meant to become fewer.
//!
//! The file has one finding on each line, sorted, so that a change of it reads well and two changes
//! merge well. A finding is known by its fingerprint, in which no line number has a part.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::diagnostic::{Diagnostic, count};
use crate::document::{Lines, Span};
use crate::yaml::Problem;

/// The version of the file's shape.
const VERSION: u32 = 1;

/// Findings that are known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Baseline {
    /// By fingerprint.
    entries: BTreeMap<String, Entry>,
}

/// A line of the file. The order of the fields is that of the lines.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    path: String,
    rule: String,
    fingerprint: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: u32,
    findings: Vec<Entry>,
}

/// A rule that finds more than a baseline has.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Growth {
    pub(crate) rule: String,
    before: usize,
    after: usize,
    /// The files with findings that are new.
    paths: BTreeSet<String>,
}

impl Baseline {
    /// Reads the text of a file, or says in which line it is no baseline.
    ///
    /// Commas between the lines are not missed and not minded: where two changes were merged line by
    /// line, one may be too many or too few.
    pub(crate) fn parse(text: &str) -> Result<Baseline, Vec<Problem>> {
        let lines = Lines::new(text);
        let file = match serde_json::from_str::<File>(text) {
            Ok(file) => file,
            Err(_) => by_line(&lines).map_err(|problem| vec![problem])?,
        };
        if file.version != VERSION {
            return Err(vec![Problem {
                span: lines.line(1),
                message: format!("this baseline is of version {}", file.version),
                help: Some(format!(
                    "this program reads version {VERSION}; a newer one wrote the file"
                )),
            }]);
        }
        Ok(file.findings.into_iter().collect())
    }

    /// Writes the text of a file.
    pub(crate) fn to_json(&self) -> String {
        let mut entries: Vec<&Entry> = self.entries.values().collect();
        entries.sort();
        let lines: Vec<String> = entries
            .into_iter()
            .map(|entry| {
                let entry = serde_json::to_string(entry).expect("texts can be written");
                format!("\n    {entry}")
            })
            .collect();
        let end = if lines.is_empty() { "" } else { "\n  " };
        format!(
            "{{\n  \"version\": {VERSION},\n  \"findings\": [{}{end}]\n}}\n",
            lines.join(",")
        )
    }

    /// Returns a baseline of some findings.
    pub(crate) fn of<'a>(findings: impl IntoIterator<Item = &'a Diagnostic>) -> Baseline {
        let entry = |it: &Diagnostic| Entry {
            path: it.path.to_string(),
            rule: it.rule.to_owned(),
            fingerprint: it.fingerprint.clone(),
        };
        findings.into_iter().map(entry).collect()
    }

    /// Says whether a finding was there before.
    pub(crate) fn knows(&self, finding: &Diagnostic) -> bool {
        self.entries.contains_key(&finding.fingerprint)
    }

    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Returns how many of its findings are not in another one.
    pub(crate) fn missing_in(&self, other: &Baseline) -> usize {
        let is_missing = |it: &&String| !other.entries.contains_key(*it);
        self.entries.keys().filter(is_missing).count()
    }

    /// Returns what stays of it where nobody looked: in other files, or by other rules.
    pub(crate) fn without(&self, is_looked_at: impl Fn(&str, &str) -> bool) -> Baseline {
        let entries = self.entries.values();
        entries
            .filter(|it| !is_looked_at(&it.path, &it.rule))
            .cloned()
            .collect()
    }

    /// Returns it with the findings of another one.
    pub(crate) fn with(mut self, other: Baseline) -> Baseline {
        self.entries.extend(other.entries);
        self
    }

    /// Returns the rules that have more findings in another baseline than in this one.
    ///
    /// They are counted rule by rule, and not finding by finding, so that a report may be renamed.
    pub(crate) fn growth(&self, next: &Baseline) -> Vec<Growth> {
        let mut rules: BTreeMap<&str, Growth> = BTreeMap::new();
        for entry in next.entries.values() {
            let growth = rules.entry(&entry.rule).or_insert_with(|| Growth {
                rule: entry.rule.clone(),
                before: 0,
                after: 0,
                paths: BTreeSet::new(),
            });
            growth.after += 1;
            if !self.entries.contains_key(&entry.fingerprint) {
                growth.paths.insert(entry.path.clone());
            }
        }
        for entry in self.entries.values() {
            if let Some(growth) = rules.get_mut(&*entry.rule) {
                growth.before += 1;
            }
        }
        let grown = rules.into_values().filter(|it| it.after > it.before);
        grown.collect()
    }
}

impl FromIterator<Entry> for Baseline {
    fn from_iter<T: IntoIterator<Item = Entry>>(entries: T) -> Baseline {
        let entries = entries.into_iter();
        Baseline {
            entries: entries.map(|it| (it.fingerprint.clone(), it)).collect(),
        }
    }
}

impl fmt::Display for Growth {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let Growth {
            rule,
            before,
            after,
            paths,
        } = self;
        write!(f, "{rule}: {before} before, {after} now; new in ")?;
        match paths.first() {
            Some(path) if paths.len() > 1 => {
                write!(f, "{path} and {}", count(paths.len() - 1, "other file"))
            }
            Some(path) => write!(f, "{path}"),
            None => write!(f, "no file"),
        }
    }
}

/// Reads a file as lines, whatever commas there are between them.
fn by_line(lines: &Lines) -> Result<File, Problem> {
    let mut file = File {
        version: VERSION,
        findings: Vec::new(),
    };
    for number in 1..=lines.count() {
        let span = lines.line(number);
        let line = span.of(lines.text());
        match line.trim().trim_end_matches(',') {
            "" | "{" | "}" | "[" | "]" | "]}" | "\"findings\": [" => {}
            line if line.starts_with('{') => match serde_json::from_str(line) {
                Ok(entry) => file.findings.push(entry),
                Err(error) => return Err(garbled(span, &error)),
            },
            line => match line
                .strip_prefix("\"version\":")
                .map(|it| it.trim().parse())
            {
                Some(Ok(version)) => file.version = version,
                Some(Err(_)) | None => return Err(unknown_line(span, line)),
            },
        }
    }
    Ok(file)
}

fn garbled(span: Span, error: &serde_json::Error) -> Problem {
    let error = error.to_string();
    // The line that it would name is the one that it was given.
    let error = error.split(" at line ").next().unwrap_or_default();
    Problem {
        span,
        message: format!("this line is no finding of a baseline: {error}"),
        help: Some(RENEW.to_owned()),
    }
}

fn unknown_line(span: Span, line: &str) -> Problem {
    let is_conflict = ["<<<<<<<", "=======", ">>>>>>>", "|||||||"]
        .iter()
        .any(|mark| line.starts_with(mark));
    let (message, help) = if is_conflict {
        (
            "a merge was left half-way here",
            "keep the lines of both sides, take out the marks, and run `secondstory check \
             --write-baseline`, which drops what is mended",
        )
    } else {
        ("this line does not belong in a baseline", RENEW)
    };
    Problem {
        span,
        message: message.to_owned(),
        help: Some(help.to_owned()),
    }
}

const RENEW: &str =
    "restore the file as it was, or remove it and run `secondstory check --write-baseline`";

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(path: &str, rule: &str, fingerprint: &str) -> Entry {
        Entry {
            path: path.into(),
            rule: rule.into(),
            fingerprint: fingerprint.into(),
        }
    }

    fn three() -> Baseline {
        [
            entry("b.md", "link/broken", "01"),
            entry("a.md", "structure/title", "02"),
            entry("a.md", "link/broken", "03"),
        ]
        .into_iter()
        .collect()
    }

    const TEXT: &str = r#"{
  "version": 1,
  "findings": [
    {"path":"a.md","rule":"link/broken","fingerprint":"03"},
    {"path":"a.md","rule":"structure/title","fingerprint":"02"},
    {"path":"b.md","rule":"link/broken","fingerprint":"01"}
  ]
}
"#;

    #[test]
    fn it_is_written_by_path_one_finding_a_line_and_read_again() {
        assert_eq!(three().to_json(), TEXT);
        assert_eq!(Baseline::parse(TEXT).unwrap(), three());
        let empty = Baseline::default();
        assert_eq!(Baseline::parse(&empty.to_json()).unwrap(), empty);
    }

    #[test]
    fn lines_that_a_merge_brought_together_need_no_mending_of_commas() {
        let merged = TEXT.replace(
            "\"01\"}\n",
            "\"01\"}\n    {\"path\":\"c.md\",\"rule\":\"link/broken\",\"fingerprint\":\"04\"},\n",
        );
        assert_eq!(Baseline::parse(&merged).unwrap().len(), 4);
    }

    #[test]
    fn what_is_no_baseline_is_named_with_its_line() {
        let told = |text: &str| {
            let problem = Baseline::parse(text).unwrap_err().remove(0);
            (problem.span.of(text).trim().to_owned(), problem.message)
        };
        let (line, message) = told(&TEXT.replace("\"rule\":\"structure/title\",", ""));
        assert!(line.contains("\"02\""), "{line}");
        assert!(message.contains("missing field `rule`"), "{message}");
        let (line, message) = told(&TEXT.replace("  \"findings\"", "<<<<<<< HEAD\n  \"findings\""));
        assert_eq!(line, "<<<<<<< HEAD");
        assert!(message.contains("merge"), "{message}");
        let (line, _) = told(&TEXT.replace("  ]\n", "  ]\nnonsense\n"));
        assert_eq!(line, "nonsense");
        let (_, message) = told(&TEXT.replace("\"version\": 1", "\"version\": 2"));
        assert!(message.contains("version 2"), "{message}");
    }

    #[test]
    fn it_grows_by_rule_and_a_renamed_report_is_no_growth() {
        let before = three();
        let renamed: Baseline = [
            entry("c.md", "link/broken", "11"),
            entry("a.md", "structure/title", "02"),
            entry("a.md", "link/broken", "03"),
        ]
        .into_iter()
        .collect();
        assert_eq!(before.growth(&renamed), []);
        assert_eq!(before.missing_in(&renamed), 1);
        let grown = renamed.with(Baseline::of([]).with(before.clone()));
        let growth = before.growth(&grown);
        assert_eq!(growth.len(), 1);
        assert_eq!(
            growth[0].to_string(),
            "link/broken: 2 before, 3 now; new in c.md"
        );
    }

    #[test]
    fn where_nobody_looked_everything_stays() {
        let rest = three().without(|path, rule| path == "a.md" && rule == "link/broken");
        assert_eq!(rest.len(), 2);
        assert_eq!(rest.missing_in(&three()), 0);
    }
}
