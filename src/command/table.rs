//! Tables for a terminal, a spreadsheet or a script.

use anyhow::{Context, Result};

/// Rows under a header.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) header: Vec<&'static str>,
    pub(super) rows: Vec<Vec<String>>,
}

impl Table {
    /// Writes RFC 4180. A cell that a spreadsheet would take for a formula gets an apostrophe.
    pub(super) fn csv(&self) -> Result<String> {
        let mut writer = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .from_writer(Vec::new());
        writer.write_record(&self.header)?;
        for row in &self.rows {
            writer.write_record(row.iter().map(|cell| harmless(cell)))?;
        }
        let bytes = writer.into_inner().context("cannot finish the table")?;
        String::from_utf8(bytes).context("the table is text")
    }

    /// Writes a list of objects with the header's names as keys.
    pub(super) fn json(&self) -> Result<String> {
        let rows: Vec<serde_json::Map<String, serde_json::Value>> = self
            .rows
            .iter()
            .map(|row| {
                self.header
                    .iter()
                    .zip(row)
                    .map(|(key, cell)| ((*key).to_owned(), cell.clone().into()))
                    .collect()
            })
            .collect();
        Ok(format!("{}\n", serde_json::to_string_pretty(&rows)?))
    }

    /// Writes columns for a terminal. Numbers stand to the right; the last column may be of any
    /// length and so is not filled up.
    pub(super) fn text(&self) -> String {
        let width = |cell: &str| cell.chars().count();
        let widths: Vec<usize> = (0..self.header.len())
            .map(|column| {
                let cells = self.rows.iter().map(|row| width(&row[column]));
                cells.max().unwrap_or(0).max(width(self.header[column]))
            })
            .collect();
        let is_number = |column: usize| {
            let mut cells = self.rows.iter().map(|row| row[column].as_str());
            cells.all(|cell| cell.chars().all(|c| c.is_ascii_digit()))
        };
        let numbers: Vec<bool> = (0..self.header.len()).map(is_number).collect();
        let mut text = String::new();
        let header: Vec<String> = self.header.iter().map(|it| (*it).to_owned()).collect();
        for row in std::iter::once(&header).chain(&self.rows) {
            let mut line = String::new();
            for (column, cell) in row.iter().enumerate() {
                let fill = " ".repeat(widths[column] - width(cell));
                let (before, after) = if numbers[column] {
                    (fill, String::new())
                } else {
                    (String::new(), fill)
                };
                line.push_str(&format!("{before}{cell}{after}  "));
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }
}

fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stand_to_the_right_and_no_line_ends_in_blanks() {
        let rows = [["alert-missing", "4", "long"], ["spof", "12", ""]];
        let table = Table {
            header: vec!["factor", "n", "note"],
            rows: rows.map(|row| row.map(str::to_owned).to_vec()).to_vec(),
        };
        let text = "factor          n  note\nalert-missing   4  long\nspof           12\n";
        assert_eq!(table.text(), text);
    }

    #[test]
    fn no_cell_is_a_formula_and_none_is_lost() {
        let cells = ["=1+1", "@SUM(A1)", "-2", "+3", "\tx", "plain", "a,\"b\"\nc"];
        let table = Table {
            header: vec!["cell"],
            rows: cells.iter().map(|cell| vec![(*cell).to_owned()]).collect(),
        };
        let text = table.csv().unwrap();
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let read: Vec<String> = reader
            .records()
            .map(|record| record.unwrap()[0].to_owned())
            .collect();
        assert_eq!(
            read,
            [
                "'=1+1",
                "'@SUM(A1)",
                "'-2",
                "'+3",
                "'\tx",
                "plain",
                "a,\"b\"\nc"
            ]
        );
    }
}
