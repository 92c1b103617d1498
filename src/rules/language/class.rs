//! Classes of words.

use serde::Deserialize;

/// A kind of word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Class {
    /// A role of one person.
    Person,
    /// The same of several.
    People,
    /// A team or shift.
    Group,
    /// "Operations", "support": a team, or not; it is one before what people alone do.
    Department,
    /// "Nobody", "no one".
    Nobody,
    /// Somebody whom a report is not about: users, customers, attackers.
    Outsider,
    /// What makes a thing of the role before it: pod, script, rota.
    System,
    /// What makes software of the role after it: "cert-manager operator".
    SystemModifier,
    /// What may stand before a role.
    Modifier,
    GivenName,
    /// A name from the project file.
    Name,
    Pronoun,
    Adverb,
    Determiner,
    Preposition,
    Conjunction,
    /// "Because", "when", "after".
    Subordinator,
    /// "Who", "that", "which".
    Relative,
    Auxiliary,
    Modal,
    Negation,
    /// "One", "some", "none": before "of".
    Partitive,
    /// "Night", "yesterday": stands after a subject without being one.
    Time,
    /// A past form that does not end in -ed.
    Past,
    Participle,
    /// Ends in -ed and is no verb form, or hardly ever.
    NotPast,
    /// What describes the noun after it when it stands after "should have".
    Adjectival,
    /// "Said", "found".
    Saying,
    /// What shows that an act was meant to help.
    Remedy,
    /// What makes a hazard of a fault: "prevents", "the risk of", "if".
    Hazard,
    /// Words about words: label, phrase, term.
    Wording,
    /// "Blameless".
    Culture,
    /// "Would", "might": what follows from a condition.
    Would,
}

/// The classes of a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Classes(u64);

impl Classes {
    pub(super) fn has(self, class: Class) -> bool {
        self.0 & (1 << class as u64) != 0
    }

    pub(super) fn with(self, class: Class) -> Classes {
        Classes(self.0 | 1 << class as u64)
    }

    pub(super) fn is_empty(self) -> bool {
        self.0 == 0
    }
}
