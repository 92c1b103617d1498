//! The helper of all tests: a project in a folder of its own, and what the program says of it.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::page::Page;

/// A project in a folder of its own, which goes when this does.
pub(crate) struct Project {
    folder: TempDir,
    /// Where the program keeps what it would keep in the home of a user.
    caches: TempDir,
    environment: RefCell<BTreeMap<String, String>>,
}

impl Project {
    /// Copies `tests/projects/<name>`.
    pub(crate) fn from(name: &str) -> Project {
        let projects = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/projects");
        Project::copy_of(&projects.join(name))
    }

    /// Copies a folder from anywhere.
    pub(crate) fn copy_of(folder: &Path) -> Project {
        let project = Project::empty();
        copy(folder, &project.root());
        project
    }

    /// Begins with no file at all.
    pub(crate) fn empty() -> Project {
        let project = Project {
            folder: TempDir::new().unwrap(),
            caches: TempDir::new().unwrap(),
            environment: RefCell::default(),
        };
        std::fs::create_dir(project.root()).unwrap();
        project
    }

    /// The folder of the project. There may be other things beside it.
    pub(crate) fn root(&self) -> PathBuf {
        self.folder.path().join("project")
    }

    /// The folder of caches, which is empty at first.
    pub(crate) fn caches(&self) -> &Path {
        self.caches.path()
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    /// Writes a file, in the place of the one that was there.
    pub(crate) fn with(self, path: &str, content: impl AsRef<[u8]>) -> Project {
        self.write(path, content);
        self
    }

    /// Writes a file in the middle of a story.
    pub(crate) fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }

    /// Replaces a text in a file, in which it must be.
    pub(crate) fn edit(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert!(text.contains(from), "{path} has no {from:?}:\n{text}");
        self.write(path, text.replace(from, to));
    }

    pub(crate) fn remove(&self, path: &str) {
        std::fs::remove_file(self.path(path)).unwrap();
    }

    pub(crate) fn read(&self, path: &str) -> String {
        let path = self.path(path);
        std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// Sets a variable of the environment for the runs that follow.
    pub(crate) fn env(self, name: &str, value: &str) -> Project {
        let mut environment = self.environment.borrow_mut();
        environment.insert(name.into(), value.into());
        drop(environment);
        self
    }

    /// Lets it be late 2026, when all that the example and the samples tell of lies in the past.
    pub(crate) fn in_late_2026(self) -> Project {
        self.env("SOURCE_DATE_EPOCH", "1795392000")
    }

    pub(crate) fn build(&self) -> Run<'_> {
        self.run(&["build"])
    }

    pub(crate) fn check(&self) -> Run<'_> {
        self.run(&["check"])
    }

    /// Runs the program in the project's folder.
    pub(crate) fn run(&self, arguments: &[&str]) -> Run<'_> {
        let begin = Instant::now();
        let output = self.command(arguments).output().unwrap();
        Run::new(self, arguments, output, begin.elapsed())
    }

    /// Runs the program with little memory.
    pub(crate) fn run_confined(&self, arguments: &[&str]) -> Run<'_> {
        const KIB: &str = "1000000";
        let program = env!("CARGO_BIN_EXE_secondstory");
        let inner = self.command(arguments);
        let mut command = Command::new("sh");
        command
            .args([
                "-c",
                &format!("ulimit -v {KIB} && exec \"$0\" \"$@\""),
                program,
            ])
            .args(arguments)
            .current_dir(self.root())
            .stdin(Stdio::null())
            .env_clear()
            .envs(
                inner
                    .get_envs()
                    .filter_map(|(name, value)| Some((name, value?))),
            );
        let begin = Instant::now();
        let output = command.output().unwrap();
        Run::new(self, arguments, output, begin.elapsed())
    }

    /// Prepares a run: in the project's folder, with nothing of the tester's own environment, on a
    /// day that never changes.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_secondstory"));
        command
            .args(arguments)
            .current_dir(self.root())
            .stdin(Stdio::null())
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.folder.path())
            .env("XDG_CACHE_HOME", self.caches.path())
            .env("TZ", "UTC")
            .env("LANG", "C.UTF-8")
            .env("SOURCE_DATE_EPOCH", "1748736000")
            .envs(&*self.environment.borrow());
        command
    }

    /// Returns the bytes of every file below a folder, by path. Empty where there is no folder.
    pub(crate) fn tree(&self, folder: &str) -> BTreeMap<String, Vec<u8>> {
        let folder = self.path(folder);
        walkdir::WalkDir::new(&folder)
            .into_iter()
            .filter_map(|entry| entry.ok().filter(|it| it.file_type().is_file()))
            .map(|entry| {
                let path = entry.path().strip_prefix(&folder).unwrap();
                let bytes = std::fs::read(entry.path()).unwrap();
                (path.display().to_string(), bytes)
            })
            .collect()
    }
}

fn copy(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from) {
        let entry = entry.unwrap();
        let to = to.join(entry.path().strip_prefix(from).unwrap());
        if entry.file_type().is_dir() {
            std::fs::create_dir_all(to).unwrap();
        } else {
            std::fs::copy(entry.path(), to).unwrap();
        }
    }
}

/// What a run of the program came to.
pub(crate) struct Run<'a> {
    project: &'a Project,
    arguments: String,
    pub(crate) code: Option<i32>,
    /// Standard output and standard error.
    pub(crate) out: String,
    pub(crate) err: String,
    pub(crate) took: Duration,
}

impl<'a> Run<'a> {
    pub(crate) fn new(
        project: &'a Project,
        arguments: &[&str],
        output: Output,
        took: Duration,
    ) -> Run<'a> {
        Run {
            project,
            arguments: arguments.join(" "),
            code: output.status.code(),
            out: String::from_utf8(output.stdout).expect("it prints UTF-8"),
            err: String::from_utf8(output.stderr).expect("it prints UTF-8"),
            took,
        }
    }

    #[track_caller]
    fn expect<T: Copy + PartialEq + Debug>(&self, what: &str, is: T, should: T) {
        assert!(
            is == should,
            "{what} of `{}` is {is:?}, not {should:?}\n--- out\n{}--- err\n{}",
            self.arguments,
            self.out,
            self.err
        );
    }

    /// Returns what was printed on standard output.
    pub(crate) fn out(&self) -> &str {
        &self.out
    }

    /// All is well.
    #[track_caller]
    pub(crate) fn succeeds(&self) -> &Self {
        self.expect("the exit code", self.code, Some(0));
        self
    }

    /// There are findings at error level.
    #[track_caller]
    pub(crate) fn has_errors(&self) -> &Self {
        self.expect("the exit code", self.code, Some(1));
        self
    }

    /// The job could not be done.
    #[track_caller]
    pub(crate) fn fails(&self) -> &Self {
        self.expect("the exit code", self.code, Some(2));
        self
    }

    /// It took no longer than a time that is far above what it takes, to notice what hangs.
    #[track_caller]
    pub(crate) fn within(&self, most: Duration) -> &Self {
        assert!(
            self.took <= most,
            "`{}` took {:?}",
            self.arguments,
            self.took
        );
        self
    }

    /// Standard output has a text in it.
    #[track_caller]
    pub(crate) fn prints(&self, text: &str) -> &Self {
        self.expect(
            &format!("{text:?} in the output"),
            self.out.contains(text),
            true,
        );
        self
    }

    /// Standard error has a text in it.
    #[track_caller]
    pub(crate) fn says(&self, text: &str) -> &Self {
        self.expect(
            &format!("{text:?} in what is said"),
            self.err.contains(text),
            true,
        );
        self
    }

    /// Neither output has a text in it.
    #[track_caller]
    pub(crate) fn is_silent_about(&self, text: &str) -> &Self {
        let is_there = self.out.contains(text) || self.err.contains(text);
        self.expect(&format!("{text:?} in any output"), is_there, false);
        self
    }

    /// Looks at a page of the site that was built, after making sure that it was.
    #[track_caller]
    pub(crate) fn page(&self, path: &str, look: impl FnOnce(&Page)) -> &Self {
        self.succeeds();
        look(&Page::open(&self.project.path("public"), path));
        self
    }

    /// The site has no such file or folder.
    #[track_caller]
    pub(crate) fn has_no(&self, path: &str) -> &Self {
        let is_there = self.project.path("public").join(path).exists();
        self.expect(&format!("the presence of {path}"), is_there, false);
        self
    }
}
