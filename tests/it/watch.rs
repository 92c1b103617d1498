//! `check --watch`: findings anew after each change, whatever is changed and however.

use std::io::{BufRead as _, BufReader, Read};
use std::process::{Child, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use crate::project::Project;

const REPORT: &str = "postmortems/2025-01-10-checkout-outage.md";

/// Far above what it takes, for a machine that has other things to do.
const PATIENCE: Duration = Duration::from_secs(60);

/// A program that watches, and what it prints line by line on either output.
struct Watch {
    child: Child,
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
        let (sender, lines) = mpsc::channel();
        read(child.stdout.take().unwrap(), sender.clone());
        read(child.stderr.take().unwrap(), sender);
        let mut watch = Watch {
            child,
            lines,
            seen: String::new(),
        };
        watch.sees("Watching");
        watch
    }

    /// Waits for a line with a text in it that comes after those waited for before.
    #[track_caller]
    fn sees(&mut self, text: &str) -> &mut Watch {
        let until = Instant::now() + PATIENCE;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            match self.lines.recv_timeout(left) {
                Ok(line) => {
                    let is_it = line.contains(text);
                    self.seen.push_str(&line);
                    self.seen.push('\n');
                    if is_it {
                        return self;
                    }
                }
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                    panic!("{text:?} is not in what it said:\n{}", self.seen)
                }
            }
        }
    }

    /// It ends by itself.
    #[track_caller]
    fn ends(mut self) -> Option<i32> {
        let until = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code();
            }
            assert!(Instant::now() < until, "it goes on:\n{}", self.seen);
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

fn read(output: impl Read + Send + 'static, sender: Sender<String>) {
    std::thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                return;
            }
        }
    });
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
        .sees("2025-01-10-checkout-outage.md has changed.")
        .sees("error[link/broken]")
        .sees("Watching");
    // As editors save: another file that takes the place of the old one.
    let mended = project.read(REPORT).replace("See [that](gone.md). ", "");
    project.write("postmortems/.2025.swp", &mended);
    std::fs::rename(project.path("postmortems/.2025.swp"), project.path(REPORT)).unwrap();
    watch.sees("has changed.").sees("6 hints in 2 of 2 reports");
    assert!(!watch.seen.contains('\u{1b}'), "{:?}", watch.seen);
}

#[test]
fn a_broken_configuration_and_a_folder_that_goes_and_comes_back_do_not_end_it() {
    let project = Project::from("two-incidents-one-factor");
    let mut watch = Watch::on(&project);
    project.write("secondstory.yml", "titel: Harbour\n");
    watch.sees("there is no setting `titel`").sees("Watching");
    project.write("secondstory.yml", "title: Harbour\n");
    watch.sees("6 hints in 2 of 2 reports").sees("Watching");

    let text = project.read(REPORT);
    std::fs::remove_dir_all(project.path("postmortems")).unwrap();
    watch.sees("no file matches").sees("Watching");
    project.write("postmortems/2025/back.md", text);
    watch.sees("of 1 report").sees("Watching");
    project.edit(
        "postmortems/2025/back.md",
        "## Impact\n\n",
        "## Impact\n\n[that](gone.md) ",
    );
    watch.sees("error[link/broken]");
}

#[test]
fn what_a_build_writes_is_no_change() {
    let project = Project::from("two-incidents-one-factor");
    project.build().succeeds();
    let mut watch = Watch::on(&project);
    project.build().succeeds();
    project.write("notes.md", "A word.");
    watch.sees("changed.");
    assert!(
        watch.seen.contains("notes.md has changed."),
        "{}",
        watch.seen
    );
}

#[test]
fn when_the_knowledge_base_is_gone_it_ends() {
    let project = Project::from("two-incidents-one-factor");
    let watch = Watch::on(&project);
    std::fs::remove_dir_all(project.root()).unwrap();
    assert_eq!(watch.ends(), Some(2));
}
