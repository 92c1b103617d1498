//! What a user can ask for: one file for each command, with its flags and the lines that join
//! stages.

pub(crate) mod actions;
pub(crate) mod adopt;
pub(crate) mod build;
pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod explain;
pub(crate) mod export;
pub(crate) mod factors;
pub(crate) mod init;
pub(crate) mod new;
pub(crate) mod related;
pub(crate) mod rules;
pub(crate) mod schema;
pub(crate) mod search;
pub(crate) mod serve;
mod table;
