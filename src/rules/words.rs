//! An author's words: quoted in a message, or looked at for what they hold.

use std::ops::Range;
use std::sync::{LazyLock, OnceLock};

use regex::Regex;

use crate::document::{Beginnings, starts};

/// Quotes words in backticks, on one line and no longer than a message can bear.
pub(super) fn quote(words: &str) -> String {
    const MOST: usize = 60;
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    match words.char_indices().nth(MOST) {
        Some((end, _)) => format!("`{}…`", words[..end].trim_end()),
        None => format!("`{words}`"),
    }
}

/// A pattern of whole words that most texts do not hold.
///
/// In a text with anything but ASCII in it, and so in all prose with code, what the boundary of a word
/// is takes the slow way of the pattern engine. Where the words stand between ASCII boundaries takes
/// the fast one, and shows at once that most texts have none of them.
pub(super) struct Words {
    likely: Regex,
    written: &'static str,
    /// The pattern as it is written, compiled when it may match for the first time.
    certain: OnceLock<Regex>,
}

impl Words {
    /// Reads a pattern that makes sense, in which `\b` stands before and after letters.
    pub(super) fn new(pattern: &'static str) -> Words {
        Words {
            likely: regex(&pattern.replace(r"\b", r"(?-u:\b)")),
            written: pattern,
            certain: OnceLock::new(),
        }
    }

    pub(super) fn is_match(&self, text: &str) -> bool {
        self.likely.is_match(text) && self.certain().is_match(text)
    }

    fn certain(&self) -> &Regex {
        self.certain.get_or_init(|| regex(self.written))
    }
}

/// A pattern that hardly any text matches, and words of which one stands in each that does.
///
/// The words are looked for first, and the pattern is compiled when one of them is there: that takes
/// longer than to look through a report for all of them.
pub(super) struct Seldom {
    /// What one of the words begins with.
    signs: &'static [&'static str],
    beginnings: OnceLock<Beginnings>,
    compile: fn() -> Regex,
    pattern: OnceLock<Regex>,
}

impl Seldom {
    pub(super) const fn new(signs: &'static [&'static str], compile: fn() -> Regex) -> Seldom {
        Seldom {
            signs,
            beginnings: OnceLock::new(),
            compile,
            pattern: OnceLock::new(),
        }
    }

    pub(super) fn is_match(&self, text: &str) -> bool {
        self.has_sign(text) && self.pattern().is_match(text)
    }

    pub(super) fn find(&self, text: &str) -> Option<Range<usize>> {
        self.find_iter(text).next()
    }

    /// Returns the places where it matches, in order.
    pub(super) fn find_iter<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Range<usize>> {
        let pattern = self.has_sign(text).then(|| self.pattern());
        let found = pattern.into_iter().flat_map(|it| it.find_iter(text));
        found.map(|it| it.range())
    }

    fn pattern(&self) -> &Regex {
        self.pattern.get_or_init(self.compile)
    }

    fn has_sign(&self, text: &str) -> bool {
        let beginnings = self.beginnings.get_or_init(|| {
            let mut beginnings = Beginnings::default();
            let signs = self.signs.iter();
            signs.for_each(|sign| beginnings.add(sign.as_bytes()));
            beginnings
        });
        starts(text).any(|at| {
            let rest = &text.as_bytes()[at..];
            let is_next = |sign: &&str| {
                let word = rest.get(..sign.len());
                word.is_some_and(|word| word.eq_ignore_ascii_case(sign.as_bytes()))
            };
            beginnings.allow(rest) && self.signs.iter().any(is_next)
        })
    }
}

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the pattern is sound")
}

/// Says whether a text gives a number, a share or a duration, in digits or in words.
pub(super) fn has_quantity(text: &str) -> bool {
    static QUANTITY: LazyLock<Words> = LazyLock::new(|| {
        Words::new(
            r"(?ix) \d | % | \b(?:
                two | three | four | five | six | seven | eight | nine | ten | eleven | twelve
              | twenty | thirty | forty | fifty | sixty | dozens? | hundreds? | thousands? | millions?
              | half | (?:a|one|two)\ (?:third|quarter)s? | most | all | every | none | entire(?:ly)?
              | whole | both | single | only\ one | minutes? | hours? | days? | weeks? | overnight
            )\b",
        )
    });
    text.contains(|c: char| c.is_ascii_digit()) || QUANTITY.is_match(text)
}

/// Says whether a text speaks of people who were affected, or says that nobody was.
pub(super) fn names_people(text: &str) -> bool {
    static PEOPLE: LazyLock<Words> = LazyLock::new(|| {
        Words::new(
            r"(?ix) \b(?:
                users? | customers? | people | clients? | colleagues? | visitors? | members? | staff
              | everyone | everybody | nobody | no\ one | subscribers? | patients? | students?
              | tenants? | teams? | developers? | editors? | readers? | callers? | partners?
            )\b",
        )
    });
    PEOPLE.is_match(text)
}

/// Reads a duration such as `88 minutes`, `1 h 45 min`, `2 days` or `1:45` (hours and minutes).
pub(super) fn minutes(text: &str) -> Option<i64> {
    static PART: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)^(\d+(?:\.\d+)?)\s*(d(?:ays?)?|h(?:(?:ou)?rs?)?|m(?:in(?:ute)?s?)?)[\s,]*(?:and\s+)?")
            .expect("the pattern is sound")
    });
    if let Some((hours, minutes)) = text.trim().split_once(':') {
        return Some(hours.parse::<i64>().ok()? * 60 + minutes.parse::<i64>().ok()?);
    }
    let mut rest = text.trim().trim_start_matches(['~', '≈']);
    let mut total = 0.0;
    while !rest.is_empty() {
        let part = PART.captures(rest)?;
        let unit = match part[2].as_bytes()[0].to_ascii_lowercase() {
            b'd' => 1440.0,
            b'h' => 60.0,
            _ => 1.0,
        };
        total += part[1].parse::<f64>().ok()? * unit;
        rest = &rest[part[0].len()..];
    }
    (total > 0.0).then_some(total.round() as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_words_are_cut_and_lines_joined() {
        assert_eq!(quote("two\n  lines"), "`two lines`");
        assert_eq!(quote(&"å".repeat(100)).chars().count(), 63);
    }

    #[test]
    fn numbers_count_in_digits_and_in_words() {
        for text in [
            "12 users",
            "half of the requests",
            "for an hour",
            "All uploads failed",
        ] {
            assert!(has_quantity(text), "{text}");
        }
        for text in ["many users", "it was bad", "some people often"] {
            assert!(!has_quantity(text), "{text}");
        }
    }

    #[test]
    fn words_are_whole_whatever_alphabet_they_stand_in() {
        let words = Words::new(r"(?i)\b(?:all|every)\b");
        assert!(words.is_match("\u{fffc} all, every"));
        assert!(words.is_match("été ALL"));
        assert!(!words.is_match("éall allé ally"));
    }

    #[test]
    fn a_pattern_is_tried_where_a_word_of_it_stands() {
        let seldom = Seldom::new(&["fill", "[add"], || regex(r"(?i)to fill|\[add"));
        let found = |text: &str| {
            seldom
                .find_iter(text)
                .map(|it| it.start)
                .collect::<Vec<_>>()
        };
        assert_eq!(found("to FILL, [add"), [0, 9]);
        assert!(!seldom.is_match("to be fulfilled"));
        assert!(!seldom.is_match("landfill"));
        assert_eq!(seldom.find("all"), None);
    }

    #[test]
    fn durations_are_read_as_people_write_them() {
        for (text, expected) in [
            ("88 minutes", Some(88)),
            ("1 h 45 min", Some(105)),
            ("2h30m", Some(150)),
            ("~1.5 hours", Some(90)),
            ("1 day, 2 hours and 5 minutes", Some(1565)),
            ("1:45", Some(105)),
            ("a while", None),
            ("", None),
        ] {
            assert_eq!(minutes(text), expected, "{text}");
        }
    }
}
