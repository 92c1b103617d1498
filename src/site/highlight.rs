//! Colours for code, by class, when the site is built.
//!
//! One small reader for all languages, guided by what each calls a comment, a string and a keyword.
//! It need not understand code to help an eye through it; what it does not know stays plain.

use std::fmt::Write;

use crate::site::html::escape;

/// What a language looks like.
struct Language {
    /// What a fence may call it.
    names: &'static str,
    /// What begins a comment that ends with the line.
    comments: &'static [&'static str],
    /// What begins and ends a comment over lines.
    block: Option<(&'static str, &'static str)>,
    quotes: &'static [char],
    keywords: &'static str,
    kind: Kind,
}

/// What else there is to it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Program,
    /// Words before a colon or an equals sign are names.
    Data,
    /// `$name` and `${name}` are variables.
    Shell,
}

const C_BLOCK: Option<(&str, &str)> = Some(("/*", "*/"));

const LANGUAGES: [Language; 10] = [
    Language {
        names: "yaml yml",
        comments: &["#"],
        block: None,
        quotes: &['"', '\''],
        keywords: "true false null yes no",
        kind: Kind::Data,
    },
    Language {
        names: "toml ini conf properties hcl tf terraform nginx",
        comments: &["#", ";"],
        block: None,
        quotes: &['"', '\''],
        keywords: "true false",
        kind: Kind::Data,
    },
    Language {
        names: "json json5 jsonc",
        comments: &["//"],
        block: C_BLOCK,
        quotes: &['"'],
        keywords: "true false null",
        kind: Kind::Data,
    },
    Language {
        names: "sh bash zsh shell console dockerfile docker",
        comments: &["#"],
        block: None,
        quotes: &['"', '\''],
        keywords: "if then else elif fi for in do done while until case esac function return \
            local export set exit FROM RUN COPY ENV CMD ENTRYPOINT WORKDIR EXPOSE ARG \
            USER",
        kind: Kind::Shell,
    },
    Language {
        names: "sql mysql postgresql plpgsql",
        comments: &["--"],
        block: C_BLOCK,
        quotes: &['\''],
        keywords: "select from where and or not in is null insert into values update set delete \
            create alter drop table index view join left right inner outer on as group \
            by order having limit offset union all distinct case when then else end \
            begin commit rollback explain analyze primary key references constraint \
            default with exists between like",
        kind: Kind::Program,
    },
    Language {
        names: "rust rs",
        comments: &["//"],
        block: C_BLOCK,
        quotes: &['"'],
        keywords: "as async await break const continue crate dyn else enum extern false fn for \
            if impl in let loop match mod move mut pub ref return self Self static \
            struct super trait true type unsafe use where while",
        kind: Kind::Program,
    },
    Language {
        names: "python py",
        comments: &["#"],
        block: None,
        quotes: &['"', '\''],
        keywords: "and as assert async await break class continue def del elif else except \
            False finally for from global if import in is lambda None nonlocal not or \
            pass raise return True try while with yield",
        kind: Kind::Program,
    },
    Language {
        names: "go golang",
        comments: &["//"],
        block: C_BLOCK,
        quotes: &['"', '`', '\''],
        keywords: "break case chan const continue default defer else fallthrough for func go \
            goto if import interface map package range return select struct switch type \
            var nil true false",
        kind: Kind::Program,
    },
    Language {
        names: "js javascript ts typescript jsx tsx mjs",
        comments: &["//"],
        block: C_BLOCK,
        quotes: &['"', '\'', '`'],
        keywords: "async await break case catch class const continue default delete do else \
            enum export extends false finally for function if implements import in \
            instanceof interface let new null of return static super switch this throw \
            true try type typeof undefined var while yield",
        kind: Kind::Program,
    },
    Language {
        names: "java kotlin kt c cpp c++ csharp cs scala swift php",
        comments: &["//"],
        block: C_BLOCK,
        quotes: &['"', '\''],
        keywords: "abstract auto bool boolean break case catch char class const continue \
            default do double else enum extends false final finally float for fun func \
            function if implements import int interface let long namespace new nil null \
            package private protected public return static struct super switch this \
            throw throws true try using val var void volatile while",
        kind: Kind::Program,
    },
];

impl Language {
    fn is_called(&self, name: &str) -> bool {
        self.names.split(' ').any(|it| it == name)
    }
}

/// Writes code with its parts marked by class; the text of it stays the same to the letter.
pub(super) fn highlight(language: &str, code: &str, into: &mut String) {
    if matches!(language, "diff" | "patch") {
        return diff(code, into);
    }
    match LANGUAGES.iter().find(|it| it.is_called(language)) {
        Some(language) => Reader {
            language,
            code,
            into,
        }
        .read(),
        None => escape(code, into),
    }
}

fn span(class: &str, text: &str, into: &mut String) {
    let _ = write!(into, "<span class=\"{class}\">");
    escape(text, into);
    into.push_str("</span>");
}

fn diff(code: &str, into: &mut String) {
    for line in code.split_inclusive('\n') {
        let (text, end) = match line.strip_suffix('\n') {
            Some(text) => (text, "\n"),
            None => (line, ""),
        };
        match text.bytes().next() {
            Some(b'+') => span("added", text, into),
            Some(b'-') => span("removed", text, into),
            Some(b'@') => span("comment", text, into),
            _ => escape(text, into),
        }
        into.push_str(end);
    }
}

struct Reader<'a> {
    language: &'a Language,
    code: &'a str,
    into: &'a mut String,
}

impl Reader<'_> {
    fn read(self) {
        let code = self.code;
        let mut at = 0;
        let mut plain = 0;
        let mut before = '\n';
        while let Some(c) = code[at..].chars().next() {
            let rest = &code[at..];
            let part = self.part(rest, before);
            match part {
                Some((class, length)) => {
                    escape(&code[plain..at], self.into);
                    span(class, &rest[..length], self.into);
                    at += length;
                    plain = at;
                    before = rest[..length].chars().next_back().unwrap_or(before);
                }
                None => {
                    // A whole word is stepped over, so that no keyword is found within it.
                    let length = match word(rest) {
                        0 => c.len_utf8(),
                        length => length,
                    };
                    before = rest[..length].chars().next_back().unwrap_or(c);
                    at += length;
                }
            }
        }
        escape(&code[plain..], self.into);
    }

    /// Returns the part that begins here, with how long it is.
    fn part(&self, rest: &str, before: char) -> Option<(&'static str, usize)> {
        let first = rest.chars().next()?;
        let language = self.language;
        // A `#` or `;` within a word is none that begins a comment.
        let is_apart = before.is_whitespace() || !matches!(first, '#' | ';');
        if is_apart && language.comments.iter().any(|it| rest.starts_with(it)) {
            return Some(("comment", rest.find('\n').unwrap_or(rest.len())));
        }
        if let Some((start, end)) = language.block.filter(|it| rest.starts_with(it.0)) {
            let inner = &rest[start.len()..];
            let length = inner.find(end).map(|at| start.len() + at + end.len());
            return Some(("comment", length.unwrap_or(rest.len())));
        }
        // An apostrophe in a word opens no string.
        if language.quotes.contains(&first) && !before.is_alphanumeric() {
            let length = string(rest, first)?;
            let is_name = language.kind == Kind::Data
                && rest[length..].trim_start_matches(' ').starts_with(':');
            return Some((if is_name { "name" } else { "string" }, length));
        }
        if language.kind == Kind::Shell && first == '$' {
            let length = variable(rest);
            return (length > 1).then_some(("name", length));
        }
        if before.is_alphanumeric() || before == '_' {
            return None;
        }
        let length = word(rest);
        if length == 0 {
            return None;
        }
        let text = &rest[..length];
        if first.is_ascii_digit() {
            return Some(("number", length));
        }
        if language.kind == Kind::Data
            && let Some(more) = name(&rest[length..])
        {
            return Some(("name", length + more));
        }
        let keywords = || language.keywords.split(' ');
        let is_keyword = keywords().any(|it| it == text)
            || (language.is_called("sql") && keywords().any(|it| it.eq_ignore_ascii_case(text)));
        is_keyword.then_some(("keyword", length))
    }
}

/// Returns how long the string is that begins here, if it ends on its line or a quote that may run
/// over lines closes it.
fn string(rest: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '\n' if quote != '`' => return None,
            c if c == quote => return Some(at + c.len_utf8()),
            _ => {}
        }
    }
    None
}

fn variable(rest: &str) -> usize {
    if rest.starts_with("${") {
        return rest.find(['}', '\n']).map_or(1, |at| at + 1);
    }
    1 + word(&rest[1..])
}

fn word(rest: &str) -> usize {
    rest.find(|c: char| !(c.is_alphanumeric() || c == '_'))
        .unwrap_or(rest.len())
}

/// Returns how much of a name is left after its first word, if a name it is: `name:`, `name =`, and
/// also `my-name:`.
fn name(rest: &str) -> Option<usize> {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    let after = rest.trim_start_matches(is_part);
    let length = rest.len() - after.len();
    let after = after.trim_start_matches(' ');
    let is_name = after == ":" || [": ", ":\n", "="].iter().any(|it| after.starts_with(it));
    is_name.then_some(length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::html::{escaped, tests::elements};

    fn highlighted(language: &str, code: &str) -> String {
        let mut into = String::new();
        highlight(language, code, &mut into);
        into
    }

    /// Leaves the text of markup.
    fn text(html: &str) -> String {
        regex::Regex::new("<[^>]*>")
            .unwrap()
            .replace_all(html, "")
            .into_owned()
    }

    #[test]
    fn parts_are_marked() {
        for (language, code, part) in [
            (
                "yaml",
                "max-age: 30 # s",
                "<span class=\"name\">max-age</span>: <span class=\"number\">30</span> <span class=\"comment\"># s</span>",
            ),
            (
                "json",
                "{\"a\": \"b\"}",
                "<span class=\"name\">&quot;a&quot;</span>: <span class=\"string\">&quot;b&quot;</span>",
            ),
            (
                "sh",
                "if $HOME",
                "<span class=\"keyword\">if</span> <span class=\"name\">$HOME</span>",
            ),
            (
                "sql",
                "SELECT selection",
                "<span class=\"keyword\">SELECT</span> selection",
            ),
            (
                "rust",
                "letter(\"x\") // y",
                "letter(<span class=\"string\">&quot;x&quot;</span>) <span class=\"comment\">// y</span>",
            ),
            (
                "diff",
                "+a\n-b\n c",
                "<span class=\"added\">+a</span>\n<span class=\"removed\">-b</span>\n c",
            ),
            (
                "python",
                "x = 'it'",
                "<span class=\"string\">&#39;it&#39;</span>",
            ),
            ("nonsense", "if <b>", "if &lt;b&gt;"),
        ] {
            let html = highlighted(language, code);
            assert!(html.contains(part), "{language}: {html}");
        }
    }

    #[test]
    fn the_text_stays_the_same_to_the_letter() {
        let code =
            "a: 'x\n\"</span><script>\\\" # ü $ ${ }`\n/* -- // æøå ' $x=1;é\n@@ -1 +1 @@\n+ <b>\n";
        let languages = LANGUAGES.iter().flat_map(|it| it.names.split(' '));
        for language in languages.chain(["diff", ""]) {
            let html = highlighted(language, code);
            elements(&html);
            assert_eq!(text(&html), escaped(code), "{language}");
        }
    }
}
