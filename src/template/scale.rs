//! The organisation's own scale of severities, in the place of the one that the built-in templates
//! speak of.

use crate::config::SeverityLevel;

/// The scale of the built-in templates, worst first.
const BUILT_IN: [&str; 4] = ["sev1", "sev2", "sev3", "sev4"];

/// What a word of the built-in scale means in the organisation's own.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scale<'a>(&'a [SeverityLevel]);

impl<'a> Scale<'a> {
    /// Takes the severities of the configuration, worst first. None at all leaves the built-in ones.
    pub(super) fn new(severities: &'a [SeverityLevel]) -> Scale<'a> {
        Scale(severities)
    }

    /// The scale that the built-in templates speak of.
    pub(super) const BUILT_IN: Scale<'static> = Scale(&[]);

    /// Says whether it changes nothing in the built-in templates.
    pub(super) fn is_built_in(self) -> bool {
        self.0.is_empty() || self.0.iter().map(|it| &*it.id).eq(BUILT_IN)
    }

    /// Returns the values of an enum: the whole of the own scale where they are the built-in one.
    pub(super) fn values(self, values: Vec<String>) -> Vec<String> {
        if self.0.is_empty() || values != BUILT_IN {
            return values;
        }
        self.0.iter().map(|severity| severity.id.clone()).collect()
    }

    /// Returns a text in which each word of the built-in scale is the word of the same rank in the
    /// own one; the mildest, where that has fewer.
    pub(super) fn text(self, text: &str) -> String {
        let Some(mildest) = self.0.last() else {
            return text.to_owned();
        };
        let mut out = String::with_capacity(text.len());
        for piece in text.split_inclusive(|c: char| !c.is_alphanumeric()) {
            let word = piece.trim_end_matches(|c: char| !c.is_alphanumeric());
            match BUILT_IN.iter().position(|it| *it == word) {
                Some(rank) => out.push_str(&self.0.get(rank).unwrap_or(mildest).id),
                None => out.push_str(word),
            }
            out.push_str(&piece[word.len()..]);
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn severities(ids: &[&str]) -> Vec<SeverityLevel> {
        let level = |id: &&str| SeverityLevel {
            id: (*id).to_owned(),
            title: (*id).to_owned(),
            meaning: None,
        };
        ids.iter().map(level).collect()
    }

    #[test]
    fn a_word_of_the_built_in_scale_is_the_one_of_the_same_rank() {
        let own = severities(&["sev0", "sev1", "minor"]);
        let scale = Scale::new(&own);
        assert_eq!(
            scale.text("severity in [sev1, sev2] or severity == sev4"),
            "severity in [sev0, sev1] or severity == minor"
        );
        assert_eq!(scale.text("kind == incident"), "kind == incident");
    }

    #[test]
    fn only_the_whole_built_in_scale_is_replaced() {
        let own = severities(&["red", "amber"]);
        let scale = Scale::new(&own);
        let values = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
        assert_eq!(scale.values(values(&BUILT_IN)), ["red", "amber"]);
        assert_eq!(scale.values(values(&["sev1", "none"])), ["sev1", "none"]);
        assert_eq!(Scale::new(&[]).values(values(&BUILT_IN)), BUILT_IN);
    }
}
