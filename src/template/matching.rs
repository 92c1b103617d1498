//! Which section a heading names.

use std::sync::OnceLock;

use regex::{RegexSet, RegexSetBuilder};
use rustc_hash::FxHashMap;

use crate::template::{Alias, SectionSpec};

/// The headings and aliases of a template, ready to be compared.
#[derive(Clone, Debug, Default)]
pub(crate) struct Matcher {
    /// Normal forms to places in the template's sections. Only looked into, never iterated over.
    names: FxHashMap<String, usize>,
    patterns: Vec<String>,
    /// The section of each pattern.
    owners: Vec<usize>,
    /// The patterns, compiled when a heading is first looked for among them: that takes longer than
    /// to read a report, and most headings are names.
    compiled: OnceLock<RegexSet>,
}

impl Matcher {
    /// Prepares the sections of a template. The first section that claims a heading keeps it.
    pub(crate) fn new(sections: &[SectionSpec]) -> Matcher {
        let mut matcher = Matcher::default();
        for (at, section) in sections.iter().enumerate() {
            matcher.names.entry(normal(&section.heading)).or_insert(at);
        }
        for (at, section) in sections.iter().enumerate() {
            for alias in &section.aliases {
                match alias {
                    Alias::Text(text) => {
                        matcher.names.entry(normal(text)).or_insert(at);
                    }
                    Alias::Pattern(pattern) => {
                        matcher.patterns.push(pattern.clone());
                        matcher.owners.push(at);
                    }
                }
            }
        }
        matcher
    }

    /// Returns the place of the section that a heading names.
    ///
    /// Where the whole heading names none, what stands before its first dash or colon is tried:
    /// `Timeline – all times in UTC`.
    pub(crate) fn find(&self, heading: &str) -> Option<usize> {
        let whole = normal(heading);
        self.exact(&whole).or_else(|| {
            let end = [" - ", " – ", " — ", ": ", ", "]
                .iter()
                .filter_map(|mark| whole.find(mark))
                .min()?;
            self.exact(whole[..end].trim())
        })
    }

    fn exact(&self, normal: &str) -> Option<usize> {
        if normal.is_empty() {
            return None;
        }
        self.names.get(normal).copied().or_else(|| {
            let patterns = self.compiled.get_or_init(|| self.compile());
            let first = patterns.matches(normal).iter().next()?;
            Some(self.owners[first])
        })
    }

    fn compile(&self) -> RegexSet {
        RegexSetBuilder::new(&self.patterns)
            .case_insensitive(true)
            .build()
            .expect("each pattern was tried when its template was read or released")
    }
}

/// Returns a heading without what people add to it: case, numbering, emoji and other marks at its
/// ends, closing punctuation, a closing parenthesis.
pub(crate) fn normal(heading: &str) -> String {
    let mut text = heading.trim();
    loop {
        let before = text;
        text = text.trim_matches(|c: char| {
            !c.is_alphanumeric() && !matches!(c, '(' | ')' | '/' | '\'' | '"')
        });
        text = without_numbering(text);
        if let Some(open) = text.rfind('(').filter(|_| text.ends_with(')')) {
            let kept = text[..open].trim_end();
            if !kept.is_empty() {
                text = kept;
            }
        }
        text = text.trim_matches(['(', ')', '"', '/']).trim();
        if text == before {
            break;
        }
    }
    let mut normal = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !normal.is_empty() {
            normal.push(' ');
        }
        match word {
            "&" | "+" => normal.push_str("and"),
            word if word.is_ascii() => {
                let start = normal.len();
                normal.push_str(word);
                normal[start..].make_ascii_lowercase();
            }
            word => normal.extend(
                word.chars()
                    .flat_map(char::to_lowercase)
                    .map(|c| if c == '’' { '\'' } else { c }),
            ),
        }
    }
    normal
}

/// Removes `1.`, `2.3`, `IV)`, `Section 4:` from the start.
fn without_numbering(text: &str) -> &str {
    let Some((first, rest)) = text.split_once(char::is_whitespace) else {
        return text;
    };
    let rest = rest.trim_start();
    let core = first.trim_end_matches(['.', ')', ':', '-']);
    let is_number = !core.is_empty() && core.chars().all(|c| c.is_ascii_digit() || c == '.');
    let is_short_number =
        is_number && core.len() <= 5 && core.split('.').all(|part| part.len() <= 2);
    let is_roman = core.len() < first.len() && core.chars().all(|c| matches!(c, 'I' | 'V' | 'X'));
    let is_letter =
        core.len() == 1 && core.len() < first.len() && core.chars().all(|c| c.is_ascii_uppercase());
    // "5 Whys" is a name, not a number.
    let is_name = || core.len() == first.len() && rest.to_lowercase().starts_with("why");
    if (is_short_number && !is_name()) || is_roman || is_letter {
        rest
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::normal;

    #[test]
    fn what_people_add_to_a_heading_does_not_count() {
        for heading in [
            "Timeline",
            "1. Timeline",
            "2.3 Timeline:",
            "⏱ Timeline (all times UTC)",
            "TIMELINE?",
            "IV) Timeline",
            "**Timeline**",
            "  timeline … ",
        ] {
            assert_eq!(normal(heading), "timeline", "{heading}");
        }
        assert_eq!(normal("5 Whys"), "5 whys");
        assert_eq!(normal("What’s next?"), "what's next");
        assert_eq!(
            normal("Corrective & Preventative"),
            "corrective and preventative"
        );
        assert_eq!(normal("2017-09-27"), "2017-09-27");
    }
}
