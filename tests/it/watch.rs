//! `check --watch`: findings anew after each change, whatever is changed and however.

use std::io::{BufRead as _, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use crate::project::Project;

const REPORT: &str = "postmortems/2025-01-10-checkout-outage.md";

/// Far above what it takes, for a machine that has other things to do.
const PATIENCE: Duration = Duration::from_secs(60);

/// A program that watches, and what it prints line by line.
struct Watch {
    child: Child,
    /// Standard output and standard error, between which there is no order.
    out: Lines,
    err: Lines,
}

struct Lines {
    lines: Receiver<String>,
    seen: String,
}

impl Watch {
    /// Starts it and waits until it has checked for the first time.
    fn on(project: &Project) -> Watch {
        let mut command = project.command(&["check", "--watch", "--format", "concise"]);
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut watch = Watch {
            out: Lines::of(child.stdout.take().unwrap()),
            err: Lines::of(child.stderr.take().unwrap()),
            child,
        };
        watch.says("Watching");
        watch
    }

    /// Waits for a finding with a text in it that comes after those waited for before.
    #[track_caller]
    fn prints(&mut self, text: &str) -> &mut Watch {
        self.out.wait_for(text);
        self
    }

    /// Does the same for standard error.
    #[track_caller]
    fn says(&mut self, text: &str) -> &mut Watch {
        self.err.wait_for(text);
        self
    }

    /// It ends by itself.
    #[track_caller]
    fn ends(mut self) -> Option<i32> {
        let until = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code();
            }
            assert!(Instant::now() < until, "it goes on:\n{}", self.err.seen);
            std::thread::yield_now();
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Lines {
    fn of(output: impl Read + Send + 'static) -> Lines {
        let (sender, lines) = mpsc::channel();
        std::thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        Lines {
            lines,
            seen: String::new(),
        }
    }

    #[track_caller]
    fn wait_for(&mut self, text: &str) {
        let until = Instant::now() + PATIENCE;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            let Ok(line) = self.lines.recv_timeout(left) else {
                panic!("{text:?} is not in what it said:\n{}", self.seen);
            };
            self.seen.push_str(&line);
            self.seen.push('\n');
            if line.contains(text) {
                return;
            }
        }
    }
}

#[test]
fn a_finding_is_told_when_it_is_written_and_gone_when_it_is_mended() {
    let project = Project::from("two-incidents-one-factor");
    let mut watch = Watch::on(&project);
    project.edit(
        REPORT,
        "## Impact\n\n",
        "## Impact\n\nSee [that](gone.md). ",
    );
    watch
        .says("2025-01-10-checkout-outage.md has changed.")
        .prints("error[link/broken]")
        .says("Watching");
    // As editors save: another file that takes the place of the old one.
    let mended = project.read(REPORT).replace("See [that](gone.md). ", "");
    project.write("postmortems/.2025.swp", &mended);
    std::fs::rename(project.path("postmortems/.2025.swp"), project.path(REPORT)).unwrap();
    watch.says("has changed.").says("hints in 2 of 2 reports");
    assert!(!watch.err.seen.contains('\u{1b}'), "{:?}", watch.err.seen);
}

#[test]
fn a_broken_configuration_and_a_folder_that_goes_and_comes_back_do_not_end_it() {
    let project = Project::from("two-incidents-one-factor");
    let mut watch = Watch::on(&project);
    project.write("secondstory.yml", "titel: Harbour\n");
    watch.says("there is no setting `titel`").says("Watching");
    project.write("secondstory.yml", "title: Harbour\n");
    watch.says("hints in 2 of 2 reports").says("Watching");

    let text = project.read(REPORT);
    std::fs::remove_dir_all(project.path("postmortems")).unwrap();
    watch.says("no file matches").says("Watching");
    project.write("postmortems/2025/back.md", text);
    watch.says("of 1 report").says("Watching");
    project.edit(
        "postmortems/2025/back.md",
        "## Impact\n\n",
        "## Impact\n\n[that](gone.md) ",
    );
    watch.prints("error[link/broken]");
}

#[test]
fn what_a_build_writes_is_no_change() {
    let project = Project::from("two-incidents-one-factor");
    project.build().succeeds();
    let mut watch = Watch::on(&project);
    project.build().succeeds();
    project.write("notes.md", "A word.");
    watch.says("changed.");
    assert!(
        watch.err.seen.contains("notes.md has changed."),
        "{}",
        watch.err.seen
    );
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_it_without_a_word() {
    let project = Project::from("two-incidents-one-factor");
    let mut watch = Watch::on(&project);
    let process = watch.child.id().to_string();
    // What a job in the background is started by may have it ignore Ctrl-C; this it does not.
    let interrupt = Command::new("kill").args(["-TERM", &process]).status();
    assert!(interrupt.unwrap().success());
    watch.child.wait().unwrap();
    assert_eq!(watch.err.lines.iter().collect::<String>(), "");
}

#[test]
fn when_the_knowledge_base_is_gone_it_ends() {
    let project = Project::from("two-incidents-one-factor");
    let watch = Watch::on(&project);
    std::fs::remove_dir_all(project.root()).unwrap();
    assert_eq!(watch.ends(), Some(2));
}
