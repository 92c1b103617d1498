//! Places in a text.

/// A range of bytes in a file as it was read, byte order mark and front matter included.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    serde::Deserialize,
    serde::Serialize,
)]
pub(crate) struct Span {
    pub(crate) start: usize,
    pub(crate) end: usize,
}

impl Span {
    pub(crate) const fn new(start: usize, end: usize) -> Span {
        Span { start, end }
    }

    /// Returns the place between two characters, which marks where something is missing.
    pub(crate) const fn at(offset: usize) -> Span {
        Span {
            start: offset,
            end: offset,
        }
    }

    pub(crate) const fn len(self) -> usize {
        self.end - self.start
    }

    pub(crate) const fn is_empty(self) -> bool {
        self.start >= self.end
    }

    pub(crate) const fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Returns the text between the two ends. Empty where the span does not fit the text.
    pub(crate) fn of(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or_default()
    }
}

/// A line and a column, both from 1; the column counts Unicode characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Position {
    pub(crate) line: usize,
    pub(crate) column: usize,
}

/// Turns byte offsets of one text into lines and columns.
#[derive(Debug)]
pub(crate) struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    pub(crate) fn new(text: &'a str) -> Lines<'a> {
        let starts = std::iter::once(0)
            .chain(memchr::memchr_iter(b'\n', text.as_bytes()).map(|newline| newline + 1))
            .collect();
        Lines { text, starts }
    }

    pub(crate) fn text(&self) -> &'a str {
        self.text
    }

    /// Returns the position of a byte offset. One past the end is the end.
    pub(crate) fn position(&self, offset: usize) -> Position {
        let offset = offset.min(self.text.len());
        let line = self.starts.partition_point(|&start| start <= offset);
        let start = self.starts[line - 1];
        let before = self.text.get(start..offset).unwrap_or_default();
        let before = if line == 1 {
            before.trim_start_matches('\u{feff}')
        } else {
            before
        };
        Position {
            line,
            column: before.chars().count() + 1,
        }
    }

    /// Returns the number of lines, at least 1.
    pub(crate) fn count(&self) -> usize {
        self.starts.len()
    }

    /// Returns the byte range of a line, counted from 1, without its line end.
    pub(crate) fn line(&self, line: usize) -> Span {
        let start = self
            .starts
            .get(line - 1)
            .copied()
            .unwrap_or(self.text.len());
        let end = self.starts.get(line).copied().unwrap_or(self.text.len());
        let text = self.text[start..end].trim_end_matches(['\n', '\r']);
        Span::new(start, start + text.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_skip_the_byte_order_mark() {
        let text = "\u{feff}ab\nå日x\r\n";
        let lines = Lines::new(text);
        assert_eq!(
            lines.position(text.find('b').unwrap()),
            Position { line: 1, column: 2 }
        );
        assert_eq!(
            lines.position(text.find('x').unwrap()),
            Position { line: 2, column: 3 }
        );
        assert_eq!(lines.position(text.len()), Position { line: 3, column: 1 });
        assert_eq!(lines.line(2).of(text), "å日x");
    }
}
