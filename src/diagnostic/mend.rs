//! The changes that mend findings, as far as they can be made without asking.

use crate::diagnostic::Diagnostic;
use crate::document::{Edits, Span};

/// What can be mended in a file in one go.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Mending {
    pub(crate) edits: Edits,
    /// How many findings that mends.
    pub(crate) findings: usize,
}

/// Gathers the safe fixes of the findings in one file. Of two that change the same bytes the first is
/// taken: the other may find the text as it wants it, or have its turn in the next round.
pub(crate) fn mending(found: &[Diagnostic]) -> Mending {
    let mut mending = Mending::default();
    for it in found {
        let Some(fix) = it.fix.as_ref().filter(|fix| fix.safe) else {
            continue;
        };
        let taken = &mending.edits;
        let is_free = |(span, _): &(Span, String)| taken.iter().all(|(it, _)| !meet(*it, *span));
        if fix.edits.iter().all(is_free) {
            mending.edits.extend(fix.edits.iter().cloned());
            mending.findings += 1;
        }
    }
    mending.edits.sort_by_key(|(span, _)| *span);
    mending
}

/// Says whether two places have a byte or an end in common.
fn meet(one: Span, other: Span) -> bool {
    one.start <= other.end && other.start <= one.end
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Fix;
    use crate::diagnostic::testing::diagnostic;
    use crate::document::edited;

    const TEXT: &str = "one two three\n";

    fn fixed(words: &str, to: &str) -> Diagnostic {
        let found = diagnostic(TEXT, words, "look");
        Diagnostic {
            fix: Some(Fix {
                title: format!("write `{to}`"),
                safe: true,
                edits: vec![(found.span, to.into())],
            }),
            ..found
        }
    }

    #[test]
    fn fixes_of_other_words_are_made_together_in_the_order_of_the_text() {
        let mending = mending(&[fixed("three", "3"), fixed("one", "1")]);
        assert_eq!(edited(TEXT, &mending.edits), "1 two 3\n");
        assert_eq!(mending.findings, 2);
    }

    #[test]
    fn of_fixes_that_overlap_or_touch_the_first_is_made_whole_or_not_at_all() {
        let mut both = fixed("two", "2");
        let three = (Span::new(8, 13), "3".to_owned());
        both.fix.as_mut().unwrap().edits.push(three);
        for other in ["one two", "two three", " ", "two"] {
            let mending = mending(&[fixed(other, "x"), both.clone()]);
            assert_eq!(mending.findings, 1, "{other}");
            assert_eq!(mending.edits.len(), 1, "{other}");
        }
    }

    #[test]
    fn what_is_not_safe_is_left() {
        let mut found = fixed("two", "2");
        found.fix.as_mut().unwrap().safe = false;
        assert_eq!(mending(&[found]), Mending::default());
    }
}
