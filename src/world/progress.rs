//! One line about work that takes long, for whoever waits for it at a terminal.

use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::time::Instant;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// How many milliseconds a stage may take before anything is said of it.
const PATIENCE: u64 = 500;

/// How many milliseconds lie between two drawings of the line, at least.
const REST: u64 = 100;

static IS_WANTED: AtomicBool = AtomicBool::new(false);

/// Shows from now on how work goes on, where standard error is a terminal that can erase a line.
pub(crate) fn show() {
    IS_WANTED.store(true, Ordering::Relaxed);
}

/// A stage that is under way. Its line is gone when all is done, and when this is dropped.
#[derive(Debug)]
pub(crate) struct Progress {
    /// Nothing where nobody would see it.
    bar: Option<ProgressBar>,
    begin: Instant,
    /// When to draw the line next, in milliseconds from the beginning.
    due: AtomicU64,
    done: AtomicUsize,
    count: usize,
}

impl Progress {
    /// Begins a stage that does something (`checking`) to so and so many things (`reports`).
    pub(crate) fn of(doing: &str, count: usize, things: &str) -> Progress {
        let bar = IS_WANTED.load(Ordering::Relaxed).then(|| {
            let line = format!("{doing} {{human_pos}} of {{human_len}} {things}");
            let style = ProgressStyle::with_template(&line).expect("the line is a template");
            let target = ProgressDrawTarget::stderr();
            ProgressBar::with_draw_target(Some(count as u64), target).with_style(style)
        });
        Progress {
            bar: bar.filter(|bar| !bar.is_hidden()),
            begin: Instant::now(),
            due: AtomicU64::new(PATIENCE),
            done: AtomicUsize::new(0),
            count,
        }
    }

    /// Notes that one more of the things is done.
    pub(crate) fn advance(&self) {
        let Some(bar) = &self.bar else { return };
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        if done == self.count {
            return bar.finish_and_clear();
        }
        let (now, due) = (self.begin.elapsed(), self.due.load(Ordering::Relaxed));
        let now = now.as_millis() as u64;
        // One thread draws, and the others go on.
        let is_due = now >= due
            && self
                .due
                .compare_exchange(due, now + REST, Ordering::Relaxed, Ordering::Relaxed)
                .is_ok();
        if is_due {
            bar.set_position(done as u64);
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
