//! Times as dots on a logarithmic axis: one dot for each report, never an average.

use crate::site::chart::svg::{Role, Svg};
use crate::site::chart::{Cell, Chart, MOST_ROWS, Table};
use crate::site::url::UrlPath;
use crate::site::words::Words;

const WIDTH: f64 = 960.0;
const MARGIN: f64 = 40.0;
const RADIUS: f64 = 6.0;

/// From this many on, a median and the range of the middle half say something.
const ENOUGH: usize = 10;

/// Where the axis has a mark, in minutes.
const MARKS: [i64; 9] = [1, 5, 15, 60, 240, 1_440, 10_080, 43_200, 525_600];

/// The times of reports, in minutes, each with its title and its page.
pub(in crate::site) struct Times {
    pub(in crate::site) minutes: i64,
    pub(in crate::site) title: String,
    pub(in crate::site) href: UrlPath,
}

/// Draws the times; nothing where there is none.
pub(in crate::site) fn dots(
    words: &Words,
    name: &str,
    title: &str,
    times: &mut [Times],
) -> Option<Chart> {
    times.sort_by_key(|it| it.minutes);
    let (least, most) = (times.first()?.minutes.max(1), times.last()?.minutes.max(1));
    let from = MARKS
        .iter()
        .rev()
        .find(|&&it| it <= least)
        .copied()
        .unwrap_or(1);
    let to = MARKS
        .iter()
        .find(|&&it| it > most)
        .copied()
        .unwrap_or(most * 2);
    let x = |minutes: i64| {
        let log = |minutes: i64| (minutes.max(1) as f64).ln();
        MARGIN + (log(minutes) - log(from)) / (log(to) - log(from)) * (WIDTH - 2.0 * MARGIN)
    };
    let places: Vec<f64> = times.iter().map(|time| x(time.minutes)).collect();
    let marks = Marks::of(&places);
    let base = marks.height() + 30.0;
    let caption = caption(words, times);
    let size = (WIDTH, base + 34.0);
    let mut svg = Svg::new(name, Role::Picture, size, (title, &caption));
    if times.len() >= ENOUGH {
        let [low, middle, high] = [1, 2, 3].map(|quarter| x(quartile(times, quarter)));
        svg.rectangle(
            "middle-half",
            (low, 20.0),
            ((high - low).max(2.0), base - 20.0),
        );
        svg.line("median", (middle, 14.0), (middle, base));
        let label = words.duration(quartile(times, 2));
        svg.words("middle", (middle, 11.0), &label);
    }
    svg.line("axis", (0.0, base), (WIDTH, base));
    for mark in MARKS.into_iter().filter(|it| (from..=to).contains(it)) {
        svg.line("year", (x(mark), base), (x(mark), base + 8.0));
        svg.words("middle", (x(mark), base + 26.0), &words.duration(mark));
    }
    marks.draw(&mut svg, base);
    Some(Chart {
        drawing: svg.finish(),
        title: title.to_owned(),
        caption,
        table: table(words, times),
    })
}

/// What stands on the axis.
enum Marks {
    /// A dot for each report: where it stands, and how many dots below it.
    Dots(Vec<(f64, usize)>),
    /// How many reports there are in each stretch of the axis.
    Columns(Vec<usize>),
}

/// Above this, dots would be a wall, and the page would grow with the archive.
const MOST_DOTS: usize = 300;

/// How far dots that stand on each other are apart.
const STEP: f64 = 2.0 * RADIUS + 1.0;

const COLUMN: f64 = 11.0;

impl Marks {
    /// Arranges marks at these places, which are sorted.
    fn of(places: &[f64]) -> Marks {
        if places.len() > MOST_DOTS {
            let mut columns = Vec::new();
            for place in places {
                let at = ((place - MARGIN) / COLUMN).max(0.0) as usize;
                if columns.len() <= at {
                    columns.resize(at + 1, 0);
                }
                columns[at] += 1;
            }
            return Marks::Columns(columns);
        }
        // Dots of near times stand on each other, up to a height; beyond it they overlap.
        const HIGHEST: usize = 12;
        let mut ends: Vec<f64> = Vec::new();
        let stand = |&x: &f64| {
            let row = ends.iter().position(|&end| end + STEP <= x);
            let row = row.unwrap_or_else(|| {
                if ends.len() < HIGHEST {
                    ends.push(f64::MIN);
                }
                ends.len() - 1
            });
            ends[row] = x;
            (x, row)
        };
        Marks::Dots(places.iter().map(stand).collect())
    }

    fn height(&self) -> f64 {
        match self {
            Marks::Dots(dots) => {
                let highest = dots.iter().map(|it| it.1).max().unwrap_or(0);
                (highest + 1) as f64 * STEP
            }
            Marks::Columns(_) => 120.0,
        }
    }

    fn draw(&self, svg: &mut Svg, base: f64) {
        match self {
            Marks::Dots(dots) => {
                for &(x, row) in dots {
                    let y = base - RADIUS - 2.0 - row as f64 * STEP;
                    svg.circle("dot", (x, y), RADIUS);
                }
            }
            Marks::Columns(columns) => {
                let highest = columns.iter().copied().max().unwrap_or(1).max(1) as f64;
                for (at, &reports) in columns.iter().enumerate().filter(|it| *it.1 > 0) {
                    let height = (reports as f64 / highest * (self.height() - 8.0)).max(1.0);
                    let place = (MARGIN + at as f64 * COLUMN, base - height);
                    svg.rectangle("bar", place, (COLUMN - 1.0, height));
                }
            }
        }
    }
}

fn caption(words: &Words, times: &[Times]) -> String {
    if times.len() < ENOUGH {
        return words.count("chart.few-times", times.len());
    }
    let [low, middle, high] = [1, 2, 3].map(|quarter| words.duration(quartile(times, quarter)));
    let caption = words.count_with(
        "chart.times",
        times.len(),
        &[("low", &low), ("middle", &middle), ("high", &high)],
    );
    if times.len() > MOST_DOTS {
        return format!("{caption} {}", words.get("chart.times-many"));
    }
    caption
}

/// Returns the time below which so many quarters of the sorted times lie.
fn quartile(times: &[Times], quarter: usize) -> i64 {
    times[(times.len() - 1) * quarter / 4].minutes
}

fn table(words: &Words, times: &[Times]) -> Table {
    Table {
        head: ["chart.what", "chart.time"]
            .map(|name| words.get(name).to_owned())
            .into(),
        rows: times
            .iter()
            .rev()
            .take(MOST_ROWS)
            .map(|time| {
                vec![
                    Cell {
                        text: time.title.clone(),
                        href: Some(time.href.clone()),
                    },
                    Cell::text(words.duration(time.minutes)),
                ]
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::html::tests::elements;
    use crate::site::tests::english;
    use crate::site::url::{Here, Place};

    fn drawn(minutes: &[i64]) -> Option<Chart> {
        let mut times: Vec<Times> = minutes
            .iter()
            .map(|&minutes| Times {
                minutes,
                title: "x".into(),
                href: Here::page(&Place::Home.path()).to(&Place::Factors.path()),
            })
            .collect();
        dots(&english(), "times", "Times", &mut times)
    }

    #[test]
    fn few_times_stand_alone_and_many_have_a_median() {
        let few = drawn(&[3, 60, 9_000]).unwrap();
        assert!(!few.drawing.as_str().contains("class=\"median\""));
        let many = drawn(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]).unwrap();
        assert!(many.drawing.as_str().contains("class=\"median\""));
        assert!(
            many.caption.contains("6 min") && many.caption.contains("11"),
            "{}",
            many.caption
        );
        let dots = elements(many.drawing.as_str());
        assert_eq!(
            dots.iter()
                .filter(|it| it.attribute("class") == Some("dot"))
                .count(),
            11
        );
    }

    #[test]
    fn a_drawing_of_very_many_times_stays_small() {
        let many: Vec<i64> = (0..10_000).map(|n| n % 700 + 1).collect();
        let chart = drawn(&many).unwrap();
        assert!(chart.drawing.as_str().len() < 12_000);
        assert!(chart.caption.contains("A column is"), "{}", chart.caption);
    }

    #[test]
    fn nothing_is_drawn_of_nothing_and_a_nought_is_drawn() {
        assert!(drawn(&[]).is_none());
        assert!(drawn(&[0, 0]).is_some());
    }
}
