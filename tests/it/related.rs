//! `related`: have we seen this before?

use crate::project::Project;

#[test]
fn a_report_is_answered_with_what_came_before_and_what_was_promised_then() {
    let project = Project::from("two-incidents-one-factor");
    project
        .run(&["related", "postmortems/2025-03-02-login-outage.md"])
        .succeeds()
        .prints("retry-storm: in one other report, last 2025-01-10")
        .prints("also `retry-storm`");
    project
        .run(&["related", "login-outage", "--format", "markdown"])
        .succeeds()
        .prints("### Have we seen this before?")
        .prints("](postmortems/2025-01-10-checkout-outage.md)");
}

#[test]
fn a_report_above_the_audience_is_never_an_answer() {
    let project = Project::from("two-incidents-one-factor");
    project.edit(
        "postmortems/2025-01-10-checkout-outage.md",
        "confidentiality: internal",
        "confidentiality: restricted",
    );
    project
        .run(&["related", "login-outage"])
        .succeeds()
        .is_silent_about("checkout-outage");
    project
        .run(&["related", "login-outage", "--audience", "restricted"])
        .succeeds()
        .prints("checkout-outage");
}

#[test]
fn a_text_is_answered_and_one_like_no_report_says_so() {
    let project = Project::from("two-incidents-one-factor");
    project
        .run(&["related", "the retry storm again"])
        .succeeds()
        .prints("retry-storm: in 2 other reports");
    project
        .run(&["related", "xylophone"])
        .succeeds()
        .prints("no report tells of something alike");
}

#[test]
fn a_breach_that_must_not_be_known_changes_no_byte_of_any_answer() {
    let without = Project::from("two-incidents-one-factor");
    let with = Project::from("two-incidents-one-factor").with(
        "postmortems/2025-02-20-letters-to-a-neighbour.md",
        "---\ntitle: Letters about the login outage went to a neighbour\nkind: data-breach\n\
         status: published\nconfidentiality: restricted\nstarted: 2025-02-20\n\
         services: [login]\ncontributing_factors: [retry-storm]\n\
         related: [2025-03-02-login-outage]\naction_items:\n\
         \x20 - { what: Address letters by machine, owner: post, addresses: [retry-storm] }\n---\n\
         ## Summary\n\nThe retry storm at checkout and login sent letters twice.\n",
    );
    let questions = ["login-outage", "checkout-outage", "a retry storm at login"];
    for question in questions {
        for format in ["text", "markdown", "json"] {
            let answer = |project: &Project| {
                let run = project.run(&["related", question, "--format", format]);
                run.succeeds().out.clone()
            };
            assert_eq!(answer(&with), answer(&without), "{question} as {format}");
        }
    }
    with.run(&["related", "login-outage", "--audience", "restricted"])
        .succeeds()
        .prints("letters-to-a-neighbour");
}
