//! An author's words in a message.

/// Quotes words in backticks, on one line and no longer than a message can bear.
pub(super) fn quote(words: &str) -> String {
    const MOST: usize = 60;
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    match words.char_indices().nth(MOST) {
        Some((end, _)) => format!("`{}…`", words[..end].trim_end()),
        None => format!("`{words}`"),
    }
}

#[cfg(test)]
mod tests {
    use super::quote;

    #[test]
    fn long_words_are_cut_and_lines_joined() {
        assert_eq!(quote("two\n  lines"), "`two lines`");
        assert_eq!(quote(&"å".repeat(100)).chars().count(), 63);
    }
}
