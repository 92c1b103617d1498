//! Text from a report that is safe to print.

use std::borrow::Cow;

/// Returns a text in which nothing can move the cursor, colour the screen or turn the reading
/// direction: each such character is replaced by a visible one of as many bytes, so that places in
/// the text stay right. Line ends and tabs are kept.
pub(crate) fn plain(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let visible = |c: char| match c.len_utf8() {
        _ if !is_unsafe(c) => c,
        1 => '?',
        2 => '·',
        _ => '\u{fffd}',
    };
    Cow::Owned(text.chars().map(visible).collect())
}

fn is_unsafe(c: char) -> bool {
    match c {
        '\n' | '\t' | '\r' => false,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' => true,
        '\u{2028}' | '\u{2029}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => true,
        c => c.is_control(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_steers_a_terminal_is_left_and_places_stay() {
        let text = "a\u{1b}[31mb\u{9b}c\u{202e}d\r\n\té日";
        let safe = plain(text);
        assert_eq!(safe, "a?[31mb·c\u{fffd}d\r\n\té日");
        assert_eq!(safe.len(), text.len());
    }

    #[test]
    fn ordinary_text_is_not_copied() {
        assert!(matches!(plain("naïve ± 日本"), Cow::Borrowed(_)));
    }
}
