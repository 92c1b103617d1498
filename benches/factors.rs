//! How the cost of relating reports grows: factors, recurrence, and what is related to each report.
//!
//! ```text
//! cargo bench --bench factors                    # 1,000 and 10,000 reports
//! cargo bench --bench factors -- 50000           # other sizes
//! ```
//!
//! `link` resolves factors, references and action items and follows each factor through time;
//! `relate` finds the reports most like each report. Both are what the program says of itself under
//! `-v`: wall time on all cores, the median of three runs. Per report, neither may grow.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a benchmark meets the disk itself, prints, and may stop at the first surprise"
)]

#[path = "generate/mod.rs"]
mod generate;

use std::fs;
use std::path::Path;
use std::process::Command;

const RUNS: usize = 3;
const STAGES: [&str; 2] = ["link", "relate"];

fn main() {
    let arguments = std::env::args().skip(1);
    let mut sizes: Vec<usize> = arguments.filter_map(|size| size.parse().ok()).collect();
    if sizes.is_empty() {
        sizes = vec![1_000, 10_000];
    }
    println!(
        "{:>8} {:>10} {:>12} {:>12}",
        "reports", "stage", "ms", "µs a report"
    );
    for size in sizes {
        let base = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("factors-{size}"));
        // What an older generator left there would be measured in place of what this one makes.
        if base.exists() {
            fs::remove_dir_all(&base).unwrap();
        }
        generate::generate(&base, size, 1).unwrap();
        let runs: Vec<String> = (0..RUNS).map(|_| laps(&base)).collect();
        for stage in STAGES {
            let mut times: Vec<f64> = runs.iter().map(|report| time_of(stage, report)).collect();
            times.sort_by(f64::total_cmp);
            let median = times[RUNS / 2];
            let each = median * 1e3 / size as f64;
            println!("{size:>8} {stage:>10} {median:>12.1} {each:>12.1}");
        }
    }
}

/// Asks a question of a knowledge base, and returns what the program says of the time it took.
fn laps(base: &Path) -> String {
    let mut related = Command::new(env!("CARGO_BIN_EXE_secondstory"));
    related.args([
        "related",
        "-v",
        "--today",
        "2026-01-01",
        "ECONNREFUSED",
        "--root",
    ]);
    let output = related.arg(base).output().unwrap();
    String::from_utf8(output.stderr).unwrap()
}

fn time_of(stage: &str, report: &str) -> f64 {
    let laps = report.lines().flat_map(|line| line.split(", "));
    let mut times = laps.filter_map(|lap| lap.strip_prefix(stage)?.trim().strip_suffix(" ms"));
    let time = times
        .next()
        .unwrap_or_else(|| panic!("nothing is said of `{stage}`:\n{report}"));
    time.parse().unwrap()
}
