//! JUnit XML: what shows the results of tests shows findings too.
//!
//! A report is a suite, and each area of rules is a test of it, whether or not it finds something:
//! so a test that failed yesterday is there today and passes. It fails by an error alone, as the
//! check does; what weighs less is its output.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};

use crate::diagnostic::{Diagnostic, Level, Report, plain};
use crate::document::Lines;

pub(super) fn write(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let areas: BTreeMap<&str, ()> = report.rules.iter().map(|it| (area(it.name), ())).collect();
    let areas: Vec<&str> = areas.into_keys().collect();
    let mut suites: BTreeMap<&str, Suite> = report
        .looked_at
        .iter()
        .map(|path| (*path, Suite::default()))
        .collect();
    for (lines, found) in report.by_file() {
        let suite = suites.entry(&found[0].path).or_default();
        for it in found {
            suite.add(it, &lines);
        }
    }
    let failures: usize = suites.values().map(Suite::failures).sum();
    let tests: usize = suites.values().map(|it| it.tests(&areas).len()).sum();
    writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    writeln!(
        out,
        r#"<testsuites name="secondstory" tests="{tests}" failures="{failures}" errors="0">"#
    )?;
    for (path, suite) in &suites {
        suite.write(out, &attribute(&report.in_repository(path)), &areas)?;
    }
    writeln!(out, "</testsuites>")
}

/// What was found in a file, by area.
#[derive(Debug, Default)]
struct Suite<'a> {
    cases: BTreeMap<&'a str, Case<'a>>,
}

#[derive(Debug, Default)]
struct Case<'a> {
    errors: Vec<&'a Diagnostic>,
    /// All errors, and all that weighs less, as text.
    failed: String,
    noticed: String,
}

impl<'a> Suite<'a> {
    fn add(&mut self, it: &'a Diagnostic, lines: &Lines) {
        let case = self.cases.entry(area(it.rule)).or_default();
        let text = match it.level {
            Level::Error => {
                case.errors.push(it);
                &mut case.failed
            }
            Level::Warning | Level::Hint => &mut case.noticed,
        };
        let at = lines.position(it.span.start);
        let _ = writeln!(
            text,
            "{}:{}: {}[{}]: {}",
            at.line,
            at.column,
            it.level.name(),
            it.rule,
            it.in_full()
        );
    }

    /// Returns the names of its tests: every area there is, and those of its own findings.
    fn tests<'b>(&self, areas: &[&'b str]) -> Vec<&'b str>
    where
        'a: 'b,
    {
        let mut names: Vec<&str> = areas.to_vec();
        names.extend(self.cases.keys());
        names.sort_unstable();
        names.dedup();
        names
    }

    fn failures(&self) -> usize {
        let cases = self.cases.values();
        cases.filter(|case| !case.errors.is_empty()).count()
    }

    fn write(&self, out: &mut dyn Write, path: &str, areas: &[&str]) -> io::Result<()> {
        let (tests, failures) = (self.tests(areas), self.failures());
        writeln!(
            out,
            r#"  <testsuite name="{path}" file="{path}" tests="{}" failures="{failures}" errors="0" skipped="0">"#,
            tests.len()
        )?;
        for name in tests {
            match self.cases.get(name) {
                None => writeln!(out, r#"    <testcase name="{name}" classname="{path}"/>"#)?,
                Some(case) => case.write(out, name, path)?,
            }
        }
        writeln!(out, "  </testsuite>")
    }
}

impl Case<'_> {
    /// Writes one failure for however many errors: most of those who read it look at the first.
    fn write(&self, out: &mut dyn Write, name: &str, path: &str) -> io::Result<()> {
        writeln!(out, r#"    <testcase name="{name}" classname="{path}">"#)?;
        if let [first, rest @ ..] = &self.errors[..] {
            let more = match rest.len() {
                0 => String::new(),
                more => format!(" (and {more} more)"),
            };
            writeln!(
                out,
                r#"      <failure type="{}" message="{}{more}">{}</failure>"#,
                first.rule,
                attribute(&first.message),
                escaped(&self.failed)
            )?;
        }
        if !self.noticed.is_empty() {
            let noticed = escaped(&self.noticed);
            writeln!(out, "      <system-out>{noticed}</system-out>")?;
        }
        writeln!(out, "    </testcase>")
    }
}

fn area(rule: &str) -> &str {
    rule.split('/').next().unwrap_or_default()
}

/// Escapes a value between quotes, where a bare line end would be read as a space.
fn attribute(text: &str) -> String {
    escaped(text).replace('\n', "&#10;").replace('\t', "&#9;")
}

/// Escapes the text of an element, without what XML 1.0 cannot hold at all and what
/// would turn the reading direction.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in plain(text).chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            // Bare, it would be read as a line end.
            '\r' => escaped.push_str("&#13;"),
            '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::testing::{diagnostic, hostile, shown};

    #[test]
    fn an_area_is_a_test_that_fails_by_an_error_alone() {
        let text = "one\ntwo\nthree\n";
        let mut found = vec![
            diagnostic(text, "one", "look"),
            diagnostic(text, "two", "look here"),
            diagnostic(text, "three", "and here"),
        ];
        found[2].level = Level::Warning;
        found[2].question = Some("why?".into());
        insta::assert_snapshot!(shown(write, text, &found), @r#"
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuites name="secondstory" tests="2" failures="1" errors="0">
          <testsuite name="postmortems/a.md" file="postmortems/a.md" tests="2" failures="1" errors="0" skipped="0">
            <testcase name="action" classname="postmortems/a.md"/>
            <testcase name="link" classname="postmortems/a.md">
              <failure type="link/broken" message="look (and 1 more)">1:1: error[link/broken]: look
        2:1: error[link/broken]: look here
        </failure>
              <system-out>3:1: warning[link/broken]: and here
        ask: why?
        </system-out>
            </testcase>
          </testsuite>
        </testsuites>
        "#);
    }

    #[test]
    fn hostile_text_stays_text() {
        for (text, mut found) in hostile() {
            found.path = "a \"b\" <c> & 'd'\n\u{1}.md".into();
            let said = plain(&found.message).replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}");
            let written = shown(write, &text, &[found]);
            let read = roxmltree::Document::parse(&written).unwrap();
            let mut failures = read.descendants().filter(|it| it.has_tag_name("failure"));
            let failure = failures.next().unwrap();
            assert_eq!(failure.attribute("message"), Some(&*said));
            assert!(failure.text().unwrap().contains(&said));
            let case = failure.parent().unwrap();
            assert_eq!(case.attribute("classname"), Some("a \"b\" <c> & 'd'\n?.md"));
            assert!(failures.next().is_none());
        }
    }
}
