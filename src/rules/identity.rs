//! From what rules noticed in a file to its findings: in order, said once, each with its identity.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Level, fingerprint};
use crate::rules::{Finding, Rule};

/// A finding with the rule that it is of, and the level of that rule in the file at hand.
pub(super) type Found = (&'static Rule, Level, Finding);

/// Puts the findings of one file in order, drops what is said twice, and gives each its identity.
///
/// The identity of a finding hangs on nothing that another rule finds.
pub(super) fn identified(path: &Arc<str>, text: &str, mut found: Vec<Found>) -> Vec<Diagnostic> {
    found.sort_by(|(a_rule, _, a), (b_rule, _, b)| {
        (a.span, a_rule.name, &a.message).cmp(&(b.span, b_rule.name, &b.message))
    });
    found.dedup_by(|(a_rule, _, a), (b_rule, _, b)| {
        (a.span, a_rule.name, &a.message) == (b.span, b_rule.name, &b.message)
    });
    let mut ordinals: BTreeMap<(&str, String), usize> = BTreeMap::new();
    found
        .into_iter()
        .map(|(rule, level, finding)| {
            let key = key(text, &finding);
            let seen = ordinals.entry((rule.name, key.clone())).or_default();
            let fingerprint = fingerprint(rule.name, path, &key, *seen);
            *seen += 1;
            Diagnostic {
                rule: rule.name,
                level: finding.at_most.map_or(level, |most| most.min(level)),
                path: Arc::clone(path),
                span: finding.span,
                message: finding.message,
                help: finding.help,
                question: finding
                    .question
                    .or_else(|| rule.question.map(str::to_owned)),
                labels: finding.labels,
                fix: finding.fix,
                key,
                fingerprint,
            }
        })
        .collect()
}

/// Puts findings that rules made at different times in the order that they have in their file. Each
/// rule made its own at once.
pub(super) fn in_order(diagnostics: &mut [Diagnostic]) {
    diagnostics.sort_by_key(|it| (it.span, it.rule));
}

/// Returns what a finding is about, in a form that survives moving, re-indenting and re-wrapping:
/// what the rule says, else the words under its span, else its message.
fn key(text: &str, finding: &Finding) -> String {
    const MOST: usize = 400;
    let words = match &finding.key {
        Some(key) => key.as_str(),
        None if finding.span.is_empty() => finding.message.as_str(),
        None => finding.span.of(text),
    };
    // Of a whole section, or of ten thousand images inside each other, a digest will do.
    if words.len() > MOST {
        return blake3::hash(words.as_bytes()).to_hex().to_string();
    }
    let words: Vec<&str> = words.split_whitespace().collect();
    words.join(" ").to_lowercase()
}
