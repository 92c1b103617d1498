//! Time zones as people write them.

use jiff::tz::{Offset, TimeZone};

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
    pub(crate) const UTC: Zone = Zone::Offset(Offset::UTC);

    /// Reads a text that is a zone and nothing else, as in the front matter.
    pub(crate) fn parse(text: &str) -> Option<Zone> {
        let text = text.trim();
        if let Some((zone, length)) = read(text)
            && length == text.len()
        {
            return Some(zone);
        }
        let name = text.to_lowercase();
        let long = LONG_NAMES.iter().find(|(long, _)| *long == name);
        if let Some((_, short)) = long {
            return read(short).map(|(zone, _)| zone);
        }
        named(text)
    }

    /// Finds the zone that a heading, a table header or a sentence names, such as `(times CET)`.
    pub(crate) fn find_in(text: &str) -> Option<Zone> {
        let mut before = ' ';
        for (at, letter) in text.char_indices() {
            let begins = !before.is_alphanumeric() && !matches!(before, '/' | '_' | '-' | '.');
            before = letter;
            if !begins || !(letter.is_ascii_alphabetic() || matches!(letter, '+' | '-')) {
                continue;
            }
            let rest = &text[at..];
            if let Some((zone, length)) = read(rest)
                // `Plan Z` and `-5 pods` are no zones.
                && (length > 2 || (length == 2 && letter.is_ascii_alphabetic()))
            {
                return Some(zone);
            }
            for (long, short) in LONG_NAMES {
                // A single word, as in "the eastern region", says too little in a sentence.
                if long.contains(' ')
                    && rest.len() >= long.len()
                    && rest.as_bytes()[..long.len()].eq_ignore_ascii_case(long.as_bytes())
                {
                    return read(short).map(|(zone, _)| zone);
                }
            }
        }
        None
    }
}

impl std::fmt::Display for Zone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Zone::Offset(Offset::UTC) => f.write_str("UTC"),
            Zone::Offset(offset) => {
                let seconds = offset.seconds();
                let sign = if seconds < 0 { '-' } else { '+' };
                let minutes = seconds.abs() / 60;
                write!(f, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
            }
            Zone::Named(name, _) | Zone::Abbreviation { name, .. } => f.write_str(name),
        }
    }
}

/// Reads the zone at the beginning of a text; returns it with the bytes it takes.
pub(super) fn read(text: &str) -> Option<(Zone, usize)> {
    let bytes = text.as_bytes();
    match bytes.first()? {
        b'+' | b'-' => {
            let (offset, length) = read_offset(text)?;
            return Some((Zone::Offset(offset), length));
        }
        first if !first.is_ascii_alphabetic() => return None,
        _ => {}
    }
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'_');
    let length = bytes.iter().take_while(|byte| is_part(byte)).count();
    let word = text[..length].trim_end_matches('/');
    if text[length..].starts_with(|c: char| c.is_alphanumeric()) {
        return None;
    }
    if word.contains('/') {
        if let Some(zone) = slashed(word, &text[word.len()..]) {
            return Some(zone);
        }
        // `PST/UTC-8`: the first of two names will do.
        let first = word.split('/').next().unwrap_or_default();
        return abbreviation(first).map(|zone| (zone, word.len()));
    }
    if matches!(word, "UTC" | "GMT" | "utc" | "gmt" | "Utc") {
        let rest = &text[word.len()..];
        let rest = rest
            .strip_prefix(' ')
            .filter(|rest| has_signed_offset(rest))
            .unwrap_or(rest);
        if let Some((offset, length)) = read_offset(rest) {
            let taken = text.len() - rest.len() + length;
            return Some((Zone::Offset(offset), taken));
        }
        if !word.eq_ignore_ascii_case("gmt") {
            return Some((Zone::UTC, word.len()));
        }
    }
    match word {
        "Z" => Some((Zone::UTC, 1)),
        _ => abbreviation(word).map(|zone| (zone, word.len())),
    }
}

/// Reads `Europe/Copenhagen`, `America/Argentina/Buenos_Aires`, `Etc/GMT+2` or `US/Pacific`.
fn slashed(word: &str, rest: &str) -> Option<(Zone, usize)> {
    if word.starts_with("Etc/") {
        let digits = rest.len()
            - rest
                .trim_start_matches(|c: char| c.is_ascii_digit() || c == '+' || c == '-')
                .len();
        let whole = format!("{word}{}", &rest[..digits]);
        return named(&whole).map(|zone| (zone, whole.len()));
    }
    if let Some(zone) = named(word) {
        return Some((zone, word.len()));
    }
    let last = word.rsplit('/').next().unwrap_or_default();
    let american = match last {
        "Pacific" => "PT",
        "Mountain" => "MT",
        "Central" => "CT",
        "Eastern" => "ET",
        _ => return None,
    };
    abbreviation(american).map(|zone| (zone, word.len()))
}

fn named(name: &str) -> Option<Zone> {
    let zone = TimeZone::get(name).ok()?;
    let name = zone.iana_name().unwrap_or(name).to_owned();
    Some(Zone::Named(name, zone))
}

fn has_signed_offset(text: &str) -> bool {
    matches!(text.as_bytes(), [b'+' | b'-', b'0'..=b'9', ..])
}

/// Reads `+01:00`, `-0700`, `+1` or `+5:30` at the beginning of a text.
fn read_offset(text: &str) -> Option<(Offset, usize)> {
    let bytes = text.as_bytes();
    let sign = match bytes.first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let digits = |from: usize| {
        bytes[from..]
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count()
    };
    let number = |from: usize, to: usize| text[from..to].parse::<i32>().ok();
    let (hours, minutes, end) = match digits(1) {
        count @ (1 | 2) => {
            let colon = 1 + count;
            if bytes.get(colon) == Some(&b':') && digits(colon + 1) == 2 {
                (number(1, colon)?, number(colon + 1, colon + 3)?, colon + 3)
            } else {
                (number(1, colon)?, 0, colon)
            }
        }
        4 => (number(1, 3)?, number(3, 5)?, 5),
        _ => return None,
    };
    if hours > 14 || minutes > 59 || text[end..].starts_with(|c: char| c.is_alphanumeric()) {
        return None;
    }
    let offset = Offset::from_seconds(sign * (hours * 60 + minutes) * 60).ok()?;
    Some((offset, end))
}

fn abbreviation(word: &str) -> Option<Zone> {
    if !(2..=4).contains(&word.len()) {
        return None;
    }
    if let Some((_, name)) = REGIONS.iter().find(|(letters, _)| *letters == word) {
        return named(name);
    }
    let &(name, minutes, means) = ABBREVIATIONS.iter().find(|(name, ..)| *name == word)?;
    Some(Zone::Abbreviation {
        name: name.to_owned(),
        offset: Offset::from_seconds(minutes * 60).ok()?,
        ambiguous: means == Means::Several,
    })
}

/// Reads a city that gives its name to a zone, such as `Denver`, where a time is joined with words.
pub(super) fn city(text: &str) -> Option<(Zone, usize)> {
    let length = text
        .find(|c: char| !c.is_alphabetic())
        .unwrap_or(text.len());
    let (name, rest) = text.split_at(length);
    let rest = rest.strip_prefix(" time").unwrap_or(rest);
    let is_joined = [" - ", " – ", " — ", ":", ")", "]", " |"]
        .iter()
        .any(|joint| rest.starts_with(joint));
    if !name.starts_with(|c: char| c.is_uppercase()) || !(is_joined || rest.is_empty()) {
        return None;
    }
    let zone = [
        "Europe",
        "America",
        "Asia",
        "Australia",
        "Africa",
        "Pacific",
    ]
    .iter()
    .find_map(|area| named(&format!("{area}/{name}")))?;
    Some((zone, text.len() - rest.len()))
}

/// Letters that stand for a region rather than for an offset: the season decides.
const REGIONS: &[(&str, &str)] = &[
    ("PT", "America/Los_Angeles"),
    ("MT", "America/Denver"),
    ("CT", "America/Chicago"),
    ("ET", "America/New_York"),
    ("AET", "Australia/Sydney"),
];

/// Names in words, in lower case, with the short form that says the same.
const LONG_NAMES: &[(&str, &str)] = &[
    ("coordinated universal time", "UTC"),
    ("universal time", "UTC"),
    ("zulu", "UTC"),
    ("greenwich mean time", "GMT"),
    ("british summer time", "BST"),
    ("uk time", "Europe/London"),
    ("london time", "Europe/London"),
    ("central european summer time", "CEST"),
    ("central european time", "CET"),
    ("eastern european summer time", "EEST"),
    ("eastern european time", "EET"),
    ("west african time", "WAT"),
    ("west africa time", "WAT"),
    ("central african time", "CAT"),
    ("central africa time", "CAT"),
    ("east african time", "EAT"),
    ("east africa time", "EAT"),
    ("south african standard time", "SAST"),
    ("south africa standard time", "SAST"),
    ("indian standard time", "Asia/Kolkata"),
    ("india standard time", "Asia/Kolkata"),
    ("japan standard time", "JST"),
    ("japan time", "JST"),
    ("pacific standard time", "PST"),
    ("pacific daylight time", "PDT"),
    ("pacific time", "PT"),
    ("us pacific", "PT"),
    ("pacific", "PT"),
    ("mountain time", "MT"),
    ("us central", "CT"),
    ("eastern standard time", "EST"),
    ("eastern daylight time", "EDT"),
    ("eastern time", "ET"),
    ("us eastern", "ET"),
    ("eastern", "ET"),
];

#[derive(Clone, Copy, PartialEq)]
enum Means {
    One,
    Several,
}

/// Abbreviations with their minutes east of Greenwich. `MET` and `ART` are left out: a headline in
/// capitals would be taken for a zone.
const ABBREVIATIONS: &[(&str, i32, Means)] = &[
    ("ACDT", 630, Means::One),
    ("ACST", 570, Means::One),
    ("ADT", -180, Means::One),
    ("AEDT", 660, Means::One),
    ("AEST", 600, Means::One),
    ("AKDT", -480, Means::One),
    ("AKST", -540, Means::One),
    ("AST", -240, Means::Several),
    ("AWST", 480, Means::One),
    ("BRT", -180, Means::One),
    ("BST", 60, Means::Several),
    ("CAT", 120, Means::One),
    ("CDT", -300, Means::Several),
    ("CEST", 120, Means::One),
    ("CET", 60, Means::One),
    ("CLT", -240, Means::One),
    ("CST", -360, Means::Several),
    ("EAT", 180, Means::One),
    ("EDT", -240, Means::One),
    ("EEST", 180, Means::One),
    ("EET", 120, Means::One),
    ("EST", -300, Means::One),
    ("GMT", 0, Means::One),
    ("GST", 240, Means::Several),
    ("HKT", 480, Means::One),
    ("HST", -600, Means::One),
    ("ICT", 420, Means::One),
    ("IDT", 180, Means::One),
    ("IST", 330, Means::Several),
    ("JST", 540, Means::One),
    ("KST", 540, Means::One),
    ("MDT", -360, Means::One),
    ("MESZ", 120, Means::One),
    ("MEZ", 60, Means::One),
    ("MSK", 180, Means::One),
    ("MST", -420, Means::One),
    ("NDT", -150, Means::One),
    ("NPT", 345, Means::One),
    ("NST", -210, Means::One),
    ("NZDT", 780, Means::One),
    ("NZST", 720, Means::One),
    ("PDT", -420, Means::One),
    ("PKT", 300, Means::One),
    ("PST", -480, Means::One),
    ("SAST", 120, Means::One),
    ("SGT", 480, Means::One),
    ("WAT", 60, Means::One),
    ("WEST", 60, Means::One),
    ("WET", 0, Means::One),
    ("WIB", 420, Means::One),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(zone: Option<Zone>) -> Option<String> {
        zone.map(|zone| zone.to_string())
    }

    #[test]
    fn every_way_of_naming_a_zone_is_read() {
        for (text, meaning) in [
            ("UTC", "UTC"),
            ("Z", "UTC"),
            ("GMT", "GMT"),
            ("+01:00", "+01:00"),
            ("UTC+1", "+01:00"),
            ("UTC +2", "+02:00"),
            ("GMT-5", "-05:00"),
            ("UTC+5:30", "+05:30"),
            ("-0730", "-07:30"),
            ("CEST", "CEST"),
            ("PT", "America/Los_Angeles"),
            ("Europe/Copenhagen", "Europe/Copenhagen"),
            (
                "America/Argentina/Buenos_Aires",
                "America/Argentina/Buenos_Aires",
            ),
            ("Asia/Kolkata", "Asia/Kolkata"),
            ("Pacific Time", "America/Los_Angeles"),
        ] {
            assert_eq!(shown(Zone::parse(text)).as_deref(), Some(meaning), "{text}");
        }
        for text in [
            "",
            "local",
            "Europe/Atlantis",
            "UTC+99",
            "here",
            "MET office",
        ] {
            assert_eq!(Zone::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_zone_is_found_in_a_heading_a_header_and_a_sentence() {
        for (text, meaning) in [
            ("All times in UTC.", "UTC"),
            ("Timeline (times CET)", "CET"),
            ("Date and Time in CET", "CET"),
            ("All times in UC/Pacific", "America/Los_Angeles"),
            ("Times are given in US Eastern.", "America/New_York"),
            ("Timeline (all times UTC+2)", "+02:00"),
            ("all timestamps are Central European Time", "CET"),
            ("times: America/New_York", "America/New_York"),
            ("Time [UTC]", "UTC"),
            ("Times (ET)", "America/New_York"),
            ("Time +02:00", "+02:00"),
            ("Timeline (all times West African Time)", "WAT"),
        ] {
            assert_eq!(
                shown(Zone::find_in(text)).as_deref(),
                Some(meaning),
                "{text}"
            );
        }
        for text in [
            "Timeline",
            "All times are local",
            "best-EST",
            "The time the eastern grid took",
            "Plan Z takes no time",
            "A time of -5",
        ] {
            assert_eq!(Zone::find_in(text), None, "{text}");
        }
    }

    #[test]
    fn letters_with_several_meanings_are_marked() {
        let is_ambiguous = |text| match Zone::parse(text) {
            Some(Zone::Abbreviation { ambiguous, .. }) => ambiguous,
            _ => panic!("{text} is an abbreviation"),
        };
        assert!(is_ambiguous("IST") && is_ambiguous("CST") && is_ambiguous("BST"));
        assert!(!is_ambiguous("CET") && !is_ambiguous("PST"));
    }
}
