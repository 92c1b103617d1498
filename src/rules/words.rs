//! An author's words: quoted in a message, or looked at for what they hold.

use std::sync::LazyLock;

use regex::Regex;

/// Quotes words in backticks, on one line and no longer than a message can bear.
pub(super) fn quote(words: &str) -> String {
    const MOST: usize = 60;
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    match words.char_indices().nth(MOST) {
        Some((end, _)) => format!("`{}…`", words[..end].trim_end()),
        None => format!("`{words}`"),
    }
}

/// Says whether a text gives a number, a share or a duration, in digits or in words.
pub(super) fn has_quantity(text: &str) -> bool {
    static QUANTITY: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?ix) \d | % | \b(?:
                two | three | four | five | six | seven | eight | nine | ten | eleven | twelve
              | twenty | thirty | forty | fifty | sixty | dozens? | hundreds? | thousands? | millions?
              | half | (?:a|one|two)\ (?:third|quarter)s? | most | all | every | none | entire(?:ly)?
              | whole | both | single | only\ one | minutes? | hours? | days? | weeks? | overnight
            )\b",
        )
        .expect("the pattern is sound")
    });
    QUANTITY.is_match(text)
}

/// Says whether a text speaks of people who were affected, or says that nobody was.
pub(super) fn names_people(text: &str) -> bool {
    static PEOPLE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?ix) \b(?:
                users? | customers? | people | clients? | colleagues? | visitors? | members? | staff
              | everyone | everybody | nobody | no\ one | subscribers? | patients? | students?
              | tenants? | teams? | developers? | editors? | readers? | callers? | partners?
            )\b",
        )
        .expect("the pattern is sound")
    });
    PEOPLE.is_match(text)
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
}
