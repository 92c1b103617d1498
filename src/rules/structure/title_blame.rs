//! A title with a person in it as the cause.

use std::sync::LazyLock;

use regex::Regex;

use crate::diagnostic::Level;
use crate::document::Document;
use crate::rules::words::{Seldom, quote};
use crate::rules::{Check, Context, Finding, Rule, place};

pub(super) const RULE: Rule = Rule {
    name: "structure/title-blame",
    level: Some(Level::Error),
    draft: None,
    summary: "the title has a person or a team as the cause",
    why: "The title is the line that everybody reads, in every list, for years. It is the last \
          place where somebody should find themselves.",
    source: "PagerDuty, postmortem guide: name what happened and not who; John Allspaw, Blameless \
             PostMortems and a Just Culture",
    question: Some("What would the title be if a colleague had been on duty that day?"),
    always: false,
    bad: "---\ntitle: Intern deletes the production cluster\n---\n",
    good: "---\ntitle: Cluster nodes deleted by a clean-up command\n---\n",
    check: Check::Document(check),
};

/// Words of which one is in every role and every error.
const SIGNS: [&str; 20] = [
    "admin",
    "apprentice",
    "colleague",
    "consultant",
    "contractor",
    "dba",
    "developer",
    "employee",
    "engineer",
    "error",
    "hire",
    "intern",
    "manager",
    "member",
    "mistake",
    "programmer",
    "starter",
    "sysadmin",
    "technician",
    "trainee",
];

/// A role at the beginning that does something, or one that something was done by.
static ROLE: Seldom = Seldom::new(&SIGNS, || {
    let roles = "intern|trainee|apprentice|engineer|developer|programmer|administrator|admin|sysadmin\
        |technician|contractor|consultant|employee|colleague|staff member|team member|new hire\
        |new starter|operator error|human error|user error|pilot error|dba|on-call engineer|manager";
    let pattern = r"(?ix)
        ^ (?: (?: an? | the | our | junior | senior | new )\ )* (?: ROLES )
          (?: \ (?: accidentally | mistakenly | wrongly ))?
          \ (?: \w+s | \w+ed | broke | took | brought | forgot | ran | sent | left | lost | cut | shut | overwrote )\b
        | \b (?: by | due\ to ) \ (?: (?: an? | the | our | junior | senior | new )\ )* (?: ROLES ) (?: 's )? \b
        | \b (?: human | operator | user | pilot | admin | engineer ) \ (?: error | mistake ) \b
        ";
    let spaced = roles.replace(' ', r"\ ");
    Regex::new(&pattern.replace("ROLES", &spaced)).expect("the pattern is sound")
});

fn check(context: &Context, document: &Document) -> Vec<Finding> {
    let Some(postmortem) = context.postmortem(document) else {
        return Vec::new();
    };
    let title = &postmortem.title;
    let names = postmortem.participants.iter().chain(&postmortem.teams);
    let is_subject = |name: &String| {
        let rest = title.to_lowercase();
        let rest = rest.strip_prefix(&name.to_lowercase()).map(str::to_owned);
        rest.is_some_and(|rest| ACT.is_match(&rest))
    };
    if !ROLE.is_match(title) && !names.chain(&context.config.wording.names).any(is_subject) {
        return Vec::new();
    }
    vec![
        place::in_document(
            document,
            format!("{} makes somebody the cause", quote(title)),
        )
        .help("say what happened to the service, or to the people who rely on it")
        .key(title),
    ]
}

/// What somebody did, as a title says it.
static ACT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)^(?: team)?(?: accidentally| mistakenly)? (?:deletes?d?|breaks?|broke|takes? down|took down|brings? down|brought down|forgets?|forgot|drops?|dropped|overwrites?|overwrote|crash(?:es|ed)|fails? to|failed to|kills?|killed|causes?|caused|wipes?|wiped|leaks?|leaked|misconfigures?|misconfigured)\b",
    )
    .expect("the pattern is sound")
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::findings;

    fn is_flagged(title: &str) -> bool {
        let text = format!(
            "---\ntitle: {title}\nteams: [platform]\n---\n=== secondstory.yml\nwording: {{ names: [Sam] }}\n"
        );
        !findings(&RULE, &text).is_empty()
    }

    #[test]
    fn persons_and_teams_are_told_from_what_they_look_after() {
        for title in [
            "Sam deletes the cluster",
            "The new intern took down checkout",
            "Outage caused by a junior engineer",
            "Human error in the billing run",
            "Platform team broke sign-in",
        ] {
            assert!(is_flagged(title), "{title}");
        }
        for title in [
            "Cluster nodes deleted by clean-up command",
            "Platform down for an hour",
            "Operator pods evicted",
            "Admin console unreachable",
            "Engineering wiki slow",
            "User errors on sign-in page",
            "Sam site unreachable",
        ] {
            assert!(!is_flagged(title), "{title}");
        }
    }
}
