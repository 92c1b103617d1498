//! `language/human-error`

use crate::diagnostic::Level;
use crate::rules::{Check, Rule};

pub(super) const RULE: Rule = Rule {
    name: "language/human-error",
    level: Some(Level::Error),
    draft: Some(Level::Warning),
    summary: "human error is given as a cause",
    why: "The label ends the inquiry where it should begin: the same screen, prompt and hour \
          will meet the next person too.",
    source: "Sidney Dekker, The Field Guide to Understanding 'Human Error'; David Woods and \
             others, Behind Human Error",
    question: Some("What made the action look right at the time?"),
    always: false,
    bad: "## Contributing Factors\n\n- Human error\n",
    good: "## Contributing Factors\n\n- The command accepted the name of any region\n",
    check: Check::Wording,
};
