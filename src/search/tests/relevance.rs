//! Whether the report that somebody has in mind comes up.
//!
//! `tests/search/queries.tsv` asks for reports of the example site as people would who half remember
//! them; a second set is drawn by a machine from generated reports, where it is known which report
//! a question came from. Neither was written with the ranking in view.

#![expect(
    clippy::disallowed_methods,
    reason = "the test reads the example site and a generated one"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use super::{address, archive, index};
use crate::archive::Archive;
use crate::search::Index;

#[path = "../../../benches/generate/mod.rs"]
mod generate;

/// A question to which one report is the answer.
#[derive(Debug)]
struct Question {
    kind: String,
    query: String,
    /// The slug of the report, without its date.
    answer: String,
}

/// How many questions were asked, and how they went.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    asked: usize,
    /// How often the report was among the first three.
    seen: usize,
    /// One divided by its rank, summed.
    reciprocal: f64,
}

impl Tally {
    fn share(self) -> f64 {
        self.seen as f64 / self.asked as f64
    }

    fn mean(self) -> f64 {
        self.reciprocal / self.asked as f64
    }
}

/// Asks every question, prints how each kind went, and returns how all went together.
fn ask_all(name: &str, index: &Index, questions: &[Question]) -> Tally {
    let mut kinds: BTreeMap<&str, Tally> = BTreeMap::new();
    let mut all = Tally::default();
    let archive = index.catalogue.archive;
    for question in questions {
        let answer = index.ask(&question.query, 10, &|target| address(archive, target));
        let rank = answer.results.iter().position(|it| {
            let slug = it.address.split('#').next().unwrap_or_default();
            slug.ends_with(&question.answer)
        });
        let rank = rank.map_or(usize::MAX, |at| at + 1);
        if rank > 3 {
            let first = answer.results.first().map_or("nothing", |it| &it.title);
            println!(
                "{name}: `{}` should lead to {}, not to {first}",
                question.query, question.answer
            );
        }
        for tally in [kinds.entry(&question.kind).or_default(), &mut all] {
            tally.asked += 1;
            tally.seen += usize::from(rank <= 3);
            tally.reciprocal += 1.0 / rank as f64;
        }
    }
    for (kind, tally) in kinds.into_iter().chain([("all", all)]) {
        println!(
            "{name}, {kind:<13} {:>4} asked, {:>5.1} % among the first three, mean reciprocal rank {:.3}",
            tally.asked,
            tally.share() * 100.0,
            tally.mean(),
        );
    }
    all
}

fn assert_good(name: &str, index: &Index, questions: &[Question]) {
    assert!(questions.len() >= 100, "{name} asks too little");
    let all = ask_all(name, index, questions);
    assert!(all.share() >= 0.95, "{name}: among the first three");
    assert!(all.mean() >= 0.9, "{name}: mean reciprocal rank");
}

#[test]
fn the_report_that_somebody_remembers_comes_up() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let table = fs::read_to_string(root.join("tests/search/queries.tsv")).unwrap();
    let questions: Vec<Question> = table
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            let [kind, query, answer] = line.split('\t').collect::<Vec<_>>()[..] else {
                panic!("a line is a kind, a query and a slug: {line}");
            };
            Question {
                kind: kind.to_owned(),
                query: query.to_owned(),
                answer: answer.to_owned(),
            }
        })
        .collect();
    let archive = archive(&project(&root.join("example-site")));
    for question in &questions {
        let is_known = archive
            .postmortems
            .iter()
            .any(|it| it.slug.as_str().ends_with(&question.answer));
        assert!(is_known, "there is no report {}", question.answer);
    }
    assert_good("example", &index(archive), &questions);
}

#[test]
fn a_report_comes_up_among_many_that_are_much_alike() {
    let archive = generated(400);
    assert_good("generated", &index(archive), &draw(archive));
}

/// Returns an archive of so many generated reports.
pub(super) fn generated(count: usize) -> &'static Archive {
    let folder = tempfile::tempdir().unwrap();
    generate::generate(folder.path(), count, 11).unwrap();
    archive(&project(folder.path()))
}

/// Returns questions that lead to reports of an archive.
pub(super) fn drawn(archive: &Archive) -> Vec<String> {
    draw(archive).into_iter().map(|it| it.query).collect()
}

/// Returns the files of a project as `testing::archive` takes them.
fn project(root: &Path) -> String {
    let mut text = String::new();
    let factors = fs::read_to_string(root.join("factors.yml")).unwrap();
    text.push_str(&format!("=== factors.yml\n{factors}\n"));
    let mut paths: Vec<_> = walkdir::WalkDir::new(root.join("postmortems"))
        .into_iter()
        .map(|entry| entry.unwrap().into_path())
        .filter(|path| path.extension().is_some_and(|it| it == "md"))
        .collect();
    paths.sort();
    for path in paths {
        let name = path.strip_prefix(root).unwrap().display().to_string();
        let report = fs::read_to_string(&path).unwrap();
        text.push_str(&format!("=== {name}\n{report}\n"));
    }
    text
}

/// Draws questions from reports: for every tenth report one of each kind.
fn draw(archive: &Archive) -> Vec<Question> {
    let reports: Vec<(String, String)> = archive
        .postmortems
        .iter()
        .map(|it| (it.slug.to_string(), it.document.source.text()))
        .collect();
    let mut with: BTreeMap<String, usize> = BTreeMap::new();
    for (_, text) in &reports {
        let words: BTreeSet<String> = words(text).collect();
        for word in words {
            *with.entry(word).or_default() += 1;
        }
    }
    let mut questions = Vec::new();
    for (number, (slug, text)) in reports.iter().enumerate().step_by(10) {
        let body = text.rsplit("---\n").next().unwrap_or(text);
        let sentences: Vec<&str> = body.split(". ").collect();
        let mut ask = |kind: &str, query: String| {
            questions.push(Question {
                kind: kind.to_owned(),
                query,
                answer: slug.clone(),
            });
        };
        let rare: Vec<String> = words(body)
            .filter(|word| with[word] == 1 && word.len() >= 6 && word.is_ascii())
            .filter(|word| word.bytes().all(|it| it.is_ascii_lowercase()))
            .collect();
        if let Some(word) = rare.get(number % rare.len().max(1)) {
            ask("rare word", word.clone());
            ask("typo", slip(word, number));
        }
        if let Some(code) = words(body).find(|it| it.starts_with("0x")) {
            ask("error string", code);
        }
        // Two words of one sentence that are neither rare nor everywhere.
        let pair = sentences.iter().skip(number % 7).find_map(|sentence| {
            let known: Vec<String> = words(sentence)
                .filter(|word| (2..=20).contains(&with[word]))
                .collect();
            (known.len() >= 2).then(|| format!("{} {}", known[0], known[known.len() - 1]))
        });
        if let Some(pair) = pair {
            ask("half-memory", pair);
        }
        // A sentence as it comes back to mind: half of its words, from behind.
        let longest = sentences.iter().max_by_key(|it| it.len()).unwrap();
        let kept: Vec<String> = words(longest).step_by(2).collect();
        ask(
            "paraphrase",
            kept.into_iter().rev().collect::<Vec<_>>().join(" "),
        );
    }
    questions
}

fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|it| !it.is_empty())
        .map(str::to_lowercase)
}

/// Makes a slip: a letter left out, doubled, exchanged with the next or another one.
fn slip(word: &str, number: usize) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    let at = 1 + number % (letters.len() - 2);
    match number / 10 % 4 {
        0 => drop(letters.remove(at)),
        1 => letters.insert(at, letters[at]),
        2 => letters.swap(at, at + 1),
        _ => letters[at] = 'z',
    }
    letters.into_iter().collect()
}
