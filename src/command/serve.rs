//! `serve`: the site while its reports are being written.
//!
//! Requests, changes of files and finished checks arrive in one row. A request is answered from the
//! site at hand, beside others; a change makes the next site, which takes the place of this one when
//! it is whole. The rules look at all reports in the background, so that a page need not wait for
//! them: the report that changed is checked at once, the rest a moment later.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use anyhow::{Context as _, Result};
use jiff::civil::Date;

use crate::cli::{Outcome, Shared};
use crate::config::Confidentiality;
use crate::diagnostic::{self, Diagnostic, Format, Level, Report, count};
use crate::pipeline::{self, Edition, Knowledge, Materials, Memory};
use crate::preview::{self, News, Preview, Seen, Shown};
use crate::site::Drafts;
use crate::world::clock::{self, Stopwatch};
use crate::world::history::History;
use crate::world::http::{Asked, Server};
use crate::world::project::Project;
use crate::world::watch::Watcher;
use crate::world::{browser, terminal};

/// Show the site while reports are being written
///
/// Builds in memory, shows drafts as well, and brings every change to the browser. What the rules
/// say of a report stands on its page. Nothing is written.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The knowledge base; the same as --root
    dir: Option<PathBuf>,
    /// Who the site is for: reports above this level are not shown
    #[arg(long, value_name = "LEVEL")]
    audience: Option<Confidentiality>,
    /// Leave out drafts and reports in review, as `build` does
    #[arg(long)]
    published: bool,
    /// The port to listen on; the next free one, if it is taken
    #[arg(long, value_name = "PORT", default_value_t = 4400)]
    port: u16,
    /// The address to listen on; beyond the loopback, everybody who can reach it can read
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    host: IpAddr,
    /// Open the home page in a browser
    #[arg(long)]
    open: bool,
}

/// How long a page waits for news until it asks again: a connection that says nothing for much
/// longer is closed by some browsers.
const PATIENCE: Duration = Duration::from_secs(25);

/// How long a check of all reports lets a browser go first, which has a new page to show.
const COURTESY: Duration = Duration::from_millis(100);

pub(crate) fn run(shared: &Shared, args: &Args) -> Result<Outcome> {
    let project = Project::open(args.dir.as_deref().or(shared.root.as_deref()))?;
    let (sender, events) = mpsc::channel();
    // Before the first reading, so that no change falls between the two.
    watch(&project, sender.clone())?;
    let server = Server::open(args.host, args.port)?;
    let url = server.url();
    let mut desk = Desk {
        shared,
        args,
        project,
        sender,
        memory: Memory::default(),
        history: History::default(),
        number: 0,
        checking: None,
    };
    let mut state = desk.next(State::default(), &BTreeSet::new());
    desk.tell_start(&url, &state);
    listen(server, desk.sender.clone());
    if args.open {
        browser::open(&url)?;
    }
    let waiting = Mutex::new(Vec::new());
    loop {
        let news = state.show(&desk.project, &events, &waiting)?;
        let before = state;
        state = match news {
            What::Changed(paths) => desk.next(before, &paths),
            What::Checked(number, found) => desk.checked(before, number, found),
        };
    }
}

/// What happens while the site is shown.
enum Event {
    Asked(Asked),
    /// Files below the root.
    Changed(Result<BTreeSet<PathBuf>>),
    /// The rules have looked at all reports of the state with this number.
    Checked(usize, Result<Vec<Diagnostic>>),
}

/// What ends a state.
enum What {
    Changed(BTreeSet<PathBuf>),
    Checked(usize, Result<Vec<Diagnostic>>),
}

/// A page that waits for news.
struct Waiting {
    asked: Asked,
    seen: Seen,
    since: Stopwatch,
}

fn watch(project: &Project, events: Sender<Event>) -> Result<()> {
    let mut watcher = Watcher::new(project)?;
    thread::spawn(move || {
        loop {
            let changes = watcher.changes();
            let is_over = changes.is_err();
            if events.send(Event::Changed(changes)).is_err() || is_over {
                return;
            }
        }
    });
    Ok(())
}

fn listen(server: Server, events: Sender<Event>) {
    thread::spawn(move || {
        let ask = move |asked| {
            // A request that nobody takes is answered by that.
            let _ = events.send(Event::Asked(asked));
        };
        if let Err(error) = server.listen(ask) {
            terminal::error(&error.context("cannot go on listening"));
        }
    });
}

/// The newest site that could be made, with what is known of it.
#[derive(Default)]
struct State {
    number: usize,
    materials: Option<Materials>,
    diagnostics: Vec<Diagnostic>,
    trouble: Option<String>,
}

impl State {
    /// Answers requests until something else happens.
    fn show(
        &self,
        project: &Project,
        events: &Receiver<Event>,
        waiting: &Mutex<Vec<Waiting>>,
    ) -> Result<What> {
        let preview = Preview {
            shown: self.materials.as_ref().map(|materials| Shown {
                site: materials.site_with(&self.diagnostics),
                documents: &materials.knowledge.documents,
                diagnostics: &self.diagnostics,
            }),
            trouble: self.trouble.as_deref(),
        };
        let preview = &preview;
        // Leaving the scope waits for the answers that are being given.
        thread::scope(|scope| {
            scope.spawn(|| give_news(preview, waiting));
            loop {
                match events.recv_timeout(PATIENCE) {
                    Ok(Event::Asked(asked)) if preview::is_news(&asked.address) => {
                        scope.spawn(move || wait_for_news(preview, asked, waiting));
                    }
                    Ok(Event::Asked(asked)) => {
                        scope.spawn(move || {
                            let answer = preview::answer(preview, &asked.address);
                            asked.answer(&project.root, answer);
                        });
                    }
                    Ok(Event::Changed(paths)) => return Ok(What::Changed(paths?)),
                    Ok(Event::Checked(number, found)) => return Ok(What::Checked(number, found)),
                    Err(RecvTimeoutError::Timeout) => {
                        scope.spawn(|| give_news(preview, waiting));
                    }
                    Err(RecvTimeoutError::Disconnected) => {
                        unreachable!("the desk holds a sender of its own")
                    }
                }
            }
        })
    }
}

/// Answers a page that asks for news, or lets it wait.
fn wait_for_news(preview: &Preview, asked: Asked, waiting: &Mutex<Vec<Waiting>>) {
    let seen = Seen::of(&asked.address);
    let Some(news) = news_for(preview, &asked, &seen) else {
        asked.answer_data(&serde_json::Value::Null);
        return;
    };
    if news.is_new_to(&seen) {
        asked.answer_data(&news);
        return;
    }
    let since = Stopwatch::start();
    let mut waiting = waiting.lock().expect("no holder of the lock panics");
    waiting.push(Waiting { asked, seen, since });
}

/// Answers the pages for which there is news, and those that have waited long.
fn give_news(preview: &Preview, waiting: &Mutex<Vec<Waiting>>) {
    let mut waiting = waiting.lock().expect("no holder of the lock panics");
    let pages = std::mem::take(&mut *waiting).into_iter();
    for page in pages.filter(|page| !page.asked.is_gone()) {
        match news_for(preview, &page.asked, &page.seen) {
            Some(news) if !news.is_new_to(&page.seen) && page.since.total() < PATIENCE => {
                waiting.push(page);
            }
            Some(news) => page.asked.answer_data(&news),
            None => page.asked.answer_data(&serde_json::Value::Null),
        }
    }
}

/// Gathers the news of the page that a request names, for who has seen this much of it.
fn news_for(preview: &Preview, asked: &Asked, seen: &Seen) -> Option<News> {
    let page = preview::Address::parse(asked.address.query("of")?)?;
    Some(News::of(preview, &page, seen))
}

/// Where one state becomes the next.
struct Desk<'a> {
    shared: &'a Shared,
    args: &'a Args,
    project: Project,
    sender: Sender<Event>,
    memory: Memory,
    history: History,
    /// Of the last state.
    number: usize,
    /// While the rules look at all reports of a state: whether there is a newer one.
    checking: Option<Arc<AtomicBool>>,
}

impl Desk<'_> {
    /// Reads what changed and makes the next state of it. If that cannot be done, the site stays.
    fn next(&mut self, before: State, changed: &BTreeSet<PathBuf>) -> State {
        let mut watch = Stopwatch::start();
        self.number += 1;
        if let Some(is_outdated) = &self.checking {
            is_outdated.store(true, Ordering::Relaxed);
        }
        match self.read(&before, changed, &mut watch) {
            Ok(state) => {
                if !changed.is_empty() && !self.shared.quiet {
                    self.tell_change(&state, changed, &watch);
                }
                self.check(&state);
                // An archive of thousands takes a while to take apart.
                thread::spawn(move || drop(before));
                state
            }
            Err(error) => {
                terminal::error(&error);
                terminal::say("The preview stays as it was until this is mended.");
                State {
                    number: self.number,
                    trouble: Some(trouble(&error)),
                    ..before
                }
            }
        }
    }

    fn read(
        &mut self,
        before: &State,
        changed: &BTreeSet<PathBuf>,
        watch: &mut Stopwatch,
    ) -> Result<State> {
        let knowledge = pipeline::understand_again(&self.project, &mut self.memory)?;
        watch.join(&knowledge.watch);
        let today = self.today()?;
        let edition = Edition {
            audience: self.args.audience.unwrap_or(knowledge.config.audience),
            drafts: if self.args.published {
                Drafts::Exclude
            } else {
                Drafts::Include
            },
            base_url: None,
            today,
        };
        let materials = pipeline::gather(&self.project, knowledge, edition, &mut self.history)?;
        watch.lap("gather");
        let check = || match &before.materials {
            Some(old) => {
                let found = &before.diagnostics;
                materials
                    .knowledge
                    .check_again(today, &old.knowledge, found)
            }
            None => Ok(Vec::new()),
        };
        let memory = &mut self.memory;
        let (diagnostics, ()) = rayon::join(check, || memory.relate(&materials.archive));
        let diagnostics = diagnostics?;
        watch.lap("check and relate");
        if before.materials.is_none() || changed.iter().any(|path| path.starts_with("theme")) {
            materials.site().try_every_sort_of_page()?;
        }
        Ok(State {
            number: self.number,
            materials: Some(materials),
            diagnostics,
            trouble: None,
        })
    }

    /// Lets the rules look at all reports of a state, in the background and on one core: what is
    /// being read should not have to wait for it.
    fn check(&mut self, state: &State) {
        let Some(materials) = &state.materials else {
            return;
        };
        if self.checking.is_some() {
            return;
        }
        let is_outdated = Arc::new(AtomicBool::new(false));
        self.checking = Some(Arc::clone(&is_outdated));
        let knowledge = Arc::clone(&materials.knowledge);
        let (number, events, today) = (state.number, self.sender.clone(), self.today());
        thread::spawn(move || {
            thread::sleep(COURTESY);
            let is_outdated = || is_outdated.load(Ordering::Relaxed);
            let found = today.and_then(|it| check_on_one_core(&knowledge, it, &is_outdated));
            // When nobody listens any more, nobody needs it.
            let _ = events.send(Event::Checked(number, found));
        });
    }

    /// Takes over what the rules found, unless there is a newer state to be checked.
    fn checked(&mut self, before: State, number: usize, found: Result<Vec<Diagnostic>>) -> State {
        self.checking = None;
        if number != before.number {
            self.check(&before);
            return before;
        }
        match found {
            Ok(diagnostics) => State {
                diagnostics,
                ..before
            },
            Err(error) => {
                terminal::error(&error);
                State {
                    trouble: Some(trouble(&error)),
                    ..before
                }
            }
        }
    }

    fn today(&self) -> Result<Date> {
        clock::today(self.shared.today)
    }

    fn tell_start(&self, url: &str, state: &State) {
        let reports = match &state.materials {
            Some(materials) => count(materials.archive.postmortems.len(), "report"),
            None => "nothing yet".to_owned(),
        };
        terminal::say(&format!("Showing {reports} at {url} (Ctrl-C ends it)"));
        if let Some(materials) = &state.materials {
            let all = &materials.knowledge.archive.postmortems;
            let hidden = all
                .len()
                .saturating_sub(materials.archive.postmortems.len());
            if hidden > 0 {
                terminal::say(&format!(
                    "{} above this audience or not published: `--audience` widens it",
                    count(hidden, "report")
                ));
            }
        }
        if !self.args.host.is_loopback() {
            terminal::say(&format!(
                "warning: everybody who can reach {} can read these reports",
                self.args.host
            ));
        }
    }

    /// Says what changed, and what the rules say of it.
    fn tell_change(&self, state: &State, changed: &BTreeSet<PathBuf>, watch: &Stopwatch) {
        let shown: Vec<String> = changed.iter().map(|it| it.display().to_string()).collect();
        let what = match shown.as_slice() {
            [one] if !one.is_empty() => one.clone(),
            _ => count(shown.len(), "file"),
        };
        terminal::say(&format!(
            "{what} changed: shown after {:.0?}",
            watch.total()
        ));
        if self.shared.verbose > 0 {
            terminal::say(&watch.report());
        }
        let Some(materials) = &state.materials else {
            return;
        };
        let found: Vec<Diagnostic> = state
            .diagnostics
            .iter()
            .filter(|it| it.level > Level::Hint && shown.iter().any(|path| **path == *it.path))
            .cloned()
            .collect();
        let texts = materials.knowledge.texts_of(&found);
        let texts = texts.iter();
        let report = Report {
            diagnostics: &found,
            texts: texts.map(|(path, text)| (&**path, &**text)).collect(),
            ..Report::default()
        };
        // A terminal that is gone is no reason to stop.
        let _ = terminal::write(|out| diagnostic::write(out, Format::Concise, &report));
    }
}

fn check_on_one_core(
    knowledge: &Knowledge,
    today: Date,
    is_outdated: &(dyn Fn() -> bool + Sync),
) -> Result<Vec<Diagnostic>> {
    let core = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .build()
        .context("cannot start a thread")?;
    core.install(|| knowledge.check(today, is_outdated))
}

/// Writes an error with its causes, for a page.
fn trouble(error: &anyhow::Error) -> String {
    format!("{error:#}")
}
