//! A moment that comes before the one above it.

use crate::diagnostic::Level;
use crate::document::{Document, Moment};
use crate::rules::words::quote;
use crate::rules::{Check, Context, Finding, Rule};

pub(super) const RULE: Rule = Rule {
    name: "timeline/out-of-order",
    level: Some(Level::Error),
    draft: Some(Level::Warning),
    summary: "a moment is earlier than the one above it",
    why: "What people knew when is the whole of a timeline. Out of order, it credits somebody with \
          what nobody could have seen yet.",
    source: "John Allspaw and others, Debriefing Facilitation Guide",
    question: Some("What was known at this moment, and to whom?"),
    always: false,
    bad: "\
## Timeline

- 2025-07-25 10:00 UTC The first alert.
- 2025-07-05 10:20 UTC The queue is emptied.
- 2025-07-25 10:30 UTC All is well.
",
    good: "\
## Timeline

- 2025-07-25 23:58 UTC The first alert.
- 23:58 The second alert.
- 00:04 The queue is emptied.
",
    check: Check::Document(check),
};

fn check(_: &Context, document: &Document) -> Vec<Finding> {
    let mut timed: Vec<&Moment> = document
        .moments()
        .iter()
        .filter(|it| it.time.is_some())
        .collect();
    let falls = |pair: &&[&Moment]| is_before(pair[1], pair[0]);
    let falling = timed.windows(2).filter(falls).count();
    let rising = timed
        .windows(2)
        .filter(|pair| is_before(pair[0], pair[1]))
        .count();
    // Status pages begin with the newest, and that is an order as well.
    let is_newest_first = falling > rising;
    if is_newest_first {
        timed.reverse();
    }
    let pairs = timed.windows(2).filter(falls);
    pairs.map(|pair| finding(pair, is_newest_first)).collect()
}

fn finding(pair: &[&Moment], is_newest_first: bool) -> Finding {
    // The second of the two as they are written.
    let (above, marked) = if is_newest_first {
        (pair[1], pair[0])
    } else {
        (pair[0], pair[1])
    };
    let message = format!(
        "{} comes after {}",
        quote(&marked.written),
        quote(&above.written)
    );
    let finding = Finding::new(marked.time_span, message)
        .label(above.time_span, "the moment above")
        .help("put the moments in order, or look at the date again")
        .key(format!("{} {}", marked.written, marked.text));
    let is_rough = |moment: &Moment| moment.written.contains(['~', '≈']);
    if is_rough(above) || is_rough(marked) {
        finding.at_most(Level::Warning)
    } else {
        finding
    }
}

/// Says whether it is certain that one moment was before another.
fn is_before(one: &Moment, other: &Moment) -> bool {
    let (Some(one), Some(other)) = (&one.time, &other.time) else {
        return false;
    };
    if let (Some(one), Some(other)) = (one.timestamp(), other.timestamp()) {
        return one < other;
    }
    match (one.time, other.time) {
        (Some(time), Some(other_time)) => (one.date, time) < (other.date, other_time),
        _ => one.date < other.date,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::{expect, findings};

    #[test]
    fn the_later_line_is_marked() {
        expect(
            &RULE,
            "\
## Timeline

| Time (UTC) | Event |
|---|---|
| 2025-07-25 10:00 | The first alert. |
| 2025-07-05 10:20 | The queue is emptied. |
  ^^^^^^^^^^^^^^^^ `2025-07-05 10:20` comes after `2025-07-25 10:00`
| 2025-07-25 10:30 | All is well. |
",
        );
    }

    #[test]
    fn the_newest_may_come_first_if_it_does_so_throughout() {
        expect(
            &RULE,
            "\
## Timeline

- 2025-07-25 12:00 UTC c
- 2025-07-25 10:00 UTC a
- 2025-07-25 11:00 UTC b
  ^^^^^^^^^^^^^^^^^^^^ `2025-07-25 11:00 UTC` comes after `2025-07-25 10:00 UTC`
- 2025-07-25 09:00 UTC x
",
        );
    }

    #[test]
    fn a_rough_time_weighs_less() {
        let found = findings(
            &RULE,
            "---\nstatus: published\n---\n## Timeline\n\n- 2025-07-25 09:00 UTC a\n- 10:00 b\n- ~09:50 c\n",
        );
        assert_eq!(found[0].level, Level::Warning);
    }
}
