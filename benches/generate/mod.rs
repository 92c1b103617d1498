//! A knowledge base of any size, invented: for benchmarks and tests of scale.
//!
//! Reports are 6 to 8 kB with front matter, a timeline, code, tables and links. Words follow Zipf's
//! law over 24,000 of them, factors and services are drawn unevenly, and the same seed makes the
//! same bytes everywhere.

use std::fmt::Write as _;
use std::io;
use std::path::Path;

/// How many factors the registry has.
const FACTORS: usize = 120;
const SERVICES: usize = 60;
const TEAMS: usize = 14;
const WORDS: usize = 24_000;

/// Writes a knowledge base of `count` reports below `root`, which is made if need be.
pub(crate) fn generate(root: &Path, count: usize, seed: u64) -> io::Result<()> {
    let vocabulary = Vocabulary::new();
    std::fs::create_dir_all(root.join("postmortems"))?;
    std::fs::write(root.join("secondstory.yml"), CONFIG)?;
    std::fs::write(
        root.join("culture.md"),
        "# Our agreement\n\nWe write to learn.\n",
    )?;
    std::fs::write(root.join("factors.yml"), factors())?;
    std::fs::write(root.join("services.yml"), services())?;
    let slugs: Vec<String> = (0..count)
        .map(|index| slug(&vocabulary, seed, index))
        .collect();
    let mut year = String::new();
    for (index, slug) in slugs.iter().enumerate() {
        if !slug.starts_with(&year) || year.is_empty() {
            year = slug[..4].to_owned();
            std::fs::create_dir_all(root.join("postmortems").join(&year))?;
        }
        let text = report(&vocabulary, seed, index, &slugs);
        std::fs::write(
            root.join(format!("postmortems/{}/{slug}.md", &slug[..4])),
            text,
        )?;
    }
    Ok(())
}

const CONFIG: &str = "title: Generated postmortems
base_url: https://learning.example.org/
sources:
  - include: \"postmortems/**/*.md\"
    defaults: { timezone: Europe/Copenhagen, confidentiality: internal }
";

/// A small generator of numbers (SplitMix64): no dependency, and the same numbers for ever.
struct Dice(u64);

impl Dice {
    fn of(seed: u64, index: usize) -> Dice {
        // Mixed first: neighbours would draw the same numbers otherwise, one after the other.
        let start = Dice(index as u64).next();
        Dice(seed ^ start)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Returns a number below `end`.
    fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    fn between(&mut self, start: usize, end: usize) -> usize {
        start + self.below(end - start)
    }

    /// Returns a number below `end`, small ones far more often: about Zipf's law.
    fn uneven(&mut self, end: usize) -> usize {
        let unit = (self.next() >> 11) as f64 / (1u64 << 53) as f64;
        let rank = ((end as f64 + 1.0).powf(unit) - 1.0) as usize;
        rank.min(end - 1)
    }
}

/// Invented words, the most frequent first, after a few dozen that hold sentences together.
///
/// None of them may make a finding at error level, alone or beside another: a build that has errors
/// to show is never up to date. That is why nobody is `alert` here, whom the word before might ask
/// to `be` so.
struct Vocabulary {
    words: Vec<String>,
}

/// The one English word that chance makes of the syllables and that nobody should write of a team.
const UNKIND: &str = "sack";

const COMMON: [&str; 64] = [
    "the",
    "of",
    "and",
    "to",
    "a",
    "in",
    "was",
    "for",
    "on",
    "with",
    "that",
    "at",
    "by",
    "from",
    "it",
    "as",
    "were",
    "is",
    "be",
    "this",
    "which",
    "had",
    "not",
    "after",
    "an",
    "all",
    "when",
    "one",
    "two",
    "service",
    "request",
    "queue",
    "node",
    "deploy",
    "alarm",
    "traffic",
    "cluster",
    "database",
    "cache",
    "timeout",
    "error",
    "latency",
    "team",
    "graph",
    "minutes",
    "customers",
    "orders",
    "replica",
    "restart",
    "config",
    "release",
    "disk",
    "memory",
    "gateway",
    "pool",
    "connection",
    "certificate",
    "record",
    "resolver",
    "job",
    "worker",
    "shard",
    "backlog",
    "page",
];

impl Vocabulary {
    fn new() -> Vocabulary {
        const START: [&str; 20] = [
            "b", "br", "c", "d", "dr", "f", "fl", "g", "h", "k", "l", "m", "n", "p", "pr", "r",
            "s", "st", "t", "v",
        ];
        const MIDDLE: [&str; 10] = ["a", "e", "i", "o", "u", "ai", "ea", "ou", "io", "ar"];
        const END: [&str; 12] = [
            "n", "r", "l", "t", "m", "s", "nd", "st", "ck", "ng", "x", "p",
        ];
        let mut words: Vec<String> = COMMON.iter().map(|word| (*word).to_owned()).collect();
        let mut dice = Dice(7);
        while words.len() < WORDS {
            let mut word = String::new();
            for _ in 0..dice.between(1, 4) {
                word.push_str(START[dice.below(START.len())]);
                word.push_str(MIDDLE[dice.below(MIDDLE.len())]);
            }
            word.push_str(END[dice.below(END.len())]);
            if word.len() > 3 && word != UNKIND {
                words.push(word);
            }
        }
        Vocabulary { words }
    }

    fn word(&self, dice: &mut Dice) -> &str {
        &self.words[dice.uneven(self.words.len())]
    }

    fn words(&self, dice: &mut Dice, count: usize) -> String {
        let words: Vec<&str> = (0..count).map(|_| self.word(dice)).collect();
        words.join(" ")
    }

    fn sentence(&self, dice: &mut Dice) -> String {
        let count = dice.between(6, 22);
        let mut sentence = self.words(dice, count);
        if dice.below(5) == 0 {
            let _ = write!(sentence, " `{}`", identifier(dice));
        }
        if dice.below(6) == 0 {
            let _ = write!(sentence, " for {} minutes", dice.between(2, 90));
        }
        sentence[..1].make_ascii_uppercase();
        sentence.push('.');
        sentence
    }

    fn paragraph(&self, dice: &mut Dice, sentences: usize) -> String {
        let sentences: Vec<String> = (0..sentences).map(|_| self.sentence(dice)).collect();
        sentences.join(" ")
    }
}

fn identifier(dice: &mut Dice) -> String {
    const CODES: [&str; 12] = [
        "503",
        "ECONNREFUSED",
        "OOMKilled",
        "kube-proxy",
        "ETIMEDOUT",
        "504",
        "CrashLoopBackOff",
        "SIGKILL",
        "429",
        "ENOSPC",
        "NXDOMAIN",
        "x509",
    ];
    match dice.below(3) {
        0 => CODES[dice.uneven(CODES.len())].to_owned(),
        1 => format!("0x{:08x}", dice.next() as u32),
        _ => format!("{}-{}", COMMON[dice.between(29, 64)], dice.below(400)),
    }
}

fn slug(vocabulary: &Vocabulary, seed: u64, index: usize) -> String {
    let mut dice = Dice::of(seed, index);
    let (year, month, day) = day(&mut dice);
    format!(
        "{year}-{month:02}-{day:02}-{}-{index}",
        vocabulary.words(&mut dice, 4).replace(' ', "-")
    )
}

/// Draws a day between 2015 and 2025.
fn day(dice: &mut Dice) -> (usize, usize, usize) {
    (
        2015 + dice.below(11),
        dice.between(1, 13),
        dice.between(1, 29),
    )
}

fn report(vocabulary: &Vocabulary, seed: u64, index: usize, slugs: &[String]) -> String {
    let mut dice = Dice::of(seed, index);
    let (year, month, day) = day(&mut dice);
    let date = format!("{year}-{month:02}-{day:02}");
    let title = vocabulary.words(&mut dice, 4);
    let hour = dice.between(6, 18);
    let minutes = dice.between(10, 59);
    let factors: Vec<usize> = distinct(&mut dice, FACTORS, 4);
    let services: Vec<usize> = distinct(&mut dice, SERVICES, 3);
    let team = dice.uneven(TEAMS);
    let near_miss = dice.below(12) == 0;
    let mut text = String::with_capacity(8 << 10);
    let kind = if near_miss { "near-miss" } else { "incident" };
    let _ = write!(
        text,
        "---\ntitle: {title} {index}\nkind: {kind}\nstatus: published\nseverity: sev{}\npotential_severity: sev2\nstarted: {date} {hour:02}:05\ndetected: {date} {hour:02}:{minutes:02}\nmitigated: {date} {:02}:30\nresolved: {date} {:02}:45\ndetected_by: {}\nservices: [{}]\nteams: [team-{team}]\nfacilitator: a facilitator from another team\nparticipants: [on-call engineer, service desk]\nreported: {{ via: colleague }}\n{}impact: {{ users: {} }}\nreviewed_on: {date}\npublished_on: {date}\ncontributing_factors: [{}]\n",
        1 + dice.below(4),
        hour + 1,
        hour + 2,
        ["alert", "customer", "staff-report", "self-report", "chance"][dice.uneven(5)],
        list(&services, "service"),
        if near_miss {
            "near_miss: { caught_by: person }\n"
        } else {
            ""
        },
        dice.below(5000),
        list(&factors, "factor"),
    );
    text.push_str("action_items:\n");
    for _ in 0..dice.between(1, 4) {
        let addresses = factors[dice.below(factors.len())];
        action_item(&mut text, vocabulary, &mut dice, (year, team, addresses));
    }
    text.push_str("---\n\n## Summary\n\n");
    let _ = writeln!(text, "{}\n", vocabulary.paragraph(&mut dice, 4));
    let _ = writeln!(
        text,
        "## Impact\n\n{} {}% of requests were slower.\n",
        vocabulary.paragraph(&mut dice, 3),
        dice.below(100)
    );
    text.push_str("## Timeline\n\n| Time | Event | Role |\n| --- | --- | --- |\n");
    for step in 0..dice.between(8, 16) {
        let at = hour * 60 + 5 + step * 7;
        let sentence = vocabulary.sentence(&mut dice);
        let _ = writeln!(
            text,
            "| {:02}:{:02} | {sentence} | on-call engineer |",
            at / 60,
            at % 60
        );
    }
    let detection = if near_miss {
        "What caught it"
    } else {
        "Detection"
    };
    for heading in [detection, "Response", "How it made sense"] {
        let _ = writeln!(
            text,
            "\n## {heading}\n\n{}\n\n{}",
            vocabulary.paragraph(&mut dice, 3),
            vocabulary.paragraph(&mut dice, 3)
        );
    }
    code(&mut text, vocabulary, &mut dice);
    text.push_str("\n## Contributing factors\n\n");
    for factor in &factors {
        let _ = writeln!(
            text,
            "- {} {{factor:factor-{factor}}}",
            vocabulary.sentence(&mut dice)
        );
    }
    lessons(&mut text, vocabulary, &mut dice);
    let other = &slugs[dice.below(slugs.len())];
    let _ = writeln!(
        text,
        "\nSee [an earlier report](../{}/{other}.md) and <https://tracker.example/T-{index}>.",
        &other[..4]
    );
    text
}

/// Writes an action item: its year, its team and the factor it addresses are given.
fn action_item(
    text: &mut String,
    vocabulary: &Vocabulary,
    dice: &mut Dice,
    (year, team, factor): (usize, usize, usize),
) {
    let done = dice.below(3) > 0;
    let (added, place) = (vocabulary.words(dice, 3), vocabulary.words(dice, 2));
    let _ = write!(
        text,
        "  - what: Add {added} to {place}\n    owner: team-{team}\n    due: {year}-12-20\n    status: {}\n    addresses: [factor-{factor}]\n    level: information-system\n",
        if done { "done" } else { "open" },
    );
    if done {
        let _ = writeln!(
            text,
            "    done_on: {}-02-{:02}",
            year + 1,
            dice.between(1, 29)
        );
    }
}

fn code(text: &mut String, vocabulary: &Vocabulary, dice: &mut Dice) {
    text.push_str("\n```\n");
    for line in 0..dice.between(4, 10) {
        let _ = writeln!(
            text,
            "2025-01-01T12:{line:02}:00Z {} {} {}",
            identifier(dice),
            vocabulary.word(dice),
            vocabulary.word(dice)
        );
    }
    text.push_str("```\n\n```yaml\nspec:\n");
    for _ in 0..dice.between(3, 7) {
        let _ = writeln!(text, "  {}: {}", vocabulary.word(dice), dice.below(900));
    }
    text.push_str("```\n");
}

fn lessons(text: &mut String, vocabulary: &Vocabulary, dice: &mut Dice) {
    text.push_str("\n## Lessons\n");
    for heading in ["What went well", "What was difficult", "Where we got lucky"] {
        let _ = writeln!(text, "\n### {heading}\n\n{}", vocabulary.paragraph(dice, 2));
    }
    text.push_str("\n## Lessons by level\n\n| Level | Question | Lesson | Action |\n| --- | --- | --- | --- |\n");
    for level in ["Organisation", "Business process", "Information system"] {
        let _ = writeln!(
            text,
            "| {level} | What shaped it? | {} | none |",
            vocabulary.sentence(dice)
        );
    }
    let _ = writeln!(
        text,
        "\n## Participants and facilitation\n\n{}",
        vocabulary.paragraph(dice, 2)
    );
}

/// Draws up to `most` different numbers below `end`, at least two.
fn distinct(dice: &mut Dice, end: usize, most: usize) -> Vec<usize> {
    let mut drawn = Vec::new();
    let count = dice.between(2, most + 1);
    while drawn.len() < count {
        let number = dice.uneven(end);
        if !drawn.contains(&number) {
            drawn.push(number);
        }
    }
    drawn
}

fn list(numbers: &[usize], name: &str) -> String {
    let names: Vec<String> = numbers
        .iter()
        .map(|number| format!("{name}-{number}"))
        .collect();
    names.join(", ")
}

fn factors() -> String {
    let vocabulary = Vocabulary::new();
    let mut text = String::new();
    let levels = ["organisation", "business-process", "information-system"];
    for factor in 0..FACTORS {
        let mut dice = Dice::of(99, factor);
        let _ = writeln!(
            text,
            "- id: factor-{factor}\n  title: {}\n  level: {}\n  group: group {}\n  aliases: [{}, {}]\n  ask: What did it look like?",
            vocabulary.words(&mut dice, 4),
            levels[factor % 3],
            factor % 15,
            format_args!(
                "{} {}",
                vocabulary.words[1000 + factor],
                vocabulary.words[3000 + factor]
            ),
            format_args!(
                "{} {}",
                vocabulary.words[5000 + factor],
                vocabulary.words[7000 + factor]
            ),
        );
    }
    text
}

fn services() -> String {
    (0..SERVICES)
        .map(|service| {
            format!(
                "- {{ id: service-{service}, title: Service {service}, team: team-{} }}\n",
                service % TEAMS
            )
        })
        .collect()
}
