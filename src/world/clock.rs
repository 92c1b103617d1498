//! Today.

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
