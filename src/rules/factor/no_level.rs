//! A factor of the registry without a level.

use crate::diagnostic::Level;
use crate::rules::{Across, Check, Finding, ProjectFile, Rule};

pub(super) const RULE: Rule = Rule {
    name: "factor/no-level",
    level: Some(Level::Warning),
    draft: None,
    summary: "a factor of the registry has no level",
    why: "The level says who can change it: the organisation, a business process, or the \
          information system. Without it, lessons pile up where the keyboard is.",
    source: "NIST SP 800-30 and 800-39: three tiers; Bolton, “Culture as a Security Control”",
    question: None,
    always: false,
    bad: "=== factors.yml\n- id: alert-missing\n",
    good: "=== factors.yml\n- id: alert-missing\n  level: information-system\n",
    check: Check::Project(check),
};

const LEVELS: [&str; 3] = ["organisation", "business-process", "information-system"];

fn check(across: &Across) -> Vec<(ProjectFile, Finding)> {
    let factors = across.context.registry.factors.iter();
    let found = factors
        .filter(|factor| factor.replaced_by.is_none())
        .filter_map(|factor| {
            let message = match factor.level.as_deref() {
                None => format!("`{}` has no level", factor.id),
                Some(level) if LEVELS.contains(&level) => return None,
                Some(level) => format!("`{}` has the level `{level}`, which is none", factor.id),
            };
            let help = format!("write one of `{}`", LEVELS.join("`, `"));
            let finding = Finding::new(factor.span, message)
                .help(help)
                .key(&factor.id);
            Some((ProjectFile::Factors, finding))
        });
    found.collect()
}
