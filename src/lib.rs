//! Second Story: a static-site generator for a postmortem knowledge base.
//!
//! # The stages
//!
//! A project is a folder of postmortems in Markdown. The program reads it, says what is wrong with
//! it, and builds a site from it. Each stage takes one type and returns the next:
//!
//! ```text
//! disk ─discover→ Source ─parse→ Document ─validate→ Postmortem ─link→ Archive ─render→ Site ─write→ disk
//!                                    │                                    │
//!                                    └───────────────check────────────────┴──→ Vec<Diagnostic>
//! ```
//!
//! **Parse represents, rules report, validate decides.** So `parse` has no messages in it, every
//! message has a rule that `explain` can explain, and no page has to ask whether a title is there.
//! [`pipeline`] is this picture as code.
//!
//! # The rooms
//!
//! | room | holds |
//! |---|---|
//! | [`cli`], [`command`] | what a user can ask for; one file for each command |
//! | [`pipeline`] | the stages, joined |
//! | [`world`] | the edges: disk, clock, terminal, git, network; the only room that is not pure |
//! | [`config`] | the project file: every setting with its default |
//! | [`yaml`] | YAML with a place for every value |
//! | [`template`] | which fields and sections a kind has to have, and the questions to ask |
//! | [`document`] | what an author wrote, with places |
//! | [`postmortem`] | what it means |
//! | [`archive`] | how reports relate: factors, references, figures |
//! | [`rules`] | one file for each rule; the runner |
//! | [`diagnostic`] | how findings are shown; one file for each format |
//! | [`search`] | the index that the search page and `search` read, and the ranking |
//! | [`site`] | the plan of every page, and its rendering |
//! | [`preview`] | what a browser gets of a site while its reports are being written |
//! | [`scaffold`] | the files that `init` and `new` start an author with |
//!
//! Imports point down the stages: `document` knows nothing of `postmortem`, `postmortem` nothing of
//! `archive`; `rules` and `site` read them and never each other; only `command` sees everything.
//!
//! # What is never there
//!
//! - Outside `world` there are no files, no clock, no environment, no network and no printing.
//! - `site` never touches the disk, and content never reaches Tera as a template.
//! - Nothing iterates over a hash map into a page: the same input gives the same bytes.
//! - A report above the audience of a build is not in the [`archive::Archive`], and so in no page,
//!   feed, count or index.
//! - No person is counted, ranked or coloured.
//!
//! # Words
//!
//! *Postmortem* or *report*: one Markdown file. *Kind*: incident, data-breach, near-miss, security,
//! external or the organisation's own; picks the template. *Section*: a part of the body that the
//! template knows by id. *Contributing factor*: a condition in the registry. *Moment*: an entry of
//! a timeline. *Action item*: a change that was promised. *Recurrence*: the same factor in a later
//! report. *Finding*: something that a rule noticed; shown as a *diagnostic*. *Audience*: the
//! confidentiality levels that a build contains.

mod archive;
mod cli;
mod command;
mod config;
mod diagnostic;
mod digest;
mod document;
mod pipeline;
mod postmortem;
mod preview;
mod rules;
mod scaffold;
mod search;
mod site;
mod template;
mod world;
mod yaml;

pub use cli::run;
