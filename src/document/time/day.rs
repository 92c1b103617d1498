//! Days of the calendar as people write them, with or without a year.

use jiff::civil::Date;

/// A day as far as it was written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Day {
    year: Option<i16>,
    month: i8,
    day: i8,
    /// Whether day and month may as well have been meant the other way round, as in `04/05/2021`.
    either_way: bool,
}

impl Day {
    /// Returns the date, if there is one such day.
    ///
    /// `near` is a day at which the reader is anyway: it gives a missing year, and decides which
    /// number is the month where the author left that open.
    pub(crate) fn date(self, near: Option<Date>) -> Option<Date> {
        let Some(year) = self.year else {
            let near = near?;
            let same_year = Date::new(near.year(), self.month, self.day).ok();
            // A report that runs over New Year writes `Dec 31` and then `Jan 1`.
            let next_year = Date::new(near.year() + 1, self.month, self.day).ok();
            return [same_year, next_year]
                .into_iter()
                .flatten()
                .min_by_key(|date| days_between(*date, near));
        };
        let date = Date::new(year, self.month, self.day).ok();
        if !self.either_way {
            return date;
        }
        let turned = Date::new(year, self.day, self.month).ok();
        let is_near = |date: &Date| near.is_some_and(|near| days_between(*date, near) <= 14);
        match (date, turned) {
            (Some(date), Some(turned)) if is_near(&date) != is_near(&turned) => {
                Some(if is_near(&date) { date } else { turned })
            }
            _ => None,
        }
    }

    /// Finds the first whole date in a heading, a caption or a file name.
    pub(crate) fn find_in(text: &str) -> Option<Date> {
        let mut before = ' ';
        for (at, letter) in text.char_indices() {
            let begins = !before.is_alphanumeric();
            before = letter;
            if begins
                && letter.is_ascii_alphanumeric()
                && let Some((day, _)) = read(&text[at..])
                && let Some(date) = day.date(None)
            {
                return Some(date);
            }
        }
        None
    }
}

fn days_between(one: Date, other: Date) -> i32 {
    one.since(other)
        .map_or(i32::MAX, |span| span.get_days().abs())
}

/// Reads the day at the beginning of a text; returns it with the bytes it takes.
pub(super) fn read(text: &str) -> Option<(Day, usize)> {
    let bytes = text.as_bytes();
    let (day, end) = match bytes.first()? {
        b'0'..=b'9' => match digits(bytes, 0) {
            4 => year_first(text)?,
            8 => compact(text)?,
            1 | 2 => day_first(text)?,
            _ => return None,
        },
        letter if letter.is_ascii_uppercase() => month_first(text)?,
        _ => return None,
    };
    let goes_on = |rest: &str| {
        let mut rest = rest.chars();
        match rest.next() {
            Some('-' | '/' | '.') => rest.next().is_some_and(|c| c.is_ascii_digit()),
            // `2021-03-04T10:00`
            Some('T') => !rest.next().is_some_and(|c| c.is_ascii_digit()),
            Some(c) => c.is_alphanumeric(),
            None => false,
        }
    };
    let is_day = (1..=12).contains(&day.month) && (1..=31).contains(&day.day);
    (is_day && !goes_on(&text[end..])).then_some((day, end))
}

/// Reads `2021-03-04`, `2021/3/4`, `2021.03.04`, `2021_03_04` or `2021-Mar-04`.
fn year_first(text: &str) -> Option<(Day, usize)> {
    let bytes = text.as_bytes();
    let year = year(&text[..4])?;
    let separator = *bytes.get(4).filter(|byte| b"-/._".contains(byte))?;
    let (month, mut at) = match digits(bytes, 5) {
        count @ (1 | 2) => (text[5..5 + count].parse().ok()?, 5 + count),
        _ => {
            let (month, length) = month(&text[5..])?;
            (month, 5 + length)
        }
    };
    if bytes.get(at) != Some(&separator) {
        return None;
    }
    at += 1;
    let count = digits(bytes, at);
    if !(1..=2).contains(&count) {
        return None;
    }
    let day = text[at..at + count].parse().ok()?;
    Some((Day::exactly(Some(year), month, day), at + count))
}

/// Reads `20210304`.
fn compact(text: &str) -> Option<(Day, usize)> {
    let year = year(&text[..4])?;
    let (month, day) = (text[4..6].parse().ok()?, text[6..8].parse().ok()?);
    Some((Day::exactly(Some(year), month, day), 8))
}

/// Reads `4 March 2021`, `4th of March`, `04-Mar-2021`, `4.3.2021` or `25/12/2020`.
fn day_first(text: &str) -> Option<(Day, usize)> {
    let bytes = text.as_bytes();
    let count = digits(bytes, 0);
    let first: i8 = text[..count].parse().ok()?;
    if let Some(separator) = bytes.get(count).filter(|byte| b"./-".contains(byte)) {
        let second = digits(bytes, count + 1);
        let third = count + 1 + second + 1;
        if (1..=2).contains(&second)
            && bytes.get(third - 1) == Some(separator)
            && digits(bytes, third) == 4
        {
            let year = year(&text[third..third + 4])?;
            let second: i8 = text[count + 1..third - 1].parse().ok()?;
            let day = match (first, second) {
                // Nobody writes the month first between dots.
                _ if *separator == b'.' => Day::exactly(Some(year), second, first),
                (13.., _) => Day::exactly(Some(year), second, first),
                (_, 13..) => Day::exactly(Some(year), first, second),
                _ => Day {
                    either_way: first != second,
                    ..Day::exactly(Some(year), second, first)
                },
            };
            return Some((day, third + 4));
        }
    }
    let mut at = count + ordinal(&text[count..]);
    at += joint(&text[at..]);
    if text[at..].starts_with("of ") {
        at += 3;
    }
    let (month, length) = month(&text[at..])?;
    at += length;
    let (year, length) = year_after(&text[at..]);
    Some((Day::exactly(year, month, first), at + length))
}

/// Reads `March 4, 2021`, `Mar 4th` or `Mar-04-2021`.
fn month_first(text: &str) -> Option<(Day, usize)> {
    let (month, mut at) = month(text)?;
    let joint = joint(&text[at..]);
    at += joint;
    let count = digits(text.as_bytes(), at);
    if joint == 0 || !(1..=2).contains(&count) {
        return None;
    }
    let day = text[at..at + count].parse().ok()?;
    at += count;
    // `May 10:30` is a time.
    if text[at..].starts_with(':') {
        return None;
    }
    at += ordinal(&text[at..]).min(2);
    let (year, length) = year_after(&text[at..]);
    Some((Day::exactly(year, month, day), at + length))
}

impl Day {
    fn exactly(year: Option<i16>, month: i8, day: i8) -> Day {
        Day {
            year,
            month,
            day,
            either_way: false,
        }
    }
}

/// Reads a year that reports can be about, which keeps out other numbers of four digits.
fn year(digits: &str) -> Option<i16> {
    digits
        .parse()
        .ok()
        .filter(|year| (1900..2200).contains(year))
}

/// Reads `, 2021`, ` 2021` or `-2021`.
fn year_after(text: &str) -> (Option<i16>, usize) {
    let bytes = text.as_bytes();
    let gap = bytes
        .iter()
        .take_while(|byte| b", -./".contains(byte))
        .count();
    // `4 March - 2021 …` is a day and a number.
    if gap == 0 || gap > 2 || digits(bytes, gap) != 4 {
        return (None, 0);
    }
    match year(&text[gap..gap + 4]) {
        Some(year) => (Some(year), gap + 4),
        None => (None, 0),
    }
}

/// Reads the name of a month, whole or shortened, with its full stop.
fn month(text: &str) -> Option<(i8, usize)> {
    const NAMES: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let bytes = text.as_bytes();
    let length = bytes
        .iter()
        .take(10)
        .take_while(|byte| byte.is_ascii_alphabetic())
        .count();
    if length < 3 {
        return None;
    }
    let word = &bytes[..length];
    let month = NAMES.iter().position(|name| {
        let is_short = length == 3 || (length == 4 && name.starts_with("sept"));
        name.len() >= length
            && (is_short || name.len() == length)
            && name.as_bytes()[..length].eq_ignore_ascii_case(word)
    })?;
    let stop = usize::from(length < NAMES[month].len() && bytes.get(length) == Some(&b'.'));
    Some((i8::try_from(month + 1).ok()?, length + stop))
}

/// Returns the length of `st`, `nd`, `rd`, `th` or the full stop after a number.
fn ordinal(text: &str) -> usize {
    if ["st", "nd", "rd", "th"]
        .iter()
        .any(|suffix| text.starts_with(suffix))
    {
        2
    } else {
        usize::from(text.starts_with(". "))
    }
}

/// Returns the length of the space or hyphen between a day and a month.
fn joint(text: &str) -> usize {
    usize::from(text.starts_with([' ', '-', '\u{a0}']))
        * text.chars().next().map_or(0, char::len_utf8)
}

fn digits(bytes: &[u8], from: usize) -> usize {
    bytes
        .get(from..)
        .unwrap_or_default()
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_missing_year_is_the_one_that_is_near() {
        let dated = |text, near| read(text).unwrap().0.date(Some(near));
        assert_eq!(dated("Feb 21", date(2018, 2, 20)), Some(date(2018, 2, 21)));
        assert_eq!(
            dated("19. April", date(2018, 4, 18)),
            Some(date(2018, 4, 19))
        );
        assert_eq!(dated("1 Jan", date(2018, 12, 31)), Some(date(2019, 1, 1)));
        assert_eq!(dated("29 Feb", date(2018, 2, 28)), None);
    }

    #[test]
    fn a_day_that_may_be_read_in_two_ways_is_decided_by_what_is_near_or_not_at_all() {
        let (day, _) = read("04/05/2021").unwrap();
        assert_eq!(day.date(None), None);
        assert_eq!(day.date(Some(date(2021, 5, 3))), Some(date(2021, 5, 4)));
        assert_eq!(day.date(Some(date(2021, 4, 5))), Some(date(2021, 4, 5)));
        assert_eq!(
            read("05/05/2021").unwrap().0.date(None),
            Some(date(2021, 5, 5))
        );
    }

    #[test]
    fn a_date_is_found_in_headings_and_file_names() {
        for (text, found) in [
            ("2018-04-18-cull-flood", Some(date(2018, 4, 18))),
            ("20180418_flood", Some(date(2018, 4, 18))),
            (
                "Incident on 2021-12-17 14:39 - restarted",
                Some(date(2021, 12, 17)),
            ),
            ("Postmortem, March 3rd, 2021: queue", Some(date(2021, 3, 3))),
            ("PM2019-011 - nodes", None),
            ("v2.10.2021-rc1", None),
            ("upgrade 1.19 to 1.20", None),
            ("ticket 20213004", None),
        ] {
            assert_eq!(Day::find_in(text), found, "{text}");
        }
    }
}
