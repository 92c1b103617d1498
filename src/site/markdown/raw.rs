//! HTML that an author wrote in Markdown.
//!
//! A few elements that Markdown has no sign for are kept, without attributes but a few that are
//! checked, and always closed where the Markdown around them ends. Comments are dropped: they are
//! notes to other authors. Everything else is shown as the text that it is.

use std::fmt::Write;

use crate::site::html::{escape, escaped};
use crate::site::markdown::target::Target;
use crate::site::markdown::writer::{Open, Writer};

/// Elements that may stand in a sentence.
const PHRASING: [&str; 21] = [
    "abbr", "b", "bdi", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "mark", "q", "s",
    "samp", "small", "strong", "sub", "sup", "u", "var",
];

/// Elements that hold paragraphs.
const BLOCKS: [&str; 3] = ["blockquote", "details", "div"];

/// A piece of HTML.
#[derive(Debug, PartialEq)]
enum Piece<'a> {
    Text(&'a str),
    Comment,
    Open(Tag<'a>),
    Close { name: String, written: &'a str },
}

#[derive(Debug, PartialEq)]
struct Tag<'a> {
    /// In lower case.
    name: String,
    attributes: Vec<(String, String)>,
    written: &'a str,
}

impl Tag<'_> {
    fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|it| it.0 == name);
        found.map(|it| it.1.as_str())
    }
}

/// Writes HTML that stands in a sentence.
pub(super) fn inline(writer: &mut Writer, html: &str) {
    if writer.in_alt() {
        return;
    }
    for piece in pieces(html) {
        match piece {
            Piece::Comment => {}
            Piece::Text(text) => reference_text(writer, text),
            Piece::Open(tag) => {
                if !phrase(writer, &tag) {
                    shown(writer, tag.written);
                }
            }
            Piece::Close { name, written } => {
                let is_void = matches!(name.as_str(), "br" | "wbr" | "img");
                if !is_void && !close(writer, &name) {
                    shown(writer, written);
                }
            }
        }
    }
}

/// Writes HTML that stands on lines of its own.
pub(super) fn block(writer: &mut Writer, html: &str) {
    let mut after_details = false;
    for piece in pieces(html) {
        let was_after_details = std::mem::take(&mut after_details);
        match piece {
            Piece::Comment => {}
            Piece::Text(text) if text.trim().is_empty() => {
                after_details = was_after_details;
                writer
                    .out
                    .push_str(if text.contains('\n') { "\n" } else { text });
            }
            Piece::Text(text) => {
                begin_paragraph(writer);
                reference_text(writer, text);
            }
            Piece::Open(tag) => match tag.name.as_str() {
                "p" => {
                    end_paragraph(writer);
                }
                "hr" => {
                    end_paragraph(writer);
                    writer.out.push_str("<hr>");
                }
                "summary" if was_after_details => {
                    writer.out.push_str("<summary>");
                    writer.open.push(Open::Raw("summary"));
                }
                name if BLOCKS.contains(&name) => {
                    end_paragraph(writer);
                    open_block(writer, &tag);
                    after_details = name == "details";
                }
                _ => {
                    begin_paragraph(writer);
                    if !phrase(writer, &tag) {
                        shown(writer, tag.written);
                    }
                }
            },
            Piece::Close { name, written } => match name.as_str() {
                "p" => end_paragraph(writer),
                "br" | "wbr" | "img" | "hr" => {}
                "summary" => {
                    if !close(writer, "summary") {
                        begin_paragraph(writer);
                        shown(writer, written);
                    }
                }
                name if BLOCKS.contains(&name) => {
                    end_paragraph(writer);
                    if !close(writer, name) {
                        begin_paragraph(writer);
                        shown(writer, written);
                    }
                }
                name => {
                    if !close(writer, name) {
                        begin_paragraph(writer);
                        shown(writer, written);
                    }
                }
            },
        }
    }
    close(writer, "summary");
    end_paragraph(writer);
    writer.out.push('\n');
}

fn open_block(writer: &mut Writer, tag: &Tag) {
    let Some(&name) = BLOCKS.iter().find(|it| **it == tag.name) else {
        return;
    };
    let is_open = name == "details" && tag.attribute("open").is_some();
    let _ = write!(writer.out, "<{name}{}>", if is_open { " open" } else { "" });
    writer.open.push(Open::Raw(name));
}

/// Writes an element of a sentence; says whether it is one that is kept.
fn phrase(writer: &mut Writer, tag: &Tag) -> bool {
    match tag.name.as_str() {
        "br" => writer.out.push_str("<br>"),
        "wbr" => writer.out.push_str("<wbr>"),
        "img" => {
            let alt = tag.attribute("alt").unwrap_or_default();
            let title = tag.attribute("title").unwrap_or_default();
            writer.image(tag.attribute("src").unwrap_or_default(), alt, title);
        }
        "a" => return link(writer, tag),
        name => {
            let Some(&name) = PHRASING.iter().find(|it| **it == name) else {
                return false;
            };
            let _ = write!(writer.out, "<{name}");
            if let Some(title) = tag.attribute("title").filter(|it| !it.is_empty()) {
                let _ = write!(writer.out, " title=\"{}\"", escaped(title));
            }
            if let Some(dir) = tag
                .attribute("dir")
                .filter(|it| matches!(*it, "ltr" | "rtl" | "auto"))
            {
                let _ = write!(writer.out, " dir=\"{dir}\"");
            }
            writer.out.push('>');
            writer.open.push(Open::Raw(name));
        }
    }
    true
}

fn link(writer: &mut Writer, tag: &Tag) -> bool {
    let Some(address) = tag.attribute("href").filter(|_| !writer.in_link()) else {
        return false;
    };
    match writer.target(address) {
        Target::Text => return false,
        Target::Here(href) => {
            let _ = write!(writer.out, "<a href=\"{}\">", escaped(href.as_str()));
        }
        Target::Outside(href) => {
            let _ = write!(
                writer.out,
                "<a href=\"{}\" rel=\"noopener noreferrer\">",
                escaped(href.as_str())
            );
        }
    }
    writer.open.push(Open::Raw("a"));
    true
}

/// Closes an element, if it was opened within the same piece of Markdown.
fn close(writer: &mut Writer, name: &str) -> bool {
    let inner = writer
        .open
        .iter()
        .rev()
        .take_while(|it| matches!(it, Open::Raw(_)));
    let Some(depth) = inner
        .map(|it| matches!(it, Open::Raw(open) if *open == name))
        .position(|it| it)
    else {
        return false;
    };
    // A paragraph stays: what closes beyond it was opened outside of it.
    let crosses_paragraph = writer.open[writer.open.len() - depth..]
        .iter()
        .any(|it| matches!(it, Open::Raw("p")));
    if crosses_paragraph && !BLOCKS.contains(&name) {
        return false;
    }
    for _ in 0..=depth {
        if let Some(Open::Raw(open)) = writer.open.pop() {
            let _ = write!(writer.out, "</{open}>");
        }
    }
    true
}

fn begin_paragraph(writer: &mut Writer) {
    let is_inside = writer
        .open
        .iter()
        .rev()
        .take_while(|it| matches!(it, Open::Raw(_)))
        .any(|it| matches!(it, Open::Raw("p" | "summary")));
    if !is_inside {
        writer.out.push_str("<p>");
        writer.open.push(Open::Raw("p"));
    }
}

fn end_paragraph(writer: &mut Writer) {
    close(writer, "summary");
    close(writer, "p");
}

fn shown(writer: &mut Writer, text: &str) {
    writer.note(text);
    escape(text, &mut writer.out);
}

/// Writes text that may hold character references, as HTML does and Markdown's text does not.
fn reference_text(writer: &mut Writer, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        escape(&rest[..at], &mut writer.out);
        rest = &rest[at..];
        let end = rest
            .as_bytes()
            .iter()
            .take(12)
            .position(|&byte| byte == b';');
        let known = ["&amp;", "&lt;", "&gt;", "&quot;", "&nbsp;"];
        match end.map(|end| &rest[..=end]) {
            Some(reference) if known.contains(&reference) => {
                writer.out.push_str(reference);
                rest = &rest[reference.len()..];
            }
            _ => {
                writer.out.push_str("&amp;");
                rest = &rest[1..];
            }
        }
    }
    escape(rest, &mut writer.out);
}

/// Takes HTML to pieces. What is not a whole tag is text.
fn pieces(html: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = html;
    let mut text_end = 0;
    while let Some(at) = rest[text_end..].find('<').map(|at| at + text_end) {
        let Some((piece, length)) = piece(&rest[at..]) else {
            text_end = at + 1;
            continue;
        };
        if at > 0 {
            pieces.push(Piece::Text(&rest[..at]));
        }
        pieces.push(piece);
        rest = &rest[at + length..];
        text_end = 0;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest));
    }
    pieces
}

fn piece(html: &str) -> Option<(Piece<'_>, usize)> {
    if let Some(comment) = html.strip_prefix("<!--") {
        let end = comment.find("-->").map_or(html.len(), |end| end + 7);
        return Some((Piece::Comment, end));
    }
    if html.starts_with("<!") || html.starts_with("<?") {
        return None;
    }
    let is_close = html.starts_with("</");
    let start = if is_close { 2 } else { 1 };
    let name_end = html[start..]
        .find(|c: char| !c.is_ascii_alphanumeric())
        .map(|it| it + start)?;
    let is_name =
        html[name_end..].starts_with(|c: char| c.is_ascii_whitespace() || "/>".contains(c));
    if name_end == start || !is_name {
        return None;
    }
    let name = html[start..name_end].to_ascii_lowercase();
    let (attributes, length) = attributes(html, name_end)?;
    let written = &html[..length];
    Some(if is_close {
        (Piece::Close { name, written }, length)
    } else {
        (
            Piece::Open(Tag {
                name,
                attributes,
                written,
            }),
            length,
        )
    })
}

/// Reads the attributes of a tag from byte `at` on; returns them and where the tag ends.
fn attributes(html: &str, mut at: usize) -> Option<(Vec<(String, String)>, usize)> {
    let mut attributes = Vec::new();
    loop {
        let rest = &html[at..];
        let trimmed = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        at += rest.len() - trimmed.len();
        if trimmed.starts_with('>') {
            return Some((attributes, at + 1));
        }
        let end = trimmed.find(|c: char| c.is_ascii_whitespace() || "=>/\"'<".contains(c))?;
        if end == 0 {
            return None;
        }
        let name = trimmed[..end].to_ascii_lowercase();
        at += end;
        let rest = &html[at..];
        let after = rest.trim_start();
        let Some(value) = after.strip_prefix('=') else {
            attributes.push((name, String::new()));
            continue;
        };
        let value = value.trim_start();
        at = html.len() - value.len();
        let (text, length) = match value.chars().next()? {
            quote @ ('"' | '\'') => {
                let end = value[1..].find(quote)?;
                (&value[1..=end], end + 2)
            }
            _ => {
                let end = value.find(|c: char| c.is_ascii_whitespace() || "\"'=<>`".contains(c))?;
                (&value[..end], end)
            }
        };
        attributes.push((name, unescaped(text)));
        at += length;
    }
}

/// Reads the character references of an attribute that could hide a scheme or a path.
fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        plain.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let end = rest
            .find(|c: char| !(c.is_ascii_alphanumeric() || c == '#'))
            .unwrap_or(rest.len());
        let name = &rest[..end];
        let c = match name {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "colon" => Some(':'),
            "sol" => Some('/'),
            "Tab" => Some('\t'),
            "NewLine" => Some('\n'),
            _ => name.strip_prefix('#').and_then(|number| {
                let code = match number.strip_prefix(['x', 'X']) {
                    Some(hex) => u32::from_str_radix(hex, 16),
                    None => number.parse(),
                };
                code.ok().and_then(char::from_u32)
            }),
        };
        match c {
            Some(c) => {
                plain.push(c);
                rest = rest[end..].strip_prefix(';').unwrap_or(&rest[end..]);
            }
            None => plain.push('&'),
        }
    }
    plain.push_str(rest);
    plain
}
