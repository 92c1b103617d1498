//! The files of a project besides its reports: faults in them are as good as findings.

use crate::project::Project;

#[test]
fn every_fault_of_every_settings_file_is_shown_at_once_with_its_line() {
    let project = Project::from("two-incidents-one-factor")
        .with(
            "secondstory.yml",
            "titel: Harbour\nsources:\n  - include: '../elsewhere/*.md'\n",
        )
        .with("factors.yml", "- id: retry-storm\n  level: [high]\n")
        .with("services.yml", "- id: checkout\n\ttitle: Checkout\n")
        .with("templates/own.yml", "template: own\nextends: incidnet\n");
    let run = project.check();
    run.fails()
        .says("there is no setting `titel` here")
        .says("--> secondstory.yml:1:1")
        .says("help: did you mean `title`?")
        .says("1 | titel: Harbour")
        .says("--> secondstory.yml:3:14")
        .says("leaves the knowledge base")
        .says("--> factors.yml:2:10")
        .says("--> services.yml:2:1")
        .says("--> templates/own.yml:2:10");
    assert_eq!(run.out, "");
}

#[test]
fn a_settings_file_that_links_out_of_the_project_is_not_read() {
    let project = Project::from("two-incidents-one-factor");
    let secret = project.root().join("../secret");
    std::fs::write(&secret, "password: [unclosed").unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(&secret, project.path("services.yml")).unwrap();
    project
        .build()
        .fails()
        .says("services.yml")
        .says("leads out of the knowledge base")
        .is_silent_about("password");
}

#[test]
fn a_settings_file_with_a_byte_order_mark_and_windows_line_ends_is_read() {
    Project::from("two-incidents-one-factor")
        .with(
            "secondstory.yml",
            "\u{feff}title: Lanterns\r\nlanguage: en\r\n",
        )
        .build()
        .page("", |page| {
            page.says("Lanterns");
        });
}

#[test]
fn a_theme_file_takes_the_place_of_the_built_in_one() {
    let project = Project::from("two-incidents-one-factor")
        .with("theme/styles/site.css", "body { color: teal }\n");
    project.build().succeeds();
    assert_eq!(
        project.read("public/theme/styles/site.css"),
        "body { color: teal }\n"
    );
}

#[test]
fn a_broken_theme_template_fails_before_anything_is_written() {
    Project::from("two-incidents-one-factor")
        .with("theme/templates/home.html", "{% if %}")
        .build()
        .fails()
        .says("home.html")
        .has_no("index.html");
}

#[test]
fn without_a_project_it_says_how_to_begin_one() {
    Project::empty().check().fails().says("secondstory init");
}

#[test]
fn the_nearest_project_upwards_is_used_and_a_folder_can_be_named() {
    let project = Project::from("two-incidents-one-factor");
    let root = project.root();
    let mut deep = project.command(&["build"]);
    assert!(
        deep.current_dir(root.join("postmortems"))
            .status()
            .unwrap()
            .success()
    );
    assert!(project.path("public/index.html").exists());

    for arguments in [
        ["build", "project", "--out", "x/one"],
        ["build", "--root=project", "--out", "x/two"],
    ] {
        let mut outside = project.command(&arguments);
        assert!(
            outside
                .current_dir(root.parent().unwrap())
                .status()
                .unwrap()
                .success()
        );
    }
    assert_eq!(project.tree("../x/one"), project.tree("public"));
    assert_eq!(project.tree("../x/two"), project.tree("public"));
}

#[test]
fn a_project_without_reports_is_an_error_that_says_what_was_looked_for() {
    let project = Project::from("two-incidents-one-factor").with(
        "secondstory.yml",
        "sources: [{ include: 'reports/**/*.md' }]\n",
    );
    project.remove("culture.md");
    for command in ["check", "build", "export"] {
        project
            .run(&[command])
            .fails()
            .says("no file matches `reports/**/*.md`")
            .says("there is `postmortems/2025-01-10-checkout-outage.md`, among 2 Markdown files");
    }
}
