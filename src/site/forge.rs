//! The addresses of a file on the forge where the repository lives.

use crate::site::url::{OutputPath, UrlPath};

/// Where a file can be looked at and changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Forge {
    pub(super) edit: UrlPath,
    pub(super) history: UrlPath,
}

/// Returns the addresses of the file at a path below the root of the repository.
pub(super) fn of_file(repository: &str, branch: &str, path: &str) -> Option<Forge> {
    let repository = repository.trim_end_matches('/').trim_end_matches(".git");
    let host = repository.split('/').nth(2)?;
    let (branch, path) = (
        OutputPath::new(branch)?.encoded(),
        OutputPath::new(path)?.encoded(),
    );
    let is = |name: &str| host.contains(name);
    let (edit, history) = if is("gitlab") {
        (
            format!("/-/edit/{branch}/{path}"),
            format!("/-/commits/{branch}/{path}"),
        )
    } else if is("bitbucket") {
        (
            format!("/src/{branch}/{path}?mode=edit"),
            format!("/history-node/{branch}/{path}"),
        )
    } else if is("gitea") || is("forgejo") || is("codeberg") {
        (
            format!("/_edit/{branch}/{path}"),
            format!("/commits/branch/{branch}/{path}"),
        )
    } else {
        (
            format!("/edit/{branch}/{path}"),
            format!("/commits/{branch}/{path}"),
        )
    };
    Some(Forge {
        edit: UrlPath::outside(&format!("{repository}{edit}"))?,
        history: UrlPath::outside(&format!("{repository}{history}"))?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_forge_has_its_own_addresses() {
        for (repository, edit) in [
            (
                "https://github.com/a/b",
                "https://github.com/a/b/edit/main/x/y%20z.md",
            ),
            (
                "https://gitlab.example/a/b.git",
                "https://gitlab.example/a/b/-/edit/main/x/y%20z.md",
            ),
            (
                "https://codeberg.org/a/b/",
                "https://codeberg.org/a/b/_edit/main/x/y%20z.md",
            ),
        ] {
            let forge = of_file(repository, "main", "x/y z.md").unwrap();
            assert_eq!(forge.edit.as_str(), edit);
        }
        assert_eq!(of_file("javascript:alert(1)//x/y", "main", "a.md"), None);
        assert_eq!(of_file("git@github.com:a/b", "main", "a.md"), None);
    }
}
