//! The files that `init` and `new` start an author with, and the templates that are built in.
//!
//! All of it is data in this folder; nothing here decides anything.

use include_dir::{Dir, include_dir};

use crate::template::TemplateFile;

static FILES: Dir = include_dir!("$CARGO_MANIFEST_DIR/src/scaffold/files");

/// Returns the built-in templates, `base` first.
pub(crate) fn templates() -> impl Iterator<Item = TemplateFile<'static>> {
    let folder = FILES
        .get_dir("templates")
        .expect("the templates are embedded");
    folder.files().map(|file| TemplateFile {
        path: file.path().to_str().expect("their names are ASCII"),
        text: file.contents_utf8().expect("they are UTF-8"),
    })
}
