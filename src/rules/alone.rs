//! What rules find in one report by itself.

use crate::archive::Reading;
use crate::diagnostic::{Diagnostic, Level};
use crate::document::{self, Allowance};
use crate::rules::identity::{Found, identified};
use crate::rules::language::{self, Lexicon};
use crate::rules::{Check, Context, Rule};

/// What the rules that compare no reports find in one report, and what it allows.
///
/// It hangs on the text of the report, on the settings and on the day, and on nothing besides. So it
/// may be kept as long as these are the same, whatever becomes of other reports.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Alone {
    /// In order, whether they are allowed or not. Among them is what another report may settle.
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// Those that say why.
    pub(crate) allowances: Vec<Allowance>,
    /// Whether the front matter could be read. Otherwise half of the rules had nothing to look at.
    pub(crate) is_readable: bool,
}

impl Alone {
    /// Runs the rules that are on for a report, as far as they compare no reports.
    pub(super) fn of(
        context: &Context,
        lexicon: Option<&Lexicon>,
        reading: &Reading,
        on: &[(&'static Rule, Level)],
    ) -> Alone {
        let document = &reading.document;
        let found = found(context, lexicon, reading, on);
        let mut allowances = document::allowances(document);
        allowances.retain(|it| it.reason.is_some());
        Alone {
            diagnostics: identified(&document.source.path, document.text(), found),
            allowances,
            is_readable: document.front_matter().problems.is_empty(),
        }
    }
}

fn found(
    context: &Context,
    lexicon: Option<&Lexicon>,
    reading: &Reading,
    on: &[(&'static Rule, Level)],
) -> Vec<Found> {
    let document = &reading.document;
    let mut found = Vec::new();
    let wording: Vec<_> = on
        .iter()
        .filter(|(rule, _)| matches!(rule.check, Check::Wording))
        .copied()
        .collect();
    if let Some(lexicon) = lexicon.filter(|_| !wording.is_empty()) {
        found.extend(language::check(
            lexicon,
            document,
            reading.prose(),
            &wording,
        ));
    }
    for &(rule, level) in on {
        let findings = match rule.check {
            Check::Document(check) => check(context, document),
            Check::Prose(check) => check(context, document, reading.prose()),
            Check::Unsettled { look, .. } => look(context, document, reading.prose()),
            Check::Mentions(check) => check(context, document, reading.mentions()),
            Check::Wording
            | Check::Beside(_)
            | Check::Archive(_)
            | Check::Project(_)
            | Check::Leftover => continue,
        };
        found.extend(findings.into_iter().map(|finding| (rule, level, finding)));
    }
    found
}
