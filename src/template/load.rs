//! Reading templates: from YAML to [`Template`], with `extends` resolved.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use regex::RegexBuilder;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::config::{OneOrMore, one_or_more};
use crate::document::Span;
use crate::template::{
    Alias, ExtraSections, FieldSpec, FieldType, Requirement, Scale, SectionClass, SectionKind,
    SectionSpec, Template,
};
use crate::yaml::{self, Faulty, Node, Problem};

/// A template as its file says it. Everything may be left out, to be inherited.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Template")]
struct Raw {
    template: String,
    #[serde(default)]
    #[expect(
        dead_code,
        reason = "for people: which edition of the template this is"
    )]
    version: Option<u32>,
    extends: Option<String>,
    title: Option<String>,
    plural: Option<String>,
    description: Option<String>,
    #[serde(default)]
    fields: BTreeMap<String, RawField>,
    #[serde(default)]
    sections: Vec<RawSection>,
    /// Inherited sections that this template does without.
    #[serde(default, deserialize_with = "one_or_more")]
    #[schemars(with = "OneOrMore")]
    drop: Vec<String>,
    extra_sections: Option<ExtraSections>,
    ordered: Option<bool>,
    #[serde(default)]
    rules: BTreeMap<String, crate::config::LevelSetting>,
}

#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Field")]
struct RawField {
    r#type: Option<String>,
    of: Option<String>,
    values: Option<Vec<String>>,
    registry: Option<String>,
    required: Option<String>,
    label: Option<String>,
    help: Option<String>,
    hint: Option<String>,
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Section")]
struct RawSection {
    id: String,
    heading: Option<String>,
    aliases: Option<Vec<String>>,
    kind: Option<SectionKind>,
    class: Option<SectionClass>,
    required: Option<String>,
    satisfied_by: Option<String>,
    words: Option<Words>,
    guide: Option<String>,
    body: Option<String>,
}

/// How many words a section should have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Words {
    #[serde(default)]
    pub(crate) min: Option<usize>,
    #[serde(default)]
    pub(crate) max: Option<usize>,
}

impl Raw {
    /// Speaks of the severities of a scale instead of the built-in ones.
    fn put_on(&mut self, scale: Scale) {
        let sections = self.sections.iter_mut().map(|it| &mut it.required);
        let fields = self.fields.values_mut();
        let (mut conditions, mut hints) = (sections.collect::<Vec<_>>(), Vec::new());
        for field in fields {
            field.values = field.values.take().map(|values| scale.values(values));
            conditions.push(&mut field.required);
            hints.push(&mut field.hint);
        }
        for text in conditions.into_iter().chain(hints).flatten() {
            *text = scale.text(text);
        }
    }
}

/// A template file: its path for messages, and its text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TemplateFile<'a> {
    pub(crate) path: &'a str,
    pub(crate) text: &'a str,
}

/// Where a template file comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Origin {
    /// Part of the program, whose tests try its patterns.
    BuiltIn,
    /// The project's own: its patterns are tried when it is read, which takes a while.
    Project,
}

struct File<'a> {
    source: TemplateFile<'a>,
    origin: Origin,
    tree: Node,
    raw: Raw,
}

/// Reads template files. A later file of the same name takes the place of an earlier one, and may
/// extend it: then `extends` names the template itself.
///
/// The built-in ones, which come first, speak of severities on a scale of their own: what they say
/// is put on the scale of the organisation.
pub(super) fn load(
    built_in: &[TemplateFile],
    own: &[TemplateFile],
    scale: Scale,
) -> Result<Vec<Arc<Template>>, Vec<Faulty>> {
    let mut read: Vec<File> = Vec::new();
    let mut faulty = Vec::new();
    let built_in = built_in.iter().map(|file| (file, Origin::BuiltIn));
    let own = own.iter().map(|file| (file, Origin::Project));
    for (&source, origin) in built_in.chain(own) {
        match read_one(source, origin) {
            Ok(mut file) => {
                if origin == Origin::BuiltIn {
                    file.raw.put_on(scale);
                }
                read.push(file);
            }
            Err(problems) => faulty.push(fault(source, problems)),
        }
    }
    if !faulty.is_empty() {
        return Err(faulty);
    }
    let mut done: BTreeMap<String, Arc<Template>> = BTreeMap::new();
    let mut waiting: Vec<File> = read;
    // A file waits until what it extends is there; what still waits at the end extends nothing.
    while !waiting.is_empty() {
        let (ready, later): (Vec<File>, Vec<File>) = {
            let names: Vec<String> = waiting
                .iter()
                .map(|file| file.raw.template.clone())
                .collect();
            let mut index = 0;
            waiting.into_iter().partition(|file| {
                let at = index;
                index += 1;
                let earlier_same = names[..at].contains(&file.raw.template);
                let base_waits = file.raw.extends.as_ref().is_some_and(|base| {
                    let base_is_later = *base != file.raw.template && names.contains(base);
                    base_is_later || !done.contains_key(base)
                });
                !earlier_same && !base_waits
            })
        };
        if ready.is_empty() {
            return Err(later
                .iter()
                .map(|file| fault(file.source, vec![dangling(file)]))
                .collect());
        }
        for file in ready {
            let base = file
                .raw
                .extends
                .as_ref()
                .and_then(|base| done.get(base))
                .cloned();
            match merge(base.as_deref(), &file) {
                Ok(template) => {
                    done.insert(template.name.clone(), Arc::new(template));
                }
                Err(problems) => faulty.push(fault(file.source, problems)),
            }
        }
        if !faulty.is_empty() {
            return Err(faulty);
        }
        waiting = later;
    }
    Ok(done.into_values().collect())
}

fn fault(source: TemplateFile, problems: Vec<Problem>) -> Faulty {
    Faulty {
        path: source.path.to_owned(),
        text: source.text.to_owned(),
        problems,
    }
}

fn dangling(file: &File) -> Problem {
    let base = file.raw.extends.as_deref().unwrap_or_default();
    Problem {
        span: file.tree.at("extends").map_or(file.tree.span, |node| node.span),
        message: format!("there is no template `{base}` to extend, or it extends this one"),
        help: Some("name a built-in template (base, incident, data-breach, near-miss, security, external) or one of `templates/`".into()),
    }
}

fn read_one(source: TemplateFile, origin: Origin) -> Result<File, Vec<Problem>> {
    let parsed = yaml::parse(source.text, 0, yaml::Limits::PROJECT_FILE);
    if !parsed.problems.is_empty() {
        return Err(parsed.problems);
    }
    let Some(tree) = parsed.tree else {
        return Err(vec![Problem {
            span: Span::at(0),
            message: "this template is empty".into(),
            help: Some("begin with `template: name`".into()),
        }]);
    };
    let raw = yaml::read(&tree)?;
    Ok(File {
        source,
        origin,
        tree,
        raw,
    })
}

/// Lays a file over the template that it extends.
fn merge(base: Option<&Template>, file: &File) -> Result<Template, Vec<Problem>> {
    let raw = &file.raw;
    let mut problems = Vec::new();
    let mut template = base.cloned().unwrap_or_default();
    template.name = raw.template.clone();
    for (place, value) in [
        (&mut template.title, &raw.title),
        (&mut template.plural, &raw.plural),
        (&mut template.description, &raw.description),
    ] {
        if let Some(value) = value {
            place.clone_from(value);
        }
    }
    template.extra_sections = raw.extra_sections.unwrap_or(template.extra_sections);
    template.ordered = raw.ordered.unwrap_or(template.ordered);
    template.rules.extend(raw.rules.clone());
    for entry in file
        .tree
        .at("fields")
        .map(Node::entries)
        .unwrap_or_default()
    {
        let name = &*entry.key;
        let given = &raw.fields[name];
        let at = template.fields.iter().position(|field| field.name == name);
        let before = at.map(|at| template.fields[at].clone());
        match field(name, given, before, entry.value.span) {
            Ok(field) => match at {
                Some(at) => template.fields[at] = field,
                None => template.fields.push(field),
            },
            Err(problem) => problems.push(problem),
        }
    }
    template
        .sections
        .retain(|section| !raw.drop.iter().any(|id| **id == *section.id));
    let mut own = Vec::new();
    let nodes = file
        .tree
        .at("sections")
        .map(Node::items)
        .unwrap_or_default();
    for (given, node) in raw.sections.iter().zip(nodes) {
        let at = template
            .sections
            .iter()
            .position(|section| *section.id == *given.id);
        let before = at.map(|at| template.sections.remove(at));
        match section(given, before, node, file.origin) {
            Ok(section) => own.push(section),
            Err(problem) => problems.push(problem),
        }
    }
    own.append(&mut template.sections);
    template.sections = own;
    template.matcher = OnceLock::new();
    if problems.is_empty() {
        Ok(template)
    } else {
        Err(problems)
    }
}

fn field(
    name: &str,
    given: &RawField,
    before: Option<FieldSpec>,
    span: Span,
) -> Result<FieldSpec, Problem> {
    let problem = |message: String| Problem {
        span,
        message,
        help: None,
    };
    let mut field = before.unwrap_or_else(|| FieldSpec {
        name: name.to_owned(),
        kind: FieldType::String,
        required: Requirement::Never,
        label: crate::postmortem::humanize(name.rsplit('.').next().unwrap_or(name)),
        help: String::new(),
        hint: String::new(),
    });
    if let Some(kind) = given.r#type.as_deref() {
        field.kind = field_type(kind, given).map_err(problem)?;
    } else if let (Some(values), FieldType::Enum(before)) = (&given.values, &mut field.kind) {
        before.clone_from(values);
    }
    if let Some(required) = &given.required {
        field.required = Requirement::parse(required).map_err(problem)?;
    }
    for (place, value) in [
        (&mut field.label, &given.label),
        (&mut field.help, &given.help),
        (&mut field.hint, &given.hint),
    ] {
        if let Some(value) = value {
            place.clone_from(value);
        }
    }
    Ok(field)
}

fn field_type(name: &str, given: &RawField) -> Result<FieldType, String> {
    Ok(match name {
        "string" => FieldType::String,
        "text" => FieldType::Text,
        "enum" => FieldType::Enum(given.values.clone().ok_or("an enum needs `values: […]`")?),
        "date" => FieldType::Date,
        "time" => FieldType::Time,
        "integer" => FieldType::Integer,
        "boolean" => FieldType::Boolean,
        "url" => FieldType::Url,
        "map" => FieldType::Map,
        "count" => FieldType::Count,
        "ref" => FieldType::Ref(given.registry.clone().unwrap_or_default()),
        "list" => match given.of.as_deref() {
            Some("list") => return Err("a list of lists cannot be declared".into()),
            Some(of) => FieldType::List(Box::new(field_type(of, given)?)),
            None => FieldType::List(Box::new(FieldType::String)),
        },
        other => {
            return Err(format!(
                "`{other}` is not a type: string, text, enum, date, time, integer, boolean, url, list, map, count, ref"
            ));
        }
    })
}

fn section(
    given: &RawSection,
    before: Option<SectionSpec>,
    node: &Node,
    origin: Origin,
) -> Result<SectionSpec, Problem> {
    let place = |key: &str| node.get(key).map_or(node.span, |it| it.span);
    let mut section = before.unwrap_or_else(|| SectionSpec {
        id: given.id.as_str().into(),
        heading: crate::postmortem::humanize(&given.id),
        ..SectionSpec::default()
    });
    if let Some(aliases) = &given.aliases {
        section.aliases = aliases
            .iter()
            .map(|text| {
                let read = match origin {
                    Origin::BuiltIn => Ok(alias(text)),
                    Origin::Project => sound_alias(text),
                };
                read.map_err(|message| Problem {
                    span: place("aliases"),
                    message,
                    help: None,
                })
            })
            .collect::<Result<_, _>>()?;
    }
    if let Some(required) = &given.required {
        section.required = Requirement::parse(required).map_err(|message| Problem {
            span: place("required"),
            message,
            help: None,
        })?;
    }
    section.kind = given.kind.unwrap_or(section.kind);
    section.class = given.class.unwrap_or(section.class);
    section.words = given.words.or(section.words);
    section.satisfied_by = given.satisfied_by.clone().or(section.satisfied_by);
    for (place, value) in [
        (&mut section.heading, &given.heading),
        (&mut section.guide, &given.guide),
        (&mut section.body, &given.body),
    ] {
        if let Some(value) = value {
            place.clone_from(value);
        }
    }
    Ok(section)
}

/// Reads `plain words` or `/a pattern/i`. Patterns ignore case with or without the `i`.
fn alias(text: &str) -> Alias {
    let pattern = text
        .strip_prefix('/')
        .and_then(|it| it.strip_suffix("/i").or_else(|| it.strip_suffix('/')));
    match pattern {
        Some(pattern) => Alias::Pattern(pattern.to_owned()),
        None => Alias::Text(text.to_owned()),
    }
}

/// Does as [`alias`] does, and tries the pattern.
pub(crate) fn sound_alias(text: &str) -> Result<Alias, String> {
    let alias = alias(text);
    if let Alias::Pattern(pattern) = &alias {
        RegexBuilder::new(pattern)
            .case_insensitive(true)
            .size_limit(1 << 20)
            .build()
            .map_err(|error| format!("`{text}` is not a regular expression: {error}"))?;
    }
    Ok(alias)
}

/// Returns the JSON Schema of a template file.
pub(crate) fn file_schema() -> schemars::Schema {
    schemars::schema_for!(Raw)
}
