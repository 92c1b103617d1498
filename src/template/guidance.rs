//! What a template says to its author, ready to be compared with what an author says.

use rustc_hash::FxHashSet;

/// Lines in the form in which they are compared.
#[derive(Clone, Debug, Default)]
pub(crate) struct Guidance {
    lines: FxHashSet<String>,
    beginnings: FxHashSet<Beginning>,
}

/// What a line begins with, and zeros where it is shorter.
pub(crate) type Beginning = [u8; 8];

impl Guidance {
    /// Says whether some line begins so. Hardly any text even does.
    pub(crate) fn may_have(&self, beginning: Beginning) -> bool {
        self.beginnings.contains(&beginning)
    }

    pub(crate) fn has(&self, line: &str) -> bool {
        self.lines.contains(line)
    }

    pub(crate) fn lines(&self) -> impl Iterator<Item = &String> {
        self.lines.iter()
    }
}

impl FromIterator<String> for Guidance {
    fn from_iter<T: IntoIterator<Item = String>>(lines: T) -> Guidance {
        let lines = FxHashSet::from_iter(lines);
        let beginnings = lines.iter().map(|line| beginning(line.chars()));
        Guidance {
            beginnings: beginnings.collect(),
            lines,
        }
    }
}

/// Returns what some letters begin with.
pub(crate) fn beginning(letters: impl Iterator<Item = char>) -> Beginning {
    let mut beginning = Beginning::default();
    let mut length = 0;
    for letter in letters {
        let rest = &mut beginning[length..];
        if rest.len() < letter.len_utf8() {
            break;
        }
        length += letter.encode_utf8(rest).len();
    }
    beginning
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_known_by_its_beginning_and_then_as_a_whole() {
        let guidance: Guidance = ["what was seen".to_owned(), "née".to_owned()]
            .into_iter()
            .collect();
        for (text, may_be, is) in [
            ("what was seen", true, true),
            ("what was said", true, false),
            ("what is seen", false, false),
            ("née", true, true),
            ("née x", false, false),
            ("", false, false),
        ] {
            assert_eq!(guidance.may_have(beginning(text.chars())), may_be, "{text}");
            assert_eq!(guidance.has(text), is, "{text}");
        }
    }
}
