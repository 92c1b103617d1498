//! What a project says besides its reports: configuration, registry, services, templates.
//!
//! All of these files are read before any is complained of, so that whoever runs the program learns
//! of every fault at once, each with its place.

use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::io;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use walkdir::WalkDir;

use crate::archive::{Registry, Services};
use crate::config::{self, Config};
use crate::diagnostic::{self, Baseline};
use crate::digest;
use crate::template::{TemplateFile, Templates};
use crate::world::project::{FILE, Project};
use crate::yaml::{Faulty, Problem};

/// The largest file of a project, besides its reports, that is read.
const MOST_BYTES: u64 = 32 << 20;

/// What holds for all reports of a project.
#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) config: Config,
    pub(crate) templates: Templates,
    pub(crate) registry: Registry,
    pub(crate) services: Services,
    /// The findings that are known, if they were ever written down.
    pub(crate) baseline: Option<Baseline>,
    /// Of what parsing a report depends on.
    pub(crate) digest: Digest,
    /// Of all of it: the registry and the services as well.
    pub(crate) whole: Digest,
}

/// A digest of some of the files.
pub(crate) type Digest = blake3::Hash;

/// Everything that is wrong with the files of a project that are not reports.
#[derive(Debug, Default)]
pub(crate) struct Faults(Vec<Faulty>);

impl Project {
    /// Reads the files that say what holds for all reports. One that is missing says nothing.
    ///
    /// # Errors
    ///
    /// [`Faults`], or that a file cannot be read.
    pub(crate) fn settings(&self) -> Result<Settings> {
        let mut faults = Faults::default();
        let mut parsing = Read::default();
        let mut rest = Read::default();
        let config = self.read(FILE, &mut parsing)?;
        let config: Config = parsed(FILE, config, config::parse, &mut faults);
        let registry = self.read("factors.yml", &mut rest)?;
        let mut registry = parsed("factors.yml", registry, Registry::parse, &mut faults);
        for path in self.files_in("factors")? {
            if path.ends_with(".md") {
                let text = self.read(&path, &mut rest)?;
                registry.describe(&path, &text.unwrap_or_default());
            }
        }
        let services = self.read("services.yml", &mut rest)?;
        let services = parsed("services.yml", services, Services::parse, &mut faults);
        let baseline = self.parsed_baseline(&config.baseline, &mut faults)?;
        let own = self.own_templates(&mut parsing)?;
        let digest = parsing.0.finalize();
        rest.add("", digest.as_bytes());
        let whole = rest.0.finalize();
        let files: Vec<TemplateFile> = own
            .iter()
            .map(|(path, text)| TemplateFile { path, text })
            .collect();
        match Templates::load(&files, &config) {
            Ok(templates) if faults.0.is_empty() => Ok(Settings {
                config,
                templates,
                registry,
                services,
                baseline,
                digest,
                whole,
            }),
            Ok(_) => Err(faults.into()),
            Err(faulty) => {
                faults.0.extend(faulty);
                Err(faults.into())
            }
        }
    }

    /// Reads the baseline at a path below the root, if it is there.
    ///
    /// # Errors
    ///
    /// [`Faults`], or that the file cannot be read.
    pub(crate) fn baseline(&self, path: &str) -> Result<Option<Baseline>> {
        let mut faults = Faults::default();
        let baseline = self.parsed_baseline(path, &mut faults)?;
        if faults.0.is_empty() {
            Ok(baseline)
        } else {
            Err(faults.into())
        }
    }

    fn parsed_baseline(&self, path: &str, faults: &mut Faults) -> Result<Option<Baseline>> {
        let parse = |text: &str| Baseline::parse(text).map(Some);
        Ok(parsed(path, self.text(path)?, parse, faults))
    }

    /// Reads a text file by its path below the root, if it is there.
    pub(crate) fn text(&self, path: &str) -> Result<Option<String>> {
        let Some(bytes) = self.bytes(path)? else {
            return Ok(None);
        };
        match String::from_utf8(bytes) {
            Ok(text) => Ok(Some(text)),
            Err(error) => {
                let offset = error.utf8_error().valid_up_to();
                let line = 1 + memchr::memchr_iter(b'\n', &error.as_bytes()[..offset]).count();
                bail!(
                    "{path}:{line}: byte {offset} is {:#04x}, which is not UTF-8\n\
                     help: save the file as UTF-8",
                    error.as_bytes()[offset]
                );
            }
        }
    }

    /// Does the same, and notes what was read.
    fn read(&self, path: &str, read: &mut Read) -> Result<Option<String>> {
        let text = self.text(path)?;
        read.add(path, text.as_deref().unwrap_or_default().as_bytes());
        Ok(text)
    }

    fn own_templates(&self, read: &mut Read) -> Result<Vec<(String, String)>> {
        let mut templates = Vec::new();
        for path in self.files_in("templates")? {
            if path.ends_with(".yml") || path.ends_with(".yaml") {
                let text = self.read(&path, read)?.unwrap_or_default();
                templates.push((path, text));
            }
        }
        Ok(templates)
    }

    /// Returns the paths of the files in a folder and below it, hidden ones left out. Sorted.
    fn files_in(&self, folder: &str) -> Result<BTreeSet<String>> {
        let mut paths = BTreeSet::new();
        let top = self.root.join(folder);
        if !top.is_dir() {
            return Ok(paths);
        }
        let entries = WalkDir::new(&top).min_depth(1).into_iter();
        for entry in entries.filter_entry(|it| !it.file_name().as_encoded_bytes().starts_with(b"."))
        {
            let entry = entry.with_context(|| format!("cannot read {folder}"))?;
            if !entry.file_type().is_dir() {
                paths.insert(self.below(entry.path())?);
            }
        }
        Ok(paths)
    }

    /// Reads a file by its path below the root, if it is there.
    ///
    /// A link is only followed inside of the root: what a change from outside may link to must not
    /// show up in a message or a page.
    fn bytes(&self, path: &str) -> Result<Option<Vec<u8>>> {
        let cannot_read = || format!("cannot read {path}");
        let place: PathBuf = match self.root.join(path).canonicalize() {
            Ok(place) => place,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error).with_context(cannot_read),
        };
        if !place.starts_with(&self.root) {
            bail!("cannot read {path}: it is a link that leads out of the knowledge base");
        }
        let metadata = fs::metadata(&place).with_context(cannot_read)?;
        if !metadata.is_file() {
            bail!("cannot read {path}: it is not a file");
        }
        if metadata.len() > MOST_BYTES {
            bail!(
                "cannot read {path}: it is {} MiB large, and at most {} are read",
                metadata.len() >> 20,
                MOST_BYTES >> 20
            );
        }
        fs::read(&place).map(Some).with_context(cannot_read)
    }
}

/// Reads a text as what it should be, or notes its faults.
fn parsed<T: Default>(
    path: &str,
    text: Option<String>,
    parse: impl Fn(&str) -> Result<T, Vec<Problem>>,
    faults: &mut Faults,
) -> T {
    let Some(text) = text else {
        return T::default();
    };
    parse(&text).unwrap_or_else(|problems| {
        let path = path.to_owned();
        faults.0.push(Faulty {
            path,
            text,
            problems,
        });
        T::default()
    })
}

/// A digest of what was read: of the very texts, for a file may change in between.
#[derive(Default)]
struct Read(blake3::Hasher);

impl Read {
    fn add(&mut self, path: &str, content: &[u8]) {
        digest::add(&mut self.0, path.as_bytes());
        digest::add(&mut self.0, content);
    }
}

impl fmt::Display for Faults {
    /// Writes each fault with the line it stands in, as findings are shown.
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        let shown: Vec<String> = self.0.iter().map(diagnostic::faults).collect();
        out.write_str(&shown.join("\n\n"))
    }
}

impl std::error::Error for Faults {}
