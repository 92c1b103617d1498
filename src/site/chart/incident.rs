//! The course of one incident: when it began, was noticed, mitigated and over.

use std::fmt::Write;

use crate::site::chart::svg::{Role, Svg, Units};
use crate::site::chart::{Cell, Chart, Table};
use crate::site::words::Words;

const WIDTH: f64 = 960.0;
const MARGIN: f64 = 60.0;

/// About how wide a letter of a label is.
const LETTER: f64 = 8.0;

/// A point in the course of an incident.
pub(in crate::site) struct Mark {
    /// Minutes since it began.
    pub(in crate::site) minutes: i64,
    /// "12:11 noticed"
    pub(in crate::site) label: String,
}

/// Draws the marks true to scale, with the moments of the timeline as small ticks between them;
/// nothing where fewer than two points are known.
pub(in crate::site) fn incident(words: &Words, marks: &[Mark], moments: &[i64]) -> Option<Chart> {
    let (first, last) = (marks.first()?.minutes, marks.last()?.minutes);
    if last <= first {
        return None;
    }
    let x = |minutes: i64| {
        MARGIN + (minutes - first) as f64 / (last - first) as f64 * (WIDTH - 2.0 * MARGIN)
    };
    let title = words.get("chart.incident").to_owned();
    let caption = words.fill(
        "chart.incident-caption",
        &[("time", &words.duration(last - first))],
    );
    let labels = arranged(marks.iter().map(|mark| (x(mark.minutes), &*mark.label)));
    let is_used = |row: Row| labels.iter().any(|label| label.row == row);
    let y = if is_used(Row::FarAbove) { 66.0 } else { 46.0 };
    let height = y + if is_used(Row::FarBelow) { 66.0 } else { 46.0 };
    let size = (WIDTH, height);
    let mut svg = Svg::new("incident", Role::Picture, size, (&title, &caption));
    svg.line("axis", (0.0, y), (WIDTH, y));
    for (at, pair) in marks.windows(2).enumerate() {
        let (from, to) = (x(pair[0].minutes), x(pair[1].minutes));
        let phase = format!("phase-{}", at + 1);
        svg.rectangle(&phase, (from, y - 5.0), (to - from, 10.0));
    }
    let mut ticks = String::new();
    for &minutes in moments.iter().filter(|it| (first..=last).contains(it)) {
        let _ = write!(ticks, "M{} {}v18", Units(x(minutes)), Units(y - 9.0));
    }
    if !ticks.is_empty() {
        svg.path("moments", &ticks);
    }
    for (label, mark) in labels.iter().zip(marks) {
        label.draw(&mut svg, y, &mark.label);
    }
    Some(Chart {
        drawing: svg.finish(),
        title,
        caption,
        table: Table {
            head: ["chart.point", "chart.since"]
                .map(|name| words.get(name).to_owned())
                .into(),
            rows: marks
                .iter()
                .map(|mark| {
                    vec![
                        Cell::text(mark.label.clone()),
                        Cell::text(words.duration(mark.minutes - first)),
                    ]
                })
                .collect(),
        },
    })
}

/// Where the label of a mark stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Row {
    Above,
    Below,
    FarAbove,
    FarBelow,
}

struct Label {
    x: f64,
    row: Row,
    /// `start` or `end`: the side on which the words begin.
    side: &'static str,
}

/// Finds a row for each label in which it does not run into another. Words of the first half stand
/// to the right of their mark and those of the second half to the left, so the marks are taken from
/// the middle outwards: then no line to a far row crosses the words of a near one.
fn arranged<'l>(marks: impl Iterator<Item = (f64, &'l str)>) -> Vec<Label> {
    let marks: Vec<(f64, &str)> = marks.collect();
    let half = marks.partition_point(|(x, _)| *x < WIDTH * 0.55);
    let mut taken: Vec<(Row, f64, f64)> = Vec::new();
    let mut labels: Vec<(usize, Label)> = Vec::new();
    for at in (0..half).rev().chain(half..marks.len()) {
        let (x, words) = marks[at];
        let width = words.chars().count() as f64 * LETTER;
        let (side, from, to) = if at < half {
            ("start", x - 8.0, x - 8.0 + width)
        } else {
            ("end", x + 8.0 - width, x + 8.0)
        };
        let is_free = |row: &Row| {
            let mut others = taken.iter().filter(|it| it.0 == *row);
            others.all(|&(_, start, end)| to + LETTER < start || end + LETTER < from)
        };
        let rows = [Row::Above, Row::Below, Row::FarAbove, Row::FarBelow];
        let row = rows.into_iter().find(is_free).unwrap_or(Row::Above);
        taken.push((row, from, to));
        labels.push((at, Label { x, row, side }));
    }
    labels.sort_by_key(|it| it.0);
    labels.into_iter().map(|it| it.1).collect()
}

impl Label {
    fn draw(&self, svg: &mut Svg, axis: f64, words: &str) {
        let (x, y) = match self.row {
            Row::Above => (self.x, axis - 20.0),
            Row::Below => (self.x, axis + 32.0),
            Row::FarAbove => (self.x, axis - 42.0),
            Row::FarBelow => (self.x, axis + 54.0),
        };
        match self.row {
            Row::FarAbove => svg.line("leader", (x, axis), (x, y + 5.0)),
            Row::FarBelow => svg.line("leader", (x, axis), (x, y - 14.0)),
            Row::Above | Row::Below => {}
        }
        svg.circle("dot", (x, axis), 8.0);
        let inwards = if self.side == "start" { -8.0 } else { 8.0 };
        svg.words(self.side, (x + inwards, y), words);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::html::tests::{Element, elements};
    use crate::site::tests::english;

    fn mark(minutes: i64) -> Mark {
        Mark {
            minutes,
            label: format!("{minutes} <x>"),
        }
    }

    #[test]
    fn labels_of_near_marks_do_not_run_into_each_other() {
        let names = ["14:06 began", "14:09 noticed", "15:10 mitigated"];
        let left = names
            .iter()
            .zip([60.0, 63.0, 84.0])
            .map(|(name, x)| (x, *name));
        let right = [(880.0, "15:50 mitigated"), (900.0, "16:00 over")];
        let labels = arranged(left.chain(right));
        for (at, one) in labels.iter().enumerate() {
            for other in &labels[..at] {
                let is_near = (one.x - other.x).abs() < 50.0;
                assert!(!is_near || one.row != other.row);
            }
        }
    }

    #[test]
    fn one_point_is_no_course() {
        assert!(incident(&english(), &[mark(0)], &[]).is_none());
        assert!(incident(&english(), &[mark(0), mark(0)], &[]).is_none());
        let chart = incident(&english(), &[mark(0), mark(5), mark(90)], &[3, 400]).unwrap();
        let drawn = elements(chart.drawing.as_str());
        let of = |class: &str| {
            let is_meant = |it: &&Element| it.attribute("class") == Some(class);
            drawn.iter().filter(is_meant).collect::<Vec<_>>()
        };
        assert_eq!(of("dot").len(), 3);
        let ticks = of("moments")[0].attribute("d").unwrap();
        assert_eq!(ticks, "M88 37v18");
    }
}
