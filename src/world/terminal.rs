//! Standard output and standard error.

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
    anstream::eprintln!(
        "{}error{}: {error:#}",
        anstyle::AnsiColor::Red.on_default().bold(),
        anstyle::Reset
    );
}

/// Prints data on standard output. A closed pipe is not an error: whoever listened has enough.
pub(crate) fn print(text: &str) -> anyhow::Result<()> {
    use std::io::Write as _;
    let mut out = anstream::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(anyhow::Error::new(error).context("cannot write to standard output"))
        }
        _ => Ok(()),
    }
}

/// Says something on standard error.
pub(crate) fn say(text: &str) {
    anstream::eprintln!("{text}");
}
