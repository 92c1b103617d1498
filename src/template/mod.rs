//! The template of a kind: which fields and sections a report has to have, when, and the questions
//! to ask under each.
//!
//! Templates are data (`src/scaffold/templates/*.yml`, and `templates/*.yml` of a project) in one
//! format. This room reads them, resolves `extends`, and matches headings with sections.

mod guidance;
mod load;
mod matching;
mod requirement;
mod scale;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, OnceLock};

pub(crate) use guidance::{Guidance, beginning};
pub(crate) use load::{TemplateFile, Words, file_schema};
pub(crate) use matching::{Matcher, normal};
pub(crate) use requirement::Requirement;
use scale::Scale;

use crate::config::{Config, LevelSetting, SourceGroup};
use crate::scaffold;
use crate::yaml::Faulty;

/// The templates of a project: the built-in ones, changed and joined by its own.
#[derive(Clone, Debug)]
pub(crate) struct Templates {
    /// By name.
    all: Vec<Arc<Template>>,
    /// Templates with the further headings of a source, by the source's place and the name.
    with_headings: BTreeMap<(usize, String), Arc<Template>>,
}

/// What a report of one kind has to have.
#[derive(Clone, Debug, Default)]
pub(crate) struct Template {
    /// The name, which is also the kind that it is for.
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) plural: String,
    pub(crate) description: String,
    pub(crate) fields: Vec<FieldSpec>,
    pub(crate) sections: Vec<SectionSpec>,
    pub(crate) extra_sections: ExtraSections,
    /// Whether the sections have to stand in the order of the template.
    pub(crate) ordered: bool,
    /// Rule levels for reports of this kind.
    pub(crate) rules: BTreeMap<String, LevelSetting>,
    /// Prepared when the first heading is looked up: a project uses few of its templates.
    matcher: OnceLock<Matcher>,
    /// What it says to authors, in the form in which a rule compares it with a report.
    guidance: OnceLock<Guidance>,
}

/// A field of the front matter.
#[derive(Clone, Debug)]
pub(crate) struct FieldSpec {
    /// Dotted for a field inside another: `breach.aware_at`.
    pub(crate) name: String,
    pub(crate) kind: FieldType,
    pub(crate) required: Requirement,
    pub(crate) label: String,
    /// What the field is for, in one sentence.
    pub(crate) help: String,
    /// An example value.
    pub(crate) hint: String,
}

/// What may be written in a field.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum FieldType {
    String,
    /// Text that may run over several lines.
    Text,
    Enum(Vec<String>),
    /// `2025-03-31`
    Date,
    /// `2025-03-31 12:06`, with or without an offset
    Time,
    Integer,
    Boolean,
    Url,
    List(Box<FieldType>),
    Map,
    /// A number, a range, `unknown` or `none`.
    Count,
    /// An id of a registry: `services`, `factors`, `teams`.
    Ref(String),
}

/// A section of the body.
#[derive(Clone, Debug, Default)]
pub(crate) struct SectionSpec {
    pub(crate) id: Arc<str>,
    pub(crate) heading: String,
    pub(crate) aliases: Vec<Alias>,
    pub(crate) kind: SectionKind,
    pub(crate) class: SectionClass,
    pub(crate) required: Requirement,
    /// A field of the front matter that makes the section unnecessary.
    pub(crate) satisfied_by: Option<String>,
    pub(crate) words: Option<Words>,
    /// The questions to ask, one on each line.
    pub(crate) guide: String,
    /// Markdown that stands under the heading in a new report.
    pub(crate) body: String,
}

/// Another way in which the heading of a section is written.
#[derive(Clone, Debug)]
pub(crate) enum Alias {
    Text(String),
    /// `/^(detailed )?timeline\b.*/i`, without the slashes.
    Pattern(String),
}

/// What a section holds, and so how it is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum SectionKind {
    #[default]
    Text,
    Timeline,
    Factors,
    Actions,
    Lessons,
    LessonsLevels,
    Whys,
    Participants,
    Metrics,
}

/// What a section is for, and so which language rules hold in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum SectionClass {
    Narrative,
    Analysis,
    Actions,
    Lessons,
    Culture,
    #[default]
    Other,
}

/// What happens to a level-2 heading that no section claims.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ExtraSections {
    #[default]
    Allow,
    Warn,
    Forbid,
}

/// The template that others extend and that no report has.
const BASE: &str = "base";

impl Templates {
    /// Returns the templates that are part of the program.
    pub(crate) fn built_in() -> Templates {
        static BUILT_IN: LazyLock<Vec<Arc<Template>>> = LazyLock::new(|| {
            let files: Vec<TemplateFile> = scaffold::templates().collect();
            load::load(&files, &[], Scale::BUILT_IN).expect("the built-in templates are sound")
        });
        Templates {
            all: BUILT_IN.clone(),
            with_headings: BTreeMap::new(),
        }
    }

    /// Reads a project's own templates over the built-in ones, puts those on its scale of
    /// severities, and adds the headings that its sources use.
    pub(crate) fn load(own: &[TemplateFile], config: &Config) -> Result<Templates, Vec<Faulty>> {
        let scale = Scale::new(&config.severities);
        let all = if own.is_empty() && scale.is_built_in() {
            Templates::built_in().all
        } else {
            load::load(&scaffold::templates().collect::<Vec<_>>(), own, scale)?
        };
        let mut with_headings = BTreeMap::new();
        for (at, source) in config
            .sources
            .iter()
            .enumerate()
            .filter(|(_, source)| !source.headings.is_empty())
        {
            for template in &all {
                let mut template = Template::clone(template);
                template.add_headings(source);
                with_headings.insert((at, template.name.clone()), Arc::new(template));
            }
        }
        Ok(Templates { all, with_headings })
    }

    /// Returns the templates that reports can have, by name.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Arc<Template>> {
        self.all.iter().filter(|template| template.name != BASE)
    }

    pub(crate) fn get(&self, kind: &str) -> Option<&Arc<Template>> {
        self.iter().find(|template| template.name == kind)
    }

    /// Returns the template for a report: the one its source names, the one of its kind, or that
    /// of an incident; with the further headings that the source knows.
    pub(crate) fn for_kind(&self, kind: &str, group: &SourceGroup) -> Arc<Template> {
        let name = group.template.as_deref().unwrap_or(kind);
        let name = if self.get(name).is_some() {
            name
        } else {
            "incident"
        };
        let own = (!group.headings.is_empty())
            .then(|| self.with_headings.get(&(group.index, name.to_owned())))
            .flatten();
        Arc::clone(
            own.or_else(|| self.get(name))
                .expect("there is always a template for incidents"),
        )
    }
}

impl Template {
    pub(crate) fn field(&self, name: &str) -> Option<&FieldSpec> {
        self.fields.iter().find(|field| field.name == name)
    }

    pub(crate) fn section(&self, id: &str) -> Option<&SectionSpec> {
        self.sections.iter().find(|section| &*section.id == id)
    }

    /// Returns the section that a heading names, whatever its numbering, emoji, case, closing
    /// punctuation or parenthesis.
    pub(crate) fn recognise(&self, heading: &str) -> Option<&SectionSpec> {
        let matcher = self.matcher.get_or_init(|| Matcher::new(&self.sections));
        matcher.find(heading).map(|at| &self.sections[at])
    }

    /// Returns the lines that it holds for the author of a section, each through a function that is
    /// the same every time: its questions, and the lines of its body that are no frame of a table.
    pub(crate) fn guidance(&self, comparable: fn(&str) -> String) -> &Guidance {
        self.guidance.get_or_init(|| {
            let lines = self.sections.iter().flat_map(|section| {
                let is_text = |line: &&str| !line.starts_with(['|', '#', '<']);
                let questions = section.guide.lines();
                questions.chain(section.body.lines().filter(is_text))
            });
            lines.map(comparable).collect()
        })
    }

    /// Adds what a source calls the sections. It goes before what the template itself claims.
    fn add_headings(&mut self, source: &SourceGroup) {
        for (id, headings) in &source.headings {
            let taken: Vec<String> = headings.iter().map(|heading| normal(heading)).collect();
            for section in &mut self.sections {
                if *section.id == **id {
                    section.aliases.extend(
                        headings
                            .iter()
                            .filter_map(|heading| load::sound_alias(heading).ok()),
                    );
                } else {
                    section.aliases.retain(|alias| match alias {
                        Alias::Text(text) => !taken.contains(&normal(text)),
                        Alias::Pattern(_) => true,
                    });
                }
            }
        }
        self.matcher = OnceLock::new();
    }
}
