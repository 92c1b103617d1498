//! Where sentences end, and which parts of a text are somebody's words.
//!
//! Only the sentence around a trigger is ever looked for, so a long paragraph costs no more than a
//! short one.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

/// Returns the sentence of `text` that the byte `at` is in.
///
/// Boundaries are those of Unicode's sentence segmentation, but for the ones after an abbreviation.
pub(super) fn around(text: &str, at: usize) -> Range<usize> {
    let mut start = 0;
    let mut from = at;
    while let Some(mark) = text[..from].rfind(TERMINATORS) {
        if let Some(boundary) = boundary(text, mark)
            && boundary <= at
        {
            start = boundary;
            break;
        }
        from = mark;
    }
    let mut from = at;
    while let Some(mark) = text[from..].find(TERMINATORS).map(|found| from + found) {
        if let Some(boundary) = boundary(text, mark) {
            return start..boundary;
        }
        from = mark + text[mark..].chars().next().map_or(1, char::len_utf8);
    }
    start..text.len()
}

const TERMINATORS: [char; 4] = ['.', '!', '?', '…'];

/// Returns where the next sentence begins, if the mark at `mark` ends one.
fn boundary(text: &str, mark: usize) -> Option<usize> {
    let closed = text[mark..]
        .find(|c: char| !TERMINATORS.contains(&c) && !CLOSERS.contains(&c))
        .map_or(text.len(), |found| mark + found);
    let next = text[closed..]
        .find(|c: char| !c.is_whitespace())
        .map_or(text.len(), |found| closed + found);
    if next == closed || next == text.len() {
        return None;
    }
    let word = text[..mark]
        .rfind(|c: char| c.is_whitespace() || c == '(')
        .map_or(0, |space| space + 1);
    if is_abbreviation(&text[word..mark]) {
        return None;
    }
    // A few characters on either side decide; the rest of the paragraph need not be looked at.
    let end = text[next..]
        .find(|c: char| c.is_whitespace())
        .map_or(text.len(), |found| next + found);
    let window = &text[word..end];
    window
        .split_sentence_bound_indices()
        .any(|(start, _)| word + start == next)
        .then_some(next)
}

const CLOSERS: [char; 7] = ['"', '\'', ')', ']', '”', '’', '»'];

/// Says whether a full stop after these letters belongs to them.
fn is_abbreviation(word: &str) -> bool {
    const KNOWN: [&str; 27] = [
        "a.m", "approx", "ca", "cf", "co", "corp", "dept", "dr", "e.g", "eg", "esp", "etc", "fig",
        "i.e", "ie", "inc", "incl", "ltd", "mr", "mrs", "ms", "no", "p.m", "prof", "resp", "st",
        "vs",
    ];
    let word = word.trim_start_matches(|c: char| !c.is_alphanumeric());
    // A single letter is an initial, as in "J. Smith"; "I" is a whole word.
    let is_initial = word.len() == 1 && word != "I" && word.chars().all(|c| c.is_ascii_uppercase());
    is_initial || KNOWN.iter().any(|known| word.eq_ignore_ascii_case(known))
}

/// Returns the parts of a text between quotation marks, marks included.
pub(super) fn quotations(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut open: Option<(usize, char)> = None;
    let mut before = ' ';
    for (at, mark) in text.char_indices() {
        match open {
            Some((start, close)) if mark == close => {
                let end = at + mark.len_utf8();
                // An apostrophe inside a word closes nothing.
                let inside_word =
                    matches!(mark, '\'' | '’') && text[end..].starts_with(char::is_alphanumeric);
                if !inside_word {
                    found.push(start..end);
                    open = None;
                }
            }
            Some(_) => {}
            None => {
                let close = match mark {
                    '"' => Some('"'),
                    '“' | '„' => Some('”'),
                    '«' => Some('»'),
                    '\'' if !before.is_alphanumeric() => Some('\''),
                    '‘' => Some('’'),
                    _ => None,
                };
                open = close.map(|close| (at, close));
            }
        }
        before = mark;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentence(text: &str, word: &str) -> String {
        text[around(text, text.find(word).unwrap())].to_owned()
    }

    #[test]
    fn the_sentence_around_a_word_ends_at_a_full_stop() {
        let text = "It was late. The disk failed to mount. We went home.";
        assert_eq!(sentence(text, "failed"), "The disk failed to mount. ");
        assert_eq!(sentence(text, "home"), "We went home.");
        assert_eq!(sentence(text, "It"), "It was late. ");
    }

    #[test]
    fn abbreviations_versions_and_file_names_end_no_sentence() {
        for text in [
            "The job ran at 9 a.m. Ops saw it fail",
            "Some hosts, e.g. Alpha, fail",
            "Version 1.2. of the agent made it fail",
            "The script run.sh made v2.3 of app.py fail",
            "Dr. Who saw it fail",
            "J. Smith saw it fail",
        ] {
            assert_eq!(sentence(text, "fail"), text);
        }
    }

    #[test]
    fn a_mark_inside_quotation_marks_ends_the_sentence_after_them() {
        let text = "She asked \"why?\" Nobody knew.";
        assert_eq!(sentence(text, "Nobody"), "Nobody knew.");
    }

    #[test]
    fn quotations_are_found_whatever_their_marks() {
        for (text, quoted) in [
            ("he said “go” and left", "“go”"),
            (
                "the log said \"failed to mount\" twice",
                "\"failed to mount\"",
            ),
            ("it read 'do not panic' in red", "'do not panic'"),
            ("«stop», it said", "«stop»"),
        ] {
            let found = quotations(text);
            assert_eq!(found.len(), 1, "{text}");
            assert_eq!(&text[found[0].clone()], quoted);
        }
    }

    #[test]
    fn apostrophes_quote_nothing() {
        assert!(quotations("the engineers' lists didn't match Alice's, and the '90s").is_empty());
    }
}
