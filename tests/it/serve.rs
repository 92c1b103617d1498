//! `serve`: what a browser sees while reports are being written.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::project::Project;

/// Far above what anything here takes, to notice what hangs.
const PATIENCE: Duration = Duration::from_secs(20);

const REPORT: &str = "postmortems/2025-01-10-checkout-outage.md";
const PAGE: &str = "/postmortems/2025-01-10-checkout-outage/";

/// A running preview, which ends when this does.
pub(crate) struct Preview {
    child: Child,
    address: SocketAddr,
}

struct Answer {
    status: u16,
    headers: String,
    body: String,
}

impl Preview {
    pub(crate) fn of(project: &Project) -> Preview {
        let mut command = project.command(&["serve", "--port", "0"]);
        let mut child = command
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut errors = BufReader::new(child.stderr.take().unwrap());
        let mut said = String::new();
        let address = loop {
            let from = said.len();
            assert!(errors.read_line(&mut said).unwrap() > 0, "it ended: {said}");
            if let Some((_, rest)) = said[from..].split_once("http://") {
                break rest.split('/').next().unwrap().parse().unwrap();
            }
        };
        // Whatever else it says must not fill the pipe.
        std::thread::spawn(move || std::io::copy(&mut errors, &mut std::io::sink()));
        Preview { child, address }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// Says whether there is a page at an address.
    pub(crate) fn shows(&self, target: &str) -> bool {
        self.get(target).status == 200
    }

    fn get(&self, target: &str) -> Answer {
        self.ask(&format!(
            "GET {target} HTTP/1.1\r\nHost: {}\r\n",
            self.address
        ))
    }

    /// Sends the lines of a request, each with its line end.
    fn ask(&self, request: &str) -> Answer {
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        write!(stream, "{request}Connection: close\r\n\r\n").unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let (headers, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
        Answer {
            status: headers.split(' ').nth(1).unwrap_or("0").parse().unwrap(),
            headers: headers.to_lowercase(),
            body: body.to_owned(),
        }
    }

    /// Returns what the panel of a page shows.
    fn news(&self, page: &str) -> Value {
        serde_json::from_str(&self.get(&format!("/_preview/news?of={page}")).body).unwrap()
    }

    /// Waits, as a page does, until its news fit.
    #[track_caller]
    fn until(&self, page: &str, what: &str, fits: impl Fn(&Value) -> bool) -> Value {
        let begin = Instant::now();
        let mut news = self.news(page);
        while !fits(&news) {
            assert!(begin.elapsed() < PATIENCE, "not {what}: {news:#}");
            let seen = ["page", "styles", "panel"]
                .map(|name| format!("{name}={}", news[name].as_str().unwrap()));
            let target = format!("/_preview/news?of={page}&{}", seen.join("&"));
            news = serde_json::from_str(&self.get(&target).body).unwrap();
        }
        news
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn project() -> Project {
    Project::from("two-incidents-one-factor")
}

#[test]
fn a_saved_report_is_fresh_on_its_page_on_lists_and_in_search() {
    let project = project();
    let preview = Preview::of(&project);
    let before = preview.until(PAGE, "checked", |it| it["page"] != "");
    let home = preview.news("/");
    project.edit(REPORT, "title: ", "title: Sturgeon and ");
    preview.until(PAGE, "changed", |it| it["page"] != before["page"]);
    assert!(preview.get(PAGE).body.contains("Sturgeon and "));
    assert!(preview.get("/postmortems/").body.contains("Sturgeon and "));
    assert_ne!(preview.news("/")["page"], home["page"]);
    let search = preview.get("/search/");
    assert_eq!(search.status, 200);
}

#[test]
fn who_has_seen_an_older_state_of_a_page_is_given_the_new_one() {
    let project = project();
    let preview = Preview::of(&project);
    let before = preview.news(PAGE);
    assert_eq!(before["html"], Value::Null);
    project.edit(REPORT, "title: ", "title: Sturgeon and ");
    let after = preview.until(PAGE, "changed", |it| it["page"] != before["page"]);
    let html = after["html"].as_str().unwrap();
    assert!(html.contains("Sturgeon and "));
    assert!(!html.contains("_preview"));
}

#[test]
fn a_finding_stands_on_the_page_of_its_report_with_the_line() {
    let project = project();
    let preview = Preview::of(&project);
    let text = project.read(REPORT);
    project.write(
        REPORT,
        format!("{text}\nThe engineer should have checked it.\n"),
    );
    let news = preview.until(PAGE, "found", |it| {
        let found = it["findings"].as_array().unwrap();
        found.iter().any(|it| it["rule"] == "language/should-have")
    });
    let found = news["findings"].as_array().unwrap();
    let finding = found
        .iter()
        .find(|it| it["rule"] == "language/should-have")
        .unwrap();
    assert_eq!(finding["line"], text.lines().count() + 2);
    assert_eq!(finding["href"], "/rules/language/should-have/index.html");
    let home = preview.news("/");
    let elsewhere = home["elsewhere"].as_array().unwrap();
    assert!(elsewhere.iter().any(|it| it["path"] == REPORT), "{home:#}");
}

#[test]
fn a_report_that_breaks_stays_as_it_was_and_says_why() {
    let project = project();
    let preview = Preview::of(&project);
    let before = preview.news(PAGE);
    let text = project.read(REPORT);
    project.write(REPORT, text.replacen("---\n", "---\nx: [\n", 1));
    preview.until(PAGE, "found", |it| {
        let found = it["findings"].as_array().unwrap();
        found
            .iter()
            .any(|it| it["rule"] == "front-matter/invalid-yaml")
    });
    assert_eq!(preview.get(PAGE).status, 200);
    project.write(REPORT, text);
    let after = preview.until(PAGE, "mended", |it| it["page"] == before["page"]);
    assert_eq!(after["trouble"], Value::Null);
}

#[test]
fn a_broken_configuration_or_template_leaves_the_last_good_site() {
    let project = project();
    let preview = Preview::of(&project);
    let before = preview.news("/");
    let configuration = project.read("secondstory.yml");
    for (path, broken, good, word) in [
        (
            "secondstory.yml",
            "titel: x\n",
            configuration.as_str(),
            "did you mean `title`?",
        ),
        (
            "theme/templates/home.html",
            "{{ frame.tilte }}",
            "",
            "theme/templates/home.html:1:",
        ),
        (
            "theme/templates/home.html",
            "{% if %}",
            "",
            "theme/templates/home.html:1:",
        ),
    ] {
        project.write(path, broken);
        let news = preview.until("/", "in trouble", |it| it["trouble"] != Value::Null);
        assert!(news["trouble"].as_str().unwrap().contains(word), "{news:#}");
        assert_eq!(news["page"], before["page"], "{path}");
        if good.is_empty() {
            project.remove(path);
        } else {
            project.write(path, good);
        }
        preview.until("/", "out of trouble", |it| it["trouble"] == Value::Null);
    }
}

#[test]
fn a_report_that_comes_or_goes_is_noticed() {
    let project = project();
    let preview = Preview::of(&project);
    let text = project.read(REPORT);
    let home = preview.news("/");
    project.remove(REPORT);
    let gone = preview.until("/", "changed", |it| it["page"] != home["page"]);
    assert_eq!(preview.get(PAGE).status, 404);
    // As an editor saves that writes another file first.
    project.write("postmortems/half-written~", &text);
    std::fs::rename(
        project.path("postmortems/half-written~"),
        project.path(REPORT),
    )
    .unwrap();
    preview.until("/", "changed back", |it| it["page"] != gone["page"]);
    assert_eq!(preview.get(PAGE).status, 200);
}

#[test]
fn a_style_changes_without_the_page() {
    let project = project().with("theme/styles/own.css", ":root { --accent: teal }");
    let preview = Preview::of(&project);
    let before = preview.news(PAGE);
    project.write("theme/styles/own.css", ":root { --accent: navy }");
    let after = preview.until(PAGE, "changed", |it| it["styles"] != before["styles"]);
    assert_eq!(after["page"], before["page"]);
    assert!(preview.get("/theme/styles/own.css").body.contains("navy"));
}

#[test]
fn nobody_else_is_answered() {
    let project = project();
    let preview = Preview::of(&project);
    let port = preview.address.port();
    for host in [
        "evil.example",
        "evil.example:80",
        &format!("evil.example:{port}"),
        "localhost",
    ] {
        let answer = preview.ask(&format!("GET / HTTP/1.1\r\nHost: {host}\r\n"));
        assert_eq!(answer.status, 421, "{host}");
    }
    for origin in [
        "http://evil.example",
        "null",
        "https://localhost",
        "http://localhost:1",
    ] {
        let address = preview.address;
        let request = format!("GET / HTTP/1.1\r\nHost: {address}\r\nOrigin: {origin}\r\n");
        assert_eq!(preview.ask(&request).status, 403, "{origin}");
    }
    for method in ["POST", "PUT", "DELETE", "OPTIONS"] {
        let request =
            format!("{method} / HTTP/1.1\r\nHost: localhost:{port}\r\nContent-Length: 0\r\n");
        assert_eq!(preview.ask(&request).status, 405, "{method}");
    }
    let answer = preview.ask(&format!("HEAD / HTTP/1.1\r\nHost: localhost:{port}\r\n"));
    assert_eq!((answer.status, answer.body.as_str()), (200, ""));
    let answer = preview.get("/");
    assert!(
        answer.headers.contains("cache-control: no-store"),
        "{}",
        answer.headers
    );
    assert!(
        !answer.headers.contains("access-control"),
        "{}",
        answer.headers
    );
}

#[test]
fn no_address_reads_a_file_of_the_project() {
    let project = project();
    let preview = Preview::of(&project);
    for up in [
        "..",
        "%2e%2e",
        ".%2e",
        "..%2f..",
        "..%5c..",
        "....",
        "%c0%ae%c0%ae",
        "theme/../..",
    ] {
        for file in [
            "secondstory.yml",
            "factors.yml",
            "etc/passwd",
            "%65tc/passwd%00.html",
        ] {
            for target in [
                format!("/{up}/{file}"),
                format!("/{up}/{up}/{up}/{file}"),
                format!("//{up}/{file}"),
            ] {
                let answer = preview.get(&target);
                assert!(
                    matches!(answer.status, 400 | 404),
                    "{target}: {}",
                    answer.status
                );
                assert!(!answer.body.contains("root:"), "{target}");
            }
        }
    }
    assert_eq!(preview.get("/secondstory.yml").status, 404);
}

#[test]
fn nothing_is_written() {
    let project = project();
    project.build().succeeds();
    let before = project.tree(".");
    let preview = Preview::of(&project);
    assert_eq!(preview.get("/").status, 200);
    assert!(preview.get("/").body.contains("/_preview/panel.js"));
    drop(preview);
    assert!(project.tree(".") == before);
}
