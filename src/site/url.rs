//! Every address of the site, and where its file lies.

/// The path of a file of the site below the output folder, with `/` between its parts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct OutputPath(Box<str>);

impl OutputPath {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}
