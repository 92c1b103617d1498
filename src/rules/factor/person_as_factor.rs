//! A person in the place of a condition.

use regex::Regex;

use crate::diagnostic::Level;
use crate::document::{Block, BlockKind, Document, Span};
use crate::rules::words::{Seldom, quote};
use crate::rules::{Check, Context, Finding, Rule};
use crate::template::SectionKind;

pub(super) const RULE: Rule = Rule {
    name: "factor/person-as-factor",
    level: Some(Level::Warning),
    draft: None,
    summary: "a contributing factor is a person, a role or what somebody lacked",
    why: "A person is not a condition. Take this one away and put a colleague there with the same \
          screen, the same hour and the same habits: if it would have gone the same way, the \
          factor is in the surroundings.",
    source: "Neil Johnston's substitution test, in James Reason, Managing the Risks of \
             Organizational Accidents",
    question: Some("Would a colleague with the same information have done the same?"),
    always: false,
    bad: "\
## Contributing factors

- New hire
- Operator unfamiliar with the console
",
    good: "\
## Contributing factors

- The runbook was last exercised in 2019
- The service has a single maintainer
- New hires get production access before they have seen a restore
",
    check: Check::Prose(check),
};

/// A whole factor that is a person or what a person lacked.
static PERSON: Seldom = Seldom::new(&SIGNS, || {
    let role = r"(?:new\ hires?|new\ starters?|newcomers?|interns?|trainees?|apprentices?|juniors?|contractors?|consultants?|temps?|users?|operators?|engineers?|developers?|administrators?|admins?|technicians?|analysts?|managers?|employees?|staff|colleagues?|personnel|somebody|someone)";
    let adjective = r"(?:the|an?|our|one|junior|new|inexperienced|untrained|careless|on-call|tired|overworked|distracted|human)";
    let lacked = r"(?:was|were|is|are)?\s*(?:unfamiliar|inexperienced|untrained|unaware|inattentive|careless|distracted|negligent|not\ trained|not\ aware|not\ experienced|not\ careful)";
    Regex::new(&format!(
        r"(?ix)^ (?:
            (?:{adjective}\s)* {role}
          | (?:{adjective}\s)* {role} \s {lacked} \b.*
          | (?:human|operator|user|admin|engineer|developer|staff) \s (?:error|mistake|inexperience|carelessness|negligence)
          | inexperience | carelessness | inattention | negligence | (?:staff\s|operator\s)? unfamiliarity \b.*
          | (?:lack\s of | insufficient | poor | inadequate | missing) \s (?:\w+\s)? (?:training|experience|awareness|diligence|care|attention|competence|skills?) (?: \s (?:of|by|among|in) \b.*)?
        ) $"
    ))
    .expect("the pattern is sound")
});

/// Somebody, or something that somebody may lack.
const SIGNS: [&str; 38] = [
    "admin",
    "analyst",
    "apprentice",
    "attention",
    "awareness",
    "care",
    "colleague",
    "competence",
    "consultant",
    "contractor",
    "developer",
    "diligence",
    "employee",
    "engineer",
    "error",
    "experience",
    "hire",
    "inattention",
    "inexperience",
    "intern",
    "junior",
    "manager",
    "mistake",
    "negligence",
    "newcomer",
    "operator",
    "personnel",
    "skill",
    "somebody",
    "someone",
    "staff",
    "starter",
    "technician",
    "temp",
    "trainee",
    "training",
    "unfamiliarity",
    "user",
];

fn check(context: &Context, document: &Document, prose: &[Block]) -> Vec<Finding> {
    candidates(context, document, prose)
        .into_iter()
        .filter(|(words, _)| is_person(words))
        .map(|(words, span)| {
            Finding::new(
                span,
                format!("{} is a person and not a condition", quote(&words)),
            )
            .help("write what it was like to stand there: what was shown, known, asked for")
            .key(words)
        })
        .collect()
}

/// Says whether the words of a factor are a person, or what a person lacked.
pub(super) fn is_person(words: &str) -> bool {
    PERSON.is_match(words)
}

/// Returns the factors that a report names in words of its own. What the registry knows has been
/// looked at when it was taken in.
pub(super) fn candidates(
    context: &Context,
    document: &Document,
    prose: &[Block],
) -> Vec<(String, Span)> {
    let declared = context
        .postmortem(document)
        .into_iter()
        .flat_map(|it| &it.factors);
    let registry = context.registry;
    let declared = declared
        .filter(|factor| registry.resolve(&factor.written).is_none())
        .map(|factor| (factor.written.replace(['-', '_'], " "), factor.span));
    let told = prose.iter().filter_map(|block| {
        let is_item = block.kind == BlockKind::Item && !block.quoted;
        let in_factors = is_item && is_factors(document, block.section?);
        let words = block.text.trim();
        in_factors.then(|| (words.trim_end_matches('.').to_owned(), whole(block)))
    });
    declared.chain(told).collect()
}

fn whole(block: &Block) -> Span {
    block.span(0, block.text.trim_end().len())
}

pub(super) fn is_factors(document: &Document, section: usize) -> bool {
    let id = document.body().sections[section].id.as_deref();
    let spec = id.and_then(|id| document.template.section(id));
    spec.is_some_and(|spec| spec.kind == SectionKind::Factors)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_told_from_a_condition_with_a_person_in_it() {
        for words in [
            "New hire",
            "Operator unfamiliar with the console",
            "Human error",
            "lack of training",
            "Insufficient operator experience",
            "an inexperienced engineer",
        ] {
            assert!(PERSON.is_match(words), "{words}");
        }
        for words in [
            "Single maintainer for the service",
            "Lack of disk space",
            "Operator pods share a node",
            "New hires get access on their first day",
            "User sessions outlive the token",
            "Missing alert",
            "Poor signal",
        ] {
            assert!(!PERSON.is_match(words), "{words}");
        }
    }
}
