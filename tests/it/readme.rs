//! What the README shows works as it stands there.

use std::path::Path;

use crate::project::Project;
use crate::serve::Preview;

const README: &str = include_str!("../../README.md");

/// The lines that begin with `$ secondstory`, in order.
fn commands() -> impl Iterator<Item = &'static str> {
    README
        .lines()
        .filter_map(|line| line.strip_prefix("$ secondstory "))
}

/// Splits a line as a shell does, for the quoting that the README uses.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for char in line.chars() {
        match char {
            '"' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            char => words.last_mut().unwrap().push(char),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[test]
fn the_tour_can_be_walked_from_an_empty_folder() {
    let outside = Project::empty();
    let mut commands = commands();
    let init = commands.next().unwrap();
    assert!(
        init.starts_with("init learning"),
        "the tour begins with init: {init}"
    );
    let arguments = words(init);
    outside
        .run(&arguments.iter().map(String::as_str).collect::<Vec<_>>())
        .succeeds();
    let inside = Project::copy_of(&outside.path("learning")).in_late_2026();
    let mut walked = 0;
    for command in commands {
        walked += 1;
        if command == "serve" {
            assert!(Preview::of(&inside).shows("/"));
            continue;
        }
        let arguments = words(command);
        inside
            .run(&arguments.iter().map(String::as_str).collect::<Vec<_>>())
            .succeeds();
    }
    assert!(walked >= 6, "{walked} commands");
    assert!(
        inside.path("public/index.html").exists(),
        "the tour builds a site"
    );
}

#[test]
fn the_first_command_builds_the_example() {
    let line = README
        .lines()
        .find_map(|line| line.strip_prefix("$ cargo run --release -- "))
        .unwrap();
    assert_eq!(line, "build example-site --open");
    assert!(README.find("cargo run").unwrap() < README.find("cargo test").unwrap());
}

#[test]
fn every_file_that_the_readme_points_to_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut links = 0;
    for target in README
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split(')').next())
    {
        if !target.contains("://") {
            assert!(root.join(target).exists(), "{target}");
            links += 1;
        }
    }
    assert!(links > 5);
}
