//! The registries: contributing factors (`factors.yml`) and services (`services.yml`).

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::archive::terms;
use crate::config::{OneOrMore, one_or_more};
use crate::document::Span;
use crate::postmortem::humanize;
use crate::yaml::{self, Problem};

/// The contributing factors that an organisation knows.
#[derive(Clone, Debug, Default)]
pub(crate) struct Registry {
    /// In the order of the file.
    pub(crate) factors: Vec<Factor>,
    /// Ids and aliases, in lower case, to places in `factors`.
    names: FxHashMap<String, usize>,
    /// Whether there is a `factors.yml`; without one, any factor that a report names is accepted.
    pub(crate) declared: bool,
}

/// A condition that contributes. Never a person.
#[derive(Clone, Debug, Deserialize, Serialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Factor {
    pub(crate) id: String,
    #[serde(default)]
    pub(crate) title: String,
    /// `organisation`, `business-process` or `information-system`.
    #[serde(default)]
    pub(crate) level: Option<String>,
    #[serde(default)]
    pub(crate) group: Option<String>,
    #[serde(default, deserialize_with = "one_or_more")]
    #[schemars(with = "OneOrMore")]
    pub(crate) aliases: Vec<String>,
    /// A question to ask where the factor is met.
    #[serde(default)]
    pub(crate) ask: Option<String>,
    /// Markdown.
    #[serde(default)]
    pub(crate) description: Option<String>,
    #[serde(default, deserialize_with = "one_or_more")]
    #[schemars(with = "OneOrMore")]
    pub(crate) see_also: Vec<String>,
    /// The factor that took its place.
    #[serde(default)]
    pub(crate) replaced_by: Option<String>,
    /// What its own page says, `factors/<id>.md`.
    #[serde(skip)]
    pub(crate) page: Option<FactorText>,
    /// Where its id stands in the registry.
    #[serde(skip)]
    pub(crate) span: Span,
    /// Where each of its aliases stands.
    #[serde(skip)]
    pub(crate) alias_spans: Vec<Span>,
}

/// Markdown about a factor in a file of its own.
#[derive(Clone, Debug)]
pub(crate) struct FactorText {
    /// Below the root: what its links start at.
    pub(crate) path: String,
    /// Without a title, which the page has already.
    pub(crate) text: String,
}

/// The services that an organisation runs. Without a registry, those that reports name.
#[derive(Clone, Debug, Default)]
pub(crate) struct Services {
    /// In the order of the file.
    pub(crate) all: Vec<Service>,
    /// Ids to places in `all`.
    ids: FxHashMap<String, usize>,
}

#[derive(Clone, Debug, Deserialize, Serialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Service {
    pub(crate) id: String,
    #[serde(default)]
    pub(crate) title: Option<String>,
    #[serde(default)]
    pub(crate) team: Option<String>,
    #[serde(default)]
    pub(crate) description: Option<String>,
}

impl Registry {
    /// Reads the text of a `factors.yml`.
    pub(crate) fn parse(text: &str) -> Result<Registry, Vec<Problem>> {
        let parsed = yaml::parse(text, 0, yaml::Limits::PROJECT_FILE);
        if !parsed.problems.is_empty() {
            return Err(parsed.problems);
        }
        let Some(tree) = parsed.tree else {
            return Ok(Registry {
                declared: true,
                ..Registry::default()
            });
        };
        let mut factors: Vec<Factor> = yaml::read(&tree)?;
        let mut problems = Vec::new();
        let mut names = FxHashMap::default();
        for (at, (factor, node)) in factors.iter_mut().zip(tree.items()).enumerate() {
            factor.span = node.at("id").map_or(node.span, |id| id.span);
            factor.alias_spans = match node.get("aliases") {
                Some(aliases) if aliases.items().is_empty() => vec![aliases.span],
                Some(aliases) => aliases.items().iter().map(|alias| alias.span).collect(),
                None => Vec::new(),
            };
            if factor.title.is_empty() {
                factor.title = humanize(&factor.id);
            }
            let id = factor.id.to_lowercase();
            if names.insert(id, at).is_some_and(|before| before != at) {
                problems.push(Problem {
                    span: factor.span,
                    message: format!("the factor `{}` stands in the registry twice", factor.id),
                    help: Some("give one of them another id, or join the two".into()),
                });
            }
        }
        for (at, factor) in factors.iter().enumerate() {
            for alias in &factor.aliases {
                names.entry(alias.to_lowercase()).or_insert(at);
            }
        }
        if problems.is_empty() {
            Ok(Registry {
                factors,
                names,
                declared: true,
            })
        } else {
            Err(problems)
        }
    }

    /// Adds the text of a file in `factors/` to the factor whose id is the name of the file.
    pub(crate) fn describe(&mut self, path: &str, text: &str) {
        let name = path
            .rsplit('/')
            .next()
            .and_then(|it| it.strip_suffix(".md"));
        let factor = name.and_then(|id| self.factors.iter_mut().find(|it| it.id == id));
        if let Some(factor) = factor {
            let text = text.trim_start_matches('\u{feff}').trim_start();
            let without_title = match text.strip_prefix("# ") {
                Some(title) => title.split_once('\n').map_or("", |(_, rest)| rest),
                None => text,
            };
            factor.page = Some(FactorText {
                path: path.to_owned(),
                text: without_title.to_owned(),
            });
        }
    }

    /// Returns the factors that a factor took the place of, in the order of the file.
    pub(crate) fn replaced_with<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a Factor> {
        let others = self.factors.iter().filter(move |it| it.id != id);
        others.filter(move |it| self.resolve(&it.id).is_some_and(|now| now.id == id))
    }

    /// Returns the factor that an id or alias names, following `replaced_by` to the one in use.
    pub(crate) fn resolve(&self, name: &str) -> Option<&Factor> {
        let mut factor = self.named(name)?;
        // A chain of replacements is short; a cycle ends here and is reported by its rule.
        for _ in 0..8 {
            match factor
                .replaced_by
                .as_deref()
                .and_then(|next| self.named(next))
            {
                Some(next) => factor = next,
                None => break,
            }
        }
        Some(factor)
    }

    /// Returns the factor that an id or alias names, in use or not.
    pub(crate) fn named(&self, name: &str) -> Option<&Factor> {
        let at = self.names.get(&*terms::lower(name))?;
        Some(&self.factors[*at])
    }

    pub(crate) fn get(&self, id: &str) -> Option<&Factor> {
        self.named(id).filter(|factor| factor.id == id)
    }
}

impl Services {
    /// Reads the text of a `services.yml`.
    pub(crate) fn parse(text: &str) -> Result<Services, Vec<Problem>> {
        let parsed = yaml::parse(text, 0, yaml::Limits::PROJECT_FILE);
        if !parsed.problems.is_empty() {
            return Err(parsed.problems);
        }
        match parsed.tree {
            Some(tree) => Ok(Services::of(yaml::read(&tree)?)),
            None => Ok(Services::default()),
        }
    }

    fn of(all: Vec<Service>) -> Services {
        let mut ids = FxHashMap::default();
        for (at, service) in all.iter().enumerate() {
            ids.entry(service.id.clone()).or_insert(at);
        }
        Services { all, ids }
    }

    pub(crate) fn get(&self, id: &str) -> Option<&Service> {
        self.ids.get(id).map(|&at| &self.all[at])
    }

    /// Returns what to call a service: its title, or its id as written.
    pub(crate) fn title<'a>(&'a self, id: &'a str) -> &'a str {
        self.get(id)
            .and_then(|service| service.title.as_deref())
            .unwrap_or(id)
    }
}
