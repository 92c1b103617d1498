//! The words of the interface, one file for each language: `theme/words.<language>.yml`.
//!
//! A file is a map of maps whose leaves are texts. A text may hold places to be filled, such as
//! `{title}`. A leaf with `one` and `other` is chosen by number. What a language leaves out is said
//! in English, and a project may change a single text by writing a file with that text alone.

use std::collections::BTreeMap;
use std::fmt::Write;

use jiff::civil::{Date, Time};
use rustc_hash::FxHashMap;
use serde::Serialize;

use crate::document::did_you_mean;

/// The words of one language.
#[derive(Clone, Debug)]
pub(crate) struct Words {
    texts: Texts,
    dates: Dates,
    /// The same as a tree, for templates.
    tree: tera::Value,
}

/// By dotted name, such as `nav.factors`. A page asks for a hundred of them.
type Texts = FxHashMap<String, Text>;

/// What days are written with, at hand because a page shows so many of them.
#[derive(Clone, Debug)]
struct Dates {
    day: Pattern,
    months: [String; 12],
    short_day: Pattern,
    short_months: [String; 12],
}

/// How a day is written: `{day} {month} {year}`, taken apart.
type Pattern = Vec<Piece>;

#[derive(Clone, Debug)]
enum Piece {
    Text(String),
    Day,
    Month,
    Year,
}

#[derive(Clone, Debug, PartialEq)]
enum Text {
    Plain(String),
    /// By plural category of the language: `one`, `few`, `many`, `other`.
    Counted(BTreeMap<String, String>),
}

/// The plural categories that a text may have.
const CATEGORIES: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

impl Words {
    /// Reads the built-in file of English, which has every word that there is.
    pub(super) fn parse(text: &str) -> Result<Words, String> {
        let tree: serde_yaml::Value = serde_yaml::from_str(text).map_err(|it| it.to_string())?;
        let mut texts = Texts::default();
        flatten("", &tree, &mut texts)?;
        Ok(Words::with(texts))
    }

    /// Puts the texts of another file in place of these; an unknown name is a mistake.
    pub(super) fn changed(&self, text: &str) -> Result<Words, String> {
        let tree: serde_yaml::Value = serde_yaml::from_str(text).map_err(|it| it.to_string())?;
        let mut changes = Texts::default();
        flatten("", &tree, &mut changes)?;
        let mut texts = self.texts.clone();
        for (name, change) in changes {
            let Some(text) = texts.get_mut(&name) else {
                let mut known: Vec<&str> = self.texts.keys().map(String::as_str).collect();
                known.sort_unstable();
                return Err(match did_you_mean(&name, known) {
                    Some(meant) => {
                        format!("there is no text `{name}`; did you mean `{meant}`?")
                    }
                    None => format!("there is no text `{name}`"),
                });
            };
            match (&text, &change) {
                (Text::Plain(_), Text::Counted(_)) => {
                    return Err(format!(
                        "`{name}` is a single text, not one for each number"
                    ));
                }
                (Text::Counted(_), Text::Plain(same)) => {
                    *text = Text::Counted([("other".to_owned(), same.clone())].into());
                }
                (Text::Plain(_), Text::Plain(_)) | (Text::Counted(_), Text::Counted(_)) => {
                    *text = change;
                }
            }
        }
        Ok(Words::with(texts))
    }

    fn with(texts: Texts) -> Words {
        let mut root = serde_json::Map::new();
        for (name, text) in &texts {
            if let Text::Plain(text) = text {
                insert(&mut root, name, text);
            }
        }
        let text = |name: &str| match texts.get(name) {
            Some(Text::Plain(text)) => text.clone(),
            Some(Text::Counted(_)) | None => String::new(),
        };
        let months = |names| std::array::from_fn(|at| text(&format!("{names}.{}", at + 1)));
        Words {
            dates: Dates {
                day: pieces(&text("date.day")),
                months: months("date.month"),
                short_day: pieces(&text("date.short-day")),
                short_months: months("date.short-month"),
            },
            texts,
            tree: tera::Value::from_serializable(&root),
        }
    }

    /// Returns a text. A name that is not there is a mistake of the program, which shows as the
    /// name itself; a test asks for every name that the program uses.
    pub(crate) fn get<'a>(&'a self, name: &'a str) -> &'a str {
        match self.texts.get(name) {
            Some(Text::Plain(text)) => text,
            Some(Text::Counted(_)) | None => name,
        }
    }

    /// Returns a text if there is one, for names that are made of what an organisation writes.
    pub(crate) fn find(&self, name: &str) -> Option<&str> {
        match self.texts.get(name) {
            Some(Text::Plain(text)) => Some(text),
            Some(Text::Counted(_)) | None => None,
        }
    }

    /// Returns a text with its places filled.
    pub(crate) fn fill(&self, name: &str, places: &[(&str, &str)]) -> String {
        fill(self.get(name), places)
    }

    /// Returns a text for a number, which fills `{n}`.
    pub(crate) fn count(&self, name: &str, n: usize) -> String {
        self.count_with(name, n, &[])
    }

    /// Returns a text for a number, with its other places filled too.
    pub(crate) fn count_with(&self, name: &str, n: usize, places: &[(&str, &str)]) -> String {
        let text = match self.texts.get(name) {
            Some(Text::Counted(texts)) => texts
                .get(self.category(n))
                .or_else(|| texts.get("other"))
                .map_or(name, String::as_str),
            Some(Text::Plain(text)) => text,
            None => name,
        };
        let number = self.number(n);
        fill(&fill(text, &[("n", &number)]), places)
    }

    /// Returns the plural category of a number, after the rules of Unicode for whole numbers.
    fn category(&self, n: usize) -> &'static str {
        let (tens, ones) = (n % 100, n % 10);
        match self.get("language.plurals") {
            "none" => "other",
            "french" if n <= 1 => "one",
            "slavic" if ones == 1 && tens != 11 => "one",
            "slavic" if (2..=4).contains(&ones) && !(12..=14).contains(&tens) => "few",
            "slavic" => "many",
            "arabic" => match n {
                0 => "zero",
                1 => "one",
                2 => "two",
                _ if (3..=10).contains(&tens) => "few",
                _ if tens >= 11 => "many",
                _ => "other",
            },
            _ if n == 1 => "one",
            _ => "other",
        }
    }

    /// Writes a whole number with the language's mark between the thousands.
    pub(crate) fn number(&self, n: usize) -> String {
        let digits = n.to_string();
        if digits.len() <= 4 {
            return digits;
        }
        let mark = self.get("language.thousands");
        let mut written = String::new();
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                written.push_str(mark);
            }
            written.push(digit);
        }
        written
    }

    /// Writes a day in full: `18 November 2026`.
    pub(crate) fn day(&self, date: Date) -> String {
        written_day(&self.dates.day, self.month(date.month()), date)
    }

    /// Writes a day with a short month: `18 Nov 2026`.
    pub(crate) fn short_day(&self, date: Date) -> String {
        written_day(&self.dates.short_day, self.short_month(date.month()), date)
    }

    /// Returns the name of a month, 1 to 12.
    pub(crate) fn month(&self, month: i8) -> &str {
        of_month(&self.dates.months, month)
    }

    /// Returns the short name of a month, 1 to 12.
    pub(crate) fn short_month(&self, month: i8) -> &str {
        of_month(&self.dates.short_months, month)
    }

    /// Writes a month, or a part of one, with its year: `November 2026`.
    pub(crate) fn month_of_year(&self, month: &str, year: i16) -> String {
        let year = year.to_string();
        self.fill("date.month-of-year", &[("month", month), ("year", &year)])
    }

    /// Joins phrases: `8 reports, 5 services`.
    pub(crate) fn list(&self, phrases: &[String]) -> String {
        phrases.join(self.get("list.separator"))
    }

    /// Writes a span of time in the two largest units that matter: `1 h 28 min`.
    pub(crate) fn duration(&self, minutes: i64) -> String {
        let (days, hours, rest) = (minutes / 1440, minutes % 1440 / 60, minutes % 60);
        let part = |name: &str, n: i64| self.fill(name, &[("n", &n.to_string())]);
        let parts = match (days, hours, rest) {
            (0, 0, rest) => [Some(part("duration.minutes", rest)), None],
            (0, hours, 0) => [Some(part("duration.hours", hours)), None],
            (0, hours, rest) => [
                Some(part("duration.hours", hours)),
                Some(part("duration.minutes", rest)),
            ],
            (days, 0, _) => [Some(part("duration.days", days)), None],
            (days, hours, _) => [
                Some(part("duration.days", days)),
                Some(part("duration.hours", hours)),
            ],
        };
        parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }
}

impl Serialize for Words {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.tree.serialize(serializer)
    }
}

/// Writes a time of day: `14:02`.
pub(super) fn clock(time: Time) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

fn pieces(pattern: &str) -> Pattern {
    let places = [
        ("{day}", Piece::Day),
        ("{month}", Piece::Month),
        ("{year}", Piece::Year),
    ];
    let mut pieces = Vec::new();
    let mut rest = pattern;
    while !rest.is_empty() {
        let place = places.iter().find(|(name, _)| rest.starts_with(name));
        if let Some((name, piece)) = place {
            pieces.push(piece.clone());
            rest = &rest[name.len()..];
            continue;
        }
        let mut places_behind = rest.match_indices('{').filter(|&(at, _)| at > 0);
        let end = places_behind.next().map_or(rest.len(), |(at, _)| at);
        pieces.push(Piece::Text(rest[..end].to_owned()));
        rest = &rest[end..];
    }
    pieces
}

fn written_day(pattern: &Pattern, month: &str, date: Date) -> String {
    let mut written = String::with_capacity(24);
    for piece in pattern {
        let _ = match piece {
            Piece::Text(text) => written.write_str(text),
            Piece::Day => write!(written, "{}", date.day()),
            Piece::Month => written.write_str(month),
            Piece::Year => write!(written, "{}", date.year()),
        };
    }
    written
}

fn of_month(names: &[String; 12], month: i8) -> &str {
    let at = usize::try_from(month - 1).ok();
    at.and_then(|at| names.get(at)).map_or("", String::as_str)
}

fn fill(text: &str, places: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        filled.push_str(&rest[..open]);
        rest = &rest[open..];
        let place = rest
            .find('}')
            .and_then(|close| Some((close, places.iter().find(|it| it.0 == &rest[1..close])?)));
        match place {
            Some((close, (_, value))) => {
                filled.push_str(value);
                rest = &rest[close + 1..];
            }
            None => {
                filled.push('{');
                rest = &rest[1..];
            }
        }
    }
    filled.push_str(rest);
    filled
}

fn flatten(prefix: &str, node: &serde_yaml::Value, texts: &mut Texts) -> Result<(), String> {
    let serde_yaml::Value::Mapping(map) = node else {
        return match node {
            serde_yaml::Value::Null if prefix.is_empty() => Ok(()),
            _ if prefix.is_empty() => Err("the file is not a map of texts".into()),
            _ => {
                texts.insert(prefix.to_owned(), Text::Plain(leaf(prefix, node)?));
                Ok(())
            }
        };
    };
    let is_counted = map
        .keys()
        .all(|key| key.as_str().is_some_and(|key| CATEGORIES.contains(&key)));
    if is_counted && !map.is_empty() {
        let mut counted = BTreeMap::new();
        for (category, text) in map {
            let category = category.as_str().unwrap_or_default().to_owned();
            counted.insert(category, leaf(prefix, text)?);
        }
        texts.insert(prefix.to_owned(), Text::Counted(counted));
        return Ok(());
    }
    for (key, value) in map {
        let key = match key {
            serde_yaml::Value::String(key) => key.clone(),
            serde_yaml::Value::Number(key) => key.to_string(),
            _ => return Err(format!("a name below `{prefix}` is not a word")),
        };
        let name = if prefix.is_empty() {
            key
        } else {
            format!("{prefix}.{key}")
        };
        flatten(&name, value, texts)?;
    }
    Ok(())
}

fn leaf(name: &str, node: &serde_yaml::Value) -> Result<String, String> {
    match node {
        serde_yaml::Value::String(text) => Ok(text.clone()),
        serde_yaml::Value::Number(number) => Ok(number.to_string()),
        serde_yaml::Value::Null
        | serde_yaml::Value::Bool(_)
        | serde_yaml::Value::Sequence(_)
        | serde_yaml::Value::Mapping(_)
        | serde_yaml::Value::Tagged(_) => Err(format!("`{name}` is not a text")),
    }
}

fn insert(map: &mut serde_json::Map<String, serde_json::Value>, name: &str, text: &str) {
    match name.split_once('.') {
        None => {
            map.insert(template_name(name), text.into());
        }
        Some((first, rest)) => {
            let child = map
                .entry(template_name(first))
                .or_insert_with(|| serde_json::Map::new().into());
            if let serde_json::Value::Object(child) = child {
                insert(child, rest, text);
            }
        }
    }
}

/// A template reaches a text with dots alone, so hyphens become underscores.
fn template_name(name: &str) -> String {
    name.replace('-', "_")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> Words {
        Words::parse(
            "language: { plurals: english, thousands: ' ' }\nnav: { home: Overview }\n\
             reports: { one: '{n} report', other: '{n} reports' }\nseen: 'Seen in {title}'\n",
        )
        .unwrap()
    }

    #[test]
    fn a_number_picks_its_text() {
        assert_eq!(words().count("reports", 1), "1 report");
        assert_eq!(words().count("reports", 0), "0 reports");
        assert_eq!(words().count("reports", 12_345), "12 345 reports");
    }

    #[test]
    fn what_fills_a_place_is_not_filled_again() {
        let text = words().fill("seen", &[("title", "{title} {n}")]);
        assert_eq!(text, "Seen in {title} {n}");
    }

    #[test]
    fn a_day_follows_its_pattern_in_any_script() {
        let text =
            "date: { day: '年{year}年{month}{day}日 {x', month: { 2: ni }, short-day: '{day}' }";
        let words = Words::parse(text).unwrap();
        let day = jiff::civil::date(2026, 2, 9);
        assert_eq!(words.day(day), "年2026年ni9日 {x");
        assert_eq!(words.short_day(day), "9");
    }

    #[test]
    fn one_text_can_be_changed_and_a_misspelt_name_is_told() {
        let changed = words().changed("nav: { home: Forside }").unwrap();
        assert_eq!(changed.get("nav.home"), "Forside");
        assert_eq!(changed.count("reports", 2), "2 reports");
        let error = words().changed("nav: { hone: Forside }").unwrap_err();
        assert_eq!(
            error,
            "there is no text `nav.hone`; did you mean `nav.home`?"
        );
        assert!(words().changed("nav: [a]").is_err());
        assert!(words().changed("reports: ingen").is_ok());
    }

    #[test]
    fn plural_rules_follow_the_language() {
        let text = "language: { plurals: slavic, thousands: '' }\n\
                    r: { one: a, few: b, many: c, other: d }\n";
        let words = Words::parse(text).unwrap();
        let picked: String = [1, 2, 5, 11, 12, 21, 22, 25, 112]
            .map(|n| words.count("r", n))
            .concat();
        assert_eq!(picked, "abcccabcc");
    }
}
