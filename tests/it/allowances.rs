//! `<!-- secondstory: allow RULE because REASON -->`, as a check takes it.

use crate::check::with_faults;
use crate::project::Project;

const REPORT: &str = "postmortems/2025-01-10-checkout-outage.md";
const PARAGRAPH: &str = "The outage was caused by human error";

/// A project with an allowance before the paragraph that has the faults.
fn with_allowance(comment: &str) -> Project {
    let project = with_faults();
    project.edit(
        REPORT,
        PARAGRAPH,
        &format!("<!-- {comment} -->\n\n{PARAGRAPH}"),
    );
    project
}

#[test]
fn what_is_allowed_with_a_reason_is_counted_and_not_told() {
    let project =
        with_allowance("secondstory: allow language/human-error, link/broken because it is quoted");
    project
        .run(&["check", "--strict"])
        .succeeds()
        .says("2 allowed, with reasons")
        .is_silent_about("human-error");
    project
        .run(&["check", "--format", "sarif"])
        .succeeds()
        .prints("\"kind\": \"inSource\"")
        .prints("\"justification\": \"it is quoted\"");
    project.build().succeeds();
    // In another paragraph it is not allowed.
    project.edit(
        REPORT,
        "## Impact\n\n",
        "## Impact\n\nSee [that](gone.md). ",
    );
    project.check().has_errors().prints("gone.md");
}

#[test]
fn without_a_reason_nothing_is_allowed() {
    with_allowance("secondstory: allow link/broken")
        .check()
        .has_errors()
        .prints("link/broken")
        .prints("structure/broken-allowance")
        .prints("gives no reason");
}

#[test]
fn a_misspelt_rule_is_told_with_the_right_name() {
    with_allowance("secondstory: allow link/broke because the log is elsewhere")
        .check()
        .has_errors()
        .prints("there is no rule `link/broke`")
        .prints("did you mean `link/broken`?");
}

#[test]
fn an_allowance_that_nothing_needs_is_told_unless_its_rule_had_no_look() {
    let project =
        with_allowance("secondstory: allow language/trivialiser because it is a quotation");
    project
        .check()
        .prints("structure/unused-allowance")
        .prints("there is nothing of `language/trivialiser` to allow here");
    project
        .run(&["check", "--ignore", "language"])
        .is_silent_about("unused-allowance");
    project.write("secondstory.yml", "rules: { language/trivialiser: off }\n");
    project.check().is_silent_about("unused-allowance");
}

#[test]
fn the_front_matter_has_comments_of_its_own() {
    let project = Project::from("two-incidents-one-factor");
    project.edit(
        REPORT,
        "services: [checkout]",
        "colour: red\nservices: [checkout]",
    );
    let run = project.run(&["check", "--strict"]);
    run.prints("front-matter/unknown-field");
    project.edit(
        REPORT,
        "colour: red",
        "# secondstory: allow front-matter/unknown-field because the wall display reads it\ncolour: red",
    );
    project
        .run(&["check", "--strict"])
        .succeeds()
        .says("1 allowed, with reasons");
}

#[test]
fn what_is_always_told_cannot_be_allowed() {
    let deep = format!("{} deep\n", ">".repeat(130));
    let allow = "<!-- secondstory: allow structure/too-deep because it is art -->";
    Project::from("two-incidents-one-factor")
        .with(
            "postmortems/2025-04-01-deep.md",
            format!("# Deep\n\n{allow}\n\n{deep}"),
        )
        .check()
        .has_errors()
        .prints("error[structure/too-deep]")
        .prints("`structure/too-deep` cannot be allowed");
}
