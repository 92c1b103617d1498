//! The whole program on generated knowledge bases, as ratios to a floor.
//!
//! ```text
//! cargo bench --bench whole                    # 100 and 1,000 reports
//! cargo bench --bench whole -- 1000 10000      # other sizes; 50000 takes half an hour
//! cargo bench --bench whole -- --in DIR        # on the file system of a folder
//! cargo bench --bench whole -- --rounds 9      # instead of 5, or of 3 above 1,000 reports
//! cargo bench --bench whole -- 1000 --limits   # fails if a ratio is far above the usual one
//! ```
//!
//! The *floor* reads the same reports, runs pulldown-cmark over them and writes the same number of
//! files with the same number of bytes, in parallel, and does nothing else. A round runs the floor
//! and then everything that is measured, each as a process of its own; a ratio is that of the CPU
//! time, user and system, to the floor's of the same round, so that a machine whose speed drifts
//! does not matter. Shown are the medians of the rounds, and the least and the greatest ratio.
//!
//! Creating files costs most of the floor, and what it costs is a matter of the file system. So
//! that the ratios are the same tomorrow, all this happens in `/dev/shm` where there is room, and
//! the first line of each size says where it was. On a disk nothing is removed before the end of a
//! size: ext4 looks at every inode that was freed in the last minutes when it makes a file, which
//! makes whatever runs next several times dearer.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a benchmark meets the disk itself, prints, and may stop at the first surprise"
)]

mod cost;
mod floor;
#[path = "../generate/mod.rs"]
mod generate;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::SystemTime;

use cost::{Cost, Spread};
use floor::Plan;

/// What is measured, and the ratio at 1,000 reports in `/dev/shm` that it has to stay below: twice
/// what is usual. Lower a limit when the program has become faster.
const STEPS: [(&str, f64); 7] = [
    ("floor", 1.0),
    ("build, cold", 34.0),
    ("build, nothing changed", 1.5),
    ("the same, fresh clone", 2.8),
    ("build, one edit", 20.0),
    ("check, all", 10.5),
    ("check, one file", 1.6),
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [flag, reports, plan, out] = arguments.as_slice()
        && flag == "--floor"
    {
        floor::run(reports.as_ref(), plan.as_ref(), out.as_ref());
        say_peak_memory();
        return ExitCode::SUCCESS;
    }
    let wish = Wish::read(arguments);
    let mut per_report = Vec::new();
    let mut is_slow = false;
    for &size in &wish.sizes {
        let rounds = measure(size, &wish);
        show(&rounds);
        is_slow |= wish.limits && !is_within_limits(&rounds);
        let cold = Spread::of(rounds.iter().map(|round| round[1].cpu()));
        per_report.push((size, cold.median / size as f64));
    }
    if let [(small, first), .., (large, last)] = per_report.as_slice() {
        let ratio = last / first;
        println!("CPU of a cold build per report, at {large} to that at {small}: {ratio:.2}");
    }
    if is_slow {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}

/// What is asked for on the command line.
#[derive(Debug, Default)]
struct Wish {
    sizes: Vec<usize>,
    place: Option<PathBuf>,
    rounds: Option<usize>,
    limits: bool,
}

impl Wish {
    fn read(arguments: Vec<String>) -> Wish {
        let mut wish = Wish::default();
        let mut arguments = arguments.into_iter();
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                // Cargo says so to every benchmark.
                "--bench" => {}
                "--limits" => wish.limits = true,
                "--in" => wish.place = Some(arguments.next().expect("--in DIR").into()),
                "--rounds" => {
                    let rounds = arguments.next().and_then(|it| it.parse().ok());
                    wish.rounds = Some(rounds.expect("--rounds NUMBER"));
                }
                size => {
                    let size = size.parse();
                    wish.sizes.push(size.expect("a number of reports"));
                }
            }
        }
        if wish.sizes.is_empty() {
            wish.sizes = vec![100, 1000];
        }
        wish
    }
}

/// Runs all rounds of one size. A round has a cost for each of [`STEPS`].
fn measure(size: usize, wish: &Wish) -> Vec<[Cost; STEPS.len()]> {
    let place = wish.place.clone().unwrap_or_else(|| place(size));
    let folder = tempfile::Builder::new()
        .prefix("secondstory-bench-")
        .tempdir_in(place)
        .unwrap();
    let folder = folder.path();
    let project = Project {
        root: folder.join("base"),
        plan: folder.join("plan"),
    };
    generate::generate(&project.root, size, 1).unwrap();
    let site = folder.join("site");
    Cost::of(project.build(&site).arg("--no-cache"), "pages from");
    let plan = Plan::of(&site);
    plan.save(&project.plan);
    let markdown = Plan::of(&project.root.join("postmortems"));
    println!(
        "{size} reports, {:.1} MB; a site of {} files, {:.1} MB; in {} ({})",
        markdown.bytes() as f64 / 1e6,
        plan.files(),
        plan.bytes() as f64 / 1e6,
        folder.display(),
        if is_in_memory(folder) {
            "memory"
        } else {
            "disk"
        }
    );
    let rounds = wish.rounds.unwrap_or(if size > 1000 { 3 } else { 5 });
    let rounds = (0..rounds).map(|round| {
        let here = folder.join(format!("round-{round}"));
        fs::create_dir(&here).unwrap();
        let costs = project.round(&here);
        if is_in_memory(folder) {
            fs::remove_dir_all(here).unwrap();
        }
        costs
    });
    rounds.collect()
}

/// Returns where to work: in memory if there is room for two sites and the reports, with as much
/// again to spare.
fn place(size: usize) -> PathBuf {
    let room = Path::new("/dev/shm");
    let needed = size as u64 * 300_000;
    match rustix::fs::statvfs(room) {
        Ok(it) if is_in_memory(room) && it.f_bavail * it.f_frsize > needed => room.to_owned(),
        _ => env!("CARGO_TARGET_TMPDIR").into(),
    }
}

/// Says whether a folder is on a file system without a disk.
fn is_in_memory(folder: &Path) -> bool {
    const TMPFS: i128 = 0x0102_1994;
    rustix::fs::statfs(folder).is_ok_and(|it| i128::from(it.f_type) == TMPFS)
}

/// A generated knowledge base, and what its site consists of.
struct Project {
    root: PathBuf,
    plan: PathBuf,
}

impl Project {
    /// Runs everything once, in a folder of its own.
    fn round(&self, here: &Path) -> [Cost; STEPS.len()] {
        let site = here.join("site");
        let caches = here.join("caches");
        let edited = floor::walk(&self.root.join("postmortems")).swap_remove(0);
        let text = fs::read_to_string(&edited).unwrap();
        let build = || {
            let mut build = self.build(&site);
            build.env("XDG_CACHE_HOME", &caches);
            build
        };
        let floor = Cost::of(&self.floor(&here.join("floor")), "");
        let cold = Cost::of(&build(), "pages from");
        let unchanged = Cost::of(&build(), "nothing changed");
        renew(&site);
        let cloned = Cost::of(&build(), "nothing changed");
        fs::write(&edited, format!("{text}\nOne sentence more.\n")).unwrap();
        let one_edit = Cost::of(&build(), "pages from");
        fs::write(&edited, &text).unwrap();
        let all = Cost::of(&self.check(&[]), "reports");
        let one = Cost::of(&self.check(&[&edited]), "");
        [floor, cold, unchanged, cloned, one_edit, all, one]
    }

    fn floor(&self, out: &Path) -> Command {
        let mut command = Command::new(std::env::current_exe().unwrap());
        let reports = self.root.join("postmortems");
        command.arg("--floor").args([&reports, &self.plan, out]);
        command
    }

    fn build(&self, out: &Path) -> Command {
        let mut command = self.program("build");
        command.arg("--out").arg(out);
        command
    }

    fn check(&self, paths: &[&Path]) -> Command {
        let mut command = self.program("check");
        command.args(["--format", "concise"]).args(paths);
        command
    }

    fn program(&self, command: &str) -> Command {
        let mut program = Command::new(env!("CARGO_BIN_EXE_secondstory"));
        program
            .args([command, "-v", "--today", "2026-01-01", "--root"])
            .arg(&self.root);
        program
    }
}

/// Makes the files of a site as new as those of a fresh clone.
fn renew(site: &Path) {
    let now = SystemTime::now();
    for path in floor::walk(site) {
        let file = fs::File::options().append(true).open(path).unwrap();
        file.set_modified(now).unwrap();
    }
}

fn show(rounds: &[[Cost; STEPS.len()]]) {
    println!(
        "{:<24}{:>9}{:>9}{:>9}{:>7}   to the floor's CPU",
        "median of each", "wall s", "user s", "sys s", "MB"
    );
    for (step, (name, _)) in STEPS.iter().enumerate() {
        let median = |figure: fn(&Cost) -> f64| {
            Spread::of(rounds.iter().map(|round| figure(&round[step]))).median
        };
        let ratio = ratio(rounds, step);
        println!(
            "{name:<24}{:>9.3}{:>9.3}{:>9.3}{:>7.0}   {:.2} ({:.2} to {:.2})",
            median(|it| it.wall),
            median(|it| it.user),
            median(|it| it.system),
            median(|it| it.megabytes),
            ratio.median,
            ratio.least,
            ratio.most
        );
    }
}

/// Returns what a step costs to what the floor costs, round by round.
fn ratio(rounds: &[[Cost; STEPS.len()]], step: usize) -> Spread {
    let ratios = rounds.iter();
    Spread::of(ratios.map(|round| round[step].cpu() / round[0].cpu()))
}

/// Says which ratios are above their limits, if any.
fn is_within_limits(rounds: &[[Cost; STEPS.len()]]) -> bool {
    let mut is_within = true;
    for (step, &(name, limit)) in STEPS.iter().enumerate() {
        let ratio = ratio(rounds, step).median;
        if ratio > limit {
            is_within = false;
            println!("{name}: {ratio:.2} times the floor, and more than {limit} is too slow");
        }
    }
    is_within
}

/// Says how much memory this process has held, as the program does under `-v`.
fn say_peak_memory() {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kibibytes = peak.unwrap().trim().strip_suffix(" kB").unwrap();
    let bytes = kibibytes.parse::<u64>().unwrap() * 1024;
    eprintln!("peak memory {} MB", bytes / 1_000_000);
}
