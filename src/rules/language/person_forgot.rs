//! `language/person-forgot`

use crate::diagnostic::Level;
use crate::rules::{Check, Rule};

pub(super) const RULE: Rule = Rule {
    name: "language/person-forgot",
    level: Some(Level::Error),
    draft: Some(Level::Warning),
    summary: "somebody forgot, overlooked, missed or ignored something",
    why: "Memory and attention give way on every busy day. What could have shown the step at \
          the right moment is a thing that can be built.",
    source: "David Woods and others, Behind Human Error",
    question: Some("What would have brought it to mind?"),
    always: false,
    bad: "The deploying engineer forgot to disable the canary gate.\n",
    good: "The cache missed, and the gate stayed open after the test.\n",
    check: Check::Wording,
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::expect;

    #[test]
    fn only_people_forget() {
        expect(
            &RULE,
            "\
The sysadmin used the old script and forgot the exclude list.
                                     ^^^^^^ `forgot` makes somebody's memory or attention the cause
The alert was ignored by the on-call engineer.
              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `ignored by the on-call engineer` makes somebody's memory or attention the cause
We forgot about the old host.
^^^^^^^^^^^^^^^ `We forgot about` makes somebody's memory or attention the cause

The reviewer bot ignored files below `vendor/`. The scheduler missed its window.
The step that disables replication was missed. Anyone could forget such a step.
",
        );
    }
}
