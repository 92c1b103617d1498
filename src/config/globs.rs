//! Globs: which paths a setting means.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use serde::de::{Deserialize, Deserializer, Error};

use super::{OneOrMore, one_or_more};

/// Globs of paths below the root.
///
/// Invariant: each is sound and stays inside the root. `*` and `?` never match a `/`; `**` does.
#[derive(Clone, Debug, Default)]
pub(crate) struct Globs {
    written: Vec<String>,
    set: GlobSet,
}

impl Globs {
    /// Reads globs, or says what is wrong with the first one that cannot be used.
    pub(crate) fn new(written: Vec<String>) -> Result<Globs, String> {
        let mut set = GlobSetBuilder::new();
        for glob in &written {
            let path = glob.strip_prefix("./").unwrap_or(glob);
            if path.starts_with('/') || path.split('/').any(|part| part == "..") {
                return Err(format!(
                    "the glob `{glob}`, which leaves the knowledge base: write it relative to the root"
                ));
            }
            let glob = GlobBuilder::new(path)
                .literal_separator(true)
                .build()
                .map_err(|error| format!("the glob `{glob}`: {}", error.kind()))?;
            set.add(glob);
        }
        let set = set
            .build()
            .map_err(|error| format!("globs that are too large together: {error}"))?;
        Ok(Globs { written, set })
    }

    /// Says whether a path below the root is meant.
    pub(crate) fn matches(&self, path: impl AsRef<std::path::Path>) -> bool {
        self.set.is_match(path)
    }

    /// Returns the globs as they were written.
    pub(crate) fn written(&self) -> &[String] {
        &self.written
    }

    /// Returns, for each glob, the folder that everything it matches lies in; empty for the root.
    pub(crate) fn folders(&self) -> impl Iterator<Item = &str> {
        self.written.iter().map(|glob| {
            let glob = glob.strip_prefix("./").unwrap_or(glob);
            let literal = glob.find(['*', '?', '[', '{', '\\']).unwrap_or(glob.len());
            glob[..literal]
                .rfind('/')
                .map_or("", |slash| &glob[..slash])
        })
    }
}

impl schemars::JsonSchema for Globs {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Globs".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        OneOrMore::json_schema(generator)
    }
}

impl<'de> Deserialize<'de> for Globs {
    /// Reads one glob or a list of them.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Globs, D::Error> {
        Globs::new(one_or_more(deserializer)?).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn globs(written: &[&str]) -> Result<Globs, String> {
        Globs::new(written.iter().map(|&glob| glob.to_owned()).collect())
    }

    #[test]
    fn one_star_stays_in_its_folder_and_two_go_below() {
        let flat = globs(&["reports/*.md"]).unwrap();
        assert!(flat.matches("reports/a.md"));
        assert!(!flat.matches("reports/2024/a.md"));
        let deep = globs(&["./reports/**/*.md"]).unwrap();
        assert!(deep.matches("reports/a.md") && deep.matches("reports/2024/q1/a.md"));
    }

    #[test]
    fn a_glob_that_leaves_the_root_or_does_not_close_is_refused() {
        assert!(globs(&["../other/*.md"]).unwrap_err().contains("leaves"));
        assert!(globs(&["/etc/*"]).unwrap_err().contains("leaves"));
        assert!(globs(&["a/[b"]).unwrap_err().contains("`a/[b`"));
    }

    #[test]
    fn the_folder_of_a_glob_ends_before_its_first_wildcard() {
        let globs = globs(&["docs/pm-*/x.md", "*.md", "reports/one.md"]).unwrap();
        assert_eq!(globs.folders().collect::<Vec<_>>(), ["docs", "", "reports"]);
    }
}
