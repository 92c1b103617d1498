//! The least that a program can do which makes a site of the same size from the same reports.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

/// The files of a site by path, and how large each is.
pub(crate) struct Plan(Vec<(PathBuf, usize)>);

impl Plan {
    /// Looks at a site.
    pub(crate) fn of(site: &Path) -> Plan {
        let size = |path: &PathBuf| fs::metadata(path).unwrap().len() as usize;
        let relative = |path: &Path| path.strip_prefix(site).unwrap().to_owned();
        let files = walk(site);
        Plan(files.iter().map(|it| (relative(it), size(it))).collect())
    }

    /// Returns the number of files.
    pub(crate) fn files(&self) -> usize {
        self.0.len()
    }

    /// Returns the number of bytes.
    pub(crate) fn bytes(&self) -> usize {
        self.0.iter().map(|(_, bytes)| bytes).sum()
    }

    /// Keeps it for another process.
    pub(crate) fn save(&self, file: &Path) {
        let lines = self.0.iter();
        let lines = lines.map(|(path, bytes)| format!("{bytes} {}\n", path.display()));
        fs::write(file, lines.collect::<String>()).unwrap();
    }

    fn load(file: &Path) -> Plan {
        let text = fs::read_to_string(file).unwrap();
        let file = |line: &str| {
            let (bytes, path) = line.split_once(' ').unwrap();
            (path.into(), bytes.parse().unwrap())
        };
        Plan(text.lines().map(file).collect())
    }
}

/// Reads the reports, renders their Markdown, and writes the files of a plan with `x` in them.
pub(crate) fn run(reports: &Path, plan: &Path, out: &Path) {
    let html: usize = walk(reports)
        .par_iter()
        .map(|path| {
            let text = fs::read_to_string(path).unwrap();
            let mut html = String::with_capacity(text.len() * 2);
            let options =
                pulldown_cmark::Options::ENABLE_TABLES | pulldown_cmark::Options::ENABLE_FOOTNOTES;
            let parser = pulldown_cmark::Parser::new_ext(&text, options);
            pulldown_cmark::html::push_html(&mut html, parser);
            html.len()
        })
        .sum();
    assert!(html > 0, "there was something to render");
    let plan = Plan::load(plan);
    let mut last = Path::new("/");
    for (path, _) in &plan.0 {
        let folder = path.parent().unwrap();
        if folder != last {
            fs::create_dir_all(out.join(folder)).unwrap();
            last = folder;
        }
    }
    let filler = vec![b'x'; 1 << 20];
    plan.0.par_iter().for_each(|(path, bytes)| {
        let mut file = File::create(out.join(path)).unwrap();
        for start in (0..*bytes).step_by(filler.len()) {
            let part = filler.len().min(bytes - start);
            file.write_all(&filler[..part]).unwrap();
        }
    });
}

/// Returns every file below a folder, a folder's own ones together.
pub(crate) fn walk(folder: &Path) -> Vec<PathBuf> {
    let entries = walkdir::WalkDir::new(folder).sort_by_file_name();
    let entries = entries.into_iter().map(Result::unwrap);
    let files = entries.filter(|entry| entry.file_type().is_file());
    files.map(walkdir::DirEntry::into_path).collect()
}
