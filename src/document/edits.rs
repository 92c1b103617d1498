//! Changes of a text that leave every other byte as it is.

mod in_turn;

use std::fmt::Write as _;

pub(crate) use in_turn::in_turn;

use crate::document::{Lines, Span};

/// Replacements that do not overlap, in order. An empty span is a place to insert at.
pub(crate) type Edits = Vec<(Span, String)>;

/// Returns the text with all replacements made.
pub(crate) fn edited(text: &str, edits: &Edits) -> String {
    let mut result = String::with_capacity(text.len());
    let mut at = 0;
    for (span, replacement) in edits {
        result.push_str(&text[at..span.start]);
        result.push_str(replacement);
        at = span.end;
    }
    result.push_str(&text[at..]);
    result
}

/// Shows the replacements as a unified diff, which `patch` and forges can read.
pub(crate) fn diff(path: &str, text: &str, edits: &Edits) -> String {
    const CONTEXT: usize = 3;
    let lines = Lines::new(text);
    // A text that ends in a line end has no line after it.
    let last = lines.count() - usize::from(text.ends_with('\n'));
    let mut hunks: Vec<Hunk> = Vec::new();
    for (at, (span, _)) in edits.iter().enumerate() {
        let first_line = lines.position(span.start).line;
        let last_line = lines.position(span.end).line.min(last).max(first_line);
        match hunks.last_mut() {
            Some(hunk) if first_line <= hunk.last + 2 * CONTEXT + 1 => {
                hunk.last = hunk.last.max(last_line);
                hunk.edits.push(at);
            }
            _ => hunks.push(Hunk {
                first: first_line,
                last: last_line,
                edits: vec![at],
            }),
        }
    }
    let mut diff = format!("--- a/{path}\n+++ b/{path}\n");
    let mut shift: isize = 0;
    for hunk in hunks {
        let from = hunk.first.saturating_sub(CONTEXT).max(1);
        let to = (hunk.last + CONTEXT).min(last);
        let whole = Span::new(lines.line(from).start, line_end(text, &lines, to));
        let old: Vec<&str> = whole.of(text).split_inclusive('\n').collect();
        let local: Edits = hunk
            .edits
            .iter()
            .map(|&at| {
                let (span, replacement) = &edits[at];
                let span = Span::new(span.start - whole.start, span.end - whole.start);
                (span, replacement.clone())
            })
            .collect();
        let new = edited(whole.of(text), &local);
        let new: Vec<&str> = new.split_inclusive('\n').collect();
        let start = from.saturating_add_signed(shift);
        let _ = writeln!(diff, "@@ -{from},{} +{start},{} @@", old.len(), new.len());
        shift += new.len().cast_signed() - old.len().cast_signed();
        compare(&old, &new, &mut diff);
    }
    diff
}

/// Lines that are shown together: from the first to the last that changes.
struct Hunk {
    first: usize,
    last: usize,
    edits: Vec<usize>,
}

/// Writes what is alike at both ends once, and the middle twice, as it was and as it is. Edits far
/// apart are in hunks of their own, so that the middle is short.
fn compare(old: &[&str], new: &[&str], diff: &mut String) {
    let mut push = |sign: char, line: &str| {
        diff.push(sign);
        diff.push_str(line);
        if !line.ends_with('\n') {
            diff.push_str("\n\\ No newline at end of file\n");
        }
    };
    let alike = |(one, other): &(&&str, &&str)| one == other;
    let before = old.iter().zip(new).take_while(alike).count();
    let (old_rest, new_rest) = (&old[before..], &new[before..]);
    let after = old_rest
        .iter()
        .rev()
        .zip(new_rest.iter().rev())
        .take_while(alike)
        .count();
    let (removed, tail) = old_rest.split_at(old_rest.len() - after);
    let added = &new_rest[..new_rest.len() - after];
    old[..before].iter().for_each(|line| push(' ', line));
    if removed.len() == added.len() {
        // Line by line, so that what lies between two edits is shown as it is: unchanged.
        let mut at = 0;
        while at < removed.len() {
            let is_same = removed[at] == added[at];
            let run = removed[at..]
                .iter()
                .zip(&added[at..])
                .take_while(|(one, other)| (one == other) == is_same)
                .count();
            if is_same {
                removed[at..at + run]
                    .iter()
                    .for_each(|line| push(' ', line));
            } else {
                removed[at..at + run]
                    .iter()
                    .for_each(|line| push('-', line));
                added[at..at + run].iter().for_each(|line| push('+', line));
            }
            at += run;
        }
    } else {
        removed.iter().for_each(|line| push('-', line));
        added.iter().for_each(|line| push('+', line));
    }
    tail.iter().for_each(|line| push(' ', line));
}

fn line_end(text: &str, lines: &Lines, line: usize) -> usize {
    let end = lines.line(line).end;
    let rest = &text[end..];
    end + rest.find('\n').map_or(rest.len(), |newline| newline + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replace(text: &str, words: &[(&str, &str)]) -> Edits {
        words
            .iter()
            .map(|(old, new)| {
                let start = text.find(old).unwrap();
                (Span::new(start, start + old.len()), (*new).to_owned())
            })
            .collect()
    }

    #[test]
    fn a_diff_shows_each_change_with_three_lines_around_it() {
        let text = "1\n2\n3\n4\nfive six\n6\n7\n8\n9\n10\n11\n12\nlast";
        let edits = replace(text, &[("five", "FIVE"), ("last", "LAST")]);
        assert_eq!(
            diff("a.md", text, &edits),
            "--- a/a.md\n+++ b/a.md\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-five six\n+FIVE six\n 6\n 7\n 8\n\
             @@ -10,4 +10,4 @@\n 10\n 11\n 12\n-last\n\\ No newline at end of file\n+LAST\n\\ No newline at end of file\n"
        );
        assert_eq!(edited(text, &edits).len(), text.len());
    }

    #[test]
    fn lines_that_come_and_go_are_counted() {
        let text = "a\nb\nc\n";
        let edits = vec![
            (Span::new(2, 4), String::new()),
            (Span::at(6), "d\ne\n".to_owned()),
        ];
        assert_eq!(
            diff("x", text, &edits),
            "--- a/x\n+++ b/x\n@@ -1,3 +1,4 @@\n a\n-b\n-c\n+c\n+d\n+e\n"
        );
    }

    #[test]
    fn line_ends_of_another_system_stay_what_they_are() {
        let text = "one\r\ntwo\r\n";
        let edits = replace(text, &[("two", "2")]);
        assert_eq!(edited(text, &edits), "one\r\n2\r\n");
        assert!(diff("x", text, &edits).contains("-two\r\n+2\r\n"));
    }
}
