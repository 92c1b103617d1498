//! Dates and times as people write them.

use jiff::civil::{Date, Time};
use jiff::tz::{Offset, TimeZone};

/// A point in time as far as it was written: the day, perhaps the time, perhaps the zone.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct WrittenTime {
    pub(crate) date: Date,
    /// `None` where only the day is known, as in `2021-12-17 --:--`.
    pub(crate) time: Option<Time>,
    /// `None` where nothing says which zone was meant.
    pub(crate) zone: Option<Zone>,
}

/// A time zone as written.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Zone {
    Offset(Offset),
    /// An IANA name such as `Europe/Copenhagen`.
    Named(String, TimeZone),
    /// An abbreviation such as `CET`, with the offset that it stands for. `ambiguous` where
    /// the same letters mean another zone elsewhere (`IST`, `CST`, `BST`).
    Abbreviation {
        name: String,
        offset: Offset,
        ambiguous: bool,
    },
}

impl Zone {
    /// Reads an IANA name, an offset or an abbreviation.
    pub(crate) fn parse(text: &str) -> Option<Zone> {
        let zone = TimeZone::get(text.trim()).ok()?;
        Some(Zone::Named(text.trim().to_owned(), zone))
    }
}

impl WrittenTime {
    /// Reads a date, with a time and a zone where they are written; `zone` stands in for the zone.
    pub(crate) fn parse(text: &str, zone: Option<&Zone>) -> Option<WrittenTime> {
        let (date, time) = text
            .trim()
            .split_once([' ', 'T'])
            .map_or((text.trim(), None), |(date, time)| (date, Some(time)));
        let time = time.and_then(|time| time.trim().parse().ok());
        Some(WrittenTime {
            date: date.parse().ok()?,
            time,
            zone: zone.cloned(),
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
