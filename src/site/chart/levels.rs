//! Levels, each with what was met there and what was promised and done there.

use crate::site::chart::svg::{Role, Svg};
use crate::site::chart::{Cell, Chart, Table};
use crate::site::words::Words;

/// A level with its numbers.
pub(in crate::site) struct LevelRow {
    pub(in crate::site) name: String,
    /// Reports that name a factor of this level.
    pub(in crate::site) reports: usize,
    /// Action items of this level, done or not.
    pub(in crate::site) promised: usize,
    /// Those of them that are done.
    pub(in crate::site) done: usize,
}

const WIDTH: f64 = 960.0;
/// Where the bars begin, to the right of the names.
const LEFT: f64 = 190.0;
const ROW: f64 = 62.0;
const BAR: f64 = 20.0;

/// Draws two bars for each level: the conditions that were met there, and what was promised there,
/// of which the full part is done. Nothing where there is no level.
pub(in crate::site) fn levels(words: &Words, rows: &[LevelRow]) -> Option<Chart> {
    let numbers = rows.iter().flat_map(|row| [row.reports, row.promised]);
    let most = numbers.max().filter(|&most| most > 0)? as f64;
    let title = words.get("stats.levels").to_owned();
    let caption = words.get("chart.levels").to_owned();
    let size = (WIDTH, rows.len() as f64 * ROW);
    let mut svg = Svg::new("levels", Role::Picture, size, (&title, &caption));
    // Room for the number stays to the right of the longest bar.
    let scale = |number: usize| number as f64 / most * (WIDTH - LEFT - 60.0);
    for (at, row) in rows.iter().enumerate() {
        let y = at as f64 * ROW + 4.0;
        svg.words("start", (0.0, y + BAR + 6.0), &row.name);
        svg.rectangle("bar", (LEFT, y), (scale(row.reports), BAR));
        number(&mut svg, words, (LEFT + scale(row.reports), y), row.reports);
        let y = y + BAR + 4.0;
        svg.rectangle("promised", (LEFT, y), (scale(row.promised), BAR));
        svg.rectangle("early", (LEFT, y), (scale(row.done), BAR));
        number(
            &mut svg,
            words,
            (LEFT + scale(row.promised), y),
            row.promised,
        );
    }
    svg.line("axis", (LEFT, 0.0), (LEFT, size.1));
    Some(Chart {
        drawing: svg.finish(),
        title,
        caption,
        table: Table {
            head: [
                "chart.level",
                "chart.reports",
                "chart.promised",
                "chart.promised-done",
            ]
            .map(|name| words.get(name).to_owned())
            .into(),
            rows: rows
                .iter()
                .map(|row| {
                    let numbers = [row.reports, row.promised, row.done];
                    let numbers = numbers.map(|n| Cell::text(words.number(n)));
                    [Cell::text(row.name.clone())]
                        .into_iter()
                        .chain(numbers)
                        .collect()
                })
                .collect(),
        },
    })
}

fn number(svg: &mut Svg, words: &Words, (x, y): (f64, f64), number: usize) {
    svg.words("start", (x + 8.0, y + 15.0), &words.number(number));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::html::tests::elements;
    use crate::site::tests::english;

    fn row(reports: usize, promised: usize, done: usize) -> LevelRow {
        LevelRow {
            name: "A <level>".into(),
            reports,
            promised,
            done,
        }
    }

    #[test]
    fn what_is_done_is_a_part_of_what_was_promised() {
        let chart = levels(&english(), &[row(10, 4, 1), row(0, 0, 0)]).unwrap();
        let width = |class: &str| {
            let drawn = elements(chart.drawing.as_str());
            let bar = drawn.iter().find(|it| it.attribute("class") == Some(class));
            bar.unwrap()
                .attribute("width")
                .unwrap()
                .parse::<f64>()
                .unwrap()
        };
        assert!((width("promised") - 4.0 * width("early")).abs() < 1.0);
        assert!(width("bar") > width("promised"));
        assert_eq!(chart.table.rows.len(), 2);
    }

    #[test]
    fn nothing_is_drawn_of_nothing() {
        assert!(levels(&english(), &[]).is_none());
        assert!(levels(&english(), &[row(0, 0, 0)]).is_none());
    }
}
