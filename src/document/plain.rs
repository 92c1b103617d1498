//! Plain text out of Markdown.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// Returns the first paragraph of a Markdown text as plain text on one line; empty where there is
/// none. Only the beginning of a very long text is looked at.
pub(crate) fn first_paragraph(markdown: &str) -> String {
    const FAR_ENOUGH: usize = 8 << 10;
    let mut end = markdown.len().min(FAR_ENOUGH);
    while !markdown.is_char_boundary(end) {
        end -= 1;
    }
    let mut text = String::new();
    let mut inside = false;
    for event in Parser::new_ext(
        &markdown[..end],
        Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES,
    ) {
        match event {
            Event::Start(Tag::Paragraph) => inside = true,
            Event::End(TagEnd::Paragraph) if !text.trim().is_empty() => break,
            Event::End(TagEnd::Paragraph) => inside = false,
            Event::Text(words) | Event::Code(words) if inside => text.push_str(&words),
            Event::SoftBreak | Event::HardBreak if inside => text.push(' '),
            _ => {}
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::first_paragraph;

    #[test]
    fn the_first_paragraph_is_words_alone() {
        let text = "## Head\n\n<!-- hint -->\n\nA *short* [link](x) with `code`\nand more.[^1]\n\nSecond.\n\n[^1]: Note.\n";
        assert_eq!(first_paragraph(text), "A short link with code and more.");
        assert_eq!(first_paragraph("| a |\n|---|\n| b |\n"), "");
    }
}
