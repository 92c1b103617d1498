//! Which files a project has, so that a link or an image can be known to lead somewhere.

/// The paths of all files below the root, with `/` between their parts, whether they are reports or
/// not. Hidden files and built sites are not among them.
#[derive(Clone, Debug, Default)]
pub(crate) struct ProjectFiles {
    /// Invariant: sorted, each once.
    paths: Vec<Box<str>>,
}

impl ProjectFiles {
    /// Says whether there is a file at a path.
    pub(crate) fn has_file(&self, path: &str) -> bool {
        self.paths
            .binary_search_by(|there| (**there).cmp(path))
            .is_ok()
    }

    /// Says whether there is a folder with something in it at a path. The root is one.
    pub(crate) fn has_folder(&self, path: &str) -> bool {
        let path = path.trim_end_matches('/');
        path.is_empty() || self.below(path).next().is_some()
    }

    /// Returns the files in a folder and in the folders below it, by path.
    pub(crate) fn below(&self, folder: &str) -> impl Iterator<Item = &str> {
        let prefix = format!("{}/", folder.trim_end_matches('/'));
        let start = self.paths.partition_point(|path| **path < *prefix);
        self.paths[start..]
            .iter()
            .map(|path| &**path)
            .take_while(move |path| path.starts_with(&prefix))
    }

    /// Returns every file, by path.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        self.paths.iter().map(|path| &**path)
    }
}

impl<T: Into<Box<str>>> FromIterator<T> for ProjectFiles {
    fn from_iter<I: IntoIterator<Item = T>>(paths: I) -> ProjectFiles {
        let mut paths: Vec<Box<str>> = paths.into_iter().map(Into::into).collect();
        paths.sort_unstable();
        paths.dedup();
        ProjectFiles { paths }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_there_when_a_file_is_in_it_and_not_when_one_only_begins_like_it() {
        let files: ProjectFiles = ["a/images/x.png", "a/imagery.txt", "b.md"]
            .into_iter()
            .collect();
        assert!(files.has_folder("a/images/") && files.has_folder("a") && files.has_folder(""));
        assert!(!files.has_folder("a/imag") && !files.has_folder("b.md"));
        assert!(files.has_file("b.md") && !files.has_file("a/images"));
    }

    #[test]
    fn below_a_folder_are_all_of_its_files_and_no_other() {
        let files: ProjectFiles = ["a-b/1", "a/2/3", "a/1", "b/1"].into_iter().collect();
        assert_eq!(files.below("a").collect::<Vec<_>>(), ["a/1", "a/2/3"]);
    }
}
