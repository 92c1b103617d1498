//! Changes of a text that has been changed already, as changes of what it was at first.

use std::collections::VecDeque;

use crate::document::{Edits, Span};

/// Returns the replacements that do at once what two rounds of them do one after the other: the
/// places of the second are those of the text that the first one left.
pub(crate) fn in_turn(first: &Edits, second: &Edits) -> Edits {
    let mut waiting = pieces(first);
    let mut done = Vec::new();
    let mut at = 0;
    for (span, text) in second {
        done.extend(take(&mut waiting, span.start - at));
        take(&mut waiting, span.len());
        done.push(Piece::Put(text.clone()));
        at = span.end;
    }
    done.extend(waiting);
    replacements(done)
}

/// A part of a changed text.
enum Piece {
    /// These bytes of the text as it was.
    Kept(Span),
    Put(String),
}

impl Piece {
    fn len(&self) -> usize {
        match self {
            Piece::Kept(span) => span.len(),
            Piece::Put(text) => text.len(),
        }
    }

    fn split(self, at: usize) -> (Piece, Piece) {
        match self {
            Piece::Kept(Span { start, end }) => (
                Piece::Kept(Span::new(start, start + at)),
                Piece::Kept(Span::new(start + at, end)),
            ),
            Piece::Put(mut text) => {
                let rest = text.split_off(at);
                (Piece::Put(text), Piece::Put(rest))
            }
        }
    }
}

/// Returns a changed text as pieces. How long it is does not matter: the last one has no end.
fn pieces(edits: &Edits) -> VecDeque<Piece> {
    let mut pieces = VecDeque::new();
    let mut at = 0;
    for (span, text) in edits {
        pieces.push_back(Piece::Kept(Span::new(at, span.start)));
        pieces.push_back(Piece::Put(text.clone()));
        at = span.end;
    }
    pieces.push_back(Piece::Kept(Span::new(at, usize::MAX)));
    pieces
}

/// Takes so many bytes from the front.
fn take(pieces: &mut VecDeque<Piece>, mut bytes: usize) -> Vec<Piece> {
    let mut taken = Vec::new();
    while bytes > 0 {
        let piece = pieces.pop_front().expect("the last piece has no end");
        if piece.len() <= bytes {
            bytes -= piece.len();
            taken.push(piece);
        } else {
            let (front, rest) = piece.split(bytes);
            taken.push(front);
            pieces.push_front(rest);
            bytes = 0;
        }
    }
    taken
}

fn replacements(pieces: Vec<Piece>) -> Edits {
    let mut edits = Edits::new();
    let mut put = String::new();
    let mut at = 0;
    for piece in pieces {
        match piece {
            Piece::Put(text) => put.push_str(&text),
            Piece::Kept(span) if span.is_empty() => {}
            Piece::Kept(span) => {
                if span.start > at || !put.is_empty() {
                    edits.push((Span::new(at, span.start), std::mem::take(&mut put)));
                }
                at = span.end;
            }
        }
    }
    edits
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::edited;

    #[test]
    fn two_rounds_at_once_leave_the_same_text() {
        let text = "zero one two three four";
        let first: Edits = vec![
            (Span::new(5, 8), "1".into()),
            (Span::at(9), "and ".into()),
            (Span::new(13, 19), String::new()),
        ];
        let between = edited(text, &first);
        assert_eq!(between, "zero 1 and two four");
        // Every place of what the first round left, deleted, replaced and added to.
        for start in 0..=between.len() {
            for end in start..=between.len() {
                for put in ["", "x"] {
                    let second: Edits = vec![(Span::new(start, end), put.into())];
                    assert_eq!(
                        edited(text, &in_turn(&first, &second)),
                        edited(&between, &second)
                    );
                }
            }
        }
    }

    #[test]
    fn rounds_far_apart_stay_apart() {
        let first: Edits = vec![(Span::new(1, 2), "long".into())];
        let second: Edits = vec![(Span::new(9, 10), "x".into())];
        let both: Edits = vec![
            (Span::new(1, 2), "long".into()),
            (Span::new(6, 7), "x".into()),
        ];
        assert_eq!(in_turn(&first, &second), both);
    }
}
