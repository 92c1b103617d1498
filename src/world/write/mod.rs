//! Writing a site so that a reader sees the old one or the new one, and never a mixture.
//!
//! All files are rendered into a folder beside the output. When every one is there, the two folders
//! are exchanged, and the old one is removed. A file that is as it was is not written again: the new
//! tree gets a link to it. Whatever fails, and whenever the program is stopped, the old site stays,
//! and the next build clears away what was left.
//!
//! A manifest in the output lists the files that were written. Only those are ever removed; what
//! others put there is carried over.

mod exchange;
mod lock;
mod manifest;
mod old;
mod output;
mod register;
mod sweep;

use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Seek, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use rayon::prelude::*;
use walkdir::WalkDir;

pub(crate) use manifest::MANIFEST;
pub(crate) use output::Output;
pub(crate) use register::Register;

use crate::site::{Content, OutputPath, Pedigree, Piece, Site};
use crate::world::inputs::Inputs;
use crate::world::progress::Progress;
use crate::world::texts;
use lock::Lock;
use manifest::{Entry, Manifest};
use old::Old;
use register::Known;

/// What was done to an output.
#[derive(Debug, Default)]
pub(crate) struct Written {
    /// Files of the site.
    pub(crate) files: usize,
    /// Those of them that were new or changed.
    pub(crate) changed: usize,
    /// Those of them that were not made at all, because they would be made from the same as before.
    pub(crate) known: usize,
    /// Files of the last site that are gone.
    pub(crate) removed: usize,
    /// Files of others, which were left as they are; below the output.
    pub(crate) foreign: Vec<PathBuf>,
    /// Files of others in folders that an earlier build left behind.
    pub(crate) strays: Vec<PathBuf>,
}

/// Returns what there is to say of an output that holds the site already, whole, made from the same
/// inputs; nothing where it has to be built, or where that is in doubt.
pub(crate) fn up_to_date(output: &Output, inputs: Inputs) -> Result<Option<Written>> {
    let _lock = Lock::take(output.parent())?;
    let strays = exchange::recover(output)?;
    let Ok(old) = Old::open(output.path()) else {
        return Ok(None);
    };
    let is_up_to_date = old.manifest.is_made_from(inputs) && old.is_whole();
    Ok(is_up_to_date.then(|| Written {
        files: old.manifest.len(),
        strays,
        ..Written::default()
    }))
}

/// Writes a site, with a note of what it was made from, if that is known.
///
/// # Errors
///
/// A page that cannot be rendered, whatever the system refuses, and an output with files of others
/// but none of ours. The old site is then as it was.
pub(crate) fn write(
    site: &Site,
    output: &Output,
    inputs: Option<Inputs>,
    register: &Register,
) -> Result<Written> {
    let _lock = Lock::take(output.parent())?;
    let strays = exchange::recover(output)?;
    let tree = exchange::beside(output, "new");
    let new = New {
        site,
        inputs,
        register,
        root: output.root(),
        old: Old::open(output.path())?,
        tree: &tree,
    };
    fs::create_dir(&tree).with_context(|| format!("cannot create {}", tree.display()))?;
    match texts::unless_changed(|| new.replace(output)) {
        Ok(mut written) => {
            written.strays.extend(strays);
            Ok(written)
        }
        Err(error) => {
            // The error at hand says more than one of clearing up, which the next build does again.
            let _ = sweep::sweep(&tree, output.path());
            Err(error)
        }
    }
}

/// A tree that is about to take the place of an old one.
struct New<'a, 's> {
    site: &'a Site<'s>,
    inputs: Option<Inputs>,
    register: &'a Register<'a>,
    /// The project, from which some files are copied as they are.
    root: &'a Path,
    old: Old,
    tree: &'a Path,
}

/// A file of the new tree.
struct Done {
    entry: Entry,
    state: State,
    /// What it was made from, where that may save making it another time.
    pedigree: Option<Box<Pedigree>>,
}

/// Whether a file of the new tree is in the old one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Changed,
    Unchanged,
    /// As it was, and that without being made.
    Known,
}

impl New<'_, '_> {
    fn replace(&self, output: &Output) -> Result<Written> {
        let paths: Vec<&OutputPath> = self.site.paths().collect();
        Manifest::planned(paths.iter().map(|path| path.as_str())).write(self.tree)?;
        let progress = Progress::of("writing", paths.len(), "files");
        let made: Vec<Option<Done>> = paths
            .par_iter()
            .map(|path| self.make(path))
            .inspect(|_| progress.advance())
            .collect::<Result<_>>()?;
        // What joins other files waits until they are there.
        let files: Vec<Done> = paths
            .iter()
            .zip(made)
            .map(|(path, made)| made.map_or_else(|| self.make_joined(path), Ok))
            .collect::<Result<_>>()?;
        let (changed, unchanged): (Vec<_>, Vec<_>) = paths
            .iter()
            .zip(&files)
            .partition(|(_, done)| done.state == State::Changed);
        let changed: Vec<&OutputPath> = changed.into_iter().map(|(path, _)| *path).collect();
        let entries = paths.iter().zip(&files);
        let manifest =
            Manifest::new(entries.map(|(path, done)| (path.as_str(), done.entry.clone())))
                .made_from(self.inputs);
        let mut written = Written {
            files: files.len(),
            changed: changed.len(),
            known: files.iter().filter(|it| it.state == State::Known).count(),
            removed: self.old.manifest.count_missing_from(&manifest),
            ..Written::default()
        };
        self.keep_register(&paths, &files);
        if changed.is_empty() && self.old.manifest == manifest {
            sweep::sweep(self.tree, output.path())?;
            return Ok(written);
        }
        unchanged
            .par_iter()
            .try_for_each(|(path, _)| self.keep(path))?;
        written.foreign = self.carry_over()?;
        manifest.write(self.tree)?;
        exchange::settle(self.tree, &changed)
            .with_context(|| format!("cannot write {}", self.tree.display()))?;
        if let Some(old) = exchange::exchange(self.tree, output)? {
            // The new site is in its place, whatever becomes of the old one.
            written.strays = sweep::sweep(&old, output.path()).unwrap_or_else(|_| vec![old]);
        }
        exchange::settle_name(output);
        Ok(written)
    }

    /// Makes or copies a file, unless the old site has the same. Leaves what joins others.
    fn make(&self, path: &OutputPath) -> Result<Option<Done>> {
        if let Some(known) = self.register.get(path.as_str())
            && self.old.has_digested(path.as_str(), &known.entry)
            && self.site.would_be(path, &known.pedigree)
        {
            return Ok(Some(Done {
                entry: known.entry,
                state: State::Known,
                pedigree: Some(Box::new(known.pedigree)),
            }));
        }
        if !self.register.is_kept() {
            return self.make_of(path, self.site.render(path)?, None);
        }
        let made = self.site.make(path)?;
        self.make_of(path, made.content, made.pedigree)
    }

    fn make_of(
        &self,
        path: &OutputPath,
        content: Content,
        pedigree: Option<Pedigree>,
    ) -> Result<Option<Done>> {
        let (entry, state) = match content {
            Content::Made(bytes) => self.make_page(path.as_str(), &bytes)?,
            Content::Joined(_) => return Ok(None),
            Content::Copied(source) => {
                let source = self.root.join(source);
                self.copy(path.as_str(), &source)
                    .with_context(|| format!("cannot copy {}", source.display()))?
            }
        };
        Ok(Some(Done {
            entry,
            state,
            pedigree: pedigree.map(Box::new),
        }))
    }

    /// Notes what the files were made from, for the next build.
    fn keep_register(&self, paths: &[&OutputPath], files: &[Done]) {
        let files = paths.iter().zip(files).filter_map(|(path, done)| {
            let pedigree = Pedigree::clone(done.pedigree.as_ref()?);
            let entry = done.entry.clone();
            Some((path.as_str(), Known { pedigree, entry }))
        });
        self.register.keep(files);
    }

    fn make_joined(&self, path: &OutputPath) -> Result<Done> {
        let Content::Joined(pieces) = self.site.render(path)? else {
            bail!("{} was not written", path.as_str());
        };
        let (entry, state) = self
            .join(path.as_str(), pieces)
            .with_context(|| format!("cannot write {}", path.as_str()))?;
        Ok(Done {
            entry,
            state,
            pedigree: None,
        })
    }

    fn make_page(&self, path: &str, content: &[u8]) -> Result<(Entry, State)> {
        let entry = Entry {
            blake3: Some(blake3::hash(content).to_hex().as_str().into()),
            bytes: content.len() as u64,
        };
        if self.old.has(path, &entry, content) {
            return Ok((entry, State::Unchanged));
        }
        let place = self.tree.join(path);
        create(&place)
            .and_then(|mut file| file.write_all(content))
            .with_context(|| format!("cannot write {}", place.display()))?;
        Ok((entry, State::Changed))
    }

    /// Joins files that are written, or are in the old site as they would be. The whole may be too long
    /// to be in memory at once, so it is only known afterwards whether the old site has the same.
    fn join(&self, path: &str, pieces: Vec<Piece>) -> io::Result<(Entry, State)> {
        let place = self.tree.join(path);
        let mut file = BufWriter::with_capacity(64 << 10, create(&place)?);
        let mut hasher = blake3::Hasher::new();
        for piece in pieces {
            let bytes = match piece {
                Piece::Text(text) => text.into_bytes(),
                Piece::Line(path) => self.read_line(path.as_str())?,
            };
            hasher.update(&bytes);
            file.write_all(&bytes)?;
        }
        file.flush()?;
        let entry = Entry::of(&hasher);
        if self.old.has_digested(path, &entry) {
            fs::remove_file(place)?;
            return Ok((entry, State::Unchanged));
        }
        Ok((entry, State::Changed))
    }

    /// Reads a file of the new site, which may only be in the old one yet, without its last line break.
    fn read_line(&self, path: &str) -> io::Result<Vec<u8>> {
        let mut line = fs::read(self.tree.join(path)).or_else(|error| match error.kind() {
            io::ErrorKind::NotFound => fs::read(self.old.folder.join(path)),
            _ => Err(error),
        })?;
        line.pop_if(|byte| *byte == b'\n');
        Ok(line)
    }

    /// Copies a file of the project, which may be large, piece by piece.
    fn copy(&self, path: &str, source: &Path) -> io::Result<(Entry, State)> {
        let mut file = File::open(source)?;
        let entry = copy_hashed(&mut file, &mut io::sink())?;
        if self.old.has_listed(path, &entry) {
            return Ok((entry, State::Unchanged));
        }
        file.rewind()?;
        // It may have changed in between; what counts is what was copied.
        let entry = copy_hashed(&mut file, &mut create(&self.tree.join(path))?)?;
        Ok((entry, State::Changed))
    }

    /// Gives the new tree a file of the old one.
    fn keep(&self, path: &OutputPath) -> Result<()> {
        let path = path.as_str();
        link(&self.old.folder.join(path), &self.tree.join(path))
    }

    /// Gives the new tree the files that others put into the old one. Returns their paths below it.
    fn carry_over(&self) -> Result<Vec<PathBuf>> {
        let old = &self.old;
        let mut foreign = Vec::new();
        if !old.folder.exists() {
            return Ok(foreign);
        }
        for entry in WalkDir::new(&old.folder).min_depth(1) {
            let entry = entry.with_context(|| format!("cannot read {}", old.folder.display()))?;
            let path = entry.path();
            let relative = path.strip_prefix(&old.folder).expect("a walk stays below");
            if entry.file_type().is_dir() || old.manifest.lists(relative) {
                continue;
            }
            link(path, &self.tree.join(relative)).with_context(|| {
                format!(
                    "{} is not a file that secondstory wrote, and cannot stay beside the new site",
                    path.display()
                )
            })?;
            foreign.push(relative.to_path_buf());
        }
        foreign.sort();
        Ok(foreign)
    }
}

/// Copies all that can be read, and says what it was.
fn copy_hashed(from: &mut File, to: &mut impl Write) -> io::Result<Entry> {
    let mut hasher = blake3::Hasher::new();
    let mut buffer = vec![0; 64 << 10];
    loop {
        let read = from.read(&mut buffer)?;
        if read == 0 {
            return Ok(Entry::of(&hasher));
        }
        hasher.update(&buffer[..read]);
        to.write_all(&buffer[..read])?;
    }
}

/// Creates a file that is not there yet, with the folders it lies in.
fn create(path: &Path) -> io::Result<File> {
    with_folders(path, |path| File::create_new(path))
}

/// Does something that makes a file, and once more with its folders if they were missing.
fn with_folders<T>(path: &Path, make: impl Fn(&Path) -> io::Result<T>) -> io::Result<T> {
    match make(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            fs::create_dir_all(path.parent().unwrap_or(path))?;
            make(path)
        }
        made => made,
    }
}

/// Gives a file a second name; where the file system cannot, copies it.
fn link(from: &Path, to: &Path) -> Result<()> {
    with_folders(to, |to| fs::hard_link(from, to))
        .or_else(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => Err(error),
            _ if from.symlink_metadata()?.is_file() => fs::copy(from, to).map(drop),
            _ => Err(error),
        })
        .with_context(|| format!("cannot write {}", to.display()))
}
