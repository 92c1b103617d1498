//! The course of one incident: when it began, was noticed, mitigated and over.

use crate::site::chart::svg::{Role, Svg};
use crate::site::chart::{Cell, Chart, Table};
use crate::site::words::Words;

const WIDTH: f64 = 960.0;
const MARGIN: f64 = 60.0;
const Y: f64 = 46.0;

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
    let mut svg = Svg::new(
        "incident",
        Role::Picture,
        (WIDTH, 2.0 * Y),
        (&title, &caption),
    );
    svg.line("axis", (0.0, Y), (WIDTH, Y));
    for (at, pair) in marks.windows(2).enumerate() {
        let (from, to) = (x(pair[0].minutes), x(pair[1].minutes));
        let phase = format!("phase-{}", at + 1);
        svg.rectangle(&phase, (from, Y - 5.0), (to - from, 10.0));
    }
    for &minutes in moments {
        if (first..=last).contains(&minutes) {
            svg.line("moment", (x(minutes), Y - 9.0), (x(minutes), Y + 9.0));
        }
    }
    for (at, mark) in marks.iter().enumerate() {
        let x = x(mark.minutes);
        svg.circle("dot", (x, Y), 8.0);
        // Labels alternate, so that neighbours do not run into each other.
        let y = if at % 2 == 0 { Y - 20.0 } else { Y + 32.0 };
        let class = match x {
            x if x < WIDTH * 0.2 => "start",
            x if x > WIDTH * 0.8 => "end",
            _ => "middle",
        };
        let x = match class {
            "start" => x - 8.0,
            "end" => x + 8.0,
            _ => x,
        };
        svg.words(class, (x, y), &mark.label);
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
    fn one_point_is_no_course() {
        assert!(incident(&english(), &[mark(0)], &[]).is_none());
        assert!(incident(&english(), &[mark(0), mark(0)], &[]).is_none());
        let chart = incident(&english(), &[mark(0), mark(5), mark(90)], &[3, 400]).unwrap();
        let drawn = elements(chart.drawing.as_str());
        let count = |class: &str| {
            let is_meant = |it: &&_| Element::attribute(it, "class") == Some(class);
            drawn.iter().filter(is_meant).count()
        };
        assert_eq!((count("dot"), count("moment")), (3, 1));
    }
}
