//! Findings that a report allows where they stand.

use crate::diagnostic::{Diagnostic, Suppressed, Suppression};
use crate::document::{Allowance, Span};
use crate::rules::{self, Alone, Finding};

/// What the allowances of a report make of its findings.
#[derive(Debug, Default)]
pub(super) struct Allowed {
    /// Those that count.
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) suppressed: Vec<Suppressed>,
    /// What is said of allowances that nothing needed, for the rule that says it.
    pub(super) unused: Vec<Finding>,
}

/// Takes out of the count what a report allows. `ran` says whether a rule had a look: an allowance of
/// one that had none may be needed.
pub(super) fn allow(
    alone: &Alone,
    diagnostics: Vec<Diagnostic>,
    ran: impl Fn(&str) -> bool,
) -> Allowed {
    let allowances = &alone.allowances;
    let mut allowed = Allowed::default();
    if allowances.is_empty() {
        allowed.diagnostics = diagnostics;
        return allowed;
    }
    let mut needed = Vec::new();
    for diagnostic in diagnostics {
        let by = allowances.iter().position(|it| allows(it, &diagnostic));
        let Some(by) = by else {
            allowed.diagnostics.push(diagnostic);
            continue;
        };
        needed.push((by, diagnostic.rule));
        let reason = allowances[by].reason.clone().unwrap_or_default();
        allowed.suppressed.push(Suppressed {
            diagnostic,
            by: Suppression::Allowance { reason },
        });
    }
    if alone.is_readable {
        for (at, allowance) in allowances.iter().enumerate() {
            let rules = allowance.rules.iter();
            let unused = rules.filter(|(name, _)| {
                !needed.contains(&(at, name.as_str())) && is_allowable(name) && ran(name)
            });
            allowed
                .unused
                .extend(unused.map(|(name, span)| unused_finding(name, *span)));
        }
    }
    allowed
}

/// Says whether a name is that of a rule whose findings can be allowed.
fn is_allowable(name: &str) -> bool {
    rules::find(name).is_some_and(|rule| !rule.always)
}

fn allows(allowance: &Allowance, diagnostic: &Diagnostic) -> bool {
    let names = allowance.rules.iter();
    let at = diagnostic.span.start;
    names
        .map(|(name, _)| name.as_str())
        .any(|name| name == diagnostic.rule)
        && is_allowable(diagnostic.rule)
        && allowance
            .block
            .is_some_and(|block| block.contains(Span::at(at)))
}

fn unused_finding(name: &str, span: Span) -> Finding {
    Finding::new(span, format!("there is nothing of `{name}` to allow here"))
        .help("take the name out, or the whole comment if it is the only one")
        .key(name)
}
