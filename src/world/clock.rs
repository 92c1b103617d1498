//! Today, and how long things take.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// Returns the day that is meant: the one given, that of `SOURCE_DATE_EPOCH`, or the clock's in UTC.
pub(crate) fn today(given: Option<Date>) -> Result<Date> {
    if let Some(date) = given {
        return Ok(date);
    }
    let now = match std::env::var("SOURCE_DATE_EPOCH") {
        Ok(seconds) => seconds
            .trim()
            .parse()
            .ok()
            .and_then(|seconds| jiff::Timestamp::from_second(seconds).ok())
            .with_context(|| {
                format!("SOURCE_DATE_EPOCH is `{seconds}`, not a number of seconds since 1970")
            })?,
        Err(_) => jiff::Timestamp::now(),
    };
    Ok(TimeZone::UTC.to_datetime(now).date())
}

/// Takes the time of the parts of a job.
#[derive(Clone, Debug)]
pub(crate) struct Stopwatch {
    begin: Instant,
    last: Instant,
    laps: Vec<(&'static str, Duration)>,
}

impl Stopwatch {
    pub(crate) fn start() -> Stopwatch {
        let begin = Instant::now();
        Stopwatch {
            begin,
            last: begin,
            laps: Vec::new(),
        }
    }

    /// Notes the time since the last lap, or since the start, under the name of what was done.
    pub(crate) fn lap(&mut self, name: &'static str) {
        let now = Instant::now();
        let last = std::mem::replace(&mut self.last, now);
        self.laps.push((name, now - last));
    }

    /// Takes over the laps that another watch noted from the last lap of this one until now.
    pub(crate) fn join(&mut self, other: &Stopwatch) {
        self.last = other.last;
        self.laps.extend(&other.laps);
    }

    /// Returns the time since the start.
    pub(crate) fn total(&self) -> Duration {
        self.begin.elapsed()
    }

    /// Says what each part took, and how much memory all of it needed at most.
    pub(crate) fn report(&self) -> String {
        let laps = self.laps.iter();
        let laps = laps.map(|(name, time)| format!("{name} {:.1} ms", time.as_secs_f64() * 1e3));
        let mut report = laps.collect::<Vec<_>>().join(", ");
        if let Some(bytes) = peak_memory() {
            report.push_str(&format!("\npeak memory {} MB", bytes / 1_000_000));
        }
        report
    }
}

/// Returns the most memory that this process has held so far, where the system tells.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kibibytes * 1024)
}
