//! What a check came to, in one line that a tired person can act on.

use std::fmt;

use serde::Serialize;

use crate::diagnostic::{Level, Report, Suppression, plain};

/// How many findings of each level there are, in how many files.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Summary {
    /// How many files were looked at.
    pub(crate) files: usize,
    pub(crate) errors: usize,
    pub(crate) warnings: usize,
    pub(crate) hints: usize,
    /// How many more the baseline has.
    pub(crate) baseline: usize,
    /// How many more the reports allow, each with its reason.
    pub(crate) allowed: usize,
    /// Of the files looked at, how many have a finding.
    #[serde(skip)]
    with_findings: usize,
    /// Where to begin: the place and the rule of the first finding of the highest level.
    #[serde(skip)]
    first: Option<(String, &'static str)>,
}

/// Counts.
pub(crate) fn summary(report: &Report) -> Summary {
    let mut summary = Summary {
        files: report.looked_at.len(),
        ..Summary::default()
    };
    for it in report.suppressed {
        match it.by {
            Suppression::Baseline => summary.baseline += 1,
            Suppression::Allowance { .. } => summary.allowed += 1,
        }
    }
    let mut highest = None;
    for (lines, found) in report.by_file() {
        summary.with_findings += 1;
        for it in found {
            match it.level {
                Level::Error => summary.errors += 1,
                Level::Warning => summary.warnings += 1,
                Level::Hint => summary.hints += 1,
            }
            if highest < Some(it.level) {
                highest = Some(it.level);
                let line = lines.position(it.span.start).line;
                summary.first = Some((format!("{}:{line}", plain(&it.path)), it.rule));
            }
        }
    }
    // A file of settings is no report.
    summary.with_findings = summary.with_findings.min(summary.files);
    summary
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let files = count(self.files, "report");
        match &self.first {
            None => write!(f, "{files}: nothing to mend.")?,
            Some((place, rule)) => write!(
                f,
                "{} in {} of {files}. Begin at {place}; `secondstory explain {rule}` says why.",
                self.counts(),
                self.with_findings
            )?,
        }
        match (self.baseline, self.allowed) {
            (0, 0) => Ok(()),
            (baseline, 0) => write!(f, " Not counted: {baseline} in the baseline."),
            (0, allowed) => write!(f, " Not counted: {allowed} allowed, with reasons."),
            (baseline, allowed) => write!(
                f,
                " Not counted: {baseline} in the baseline, {allowed} allowed, with reasons."
            ),
        }
    }
}

impl Summary {
    /// Writes how many findings of each level there are: `1 error, 2 hints`.
    fn counts(&self) -> String {
        let counts: Vec<String> = [
            (self.errors, "error"),
            (self.warnings, "warning"),
            (self.hints, "hint"),
        ]
        .into_iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, word)| count(number, word))
        .collect();
        counts.join(", ")
    }
}

/// Writes a number with its noun: `1 error`, `2 errors`.
pub(crate) fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::testing::diagnostic;
    use crate::diagnostic::{Diagnostic, Suppressed};

    fn told(diagnostics: &[Diagnostic], suppressed: &[Suppressed]) -> String {
        let report = Report {
            diagnostics,
            suppressed,
            texts: [("postmortems/a.md", "one\ntwo\n")].into(),
            looked_at: vec!["postmortems/a.md", "postmortems/b.md", "postmortems/c.md"],
            ..Report::default()
        };
        summary(&report).to_string()
    }

    #[test]
    fn it_says_where_to_begin_and_that_is_the_worst_finding() {
        let mut hint = diagnostic("one\ntwo\n", "one", "");
        hint.level = Level::Hint;
        hint.rule = "action/no-ticket";
        let error = diagnostic("one\ntwo\n", "two", "");
        assert_eq!(
            told(&[hint, error], &[]),
            "1 error, 1 hint in 1 of 3 reports. Begin at postmortems/a.md:2; \
             `secondstory explain link/broken` says why."
        );
    }

    #[test]
    fn a_clean_check_says_so() {
        assert_eq!(told(&[], &[]), "3 reports: nothing to mend.");
    }

    #[test]
    fn what_does_not_count_is_not_passed_over_in_silence() {
        let suppressed = |by| Suppressed {
            diagnostic: diagnostic("one\n", "one", ""),
            by,
        };
        let known = suppressed(Suppression::Baseline);
        let allowed = suppressed(Suppression::Allowance {
            reason: "a quotation".into(),
        });
        assert_eq!(
            told(&[], &[known.clone(), known, allowed]),
            "3 reports: nothing to mend. Not counted: 2 in the baseline, 1 allowed, with reasons."
        );
    }
}
