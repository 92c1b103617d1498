//! The script of the search page and `secondstory search` answer alike.

#![expect(
    clippy::disallowed_methods,
    reason = "the test runs the script outside a browser, on files"
)]

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use super::{HARBOUR, address, archive, index, relevance};
use crate::search::{Address, Answer, Index};

/// Asks the script of the theme. Nothing where there is no `node` to run it.
fn ask_script(index: &Index, address: Address, queries: &[String]) -> Option<serde_json::Value> {
    let folder = tempfile::tempdir().unwrap();
    for shard in index.files() {
        let file = folder.path().join(format!("{shard}.js"));
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, index.render(shard, address)).unwrap();
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let child = Command::new("node")
        .arg(root.join("tests/search/ask.cjs"))
        .arg(root.join("theme/scripts/search.js"))
        .arg(folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let Ok(mut child) = child else {
        println!("skipped: there is no node here to run the script");
        return None;
    };
    let asked = serde_json::to_vec(queries).unwrap();
    child.stdin.take().unwrap().write_all(&asked).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "the script failed");
    Some(serde_json::from_slice(&output.stdout).unwrap())
}

/// Asserts that the script gives the answers of the command line.
pub(super) fn assert_alike(index: &Index, address: Address, queries: &[String]) {
    let Some(theirs) = ask_script(index, address, queries) else {
        return;
    };
    for (query, theirs) in queries.iter().zip(theirs.as_array().unwrap()) {
        let mut ours: Answer = index.ask(query, 10, address);
        for result in &mut ours.results {
            // The script has no use for the file that a page was made from.
            result.path = None;
        }
        let mut ours = serde_json::to_value(&ours).unwrap();
        for result in ours["results"].as_array_mut().unwrap() {
            result.as_object_mut().unwrap().remove("path");
        }
        let theirs = &theirs["answer"];
        for (ours, theirs) in std::iter::zip(
            ours["results"].as_array().unwrap(),
            theirs["results"].as_array().unwrap(),
        ) {
            for (name, ours) in ours.as_object().unwrap() {
                assert_eq!(ours, &theirs[name], "{name} of a result for {query}");
            }
        }
        assert_eq!(&ours, theirs, "{query}");
    }
}

#[test]
fn the_script_answers_as_the_command_line_does() {
    let archive = archive(HARBOUR);
    let index = index(archive);
    let queries = [
        "",
        "a",
        "certificate",
        "expired certificates",
        "certificate expiring soon",
        "traefik 503",
        "ECONNREFUSED",
        "0x80070005 error",
        "econ",
        "kube-dns",
        "kube-dn",
        "dns",
        "OOM killed",
        "oomkill",
        "v1.2.3",
        "v1.2",
        "PM-2023-007",
        "2025-03-31",
        "2023-01-01-queue",
        "certificate-expiry",
        "crew-portal",
        "SØREN café",
        "cafe\u{301} søren",
        "restarting queues",
        "restarter",
        "traefki rule",
        "qeues mesages",
        "messagges wiated",
        "inbuond",
        "\"queue of messages\"",
        "\"kube dns\" restarted",
        "restart -pod",
        "-restart",
        "-\"queue of\" restart",
        "is:near-miss",
        "is:published restart",
        "is:nothing",
        "sev:1 sev:2",
        "severity:sev2",
        "year:2025 year:2023 restart",
        "-service:ingress",
        "service:\"crew-portal\" queue",
        "factor:certificate-expiry",
        "level:information-system",
        "group:seeing",
        "has:open-actions",
        "has:nothing",
        "detected:alert",
        "service:",
        "http://x.example/503",
        "--flag -x",
        "<script>alert(1)</script> 503",
        "\"unclosed phrase",
        "\"\"",
        "…!?",
        "🔥 503 🔥",
        "مرحبا",
        "障害報告",
        "APIs HTTPServer postgres14 log4shell",
    ];
    let mut queries: Vec<String> = queries.map(str::to_owned).into();
    queries.push("queue restart ".repeat(500));
    queries.push("x".repeat(10_000));
    assert_alike(&index, &|target| address(archive, target), &queries);
}

#[test]
fn the_script_answers_as_the_command_line_does_where_there_is_much_to_find() {
    let archive = relevance::generated(300);
    let index = index(archive);
    let mut queries = relevance::drawn(archive);
    // The words of a report as a phrase, frequent ones among them.
    let phrases = archive.postmortems.iter().step_by(40).map(|report| {
        let text = report.document.source.text();
        let body = text.rsplit("---\n").next().unwrap();
        let words: Vec<&str> = body.split_whitespace().skip(2).take(5).collect();
        format!("\"{}\"", words.join(" "))
    });
    queries.extend(phrases);
    queries.extend(
        [
            "the",
            "\"of the\"",
            "service the database",
            "factor:factor-3 queue",
        ]
        .map(str::to_owned),
    );
    assert_alike(&index, &|target| address(archive, target), &queries);
}
