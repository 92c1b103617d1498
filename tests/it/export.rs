//! `export` and `schema`: what was understood, for scripts.

use std::path::Path;

use serde_json::Value;

use crate::project::Project;

fn example() -> Project {
    Project::copy_of(&Path::new(env!("CARGO_MANIFEST_DIR")).join("example-site")).in_late_2026()
}

#[test]
fn the_export_of_the_example_fits_its_schema() {
    let project = example();
    let schema: Value =
        serde_json::from_str(project.run(&["schema", "export"]).succeeds().out()).unwrap();
    let export: Value = serde_json::from_str(project.run(&["export"]).succeeds().out()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let faults: Vec<String> = validator
        .iter_errors(&export)
        .map(|fault| format!("{}: {fault}", fault.instance_path))
        .collect();
    assert!(faults.is_empty(), "{faults:#?}");
    let postmortems = export["postmortems"].as_array().unwrap();
    assert!(postmortems.len() >= 16);
    let panel = postmortems
        .iter()
        .find(|it| it["slug"] == "2024-02-13-car-deck-panel-zeros-and-eights")
        .unwrap();
    assert_eq!(panel["sections"][0]["id"], "summary");
    assert_eq!(panel["moments"][0]["time"], "2024-02-13T17:35:00+01:00");
    assert!(
        panel["contributing_factors"]
            .as_array()
            .unwrap()
            .contains(&"confusable-interface".into())
    );
    let factor = export["factors"]
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["id"] == "certificate-expiry")
        .unwrap();
    assert!(factor["postmortems"].as_array().unwrap().len() >= 2);
}

#[test]
fn the_data_of_every_page_fits_the_schema_that_is_published_with_it() {
    let project = example();
    project.run(&["build", "--drafts"]).succeeds();
    let schema: Value = serde_json::from_str(&project.read("public/data/schema.json")).unwrap();
    let mut looked_at = 0;
    for (folder, shape) in [
        ("postmortems", "postmortem"),
        ("factors", "factor"),
        ("services", "list"),
        ("teams", "list"),
        ("years", "list"),
    ] {
        let shape = serde_json::json!({
            "$ref": format!("#/$defs/{shape}"), "$defs": schema["$defs"],
        });
        let validator = jsonschema::validator_for(&shape).unwrap();
        for (path, bytes) in project.tree(&format!("public/{folder}")) {
            if path.ends_with("index.json") {
                let data: Value = serde_json::from_slice(&bytes).unwrap();
                let faults = validator.iter_errors(&data);
                let faults: Vec<String> = faults.map(|it| it.to_string()).collect();
                assert!(faults.is_empty(), "{path}: {faults:#?}");
                looked_at += 1;
            }
        }
    }
    assert!(looked_at > 60, "{looked_at}");
}

#[test]
fn an_audience_leaves_out_what_it_may_not_see() {
    let project = example();
    let slug = "2025-06-11-driver-list-to-another-haulier";
    project.run(&["export"]).succeeds().prints(slug);
    project
        .run(&["export", "--audience", "internal"])
        .succeeds()
        .is_silent_about(slug);
}

#[test]
fn the_register_of_breaches_says_who_was_told_and_why() {
    let run_in = example();
    let run = run_in.run(&["export", "breach-register"]);
    run.succeeds()
        .prints("authority_reason")
        .prints("notified")
        .prints("2025-06-12T10:30:00+02:00");
}

#[test]
fn the_findings_fit_their_schema() {
    let project = Project::from("two-incidents-one-factor")
        .with("postmortems/broken.md", "---\ntitle: a: b\n---\n");
    let schema: Value =
        serde_json::from_str(project.run(&["schema", "findings"]).succeeds().out()).unwrap();
    let findings: Value = serde_json::from_str(
        project
            .run(&["check", "--format", "json"])
            .has_errors()
            .out(),
    )
    .unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let faults: Vec<String> = validator
        .iter_errors(&findings)
        .map(|fault| format!("{}: {fault}", fault.instance_path))
        .collect();
    assert!(faults.is_empty(), "{faults:#?}");
    assert!(findings["summary"]["errors"].as_u64().unwrap() >= 1);
}
