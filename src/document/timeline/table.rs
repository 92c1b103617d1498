//! Tables with a column of times.

use crate::document::columns::{self, Cell, Row, Table};
use crate::document::time;
use crate::document::timeline::{Found, Moment, Reader, Wants, find_at_end, mark};
use crate::document::{Span, Zone};

#[derive(Clone, Copy, Debug, PartialEq)]
enum Column {
    Zone,
    Time,
    Date,
    Role,
    Mark,
    Evidence,
    Event,
}

/// The words in a header that say what the column holds, in the order in which they are tried:
/// `Date and Time` holds times.
const WORDS: &[(Column, &[&str])] = &[
    (Column::Zone, &["zone", "timezone", "tz"]),
    (
        Column::Time,
        &["time", "times", "timestamp", "when", "clock", "hour", "ts"],
    ),
    (Column::Date, &["date", "day"]),
    (
        Column::Role,
        &[
            "role",
            "who",
            "actor",
            "person",
            "by",
            "team",
            "responder",
            "author",
            "owner",
        ],
    ),
    (
        Column::Mark,
        &[
            "mark",
            "marker",
            "phase",
            "milestone",
            "stage",
            "type",
            "kind",
            "tag",
            "status",
        ],
    ),
    (
        Column::Evidence,
        &[
            "evidence",
            "link",
            "links",
            "source",
            "reference",
            "references",
            "ref",
            "url",
            "graph",
            "screenshot",
        ],
    ),
    (
        Column::Event,
        &[
            "event",
            "events",
            "what",
            "description",
            "action",
            "actions",
            "activity",
            "details",
            "detail",
            "happened",
            "update",
            "message",
            "entry",
            "observation",
            "summary",
            "notes",
            "note",
            "comment",
        ],
    ),
];

impl Reader<'_> {
    /// Reads a table, and says whether its rows are moments.
    pub(super) fn table(&mut self, index: usize) -> bool {
        let table = columns::read(self.text, self.layout, index);
        let mut roles = columns::assign(&table.headers, WORDS);
        if !roles.contains(&Some(Column::Time)) && !self.find_times(&table, &mut roles) {
            return false;
        }
        let is_dated = |row: &Row| {
            row.cells
                .iter()
                .any(|cell| time::read(cell.words()).is_some_and(|reading| reading.day.is_some()))
        };
        if self.wants == Wants::Dated && !table.rows.iter().all(is_dated) {
            return false;
        }
        self.settle();
        for (header, role) in table.headers.iter().zip(&roles) {
            if *role == Some(Column::Time) {
                self.context.header(header);
            }
        }
        for row in &table.rows {
            self.row(row, &roles);
        }
        true
    }

    /// Finds the column of times where no header names one: a zone, or cells that are times.
    fn find_times(&self, table: &Table, roles: &mut [Option<Column>]) -> bool {
        let is_zone = |header: &String| Zone::parse(header).is_some();
        let by_zone = table.headers.iter().position(is_zone);
        let times = |column: usize| {
            let is_time = |row: &&Row| {
                row.cells.get(column).is_some_and(|cell| {
                    time::read(cell.words()).is_some_and(|it| it.clock.is_some())
                })
            };
            table.rows.iter().filter(is_time).count()
        };
        let by_cells = || {
            (0..table.headers.len()).find(|&column| {
                let times = times(column);
                times > 0 && times * 2 >= table.rows.len()
            })
        };
        if let Some(column) = by_zone.or_else(by_cells) {
            roles[column] = Some(Column::Time);
            return true;
        }
        // A table by day is a timeline, too.
        roles.contains(&Some(Column::Date))
    }

    fn row(&mut self, row: &Row, roles: &[Option<Column>]) {
        let cell = |column: Column| {
            let at = roles.iter().position(|role| *role == Some(column))?;
            row.cells.get(at).filter(|cell| !cell.plain.is_blank())
        };
        let (date_cell, time_cell) = (cell(Column::Date), cell(Column::Time));
        let mut moment = Moment {
            time: None,
            clock: None,
            written: String::new(),
            time_span: Span::at(
                row.cells
                    .first()
                    .map_or(row.span.start, |cell| cell.span.start),
            ),
            text: self.row_text(row, roles),
            span: super::trimmed(self.text, row.span),
            mark: cell(Column::Mark).and_then(|cell| mark::in_cell(cell.words())),
        };
        let date = date_cell.and_then(|cell| find(cell.words()));
        let mut time = time_cell.and_then(|cell| find(cell.words()));
        if let (Some(date), Some(time)) = (&date, &mut time)
            && time.reading.day.is_none()
        {
            time.reading.day = date.reading.day;
        }
        if let (Some(zone), Some(time)) = (cell(Column::Zone), &mut time)
            && time.reading.zone.is_none()
        {
            time.reading.zone = Zone::parse(zone.words());
        }
        if let Some(cell) = time_cell.or(date_cell) {
            cell.words().clone_into(&mut moment.written);
            moment.time_span = cell.span;
        }
        if let Some(found) = time.or(date) {
            (moment.time, moment.clock) = self.context.place(&found.reading);
        }
        let is_day_alone = moment.text.is_empty() && moment.clock.is_none();
        if !is_day_alone || moment.time.as_ref().is_some_and(|time| time.time.is_some()) {
            self.push(moment);
        }
    }

    /// Joins the cells that say what happened. A second column of times says nothing new.
    fn row_text(&self, row: &Row, roles: &[Option<Column>]) -> String {
        let says = |(at, cell): &(usize, &Cell)| match roles.get(*at).copied().flatten() {
            Some(Column::Event) => true,
            Some(Column::Evidence) | None => {
                !cell.plain.is_blank()
                    && time::read(cell.words()).is_none_or(|it| it.end < cell.words().len())
            }
            Some(Column::Time | Column::Date | Column::Zone | Column::Role | Column::Mark) => false,
        };
        let is_event = |at: usize| roles.get(at) == Some(&Some(Column::Event));
        let mut cells: Vec<(usize, &Cell)> = row.cells.iter().enumerate().filter(says).collect();
        cells.sort_by_key(|(at, _)| !is_event(*at));
        let texts: Vec<String> = cells
            .into_iter()
            .map(|(_, cell)| cell.markdown(self.text))
            .filter(|text| !text.is_empty())
            .collect();
        texts.join(" · ")
    }
}

/// Finds the time in a cell.
fn find(words: &str) -> Option<Found> {
    match time::read(words) {
        Some(reading) => Some(Found {
            at: reading.start..reading.end,
            reading,
        }),
        None => find_at_end(words),
    }
}
