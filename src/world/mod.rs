//! The edges: everything that can fail for reasons outside the text.
//!
//! The rest of the program is a function of its arguments. Disk, clock, environment, terminal, git
//! and network are met here and nowhere else; this is the one place that may.
#![expect(
    clippy::disallowed_methods,
    reason = "this is the room of the impure calls that `clippy.toml` bans elsewhere"
)]

pub(crate) mod author;
pub(crate) mod browser;
pub(crate) mod cache;
pub(crate) mod clock;
pub(crate) mod companions;
pub(crate) mod discover;
pub(crate) mod git;
pub(crate) mod history;
pub(crate) mod http;
pub(crate) mod inputs;
pub(crate) mod progress;
pub(crate) mod project;
pub(crate) mod rewrite;
pub(crate) mod settings;
pub(crate) mod terminal;
pub(crate) mod texts;
pub(crate) mod watch;
pub(crate) mod write;
