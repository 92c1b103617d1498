//! The labelled sentences of `tests/language/sentences.tsv`, and how well the rules tell them apart.
//!
//! `cargo test --lib language -- --nocapture` prints the figures for each rule. The `tune` rows are
//! for work on the lexicon; the `report` rows are only for the figures; the `blind` rows were written
//! before a round of work, and `docs/language.md` says how they came out then and now.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::engine::Reader;
use super::lexicon::Lexicon;
use super::prose::Place;
use crate::diagnostic::Level;
use crate::document::{Block, BlockKind};
use crate::template::SectionClass;

/// A row of the set: a sentence, and what is expected of it.
struct Row<'a> {
    sentence: &'a str,
    expected: Option<(&'a str, Level)>,
    class: &'a str,
    set: &'a str,
}

fn rows() -> Vec<Row<'static>> {
    include_str!("../../../tests/language/sentences.tsv")
        .lines()
        .skip(1)
        .map(|line| {
            let columns: Vec<&str> = line.split('\t').collect();
            let [sentence, rule, level, class, _why, set] = columns.as_slice() else {
                panic!("a row has six columns: {line}");
            };
            let level = match *level {
                "" => None,
                "hint" => Some(Level::Hint),
                "warning" => Some(Level::Warning),
                "error" => Some(Level::Error),
                other => panic!("`{other}` is no level: {line}"),
            };
            Row {
                sentence,
                expected: level.map(|level| (*rule, level)),
                class,
                set,
            }
        })
        .collect()
}

/// Judges a sentence as it is written in the set: `[action] ` and `[factor] ` say where it stands,
/// `- `, `> ` and `|` what it stands in.
fn judge(lexicon: &Lexicon, sentence: &str) -> Vec<(&'static str, Level, String)> {
    let (class, text) = if let Some(text) = sentence.strip_prefix("[action] ") {
        (SectionClass::Actions, text)
    } else if let Some(text) = sentence.strip_prefix("[factor] ") {
        (SectionClass::Analysis, text)
    } else {
        (SectionClass::Narrative, sentence)
    };
    let (kind, class, text) = match text.strip_prefix("- ") {
        Some(text) => (BlockKind::Item, SectionClass::Analysis, text),
        None if class != SectionClass::Narrative => (BlockKind::Item, class, text),
        None if text.starts_with('|') => (BlockKind::Cell, class, text),
        None => (BlockKind::Paragraph, class, text),
    };
    let mut prose = String::new();
    for (index, part) in text.split('`').enumerate() {
        if index % 2 == 0 {
            prose.push_str(part);
        } else {
            prose.push(Block::CODE);
        }
    }
    let block = Block {
        kind,
        section: None,
        text: prose.replace(['*', '|'], ""),
        map: vec![(0, 0)],
        quoted: text.starts_with("> "),
    };
    let names = [
        "priya",
        "tom",
        "alice",
        "marek",
        "katharine",
        "dave",
        "sunita",
        "jonas",
    ];
    let reader = Reader::with_all_rules(lexicon, names.map(String::from).into());
    let mut found = Vec::new();
    reader.read(&block, Place { class, kind }, &mut found);
    found
        .into_iter()
        .map(|(rule, level, finding)| {
            let level = finding.at_most.map_or(level, |most| most.min(level));
            (rule.name, level, finding.message)
        })
        .collect()
}

/// How often something was rightly found, wrongly found, and missed.
#[derive(Clone, Copy, Default)]
struct Score {
    right: usize,
    wrong: usize,
    missed: usize,
}

impl Score {
    fn count(&mut self, found: bool, expected: bool) {
        match (found, expected) {
            (true, true) => self.right += 1,
            (true, false) => self.wrong += 1,
            (false, true) => self.missed += 1,
            (false, false) => {}
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "a few hundred sentences")]
    fn precision(self) -> f64 {
        self.right as f64 / (self.right + self.wrong).max(1) as f64
    }

    #[expect(clippy::cast_precision_loss, reason = "a few hundred sentences")]
    fn recall(self) -> f64 {
        self.right as f64 / (self.right + self.missed).max(1) as f64
    }
}

/// Puts the figures as the documentation has them: found at any level by rule, then at warning and
/// above by set.
fn table(by_rule: &BTreeMap<(&str, &str), Score>, loud: &BTreeMap<&str, Score>) -> String {
    let mut rules: BTreeMap<&str, Score> = BTreeMap::new();
    let by_rule = by_rule.iter();
    for ((rule, _), score) in by_rule.filter(|((rule, _), _)| rule.starts_with("language/")) {
        let all = rules.entry(rule).or_default();
        all.right += score.right;
        all.wrong += score.wrong;
        all.missed += score.missed;
    }
    let mut table =
        "<!-- figures -->\n| | right | wrong | missed |\n| --- | --- | --- | --- |\n".to_owned();
    let sets = loud
        .iter()
        .map(|(set, score)| (format!("warning and above, `{set}`"), score));
    let rules = rules
        .iter()
        .map(|(rule, score)| (format!("`{rule}`"), score));
    for (name, score) in sets.chain(rules) {
        let _ = writeln!(
            table,
            "| {name} | {} | {} | {} |",
            score.right, score.wrong, score.missed
        );
    }
    table + "<!-- /figures -->\n"
}

#[test]
fn the_labelled_sentences_are_told_apart() {
    let lexicon = Lexicon::new(&crate::config::Wording::default()).unwrap();
    let mut by_rule: BTreeMap<(&str, &str), Score> = BTreeMap::new();
    let mut loud: BTreeMap<&str, Score> = BTreeMap::new();
    let mut hints: BTreeMap<&str, Score> = BTreeMap::new();
    let mut report = String::new();
    for row in rows() {
        let found = judge(&lexicon, row.sentence);
        let is_loud = found.iter().any(|(_, level, _)| *level >= Level::Warning);
        let is_hint = !found.is_empty() && !is_loud;
        let expected = row.expected.map(|(_, level)| level);
        loud.entry(row.set)
            .or_default()
            .count(is_loud, expected >= Some(Level::Warning));
        // A hint where a warning was expected is half of the truth, and no false alarm.
        if expected <= Some(Level::Hint) {
            hints
                .entry(row.set)
                .or_default()
                .count(is_hint, expected.is_some());
        }
        if let Some((rule, _)) = row.expected {
            let score = by_rule.entry((rule, row.set)).or_default();
            score.count(!found.is_empty(), true);
        }
        for (rule, ..) in &found {
            if row.expected.is_none() {
                by_rule.entry((rule, row.set)).or_default().wrong += 1;
            }
        }
        let level = found.iter().map(|(_, level, _)| *level).max();
        if row.set == "tune" && level != expected {
            let _ = writeln!(
                report,
                "{} {} {:?} → {:?}: {}",
                row.set, row.class, row.expected, found, row.sentence
            );
        }
    }
    let _ = writeln!(report, "{:32} {:7} precision recall", "rule", "set");
    for ((rule, set), score) in &by_rule {
        let (precision, recall) = (score.precision(), score.recall());
        let _ = writeln!(report, "{rule:32} {set:7} {precision:9.2} {recall:6.2}");
    }
    for (kind, scores) in [("warning and above", &loud), ("hints", &hints)] {
        for (set, score) in scores {
            let (precision, recall) = (score.precision(), score.recall());
            let _ = writeln!(report, "{kind:32} {set:7} {precision:9.2} {recall:6.2}");
        }
    }
    println!("{report}");
    let table = table(&by_rule, &loud);
    let documented = include_str!("../../../docs/language.md");
    assert!(
        documented.contains(&table),
        "the figures in docs/language.md are now\n{table}"
    );
    for (set, score) in &loud {
        assert!(score.precision() >= 0.95, "{set}: {report}");
        assert!(score.recall() >= 0.85, "{set}: {report}");
    }
}
