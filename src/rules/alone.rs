//! What rules find in one report by itself.

use std::borrow::Cow;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::archive::Reading;
use crate::diagnostic::{Diagnostic, Fix, Level};
use crate::document::{self, Allowance, Span};
use crate::rules::identity::{Found, identified};
use crate::rules::language::{self, Lexicon};
use crate::rules::{self, Check, Context, Rule};

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

/// [`Alone`], as it is put down.
#[derive(Deserialize, Serialize)]
pub(crate) struct Written<'a> {
    #[serde(borrow)]
    diagnostics: Vec<WrittenDiagnostic<'a>>,
    allowances: Cow<'a, [Allowance]>,
    is_readable: bool,
}

/// A diagnostic without the path, which is that of the report.
#[derive(Deserialize, Serialize)]
struct WrittenDiagnostic<'a> {
    rule: Cow<'a, str>,
    level: Level,
    span: Span,
    message: Cow<'a, str>,
    help: Cow<'a, Option<String>>,
    question: Cow<'a, Option<String>>,
    labels: Cow<'a, [(Span, String)]>,
    fix: Cow<'a, Option<Fix>>,
    key: Cow<'a, str>,
    fingerprint: Cow<'a, str>,
}

impl Alone {
    /// Keeps of hints what a site needs of them.
    pub(crate) fn without_words_of_hints(&self) -> Alone {
        let mut alone = self.clone();
        let all = alone.diagnostics.iter_mut();
        for hint in all.filter(|it| it.level == Level::Hint) {
            hint.forget_words();
        }
        alone
    }

    pub(crate) fn written(&self) -> Written<'_> {
        Written {
            diagnostics: self.diagnostics.iter().map(written).collect(),
            allowances: Cow::Borrowed(&self.allowances),
            is_readable: self.is_readable,
        }
    }
}

fn written(diagnostic: &Diagnostic) -> WrittenDiagnostic<'_> {
    WrittenDiagnostic {
        rule: diagnostic.rule.into(),
        level: diagnostic.level,
        span: diagnostic.span,
        message: (&*diagnostic.message).into(),
        help: Cow::Borrowed(&diagnostic.help),
        question: Cow::Borrowed(&diagnostic.question),
        labels: Cow::Borrowed(&diagnostic.labels),
        fix: Cow::Borrowed(&diagnostic.fix),
        key: (&*diagnostic.key).into(),
        fingerprint: (&*diagnostic.fingerprint).into(),
    }
}

impl Written<'_> {
    /// Returns what was put down of the report at a path, unless it speaks of a rule that is none.
    pub(crate) fn read(self, path: &Arc<str>) -> Option<Alone> {
        let diagnostic = |it: WrittenDiagnostic| {
            Some(Diagnostic {
                rule: rules::find(&it.rule)?.name,
                level: it.level,
                path: Arc::clone(path),
                span: it.span,
                message: it.message.into_owned(),
                help: it.help.into_owned(),
                question: it.question.into_owned(),
                labels: it.labels.into_owned(),
                fix: it.fix.into_owned(),
                key: it.key.into_owned(),
                fingerprint: it.fingerprint.into_owned(),
            })
        };
        let diagnostics = self.diagnostics.into_iter().map(diagnostic);
        Some(Alone {
            diagnostics: diagnostics.collect::<Option<_>>()?,
            allowances: self.allowances.into_owned(),
            is_readable: self.is_readable,
        })
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
