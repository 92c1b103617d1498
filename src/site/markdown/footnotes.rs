//! Footnotes.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::site::html::escaped;
use crate::site::words::Words;

/// Footnotes in the order in which the text refers to them.
#[derive(Default)]
pub(super) struct Footnotes {
    /// The number of each label, and how often it was referred to.
    numbers: BTreeMap<String, (usize, usize)>,
    contents: BTreeMap<String, String>,
}

impl Footnotes {
    pub(super) fn reference(&mut self, label: &str, is_link: bool, words: &Words) -> String {
        let next = self.numbers.len() + 1;
        let (number, times) = self.numbers.entry(label.to_owned()).or_insert((next, 0));
        if !is_link {
            return format!("<sup>{number}</sup>");
        }
        *times += 1;
        let number_text = number.to_string();
        let name = escaped(&words.fill("body.footnote", &[("n", &number_text)]));
        format!(
            "<sup><a href=\"#_note-{number}\" id=\"_note-{number}-{times}\" aria-label=\"{name}\">{number}</a></sup>"
        )
    }

    pub(super) fn define(&mut self, label: &str, content: String) {
        self.contents.entry(label.to_owned()).or_insert(content);
    }

    pub(super) fn written(&self, words: &Words) -> String {
        let mut notes: Vec<_> = self.numbers.iter().collect();
        notes.sort_by_key(|(_, (number, _))| *number);
        if notes.is_empty() {
            return String::new();
        }
        let label = escaped(words.get("body.footnotes"));
        let mut html = format!("<section class=\"footnotes\" aria-label=\"{label}\">\n<ol>\n");
        for (label, (number, times)) in notes {
            let content = self.contents.get(label).map_or("", String::as_str);
            let _ = write!(
                html,
                "<li id=\"_note-{number}\">{content}<p class=\"back\">"
            );
            for time in 1..=*times {
                let back = escaped(&words.fill("body.footnote-back", &[("n", &time.to_string())]));
                let _ = write!(
                    html,
                    "<a href=\"#_note-{number}-{time}\" aria-label=\"{back}\">↩</a> "
                );
            }
            html.push_str("</p></li>\n");
        }
        html.push_str("</ol>\n</section>\n");
        html
    }
}
