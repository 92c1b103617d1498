//! Which files are reports, and which files there are at all.
//!
//! One walk over the project finds both. Hidden files and folders and built sites are left out, and
//! links are not followed out of the root, nor into folders. A file that is named as a report and
//! cannot be read as one is still a [`Source`]: it says why, and a rule tells its author.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};

use crate::config::{Config, SourceGroup};
use crate::document::{Packed, ProjectFiles, Source, Unreadable};
use crate::world::project::{self, Project};
use crate::world::texts::{Stamp, Texts};
use crate::world::write;

/// What a walk over a project finds.
#[derive(Debug)]
pub(crate) struct Found {
    /// Every file that `sources` names, by path.
    pub(crate) sources: Vec<Source>,
    pub(crate) files: ProjectFiles,
}

/// Finds every file below the root, and reads those that `sources` names. A project without a
/// single report is an error that says what was looked for. A file that is as it was when its text
/// was read is not read again.
pub(crate) fn discover(project: &Project, config: &Config, texts: &mut Texts) -> Result<Found> {
    let groups: Vec<Arc<SourceGroup>> = config.sources.iter().cloned().map(Arc::new).collect();
    let walk = walk(&project.root, &groups)?;
    let (mut sources, stamps): (Vec<Source>, Vec<_>) = walk
        .reports
        .into_par_iter()
        .map(|report| {
            let (stamp, content) = match report.unreadable {
                None => read(&report.disk, texts),
                Some(why) => (None, Err(why)),
            };
            let stamped = stamp.zip(content.as_ref().ok().cloned());
            let source = Source {
                content,
                path: report.path.into(),
                group: report.group,
            };
            (
                source,
                stamped.map(|(stamp, text)| (report.disk, stamp, text)),
            )
        })
        .unzip();
    texts.remember(stamps.into_iter().flatten());
    sources.sort_unstable_by(|one, other| one.path.cmp(&other.path));
    let files = ProjectFiles::from_iter(walk.files);
    if sources.is_empty() {
        bail!(nothing_found(project, config, &files));
    }
    Ok(Found { sources, files })
}

/// The text of one file as an editor has it.
#[derive(Debug)]
pub(crate) struct Input {
    /// Below the root.
    pub(crate) path: String,
    pub(crate) content: Result<Packed, Unreadable>,
}

impl Input {
    /// Reads standard input as the text of the file at a path below the root.
    pub(crate) fn read(path: String) -> Input {
        Input {
            path,
            content: read_text(io::stdin().lock(), 0, |text| text.into()),
        }
    }

    /// Reads a file at a path below the root, which `sources` need not name.
    pub(crate) fn file(project: &Project, path: String) -> Input {
        Input {
            content: read(&project.root.join(&path), &Texts::default()).1,
            path,
        }
    }
}

impl Found {
    /// Puts a text in the place of what a file holds, or beside the files that there are.
    pub(crate) fn put(&mut self, input: Input, config: &Config) {
        let place = self
            .sources
            .binary_search_by(|source| (*source.path).cmp(&input.path));
        match place {
            Ok(at) => self.sources[at].content = input.content,
            Err(at) => {
                let mut groups = config.sources.iter();
                let group = groups
                    .find(|group| group.include.matches(&input.path))
                    .or(config.sources.first())
                    .cloned()
                    .unwrap_or_default();
                let source = Source {
                    path: input.path.into(),
                    group: Arc::new(group),
                    content: input.content,
                };
                self.sources.insert(at, source);
            }
        }
    }
}

/// A report that is not read yet.
struct Report {
    /// Below the root, safe to be shown.
    path: String,
    disk: PathBuf,
    group: Arc<SourceGroup>,
    unreadable: Option<Unreadable>,
}

#[derive(Default)]
struct Walk {
    reports: Vec<Report>,
    files: Vec<String>,
}

fn walk(root: &Path, groups: &[Arc<SourceGroup>]) -> Result<Walk> {
    let mut walk = Walk::default();
    let entries = WalkDir::new(root)
        .min_depth(1)
        .into_iter()
        .filter_entry(|entry| entry.depth() == 0 || !(is_hidden(entry) || is_site(entry)));
    for entry in entries {
        let (disk, what) = match entry {
            Ok(entry) => {
                let what = examine(root, &entry);
                (entry.into_path(), what)
            }
            Err(error) => {
                let folder = error.path().unwrap_or(root).to_path_buf();
                let error = io::Error::from(error);
                if folder == root {
                    return Err(error).with_context(|| format!("cannot read {}", root.display()));
                }
                (
                    folder,
                    What::Passage(Unreadable::Refused(error.to_string())),
                )
            }
        };
        let relative = disk
            .strip_prefix(root)
            .expect("a walk stays below its root");
        walk.add(relative, &disk, groups, what);
    }
    Ok(walk)
}

/// What stands at a path.
enum What {
    File,
    Folder,
    /// Neither a file nor a folder that could be walked, with the reason.
    Other(Unreadable),
    /// A folder that was not walked, so that any reports in it are missed.
    Passage(Unreadable),
}

impl Walk {
    fn add(&mut self, relative: &Path, disk: &Path, groups: &[Arc<SourceGroup>], what: What) {
        let (path, odd) = shown(relative);
        let group = groups
            .iter()
            .find(|group| group.include.matches(relative) && !group.exclude.matches(relative));
        let is_file = matches!(what, What::File);
        let (group, unreadable) = match what {
            What::File => (group, None),
            What::Folder if !has_report_ending(relative) => return,
            What::Folder => (group, Some(Unreadable::Folder)),
            What::Other(why) => (group, Some(why)),
            What::Passage(why) => {
                let missed = groups.iter().find(|group| reaches(group, relative));
                (group.or(missed), Some(why))
            }
        };
        if let Some(group) = group {
            self.reports.push(Report {
                path: path.clone(),
                disk: disk.to_path_buf(),
                group: Arc::clone(group),
                unreadable: odd.map(|why| Unreadable::Name { why }).or(unreadable),
            });
        }
        if is_file && odd.is_none() {
            self.files.push(path);
        }
    }
}

/// Says what an entry is, looking through a link at what it leads to.
fn examine(root: &Path, entry: &DirEntry) -> What {
    let kind = entry.file_type();
    if kind.is_file() {
        What::File
    } else if kind.is_dir() {
        What::Folder
    } else if kind.is_symlink() {
        follow(root, entry.path())
    } else {
        What::Other(Unreadable::NotAFile)
    }
}

/// Follows a link to a file inside the root. Every other link says why it is not followed.
fn follow(root: &Path, link: &Path) -> What {
    let refuse = |why| What::Other(Unreadable::Link { why });
    let target = match link.canonicalize() {
        Ok(target) => target,
        Err(error) if is_circle(&error) => return refuse("it leads back to itself"),
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            return What::Other(Unreadable::Refused(error.to_string()));
        }
        Err(_) => return refuse("nothing is where it leads"),
    };
    let is_folder = target.is_dir();
    let passage = |why| What::Passage(Unreadable::Link { why });
    let Ok(relative) = target.strip_prefix(root) else {
        return if is_folder {
            passage("it leads to a folder outside the knowledge base")
        } else {
            refuse("it leads out of the knowledge base")
        };
    };
    if is_folder {
        return if link.starts_with(&target) {
            passage("it leads back to a folder that it lies in")
        } else {
            passage("it leads to a folder, and links to folders are not followed")
        };
    }
    // A checkout keeps credentials in `.git`, and a link in a change from outside could show them.
    if relative.iter().any(begins_with_dot) {
        return refuse("it leads to a hidden file");
    }
    if target.is_file() {
        What::File
    } else {
        What::Other(Unreadable::NotAFile)
    }
}

fn is_circle(error: &io::Error) -> bool {
    error.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error())
}

/// Says whether a group would take files from a folder.
fn reaches(group: &SourceGroup, folder: &Path) -> bool {
    let something = folder.join("_");
    !group.exclude.matches(folder)
        && !group.exclude.matches(something)
        && group.include.folders().any(|base| {
            let base = Path::new(base);
            base.starts_with(folder) || folder.starts_with(base)
        })
}

fn is_hidden(entry: &DirEntry) -> bool {
    begins_with_dot(entry.file_name())
}

pub(super) fn begins_with_dot(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".")
}

/// Says whether a folder holds a site that was built here or elsewhere.
fn is_site(entry: &DirEntry) -> bool {
    entry.file_type().is_dir() && entry.path().join(write::MANIFEST).is_file()
}

fn has_report_ending(path: &Path) -> bool {
    path.extension().is_some_and(|ending| {
        ["md", "markdown", "qmd", "mdx", "rmd", "erb"]
            .iter()
            .any(|known| ending.eq_ignore_ascii_case(known))
    })
}

/// Writes a path with `/` between its parts and anything odd in it as an escape, and says what is
/// odd.
pub(super) fn shown(relative: &Path) -> (String, Option<&'static str>) {
    let parts: Vec<_> = relative.iter().map(OsStr::to_string_lossy).collect();
    let path = parts.join("/");
    let odd = if relative.to_str().is_none() {
        Some("it is not UTF-8")
    } else {
        path.chars().find_map(oddity)
    };
    if odd.is_none() {
        return (path, None);
    }
    let mut shown = String::with_capacity(path.len() + 8);
    for char in path.chars() {
        match oddity(char) {
            Some(_) => shown.extend(char.escape_unicode()),
            None => shown.push(char),
        }
    }
    (shown, odd)
}

/// Says why a character in a name would make it read as something else.
fn oddity(char: char) -> Option<&'static str> {
    match char {
        '\n' | '\r' | '\u{2028}' | '\u{2029}' => Some("there is a line break in it"),
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            Some("there is a character in it that turns the direction of text")
        }
        _ if char.is_control() => Some("there is a control character in it"),
        _ => None,
    }
}

/// Reads a file, unless its text is known. Returns the stamp that it had before, if that will tell
/// whether it has changed.
fn read(path: &Path, texts: &Texts) -> (Option<Stamp>, Result<Packed, Unreadable>) {
    if let Some((stamp, text)) = texts.unchanged(path) {
        return (Some(stamp), Ok(text));
    }
    let opened = File::open(path).and_then(|file| Ok((file.metadata()?, file)));
    let (metadata, file) = match opened {
        Ok(opened) => opened,
        Err(error) => return (None, Err(Unreadable::Refused(error.to_string()))),
    };
    let bytes = metadata.len();
    let content = if bytes > Source::MOST_BYTES {
        Err(Unreadable::TooLarge { bytes })
    } else {
        // It may have grown since, or be a file that does not know its size.
        read_text(file, bytes as usize + 1, |text| texts.keep(path, text))
    };
    (Stamp::settled(&metadata), content)
}

/// Reads a text of a size that is about right, never more of it than [`Source::MOST_BYTES`].
fn read_text(
    from: impl Read,
    size: usize,
    keep: impl FnOnce(&str) -> Packed,
) -> Result<Packed, Unreadable> {
    let mut content = Vec::with_capacity(size);
    let read = from
        .take(Source::MOST_BYTES + 1)
        .read_to_end(&mut content)
        .map_err(|error| Unreadable::Refused(error.to_string()))? as u64;
    if read > Source::MOST_BYTES {
        return Err(Unreadable::TooLarge { bytes: read });
    }
    match str::from_utf8(&content) {
        Ok(text) => Ok(keep(text)),
        Err(error) => {
            let offset = error.valid_up_to();
            let line = 1 + content[..offset]
                .iter()
                .filter(|&&byte| byte == b'\n')
                .count();
            let byte = content[offset];
            Err(Unreadable::NotUtf8 { offset, line, byte })
        }
    }
}

fn nothing_found(project: &Project, config: &Config, files: &ProjectFiles) -> String {
    let globs = |globs: &crate::config::Globs| {
        let written: Vec<_> = globs.written().iter().map(|it| format!("`{it}`")).collect();
        written.join(", ")
    };
    let looked_for: Vec<_> = config
        .sources
        .iter()
        .map(|group| match group.exclude.written() {
            [] => globs(&group.include),
            _ => format!(
                "{} without {}",
                globs(&group.include),
                globs(&group.exclude)
            ),
        })
        .collect();
    let mut message = format!(
        "there are no reports in {}: no file matches {}",
        project.root.display(),
        looked_for.join(" or ")
    );
    let markdown = |path: &&str| has_report_ending(Path::new(path));
    let help = match files.iter().find(markdown) {
        Some(example) => format!(
            "there is `{example}`, among {} Markdown files; say which of them are reports under `sources` in {}",
            files.iter().filter(markdown).count(),
            project::FILE
        ),
        None if files.has_file(project::FILE) => {
            "write the first one with `secondstory new incident \"What happened\"`".into()
        }
        None => "start a knowledge base with `secondstory init`".into(),
    };
    message.push_str("\nhelp: ");
    message.push_str(&help);
    message
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::config;

    /// Finds the reports of a folder with some files in it, under the given `sources`.
    fn found(files: &[&str], sources: &str, prepare: impl FnOnce(&Path)) -> Result<Found> {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, *file).unwrap();
        }
        prepare(folder.path());
        let project = Project::open(Some(folder.path())).unwrap();
        discover(
            &project,
            &config::parse(sources).unwrap(),
            &mut Texts::default(),
        )
    }

    /// Writes each report with the reason why it cannot be read, if any.
    fn listed(found: &Found) -> Vec<String> {
        let source = |source: &Source| match &source.content {
            Ok(_) => source.path.to_string(),
            Err(why) => format!("{} {why:?}", source.path),
        };
        found.sources.iter().map(source).collect()
    }

    #[test]
    fn an_earlier_source_keeps_its_files_and_an_excluded_one_goes_to_the_next() {
        let found = found(
            &["a/one.md", "a/two.md", "a/old/three.md"],
            "sources:
  - { include: 'a/*.md', exclude: a/two.md, defaults: { kind: incident } }
  - { include: 'a/**', defaults: { kind: external } }",
            |_| {},
        )
        .unwrap();
        let kinds: Vec<_> = found
            .sources
            .iter()
            .map(|it| (&*it.path, it.group.defaults.kind.as_deref().unwrap()))
            .collect();
        assert_eq!(
            kinds,
            [
                ("a/old/three.md", "external"),
                ("a/one.md", "incident"),
                ("a/two.md", "external")
            ]
        );
    }

    #[test]
    fn any_ending_is_markdown_where_a_source_names_it() {
        let found = found(
            &["r/a.html.md.erb", "r/b", "r/c.qmd", "r/d.md"],
            "sources: [{ include: 'r/*' }]",
            |_| {},
        );
        assert_eq!(
            listed(&found.unwrap()),
            ["r/a.html.md.erb", "r/b", "r/c.qmd", "r/d.md"]
        );
    }

    #[test]
    fn hidden_folders_and_built_sites_are_neither_reports_nor_files() {
        let found = found(
            &[
                "a.md",
                ".git/b.md",
                ".c.md",
                "site/d.md",
                "site/.secondstory-manifest.json",
            ],
            "sources: [{ include: '**/*.md' }]",
            |_| {},
        )
        .unwrap();
        assert_eq!(listed(&found), ["a.md"]);
        assert_eq!(found.files.iter().collect::<Vec<_>>(), ["a.md"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_followed_to_a_file_inside_and_nowhere_else() {
        use std::os::unix::fs::symlink;
        let outside = tempfile::NamedTempFile::new().unwrap();
        let found = found(
            &["r/a.md", "shared/b.txt", ".git/config"],
            "sources: [{ include: 'r/**/*.md' }]",
            |root| {
                symlink("../shared/b.txt", root.join("r/b.md")).unwrap();
                symlink("../.git/config", root.join("r/c.md")).unwrap();
                symlink(outside.path(), root.join("r/d.md")).unwrap();
                symlink("missing", root.join("r/e.md")).unwrap();
                symlink("f.md", root.join("r/f.md")).unwrap();
                symlink("..", root.join("r/g")).unwrap();
                symlink("r", root.join("elsewhere")).unwrap();
            },
        )
        .unwrap();
        assert_eq!(
            listed(&found),
            [
                "r/a.md",
                "r/b.md",
                "r/c.md Link { why: \"it leads to a hidden file\" }",
                "r/d.md Link { why: \"it leads out of the knowledge base\" }",
                "r/e.md Link { why: \"nothing is where it leads\" }",
                "r/f.md Link { why: \"it leads back to itself\" }",
                "r/g Link { why: \"it leads back to a folder that it lies in\" }",
            ]
        );
        assert!(found.files.has_file("r/b.md") && !found.files.has_file("r/d.md"));
    }

    #[cfg(unix)]
    #[test]
    fn a_name_that_reads_as_something_else_is_shown_with_escapes_and_not_read() {
        let found = found(
            &["r/a\nb.md", "r/c\u{202e}dm.md"],
            "sources: [{ include: 'r/*.md' }]",
            |_| {},
        )
        .unwrap();
        assert_eq!(
            listed(&found),
            [
                "r/a\\u{a}b.md Name { why: \"there is a line break in it\" }",
                "r/c\\u{202e}dm.md Name { why: \"there is a character in it that turns the direction of text\" }",
            ]
        );
        assert_eq!(found.files.iter().count(), 0);
    }

    #[test]
    fn a_folder_named_like_a_report_says_so_and_its_reports_are_still_found() {
        let found = found(
            &["r/x.md/y.md", "r/2024/z.md"],
            "sources: [{ include: 'r/**' }]",
            |_| {},
        );
        assert_eq!(
            listed(&found.unwrap()),
            ["r/2024/z.md", "r/x.md Folder", "r/x.md/y.md"]
        );
    }

    #[test]
    fn a_file_that_is_not_utf8_says_where_and_one_that_is_too_large_is_not_read() {
        let found = found(&["r/a.md"], "sources: [{ include: 'r/*.md' }]", |root| {
            fs::write(root.join("r/b.md"), b"caf\xe9").unwrap();
            let large = File::create(root.join("r/c.md")).unwrap();
            large.set_len(Source::MOST_BYTES + 1).unwrap();
        })
        .unwrap();
        assert_eq!(
            listed(&found),
            [
                "r/a.md",
                "r/b.md NotUtf8 { offset: 3, line: 1, byte: 233 }",
                "r/c.md TooLarge { bytes: 8388609 }"
            ]
        );
    }

    #[test]
    fn a_project_without_reports_says_what_was_looked_for_and_what_there_is_instead() {
        let error = found(&["docs/a.md"], "", |_| {}).unwrap_err().to_string();
        assert!(
            error.contains("no file matches `postmortems/**/*.md`"),
            "{error}"
        );
        assert!(error.contains("there is `docs/a.md`"), "{error}");
    }
}
