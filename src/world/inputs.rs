//! Everything that a site is made from, as one digest.
//!
//! If nothing of it has changed since the site in the output was written, there is nothing to build.
//! Times of files say nothing in a fresh clone, so the content of every file of the project counts,
//! with its path; and so do the program itself, the day, what was asked for, and the commit at
//! hand, from which pages know when a report was last changed. A digest too many
//! costs a build, one too few would leave a wrong page: so what might matter is in it, whether some
//! page of this project shows it or not.

use std::fs::File;
use std::path::Path;
use std::sync::OnceLock;

use anyhow::Result;
use rayon::prelude::*;

use crate::config::Config;
use crate::digest;
use crate::document::Source;
use crate::world::project::Project;
use crate::world::texts::Texts;
use crate::world::{discover, history};

/// The digest of everything that a site is made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Inputs(blake3::Hash);

impl Inputs {
    /// Reads everything that a site is made from. `wish` is what was asked for, such as the
    /// audience and the day, in any form that says all of it.
    pub(crate) fn read(
        project: &Project,
        config: &Config,
        texts: &mut Texts,
        wish: &str,
    ) -> Result<Inputs> {
        let found = discover::discover(project, config, texts)?;
        let sources: Vec<blake3::Hash> = found.sources.par_iter().map(Source::digest).collect();
        let others: Vec<&str> = found
            .files
            .iter()
            .filter(|path| {
                let place = found.sources.binary_search_by(|it| (*it.path).cmp(path));
                place.is_err()
            })
            .collect();
        let others: Vec<blake3::Hash> = others
            .into_par_iter()
            .map(|path| file(path, &project.root.join(path)))
            .collect();
        let mut all = blake3::Hasher::new();
        all.update(program()?.as_bytes());
        all.update(blake3::hash(wish.as_bytes()).as_bytes());
        all.update(blake3::hash(history::state(&project.root).as_bytes()).as_bytes());
        // Which of the two lists a file stands in matters as well.
        for list in [sources, others] {
            all.update(&list.len().to_le_bytes());
            for digest in list {
                all.update(digest.as_bytes());
            }
        }
        Ok(Inputs(all.finalize()))
    }

    pub(crate) fn to_hex(self) -> String {
        self.0.to_hex().to_string()
    }
}

fn file(path: &str, place: &Path) -> blake3::Hash {
    let mut hasher = blake3::Hasher::new();
    let read = File::open(place).and_then(|file| hasher.update_reader(file).map(drop));
    match read {
        Ok(()) => digest::of([path.as_bytes(), hasher.finalize().as_bytes()]),
        Err(error) => digest::of([path.as_bytes(), b"", error.to_string().as_bytes()]),
    }
}

/// Digests what something is made for: the program, and everything else that it hangs on besides what
/// it is made from.
pub(crate) fn purpose(parts: &[&[u8]]) -> Result<blake3::Hash> {
    let program = program()?;
    let all = std::iter::once(&program.as_bytes()[..]).chain(parts.iter().copied());
    Ok(digest::of(all))
}

/// Digests the program: another one may write other pages from the same project.
fn program() -> Result<blake3::Hash> {
    static PROGRAM: OnceLock<blake3::Hash> = OnceLock::new();
    if let Some(known) = PROGRAM.get() {
        return Ok(*known);
    }
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(File::open(std::env::current_exe()?)?)?;
    Ok(*PROGRAM.get_or_init(|| hasher.finalize()))
}
