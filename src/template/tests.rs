use super::*;

fn templates(own: &str) -> Templates {
    let file = TemplateFile {
        path: "templates/own.yml",
        text: own,
    };
    Templates::load(&[file], &Config::default()).unwrap_or_else(|faulty| panic!("{faulty:#?}"))
}

#[test]
fn the_built_in_templates_are_five_kinds() {
    let templates = Templates::built_in();
    let names: Vec<&str> = templates.iter().map(|template| &*template.name).collect();
    assert_eq!(
        names,
        [
            "data-breach",
            "external",
            "incident",
            "near-miss",
            "security"
        ]
    );
    for template in templates.iter() {
        assert!(
            !template.title.is_empty() && !template.plural.is_empty(),
            "{}",
            template.name
        );
        assert!(template.field("title").is_some(), "{}", template.name);
        assert!(
            template
                .sections
                .iter()
                .any(|section| section.required != Requirement::Never),
            "{}",
            template.name
        );
    }
}

#[test]
fn an_own_template_changes_only_what_it_says() {
    let templates = templates(
        "template: incident\nextends: incident\nfields:\n  severity: { values: [low, high] }\n  tickets: { type: integer }\nsections:\n  - { id: summary, heading: In short }\ndrop: [five-whys]\n",
    );
    let incident = templates.get("incident").unwrap();
    let severity = incident.field("severity").unwrap();
    assert_eq!(
        severity.kind,
        FieldType::Enum(vec!["low".into(), "high".into()])
    );
    assert_eq!(severity.label, "Severity");
    assert_eq!(incident.field("tickets").unwrap().kind, FieldType::Integer);
    assert_eq!(&*incident.recognise("In short").unwrap().id, "summary");
    assert_eq!(
        &*incident.recognise("Overview").unwrap().id,
        "summary",
        "aliases are inherited"
    );
    assert!(incident.section("five-whys").is_none());
}

#[test]
fn a_faulty_template_names_its_places() {
    let text = "template: drill\nextends: bse\n";
    let faulty = Templates::load(
        &[TemplateFile {
            path: "templates/drill.yml",
            text,
        }],
        &Config::default(),
    )
    .unwrap_err();
    assert_eq!(faulty[0].problems[0].span.of(text), "bse");
    let text = "template: drill\nextends: base\nsections:\n  - id: a\n    aliases: [\"/(/\"]\n    required: often\n";
    let faulty = Templates::load(
        &[TemplateFile {
            path: "templates/drill.yml",
            text,
        }],
        &Config::default(),
    )
    .unwrap_err();
    assert!(faulty[0].problems[0].message.contains("regular expression"));
}

#[test]
fn a_source_can_bring_its_own_headings() {
    let source = SourceGroup {
        headings: BTreeMap::from([("timeline".to_owned(), vec!["Context".to_owned()])]),
        ..SourceGroup::default()
    };
    let config = Config {
        sources: vec![source.clone()],
        ..Config::default()
    };
    let templates = Templates::load(&[], &config).unwrap();
    let template = templates.for_kind("incident", &source);
    assert_eq!(&*template.recognise("1. Context:").unwrap().id, "timeline");
    let template = templates.for_kind("incident", &SourceGroup::default());
    assert_ne!(
        template.recognise("Context").map(|it| &*it.id),
        Some("timeline")
    );
}

#[test]
fn a_scale_of_the_organisation_needs_no_template_of_its_own() {
    let config = crate::config::parse(
        "severities:\n  - { id: red, title: Red }\n  - { id: amber, title: Amber }\n  - { id: green, title: Green }\n",
    )
    .unwrap();
    let own = TemplateFile {
        path: "templates/drill.yml",
        text: "template: drill\nextends: incident\nfields:\n  facilitator: { required: severity == sev1 }\n",
    };
    let templates = Templates::load(&[own], &config).unwrap();
    let field = |kind: &str, name: &str| templates.get(kind).unwrap().field(name).unwrap().clone();
    let scale = ["red", "amber", "green"].map(str::to_owned).to_vec();
    assert_eq!(
        field("incident", "severity").kind,
        FieldType::Enum(scale.clone())
    );
    assert_eq!(
        field("near-miss", "potential_severity").kind,
        FieldType::Enum(scale)
    );
    assert_eq!(field("incident", "severity").hint, "green");
    let needs = |kind: &str, name: &str, severity: &'static str| {
        let value = |field: &str| (field == "severity").then_some(severity);
        field(kind, name).required.applies(value)
    };
    assert!(needs("incident", "facilitator", "red") && needs("incident", "facilitator", "amber"));
    assert!(!needs("incident", "facilitator", "green"));
    assert!(
        needs("drill", "facilitator", "sev1"),
        "an own template means what it says"
    );
}

/// `heading<TAB>section`, as people write them; no section where the heading must name none.
const HEADINGS: &str = include_str!("../../tests/headings.tsv");

#[test]
fn headings_as_people_write_them_are_recognised() {
    let templates = Templates::built_in();
    let mut wrong = Vec::new();
    for line in HEADINGS.lines() {
        let (heading, expected) = line.split_once('\t').expect("a heading and a section");
        let found: Vec<&str> = templates
            .iter()
            .filter_map(|template| template.recognise(heading))
            .map(|section| &*section.id)
            .collect();
        let right = if expected.is_empty() {
            found.is_empty()
        } else {
            found.contains(&expected)
        };
        if !right {
            wrong.push(format!("{heading}: expected `{expected}`, found {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_patterns_of_the_built_in_templates_can_be_compiled() {
    for template in Templates::built_in().iter() {
        assert!(template.recognise("no section is called this").is_none());
        for section in &template.sections {
            for alias in &section.aliases {
                if let Alias::Pattern(pattern) = alias {
                    let read = load::sound_alias(&format!("/{pattern}/i"));
                    assert!(read.is_ok(), "{read:?}");
                }
            }
        }
    }
}
