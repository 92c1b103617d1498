//! A year of days, darker for more reports.

use std::collections::BTreeMap;
use std::fmt::Write;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use crate::site::chart::svg::{Role, Svg, Units};
use crate::site::chart::{Cell, Chart, Table};
use crate::site::words::Words;

const CELL: f64 = 16.0;
const SIZE: f64 = 13.0;
const LEFT: f64 = 44.0;
const TOP: f64 = 26.0;

/// Draws the days from `first` to `last`, with how many reports each brought.
pub(in crate::site) fn calendar(
    words: &Words,
    (first, last): (Date, Date),
    days: &BTreeMap<Date, usize>,
) -> Chart {
    let monday = monday_of(first);
    let weeks = (monday.until(last).map_or(0, |it| it.get_days()) / 7 + 1).max(1);
    let total: usize = days.range(first..=last).map(|it| it.1).sum();
    let (from, to) = (words.day(first), words.day(last));
    let title = words.count_with("chart.calendar", total, &[("from", &from), ("to", &to)]);
    let caption = words.get("chart.calendar-caption").to_owned();
    let width = LEFT + f64::from(weeks) * CELL;
    let size = (width, TOP + 7.0 * CELL);
    let mut svg = Svg::new("calendar", Role::Picture, size, (&title, &caption));
    for (name, day) in [("tuesday", 1.0), ("thursday", 3.0), ("saturday", 5.0)] {
        let name = words.get(&format!("date.{name}")).to_owned();
        svg.words("start", (0.0, TOP + day * CELL + 12.0), &name);
    }
    months(&mut svg, words, monday, (first, last));
    // One path for each level: a rectangle for each day would be ten times as long.
    for (level, path) in paths(monday, (first, last), days).iter().enumerate() {
        if !path.is_empty() {
            svg.path(&format!("heat-{level}"), path);
        }
    }
    Chart {
        drawing: svg.finish(),
        title,
        caption,
        table: table(words, (first, last), days),
    }
}

fn paths(monday: Date, (first, last): (Date, Date), days: &BTreeMap<Date, usize>) -> [String; 5] {
    let mut paths = [const { String::new() }; 5];
    let most = days.range(first..=last).map(|it| *it.1).max().unwrap_or(0);
    // A single report has to be seen, so where there are few, each counts for more.
    let level = |reports: usize| match (reports, most) {
        (0, _) => 0,
        (n, ..=3) => n + 1,
        (n, most) => (n * 4).div_ceil(most),
    };
    let mut day = first;
    while day <= last {
        let level = level(days.get(&day).copied().unwrap_or(0));
        let (x, y) = place(monday, day);
        let _ = write!(
            paths[level],
            "M{} {}h{SIZE}v{SIZE}h-{SIZE}z",
            Units(x),
            Units(y)
        );
        day = day.saturating_add(1.day());
    }
    paths
}

fn place(monday: Date, day: Date) -> (f64, f64) {
    let days = monday.until(day).map_or(0, |it| it.get_days());
    (
        LEFT + f64::from(days / 7) * CELL,
        TOP + f64::from(days % 7) * CELL,
    )
}

fn months(svg: &mut Svg, words: &Words, monday: Date, (first, last): (Date, Date)) {
    let mut month = first.first_of_month();
    while month <= last {
        let (x, _) = place(monday, month.max(first));
        let end = place(monday, month.last_of_month().min(last)).0;
        if end - x >= 2.0 * CELL {
            let name = words.short_month(month.month());
            svg.words("start", (x, 14.0), name);
        }
        month = month.saturating_add(1.month());
    }
}

fn monday_of(day: Date) -> Date {
    let since = day.weekday().since(Weekday::Monday);
    day.saturating_sub(i32::from(since).days())
}

fn table(words: &Words, (first, last): (Date, Date), days: &BTreeMap<Date, usize>) -> Table {
    let mut rows = Vec::new();
    let mut month = first.first_of_month();
    while month <= last {
        let reports: usize = days
            .range(month.max(first)..=month.last_of_month().min(last))
            .map(|it| it.1)
            .sum();
        let name = words.month(month.month());
        rows.push(vec![
            Cell::text(words.month_of_year(name, month.year())),
            Cell::text(words.number(reports)),
        ]);
        month = month.saturating_add(1.month());
    }
    Table {
        head: ["chart.month", "chart.reports"]
            .map(|name| words.get(name).to_owned())
            .into(),
        rows,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::site::html::tests::elements;
    use crate::site::tests::english;

    #[test]
    fn every_day_is_drawn_once_and_every_month_has_its_row() {
        let days = BTreeMap::from([(date(2026, 3, 1), 1), (date(2026, 3, 2), 9)]);
        let range = (date(2026, 1, 1), date(2026, 12, 31));
        let chart = calendar(&english(), range, &days);
        let drawn: usize = elements(chart.drawing.as_str())
            .iter()
            .filter_map(|it| it.attribute("d"))
            .map(|path| path.matches('M').count())
            .sum();
        assert_eq!(drawn, 365);
        assert_eq!(chart.table.rows.len(), 12);
        assert_eq!(chart.table.rows[2][1].text, "10");
        assert!(chart.drawing.as_str().len() < 14_000);
    }
}
