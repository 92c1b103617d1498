//! The point in time at the beginning, or at the end, of a text.

use jiff::civil::Time;

use super::day::{self, Day};
use super::zone::{self, Zone};

/// What stands at the beginning of a text: a day, a time of day or both.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Reading {
    pub(crate) day: Option<Day>,
    pub(crate) clock: Option<Clock>,
    pub(crate) zone: Option<Zone>,
    /// Whether a second time follows, as in `09:00 - 11:00`. The first one counts.
    pub(crate) is_range: bool,
    /// Where it begins, after white space and stars that close nothing.
    pub(crate) start: usize,
    /// The byte after what was read.
    pub(crate) end: usize,
}

/// A time of day, or the place where one will be filled in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Clock {
    At(Time),
    /// `14:??`, `--:--`, `HH:mm`
    Open,
}

/// Reads the point in time at the beginning of a text, if one stands there.
pub(crate) fn read(text: &str) -> Option<Reading> {
    // The stars of `**2021-05-03 11:58` are text where nothing closes them.
    let start = text.len()
        - text
            .trim_start_matches([' ', '\t', '\n', '\u{a0}', '*'])
            .len();
    let mut scan = Scan {
        text,
        at: start,
        has_day: false,
    };
    let bracket = match scan.rest().as_bytes().first() {
        Some(b'[') => Some(']'),
        Some(b'(') => Some(')'),
        _ => None,
    };
    if bracket.is_some() {
        scan.at += 1;
    }
    let mut reading = scan.point()?;
    reading.is_range = scan.range(&mut reading);
    if let Some(bracket) = bracket {
        if !scan.rest().starts_with(bracket) {
            return None;
        }
        scan.at += 1;
        if reading.zone.is_none() && reading.clock.is_some() {
            reading.zone = scan.zone();
        }
    }
    (reading.start, reading.end) = (start, scan.at);
    Some(reading)
}

/// Reads the point in time that a text ends with, as in `First detected: 2021-12-17 14:39`.
///
/// Returns where it begins, too.
pub(crate) fn read_at_end(text: &str) -> Option<(usize, Reading)> {
    /// The longest form of a day, a time and a zone, twice.
    const LONGEST: usize = 160;
    let whole = text.trim_end_matches(['.', ':', ' ']);
    let first = whole.floor_char_boundary(whole.len().saturating_sub(LONGEST));
    let mut before = if first == 0 { ' ' } else { 'x' };
    for (at, letter) in whole[first..].char_indices() {
        let at = first + at;
        let begins = before.is_whitespace() || matches!(before, '(' | '[' | ':');
        before = letter;
        if begins
            && (letter.is_ascii_alphanumeric() || matches!(letter, '~' | '?' | '-'))
            && let Some(reading) = read(&whole[at..])
            && whole[at + reading.end..]
                .trim_end_matches([')', ']'])
                .is_empty()
        {
            return Some((at, reading));
        }
    }
    None
}

/// Whether something follows its neighbour without a space.
#[derive(Clone, Copy, PartialEq)]
enum Glued {
    Yes,
    No,
}

struct Scan<'a> {
    text: &'a str,
    at: usize,
    /// Whether a day was read, so that `15.26` is a time and not a number.
    has_day: bool,
}

impl<'a> Scan<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn bytes(&self) -> &'a [u8] {
        self.rest().as_bytes()
    }

    fn skip_any(&mut self, letters: &[char]) {
        self.at = self.text.len() - self.rest().trim_start_matches(letters).len();
    }

    /// Reads a day and a time in either order, with the zone.
    fn point(&mut self) -> Option<Reading> {
        self.approximately();
        self.weekday();
        let mut reading = Reading {
            day: None,
            clock: None,
            zone: None,
            is_range: false,
            start: 0,
            end: 0,
        };
        if let Some((day, length)) = day::read(self.rest()) {
            self.at += length;
            self.has_day = true;
            reading.day = Some(day);
            let after_day = self.at;
            self.between_day_and_time();
            let glued = if self.at == after_day + 1 && self.text.as_bytes()[after_day] == b'T' {
                Glued::Yes
            } else {
                Glued::No
            };
            match self.clock() {
                Some(clock) => {
                    reading.clock = Some(clock);
                    reading.zone = self.zone_of_dated(glued);
                }
                None => {
                    self.at = after_day;
                    reading.zone = self.zone();
                }
            }
            return Some(reading);
        }
        reading.clock = Some(self.clock()?);
        reading.zone = self.zone();
        let after_time = self.at;
        self.skip_any(&[',', ' ']);
        if self.rest().starts_with("on ") {
            self.at += 3;
        }
        self.weekday();
        match day::read(self.rest()) {
            Some((day, length)) => {
                self.at += length;
                reading.day = Some(day);
                if reading.zone.is_none() {
                    reading.zone = self.zone();
                }
            }
            None => self.at = after_time,
        }
        Some(reading)
    }

    /// Passes over `~`, `ca.`, `around` and the like.
    fn approximately(&mut self) {
        const WORDS: [&str; 12] = [
            "approximately",
            "approx.",
            "approx",
            "roughly",
            "around",
            "about",
            "circa",
            "ca.",
            "ca",
            "c.",
            "at",
            "from",
        ];
        self.skip_any(&['~', '≈', '@', ' ']);
        let rest = self.rest();
        let word = WORDS.iter().find(|word| {
            rest.len() > word.len()
                && rest.as_bytes()[..word.len()].eq_ignore_ascii_case(word.as_bytes())
        });
        if let Some(word) = word {
            let after = &rest[word.len()..];
            let inner = after.trim_start_matches([' ', '~']);
            if inner.len() < after.len() || word.ends_with('.') {
                self.at += rest.len() - inner.len();
            }
        }
    }

    /// Passes over `Tuesday`, `Tue,` or `Mon.` where something follows.
    fn weekday(&mut self) {
        const DAYS: [&str; 7] = [
            "monday",
            "tuesday",
            "wednesday",
            "thursday",
            "friday",
            "saturday",
            "sunday",
        ];
        let bytes = self.bytes();
        let length = bytes
            .iter()
            .take(10)
            .take_while(|byte| byte.is_ascii_alphabetic())
            .count();
        let is_weekday = (3..10).contains(&length)
            && DAYS.iter().any(|day| {
                let whole = day.len() == length || length <= 4;
                whole
                    && day.len() >= length
                    && day.as_bytes()[..length].eq_ignore_ascii_case(&bytes[..length])
            });
        if is_weekday {
            let before = self.at;
            self.at += length;
            self.skip_any(&[',', '.', ' ']);
            if !self.bytes().first().is_some_and(u8::is_ascii_alphanumeric) {
                self.at = before;
            }
        }
    }

    fn between_day_and_time(&mut self) {
        let rest = self.rest();
        if let Some(b'T' | b't' | b'_') = rest.as_bytes().first() {
            self.at += 1;
            return;
        }
        self.skip_any(&[' ', ',', '\t', '\u{a0}', '|', '@', '(']);
        for joint in ["- ", "– ", "— ", "at ", "um ", ": "] {
            if let Some(after) = self.rest().strip_prefix(joint) {
                self.at = self.text.len() - after.len();
                break;
            }
        }
        self.approximately();
    }

    /// Reads a time of day with seconds and `pm`, or what stands in for one.
    fn clock(&mut self) -> Option<Clock> {
        let before = self.at;
        let clock = self.clock_or_not();
        if clock.is_none() {
            self.at = before;
        }
        clock
    }

    fn clock_or_not(&mut self) -> Option<Clock> {
        let bytes = self.bytes();
        let hour_length = part_length(bytes);
        if hour_length == 0 {
            return self.four_digits();
        }
        let separator = bytes.get(hour_length).copied();
        let minute = &bytes[(hour_length + 1).min(bytes.len())..];
        let hour_text = &bytes[..hour_length];
        let has_minute = part_length(minute) == 2 && !minute.get(2).is_some_and(u8::is_ascii_digit);
        let (minute_text, mut taken) = match separator {
            Some(b':' | b'h') if has_minute => (&minute[..2], hour_length + 3),
            Some(b'.') if has_minute && is_number(hour_text) && is_number(&minute[..2]) => {
                (&minute[..2], hour_length + 3)
            }
            _ => return self.hour_alone(hour_length),
        };
        if !is_number(hour_text) || !is_number(minute_text) {
            self.at += taken;
            let ends = !self.rest().starts_with(char::is_alphanumeric);
            return ends.then_some(Clock::Open);
        }
        let mut second = 0;
        let mut nanosecond = 0;
        let rest = &bytes[taken..];
        if separator == Some(b':')
            && rest.first() == Some(&b':')
            && rest.len() >= 3
            && is_number(&rest[1..3])
        {
            second = number(&rest[1..3]);
            taken += 3;
            let fraction = fraction(&bytes[taken..]);
            nanosecond = fraction.0;
            taken += fraction.1;
        }
        let hour = number(hour_text);
        self.at += taken;
        let hour = self.half_of_day(hour);
        let dotted = separator == Some(b'.') && !(self.has_day && hour_length == 2);
        let rest = self.rest();
        let ends = match rest.chars().next() {
            None => true,
            Some(':') => !rest[1..].starts_with(|c: char| c.is_ascii_digit()),
            Some('.') => !rest[1..].starts_with(|c: char| c.is_ascii_digit()),
            Some('Z') => true,
            Some('U' | 'G') => zone::read(rest).is_some(),
            Some('h') => {
                self.at += if rest.starts_with("hrs") { 3 } else { 1 };
                !self.rest().starts_with(char::is_alphanumeric)
            }
            // `7.42 million` is a number: between dots, more has to say that it is a time.
            Some(' ') if dotted => {
                let after = rest.trim_start();
                after.starts_with(['-', '–', '—', ':', '|'])
                    || zone::read(after).is_some()
                    || after.starts_with("Uhr")
                    || after.starts_with("hrs")
            }
            Some(c) => !c.is_alphanumeric() && c != '%',
        };
        let time = Time::new(hour, number(minute_text), second, nanosecond).ok()?;
        if !ends {
            return None;
        }
        for unit in [" hrs", " hours", " Uhr", " h "] {
            if self.rest().starts_with(unit) {
                self.at += unit.trim_end().len();
            }
        }
        Some(Clock::At(time))
    }

    /// Reads `4pm`, or `14h`.
    fn hour_alone(&mut self, length: usize) -> Option<Clock> {
        let bytes = self.bytes();
        if !is_number(&bytes[..length]) {
            return None;
        }
        let hour = number(&bytes[..length]);
        self.at += length;
        let before = self.at;
        let hour = self.half_of_day(hour);
        if self.at == before || hour > 23 || self.rest().starts_with(char::is_alphanumeric) {
            return None;
        }
        Time::new(hour, 0, 0, 0).ok().map(Clock::At)
    }

    /// Reads `1100` where a zone follows, as in `1100 UTC`; a year has none.
    fn four_digits(&mut self) -> Option<Clock> {
        let bytes = self.bytes();
        let digits = bytes
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        if digits != 4 {
            return None;
        }
        let after = self.rest()[4..].trim_start_matches(' ');
        let has_zone =
            after.starts_with(|c: char| c.is_ascii_uppercase()) && zone::read(after).is_some();
        if !has_zone && !after.starts_with("hrs") && !after.starts_with("hours") {
            return None;
        }
        let time = Time::new(number(&bytes[..2]), number(&bytes[2..4]), 0, 0).ok()?;
        self.at += 4;
        for unit in [" hrs", "hrs", " hours"] {
            if self.rest().starts_with(unit) {
                self.at += unit.len();
            }
        }
        Some(Clock::At(time))
    }

    /// Reads `am` or `p.m.` and returns the hour that it makes. `17:14pm` is 17:14.
    fn half_of_day(&mut self, hour: i8) -> i8 {
        let rest = self.rest();
        let trimmed = rest.trim_start_matches([' ', '\u{a0}']);
        let bytes = trimmed.as_bytes();
        let is_afternoon = match bytes.first() {
            Some(b'a' | b'A') => false,
            Some(b'p' | b'P') => true,
            _ => return hour,
        };
        let length = match bytes.get(1..) {
            Some([b'm' | b'M', ..]) => 2,
            Some([b'.', b'm' | b'M', b'.', ..]) => 4,
            _ => return hour,
        };
        if trimmed[length..].starts_with(char::is_alphanumeric) {
            return hour;
        }
        self.at += rest.len() - trimmed.len() + length;
        match hour {
            12 if !is_afternoon => 0,
            1..=11 if is_afternoon => hour + 12,
            _ => hour,
        }
    }

    /// Reads the zone after a day and a time, where ` -07:00` is an offset.
    fn zone_of_dated(&mut self, glued: Glued) -> Option<Zone> {
        let rest = self.rest();
        let trimmed = rest.trim_start_matches(' ');
        if trimmed.starts_with(['-', '+'])
            && (glued == Glued::Yes
                || rest.len() > trimmed.len()
                || self.text[..self.at].matches(':').count() > 1)
            && let Some((zone, length)) = zone::read(trimmed)
            && (glued == Glued::Yes || length > 3 || trimmed.len() == length)
        {
            self.at += rest.len() - trimmed.len() + length;
            return Some(zone);
        }
        self.zone()
    }

    /// Reads the zone after a time, in parentheses or not.
    fn zone(&mut self) -> Option<Zone> {
        let rest = self.rest();
        let trimmed = rest.trim_start_matches([' ', '\u{a0}']);
        let inner = trimmed.strip_prefix(['(', '[']);
        let name = inner.unwrap_or(trimmed).trim_start_matches("in ");
        // A hyphen after a time makes a range.
        if name.starts_with('-') {
            return None;
        }
        let (zone, length) = zone::read(name).or_else(|| zone::city(name))?;
        let mut end = rest.len() - name.len() + length;
        if inner.is_some() {
            let closes = rest[end..].starts_with([')', ']']);
            if !closes {
                return None;
            }
            end += 1;
        }
        self.at += end;
        Some(zone)
    }

    /// Passes over the second time of a range, and says whether there was one.
    fn range(&mut self, reading: &mut Reading) -> bool {
        let before = self.at;
        self.skip_any(&[' ']);
        let rest = self.rest();
        let joint = ["->", "→", "-", "–", "—", "to ", "until ", "till "]
            .iter()
            .find(|joint| rest.starts_with(**joint));
        if let Some(joint) = joint {
            self.at += joint.len();
            let inner = Scan {
                text: self.text,
                at: self.at,
                has_day: false,
            };
            if let Some((second, at)) = inner.second() {
                self.at = at;
                if reading.zone.is_none() {
                    reading.zone = second.zone;
                }
                return true;
            }
        }
        self.at = before;
        false
    }

    fn second(mut self) -> Option<(Reading, usize)> {
        self.skip_any(&[' ']);
        if !self
            .bytes()
            .first()
            .is_some_and(|byte| byte.is_ascii_digit() || matches!(byte, b'~' | b'?'))
        {
            return None;
        }
        let reading = self.point()?;
        Some((reading, self.at))
    }
}

/// Returns the length of an hour or minute: one or two digits, question marks and the like.
fn part_length(bytes: &[u8]) -> usize {
    let is_open = |byte: &u8| matches!(byte, b'?' | b'x' | b'X' | b'_');
    match bytes {
        [b'0'..=b'9', b'0'..=b'9', b'0'..=b'9', ..] => 0,
        [b'0'..=b'9', b'0'..=b'9', ..] => 2,
        [b'0'..=b'9', second, ..] if is_open(second) => 2,
        [b'0'..=b'9', ..] => 1,
        [b'-', b'-', ..] => 2,
        [first, second, ..] if is_open(first) && is_open(second) => 2,
        [first, second, ..] if is_stand_in(&[*first, *second]) => 2,
        _ => 0,
    }
}

/// Says whether letters stand for an hour or a minute that is not filled in.
fn is_stand_in(part: &[u8]) -> bool {
    matches!(part, b"HH" | b"hh" | b"MM" | b"mm")
}

fn is_number(bytes: &[u8]) -> bool {
    !bytes.is_empty() && bytes.iter().all(u8::is_ascii_digit)
}

/// Returns the value of one or two digits.
fn number(digits: &[u8]) -> i8 {
    digits.iter().fold(0, |value: i8, digit| {
        value.wrapping_mul(10).wrapping_add((digit - b'0') as i8)
    })
}

/// Returns the nanoseconds of `.491088` with the bytes it takes.
fn fraction(bytes: &[u8]) -> (i32, usize) {
    if !matches!(bytes.first(), Some(b'.' | b',')) {
        return (0, 0);
    }
    let count = bytes[1..]
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    if count == 0 {
        return (0, 0);
    }
    let value = (0..9).fold(0, |value, place| {
        let digit = bytes[1..=count]
            .get(place)
            .map_or(0, |byte| i32::from(byte - b'0'));
        value * 10 + digit
    });
    (value, count + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clock(text: &str) -> Option<(String, &str)> {
        let reading = read(text)?;
        let clock = match reading.clock? {
            Clock::At(time) => time.to_string(),
            Clock::Open => "open".into(),
        };
        Some((clock, &text[reading.end..]))
    }

    #[test]
    fn a_time_ends_where_the_words_begin() {
        for (text, time, rest) in [
            ("12:19 alert", "12:19:00", " alert"),
            ("7.42 - alert", "07:42:00", " - alert"),
            ("4:23PM: alert", "16:23:00", ": alert"),
            ("07:30am - alert", "07:30:00", " - alert"),
            ("9 am the alert", "09:00:00", " the alert"),
            ("14h05 alert", "14:05:00", " alert"),
            ("[14:05] alert", "14:05:00", " alert"),
            ("(14:05 UTC) alert", "14:05:00", " alert"),
            ("12:01 BST alert", "12:01:00", " alert"),
            ("12:01 (UTC+1) alert", "12:01:00", " alert"),
            ("13:30-13:45 alert", "13:30:00", " alert"),
            ("09:00 - 11:00: alert", "09:00:00", ": alert"),
            ("8:20 – 8:24", "08:20:00", ""),
            ("14:05 - 3 nodes", "14:05:00", " - 3 nodes"),
            ("14:05 -5 nodes", "14:05:00", " -5 nodes"),
            ("14:05 | x", "14:05:00", " | x"),
            ("14:?? alert", "open", " alert"),
            ("--:-- alert", "open", " alert"),
            ("??:?? alert", "open", " alert"),
            ("2X:XX (not sure)", "open", " (not sure)"),
            ("HH:mm what", "open", " what"),
            ("ca. 11:20 alert", "11:20:00", " alert"),
            ("around 11:20 alert", "11:20:00", " alert"),
            ("Tue 11:20 alert", "11:20:00", " alert"),
            ("14:05Z alert", "14:05:00", " alert"),
            ("14:05UTC alert", "14:05:00", " alert"),
            ("1405 UTC alert", "14:05:00", " alert"),
            ("14:05:07.123, alert", "14:05:07.123", ", alert"),
            ("2021-05-30T08:13 - alert", "08:13:00", " - alert"),
            ("2021-05-30, at 08:13 alert", "08:13:00", " alert"),
            ("2020-10-06 09:00 - 2020-10-07 11:00 x", "09:00:00", " x"),
        ] {
            assert_eq!(clock(text), Some((time.to_owned(), rest)), "{text}");
        }
    }

    #[test]
    fn numbers_and_words_are_not_times() {
        for text in [
            "7.42 million requests",
            "1.19 to 1.20",
            "16:9 screens",
            "10:20:30:40 is an address",
            "24:61",
            "2014 was a good year",
            "10:30x",
            "May the fourth",
            "Sat down",
            "at last",
            "12 nodes",
            "hm:mh",
            "50:50 chance",
            "x:xx",
        ] {
            assert_eq!(clock(text), None, "{text}");
        }
    }

    #[test]
    fn a_time_at_the_end_is_found_after_its_label() {
        for (text, label) in [
            ("First detected: 2021-12-17 14:39", "First detected: "),
            (
                "Initial Message at 2021-06-08 09:35 UTC",
                "Initial Message ",
            ),
            ("Update 2021-05-03 11:58 UTC:", "Update "),
            ("Repaired --:--", "Repaired "),
        ] {
            let (at, _) = read_at_end(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(&text[..at], label);
        }
        assert_eq!(read_at_end("Took 30 minutes"), None);
        let far = "~ ".repeat(50_000) + "at last 14:05";
        assert_eq!(read_at_end(&far).map(|(at, _)| &far[at..]), Some("14:05"));
    }
}
