//! Words and their stems: what makes "Alerts" and "alerting" the same.

use std::borrow::Cow;

use rust_stemmers::{Algorithm, Stemmer};

/// A word of a text, with its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Word<'a> {
    pub(super) text: &'a str,
    pub(super) start: usize,
    /// After the word, and after what hangs on it by an apostrophe.
    pub(super) end: usize,
}

/// Returns the words of a text: letters and digits in a row. What follows an apostrophe hangs on
/// its word and does not count: "service's" is "service".
pub(super) fn words(text: &str) -> impl Iterator<Item = Word<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = first_letter(text, at);
        if start == text.len() {
            return None;
        }
        let bare = after_letters(text, start);
        let mut end = bare;
        if let Some(apostrophe @ ('\'' | '’')) = text[bare..].chars().next() {
            let tail = bare + apostrophe.len_utf8();
            let letters = after_letters(text, tail);
            end = if letters > tail { letters } else { bare };
        }
        at = end;
        let text = &text[start..bare];
        Some(Word { text, start, end })
    })
}

/// Returns the first byte from a byte on where a letter or a digit stands, or the length.
fn first_letter(text: &str, from: usize) -> usize {
    let bytes = &text.as_bytes()[from..];
    // Most of what stands between words is a space, and to tell takes no decoding.
    let other = |it: &&u8| it.is_ascii() && !it.is_ascii_alphanumeric();
    let others = bytes.iter().take_while(other);
    find(text, from + others.count(), char::is_alphanumeric)
}

/// Returns the byte after the letters and digits that stand in a row from a byte on.
fn after_letters(text: &str, from: usize) -> usize {
    let bytes = &text.as_bytes()[from..];
    // Nearly all letters of most texts are these, and to tell takes no decoding.
    let plain = bytes.iter().take_while(|it| it.is_ascii_alphanumeric());
    find(text, from + plain.count(), |c| !c.is_alphanumeric())
}

/// Returns the first byte from a byte on where a character is as wanted, or the length.
fn find(text: &str, from: usize, is_wanted: impl Fn(char) -> bool) -> usize {
    text[from..]
        .find(is_wanted)
        .map_or(text.len(), |length| from + length)
}

/// Brings words to their stems.
pub(super) struct Stems(Stemmer);

impl Stems {
    pub(super) fn english() -> Stems {
        Stems(Stemmer::create(Algorithm::English))
    }

    /// Returns the stem of a word in lower case.
    pub(super) fn of<'a>(&self, lower: &'a str) -> Cow<'a, str> {
        self.0.stem(lower)
    }
}

/// Writes a word in lower case, without a copy where it is so already.
pub(super) fn lower(word: &str) -> Cow<'_, str> {
    if word
        .bytes()
        .all(|it| it.is_ascii() && !it.is_ascii_uppercase())
    {
        Cow::Borrowed(word)
    } else {
        Cow::Owned(word.to_lowercase())
    }
}

/// Says whether a word only holds others together, so that "the alert was muted" and "alert muted"
/// are the same. Words that turn a meaning round ("no", "without", "out") are not among them.
pub(super) fn is_glue(lower: &str) -> bool {
    const LONGEST: usize = "these".len();
    // Most words are longer, and one after the other takes time.
    lower.len() <= LONGEST
        && matches!(
            lower,
            "a" | "an"
                | "the"
                | "of"
                | "our"
                | "your"
                | "my"
                | "their"
                | "its"
                | "his"
                | "her"
                | "this"
                | "that"
                | "these"
                | "those"
                | "is"
                | "are"
                | "was"
                | "were"
                | "be"
                | "been"
                | "being"
                | "has"
                | "have"
                | "had"
                | "any"
        )
}

/// Says whether a word denies what follows it.
pub(super) fn denies(lower: &str) -> bool {
    lower.starts_with(['n', 'w'])
        && matches!(
            lower,
            "no" | "not" | "without" | "never" | "neither" | "nor"
        )
}

/// Says whether a word says that there is none of something, or too little, or too much.
pub(super) fn is_lack(lower: &str) -> bool {
    denies(lower)
        || matches!(
            lower,
            "lack"
                | "lacks"
                | "lacked"
                | "lacking"
                | "missing"
                | "insufficient"
                | "inadequate"
                | "limited"
                | "poor"
                | "too"
                | "only"
                | "none"
                | "nobody"
                | "cannot"
                | "didn"
                | "doesn"
                | "don"
                | "isn"
                | "wasn"
                | "weren"
                | "hasn"
                | "hadn"
                | "unable"
                | "less"
                | "absent"
                | "absence"
                | "unclear"
                | "broken"
        )
}

/// Says whether a word only says that there is too little or too much of something, which is so in
/// most factors.
pub(super) fn is_of_degree(lower: &str) -> bool {
    matches!(
        lower,
        "lack"
            | "lacks"
            | "lacked"
            | "lacking"
            | "missing"
            | "missed"
            | "insufficient"
            | "insufficiently"
            | "inadequate"
            | "limited"
            | "poor"
            | "need"
            | "needs"
            | "needed"
            | "better"
            | "bad"
            | "big"
            | "high"
            | "higher"
            | "low"
            | "lower"
            | "long"
            | "longer"
            | "too"
            | "never"
            | "every"
            | "enough"
            | "none"
            | "new"
            | "old"
            | "general"
            | "issue"
            | "issues"
            | "problem"
            | "problems"
            | "incident"
            | "incidents"
            | "possible"
            | "due"
            | "caused"
            | "causes"
            | "causing"
            | "cause"
            | "led"
            | "leads"
            | "leading"
            | "lead"
            | "sometimes"
            | "often"
            | "recently"
            | "currently"
            | "unwanted"
            | "unexpected"
    )
}

/// Says whether a word says what a text is about: long enough, and neither a year nor one of the
/// words of every sentence.
pub(super) fn is_telling(lower: &str) -> bool {
    let is_number = lower.bytes().all(|byte| byte.is_ascii_digit());
    if is_number {
        let is_year = lower.len() == 4 && (lower.starts_with("19") || lower.starts_with("20"));
        return (3..=6).contains(&lower.len()) && !is_year;
    }
    lower.len() >= 3 && STOP_WORDS.binary_search(&lower).is_err()
}

/// Words of every sentence, in order. The list is short: what every report says weighs nothing
/// anyway.
const STOP_WORDS: [&str; 134] = [
    "about", "after", "again", "ain", "all", "also", "although", "always", "and", "another", "any",
    "are", "aren", "around", "because", "been", "before", "being", "between", "both", "but", "can",
    "cest", "cet", "could", "couldn", "did", "didn", "does", "doesn", "doing", "don", "done",
    "down", "due", "during", "each", "even", "for", "from", "further", "get", "gmt", "got", "had",
    "hadn", "has", "hasn", "have", "haven", "having", "her", "here", "his", "how", "however",
    "into", "isn", "its", "just", "made", "make", "many", "may", "might", "more", "most", "much",
    "must", "not", "now", "off", "once", "one", "only", "other", "our", "out", "over", "own",
    "same", "see", "several", "she", "should", "shouldn", "since", "some", "still", "such", "than",
    "that", "the", "their", "them", "then", "there", "these", "they", "this", "those", "through",
    "time", "too", "two", "under", "until", "use", "used", "using", "utc", "very", "was", "wasn",
    "way", "well", "were", "weren", "what", "when", "where", "which", "while", "who", "why",
    "will", "with", "within", "without", "would", "wouldn", "yet", "you", "your",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hyphens_part_words_and_apostrophes_do_not() {
        let found: Vec<&str> = words("the service's on-call, 'quoted' 42 æble")
            .map(|word| word.text)
            .collect();
        assert_eq!(
            found,
            ["the", "service", "on", "call", "quoted", "42", "æble"]
        );
        let possessive = words("a service’s b").nth(1).unwrap();
        assert_eq!((possessive.start, possessive.end), (2, 13));
    }
}
