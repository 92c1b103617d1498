//! Action items written in the body: a table, or a list.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::document::Span;
use crate::document::body::Body;
use crate::template::{SectionKind, Template};

/// An action item as a row of a table or an item of a list in an Actions section.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct WrittenAction {
    /// What was promised, as plain text.
    pub(crate) what: String,
    pub(crate) span: Span,
    pub(crate) owner: Option<String>,
    pub(crate) due: Option<String>,
    pub(crate) status: Option<String>,
    pub(crate) done_on: Option<String>,
    pub(crate) ticket: Option<String>,
    pub(crate) level: Option<String>,
    /// The factor ids of `{factor:id}` marks in the item, or of its column.
    pub(crate) addresses: Vec<String>,
}

/// Reads the action items of every section of kind `actions`, in the order of the file.
pub(crate) fn parse(template: &Template, text: &str, body: &Body) -> Vec<WrittenAction> {
    let mut actions = Vec::new();
    let mut end = 0;
    for section in &body.sections {
        let spec = section.id.as_deref().and_then(|id| template.section(id));
        let is_actions = spec.is_some_and(|spec| spec.kind == SectionKind::Actions);
        // A part of a section that was read already has been read with it.
        if is_actions && section.span.start >= end {
            end = section.span.end;
            read(
                section.content.of(text),
                section.content.start,
                &mut actions,
            );
        }
    }
    actions
}

fn read(text: &str, offset: usize, actions: &mut Vec<WrittenAction>) {
    let mut reader = Reader {
        text,
        offset,
        actions,
        columns: Vec::new(),
        row: Vec::new(),
        items: Vec::new(),
    };
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS | Options::ENABLE_STRIKETHROUGH;
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        reader.event(event, range);
    }
}

struct Reader<'a> {
    text: &'a str,
    offset: usize,
    actions: &'a mut Vec<WrittenAction>,
    /// What each column of the open table holds.
    columns: Vec<Column>,
    row: Vec<Cell>,
    /// The open items; one whose words end with a colon only introduces the ones below it.
    items: Vec<Cell>,
}

/// The words of a cell or an item, with the first address in it.
#[derive(Clone, Debug, Default)]
struct Cell {
    words: String,
    link: Option<String>,
    done: Option<bool>,
    span: Span,
    /// Whether an item below it was read.
    has_parts: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    What,
    Owner,
    Due,
    Status,
    DoneOn,
    Ticket,
    Level,
    Addresses,
    Other,
}

impl Reader<'_> {
    fn event(&mut self, event: Event, range: Range<usize>) {
        match event {
            Event::Start(Tag::Table(_)) => self.columns.clear(),
            Event::Start(Tag::TableHead | Tag::TableRow) => self.row.clear(),
            Event::Start(Tag::TableCell) => {
                let cell = self.cell(range);
                self.row.push(cell);
            }
            Event::End(TagEnd::TableHead) => {
                self.columns = self
                    .row
                    .iter()
                    .map(|cell| Column::of(&cell.words))
                    .collect();
                if !self.columns.contains(&Column::What)
                    && let Some(first) = self
                        .columns
                        .iter_mut()
                        .find(|column| **column == Column::Other)
                {
                    *first = Column::What;
                }
            }
            Event::End(TagEnd::TableRow) => self.finish_row(),
            Event::Start(Tag::Item) => {
                let item = self.cell(range);
                self.items.push(item);
            }
            Event::End(TagEnd::Item) => self.finish_item(),
            Event::TaskListMarker(done) => {
                if let Some(item) = self.items.last_mut() {
                    item.done = Some(done);
                }
            }
            Event::Start(Tag::Link { dest_url, .. }) => {
                if let Some(cell) = self.open() {
                    cell.link.get_or_insert_with(|| dest_url.into_string());
                }
            }
            Event::Text(words) | Event::Code(words) => self.push(&words),
            Event::SoftBreak | Event::HardBreak | Event::End(TagEnd::Paragraph) => self.push(" "),
            _ => {}
        }
    }

    fn cell(&self, range: Range<usize>) -> Cell {
        let written = self.text[range.clone()].trim_end();
        let start = range.start + (written.len() - written.trim_start().len());
        let span = Span::new(
            self.offset + start,
            self.offset + range.start + written.len(),
        );
        Cell {
            span,
            ..Cell::default()
        }
    }

    fn open(&mut self) -> Option<&mut Cell> {
        self.items.last_mut().or_else(|| self.row.last_mut())
    }

    fn push(&mut self, words: &str) {
        if let Some(cell) = self.open() {
            cell.words.push_str(words);
        }
    }

    fn finish_item(&mut self) {
        let Some(item) = self.items.pop() else { return };
        if let Some(parent) = self.items.last_mut() {
            // An item that is a promise of its own keeps its details to itself.
            if !parent.words.trim_end().ends_with(':') {
                return;
            }
            parent.has_parts = true;
        }
        if item.has_parts {
            return;
        }
        let mut action = WrittenAction {
            span: first_line(self.text, self.offset, item.span),
            ..WrittenAction::default()
        };
        if item.done == Some(true) {
            action.status = Some("done".into());
        }
        action.ticket = item.link;
        action.what = with_details(&item.words, &mut action);
        if !action.what.is_empty() {
            self.actions.push(action);
        }
    }

    fn finish_row(&mut self) {
        let mut action = WrittenAction::default();
        for (cell, column) in self.row.iter().zip(&self.columns) {
            let words = cell.words.split_whitespace().collect::<Vec<_>>().join(" ");
            let given = (!words.is_empty() && !matches!(words.as_str(), "-" | "–" | "—"))
                .then(|| words.clone());
            match column {
                Column::What => {
                    action.span = cell.span;
                    action.what = with_details(&words, &mut action);
                    if action.ticket.is_none() {
                        action.ticket.clone_from(&cell.link);
                    }
                }
                Column::Owner => action.owner = given,
                Column::Due => action.due = given,
                Column::Status => action.status = given,
                Column::DoneOn => action.done_on = given,
                Column::Ticket => action.ticket = cell.link.clone().or(given).or(action.ticket),
                Column::Level => {
                    action.level = given.map(|level| level.to_lowercase().replace(' ', "-"));
                }
                Column::Addresses => action.addresses.extend(ids(&words)),
                Column::Other => {}
            }
        }
        if !action.what.is_empty() {
            self.actions.push(action);
        }
    }
}

impl Column {
    /// Reads the header of a column as people write it.
    fn of(header: &str) -> Column {
        let header = header.trim().trim_end_matches([':', '?']).to_lowercase();
        let has = |words: &[&str]| {
            words
                .iter()
                .any(|word| header.split([' ', '/']).any(|it| it == *word))
        };
        if has(&[
            "owner",
            "who",
            "team",
            "assignee",
            "responsible",
            "assigned",
        ]) {
            Column::Owner
        } else if has(&["status", "state", "progress"]) {
            Column::Status
        } else if header == "done on" || header == "completed" || header == "closed on" {
            Column::DoneOn
        } else if has(&["due", "deadline", "eta", "target", "by"])
            || header == "when"
            || header == "date"
        {
            Column::Due
        } else if has(&[
            "ticket", "issue", "bug", "link", "tracking", "tracker", "jira", "pr", "task",
        ]) && !has(&["action", "description"])
        {
            Column::Ticket
        } else if has(&["level"]) {
            Column::Level
        } else if has(&["addresses", "factor", "factors"]) {
            Column::Addresses
        } else if has(&[
            "action",
            "actions",
            "item",
            "items",
            "what",
            "task",
            "description",
            "todo",
            "follow-up",
            "change",
            "measure",
        ]) {
            Column::What
        } else {
            Column::Other
        }
    }
}

/// Takes owner, day and factors out of the words of an action, and returns what is left of them.
///
/// People write `… (owner: platform, due: 2025-04-01)`, `Owner: platform`, `… {factor:id}`.
fn with_details(words: &str, action: &mut WrittenAction) -> String {
    let mut text = words.split_whitespace().collect::<Vec<_>>().join(" ");
    while let Some((start, end, id)) = mark(&text) {
        action.addresses.push(id);
        text.replace_range(start..end, "");
    }
    if let Some(open) = text.rfind('(').filter(|_| text.trim_end().ends_with(')')) {
        let inner = text[open + 1..].trim_end().trim_end_matches(')').to_owned();
        if details(&inner, action) {
            text.truncate(open);
        }
    }
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    text.trim_end_matches([' ', '–', '—']).to_owned()
}

/// Reads `owner: x, due: y`. Says whether there was anything of the kind.
fn details(inner: &str, action: &mut WrittenAction) -> bool {
    let mut found = false;
    for part in inner.split([',', ';']) {
        let Some((key, value)) = part.split_once(':') else {
            continue;
        };
        let value = Some(value.trim().to_owned()).filter(|value| !value.is_empty());
        let place = match Column::of(key) {
            Column::Owner => &mut action.owner,
            Column::Due => &mut action.due,
            Column::Status => &mut action.status,
            Column::DoneOn => &mut action.done_on,
            Column::Ticket => &mut action.ticket,
            Column::Level => &mut action.level,
            Column::What | Column::Addresses | Column::Other => continue,
        };
        *place = value;
        found = true;
    }
    found
}

/// Finds `{factor:id}`: its start, its end and the id.
fn mark(text: &str) -> Option<(usize, usize, String)> {
    const OPEN: &str = "{factor:";
    let start = text.find(OPEN)?;
    let inner = &text[start + OPEN.len()..];
    let close = inner.find('}')?;
    Some((
        start,
        start + OPEN.len() + close + 1,
        inner[..close].trim().to_owned(),
    ))
}

/// Reads the ids of a cell: `a, b`, with or without braces.
fn ids(words: &str) -> Vec<String> {
    let words = words.replace("{factor:", "").replace('}', "");
    words
        .split([',', ';'])
        .map(str::trim)
        .filter(|id| !id.is_empty() && *id != "-")
        .map(str::to_owned)
        .collect()
}

/// Returns the part of an item that stands on its first line, which is what a finding underlines.
fn first_line(text: &str, offset: usize, span: Span) -> Span {
    let written = &text[span.start - offset..span.end - offset];
    let line = written.lines().next().unwrap_or_default();
    Span::new(span.start, span.start + line.trim_end().len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn actions(text: &str) -> Vec<WrittenAction> {
        let mut actions = Vec::new();
        read(text, 0, &mut actions);
        actions
    }

    fn whats(text: &str) -> Vec<String> {
        actions(text)
            .into_iter()
            .map(|action| action.what)
            .collect()
    }

    #[test]
    fn a_table_is_read_by_its_header() {
        let text = "| Action | Owner | Due | Status | Done on | Addresses | Ticket |\n|--|--|--|--|--|--|--|\n| Add *alert* | edge | 2025-04-01 | done | 2025-03-30 | alert-missing, {factor:alert-noise} | [T-1](https://t/1) |\n| Think | – | | | | | |\n";
        let found = actions(text);
        assert_eq!(found[0].what, "Add alert");
        assert_eq!(found[0].span.of(text), "Add *alert*");
        assert_eq!(
            (found[0].owner.as_deref(), found[0].due.as_deref()),
            (Some("edge"), Some("2025-04-01"))
        );
        assert_eq!(
            (found[0].status.as_deref(), found[0].done_on.as_deref()),
            (Some("done"), Some("2025-03-30"))
        );
        assert_eq!(found[0].addresses, ["alert-missing", "alert-noise"]);
        assert_eq!(found[0].ticket.as_deref(), Some("https://t/1"));
        assert_eq!((found[1].what.as_str(), &found[1].owner), ("Think", &None));
    }

    #[test]
    fn each_item_of_a_list_is_an_action_and_its_details_are_not() {
        let text = "1. One [Issue](https://x/1)\n   goes on\n   - a detail\n2. For later:\n   - Two\n   - Three\n- [x] Four {factor:unsafe-default}\n- **Five**: text (owner: edge, due: 2025-Q3)\n";
        assert_eq!(
            whats(text),
            ["One Issue goes on", "Two", "Three", "Four", "Five: text"]
        );
        let found = actions(text);
        assert_eq!(found[0].ticket.as_deref(), Some("https://x/1"));
        assert_eq!(found[3].status.as_deref(), Some("done"));
        assert_eq!(found[3].addresses, ["unsafe-default"]);
        assert_eq!(
            (found[4].owner.as_deref(), found[4].due.as_deref()),
            (Some("edge"), Some("2025-Q3"))
        );
        assert_eq!(found[0].span.of(text), "1. One [Issue](https://x/1)");
    }

    #[test]
    fn words_without_a_list_promise_nothing() {
        assert!(
            actions("No action: the risk is accepted because the system goes in May.\n").is_empty()
        );
    }
}
