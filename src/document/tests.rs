//! Reading whole documents, invented ones and those of public repositories.

use std::sync::Arc;

use crate::config::SourceGroup;
use crate::document::{self, Document, Source};
use crate::template::Templates;

/// A text read as an incident.
pub(crate) fn document(text: &str) -> Document {
    document_at("postmortems/x.md", text)
}

/// A text read as an incident that is kept at a path.
pub(crate) fn document_at(path: &str, text: &str) -> Document {
    let source = Source {
        path: path.into(),
        group: Arc::new(SourceGroup::default()),
        content: Ok(text.into()),
    };
    document::parse(&Templates::built_in(), source)
}

/// The reports of a public repository beside the project, with the settings it needs, if it is there.
fn corpus(name: &str, group: SourceGroup) -> Option<Vec<Document>> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../shared/corpora")
        .join(name);
    if !root.is_dir() {
        println!("skipped: there is no {}", root.display());
        return None;
    }
    let group = Arc::new(group);
    let mut files: Vec<_> = walkdir::WalkDir::new(&root)
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.path().extension().is_some_and(|it| it == "md"))
        .map(walkdir::DirEntry::into_path)
        .collect();
    files.sort();
    let read = |path: &std::path::PathBuf| {
        let source = Source {
            path: path.strip_prefix(&root).ok()?.to_string_lossy().into(),
            group: Arc::clone(&group),
            content: Ok((*text_of(path)?).into()),
        };
        Some(document::parse(&Templates::built_in(), source))
    };
    Some(files.iter().filter_map(read).collect())
}

#[expect(
    clippy::disallowed_methods,
    reason = "the corpora are files, and this is a test"
)]
fn text_of(path: &std::path::Path) -> Option<String> {
    std::fs::read_to_string(path).ok()
}

/// What was understood of a corpus.
#[derive(Debug, Default)]
struct Counts {
    files: usize,
    /// Files with a section that the template knows.
    with_sections: usize,
    /// Files whose text says that they have a timeline, and those with moments.
    with_timeline: usize,
    with_moments: usize,
    moments: usize,
    /// Moments of which not even the day is known.
    unread: usize,
    actions: usize,
}

fn counts(name: &str, documents: &[Document]) -> Counts {
    let mut counts = Counts::default();
    for document in documents {
        counts.files += 1;
        let has_section = document.body().sections.iter().any(|it| it.id.is_some());
        counts.with_sections += usize::from(has_section);
        let says = document.text().to_lowercase().contains("# timeline");
        counts.with_timeline += usize::from(says);
        counts.with_moments += usize::from(!document.moments().is_empty());
        counts.moments += document.moments().len();
        counts.actions += document.actions().len();
        for moment in document.moments() {
            if moment.time.is_none() {
                counts.unread += 1;
                println!("  unread in {}: {:?}", document.path(), moment.written);
            }
        }
        if says && document.moments().is_empty() {
            println!("  no moments in {}", document.path());
        }
    }
    println!("{name}: {counts:?}");
    counts
}

#[test]
fn nearly_every_file_of_public_repositories_has_its_sections_and_moments() {
    for (name, sections, actions) in [
        ("dfds", 23, 60),
        ("mybinder", 23, 60),
        ("jenkins-status", 0, 0),
    ] {
        let Some(documents) = corpus(name, SourceGroup::default()) else {
            continue;
        };
        let counts = counts(name, &documents);
        assert!(counts.with_sections * 100 >= sections * 95, "{name}");
        assert!(
            counts.with_moments * 100 >= counts.with_timeline * 95,
            "{name}"
        );
        assert!(counts.unread * 20 <= counts.moments, "{name}");
        assert!(counts.actions >= actions, "{name}");
    }
}

#[test]
fn every_word_of_public_repositories_leads_back_to_where_it_was_written() {
    for name in ["dfds", "mybinder", "jenkins-status", "icco"] {
        let Some(documents) = corpus(name, SourceGroup::default()) else {
            continue;
        };
        for document in &documents {
            for block in document::prose(document) {
                let mut at = 0;
                for word in block.text.split_inclusive([' ', document::Block::CODE]) {
                    let bare = word.trim_end_matches([' ', document::Block::CODE]);
                    let span = block.span(at, at + bare.len());
                    let source = span.of(document.text());
                    at += word.len();
                    let is_same = source == bare;
                    // Marks within a word stand in the file and not in the text, and entities
                    // and escapes the other way round.
                    let is_marked = source.contains(['&', '*', '_', '\\', '`', '~', '[', ']', '<']);
                    assert!(
                        is_same || is_marked,
                        "{bare:?} is {source:?} in {}",
                        document.path()
                    );
                }
            }
        }
    }
}

#[test]
fn no_text_is_too_odd_to_be_read_and_every_span_lies_within_it() {
    const PIECES: [&str; 48] = [
        "- ",
        "* ",
        "1. ",
        "> ",
        "# ",
        "## Timeline\n",
        "### ",
        "**",
        "*",
        "`",
        "~~",
        "| ",
        "|--|--|\n",
        "\n",
        "\n\n",
        "\r\n",
        "    ",
        "\t",
        "12:05",
        "14:??",
        "--:--",
        "2021-03-04",
        "4 March",
        "Mar 4th, 2021",
        " UTC",
        "+01:00",
        " - ",
        ": ",
        "é",
        "日本",
        "\u{a0}",
        "🚒",
        "&amp;",
        "\\*",
        "<!-- x",
        " -->",
        "[a](b.md)",
        "![i](j.png)",
        "<https://x.y>",
        "{factor:a}",
        "[x] ",
        "Action items\n",
        "owner: é, due: x",
        "(",
        ")",
        "24:00",
        "**Impact:** ",
        "[^1]",
    ];
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below as u64).expect("smaller than a usize")
    };
    for _ in 0..4000 {
        let mut text = String::from("## Timeline\n\n");
        for _ in 0..next(24) {
            text.push_str(PIECES[next(PIECES.len())]);
        }
        let document = document(&text);
        for section in &document.body().sections {
            assert!(section.span.contains(section.content), "{text:?}");
            assert!(
                text.get(section.content.start..section.content.end)
                    .is_some(),
                "{text:?}"
            );
        }
        for moment in document.moments() {
            assert!(
                text.get(moment.span.start..moment.span.end).is_some(),
                "{text:?}"
            );
            assert!(
                text.get(moment.time_span.start..moment.time_span.end)
                    .is_some(),
                "{text:?}"
            );
        }
        for block in document::prose(&document) {
            let span = block.span(0, block.text.len());
            assert!(text.get(span.start..span.end).is_some(), "{text:?}");
        }
    }
}
