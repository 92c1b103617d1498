//! A pattern of a rule, with whom it wants, where it counts, how much it weighs and what clears it.

use serde::Deserialize;

use super::pattern::Pattern;
use crate::diagnostic::Level;

/// A pattern of a rule, and what to say when it matches.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// The rule, as an index into `Lexicon::rules`.
    pub(super) rule: usize,
    pub(super) pattern: Pattern,
    pub(super) subject: Wanted,
    pub(super) place: Wherever,
    pub(super) weight: Weight,
    pub(super) guards: Vec<Guard>,
    /// The end of the message, after the author's words.
    pub(super) message: Box<str>,
    pub(super) help: Box<str>,
    pub(super) question: Box<str>,
}

/// Whether a pattern needs somebody as the subject of its verb.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Wanted {
    #[default]
    Nothing,
    Person,
    /// Or nobody at all, where a list item or a sentence begins with the verb.
    PersonOrNone,
    /// Or a department, whose name means other things as well: "support did not escalate".
    Staff,
    /// As before anywhere, and an unknown capitalised word will do: only people forget.
    Human,
    /// "Nobody", "none of the reviewers".
    Nobody,
    /// Whoever did what the nearest verb before says, also as "by the engineer".
    Doer,
}

/// In which sections a pattern counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Wherever {
    #[default]
    Anywhere,
    /// Factors and whys.
    Analysis,
    Actions,
    ActionsOrLessons,
}

/// What makes a match innocent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Guard {
    /// "It was not human error."
    Negated,
    /// "A user can accidentally …", "so that nobody …".
    Hypothetical,
    /// "Failures can come from bugs, storms, human error": of all failures, and not of this one.
    Possible,
    /// "The label human error".
    Mentioned,
    /// "We did not notice until 14:10."
    Timed,
    /// "Nobody had ever seen it before": what people had lived through so far.
    Experienced,
    /// "Should have been given an account": what was to reach somebody.
    Equipped,
    /// "We did not think that …": what the authors believed at the time.
    Believed,
    /// "Attackers could have …": about a hole, and not about a decision.
    Exploited,
    /// "Should have dedicated hosts": a noun follows.
    Adjectival,
    /// "At 14:02 it was clear that …": what was known at a moment.
    Dated,
    /// "Whether we should have waited".
    Asked,
    /// Is no question.
    Stated,
    /// "Improve p99 below 300 ms": says when it is done.
    Bounded,
    /// "By the job", "by our tests": something else was to do it.
    ByThing,
    /// "If we had a spare": without "would have" or the like, it is no regret.
    NoConsequence,
    /// "Took the node down for maintenance": was meant.
    Intended,
    /// "Due to two engineers being on leave": a condition, and no act.
    Condition,
    /// "Why was the engineer not paged?"
    Received,
    /// "Send an e-mail when no file has arrived": done by a machine.
    Machine,
}

/// How much a match weighs, by whom it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Weight {
    /// For one person or several, and for a match that is about no person.
    pub(super) person: Level,
    /// For a name or a handle, if it is another.
    pub(super) named: Option<Level>,
    /// For a team, "they", or a list item without a subject.
    pub(super) team: Option<Level>,
    pub(super) we: Option<Level>,
    /// At most this much outside factors and whys.
    pub(super) elsewhere: Option<Level>,
}
