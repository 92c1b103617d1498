//! A change that was promised.

use jiff::civil::Date;

use crate::document::Span;

/// What was promised, by which team, until when, and what became of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct ActionItem {
    pub(crate) what: String,
    pub(crate) span: Span,
    /// A team or a role.
    pub(crate) owner: Option<String>,
    pub(crate) due: Option<Due>,
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
    /// Reads `2025-04-30`, `2025-04` or `2025-Q3`.
    pub(crate) fn parse(text: &str) -> Option<Due> {
        let text = text.trim();
        let last_day = if let Ok(day) = text.parse::<Date>() {
            day
        } else {
            let (year, rest) = text.split_once('-')?;
            let year: i16 = year.parse().ok().filter(|_| year.len() == 4)?;
            let month: i8 = match rest.strip_prefix(['Q', 'q']) {
                Some(quarter) => {
                    quarter
                        .parse::<i8>()
                        .ok()
                        .filter(|quarter| (1..=4).contains(quarter))?
                        * 3
                }
                None => rest.parse().ok().filter(|_| rest.len() == 2)?,
            };
            Date::new(year, month, 1).ok()?.last_of_month()
        };
        Some(Due {
            written: text.to_owned(),
            last_day,
        })
    }
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
        ] {
            assert_eq!(Due::parse(text).unwrap().last_day.to_string(), day);
        }
        for text in ["soon", "2025-Q5", "2025-13", "2025-02-30"] {
            assert_eq!(Due::parse(text), None, "{text}");
        }
    }
}
