//! Recurrence in words, for pages and terminal alike.

use crate::archive::{Answer, Archive, Occurrence, Reach, Standing, State, Stood};
use crate::postmortem::ActionItem;

impl Archive {
    /// Says in a phrase how things stood when a factor was met: "came back 41 days after an action
    /// item against it was done: “Alert before a certificate expires”".
    pub(crate) fn standing_in_words(&self, standing: &Standing) -> String {
        let came_back = match standing.reach {
            Reach::Here => "came back",
            Reach::Elsewhere => "came back in another service",
        };
        match standing.state {
            State::Unknown => "on an unknown day, so what came before it is unknown".into(),
            State::First => "met for the first time".into(),
            State::NeverAddressed => {
                format!("{came_back}, and no earlier report had promised anything against it")
            }
            State::Declined => format!(
                "{came_back} after it had been decided not to do this: {}",
                self.quote(standing)
            ),
            State::GaveWayBefore => format!(
                "{came_back} once more, and nothing was promised since this gave way: {}",
                self.quote(standing)
            ),
            State::WhileOpen => format!(
                "{came_back} while an action item against it was open: {}",
                self.quote(standing)
            ),
            State::AfterDone => {
                let after = match standing.days_after_done() {
                    Some(1) => "a day after".into(),
                    Some(days) => format!("{days} days after"),
                    None => "after".to_owned(),
                };
                format!(
                    "{came_back} {after} an action item against it was done: {}",
                    self.quote(standing)
                )
            }
        }
    }

    /// Returns the action item of an answer.
    pub(crate) fn answered_by(&self, answer: &Answer) -> &ActionItem {
        self.promises.all[answer.promise].action(&self.postmortems)
    }

    /// Returns what there is to say first about a factor, if it came back at all.
    pub(crate) fn headline(&self, factor: &str) -> Option<(&Occurrence, &Standing)> {
        self.recurrence(factor)?.headline()
    }

    /// Quotes the action items that make a standing so.
    fn quote(&self, standing: &Standing) -> String {
        let quotes: Vec<String> = standing
            .answers
            .iter()
            .map(|answer| {
                let what = &self.answered_by(answer).what;
                match answer.stood {
                    Stood::Done(None) => format!("“{what}” (done, day unknown)"),
                    Stood::Done(Some(_)) | Stood::GaveWay | Stood::Open | Stood::Declined => {
                        format!("“{what}”")
                    }
                }
            })
            .collect();
        quotes.join(", ")
    }
}
