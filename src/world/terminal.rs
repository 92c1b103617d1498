//! Standard input, standard output and standard error.

use std::borrow::Cow;
use std::io::{self, BufWriter, ErrorKind, IsTerminal as _, Write};

use anyhow::{Context, Result};

use crate::diagnostic::plain;
use crate::world::settings::Faults;

/// When to use colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Color {
    Auto,
    Always,
    Never,
}

/// Decides on colour once, for everything that is printed. `NO_COLOR` and `CLICOLOR_FORCE` count
/// where the flag says `auto`.
pub(crate) fn prepare(color: Color) {
    match color {
        Color::Auto => anstream::ColorChoice::Auto,
        Color::Always => anstream::ColorChoice::Always,
        Color::Never => anstream::ColorChoice::Never,
    }
    .write_global();
}

/// Says why the job could not be done, with its causes.
pub(crate) fn error(error: &anyhow::Error) {
    if let Some(faults) = error.downcast_ref::<Faults>() {
        // Each of them begins with the word `error` itself.
        anstream::eprintln!("{faults}");
        return;
    }
    anstream::eprintln!(
        "{}error{}: {error:#}",
        anstyle::AnsiColor::Red.on_default().bold(),
        anstyle::Reset
    );
}

/// Prints a text on standard output.
pub(crate) fn print(text: &str) -> Result<()> {
    write(|out| out.write_all(text.as_bytes()))
}

/// Prints a text byte for byte, for whoever reads it on. On a terminal nothing in it can steer the
/// screen.
pub(crate) fn print_as_it_is(text: &str) -> Result<()> {
    let mut out = io::stdout().lock();
    let text = if out.is_terminal() {
        plain(text)
    } else {
        Cow::Borrowed(text)
    };
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        result => result.context("cannot write to standard output"),
    }
}

/// Says something on standard error.
pub(crate) fn say(text: &str) {
    anstream::eprintln!("{text}");
}

/// Clears the screen, where standard output is one that a person looks at.
pub(crate) fn clear() {
    if io::stdout().is_terminal() {
        // The screen, what was scrolled away, and then the cursor to the top left.
        anstream::print!("\x1b[2J\x1b[3J\x1b[H");
    }
}

/// Prints what a function writes. Whoever closes the other end of a pipe has read enough, and that
/// is no fault.
pub(crate) fn write(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<()> {
    let mut out = BufWriter::new(anstream::stdout().lock());
    match write(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        result => result.context("cannot write to standard output"),
    }
}

/// Reads a text from standard input.
pub(crate) fn read_input() -> Result<String> {
    use anyhow::Context as _;
    io::read_to_string(io::stdin().lock()).context("cannot read standard input")
}
