//! Action items written in the body: a table, or a list.

use crate::document::Span;
use crate::document::body::{Body, Link};
use crate::document::columns::{self, Cell};
use crate::document::layout::{Code, Layout, PartKind, Plain, RunKind, Style, Task};
use crate::template::{SectionKind, Template};

/// An action item as a row of a table or an item of a list in an Actions section.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct WrittenAction {
    /// What was promised, as plain text.
    pub(crate) what: String,
    /// The first line of the item, or the cell that says what.
    pub(crate) span: Span,
    pub(crate) owner: Option<String>,
    pub(crate) due: Option<String>,
    pub(crate) status: Option<String>,
    pub(crate) done_on: Option<String>,
    pub(crate) ticket: Option<String>,
    pub(crate) level: Option<String>,
    /// `mitigate`, `prevent`, `detect` and the like.
    pub(crate) kind: Option<String>,
    /// The factor ids of `{factor:id}` marks in the item, or of its column.
    pub(crate) addresses: Vec<String>,
}

/// Reads the action items of every section of kind `actions`, in the order of the file.
pub(crate) fn parse(template: &Template, text: &str, body: &Body) -> Vec<WrittenAction> {
    let mut reader = Reader {
        text,
        body,
        layout: &body.layout,
        actions: Vec::new(),
    };
    let mut read_until = 0;
    for section in &body.sections {
        let spec = section.id.as_deref().and_then(|id| template.section(id));
        if spec.is_some_and(|spec| spec.kind == SectionKind::Actions)
            && section.span.start >= read_until
        {
            read_until = section.span.end;
            let range = body.layout.beginning_in(section.content);
            reader.blocks(body.layout.outermost(range));
        }
    }
    reader.actions
}

struct Reader<'a> {
    text: &'a str,
    body: &'a Body,
    layout: &'a Layout,
    actions: Vec<WrittenAction>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Column {
    DoneOn,
    Due,
    Status,
    Ticket,
    Level,
    Factor,
    Kind,
    What,
    Owner,
}

/// The words in a header that say what the column holds, in the order in which they are tried.
const WORDS: &[(Column, &[&str])] = &[
    (
        Column::DoneOn,
        &["done on", "closed", "completed", "finished"],
    ),
    (
        Column::Due,
        &["due", "when", "deadline", "date", "eta", "target", "by"],
    ),
    (Column::Status, &["status", "state", "done", "progress"]),
    (
        Column::Ticket,
        &[
            "ticket",
            "tickets",
            "issue",
            "issues",
            "link",
            "links",
            "bug",
            "bugs",
            "jira",
            "tracking",
            "tracker",
            "reference",
            "url",
            "pr",
        ],
    ),
    (Column::Level, &["level"]),
    (Column::Factor, &["factor", "factors", "addresses", "cause"]),
    (Column::Kind, &["type", "kind", "category"]),
    (
        Column::What,
        &[
            "action",
            "actions",
            "what",
            "item",
            "items",
            "task",
            "tasks",
            "description",
            "todo",
            "step",
            "measure",
            "remediation",
            "summary",
        ],
    ),
    (
        Column::Owner,
        &[
            "owner",
            "owners",
            "who",
            "team",
            "teams",
            "assignee",
            "assigned",
            "responsible",
            "dri",
            "lead",
            "person",
        ],
    ),
];

impl<'a> Reader<'a> {
    fn blocks(&mut self, blocks: impl Iterator<Item = usize>) {
        for index in blocks {
            match self.layout.part(index).kind {
                PartKind::Table => self.table(index),
                PartKind::List => self.list(index),
                PartKind::Quote | PartKind::Callout => self.blocks(self.layout.children(index)),
                _ => {}
            }
        }
    }

    fn table(&mut self, index: usize) {
        let table = columns::read(self.text, self.layout, index);
        let mut roles = columns::assign(&table.headers, WORDS);
        if !roles.contains(&Some(Column::What)) {
            let Some(free) = roles.iter().position(Option::is_none) else {
                return;
            };
            roles[free] = Some(Column::What);
        }
        for row in &table.rows {
            let cell = |column: Column| {
                let at = roles.iter().position(|role| *role == Some(column))?;
                row.cells.get(at).filter(|cell| !is_empty(cell.words()))
            };
            let words = |column: Column| cell(column).map(|cell| cell.words().to_owned());
            let Some(what) = cell(Column::What) else {
                continue;
            };
            let mut addresses = self.marks_in(row.span);
            if let Some(factors) = words(Column::Factor) {
                let ids = factors.split([',', ';', ' ']).map(str::trim);
                for id in ids.filter(|id| is_id(id)) {
                    if !addresses.iter().any(|address| address == id) {
                        addresses.push(id.to_owned());
                    }
                }
            }
            self.actions.push(WrittenAction {
                what: without_marks(what.words()),
                span: what.span,
                owner: words(Column::Owner),
                due: words(Column::Due),
                status: words(Column::Status),
                done_on: words(Column::DoneOn),
                ticket: cell(Column::Ticket)
                    .map(|cell| self.address_in(cell))
                    .or_else(|| self.ticket_in(row.span).map(|link| link.target.clone())),
                level: words(Column::Level).map(|level| level.to_lowercase().replace(' ', "-")),
                kind: words(Column::Kind),
                addresses,
            });
        }
    }

    /// Returns where the link in a cell leads, or the words of the cell.
    fn address_in(&self, cell: &Cell) -> String {
        self.links_in(cell.span)
            .next()
            .map_or_else(|| cell.words().to_owned(), |link| link.target.clone())
    }

    fn list(&mut self, index: usize) {
        let items: Vec<usize> = self.layout.children(index).collect();
        for item in items {
            let inner: Vec<usize> = self.layout.children(item).collect();
            let lists = inner
                .iter()
                .copied()
                .filter(|&inner| self.layout.part(inner).kind == PartKind::List);
            let first = inner
                .first()
                .filter(|&&first| self.layout.part(first).kind == PartKind::Paragraph);
            let Some(&first) = first else {
                lists.for_each(|list| self.list(list));
                continue;
            };
            let plain = self.plain(first);
            // `Short term:` over a list is the name of a group.
            let has_lists = lists.clone().next().is_some();
            if has_lists && plain.text.trim_end().ends_with(':') {
                lists.for_each(|list| self.list(list));
                continue;
            }
            self.item(item, first, &plain);
        }
    }

    fn plain(&self, index: usize) -> Plain {
        self.layout
            .plain(self.text, self.layout.part(index), Code::Kept)
    }

    fn item(&mut self, item: usize, first: usize, plain: &Plain) {
        let part = self.layout.part(item);
        let words = plain.text.trim();
        if is_empty(words) {
            return;
        }
        let line = part.span().of(self.text).lines().next().unwrap_or_default();
        let start = part.span().start + (line.len() - line.trim_start().len());
        let mut action = WrittenAction {
            span: Span::new(start, part.span().start + line.trim_end().len()),
            addresses: self.marks_in(part.span()),
            status: match part.kind {
                PartKind::Item(Task::Done) => Some("done".to_owned()),
                PartKind::Item(Task::Open) => Some("open".to_owned()),
                _ if self.is_struck_through(first) => Some("done".to_owned()),
                _ => None,
            },
            ..WrittenAction::default()
        };
        for detail in self.details(item) {
            action.learn(&detail);
        }
        let mut rest = without_marks(words);
        rest = action.take_status(&rest);
        rest = action.take_parentheses(&rest);
        if let Some(link) = self.ticket_in(part.span()) {
            action.ticket.get_or_insert_with(|| link.target.clone());
            // `… until the disk is full [Issue](…)` ends with a word that is no part of it.
            if is_general(&link.text)
                && let Some(before) = rest.strip_suffix(&*link.text)
            {
                let end = before
                    .trim_end_matches([' ', '(', '-', '–', '—', ':', ','])
                    .len();
                rest.truncate(end);
            }
        }
        if action.ticket.is_none() {
            action.ticket = bare_ticket(&rest);
        }
        if action.owner.is_none() {
            action.owner = handle(&rest);
        }
        action.what = rest;
        if !action.what.is_empty() {
            self.actions.push(action);
        }
    }

    /// Returns the items below an item that are a name and a value, such as `Owner: platform`.
    fn details(&self, item: usize) -> Vec<String> {
        let range = self.layout.part(item).inside(item);
        range
            .skip(1)
            .filter(|&index| matches!(self.layout.part(index).kind, PartKind::Paragraph))
            .map(|index| self.plain(index).text)
            .filter(|words| words.contains(':'))
            .collect()
    }

    /// Says whether all of a paragraph is struck through.
    fn is_struck_through(&self, paragraph: usize) -> bool {
        let part = self.layout.part(paragraph);
        let Some(first) = self.layout.all_lines(part).next() else {
            return false;
        };
        let run = self.layout.run(first);
        let words = part.span().of(self.text).trim_end().len();
        run.kind == RunKind::Open(Style::Strikethrough)
            && run.span().end >= part.span().start + words
    }

    fn marks_in(&self, span: Span) -> Vec<String> {
        let marks = &self.body.marks;
        let first = marks.partition_point(|mark| mark.whole.start < span.start);
        marks[first..]
            .iter()
            .take_while(|mark| mark.whole.end <= span.end)
            .map(|mark| mark.id.clone())
            .collect()
    }

    fn links_in(&self, span: Span) -> impl Iterator<Item = &'a Link> {
        let links = &self.body.links;
        let first = links.partition_point(|link| link.span.start < span.start);
        links[first..]
            .iter()
            .take_while(move |link| link.span.end <= span.end)
    }

    /// Returns the first link in a span that leads to a tracker.
    fn ticket_in(&self, span: Span) -> Option<&'a Link> {
        self.links_in(span).find(|link| {
            let has_number = link.target.bytes().any(|byte| byte.is_ascii_digit());
            has_number
                && (is_ticket(&link.text)
                    || is_general(&link.text)
                    || has_task_number(&link.target)
                    || PLACES.iter().any(|place| link.target.contains(place)))
        })
    }
}

impl WrittenAction {
    /// Learns from a name and a value. Says whether the name was one that an action item has.
    fn learn(&mut self, words: &str) -> bool {
        let Some((name, value)) = words.split_once([':', '=']) else {
            return false;
        };
        let value = value.trim().trim_end_matches(['.', ',']);
        let field = match name.trim().to_lowercase().as_str() {
            "owner" | "owners" | "who" | "team" | "assignee" | "assigned to" | "responsible" => {
                &mut self.owner
            }
            "due" | "due date" | "deadline" | "by" | "until" | "when" | "eta" => &mut self.due,
            "status" | "state" => &mut self.status,
            "done" | "done on" | "completed" | "closed" => &mut self.done_on,
            "ticket" | "issue" | "bug" | "jira" | "tracking" | "link" => &mut self.ticket,
            "level" => &mut self.level,
            "type" | "kind" | "category" => &mut self.kind,
            "factor" | "factors" | "addresses" => {
                let ids = value.split([',', ' ']).filter(|id| is_id(id));
                self.addresses.extend(ids.map(str::to_owned));
                return true;
            }
            _ => return false,
        };
        if !is_empty(value) {
            field.get_or_insert_with(|| value.to_owned());
        }
        true
    }

    /// Takes `DONE:` or a tick from the beginning.
    fn take_status(&mut self, words: &str) -> String {
        for tick in ["✅", "☑", "✔"] {
            if let Some(rest) = words.strip_prefix(tick) {
                self.status.get_or_insert_with(|| "done".to_owned());
                return rest.trim_start_matches(['\u{fe0f}', ' ']).to_owned();
            }
        }
        let inner = words.trim_start_matches(['[', '(']);
        for (name, status) in [
            ("done", "done"),
            ("todo", "open"),
            ("in progress", "in progress"),
        ] {
            let is_there = inner
                .get(..name.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(name));
            let rest = inner.get(name.len()..).unwrap_or_default();
            if is_there && rest.starts_with([']', ')', ':']) {
                self.status.get_or_insert_with(|| status.to_owned());
                return rest
                    .trim_start_matches([']', ')', ':', ' ', '-'])
                    .to_owned();
            }
        }
        words.to_owned()
    }

    /// Takes `(owner: platform, due: 2025-04-30)` from the end, and parentheses that are a ticket,
    /// a handle or a status. Others are a part of the sentence.
    fn take_parentheses(&mut self, words: &str) -> String {
        let mut rest = words.trim_end();
        loop {
            let bare = rest.trim_end_matches('.');
            let Some((open, close)) = [('(', ')'), ('[', ']')]
                .into_iter()
                .find(|(_, close)| bare.ends_with(*close))
            else {
                break;
            };
            let Some(at) = bare.rfind(open) else {
                break;
            };
            let inner = bare[at + 1..].trim_end_matches(close);
            let mut is_taken = false;
            for piece in inner.split([',', ';', '|']).map(str::trim) {
                if self.learn(piece) {
                    is_taken = true;
                } else if piece.starts_with('@') && handle(piece).is_some() {
                    self.owner = self.owner.take().or_else(|| handle(piece));
                    is_taken = true;
                } else if is_ticket(piece) {
                    self.ticket.get_or_insert_with(|| piece.to_owned());
                    is_taken = true;
                } else if matches!(piece.to_lowercase().as_str(), "done" | "completed" | "open") {
                    self.status.get_or_insert_with(|| piece.to_lowercase());
                    is_taken = true;
                }
            }
            if !is_taken {
                break;
            }
            rest = bare[..at].trim_end();
        }
        rest.to_owned()
    }
}

/// Says whether a cell or an item has nothing to say.
fn is_empty(words: &str) -> bool {
    let bare = words.trim_matches(|c: char| !c.is_alphanumeric());
    bare.is_empty() || matches!(bare.to_lowercase().as_str(), "none" | "n/a" | "tbd" | "tba")
}

/// Says whether words are the id of a ticket: `PLAT-41`, `#123`.
fn is_ticket(words: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let words = words.trim();
    if let Some((_, number)) = words.rsplit_once(['#', '!'])
        && !words.contains(' ')
    {
        return digits(number);
    }
    let is_project = |name: &str| {
        name.len() >= 2
            && name
                .bytes()
                .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
    };
    words
        .rsplit_once('-')
        .is_some_and(|(project, number)| is_project(project) && digits(number))
}

/// What the addresses of tickets have in them.
const PLACES: [&str; 10] = [
    "/issues/",
    "/issue/",
    "/pull/",
    "/merge_requests/",
    "/browse/",
    "/ticket",
    "/work_items/",
    "show_bug",
    "/c/",
    "tracker",
];

/// Finds the address of a ticket that stands among the words as it is.
fn bare_ticket(words: &str) -> Option<String> {
    let marks = ['(', ')', '<', '>', '[', ']', ',', '.', ';'];
    let mut words = words
        .split_whitespace()
        .map(|word| word.trim_matches(marks));
    let found = words.find(|word| {
        word.starts_with("http")
            && word.bytes().any(|byte| byte.is_ascii_digit())
            && (has_task_number(word) || PLACES.iter().any(|place| word.contains(place)))
    });
    found.map(str::to_owned)
}

/// Says whether an address ends as those of Phabricator do: `/T123456`.
fn has_task_number(target: &str) -> bool {
    target.rsplit_once("/T").is_some_and(|(_, number)| {
        number.len() > 1 && number.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// Says whether the words of a link only say that it leads to a ticket.
fn is_general(words: &str) -> bool {
    matches!(
        words.trim().to_lowercase().as_str(),
        "issue" | "pr" | "ticket" | "link" | "pull request" | "jira" | "bug" | "tracking issue"
    )
}

fn is_id(words: &str) -> bool {
    words.len() > 1
        && words
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))
}

/// Finds `@team` among the words; an address of mail is none.
fn handle(words: &str) -> Option<String> {
    words.split_whitespace().find_map(|word| {
        let name = word.trim_start_matches(['(', '[']).strip_prefix('@')?;
        let name = name.trim_end_matches(|c: char| !c.is_alphanumeric());
        (!name.is_empty()).then(|| name.to_owned())
    })
}

/// Takes `{factor:id}` from the words.
fn without_marks(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    let mut rest = words;
    while let Some((before, after)) = rest.split_once("{factor:") {
        let Some((_, behind)) = after.split_once('}') else {
            break;
        };
        out.push_str(before.trim_end());
        rest = behind;
    }
    out.push_str(rest);
    out.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use crate::document::tests::document;

    /// The action items as `what | field value …`.
    fn shown(text: &str) -> Vec<String> {
        let field = |name: &str, value: &Option<String>| {
            let value = value.as_deref()?;
            Some(format!(" | {name} {value}"))
        };
        let document = document(text);
        let lines = document.actions().iter().map(|action| {
            let mut line = action.what.clone();
            line.extend(field("owner", &action.owner));
            line.extend(field("due", &action.due));
            line.extend(field("status", &action.status));
            line.extend(field("on", &action.done_on));
            line.extend(field("ticket", &action.ticket));
            line.extend(field("level", &action.level));
            line.extend(field("kind", &action.kind));
            if !action.addresses.is_empty() {
                line += &format!(" | for {}", action.addresses.join("+"));
            }
            line
        });
        lines.collect()
    }

    #[test]
    fn every_item_of_a_list_is_an_action_and_groups_are_not() {
        let text = "## Action items\n\n### Alerts\n\n- Alert on `disk` age\n  over two lines\n- **Runbook**: write it\n  - with detail\n- Short term:\n  - Grow the disk\n- None\n-\n\n1. Drill\n\n## Other\n\n- no\n";
        assert_eq!(
            shown(text),
            [
                "Alert on disk age over two lines",
                "Runbook: write it",
                "Grow the disk",
                "Drill"
            ]
        );
        assert_eq!(
            document(text).actions()[1].span.of(text),
            "- **Runbook**: write it"
        );
    }

    #[test]
    fn an_item_says_who_until_when_and_whether_it_is_done() {
        assert_eq!(
            shown(
                "## Action items\n\n- [x] Alert (owner: platform, due: 2025-04-01)\n- [ ] Drill (yearly) @storage\n- ~~Grow the disk~~\n- Write it down {factor:runbook-missing} [PLAT-41](https://t.example/PLAT-41)\n- Keep bumping [Issue](https://forge.example/a/b/issues/198)\n- ✅ Ask (#12)\n- DONE: Tell\n- Test it.\n  - Owner: web\n  - Due: 2025-Q3\n  - Note: hard\n- Mail ops@example.com\n- Page us: https://forge.example/a/b/issues/7.\n"
            ),
            [
                "Alert | owner platform | due 2025-04-01 | status done",
                "Drill (yearly) @storage | owner storage | status open",
                "Grow the disk | status done",
                "Write it down PLAT-41 | ticket https://t.example/PLAT-41 | for runbook-missing",
                "Keep bumping | ticket https://forge.example/a/b/issues/198",
                "Ask | status done | ticket #12",
                "Tell | status done",
                "Test it. | owner web | due 2025-Q3",
                "Mail ops@example.com",
                "Page us: https://forge.example/a/b/issues/7. | ticket https://forge.example/a/b/issues/7",
            ]
        );
    }

    #[test]
    fn a_table_is_read_by_its_headers() {
        assert_eq!(
            shown(
                "## Action items\n\n| Action Item | Type | Owner | Due date | Status | Bug | Level | Factor |\n|--|--|--|--|--|--|--|--|\n| Alert on `age` | detect | platform | 2025-04-30 | Done | [41](https://t.example/41) | information-system | alert-missing, capacity-limit |\n| Drill {factor:runbook-missing} | | - | | | PLAT-7 | | |\n| | | web | | | | | |\n"
            ),
            [
                "Alert on age | owner platform | due 2025-04-30 | status Done | ticket https://t.example/41 | level information-system | kind detect | for alert-missing+capacity-limit",
                "Drill | ticket PLAT-7 | for runbook-missing",
            ]
        );
        assert_eq!(
            shown("## Action items\n\n| Idea | Who | When |\n|--|--|--|\n| a | b | c |\n"),
            ["a | owner b | due c"]
        );
    }

    #[test]
    fn a_cell_with_a_dash_says_nothing_and_a_day_may_be_the_one_on_which_it_was_done() {
        let text = "## Action items\n\n| Action | Done on | Addresses | Ticket |\n|--|--|--|--|\n| Add *alert* | 2025-03-30 | alert-missing, {factor:alert-noise} | [T-1](https://t/1) |\n| Think | – | | |\n";
        assert_eq!(
            shown(text),
            [
                "Add alert | on 2025-03-30 | ticket https://t/1 | for alert-noise+alert-missing",
                "Think",
            ]
        );
        assert_eq!(document(text).actions()[0].span.of(text), "Add *alert*");
    }

    #[test]
    fn words_without_a_list_promise_nothing() {
        let text =
            "## Action items\n\nNo action: the risk is accepted because the system goes in May.\n";
        assert!(shown(text).is_empty());
    }

    #[test]
    fn actions_behind_a_bold_label_and_in_two_sections_are_all_read_once() {
        assert_eq!(
            shown(
                "### Incident\n\n- **Review actions**:\n  - a\n  - b\n\n### Next\n\n**Action items:**\n\n- c\n"
            ),
            ["a", "b", "c"]
        );
    }
}
