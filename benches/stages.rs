//! Each stage of a cold build by itself.
//!
//! ```text
//! cargo bench --bench stages             # 300 reports
//! cargo bench --bench stages -- check    # one stage
//! ```
//!
//! The stages are no part of the public interface, and the program says under `-v` what each of
//! them took: these are those figures. They are wall time on all cores.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a benchmark meets the disk itself, and may stop at the first surprise"
)]

#[path = "generate/mod.rs"]
mod generate;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};

const REPORTS: usize = 300;

/// The stages by the names that the program gives them.
const STAGES: [&str; 9] = [
    "settings",
    "read",
    "parse",
    "validate",
    "link",
    "check",
    "plan",
    "index",
    "render and write",
];

fn stages(criterion: &mut Criterion) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join(format!("stages-{REPORTS}-{}", generate::EDITION));
    let (base, site) = (folder.join("base"), folder.join("site"));
    if !base.join("secondstory.yml").exists() {
        generate::generate(&base, REPORTS, 1).unwrap();
    }
    let mut group = criterion.benchmark_group(format!("{REPORTS} reports"));
    group
        .sample_size(10)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2));
    for stage in STAGES {
        group.bench_function(stage, |bencher| {
            bencher.iter_custom(|runs| (0..runs).map(|_| time_of(stage, &base, &site)).sum());
        });
    }
    group.finish();
}

/// Builds a site that is not there yet, and returns what one stage of it took.
fn time_of(stage: &str, base: &Path, site: &PathBuf) -> Duration {
    if site.exists() {
        fs::remove_dir_all(site).unwrap();
    }
    let mut build = Command::new(env!("CARGO_BIN_EXE_secondstory"));
    build.args([
        "build",
        "--keep-going",
        "-v",
        "--today",
        "2026-01-01",
        "--root",
    ]);
    let output = build.arg(base).arg("--out").arg(site).output().unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    let milliseconds = text
        .lines()
        .flat_map(|line| line.split(", "))
        .find_map(|lap| lap.strip_prefix(stage)?.trim().strip_suffix(" ms"))
        .unwrap_or_else(|| panic!("the program says nothing of `{stage}`:\n{text}"));
    Duration::from_secs_f64(milliseconds.parse::<f64>().unwrap() / 1e3)
}

criterion_group!(benches, stages);
criterion_main!(benches);
