//! A strip of time on which every report is a dot.

use jiff::civil::Date;

use crate::site::chart::svg::{Role, Svg};
use crate::site::chart::{Cell, Chart, MOST_ROWS, Table};
use crate::site::html::Html;
use crate::site::url::UrlPath;
use crate::site::words::Words;

/// What a strip shows.
pub(in crate::site) struct Strip {
    pub(in crate::site) title: String,
    /// How to read the dots, where there are few enough to draw each.
    pub(in crate::site) reading: String,
    /// What else there is to say; may be empty.
    pub(in crate::site) remark: String,
    /// Oldest first.
    pub(in crate::site) dots: Vec<Dot>,
    /// Days on which something was done about it.
    pub(in crate::site) ticks: Vec<(Date, String)>,
    /// The last day of the strip.
    pub(in crate::site) until: Date,
}

pub(in crate::site) struct Dot {
    pub(in crate::site) day: Date,
    pub(in crate::site) kind: DotKind,
    pub(in crate::site) title: String,
    pub(in crate::site) href: UrlPath,
    /// What the table says of it.
    pub(in crate::site) note: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::site) enum DotKind {
    Plain,
    NearMiss,
    /// It came back after something had been done about it.
    AfterDone,
}

const WIDTH: f64 = 960.0;
const MARGIN: f64 = 24.0;
/// What a finger can hit, and so how far dots stand apart.
const STEP: f64 = 24.0;
const RADIUS: f64 = 8.0;

/// Above this, dots would be a wall: the strip shows a bar for each month.
const MOST_DOTS: usize = 150;

/// Draws the strip, or nothing where there is no dot to draw.
pub(in crate::site) fn strip(words: &Words, strip: &Strip) -> Option<Chart> {
    let first = strip.dots.first()?.day;
    let scale = Scale::new(first, strip.until.max(strip.dots.last()?.day));
    let (drawing, caption) = if strip.dots.len() > MOST_DOTS {
        bars(words, strip, &scale)
    } else {
        dots(strip, &scale)
    };
    let rows = strip.dots.iter().rev().take(MOST_ROWS).map(|dot| {
        vec![
            Cell::text(words.short_day(dot.day)),
            Cell {
                text: dot.title.clone(),
                href: Some(dot.href.clone()),
            },
            Cell::text(dot.note.clone()),
        ]
    });
    let done = strip.ticks.iter().rev().take(MOST_ROWS).map(|(day, what)| {
        vec![
            Cell::text(words.short_day(*day)),
            Cell::text(what.clone()),
            Cell::text(words.get("chart.done")),
        ]
    });
    Some(Chart {
        drawing,
        title: strip.title.clone(),
        caption,
        table: Table {
            head: ["chart.day", "chart.what", "chart.note"]
                .map(|name| words.get(name).to_owned())
                .into(),
            rows: rows.chain(done).collect(),
        },
    })
}

fn dots(strip: &Strip, scale: &Scale) -> (Html, String) {
    let caption = format!("{} {}", strip.reading, strip.remark);
    // Dots of near days stand on each other.
    let mut ends: Vec<f64> = Vec::new();
    let places: Vec<(f64, usize)> = strip
        .dots
        .iter()
        .map(|dot| {
            let x = scale.x(dot.day);
            let row = ends.iter().position(|&end| end + STEP <= x);
            let row = row.unwrap_or_else(|| {
                ends.push(f64::MIN);
                ends.len() - 1
            });
            ends[row] = x;
            (x, row)
        })
        .collect();
    let base = ends.len() as f64 * STEP;
    let mut svg = Svg::new(
        "strip",
        Role::Group,
        (WIDTH, base + 56.0),
        (&strip.title, &caption),
    );
    scale.draw(&mut svg, base);
    for (day, _) in &strip.ticks {
        let x = scale.x(*day);
        svg.line("tick", (x, base + 2.0), (x, base + 16.0));
    }
    for (dot, (x, row)) in strip.dots.iter().zip(places) {
        let place = (x, base - STEP / 2.0 - row as f64 * STEP);
        svg.link(dot.href.as_str(), &dot.title);
        svg.circle("hit", place, STEP / 2.0);
        match dot.kind {
            DotKind::Plain => svg.circle("dot", place, RADIUS),
            DotKind::NearMiss => svg.circle("ring", place, RADIUS - 1.5),
            DotKind::AfterDone => svg.diamond("again", place, RADIUS + 2.0),
        }
        svg.end_link();
    }
    (svg.finish(), caption)
}

fn bars(words: &Words, strip: &Strip, scale: &Scale) -> (Html, String) {
    const HEIGHT: f64 = 120.0;
    let month = |day: Date| day.first_of_month();
    let mut counts: Vec<(Date, usize)> = Vec::new();
    for dot in &strip.dots {
        match counts.last_mut() {
            Some((last, count)) if *last == month(dot.day) => *count += 1,
            _ => counts.push((month(dot.day), 1)),
        }
    }
    let highest = counts.iter().map(|it| it.1).max().unwrap_or(1);
    let reading = words.count("chart.strip-months", highest);
    let caption = format!("{reading} {}", strip.remark);
    let mut svg = Svg::new(
        "strip",
        Role::Picture,
        (WIDTH, HEIGHT + 56.0),
        (&strip.title, &caption),
    );
    scale.draw(&mut svg, HEIGHT);
    for (month, count) in counts {
        let (from, to) = (scale.x(month), scale.x(month.last_of_month()));
        let height = count as f64 / highest as f64 * (HEIGHT - 8.0);
        let width = (to - from - 1.0).max(1.0);
        svg.rectangle("bar", (from, HEIGHT - height), (width, height));
    }
    (svg.finish(), caption)
}

/// Where a day stands.
pub(super) struct Scale {
    first: Date,
    last: Date,
    days: f64,
}

impl Scale {
    pub(super) fn new(first: Date, last: Date) -> Scale {
        // Half a year at least, so that two days of one week do not stand at both ends.
        let first = first.first_of_month();
        let days = days_between(first, last).max(183.0);
        Scale { first, last, days }
    }

    pub(super) fn x(&self, day: Date) -> f64 {
        MARGIN + days_between(self.first, day) / self.days * (WIDTH - 2.0 * MARGIN)
    }

    /// Draws the axis with a mark for every year, or every few.
    fn draw(&self, svg: &mut Svg, y: f64) {
        svg.line("axis", (0.0, y), (WIDTH, y));
        let years = self.last.year() - self.first.year() + 1;
        let step = (years / 12 + 1).max(1);
        for year in (self.first.year()..=self.last.year()).step_by(usize::from(step.unsigned_abs()))
        {
            let start = Date::constant(year, 1, 1).max(self.first);
            let x = self.x(start);
            svg.line("year", (x, y - 6.0), (x, y + 22.0));
            let end = self.x(Date::constant(year, 12, 31).min(self.last));
            // A year that is barely there has no room for its name.
            if end - x > 36.0 {
                svg.words("start", (x + 6.0, y + 40.0), &year.to_string());
            }
        }
    }
}

fn days_between(from: Date, to: Date) -> f64 {
    from.until(to).map_or(0.0, |it| f64::from(it.get_days()))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::site::html::tests::elements;
    use crate::site::tests::english;
    use crate::site::url::{Here, Place};

    fn dot(day: Date, kind: DotKind) -> Dot {
        Dot {
            day,
            kind,
            title: "A <report>".into(),
            href: Here::page(&Place::Home.path()).to(&Place::Factors.path()),
            note: String::new(),
        }
    }

    fn drawn(dots: Vec<Dot>) -> Option<Chart> {
        let given = Strip {
            title: "Reports".into(),
            reading: "A dot is a report.".into(),
            remark: "Read it so.".into(),
            dots,
            ticks: vec![(date(2025, 2, 1), "Done".into())],
            until: date(2026, 1, 1),
        };
        strip(&english(), &given)
    }

    #[test]
    fn each_report_is_a_link_and_stands_in_the_table() {
        let chart = drawn(vec![
            dot(date(2024, 5, 1), DotKind::Plain),
            dot(date(2024, 5, 3), DotKind::NearMiss),
            dot(date(2025, 5, 3), DotKind::AfterDone),
        ])
        .unwrap();
        let elements = elements(chart.drawing.as_str());
        assert_eq!(elements.iter().filter(|it| it.name == "a").count(), 3);
        assert_eq!(chart.table.rows.len(), 4);
        let y: Vec<_> = elements
            .iter()
            .filter(|it| it.attribute("class") == Some("hit"))
            .map(|it| it.attribute("cy").unwrap())
            .collect();
        assert_ne!(y[0], y[1], "two days of one week stand on each other");
        assert_eq!(y[0], y[2]);
    }

    #[test]
    fn many_reports_are_bars() {
        let many = (0..1_000).map(|_| dot(date(2024, 5, 1), DotKind::Plain));
        let chart = drawn(many.collect()).unwrap();
        assert!(chart.drawing.as_str().len() < 3_000);
        assert!(
            chart.caption.starts_with("A bar is a month") && chart.caption.contains("1000"),
            "{}",
            chart.caption
        );
    }

    #[test]
    fn nothing_is_drawn_of_nothing() {
        assert!(drawn(Vec::new()).is_none());
    }
}
