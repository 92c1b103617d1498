//! What the search costs: to build, to keep and to ask.
//!
//! ```text
//! cargo bench --bench search                    # 1,000 reports
//! cargo bench --bench search -- 1000 10000      # other sizes; 50000 takes a few minutes
//! ```
//!
//! CPU is user and system time of a cold build, with the index and without it; the share is the
//! difference. A first answer is what a page that has searched for nothing yet loads for a query,
//! compressed: the two scripts, the style, the root of the index, and the shards for ten results with
//! their excerpts. It takes `node`.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a benchmark meets the disk itself, prints, and may stop at the first surprise"
)]

#[path = "generate/mod.rs"]
mod generate;

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const PROGRAM: &str = env!("CARGO_BIN_EXE_secondstory");
/// What stands in nearly every report.
const MOST_FREQUENT: &str = "the";

fn main() {
    let sizes: Vec<usize> = std::env::args()
        .skip(1)
        .filter_map(|argument| argument.parse().ok())
        .collect();
    let sizes = if sizes.is_empty() { vec![1000] } else { sizes };
    for size in sizes {
        measure(size);
    }
}

fn measure(size: usize) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("search-{size}"));
    let (base, site) = (folder.join("base"), folder.join("site"));
    // What an older generator left there would be measured in place of what this one makes.
    if base.exists() {
        fs::remove_dir_all(&base).unwrap();
    }
    generate::generate(&base, size, 1).unwrap();
    let reports = walk(&base.join("postmortems"));
    let markdown = bytes(&reports);
    let without = build(&base, &site, &["--without-search"]);
    let with = build(&base, &site, &[]);
    let shards = walk(&site.join("search"));
    let index: Vec<PathBuf> = shards
        .into_iter()
        .filter(|path| path.extension().is_some_and(|it| it == "js"))
        .collect();
    println!("{size} reports, {:.1} MB of Markdown", millions(markdown));
    println!(
        "  index          {:>9.1} MB in {} files, {:.2} times the Markdown",
        millions(bytes(&index)),
        index.len(),
        bytes(&index) as f64 / markdown as f64
    );
    println!(
        "  build          {:>9.2} s of CPU with the index, {:.2} s without: {:.0} % for the index",
        with,
        without,
        (with - without) / with * 100.0
    );
    let mut words = words(&reports);
    words.push(MOST_FREQUENT.to_owned());
    let Some(mut costs) = ask(&site, &words) else {
        println!("  first answer   not measured: there is no node here");
        return;
    };
    let frequent = costs.pop().unwrap();
    costs.sort_by_key(|it| it.bytes);
    for (what, cost) in [
        ("ordinary word", &costs[costs.len() / 2]),
        ("dearest of them", costs.last().unwrap()),
        ("most frequent", &frequent),
    ] {
        println!(
            "  {what:<15}{:>8.1} kB in {} files, {} found, {:.0} ms, {:.0} ms with all at hand",
            cost.bytes as f64 / 1000.0,
            cost.files,
            cost.found,
            cost.cold,
            cost.warm
        );
    }
}

/// Builds from nothing and returns the seconds of CPU.
fn build(base: &Path, site: &Path, flags: &[&str]) -> f64 {
    if site.exists() {
        fs::remove_dir_all(site).unwrap();
    }
    let output = Command::new("bash")
        .args(["-c", "TIMEFORMAT='cpu %U %S'; time \"$@\"", "bash", PROGRAM])
        .args(["build", "--keep-going", "--no-cache"])
        .args(["--audience", "restricted"])
        .args(["--today", "2026-01-01", "--root"])
        .arg(base)
        .arg("--out")
        .arg(site)
        .args(flags)
        .env("LC_ALL", "C")
        .stdout(Stdio::null())
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    let line = text.lines().rev().find_map(|it| it.strip_prefix("cpu "));
    let seconds = line.expect("the shell says what it took").split(' ');
    seconds.map(|it| it.parse::<f64>().unwrap()).sum()
}

/// What an answer costs.
struct Cost {
    files: u64,
    bytes: usize,
    found: u64,
    cold: f64,
    warm: f64,
}

/// Asks the script of a site, each time as the first query of a page.
fn ask(site: &Path, queries: &[String]) -> Option<Vec<Cost>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let theme = site.join("theme");
    let own = [
        "scripts/search.js",
        "scripts/search-results.js",
        "styles/search.css",
    ];
    let own: usize = own.iter().map(|it| compressed(&theme.join(it))).sum();
    let mut child = Command::new("node")
        .arg(root.join("tests/search/ask.cjs"))
        .arg(theme.join("scripts/search.js"))
        .arg(site.join("search"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .ok()?;
    let asked = serde_json::to_vec(queries).unwrap();
    child.stdin.take().unwrap().write_all(&asked).unwrap();
    let output = child.wait_with_output().unwrap();
    let answers: Vec<serde_json::Value> = serde_json::from_slice(&output.stdout).unwrap();
    let costs = answers.iter().map(|it| Cost {
        files: it["cost"]["files"].as_u64().unwrap(),
        bytes: own + it["cost"]["bytes"].as_u64().unwrap() as usize,
        found: it["answer"]["total"].as_u64().unwrap(),
        cold: it["cost"]["cold"].as_f64().unwrap(),
        warm: it["cost"]["warm"].as_f64().unwrap(),
    });
    Some(costs.collect())
}

/// Returns words of reports here and there, as they come.
fn words(reports: &[PathBuf]) -> Vec<String> {
    const WANTED: usize = 15;
    let every = (reports.len() / WANTED).max(1);
    let chosen = reports.iter().step_by(every).take(WANTED);
    chosen
        .enumerate()
        .map(|(number, path)| {
            let text = fs::read_to_string(path).unwrap();
            let body = text.rsplit("## Impact").next().unwrap();
            let words = body.split_whitespace();
            let plain =
                words.filter(|it| it.len() > 5 && it.bytes().all(|b| b.is_ascii_lowercase()));
            plain.map(str::to_owned).nth(number).unwrap()
        })
        .collect()
}

/// Returns how many bytes a file takes over the wire.
fn compressed(path: &Path) -> usize {
    let output = Command::new("gzip").arg("-9c").arg(path).output().unwrap();
    output.stdout.len()
}

fn walk(folder: &Path) -> Vec<PathBuf> {
    let files = walkdir::WalkDir::new(folder)
        .sort_by_file_name()
        .into_iter();
    let files = files
        .map(Result::unwrap)
        .filter(|it| it.file_type().is_file());
    files.map(walkdir::DirEntry::into_path).collect()
}

fn bytes(files: &[PathBuf]) -> u64 {
    files.iter().map(|it| fs::metadata(it).unwrap().len()).sum()
}

fn millions(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}
