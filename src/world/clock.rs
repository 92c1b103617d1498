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
#[derive(Debug)]
pub(crate) struct Stopwatch {
    begin: Instant,
    last: Instant,
}

impl Stopwatch {
    pub(crate) fn start() -> Stopwatch {
        let begin = Instant::now();
        Stopwatch { begin, last: begin }
    }

    /// Returns the time since the last lap, or since the start.
    pub(crate) fn lap(&mut self) -> Duration {
        let now = Instant::now();
        now - std::mem::replace(&mut self.last, now)
    }

    /// Returns the time since the start.
    pub(crate) fn total(&self) -> Duration {
        self.begin.elapsed()
    }
}
