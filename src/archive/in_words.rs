//! Recurrence in words, for pages and terminal alike.

use crate::archive::{Answer, Archive, Occurrence, Standing, State, Stood};
use crate::postmortem::ActionItem;

impl Archive {
    /// Says in a phrase how things stood when a factor was met: "came back 41 days after an action
    /// item against it was done: “Alert before a certificate expires”".
    pub(crate) fn standing_in_words(&self, standing: &Standing) -> String {
        match standing.state {
            State::Unknown => "on an unknown day, so what came before it is unknown".into(),
            State::First => "met for the first time".into(),
            State::NeverAddressed => {
                "came back, and no earlier report had promised anything against it".into()
            }
            State::Declined => format!(
                "came back after it had been decided not to do this: {}",
                self.quote(standing, |stood| stood == Stood::Declined)
            ),
            State::WhileOpen => format!(
                "came back while an action item against it was open: {}",
                self.quote(standing, |stood| stood == Stood::Open)
            ),
            State::AfterDone => {
                let is_done = |stood| matches!(stood, Stood::Done(_));
                let days = standing
                    .answers
                    .iter()
                    .filter_map(|answer| match answer.stood {
                        Stood::Done(days) => days,
                        Stood::Open | Stood::Declined => None,
                    });
                let after = match days.min() {
                    Some(1) => "a day after".into(),
                    Some(days) => format!("{days} days after"),
                    None => "after".to_owned(),
                };
                format!(
                    "came back {after} an action item against it was done: {}",
                    self.quote(standing, is_done)
                )
            }
        }
    }

    /// Returns the action item of an answer.
    pub(crate) fn answered_by(&self, answer: &Answer) -> &ActionItem {
        answer.promise.action(&self.postmortems)
    }

    /// Returns the last occurrence of a factor of the gravest kind, if it came back at all: what
    /// there is to say first about it.
    pub(crate) fn headline(&self, factor: &str) -> Option<(&Occurrence, &Standing)> {
        let recurrence = self.recurrences.by_factor.get(factor)?;
        let gravest = recurrence.gravest();
        recurrence
            .in_state(gravest)
            .next()
            .filter(|_| gravest > State::First)
    }

    /// Quotes the action items that stood in a certain way, with the days that nobody wrote down.
    fn quote(&self, standing: &Standing, is_meant: impl Fn(Stood) -> bool) -> String {
        let quotes: Vec<String> = standing
            .answers
            .iter()
            .filter(|answer| is_meant(answer.stood))
            .map(|answer| {
                let what = &self.answered_by(answer).what;
                match answer.stood {
                    Stood::Done(None) => format!("“{what}” (done, day unknown)"),
                    Stood::Done(Some(_)) | Stood::Open | Stood::Declined => format!("“{what}”"),
                }
            })
            .collect();
        quotes.join(", ")
    }
}
