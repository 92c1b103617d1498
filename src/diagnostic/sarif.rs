//! SARIF 2.1.0, which code scanning and editors read.
//!
//! Columns count Unicode characters, which the run says: SARIF lets a tool choose. Addresses are
//! relative to the top of the repository, and nothing tells of the machine that it was written on.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};

use serde::Serialize;

use crate::diagnostic::{Diagnostic, Fix, Level, Report, RuleText, Suppressed, Suppression, plain};
use crate::document::{Lines, Span};

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool<'a>,
    column_kind: &'static str,
    original_uri_base_ids: BTreeMap<&'static str, BaseId>,
    automation_details: Id,
    invocations: [Invocation; 1],
    results: Vec<Finding<'a>>,
}

#[derive(Serialize)]
struct Tool<'a> {
    driver: Driver<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver<'a> {
    name: &'static str,
    semantic_version: &'static str,
    rules: Vec<Rule<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule<'a> {
    id: &'a str,
    /// The fault in one word: `MissingSection`.
    name: String,
    short_description: Message,
    full_description: Message,
    help: Help,
    #[serde(skip_serializing_if = "Option::is_none")]
    help_uri: Option<&'a str>,
    default_configuration: Configuration,
    properties: Properties<'a>,
}

#[derive(Serialize)]
struct Help {
    text: String,
    markdown: String,
}

#[derive(Serialize)]
struct Configuration {
    enabled: bool,
    level: &'static str,
}

#[derive(Serialize)]
struct Properties<'a> {
    tags: [&'a str; 2],
    #[serde(rename = "problem.severity")]
    severity: &'static str,
}

#[derive(Serialize)]
struct BaseId {
    description: Message,
}

#[derive(Serialize)]
struct Id {
    id: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation {
    execution_successful: bool,
}

#[derive(Serialize)]
struct Message {
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Finding<'a> {
    rule_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_index: Option<usize>,
    level: &'static str,
    message: Message,
    locations: [Location; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location>,
    partial_fingerprints: BTreeMap<&'static str, &'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fixes: Option<[Mending; 1]>,
    /// Of every finding, if of any: then an empty list says that this one counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    suppressions: Option<Vec<Excuse>>,
}

#[derive(Serialize)]
struct Excuse {
    kind: &'static str,
    justification: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    region: Region,
}

#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactLocation {
    uri: String,
    uri_base_id: &'static str,
}

/// From 1; the end is behind the last character.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Mending {
    description: Message,
    artifact_changes: [ArtifactChange; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactChange {
    artifact_location: ArtifactLocation,
    replacements: Vec<Replacement>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacement {
    deleted_region: Region,
    inserted_content: Message,
}

/// What every address is relative to.
const ROOT: &str = "%SRCROOT%";

pub(super) fn write(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let any_suppressed = !report.suppressed.is_empty();
    let counted = report.by_file().flat_map(|(lines, found)| {
        let finding = move |it| Finding {
            suppressions: any_suppressed.then(Vec::new),
            ..finding(report, it, &lines)
        };
        found.iter().map(finding).collect::<Vec<_>>()
    });
    let results = counted.chain(suppressed(report));
    let log = Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: Driver {
                    name: "Second Story",
                    semantic_version: env!("CARGO_PKG_VERSION"),
                    rules: report.rules.iter().map(|it| rule(report, it)).collect(),
                },
            },
            column_kind: "unicodeCodePoints",
            original_uri_base_ids: BTreeMap::from([(
                ROOT,
                BaseId {
                    description: message("the top of the repository"),
                },
            )]),
            automation_details: Id { id: "secondstory/" },
            invocations: [Invocation {
                execution_successful: true,
            }],
            results: results.collect(),
        }],
    };
    serde_json::to_writer_pretty(&mut *out, &log)?;
    writeln!(out)
}

fn rule<'a>(report: &'a Report, rule: &'a RuleText) -> Rule<'a> {
    let (area, fault) = rule.name.split_once('/').unwrap_or(("", rule.name));
    Rule {
        id: rule.name,
        name: fault.split('-').map(capitalized).collect(),
        short_description: message(&sentence(rule.summary)),
        full_description: message(rule.why),
        help: help(rule),
        help_uri: report.rule_pages.get(rule.name).map(String::as_str),
        default_configuration: Configuration {
            enabled: rule.level.is_some(),
            level: rule.level.map_or("note", level),
        },
        properties: Properties {
            tags: ["postmortem", area],
            severity: match rule.level {
                Some(Level::Error) => "error",
                Some(Level::Warning) => "warning",
                Some(Level::Hint) | None => "recommendation",
            },
        },
    }
}

fn help(rule: &RuleText) -> Help {
    let question = rule.question.unwrap_or_default();
    let mut markdown = format!("{}\n", rule.why);
    if !question.is_empty() {
        let _ = write!(markdown, "\n> {question}\n");
    }
    for (what, example) in [
        ("speaks up at", rule.bad),
        ("says nothing about", rule.good),
    ] {
        let _ = write!(
            markdown,
            "\nIt {what}:\n\n````markdown\n{}\n````\n",
            example.trim_end()
        );
    }
    let _ = write!(markdown, "\nSource: {}\n", rule.source);
    let text = [rule.why, question, "Source:", rule.source];
    Help {
        text: text.join(" ").replace("  ", " "),
        markdown,
    }
}

fn finding<'a>(report: &Report, it: &'a Diagnostic, lines: &Lines) -> Finding<'a> {
    let file = ArtifactLocation {
        uri: encoded(&report.in_repository(&it.path)),
        uri_base_id: ROOT,
    };
    let place = |span: Span| PhysicalLocation {
        artifact_location: file.clone(),
        region: region(span, lines),
    };
    let related = it.labels.iter().filter(|(span, _)| *span != it.span);
    Finding {
        rule_id: it.rule,
        rule_index: report.rules.iter().position(|rule| rule.name == it.rule),
        level: level(it.level),
        message: message(&it.in_full()),
        locations: [Location {
            id: None,
            physical_location: place(it.span),
            message: None,
        }],
        related_locations: related
            .enumerate()
            .map(|(at, (span, word))| Location {
                id: Some(at + 1),
                physical_location: place(*span),
                message: Some(message(word)),
            })
            .collect(),
        partial_fingerprints: BTreeMap::from([("secondstory/v1", &*it.fingerprint)]),
        fixes: it
            .fix
            .as_ref()
            .filter(|fix| fix.safe)
            .map(|fix| [mending(fix, &file, lines)]),
        suppressions: None,
    }
}

/// Returns the findings that do not count, each with what keeps it from counting.
fn suppressed<'a>(report: &'a Report) -> impl Iterator<Item = Finding<'a>> {
    let by_file = report
        .suppressed
        .chunk_by(|one, next| one.diagnostic.path == next.diagnostic.path);
    by_file.flat_map(move |found| {
        let text = report.texts.get(&*found[0].diagnostic.path).copied();
        let lines = Lines::new(text.unwrap_or_default());
        let finding = move |it: &'a Suppressed| Finding {
            suppressions: Some(vec![excuse(&it.by)]),
            ..finding(report, &it.diagnostic, &lines)
        };
        found.iter().map(finding).collect::<Vec<_>>()
    })
}

fn excuse(by: &Suppression) -> Excuse {
    match by {
        Suppression::Baseline => Excuse {
            kind: "external",
            justification: "It is in the baseline.".to_owned(),
        },
        Suppression::Allowance { reason } => Excuse {
            kind: "inSource",
            justification: plain(reason).into_owned(),
        },
    }
}

fn mending(fix: &Fix, file: &ArtifactLocation, lines: &Lines) -> Mending {
    let replacement = |(span, text): &(Span, String)| Replacement {
        deleted_region: region(*span, lines),
        inserted_content: Message { text: text.clone() },
    };
    Mending {
        description: message(&fix.title),
        artifact_changes: [ArtifactChange {
            artifact_location: file.clone(),
            replacements: fix.edits.iter().map(replacement).collect(),
        }],
    }
}

fn region(span: Span, lines: &Lines) -> Region {
    let (start, end) = (lines.position(span.start), lines.position(span.end));
    Region {
        start_line: start.line,
        start_column: start.column,
        end_line: end.line,
        end_column: end.column,
    }
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Hint => "note",
    }
}

/// Makes a message of a text. `[words](address)` in one is a link to whoever shows it, so the two
/// brackets are kept apart.
fn message(text: &str) -> Message {
    Message {
        text: plain(text).replace("](", "] ("),
    }
}

/// Makes a sentence of a phrase.
fn sentence(phrase: &str) -> String {
    format!("{}.", capitalized(phrase))
}

fn capitalized(phrase: &str) -> String {
    let mut letters = phrase.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

/// Writes a path as the relative address that it has.
fn encoded(path: &str) -> String {
    let mut encoded = String::with_capacity(path.len());
    for &byte in path.as_bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::diagnostic::testing::{diagnostic, hostile, rules, shown, valid};

    const SCHEMA: &str = include_str!("../../tests/schemas/sarif-2.1.0.json");

    fn log(text: &str, found: Diagnostic) -> Value {
        let written = shown(write, text, &[found]);
        valid(SCHEMA, &written);
        serde_json::from_str(&written).unwrap()
    }

    #[test]
    fn a_result_has_its_rule_its_place_its_identity_and_its_mending() {
        let text = "---\ntitle: 🚨 x\nseverity: High\n---\n";
        let mut found = diagnostic(text, "High", "severity `High` is not one of `sev1`");
        found.path = "a folder/ø%.md".into();
        found.help = Some("write `sev1`".into());
        found.labels = vec![(Span::new(11, 17), "in this report".into())];
        found.fix = Some(Fix {
            title: "write `sev1`".into(),
            safe: true,
            edits: vec![(found.span, "sev1".into())],
        });
        let result = &log(text, found)["runs"][0]["results"][0];
        let file = json!({ "uri": "a%20folder/%C3%B8%25.md", "uriBaseId": "%SRCROOT%" });
        let region = |line, from, to| json!({ "startLine": line, "startColumn": from, "endLine": line, "endColumn": to });
        assert_eq!(
            *result,
            json!({
                "ruleId": "link/broken",
                "ruleIndex": 1,
                "level": "error",
                "message": { "text": "severity `High` is not one of `sev1`\nhelp: write `sev1`" },
                "locations": [{ "physicalLocation": { "artifactLocation": file, "region": region(3, 11, 15) } }],
                "relatedLocations": [{
                    "id": 1,
                    "physicalLocation": { "artifactLocation": file, "region": region(2, 8, 11) },
                    "message": { "text": "in this report" },
                }],
                "partialFingerprints": { "secondstory/v1": "0123456789abcdef0123456789abcdef" },
                "fixes": [{
                    "description": { "text": "write `sev1`" },
                    "artifactChanges": [{
                        "artifactLocation": file,
                        "replacements": [{ "deletedRegion": region(3, 11, 15), "insertedContent": { "text": "sev1" } }],
                    }],
                }],
            })
        );
    }

    #[test]
    fn what_does_not_count_is_there_and_says_why() {
        let text = "one two three";
        let suppressed = |words, by| Suppressed {
            diagnostic: diagnostic(text, words, "look"),
            by,
        };
        let reason = "it is quoted".to_owned();
        let report = Report {
            diagnostics: &[diagnostic(text, "one", "look")],
            suppressed: &[
                suppressed("two", Suppression::Baseline),
                suppressed("three", Suppression::Allowance { reason }),
            ],
            texts: BTreeMap::from([("postmortems/a.md", text)]),
            ..Report::default()
        };
        let mut written = Vec::new();
        write(&mut written, &report).unwrap();
        let written = String::from_utf8(written).unwrap();
        valid(SCHEMA, &written);
        let log: Value = serde_json::from_str(&written).unwrap();
        let results = log["runs"][0]["results"].as_array().unwrap();
        let suppressions: Vec<&Value> = results.iter().map(|it| &it["suppressions"]).collect();
        let baseline = json!([{ "kind": "external", "justification": "It is in the baseline." }]);
        let allowed = json!([{ "kind": "inSource", "justification": "it is quoted" }]);
        assert_eq!(suppressions, [&json!([]), &baseline, &allowed]);
    }

    #[test]
    fn columns_count_characters_and_the_run_says_so() {
        let log = log("🚨é x\n", diagnostic("🚨é x\n", "x", "look"));
        let run = &log["runs"][0];
        assert_eq!(run["columnKind"], "unicodeCodePoints");
        let region = &run["results"][0]["locations"][0]["physicalLocation"]["region"];
        assert_eq!(region["startColumn"], 4);
    }

    #[test]
    fn a_fix_that_is_not_safe_is_none() {
        let mut found = diagnostic("x", "x", "look");
        found.fix = Some(Fix {
            title: "write y".into(),
            safe: false,
            edits: vec![(found.span, "y".into())],
        });
        assert_eq!(
            log("x", found)["runs"][0]["results"][0]["fixes"],
            Value::Null
        );
    }

    #[test]
    fn every_rule_has_its_help() {
        let log = log("x", diagnostic("x", "x", "look"));
        let shown = &log["runs"][0]["tool"]["driver"]["rules"];
        assert_eq!(shown.as_array().unwrap().len(), rules().len());
        let markdown = "Whoever follows it is alone.\n\n> What did you want to show?\n\n\
            It speaks up at:\n\n````markdown\n[x](y.md)\n````\n\n\
            It says nothing about:\n\n````markdown\nx\n````\n\nSource: Experience\n";
        assert_eq!(
            shown[1],
            json!({
                "id": "link/broken",
                "name": "Broken",
                "shortDescription": { "text": "A link leads nowhere." },
                "fullDescription": { "text": "Whoever follows it is alone." },
                "help": {
                    "text": "Whoever follows it is alone. What did you want to show? Source: Experience",
                    "markdown": markdown,
                },
                "helpUri": "https://learning.example/rules/link/broken/index.html",
                "defaultConfiguration": { "enabled": true, "level": "error" },
                "properties": { "tags": ["postmortem", "link"], "problem.severity": "error" },
            })
        );
        assert_eq!(shown[0]["name"], "NoTicket");
        assert_eq!(shown[0]["defaultConfiguration"]["enabled"], false);
    }

    #[test]
    fn hostile_text_stays_text() {
        for (text, found) in hostile() {
            let log = log(&text, found);
            let message = log["runs"][0]["results"][0]["message"]["text"]
                .as_str()
                .unwrap();
            assert!(!message.contains("]("), "{message}");
            assert!(!message.contains(['\u{1b}', '\u{202e}']), "{message}");
        }
    }
}
