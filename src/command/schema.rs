//! `schema`: JSON Schemas, with which editors complete and check what is typed.

use anyhow::Result;
use serde_json::{Map, Value, json};

use crate::archive::Factor;
use crate::cli::{Outcome, Shared};
use crate::config::Config;
use crate::template::{self, FieldType, Template, Templates};
use crate::world::{project::Project, terminal};

/// Print a JSON Schema, for editors and scripts
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: secondstory schema front-matter > .vscode/postmortem.schema.json")]
pub(crate) struct Args {
    #[arg(value_enum)]
    what: What,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum What {
    /// The front matter of a report, with the fields of your own templates
    FrontMatter,
    /// secondstory.yml
    Config,
    /// factors.yml
    Factors,
    /// templates/*.yml
    Template,
    /// What `export --format json` prints
    Export,
    /// What `check --format json` prints
    Findings,
}

pub(crate) fn run(shared: &Shared, args: &Args) -> Result<Outcome> {
    let text = match args.what {
        What::FrontMatter => {
            let templates = match Project::open(shared.root.as_deref()) {
                Ok(project) => project.settings()?.templates,
                // Outside a knowledge base the built-in kinds are all there is.
                Err(_) if shared.root.is_none() => Templates::built_in(),
                Err(error) => return Err(error),
            };
            pretty(front_matter(&templates))?
        }
        What::Config => pretty(schemars::schema_for!(Config))?,
        What::Factors => pretty(schemars::schema_for!(Vec<Factor>))?,
        What::Template => pretty(template::file_schema())?,
        What::Export => include_str!("../../docs/schemas/export.schema.json").to_owned(),
        What::Findings => include_str!("../../docs/schemas/findings.schema.json").to_owned(),
    };
    terminal::print(&text)?;
    Ok(Outcome::Clean)
}

fn pretty(schema: impl serde::Serialize) -> Result<String> {
    Ok(format!("{}\n", serde_json::to_string_pretty(&schema)?))
}

/// Returns the schema of front matter: what any kind may hold, and what each kind needs.
///
/// Requirements grow with the status and are for `check` to say; the schema asks only for what a
/// draft needs as well.
fn front_matter(templates: &Templates) -> Value {
    let kinds: Vec<&str> = templates.iter().map(|template| &*template.name).collect();
    let mut properties = Map::new();
    for template in templates.iter() {
        add_fields(&mut properties, template);
    }
    properties.insert(
        "kind".into(),
        json!({ "enum": kinds, "description": "Picks the template." }),
    );
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Front matter of a postmortem",
        "type": "object",
        "properties": properties,
        "patternProperties": { "^x-": true },
        "additionalProperties": false
    })
}

fn add_fields(properties: &mut Map<String, Value>, template: &Template) {
    for field in &template.fields {
        let mut schema = of_type(&field.kind);
        if !field.help.is_empty() {
            schema["description"] = field.help.as_str().into();
        }
        insert(properties, &field.name, schema);
    }
}

/// Puts the schema of a field where its dotted name says, making the maps and lists on the way.
fn insert(properties: &mut Map<String, Value>, name: &str, schema: Value) {
    let Some((parent, rest)) = name.split_once('.') else {
        let before = properties
            .entry(name.to_owned())
            .or_insert_with(|| json!({}));
        let (Some(before), Value::Object(schema)) = (before.as_object_mut(), schema) else {
            return;
        };
        for (key, value) in schema {
            before.entry(key).or_insert(value);
        }
        return;
    };
    let parent = properties
        .entry(parent.to_owned())
        .or_insert_with(|| json!({ "type": "object" }));
    let holder = match parent.get_mut("items") {
        Some(_) => {
            parent["items"] = match parent["items"].take() {
                items if items.get("properties").is_some() => items,
                _ => json!({ "type": ["object", "string"], "properties": {} }),
            };
            &mut parent["items"]
        }
        None => parent,
    };
    let Some(holder) = holder.as_object_mut() else {
        return;
    };
    let inner = holder.entry("properties").or_insert_with(|| json!({}));
    if let Some(inner) = inner.as_object_mut() {
        insert(inner, rest, schema);
    }
}

fn of_type(kind: &FieldType) -> Value {
    // A key may wait for its value: `severity:` is null until somebody knows it.
    match kind {
        FieldType::String | FieldType::Text | FieldType::Date | FieldType::Time => {
            json!({ "type": ["string", "null"] })
        }
        FieldType::Url => json!({ "type": ["string", "null"], "format": "uri-reference" }),
        FieldType::Enum(values) => {
            let values: Vec<Value> = values
                .iter()
                .map(|it| it.as_str().into())
                .chain([Value::Null])
                .collect();
            json!({ "enum": values })
        }
        FieldType::Integer => json!({ "type": ["integer", "null"] }),
        FieldType::Boolean => json!({ "type": ["boolean", "null"] }),
        FieldType::Count => json!({ "type": ["integer", "string", "null"] }),
        FieldType::Ref(_) => json!({ "type": ["string", "object", "null"] }),
        FieldType::Map => json!({ "type": ["object", "null"] }),
        FieldType::List(of) => json!({ "type": ["array", "string", "null"], "items": of_type(of) }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_of_front_matter_knows_nested_fields_and_items() {
        let schema = front_matter(&Templates::built_in());
        assert!(schema["properties"]["breach"]["properties"]["authority"]["properties"]["decision"]["enum"].is_array());
        assert!(schema["properties"]["action_items"]["items"]["properties"]["what"].is_object());
        let validator = jsonschema::validator_for(&schema).unwrap();
        assert!(validator.is_valid(&json!({ "title": "x", "severity": null, "x-own": 1 })));
        assert!(!validator.is_valid(&json!({ "sevrity": "sev1" })));
        assert!(!validator.is_valid(&json!({ "status": "done" })));
    }

    #[test]
    fn the_files_that_init_writes_fit_their_schemas() {
        let starter = crate::scaffold::project(None, crate::scaffold::Hook::None);
        for (path, schema) in [
            ("secondstory.yml", json!(schemars::schema_for!(Config))),
            ("factors.yml", json!(schemars::schema_for!(Vec<Factor>))),
        ] {
            let text = starter.iter().find(|file| file.path == path).unwrap().text;
            let value: Value = serde_yaml::from_str(text).unwrap();
            let validator = jsonschema::validator_for(&schema).unwrap();
            assert!(
                validator.is_valid(&value),
                "{path}: {:?}",
                validator.iter_errors(&value).next()
            );
            assert!(!validator.is_valid(&json!({ "titel": "x" })), "{path}");
        }
    }

    #[test]
    fn the_built_in_templates_fit_their_schema() {
        let validator = jsonschema::validator_for(&json!(template::file_schema())).unwrap();
        for file in crate::scaffold::templates() {
            let value: Value = serde_yaml::from_str(file.text).unwrap();
            assert!(
                validator.is_valid(&value),
                "{}: {:?}",
                file.path,
                validator.iter_errors(&value).next()
            );
        }
    }
}
