//! Dates and times as people write them.
//!
//! [`read`] reads what stands at the beginning of a text, as far as it goes; [`WrittenTime::parse`]
//! wants the whole text to be one point in time. Neither guesses: a day that no calendar has, or
//! that may be read in two ways, is not a day.

mod day;
mod scan;
mod zone;

use jiff::civil::{Date, Time};

pub(crate) use zone::Zone;

pub(super) use day::Day;
pub(super) use scan::{Clock, Reading, read, read_at_end};

/// A point in time as far as it was written: the day, perhaps the time, perhaps the zone.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct WrittenTime {
    pub(crate) date: Date,
    /// `None` where only the day is known, as in `2021-12-17 --:--`.
    pub(crate) time: Option<Time>,
    /// `None` where nothing says which zone was meant.
    pub(crate) zone: Option<Zone>,
}

impl WrittenTime {
    /// Reads a text that is a day, with or without time and zone, and nothing else.
    ///
    /// `default_zone` holds where the text names none.
    pub(crate) fn parse(text: &str, default_zone: Option<&Zone>) -> Option<WrittenTime> {
        let text = text.trim();
        let reading = read(text)?;
        if reading.end != text.len() || reading.is_range {
            return None;
        }
        Some(WrittenTime {
            date: reading.day?.date(None)?,
            time: match reading.clock {
                Some(Clock::At(time)) => Some(time),
                Some(Clock::Open) | None => None,
            },
            zone: reading.zone.or_else(|| default_zone.cloned()),
        })
    }

    /// Returns the instant, where date, time and zone are all known.
    pub(crate) fn timestamp(&self) -> Option<jiff::Timestamp> {
        let moment = self.date.to_datetime(self.time?);
        match self.zone.as_ref()? {
            Zone::Offset(offset) | Zone::Abbreviation { offset, .. } => {
                offset.to_timestamp(moment).ok()
            }
            Zone::Named(_, zone) => zone.to_timestamp(moment).ok(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Option<String> {
        let written = WrittenTime::parse(text, None)?;
        let mut out = written.date.to_string();
        if let Some(time) = written.time {
            out += &format!(" {time}");
        }
        if let Some(zone) = written.zone {
            out += &format!(" {zone}");
        }
        Some(out)
    }

    #[test]
    fn a_whole_text_is_read_as_a_day_a_time_and_a_zone() {
        for (text, meaning) in [
            ("2025-03-31", "2025-03-31"),
            ("2025-03-31 12:06", "2025-03-31 12:06:00"),
            ("2025-03-31T12:06:07Z", "2025-03-31 12:06:07 UTC"),
            ("2021-08-27T13:00:00-00:00", "2021-08-27 13:00:00 UTC"),
            ("2019-08-29T10:00:00+05:30", "2019-08-29 10:00:00 +05:30"),
            (
                "2026-05-04T19:24:01.491088Z",
                "2026-05-04 19:24:01.491088 UTC",
            ),
            ("2025-03-31 12:06 -0700", "2025-03-31 12:06:00 -07:00"),
            (
                "2025-03-31 12:06 Europe/Copenhagen",
                "2025-03-31 12:06:00 Europe/Copenhagen",
            ),
            ("Sep 27 2017 13:06", "2017-09-27 13:06:00"),
            ("September 27th, 2017 at 1:06 p.m.", "2017-09-27 13:06:00"),
            ("27 September 2017", "2017-09-27"),
            (
                "Tuesday, 22nd of June 2021, 08:21 UTC",
                "2021-06-22 08:21:00 UTC",
            ),
            ("30 July 2012, 02:33 IST", "2012-07-30 02:33:00 IST"),
            ("2018-01-17 17:14pm", "2018-01-17 17:14:00"),
            ("2018-01-17 12:14am", "2018-01-17 00:14:00"),
            ("4:23PM PST, 30 Nov 2017", "2017-11-30 16:23:00 PST"),
            ("2021-12-17 --:--", "2021-12-17"),
            ("2021-12-17 14:??", "2021-12-17"),
            ("31.12.2020 23:59", "2020-12-31 23:59:00"),
            ("25/12/2020 7.42", "2020-12-25 07:42:00"),
            (
                "2020-12-25 16:37 Denver",
                "2020-12-25 16:37:00 America/Denver",
            ),
            ("2020/12/25 1100 UTC", "2020-12-25 11:00:00 UTC"),
            ("~2020-12-25 07:42", "2020-12-25 07:42:00"),
            ("2020-12-25 ca. 07:42", "2020-12-25 07:42:00"),
        ] {
            assert_eq!(parsed(text).as_deref(), Some(meaning), "{text}");
        }
    }

    #[test]
    fn what_is_not_one_certain_point_in_time_is_not_read() {
        for text in [
            "",
            "soon",
            "2025-02-30",
            "30 February 2024",
            "2025-03-31 25:10",
            "2025-03-31 12:60",
            "20202-01-16 12:00",
            "12:06",
            "27 September",
            "04/05/2021",
            "2025-03-31 10:00 - 11:00",
            "2025-03-31 and later",
            "2025-13-01",
            "1.2.3",
            "2025-Q3",
        ] {
            assert_eq!(parsed(text), None, "{text}");
        }
    }

    #[test]
    fn the_default_zone_holds_only_where_none_is_written() {
        let copenhagen = Zone::parse("Europe/Copenhagen");
        let read = |text| {
            WrittenTime::parse(text, copenhagen.as_ref())
                .unwrap()
                .timestamp()
                .unwrap()
                .to_string()
        };
        assert_eq!(read("2025-07-01 12:00"), "2025-07-01T10:00:00Z");
        assert_eq!(read("2025-01-01 12:00"), "2025-01-01T11:00:00Z");
        assert_eq!(read("2025-07-01 12:00 UTC"), "2025-07-01T12:00:00Z");
    }
}
