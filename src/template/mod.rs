//! The template of a kind: which fields and sections a report has to have, when, and the questions
//! to ask under each.
//!
//! Templates are data (`src/scaffold/templates/*.yml`, and `templates/*.yml` of a project) in one
//! format. This room reads them, resolves `extends`, and matches headings with sections.

use std::sync::Arc;

use crate::config::SourceGroup;

/// The templates of a project: the built-in ones, changed and joined by its own.
#[derive(Clone, Debug)]
pub(crate) struct Templates {
    all: Vec<Arc<Template>>,
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

/// When a field or section has to be there.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Requirement {
    #[default]
    Never,
    /// Always, in a draft too.
    Draft,
    /// Once the report is published.
    Published,
    /// Once the report is published, where the condition holds.
    When(Condition),
}

/// `severity in [sev1, sev2] and kind == incident`
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Condition {
    In { field: String, values: Vec<String> },
    NotIn { field: String, values: Vec<String> },
    And(Vec<Condition>),
    Or(Vec<Condition>),
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
    /// The questions to ask, one on each line.
    pub(crate) guide: String,
    /// Markdown that stands under the heading in a new report.
    pub(crate) body: String,
}

/// Another way in which the heading of a section is written.
#[derive(Clone, Debug)]
pub(crate) enum Alias {
    Text(String),
    /// `/^(detailed )?timeline\b.*/i`
    Pattern(regex::Regex),
}

/// What a section holds, and so how it is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ExtraSections {
    #[default]
    Allow,
    Warn,
    Forbid,
}

impl Templates {
    /// Returns the templates that are part of the program.
    pub(crate) fn built_in() -> Templates {
        Templates {
            all: vec![Arc::new(Template {
                name: "incident".into(),
                ..Template::default()
            })],
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Arc<Template>> {
        self.all.iter()
    }

    pub(crate) fn get(&self, kind: &str) -> Option<&Arc<Template>> {
        self.all.iter().find(|template| template.name == kind)
    }

    /// Returns the template for a report: the one its source names, the one of its kind, or that
    /// of an incident; with the further headings that the source knows.
    pub(crate) fn for_kind(&self, kind: &str, group: &SourceGroup) -> Arc<Template> {
        let name = group.template.as_deref().unwrap_or(kind);
        let template = self.get(name).or_else(|| self.get("incident"));
        Arc::clone(template.expect("there is always a template for incidents"))
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
        let _ = heading;
        None
    }
}
