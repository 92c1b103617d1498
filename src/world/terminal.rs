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

/// Says something on standard error.
pub(crate) fn say(text: &str) {
    anstream::eprintln!("{text}");
}
