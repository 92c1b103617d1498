//! Plain text with a map back to the file.

use std::ops::Range;

use crate::document::Span;
use crate::document::layout::{Layout, Part, Run, RunKind, Style};

/// Plain text, and the bytes of the file that it was written in.
#[derive(Clone, Debug, Default)]
pub(in crate::document) struct Plain {
    pub(in crate::document) text: String,
    pub(in crate::document) map: Map,
    /// The byte of the file after the last piece.
    end: usize,
}

/// Offsets in a text and the byte of the file where each piece of it begins, in order.
///
/// After a piece that is not written as it reads (an entity, hidden code) its end stands twice.
pub(in crate::document) type Map = Vec<(usize, usize)>;

/// What becomes of inline code and of addresses in angle brackets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::document) enum Code {
    /// Its words are kept, as in a back-ticked time.
    Kept,
    /// It becomes [`CODE`].
    Hidden,
}

/// The runs of a line of a block, or of several lines.
pub(in crate::document) type Line = Range<usize>;

/// Stands for inline code or an address: keeps the grammar of a sentence and matches nothing.
pub(in crate::document) const CODE: char = '\u{fffc}';

/// Returns the bytes of the file that a range of a text was written in.
pub(in crate::document) fn span(map: &[(usize, usize)], start: usize, end: usize) -> Span {
    let begin = begin(map, start);
    if end <= start {
        return Span::at(begin);
    }
    let first = map.partition_point(|&(text, _)| text < end);
    let end = match map[first..] {
        [(one, file), (other, _), ..] if one == end && other == end => file,
        _ => self::begin(map, end - 1) + 1,
    };
    Span::new(begin, end)
}

fn begin(map: &[(usize, usize)], at: usize) -> usize {
    let piece = map.partition_point(|&(text, _)| text <= at);
    piece
        .checked_sub(1)
        .map_or(0, |piece| map[piece].1 + (at - map[piece].0))
}

impl Plain {
    /// Returns the bytes of the file that a range of `text` was written in.
    pub(in crate::document) fn span(&self, start: usize, end: usize) -> Span {
        span(&self.map, start, end)
    }

    /// Returns the byte of the file at which an offset in `text` begins.
    pub(in crate::document) fn offset(&self, at: usize) -> usize {
        if at >= self.text.len() {
            self.end
        } else {
            begin(&self.map, at)
        }
    }

    pub(in crate::document) fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// Adds words that stand in the file as they read.
    fn push(&mut self, file: Span, words: &str) {
        if self.map.is_empty() || self.end != file.start {
            self.map.push((self.text.len(), file.start));
        }
        self.text.push_str(words);
        self.end = file.end;
    }

    /// Adds words that stand in the file in another form.
    fn push_other(&mut self, file: Span, words: &str) {
        self.map.push((self.text.len(), file.start));
        self.text.push_str(words);
        let end = (self.text.len(), file.end);
        self.map.extend([end, end]);
        self.end = file.end;
    }
}

impl Layout {
    /// Returns the plain text of a part.
    pub(in crate::document) fn plain(&self, text: &str, part: Part, code: Code) -> Plain {
        self.plain_runs(text, self.all_lines(part), code)
    }

    /// Returns the plain text of some runs: link texts kept, images, HTML and footnote marks left
    /// out, breaks as spaces.
    pub(in crate::document) fn plain_runs(
        &self,
        text: &str,
        runs: Range<usize>,
        code: Code,
    ) -> Plain {
        let mut plain = Plain::default();
        let mut images = 0;
        let mut hidden_until = 0;
        for index in runs {
            let run = self.runs[index];
            let span = run.span();
            match run.kind {
                RunKind::Open(Style::Image) => images += 1,
                RunKind::Close(Style::Image) => images -= 1,
                _ if images > 0 => {}
                RunKind::Open(Style::Address) if code == Code::Hidden => {
                    plain.push_other(span, CODE.encode_utf8(&mut [0; 4]));
                    hidden_until = span.end;
                }
                _ if span.end <= hidden_until => {}
                RunKind::Text => plain.push(span, span.of(text)),
                RunKind::Decoded => plain.push_other(span, self.decoded(index)),
                RunKind::Code if code == Code::Kept => {
                    let inner = inner_code(text, span);
                    plain.push(inner, inner.of(text));
                }
                RunKind::Code => plain.push_other(span, CODE.encode_utf8(&mut [0; 4])),
                RunKind::SoftBreak | RunKind::HardBreak => plain.push_other(span, " "),
                RunKind::Html if is_line_break(span.of(text)) => plain.push_other(span, " "),
                RunKind::Html | RunKind::Footnote | RunKind::Open(_) | RunKind::Close(_) => {}
            }
        }
        plain
    }

    /// Returns the words of some runs, code and image texts included.
    pub(in crate::document) fn words(&self, text: &str, runs: Range<usize>) -> String {
        let mut words = String::with_capacity(self.written(runs.clone()));
        for index in runs {
            let run = self.runs[index];
            match run.kind {
                RunKind::Text => words.push_str(run.span().of(text)),
                RunKind::Decoded => words.push_str(self.decoded(index)),
                RunKind::Code => words.push_str(inner_code(text, run.span()).of(text)),
                RunKind::SoftBreak | RunKind::HardBreak => words.push(' '),
                RunKind::Html | RunKind::Footnote | RunKind::Open(_) | RunKind::Close(_) => {}
            }
        }
        words
    }

    /// Returns how many bytes of the file some runs take.
    fn written(&self, runs: Range<usize>) -> usize {
        match self.runs.get(runs).unwrap_or_default() {
            [] => 0,
            [only] => only.span().len(),
            [first, .., last] => (last.end - first.start) as usize,
        }
    }

    /// Returns all runs of a part as one range.
    pub(in crate::document) fn all_lines(&self, part: Part) -> Line {
        part.first_run as usize..part.last_run as usize
    }

    /// Returns the lines of a part, as ranges of runs between its breaks.
    pub(in crate::document) fn lines(&self, part: Part) -> Vec<Line> {
        let Range { mut start, end } = self.all_lines(part);
        let is_break = |run: &Run| matches!(run.kind, RunKind::SoftBreak | RunKind::HardBreak);
        let mut lines = Vec::new();
        while let Some(length) = self.runs[start..end].iter().position(is_break) {
            lines.push(start..start + length);
            start += length + 1;
        }
        lines.push(start..end);
        lines
    }

    pub(in crate::document) fn run(&self, index: usize) -> Run {
        self.runs[index]
    }
}

fn is_line_break(tag: &str) -> bool {
    tag.get(..3)
        .is_some_and(|start| start.eq_ignore_ascii_case("<br"))
}

/// Returns the span of inline code without its back-ticks.
fn inner_code(text: &str, span: Span) -> Span {
    let code = span.of(text);
    let ticks = code.len() - code.trim_start_matches('`').len();
    if code.len() < 2 * ticks {
        return span;
    }
    let inner = Span::new(span.start + ticks, span.end - ticks);
    let words = inner.of(text);
    let is_padded = words.len() > 2 && words.starts_with(' ') && words.ends_with(' ');
    if is_padded {
        Span::new(inner.start + 1, inner.end - 1)
    } else {
        inner
    }
}
