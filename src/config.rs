//! The project file, `secondstory.yml`: every setting with its default.
//!
//! Configuration is trusted, unlike content, and yet it can name no program, no address to fetch
//! and no path outside the project.

mod globs;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub(crate) use globs::Globs;

use crate::yaml::{self, Problem};

/// The settings of a project.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Config {
    /// The name of the knowledge base, shown on every page.
    pub(crate) title: String,
    /// One sentence under the title of the home page.
    pub(crate) description: Option<String>,
    /// Where the site will live, for feeds, sitemap and link previews, which need whole addresses.
    pub(crate) base_url: Option<String>,
    /// The language of the site, as a BCP 47 tag.
    pub(crate) language: String,
    /// The address of the repository on its forge, for "edit this page" and "history".
    pub(crate) repository: Option<String>,
    /// The branch that `repository` links point to.
    pub(crate) branch: String,
    /// The folder that `build` writes, below the root.
    pub(crate) output: String,
    /// The file with the findings that `check --write-baseline` has written down.
    pub(crate) baseline: String,
    /// Which files are reports, and what holds for them.
    pub(crate) sources: Vec<SourceGroup>,
    /// The severities of the organisation, worst first.
    pub(crate) severities: Vec<SeverityLevel>,
    pub(crate) culture: Culture,
    /// The confidentiality of a report where neither it nor its source says one.
    pub(crate) confidentiality: Confidentiality,
    /// The audience of a build that names none.
    pub(crate) audience: Confidentiality,
    /// A level for a rule, or for all rules of an area: `language/trivialiser: off`, `action: hint`.
    pub(crate) rules: BTreeMap<String, LevelSetting>,
    /// Levels for the reports of a path; later entries win.
    pub(crate) paths: Vec<PathLevels>,
    /// Words of the organisation, for the rules about wording.
    pub(crate) wording: Wording,
    pub(crate) policy: Policy,
}

/// What an organisation has agreed on, for the rules that ask for it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Policy {
    /// The days after its end within which an incident of the two worst severities is published.
    pub(crate) publish_within_grave: u16,
    /// The same for everything else.
    pub(crate) publish_within: u16,
    /// Whether a report has to have been reviewed, whatever its severity, before it is published.
    pub(crate) review_first: bool,
    /// Whether a ticket is enough to know who owns an action item.
    pub(crate) ticket_implies_owner: bool,
}

/// An entry of `sources`: the files it names, and the defaults that it gives them.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct SourceGroup {
    /// Globs of the files that are reports, relative to the root. Any ending will do.
    pub(crate) include: Globs,
    /// Globs of files that are not.
    pub(crate) exclude: Globs,
    pub(crate) defaults: Defaults,
    /// The template, where the kind does not decide it.
    pub(crate) template: Option<String>,
    /// Our name of a field → the key that these files use instead, as in `started: start_time`.
    pub(crate) fields: BTreeMap<String, String>,
    /// Our name of a field → what is written → what it means, as in `severity: { down: sev1 }`.
    pub(crate) values: BTreeMap<String, BTreeMap<String, String>>,
    /// Keys of these files that mean nothing here and are not reported as unknown.
    #[serde(deserialize_with = "one_or_more")]
    #[schemars(with = "OneOrMore")]
    pub(crate) ignore: Vec<String>,
    /// A section of the template → further headings that these files use for it.
    pub(crate) headings: BTreeMap<String, Vec<String>>,
    /// Its place among the sources.
    #[serde(skip)]
    pub(crate) index: usize,
}

/// What holds for a report that does not say otherwise.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Defaults {
    pub(crate) kind: Option<String>,
    pub(crate) status: Option<String>,
    pub(crate) severity: Option<String>,
    /// An IANA name or an offset.
    pub(crate) timezone: Option<String>,
    pub(crate) confidentiality: Option<Confidentiality>,
    #[serde(deserialize_with = "one_or_more")]
    #[schemars(with = "OneOrMore")]
    pub(crate) services: Vec<String>,
    #[serde(deserialize_with = "one_or_more")]
    #[schemars(with = "OneOrMore")]
    pub(crate) teams: Vec<String>,
}

/// A severity of the organisation's own scale.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SeverityLevel {
    pub(crate) id: String,
    pub(crate) title: String,
    #[serde(default)]
    pub(crate) meaning: Option<String>,
}

/// Where the culture statement stands.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Culture {
    /// A Markdown file below the root.
    pub(crate) statement: String,
}

/// Who may read a report. Each level contains the ones before it.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Deserialize,
    Serialize,
    JsonSchema,
    clap::ValueEnum,
)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Confidentiality {
    Public,
    #[default]
    Internal,
    Restricted,
}

impl std::fmt::Display for Confidentiality {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str(match self {
            Confidentiality::Public => "public",
            Confidentiality::Internal => "internal",
            Confidentiality::Restricted => "restricted",
        })
    }
}

/// A level as the configuration gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum LevelSetting {
    Error,
    Warning,
    Hint,
    Off,
}

/// Rule levels for some paths.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PathLevels {
    pub(crate) path: Globs,
    pub(crate) rules: BTreeMap<String, LevelSetting>,
}

/// Words that the rules about wording should know beside those of the built-in lexicon.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Wording {
    /// Roles of people: `stevedore`, `duty controller`.
    pub(crate) persons: Vec<String>,
    /// Who sounds like one and is none: a product called `Navigator`, or `pupil`, who is a customer.
    pub(crate) not_persons: Vec<String>,
    /// Names of people. Better left empty where reports name nobody.
    pub(crate) names: Vec<String>,
    /// Phrases that are never a finding.
    pub(crate) protect: Vec<String>,
    /// Patterns of the built-in lexicon that this organisation does without, as written there.
    pub(crate) remove: Vec<String>,
    pub(crate) add: Vec<OwnPattern>,
}

/// A pattern of the organisation's own.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OwnPattern {
    /// The rule that it belongs to, such as `language/judgement-word`.
    pub(crate) rule: String,
    /// The words, in the pattern language of the lexicon.
    pub(crate) pattern: String,
    /// Whether it counts only where a person is the subject.
    #[serde(default)]
    pub(crate) person: bool,
    #[serde(default)]
    pub(crate) help: Option<String>,
    #[serde(default)]
    pub(crate) question: Option<String>,
}

impl Default for Config {
    fn default() -> Config {
        let severity = |id: &str, title: &str, meaning: &str| SeverityLevel {
            id: id.into(),
            title: title.into(),
            meaning: Some(meaning.into()),
        };
        Config {
            title: "Postmortems".into(),
            description: None,
            base_url: None,
            language: "en".into(),
            repository: None,
            branch: "main".into(),
            output: "public".into(),
            baseline: "secondstory.baseline.json".into(),
            sources: vec![SourceGroup {
                include: Globs::new(vec!["postmortems/**/*.md".into()])
                    .expect("the default glob is sound"),
                ..SourceGroup::default()
            }],
            severities: vec![
                severity(
                    "sev1",
                    "SEV 1",
                    "Most people could not do what they came for.",
                ),
                severity(
                    "sev2",
                    "SEV 2",
                    "Many people were hindered, or a few were stopped.",
                ),
                severity("sev3", "SEV 3", "Some people were hindered."),
                severity("sev4", "SEV 4", "Hardly anybody noticed."),
            ],
            culture: Culture::default(),
            confidentiality: Confidentiality::Internal,
            audience: Confidentiality::Internal,
            rules: BTreeMap::new(),
            paths: Vec::new(),
            wording: Wording::default(),
            policy: Policy::default(),
        }
    }
}

impl Default for Policy {
    fn default() -> Policy {
        Policy {
            // A week holds five working days, wherever it begins.
            publish_within_grave: 7,
            publish_within: 30,
            review_first: false,
            ticket_implies_owner: false,
        }
    }
}

impl Default for Culture {
    fn default() -> Culture {
        Culture {
            statement: "culture.md".into(),
        }
    }
}

/// Reads the text of a project file, or says everything that is wrong with it.
pub(crate) fn parse(text: &str) -> Result<Config, Vec<Problem>> {
    let parsed = yaml::parse(text, 0, yaml::Limits::PROJECT_FILE);
    if !parsed.problems.is_empty() {
        return Err(parsed.problems);
    }
    let mut config: Config = match parsed.tree {
        Some(tree) => yaml::read(&tree)?,
        None => Config::default(),
    };
    for (index, source) in config.sources.iter_mut().enumerate() {
        source.index = index;
    }
    Ok(config)
}

/// One text, or a list of them.
#[derive(Deserialize, JsonSchema)]
#[serde(untagged)]
pub(crate) enum OneOrMore {
    One(String),
    More(Vec<String>),
}

/// Accepts a single text where a list of texts is meant.
pub(crate) fn one_or_more<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<String>, D::Error> {
    Ok(match Option::<OneOrMore>::deserialize(deserializer)? {
        None => Vec::new(),
        Some(OneOrMore::One(one)) => vec![one],
        Some(OneOrMore::More(more)) => more,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_file_is_all_defaults() {
        assert_eq!(
            parse("").unwrap().sources[0].include.written(),
            ["postmortems/**/*.md"]
        );
    }

    #[test]
    fn a_misspelt_setting_is_named_with_its_place() {
        let text = "title: Harbour\nsorces: []\nrules: { language/human-error: loud }\n";
        let problems = parse(text).unwrap_err();
        assert_eq!(problems[0].span.of(text), "sorces");
        assert_eq!(problems[0].help.as_deref(), Some("did you mean `sources`?"));
        assert_eq!(problems[1].span.of(text), "loud");
    }

    #[test]
    fn every_setting_is_documented() {
        let docs = include_str!("../docs/configuration.md");
        let schemas = [
            schemars::schema_for!(Config),
            schemars::schema_for!(SourceGroup),
            schemars::schema_for!(Defaults),
            schemars::schema_for!(Policy),
        ];
        for schema in schemas {
            let settings = schema
                .get("properties")
                .and_then(|it| it.as_object())
                .expect("settings");
            for setting in settings.keys() {
                assert!(docs.contains(&format!("`{setting}`")), "{setting}");
            }
        }
    }
}
