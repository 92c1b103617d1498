//! Every address in the built example leads somewhere.

use std::collections::BTreeSet;
use std::path::Path;

use regex::Regex;

use crate::project::Project;

#[test]
fn every_internal_link_of_the_example_lands() {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("example-site");
    let project = Project::copy_of(&example).in_late_2026();
    project
        .run(&["build", "--audience", "restricted", "--drafts"])
        .succeeds();
    let files = project.tree("public");
    let address = Regex::new(r#"(?:href|src)="([^"]*)""#).unwrap();
    let id = Regex::new(r#"\sid="([^"]*)""#).unwrap();
    let ids = |path: &str| -> BTreeSet<String> {
        let html = String::from_utf8_lossy(&files[path]).into_owned();
        id.captures_iter(&html)
            .map(|found| found[1].to_owned())
            .collect()
    };
    let mut links = 0;
    for (path, bytes) in files.iter().filter(|(path, _)| path.ends_with(".html")) {
        for found in address.captures_iter(&String::from_utf8_lossy(bytes)) {
            let target = found[1].replace("&amp;", "&");
            if target.contains("://") || target.starts_with("mailto:") {
                continue;
            }
            let (file, fragment) = target.split_once('#').unwrap_or((&target, ""));
            let file = file.split('?').next().unwrap();
            let place = match file {
                "" => path.clone(),
                file => match file.strip_prefix('/') {
                    Some(rooted) => rooted.to_owned(),
                    None => resolve(path, file),
                },
            };
            let place = place.replace("%20", " ");
            assert!(
                files.contains_key(&place),
                "{path} links to {target}, which is not there"
            );
            if !fragment.is_empty() && place.ends_with(".html") {
                assert!(
                    ids(&place).contains(fragment),
                    "{path} links to {target}, a place that is not on that page"
                );
            }
            links += 1;
        }
    }
    assert!(links > 1000, "{links} links");
}

fn resolve(from: &str, target: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            "." | "" => {}
            ".." => assert!(
                parts.pop().is_some(),
                "{from} links to {target}, outside the site"
            ),
            part => parts.push(part),
        }
    }
    parts.join("/")
}
