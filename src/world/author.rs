//! What is written for an author, and the editor that opens it.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

/// Writes files below a folder and returns the paths of those that were there already, which are
/// left as they are.
pub(crate) fn write_new<'a>(
    root: &Path,
    files: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Result<Vec<&'a str>> {
    let mut kept = Vec::new();
    for (path, text) in files {
        let full = root.join(path);
        let folder = full.parent().expect("a file has a folder");
        std::fs::create_dir_all(folder)
            .with_context(|| format!("cannot make the folder {}", folder.display()))?;
        match OpenOptions::new().write(true).create_new(true).open(&full) {
            Ok(mut file) => {
                file.write_all(text.as_bytes())
                    .with_context(|| format!("cannot write {}", full.display()))?;
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => kept.push(path),
            Err(error) => {
                return Err(error).with_context(|| format!("cannot write {}", full.display()));
            }
        }
    }
    Ok(kept)
}

/// Writes a file below a folder in the place of one that may be there. Whoever reads it meanwhile, or
/// after the program was stopped, finds the old text or the new one.
pub(crate) fn replace(root: &Path, path: &str, text: &str) -> Result<()> {
    let cannot_write = || format!("cannot write {path}");
    let place = root.join(path);
    let folder = place.parent().expect("a file has a folder");
    let inside = folder.canonicalize().with_context(cannot_write)?;
    if !inside.starts_with(root) {
        bail!("cannot write {path}: it is outside the knowledge base");
    }
    let name = place.file_name().with_context(cannot_write)?;
    let draft = inside.join(format!(".{}.new", name.display()));
    std::fs::write(&draft, text)
        .and_then(|()| std::fs::rename(&draft, inside.join(name)))
        .with_context(cannot_write)
}

/// Reads a text file that the user named.
pub(crate) fn read(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

/// Opens a file in the user's editor and waits until it is closed.
pub(crate) fn edit(path: &Path) -> Result<()> {
    let editor = ["VISUAL", "EDITOR"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok().filter(|it| !it.is_empty()));
    let Some(editor) = editor else {
        bail!("neither $VISUAL nor $EDITOR says which editor to open; the report is written");
    };
    let mut words = editor.split_whitespace();
    let program = words.next().unwrap_or_default();
    let status = Command::new(program).args(words).arg(path).status();
    let status = status.with_context(|| format!("cannot start the editor `{program}`"))?;
    if !status.success() {
        bail!("the editor `{program}` ended with {status}");
    }
    Ok(())
}
