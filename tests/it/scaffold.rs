//! `init`, `new` and `adopt`: what an author starts with.

use crate::project::Project;

#[test]
fn a_new_knowledge_base_checks_clean_and_builds() {
    let project = Project::empty().in_late_2026();
    project.run(&["init"]).succeeds().says("secondstory build");
    project.check().succeeds();
    project.build().page("index.html", |page| {
        page.says("What we have learned");
    });
}

#[test]
fn init_keeps_what_is_there() {
    let project = Project::empty().with("culture.md", "# Ours\n");
    project.run(&["init"]).succeeds().says("kept culture.md");
    assert_eq!(project.read("culture.md"), "# Ours\n");
}

#[test]
fn a_new_report_of_every_kind_is_a_draft_without_errors() {
    let project = Project::empty().in_late_2026();
    project.run(&["init"]).succeeds();
    for kind in ["incident", "near-miss", "security", "external"] {
        let arguments = ["new", kind, "Label: printing \"stood\" still"];
        project.run(&arguments).succeeds().prints(".md");
        project.check().succeeds();
        project.run(&arguments).fails().says("is there already");
        project.remove("postmortems/2026-11-23-label-printing-stood-still.md");
    }
}

#[test]
fn a_new_breach_asks_at_once_when_the_clock_began() {
    let project = Project::empty().in_late_2026();
    project.run(&["init"]).succeeds();
    project
        .run(&["new", "data-breach", "A list sent to the wrong address"])
        .succeeds();
    project.check().has_errors().prints("breach.aware_at");
}

#[test]
fn an_unknown_kind_is_met_with_the_nearest_one() {
    let project = Project::from("two-incidents-one-factor");
    project
        .run(&["new", "incidnet", "x"])
        .fails()
        .says("did you mean `incident`?");
}

#[test]
fn a_timeline_comes_from_a_chat_without_names() {
    let project = Project::from("two-incidents-one-factor")
        .with("chat.txt", "[12:19] jane.doe: the alert fires\n");
    let run = project.run(&[
        "new",
        "incident",
        "x",
        "--dry-run",
        "--timeline-from",
        "chat.txt",
    ]);
    run.succeeds()
        .prints("| 12:19 | the alert fires |")
        .is_silent_about("jane");
}

#[test]
fn a_repository_of_plain_markdown_is_adopted_as_it_is() {
    let report = "# Proxy out of memory\n\n## Summary\n\nThe proxy stopped.\n\n## Timeline\n\nAll times in UTC\n\n- 12:19 it stops\n- 12:40 it runs\n\n## Atendees\n\nTwo.\n";
    let project = Project::empty()
        .with("docs/incidents/2020-01-02-proxy.md", report)
        .with("docs/incidents/README.md", "# Incidents\n");
    project.run(&["adopt", "."]).succeeds().says("1 reports");
    project
        .run(&["build", "--keep-going"])
        .page("postmortems/2020-01-02-proxy/", |page| {
            page.says("Proxy out of memory");
        });
    assert_eq!(project.read("docs/incidents/2020-01-02-proxy.md"), report);
    project.run(&["adopt", "."]).fails().says("already");
}
