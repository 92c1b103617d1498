//! A promise that is a penance.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use crate::diagnostic::Level;
use crate::document::Document;
use crate::rules::words::quote;
use crate::rules::{Check, Context, Finding, Rule};

pub(super) const RULE: Rule = Rule {
    name: "action/who-not-what",
    level: Some(Level::Hint),
    draft: None,
    summary: "an action item gives somebody a lesson to learn instead of changing something",
    why: "It changes one person, for a while, and reads as a penance. The next one at the same \
          screen has not read the page either.",
    source: "John Allspaw, Blameless PostMortems and a Just Culture (Etsy, 2012)",
    question: Some("What would have to be different for anybody who does this next week?"),
    always: false,
    bad: "\
---
title: Queue stalled
status: published
---
## Action items

- Sam to re-read the deployment guide
",
    good: "\
---
title: Queue stalled
status: published
---
## Action items

- The deploy command prints the step of the guide that comes next
",
    check: Check::Document(check),
};

fn check(context: &Context, document: &Document) -> Vec<Finding> {
    let items = super::kept(context, document);
    let penances = items.iter().filter_map(|item| {
        let found = penance(&item.what)?;
        let who = found.name("who")?.as_str();
        if NO_NAMES.iter().any(|it| it.eq_ignore_ascii_case(who)) {
            return None;
        }
        let is_team = |team: &String| team.eq_ignore_ascii_case(who);
        let mut teams = context
            .postmortem(document)
            .into_iter()
            .flat_map(|it| &it.teams);
        if teams.any(is_team) {
            return None;
        }
        let message = format!("{} gives a person something to learn", quote(&item.what));
        let help = "say what will be different: in the tool, the page or the default";
        Some(Finding::new(item.span, message).help(help).key(&item.what))
    });
    penances.collect()
}

/// Finds the one who is to learn something. Whoever it is, they are to do so soon.
fn penance(what: &str) -> Option<Captures<'_>> {
    // "The new engineer needs to read": words before the one that is looked for.
    const MOST_BEFORE: usize = 5;
    const ARE_TO: [&str; 5] = ["to", "should", "must", "will", "shall"];
    const LEARN: [&str; 16] = [
        "apologi",
        "attend",
        "be",
        "brush",
        "complete",
        "familiari",
        "memori",
        "re-read",
        "read",
        "redo",
        "reflect",
        "relearn",
        "repeat",
        "reread",
        "study",
        "take",
    ];
    let begins_with = |word: &str, beginning: &str| {
        let first = word.get(..beginning.len());
        first.is_some_and(|it| it.eq_ignore_ascii_case(beginning))
    };
    let words = what.split(' ').take(MOST_BEFORE + 1);
    let mut pairs = words.clone().zip(words.skip(1));
    let is_likely = pairs.any(|(one, next)| {
        ARE_TO.iter().any(|it| it.eq_ignore_ascii_case(one))
            && LEARN.iter().any(|it| begins_with(next, it))
    });
    is_likely.then(|| PENANCE.captures(what))?
}

/// Words that begin a sentence with a capital and are nobody.
const NO_NAMES: [&str; 12] = [
    "Agree",
    "All",
    "Ask",
    "Everybody",
    "Everyone",
    "Learn",
    "Need",
    "Plan",
    "Remember",
    "Staff",
    "Team",
    "Try",
];

/// Somebody who is to read, to learn, to explain or to apologise.
static PENANCE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)^
          (?P<who> @[\w.-]+ | [A-Z][a-z]+ (?:\ [A-Z][a-z]+)?
            | (?i: (?:the\ )? (?:on-call\ |junior\ |senior\ |new\ )? (?:engineer|operator|developer|administrator|admin|technician|intern|contractor|author|reviewer)) )
          \ (?i: to | should | must | will | shall | (?:needs|has)\ to )
          \ (?i: re-?read | read\ (?:the|our|up|about|through) | study | memori[sz]e | apologi[sz]e | reflect | relearn | be\ (?:re)?trained | be\ coached
            | brush\ up | familiari[sz]e
            | (?:attend|complete|take|repeat|redo)\ (?:[\w-]+\ ){0,4} (?:training|course|module|workshop|lesson|certification) )
          \b",
    )
    .expect("the pattern is sound")
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::{expect, tells_apart};

    #[test]
    fn a_person_who_is_to_learn_is_told_from_a_team_that_is_to_build() {
        tells_apart(
            |what| penance(what).is_some(),
            &[
                "Sam to re-read the deployment guide",
                "@kim should study the runbook",
                "The on-call engineer to repeat the storage training",
                "Contractor needs to familiarise himself with the console",
            ],
            &[
                "Sam to add an alert on depth",
                "Change the parser to read both formats",
                "Engineers should get read access",
                "Deploy to read replicas first",
                "The job has to take a backup before the training run",
            ],
        );
    }

    #[test]
    fn a_team_of_the_report_is_no_person() {
        expect(
            &RULE,
            "---\nteams: [platform]\naction_items: [{ what: Platform to read the new contract }]\n---\n",
        );
    }
}
