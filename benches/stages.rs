//! Each stage of a cold build by itself.
//!
//! ```text
//! cargo bench --bench stages             # 300 reports
//! cargo bench --bench stages -- check    # one stage
//! ```
//!
//! The stages are no part of the public interface, and the program says under `-v` what each of
//! them took: these are those figures. They are wall time on all cores. Where two stages are done
//! for one report after the other, they are one figure; what rendering takes without writing shows
//! where a site is there already and one report has been edited.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a benchmark meets the disk itself, and may stop at the first surprise"
)]

#[path = "generate/mod.rs"]
mod generate;

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};

const REPORTS: usize = 300;

/// The stages of a cold build, by the names that the program gives them.
const STAGES: [&str; 9] = [
    "settings",
    "read",
    "parse and validate",
    "link",
    "check",
    "plan",
    "relate",
    "index",
    "render and write",
];

fn stages(criterion: &mut Criterion) {
    // On a disk, flushing a site takes longer than all that comes before it.
    let memory = Path::new("/dev/shm");
    let folder = if memory.is_dir() {
        tempfile::tempdir_in(memory)
    } else {
        tempfile::tempdir()
    };
    let folder = folder.unwrap();
    let (base, site) = (folder.path().join("base"), folder.path().join("site"));
    generate::generate(&base, REPORTS, 1).unwrap();
    let mut group = criterion.benchmark_group(format!("{REPORTS} reports"));
    group
        .sample_size(10)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2));
    for stage in STAGES {
        let cold = || {
            remove(&site);
            time_of(stage, &base, &site)
        };
        group.bench_function(stage, |bencher| {
            bencher.iter_custom(|runs| (0..runs).map(|_| cold()).sum());
        });
    }
    let report = walkdir::WalkDir::new(base.join("postmortems"))
        .into_iter()
        .map(Result::unwrap)
        .find(|entry| entry.file_type().is_file())
        .unwrap();
    group.bench_function("render, hardly anything to write", |bencher| {
        bencher.iter_custom(|runs| {
            let edited = |_| {
                let text = fs::read_to_string(report.path()).unwrap();
                fs::write(report.path(), text + "\nOne sentence more.\n").unwrap();
                time_of("render and write", &base, &site)
            };
            (0..runs).map(edited).sum()
        });
    });
    group.finish();
}

/// Builds a site, and returns what one stage of it took.
fn time_of(stage: &str, base: &Path, site: &Path) -> Duration {
    let mut build = Command::new(env!("CARGO_BIN_EXE_secondstory"));
    build.args([
        "build",
        "-v",
        "--no-cache",
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

/// Removes a folder that this benchmark made.
fn remove(folder: &Path) {
    if folder.exists() {
        fs::remove_dir_all(folder).unwrap();
    }
}

criterion_group!(benches, stages);
criterion_main!(benches);
