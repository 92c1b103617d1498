//! From text to tree.

use granit_parser::{Event, Marker, Options, Parser, ScalarStyle, ScanError, Span as Range};

use super::{Entry, Kind, Node, Problem, Scalar, Style};
use crate::document::Span;

/// How much a YAML text may hold before it is refused.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// The longest text, in bytes.
    pub(crate) bytes: usize,
    /// The most nodes in the tree.
    pub(crate) nodes: usize,
    /// The deepest nesting of lists and maps.
    pub(crate) depth: usize,
}

impl Limits {
    /// For the front matter of one report.
    pub(crate) const FRONT_MATTER: Limits = Limits {
        bytes: 64 << 10,
        nodes: 20_000,
        depth: 32,
    };
    /// For configuration, registries and templates.
    pub(crate) const PROJECT_FILE: Limits = Limits {
        bytes: 8 << 20,
        nodes: 1_000_000,
        depth: 32,
    };
}

/// What a parse came to: a tree, or none, and everything that was wrong.
///
/// There is a tree wherever the syntax was sound; a duplicate key then keeps its first value. A
/// text with nothing in it has no tree and no problem.
#[derive(Debug, Default)]
pub(crate) struct Parsed {
    pub(crate) tree: Option<Node>,
    pub(crate) problems: Vec<Problem>,
}

/// Parses the YAML in `text`, which begins at byte `offset` of its file. Never fails.
pub(crate) fn parse(text: &str, offset: usize, limits: Limits) -> Parsed {
    if text.len() > limits.bytes {
        let help = format!(
            "keep it below {} KiB; long text belongs in the body",
            limits.bytes >> 10
        );
        return Parsed {
            tree: None,
            problems: vec![Problem {
                span: Span::new(offset, offset + first_line(text).len()),
                message: format!("this YAML is {} KiB long", text.len() >> 10),
                help: Some(help),
            }],
        };
    }
    if let Some(problem) = tab_indent(text, offset) {
        return Parsed {
            tree: None,
            problems: vec![problem],
        };
    }
    let mut builder = Builder {
        text,
        offset,
        limits,
        problems: Vec::new(),
        open: Vec::new(),
        items: Vec::new(),
        entries: Vec::new(),
        root: None,
        nodes: 0,
    };
    match builder.read_document() {
        Ok(()) => Parsed {
            tree: builder.root.filter(|node| !node.is_null()),
            problems: builder.problems,
        },
        Err(problem) => {
            builder.problems.push(problem);
            Parsed {
                tree: None,
                problems: builder.problems,
            }
        }
    }
}

struct Builder<'a> {
    text: &'a str,
    offset: usize,
    limits: Limits,
    problems: Vec<Problem>,
    open: Vec<Open>,
    /// What was read of all open lists, those inside behind those around them: each takes what is its
    /// own when it is closed, and no list grows by itself.
    items: Vec<Node>,
    /// The same of all open maps.
    entries: Vec<Entry>,
    root: Option<Node>,
    nodes: usize,
}

/// A list or map that is still being read, with the place of the first item or entry that is its own;
/// a map may have a key that waits for its value.
enum Open {
    List(Span, usize),
    Map(Span, usize, Option<(Box<str>, Span)>),
}

impl Builder<'_> {
    fn read_document(&mut self) -> Result<(), Problem> {
        let mut options = Options::default();
        options.emit_unresolved_aliases = true;
        for next in Parser::new_from_str_with_options(self.text, options) {
            let (event, range) = next.map_err(|error| self.syntax(&error))?;
            let span = self.span(range);
            match event {
                Event::DocumentStart(..) if self.root.is_some() => {
                    return Err(problem(
                        span,
                        "a second YAML document begins here".into(),
                        "keep one document, and remove the line of dashes",
                    ));
                }
                Event::Alias(_) | Event::UnresolvedAlias(_) => {
                    return Err(problem(
                        span,
                        "an alias stands here, and aliases are not read".into(),
                        "write the value out, or put it in quotes if it is text",
                    ));
                }
                Event::Scalar(value, style, anchor, tag) => {
                    refuse_extras(anchor, tag.is_some(), span)?;
                    let style = match style {
                        ScalarStyle::Plain => Style::Plain,
                        ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => Style::Quoted,
                        ScalarStyle::Literal | ScalarStyle::Folded => Style::Block,
                    };
                    let scalar = Scalar {
                        text: value.into(),
                        style,
                    };
                    self.place(Node {
                        span,
                        kind: Kind::Scalar(scalar),
                    })?;
                }
                Event::SequenceStart(_, anchor, tag) => {
                    refuse_extras(anchor, tag.is_some(), span)?;
                    self.enter(Open::List(span, self.items.len()), span)?;
                }
                Event::MappingStart(_, anchor, tag) => {
                    refuse_extras(anchor, tag.is_some(), span)?;
                    self.enter(Open::Map(span, self.entries.len(), None), span)?;
                }
                Event::SequenceEnd | Event::MappingEnd => {
                    let node = match self.open.pop().expect("the parser closes what it opened") {
                        Open::List(start, first) => {
                            let items: Vec<Node> = self.items.drain(first..).collect();
                            let end = items.last().map_or(start.end, |item| item.span.end);
                            Node {
                                span: Span::new(start.start, end.max(span.end)),
                                kind: Kind::List(items),
                            }
                        }
                        Open::Map(start, first, _) => {
                            let entries: Vec<Entry> = self.entries.drain(first..).collect();
                            let end = entries
                                .last()
                                .map_or(start.end, |entry| entry.value.span.end);
                            Node {
                                span: Span::new(start.start, end.max(start.end)),
                                kind: Kind::Map(entries),
                            }
                        }
                    };
                    self.place(node)?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn enter(&mut self, open: Open, span: Span) -> Result<(), Problem> {
        if self.open.len() >= self.limits.depth {
            let message = format!("this is nested more than {} levels deep", self.limits.depth);
            return Err(problem(span, message, "flatten the structure"));
        }
        self.open.push(open);
        Ok(())
    }

    /// Puts a finished value where it belongs: the root, the open list, or the open map.
    fn place(&mut self, node: Node) -> Result<(), Problem> {
        self.nodes += 1;
        if self.nodes > self.limits.nodes {
            let message = format!("this YAML holds more than {} values", self.limits.nodes);
            return Err(problem(
                node.span,
                message,
                "move the data into a file of its own",
            ));
        }
        match self.open.last_mut() {
            None => self.root = Some(node),
            Some(Open::List(..)) => self.items.push(node),
            Some(Open::Map(_, first, waiting)) => {
                match (waiting.take(), node.kind) {
                    (None, Kind::Scalar(scalar)) => *waiting = Some((scalar.text, node.span)),
                    (None, Kind::List(_) | Kind::Map(_)) => {
                        return Err(problem(
                            node.span,
                            "a list or a map stands where a key was expected".into(),
                            "write the key as plain text, or put braces and brackets in quotes",
                        ));
                    }
                    (Some((key, key_span)), kind) => {
                        let mut entries = self.entries[*first..].iter();
                        if let Some(before) = entries.find(|entry| entry.key == key) {
                            let before = &self.text[..before.key_span.start - self.offset];
                            let line = 1 + before.matches('\n').count();
                            self.problems.push(problem(
                            key_span,
                            format!("the key `{key}` is written twice"),
                            &format!("keep one of the two; the first stands in line {line} of this block"),
                        ));
                        } else {
                            let value = Node {
                                span: node.span,
                                kind,
                            };
                            self.entries.push(Entry {
                                key,
                                key_span,
                                value,
                            });
                        }
                    }
                }
            }
        }
        Ok(())
    }

    fn span(&self, range: Range) -> Span {
        let start = self.byte(&range.start);
        let end = self.byte(&range.end).max(start);
        let written = &self.text[start - self.offset..end - self.offset];
        Span::new(start, start + written.trim_end().len())
    }

    fn byte(&self, marker: &Marker) -> usize {
        let mut at = marker
            .byte_offset()
            .unwrap_or_default()
            .min(self.text.len());
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        self.offset + at
    }

    /// Says a syntax error in the words of somebody who wants to go on writing.
    fn syntax(&self, error: &ScanError) -> Problem {
        let at = self.byte(error.marker());
        let rest = &self.text[at - self.offset..];
        let line_start = self.text[..at - self.offset]
            .rfind('\n')
            .map_or(0, |newline| newline + 1);
        let line = first_line(&self.text[line_start..]);
        let width = rest
            .chars()
            .next()
            .filter(|c| !c.is_control())
            .map_or(0, char::len_utf8);
        let here = Span::new(at, at + width);
        let info = error.info();
        if info.contains("mapping values") {
            let key_end = line.find(": ").map_or(0, |colon| colon + 2);
            let value = line[key_end..].trim_end();
            let start = self.offset + line_start + key_end;
            return problem(
                Span::new(start, start + value.len()),
                "this value holds a colon with a space behind it, which YAML reads as another key"
                    .into(),
                "put the whole value in quotes",
            );
        }
        if let Some(mark @ ('@' | '`' | '%')) = rest.chars().next()
            && info.contains("cannot start any token") | info.contains("unexpected character")
        {
            return problem(
                here,
                format!("a value cannot begin with `{mark}`"),
                "put the value in quotes",
            );
        }
        if info.contains("quoted scalar") || info.contains("end of stream") && info.contains("quot")
        {
            return problem(
                here,
                format!("a quotation is not closed: {info}"),
                "close the quotation mark",
            );
        }
        problem(
            here,
            format!("this is not YAML: {info}"),
            "check the indentation, the colons and the quotes of this line and the one before",
        )
    }
}

fn refuse_extras(anchor: usize, tagged: bool, span: Span) -> Result<(), Problem> {
    if anchor > 0 {
        return Err(problem(
            span,
            "an anchor (`&name`) stands before this value, and anchors are not read".into(),
            "write the value out where it is used, or put it in quotes if it is text",
        ));
    }
    if tagged {
        return Err(problem(
            span,
            "a tag (`!name`) stands before this value, and tags are not read".into(),
            "remove the tag, or put the value in quotes if it is text",
        ));
    }
    Ok(())
}

/// Finds a line that is indented with a tab, which YAML forbids and editors hide.
fn tab_indent(text: &str, offset: usize) -> Option<Problem> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
        if let Some(tab) = line[..indent].find('\t')
            && !line[indent..].trim().is_empty()
        {
            let start = offset + at + tab;
            return Some(problem(
                Span::new(start, start + 1),
                "this line is indented with a tab, which YAML does not allow".into(),
                "use spaces",
            ));
        }
        at += line.len();
    }
    None
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

fn problem(span: Span, message: String, help: &str) -> Problem {
    Problem {
        span,
        message,
        help: Some(help.into()),
    }
}
