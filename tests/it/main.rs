//! What a user sees: the program itself, run on small projects. `tests/README.md` says how to write
//! such a test.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a test sets the stage itself, stops where that fails, and prints what it counted"
)]

mod actions;
mod allowances;
mod baseline;
mod browser;
mod build;
mod cache;
mod changed;
mod check;
mod corpora;
mod crash;
mod example_site;
mod export;
mod factors;
mod fix;
mod formats;
#[path = "../../benches/generate/mod.rs"]
mod generate;
mod generated;
mod history;
mod hostile;
mod links;
mod page;
mod project;
mod public_archives;
mod readme;
mod related;
mod rules;
mod scaffold;
mod search;
mod serve;
mod settings;
mod watch;
