//! A build that is killed leaves the old site or the new one.

use std::collections::BTreeMap;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use crate::generate;
use crate::project::Project;

/// How often a build is killed. More shows more, and takes longer.
const KILLS: u32 = 16;

type Tree = BTreeMap<String, Vec<u8>>;

#[test]
fn whenever_a_build_is_killed_the_site_is_the_old_one_or_the_new_one() {
    let project = Project::empty();
    generate::generate(&project.root(), 100, 7).unwrap();
    let titles = ["Generated postmortems", "Generated reports"];
    let (first, _) = build_as(&project, titles, 0);
    let (second, took) = build_as(&project, titles, 1);
    assert_ne!(first, second);
    let sites = [first, second];
    let mut now = 1;
    let mut seen = [0, 0];
    for kill in 0..KILLS {
        let next = 1 - now;
        set_title(&project, titles, next);
        let child = start(&project);
        kill_after(
            child,
            took.mul_f64(f64::from(kill) / f64::from(KILLS) * 1.2),
        );
        let tree = project.tree("public");
        let is_new = tree == sites[next];
        assert!(
            is_new || tree == sites[now],
            "neither old nor new after kill {kill}: {}",
            difference(&tree, &sites[next])
        );
        seen[usize::from(is_new)] += 1;
        if is_new {
            now = next;
        }
    }
    println!("{KILLS} kills: old {}, new {}", seen[0], seen[1]);
    assert!(seen[0] > 0, "no build was killed before it was done");
    let (last, _) = build_as(&project, titles, now);
    assert!(last == sites[now], "a build after all the kills is whole");
    let hidden = std::fs::read_dir(project.root()).unwrap();
    let left = hidden.filter(|it| it.as_ref().unwrap().file_name().as_encoded_bytes()[0] == b'.');
    assert_eq!(left.count(), 0, "nothing is left behind");
}

fn build_as(project: &Project, titles: [&str; 2], at: usize) -> (Tree, Duration) {
    set_title(project, titles, at);
    let run = project.run(&["build", "--keep-going"]);
    run.succeeds();
    (project.tree("public"), run.took)
}

fn set_title(project: &Project, titles: [&str; 2], at: usize) {
    let text = project.read("secondstory.yml");
    let text = text
        .replace(titles[0], titles[at])
        .replace(titles[1], titles[at]);
    project.write("secondstory.yml", text);
}

fn start(project: &Project) -> Child {
    let mut command = project.command(&["build", "--keep-going", "--quiet"]);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().unwrap()
}

/// Kills a build after a while. This is the one test that lets time pass: the moment is the point.
fn kill_after(mut child: Child, delay: Duration) {
    let begin = Instant::now();
    while begin.elapsed() < delay {
        if child.try_wait().unwrap().is_some() {
            return;
        }
        std::thread::yield_now();
    }
    child.kill().unwrap();
    child.wait().unwrap();
}

fn difference(tree: &Tree, other: &Tree) -> String {
    let missing = other
        .keys()
        .filter(|path| !tree.contains_key(*path))
        .count();
    let changed = tree
        .iter()
        .filter(|(path, bytes)| other.get(*path) != Some(bytes));
    format!(
        "{} files, {missing} missing, {} other",
        tree.len(),
        changed.count()
    )
}
