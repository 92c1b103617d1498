//! HTML that is ready to be put into a page.

use serde::{Serialize, Serializer};

/// Markup that this program made, with everything in it that came from outside escaped.
///
/// Invariant: well-formed, and without script. Only the modules of `site` that write markup make
/// it; a template inserts it as it is, and any other text is escaped.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Html(String);

impl Html {
    /// Takes markup that the caller has escaped.
    pub(super) fn made(markup: String) -> Html {
        Html(markup)
    }

    #[cfg(test)]
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl Serialize for Html {
    /// To Tera it is a string that is not escaped again; to anything else it is a string.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        tera::Value::safe_string(&self.0).serialize(serializer)
    }
}

/// Writes a text for an element or a quoted attribute. Characters that HTML forbids are dropped.
pub(super) fn escape(text: &str, into: &mut String) {
    let mut clean = 0;
    for (at, &byte) in text.as_bytes().iter().enumerate() {
        if !MAY_NEED_ESCAPING[usize::from(byte)] {
            continue;
        }
        let c = text[at..]
            .chars()
            .next()
            .expect("only first bytes are marked");
        let instead = match c {
            '&' => "&amp;",
            '<' => "&lt;",
            '>' => "&gt;",
            '"' => "&quot;",
            '\'' => "&#39;",
            c if c.is_control() || is_noncharacter(c) => "",
            _ => continue,
        };
        into.push_str(&text[clean..at]);
        into.push_str(instead);
        clean = at + c.len_utf8();
    }
    into.push_str(&text[clean..]);
}

/// The bytes that a character begins with which may not stay as it is. Nearly all of a text is none
/// of them, and so is not looked at character by character.
static MAY_NEED_ESCAPING: [bool; 256] = {
    let mut marked = [false; 256];
    let mut byte = 0;
    while byte < marked.len() {
        marked[byte] = match byte as u8 {
            b'\t' | b'\n' => false,
            // Further control characters begin with 0xc2, noncharacters with the last ones.
            b'&' | b'<' | b'>' | b'"' | b'\'' | ..=0x1f | 0x7f | 0xc2 | 0xef.. => true,
            _ => false,
        };
        byte += 1;
    }
    marked
};

/// Returns a text written for an element or a quoted attribute.
pub(crate) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + text.len() / 8);
    escape(text, &mut escaped);
    escaped
}

fn is_noncharacter(c: char) -> bool {
    let code = u32::from(c);
    (0xfdd0..=0xfdef).contains(&code) || code & 0xfffe == 0xfffe
}

#[cfg(test)]
pub(super) mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn text_cannot_leave_its_element_or_attribute() {
        assert_eq!(
            escaped("a\"b'c<d>&\0\u{b}\n\u{7f}\u{85}\u{ffff}\u{fdd0}\u{8fffe}é\u{a0}\u{fffd}🦀"),
            "a&quot;b&#39;c&lt;d&gt;&amp;\né\u{a0}\u{fffd}🦀"
        );
    }

    /// An element as it stands in a page.
    #[derive(Debug)]
    pub(in crate::site) struct Element {
        pub(in crate::site) name: String,
        pub(in crate::site) attributes: Vec<(String, String)>,
    }

    impl Element {
        pub(in crate::site) fn attribute(&self, name: &str) -> Option<&str> {
            let found = self.attributes.iter().find(|it| it.0 == name);
            found.map(|it| it.1.as_str())
        }
    }

    const EMPTY: [&str; 9] = [
        "meta", "link", "br", "hr", "img", "input", "wbr", "!doctype", "col",
    ];

    /// What HTML says of where an element may stand, as far as a browser would mend it otherwise.
    const BLOCKS: [&str; 17] = [
        "p",
        "div",
        "ul",
        "ol",
        "dl",
        "table",
        "pre",
        "blockquote",
        "details",
        "section",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
    ];

    /// Reads markup strictly, as only a well-formed page can be read, and returns its elements.
    pub(in crate::site) fn elements(html: &str) -> Vec<Element> {
        let mut elements = Vec::new();
        let mut open: Vec<String> = Vec::new();
        let mut ids = BTreeSet::new();
        let mut rest = html;
        while let Some(start) = rest.find('<') {
            let text = &rest[..start];
            assert!(!text.contains('>'), "a stray `>` in {text:?}");
            for reference in text.split('&').skip(1) {
                let end = reference.find(';').unwrap_or(0);
                assert!(end > 1 && end < 12, "a stray `&` in {text:?}");
            }
            rest = &rest[start + 1..];
            let (tag, after) = tag(rest);
            rest = after;
            if let Some(name) = tag.name.strip_prefix('/') {
                assert_eq!(open.pop().as_deref(), Some(name), "near {:?}", head(rest));
                continue;
            }
            let inside_paragraph = open.iter().rev().any(|it| it == "p");
            let is_block = BLOCKS.contains(&tag.name.as_str());
            assert!(
                !(inside_paragraph && is_block),
                "<{}> in <p> near {:?}",
                tag.name,
                head(rest)
            );
            let nested_link = tag.name == "a" && open.iter().any(|it| it == "a" || it == "button");
            assert!(!nested_link, "a link in a link near {:?}", head(rest));
            if let Some(id) = tag.attribute("id") {
                assert!(ids.insert(id.to_owned()), "the id {id} is there twice");
            }
            let in_xml = open.iter().any(|it| matches!(it.as_str(), "svg" | "feed"));
            let closes_itself = in_xml && tag.attribute("/").is_some();
            if !EMPTY.contains(&tag.name.as_str()) && !closes_itself {
                open.push(tag.name.clone());
            }
            elements.push(tag);
        }
        assert!(open.is_empty(), "not closed: {open:?}");
        elements
    }

    fn head(text: &str) -> String {
        text.chars().take(60).collect()
    }

    fn tag(text: &str) -> (Element, &str) {
        let end = text
            .find(|c: char| c.is_whitespace() || c == '>' || (c == '/' && !text.starts_with('/')))
            .unwrap_or_else(|| panic!("an open tag: {:?}", head(text)));
        let end = if text.starts_with('/') {
            text.find('>').unwrap()
        } else {
            end
        };
        let name = text[..end].to_owned();
        assert!(
            name.trim_start_matches(['/', '!'])
                .starts_with(|c: char| c.is_ascii_lowercase()),
            "a stray `<` before {:?}",
            head(text)
        );
        let mut attributes: Vec<(String, String)> = Vec::new();
        let mut rest = text[end..].trim_start();
        while !rest.starts_with('>') {
            if let Some(after) = rest.strip_prefix('/') {
                attributes.push(("/".into(), String::new()));
                rest = after.trim_start();
                continue;
            }
            let end = rest
                .find(|c: char| c.is_whitespace() || matches!(c, '=' | '>'))
                .unwrap_or_else(|| panic!("an open tag: {:?}", head(rest)));
            let name = rest[..end].to_owned();
            assert!(
                !name.is_empty() && !name.contains(['"', '\'', '<']),
                "{name}"
            );
            assert!(!attributes.iter().any(|it| it.0 == name), "{name} twice");
            rest = &rest[end..];
            let mut value = String::new();
            if let Some(quoted) = rest.strip_prefix("=\"") {
                let end = quoted.find('"').unwrap();
                value = quoted[..end].to_owned();
                assert!(!value.contains('<'), "{value}");
                rest = &quoted[end + 1..];
            } else {
                assert!(!rest.starts_with('='), "an unquoted {name}");
            }
            attributes.push((name, value));
            rest = rest.trim_start();
        }
        (Element { name, attributes }, &rest[1..])
    }
}
