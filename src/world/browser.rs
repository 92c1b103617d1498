//! The user's browser, for `--open`.

use std::ffi::OsStr;
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

/// Opens a file or an address in the browser, without waiting for it.
pub(crate) fn open(target: impl AsRef<OsStr>) -> Result<()> {
    let (program, before): (&str, &[&str]) = if cfg!(target_os = "macos") {
        ("open", &[])
    } else if cfg!(windows) {
        // The empty text is the title of the window, which comes first where anything is quoted.
        ("cmd", &["/C", "start", ""])
    } else {
        ("xdg-open", &[])
    };
    Command::new(program)
        .args(before)
        .arg(target.as_ref())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .with_context(|| format!("cannot open a browser with `{program}`"))?;
    Ok(())
}
