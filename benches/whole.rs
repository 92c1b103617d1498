//! The whole program on generated knowledge bases, as ratios to a floor.
//!
//! ```text
//! cargo bench --bench whole                    # 100 and 1,000 reports
//! cargo bench --bench whole -- 1000 10000      # other sizes; 50000 takes a few minutes
//! ```
//!
//! The *floor* reads the same files, runs pulldown-cmark over them and writes the same number of
//! files with the same number of bytes, in parallel, and does nothing else. Figures are the median
//! of three runs, each a process of its own: CPU is user and system time in seconds, memory the
//! largest resident set in MB. Quote the ratios; the seconds are this machine's.
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
use std::time::Instant;

use rayon::prelude::*;

const RUNS: usize = 3;
const PROGRAM: &str = env!("CARGO_BIN_EXE_secondstory");

fn main() {
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| argument != "--bench")
        .collect();
    if let [flag, reports, site, out] = arguments.as_slice()
        && flag == "--floor"
    {
        return floor(reports.as_ref(), site.as_ref(), out.as_ref());
    }
    let sizes: Vec<usize> = arguments
        .iter()
        .filter_map(|size| size.parse().ok())
        .collect();
    let sizes = if sizes.is_empty() {
        vec![100, 1000]
    } else {
        sizes
    };
    println!(
        "{:>7} {:<22} {:>8} {:>8} {:>8} {:>8}  to the floor's CPU",
        "reports", "what", "wall s", "CPU s", "MB", "files"
    );
    let mut per_report = Vec::new();
    for size in sizes {
        per_report.push((size, measure_size(size)));
    }
    if let [(small, first), .., (large, last)] = per_report.as_slice() {
        println!(
            "CPU per report at {large} to that at {small}: {:.2}",
            last / first
        );
    }
}

/// Measures one size and returns the CPU seconds of a cold build per report.
fn measure_size(size: usize) -> f64 {
    let folder =
        Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("whole-{size}-{}", generate::EDITION));
    let (reports, site, floor_out) = (
        folder.join("base"),
        folder.join("site"),
        folder.join("floor"),
    );
    if !reports.join("secondstory.yml").exists() {
        generate::generate(&reports, size, 1).unwrap();
    }
    let build = |out: &Path| {
        let mut command = Command::new(PROGRAM);
        command
            .args([
                "build",
                "--keep-going",
                "-v",
                "--today",
                "2026-01-01",
                "--root",
            ])
            .arg(&reports)
            .arg("--out")
            .arg(out);
        command
    };
    remove(&site);
    build(&site)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap();
    let (files, bytes) = count(&site);

    let this = std::env::current_exe().unwrap();
    let floor = median(|| {
        remove(&floor_out);
        let mut command = Command::new(&this);
        command.arg("--floor").args([&reports, &site, &floor_out]);
        command
    });
    let row = |what: &str, figures: &Figures, files: Option<usize>| {
        let files = files.map_or(String::new(), |files| files.to_string());
        println!(
            "{size:>7} {what:<22} {:>8.3} {:>8.3} {:>8.0} {files:>8}  {:.2}",
            figures.wall,
            figures.cpu,
            figures.megabytes,
            figures.cpu / floor.cpu
        );
    };
    row("floor", &floor, Some(files));
    let cold = median(|| {
        remove(&site);
        build(&site)
    });
    row("build, cold", &cold, Some(files));
    row("build, nothing changed", &median(|| build(&site)), None);
    // A fresh clone: the same content, and files of now.
    let fresh = folder.join("fresh");
    let renewed = median(|| {
        remove(&fresh);
        copy(&site, &fresh);
        build(&fresh)
    });
    row("the same, fresh clone", &renewed, None);
    remove(&fresh);
    let edited = first_report(&reports);
    let before = fs::read_to_string(&edited).unwrap();
    let mut edit = 0;
    let one = median(|| {
        edit += 1;
        fs::write(&edited, format!("{before}\nEdited {edit} times.\n")).unwrap();
        build(&site)
    });
    fs::write(&edited, &before).unwrap();
    row("build, one edit", &one, None);
    let check = |paths: &[&Path]| {
        let mut command = Command::new(PROGRAM);
        command
            .args([
                "check",
                "-v",
                "--format",
                "concise",
                "--today",
                "2026-01-01",
                "--root",
            ])
            .arg(&reports)
            .args(paths);
        command
    };
    row("check, all", &median(|| check(&[])), None);
    row("check, one file", &median(|| check(&[&edited])), None);
    println!(
        "{size:>7} {:<22} {:>8} bytes of site, {} of Markdown",
        "",
        bytes,
        count(&reports.join("postmortems")).1
    );
    cold.cpu / size as f64
}

/// What one run cost.
#[derive(Clone, Copy, Debug, Default)]
struct Figures {
    wall: f64,
    cpu: f64,
    megabytes: f64,
}

/// Runs a command several times and returns the median of each figure.
fn median(mut command: impl FnMut() -> Command) -> Figures {
    let mut runs: Vec<Figures> = (0..RUNS).map(|_| measure(&mut command())).collect();
    let mut middle = |figure: fn(&Figures) -> f64| {
        runs.sort_by(|a, b| figure(a).total_cmp(&figure(b)));
        figure(&runs[RUNS / 2])
    };
    Figures {
        wall: middle(|it| it.wall),
        cpu: middle(|it| it.cpu),
        megabytes: middle(|it| it.megabytes),
    }
}

/// Runs a command once. The shell's `time` knows the CPU of a child that has ended; the memory is
/// what the program says of itself.
fn measure(command: &mut Command) -> Figures {
    let mut timed = Command::new("bash");
    timed
        .args(["-c", "TIMEFORMAT='cpu %U %S'; time \"$@\"", "bash"])
        .arg(command.get_program())
        .args(command.get_args());
    let started = Instant::now();
    let output = timed.stdout(Stdio::null()).output().unwrap();
    let wall = started.elapsed().as_secs_f64();
    let text = String::from_utf8_lossy(&output.stderr);
    let number = |word: &str| word.replace(',', ".").parse::<f64>().unwrap_or_default();
    let cpu = text
        .lines()
        .rev()
        .find_map(|line| line.strip_prefix("cpu "))
        .map_or(0.0, |line| line.split(' ').map(number).sum());
    let peak = text
        .lines()
        .find_map(|line| line.trim().strip_prefix("peak memory "))
        .unwrap_or_default();
    Figures {
        wall,
        cpu,
        megabytes: number(peak.split(' ').next().unwrap_or_default()),
    }
}

/// Reads the reports, renders their Markdown, and writes files of the sizes of a site.
fn floor(reports: &Path, site: &Path, out: &Path) {
    let html: usize = walk(&reports.join("postmortems"))
        .par_iter()
        .map(|path| {
            let text = fs::read_to_string(path).unwrap();
            let mut html = String::with_capacity(text.len() * 2);
            let options =
                pulldown_cmark::Options::ENABLE_TABLES | pulldown_cmark::Options::ENABLE_FOOTNOTES;
            pulldown_cmark::html::push_html(
                &mut html,
                pulldown_cmark::Parser::new_ext(&text, options),
            );
            html.len()
        })
        .sum();
    let filler = vec![b'x'; 1 << 20];
    walk(site).par_iter().for_each(|path| {
        let size = fs::metadata(path).unwrap().len() as usize;
        let target = out.join(path.strip_prefix(site).unwrap());
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        let mut file = fs::File::create(target).unwrap();
        for part in (0..size).step_by(filler.len()) {
            file.write_all(&filler[..filler.len().min(size - part)])
                .unwrap();
        }
    });
    assert!(html > 0, "there was something to render");
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .and_then(|it| it.trim().split(' ').next()?.parse::<f64>().ok());
    eprintln_peak(peak.unwrap_or_default() / 1024.0);
}

#[expect(clippy::print_stderr, reason = "where the program says it too")]
fn eprintln_peak(megabytes: f64) {
    eprintln!("peak memory {megabytes:.0} MB");
}

fn walk(folder: &Path) -> Vec<PathBuf> {
    let files = walkdir::WalkDir::new(folder)
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().is_file());
    files.map(walkdir::DirEntry::into_path).collect()
}

fn count(folder: &Path) -> (usize, u64) {
    let files = walk(folder);
    (
        files.len(),
        files
            .iter()
            .map(|path| fs::metadata(path).unwrap().len())
            .sum(),
    )
}

fn first_report(reports: &Path) -> PathBuf {
    walk(&reports.join("postmortems"))
        .into_iter()
        .min()
        .unwrap()
}

fn copy(from: &Path, to: &Path) {
    for path in walk(from) {
        let target = to.join(path.strip_prefix(from).unwrap());
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::copy(path, target).unwrap();
    }
}

/// Removes a folder that this benchmark made.
fn remove(folder: &Path) {
    if folder.exists() {
        fs::remove_dir_all(folder).unwrap();
    }
}
