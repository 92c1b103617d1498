//! A change that was promised.

use jiff::civil::Date;

use crate::document::{Span, WrittenTime};

/// What was promised, by which team, until when, and what became of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct ActionItem {
    pub(crate) what: String,
    pub(crate) span: Span,
    /// A team or a role.
    pub(crate) owner: Option<String>,
    pub(crate) due: Option<Due>,
    /// What stands in the place of a day and names none, such as "soon".
    pub(crate) vague_due: Option<String>,
    pub(crate) status: ActionStatus,
    /// Why it will not be done.
    pub(crate) reason: Option<String>,
    pub(crate) done_on: Option<Date>,
    /// The factors it addresses, as written.
    pub(crate) addresses: Vec<(String, Span)>,
    /// `organisation`, `business-process` or `information-system`.
    pub(crate) level: Option<String>,
    /// `mitigate`, `prevent`, `detect`, `process` or `learn`.
    pub(crate) kind: Option<String>,
    pub(crate) ticket: Option<String>,
    pub(crate) done_when: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ActionStatus {
    #[default]
    Open,
    Done,
    WontDo,
}

impl ActionStatus {
    pub(crate) fn name(self) -> &'static str {
        match self {
            ActionStatus::Open => "open",
            ActionStatus::Done => "done",
            ActionStatus::WontDo => "wont-do",
        }
    }
}

/// A day, or a period whose last day counts, such as `2025-Q3`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Due {
    pub(crate) written: String,
    /// The last day on which it is not late.
    pub(crate) last_day: Date,
}

impl Due {
    /// Reads a day as people write it, such as `2025-04-30` or `30 April 2025`, or a month, a
    /// quarter, half a year or a year: `2025-04`, `April 2025`, `2025-Q3`, `H1 2025`, `2025`.
    pub(crate) fn parse(text: &str) -> Option<Due> {
        let written = text.trim();
        let bare = without_lead_in(written);
        let day = WrittenTime::parse(bare, None).map(|time| time.date);
        Some(Due {
            written: written.to_owned(),
            last_day: day.or_else(|| last_day_of_period(bare))?,
        })
    }
}

/// Returns what is left of `by the end of April 2025` without the words that change nothing.
fn without_lead_in(text: &str) -> &str {
    let mut rest = text;
    loop {
        let lead_in = ["by ", "until ", "the ", "end of "].iter().find(|lead_in| {
            let start = rest.get(..lead_in.len());
            start.is_some_and(|start| start.eq_ignore_ascii_case(lead_in))
        });
        let Some(lead_in) = lead_in else { return rest };
        rest = rest[lead_in.len()..].trim_start();
    }
}

/// Returns the last day of a month, quarter, half a year or year, written in any order.
fn last_day_of_period(text: &str) -> Option<Date> {
    let text = text.to_lowercase();
    let parts: Vec<&str> = text
        .split(['-', '/', ' ', ',', '.'])
        .filter(|part| !part.is_empty())
        .collect();
    let (year, month) = match parts.as_slice() {
        [one] => match year(one) {
            Some(year) => (year, 12),
            // `2025Q3`
            None => (year(one.get(..4)?)?, last_month(&one[4..])?),
        },
        [one, other] => match year(one) {
            Some(year) => (year, last_month(other)?),
            None => (year(other)?, last_month(one)?),
        },
        _ => return None,
    };
    Some(Date::new(year, month, 1).ok()?.last_of_month())
}

fn year(text: &str) -> Option<i16> {
    let is_year = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_year)
}

/// Returns the last month of a part of a year: `q3`, `h1`, `04`, `apr` or `april`.
fn last_month(part: &str) -> Option<i8> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let counted = |letter: char, months: i8| {
        let number: i8 = part.strip_prefix(letter)?.parse().ok()?;
        (1..=12 / months).contains(&number).then(|| number * months)
    };
    let named = || {
        let is_long_enough = part.len() >= 3;
        let at = MONTHS.iter().position(|month| month.starts_with(part))?;
        is_long_enough.then(|| i8::try_from(at + 1).ok())?
    };
    let numbered = || part.parse().ok().filter(|month| (1..=12).contains(month));
    counted('q', 3)
        .or_else(|| counted('h', 6))
        .or_else(named)
        .or_else(numbered)
}

impl ActionItem {
    pub(crate) fn is_open(&self) -> bool {
        self.status == ActionStatus::Open
    }

    /// Says whether it is open and its last day lies before `today`.
    pub(crate) fn is_overdue(&self, today: Date) -> bool {
        self.is_open() && self.due.as_ref().is_some_and(|due| due.last_day < today)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_due_on_its_last_day() {
        for (text, day) in [
            ("2025-04-30", "2025-04-30"),
            ("2025-Q3", "2025-09-30"),
            ("2024-02", "2024-02-29"),
            ("30 April 2025", "2025-04-30"),
            ("April 30, 2025", "2025-04-30"),
            ("by Apr 30, 2025", "2025-04-30"),
            ("2025/04/30", "2025-04-30"),
            ("April 2025", "2025-04-30"),
            ("end of Sept 2025", "2025-09-30"),
            ("04/2025", "2025-04-30"),
            ("Q3 2025", "2025-09-30"),
            ("2025Q3", "2025-09-30"),
            ("2025-H1", "2025-06-30"),
            ("2025", "2025-12-31"),
        ] {
            assert_eq!(Due::parse(text).unwrap().last_day.to_string(), day);
        }
        for text in [
            "soon",
            "2025-Q5",
            "2025-13",
            "2025-02-30",
            "May",
            "ma 2025",
            "Q0 2025",
            "next sprint",
            "é2025",
            "",
        ] {
            assert_eq!(Due::parse(text), None, "{text}");
        }
    }
}
