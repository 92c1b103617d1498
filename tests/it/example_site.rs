//! The example: the first thing that a newcomer builds.

use std::path::Path;

use crate::project::Project;

fn example() -> Project {
    Project::copy_of(&Path::new(env!("CARGO_MANIFEST_DIR")).join("example-site")).in_late_2026()
}

#[test]
fn the_example_has_nothing_to_mend() {
    example().check().succeeds().is_silent_about("error[");
}

#[test]
fn the_example_shows_a_factor_that_came_back_after_it_was_dealt_with() {
    let project = example();
    project
        .build()
        .page("index.html", |page| {
            page.says("What keeps coming back")
                .says("A certificate ran out");
        })
        .page("factors/certificate-expiry/", |page| {
            page.says("Came back").says("Crew");
        })
        .has_no("postmortems/2025-06-11-driver-list-to-another-haulier");
}

#[test]
fn a_restricted_build_has_the_breach() {
    let project = example();
    project.run(&["build", "--audience", "restricted"]).page(
        "postmortems/2025-06-11-driver-list-to-another-haulier/",
        |page| {
            page.says("Notification decisions");
        },
    );
}
