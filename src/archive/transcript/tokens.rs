//! Where tokens begin and end.

/// What a byte is in a token.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    /// A letter, a digit or `_`.
    Core,
    /// What joins others: `-`, `.`, `/`, `:` and `@`. None stands at an edge.
    Joint,
    Outside,
    /// A part of a character that takes several bytes.
    Far,
}

const CLASSES: [Class; 256] = {
    let mut classes = [Class::Far; 256];
    let mut byte = 0;
    while byte < 128 {
        classes[byte] = match byte as u8 {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' => Class::Core,
            b'-' | b'.' | b'/' | b':' | b'@' => Class::Joint,
            _ => Class::Outside,
        };
        byte += 1;
    }
    classes
};

/// A token with the byte that it begins at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token<'a> {
    pub(crate) text: &'a str,
    pub(crate) start: usize,
}

/// Returns what stands between blanks and such punctuation as no identifier and no address contains:
/// `kube-dns`, `https://status.example/1`, `OOMKilled`, `was`.
pub(crate) fn tokens(text: &str) -> impl Iterator<Item = Token<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        // Of what is inside or at an edge, only the core begins and ends a token.
        loop {
            match look(text, at)? {
                (Class::Core, _) => break,
                (_, length) => at += length,
            }
        }
        let start = at;
        let mut end = at;
        while let Some((class, length)) = look(text, at) {
            match class {
                Class::Outside => break,
                Class::Core => end = at + length,
                Class::Joint | Class::Far => {}
            }
            at += length;
        }
        let text = &text[start..end];
        Some(Token { text, start })
    })
}

/// Returns what the character at a byte is, and how many bytes it has.
fn look(text: &str, at: usize) -> Option<(Class, usize)> {
    let &byte = text.as_bytes().get(at)?;
    let class = CLASSES[usize::from(byte)];
    if class != Class::Far {
        return Some((class, 1));
    }
    let c = text[at..].chars().next()?;
    let class = match c.is_alphanumeric() || is_mark(c) {
        true => Class::Core,
        false => Class::Outside,
    };
    Some((class, c.len_utf8()))
}

/// Says whether a character is an accent or a vowel point on the letter before it.
pub(crate) fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{64b}'..='\u{65f}' | '\u{670}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_and_addresses_are_whole_and_have_no_punctuation_at_their_edges() {
        let text = "(kube-dns): 10.0.0.1:53, see https://a.example/b?c – “_x_” don’t é\u{301}. --flag=a/b/ :-)";
        let found: Vec<&str> = tokens(text).map(|it| it.text).collect();
        assert_eq!(
            found,
            [
                "kube-dns",
                "10.0.0.1:53",
                "see",
                "https://a.example/b",
                "c",
                "_x_",
                "don",
                "t",
                "é\u{301}",
                "flag",
                "a/b"
            ]
        );
        assert!(tokens(text).all(|it| text[it.start..].starts_with(it.text)));
    }
}
