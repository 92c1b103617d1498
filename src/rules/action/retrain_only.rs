//! `action/retrain-only`

use crate::diagnostic::Level;
use crate::rules::{Check, Rule};

pub(super) const RULE: Rule = Rule {
    name: "action/retrain-only",
    level: Some(Level::Warning),
    draft: None,
    summary: "an action item only trains or reminds",
    why: "A course changes what some people know for a while. A change of the tool meets \
          everybody, each time.",
    source: "VA National Center for Patient Safety (strength of actions); NIOSH (hierarchy of \
             controls)",
    question: Some("What would still be hard after the course?"),
    always: false,
    bad: "## Action Items\n\n- Retrain the night shift on the storage console\n",
    good: "## Action Items\n\n- Train the anomaly model on the last two winters\n",
    check: Check::Wording,
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::expect;

    #[test]
    fn a_machine_that_sends_a_letter_is_no_reminder() {
        expect(
            &RULE,
            "\
## Action Items

- Send an e-mail to staff about phishing
  ^^^^^^^^^^^^^^^^^ `Send an e-mail to` trains or reminds people, and leaves the system as it was
- Send an e-mail from the job when no file has arrived
",
        );
    }
}
