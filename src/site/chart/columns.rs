//! Columns of two parts, side by side in time.

use crate::site::chart::svg::{Role, Svg};
use crate::site::chart::{Cell, Chart, Table};
use crate::site::words::Words;

/// A stretch of time with its two numbers, the lower part of the column first.
pub(in crate::site) struct Column {
    pub(in crate::site) name: String,
    /// What stands below it, for the first of a year.
    pub(in crate::site) mark: Option<String>,
    pub(in crate::site) numbers: [usize; 2],
}

const WIDTH: f64 = 960.0;
const HEIGHT: f64 = 160.0;

/// Draws the columns: incidents below, what was told early on top.
pub(in crate::site) fn columns(words: &Words, columns: &[Column]) -> Chart {
    let highest = columns
        .iter()
        .map(|it| it.numbers.iter().sum::<usize>())
        .max()
        .unwrap_or(0)
        .max(1) as f64;
    let title = words.get("stats.quarters").to_owned();
    let caption = words.get("chart.columns").to_owned();
    let size = (WIDTH, HEIGHT + 34.0);
    let mut svg = Svg::new("columns", Role::Picture, size, (&title, &caption));
    let step = (WIDTH / columns.len().max(1) as f64).min(48.0);
    let scale = |number: usize| number as f64 / highest * (HEIGHT - 24.0);
    for (at, column) in columns.iter().enumerate() {
        let x = at as f64 * step;
        let [below, above] = column.numbers.map(scale);
        let width = (step - 3.0).max(1.0);
        svg.rectangle("bar", (x, HEIGHT - below), (width, below));
        svg.rectangle("early", (x, HEIGHT - below - above), (width, above));
        let total: usize = column.numbers.iter().sum();
        if total > 0 && step >= 20.0 {
            let place = (x + width / 2.0, HEIGHT - below - above - 6.0);
            svg.words("middle", place, &words.number(total));
        }
        if let Some(mark) = &column.mark {
            svg.line("year", (x - 1.5, HEIGHT), (x - 1.5, HEIGHT + 10.0));
            // A year needs room for its name; where columns are thin, few of them have it.
            if step * 4.0 >= 40.0 {
                svg.words("start", (x + 4.0, HEIGHT + 24.0), mark);
            }
        }
    }
    svg.line("axis", (0.0, HEIGHT), (WIDTH, HEIGHT));
    Chart {
        drawing: svg.finish(),
        title,
        caption,
        table: Table {
            head: ["chart.quarter", "chart.incidents", "chart.early"]
                .map(|name| words.get(name).to_owned())
                .into(),
            rows: columns
                .iter()
                .map(|column| {
                    let [incidents, early] = column.numbers.map(|it| words.number(it));
                    vec![
                        Cell::text(column.name.clone()),
                        Cell::text(incidents),
                        Cell::text(early),
                    ]
                })
                .collect(),
        },
    }
}
