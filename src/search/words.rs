//! Which words a text has. `docs/search.md` says it for both sides; `theme/scripts/search.js` has the
//! same rules for what is asked, so that a word is found however it was cut.
//!
//! A chunk is what stands between spaces and punctuation, and its parts are what it is made of:
//! `kube-dns` is one chunk with the parts `kube` and `dns`. No stemming happens here.

use unicode_normalization::UnicodeNormalization;

use crate::archive::is_mark;

/// A run of letters and digits, in which single `-`, `_` and `.` join.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Chunk<'a> {
    pub(super) text: &'a str,
    /// Where it begins, in bytes.
    pub(super) start: usize,
    shape: Shape,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    /// Letters only, as in `Backup` and `API`.
    Letters,
    /// One part that is not a word of a language: `503`, `0x80070005`, a single Han letter.
    Figure,
    /// Perhaps several parts.
    Compound,
}

/// A word of a chunk: the whole or a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Part<'a> {
    pub(super) text: &'a str,
    pub(super) form: Form,
}

/// How a word is to be treated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// A word of a language, which has a stem.
    Plain,
    /// An identifier or a number, which is taken as it is.
    Exact,
    /// Too little to be looked for; it keeps its place all the same.
    Passed,
}

/// The longest word that is indexed, in characters.
pub(super) const LONGEST: usize = 120;

/// A piece of more characters than this is a key or a checksum: its capitals mean nothing.
const LONGEST_SPLIT: usize = 40;

/// Returns the chunks of a text, in order.
pub(super) fn chunks(text: &str) -> Chunks<'_> {
    Chunks { text, at: 0 }
}

#[derive(Clone, Debug)]
pub(super) struct Chunks<'a> {
    text: &'a str,
    at: usize,
}

/// What a character is in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Lower,
    Upper,
    /// A letter without case, or a mark on a letter.
    Letter,
    Digit,
    /// `-`, `_` and `.`
    Joint,
    /// A letter of a script that does not part words.
    Alone,
    Other,
}

const ASCII: [Class; 128] = {
    let mut classes = [Class::Other; 128];
    let mut byte = 0;
    while byte < 128 {
        classes[byte] = match byte as u8 {
            b'a'..=b'z' => Class::Lower,
            b'A'..=b'Z' => Class::Upper,
            b'0'..=b'9' => Class::Digit,
            b'-' | b'_' | b'.' => Class::Joint,
            _ => Class::Other,
        };
        byte += 1;
    }
    classes
};

fn class(c: char) -> Class {
    match c {
        _ if c.is_ascii() => ASCII[c as usize],
        '\u{e00}'..='\u{eff}'
        | '\u{1000}'..='\u{109f}'
        | '\u{1780}'..='\u{17ff}'
        | '\u{3040}'..='\u{30ff}'
        | '\u{3400}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}' => {
            if c.is_alphanumeric() {
                Class::Alone
            } else {
                Class::Other
            }
        }
        _ if is_mark(c) => Class::Letter,
        _ if c.is_numeric() => Class::Digit,
        _ if !c.is_alphabetic() => Class::Other,
        _ if c.is_lowercase() => Class::Lower,
        _ if c.is_uppercase() => Class::Upper,
        _ => Class::Letter,
    }
}

impl<'a> Chunks<'a> {
    /// Returns the class and the length of the character at a place.
    fn look(&self, at: usize) -> Option<(Class, usize)> {
        let &byte = self.text.as_bytes().get(at)?;
        if byte.is_ascii() {
            return Some((ASCII[usize::from(byte)], 1));
        }
        let c = self.text[at..].chars().next()?;
        Some((class(c), c.len_utf8()))
    }
}

impl<'a> Iterator for Chunks<'a> {
    type Item = Chunk<'a>;

    fn next(&mut self) -> Option<Chunk<'a>> {
        let (mut class, mut length) = loop {
            let (class, length) = self.look(self.at)?;
            if !matches!(class, Class::Other | Class::Joint) {
                break (class, length);
            }
            self.at += length;
        };
        let start = self.at;
        if class == Class::Alone {
            self.at += length;
            return Some(Chunk {
                text: &self.text[start..self.at],
                start,
                shape: Shape::Figure,
            });
        }
        let (mut digits, mut letters, mut lower, mut late_upper, mut joints) =
            (false, false, false, false, false);
        loop {
            match class {
                Class::Lower => (letters, lower) = (true, true),
                Class::Upper => {
                    late_upper |= self.at > start;
                    letters = true;
                }
                Class::Digit => digits = true,
                _ => letters = true,
            }
            self.at += length;
            match self.look(self.at) {
                Some((Class::Joint, _)) => match self.look(self.at + 1) {
                    Some((after, after_length))
                        if !matches!(after, Class::Joint | Class::Other | Class::Alone) =>
                    {
                        joints = true;
                        self.at += 1;
                        (class, length) = (after, after_length);
                    }
                    _ => break,
                },
                None | Some((Class::Other | Class::Alone, _)) => break,
                Some(next) => (class, length) = next,
            }
        }
        let shape = if joints || (digits && letters) || (lower && late_upper) {
            Shape::Compound
        } else if digits {
            Shape::Figure
        } else {
            Shape::Letters
        };
        Some(Chunk {
            text: &self.text[start..self.at],
            start,
            shape,
        })
    }
}

impl<'a> Chunk<'a> {
    pub(super) fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// Returns the whole as a word. Only a chunk of one part can be a word of a language.
    #[cfg(test)]
    pub(super) fn whole(&self) -> Part<'a> {
        let form = match self.shape {
            Shape::Letters => Form::Plain,
            Shape::Figure => Form::Exact,
            Shape::Compound => match self.parts()[..] {
                [part] => part.form,
                _ => Form::Exact,
            },
        };
        Part {
            text: self.text,
            form,
        }
    }

    /// Says whether the chunk is its own only part, without looking close; then its form.
    pub(super) fn simple(&self) -> Option<Form> {
        match self.shape {
            Shape::Letters => Some(Form::Plain),
            Shape::Figure => Some(Form::Exact),
            Shape::Compound => None,
        }
    }

    /// Returns the parts, in order; a simple chunk is its own part.
    pub(super) fn parts(&self) -> Vec<Part<'a>> {
        if let Some(form) = self.simple() {
            return vec![Part {
                text: self.text,
                form,
            }];
        }
        let mut texts = Vec::new();
        for piece in self.text.split(['-', '_', '.']) {
            split(piece, &mut texts);
        }
        let several = texts.len() > 1;
        texts
            .into_iter()
            .map(|text| Part {
                text,
                form: form(text, several),
            })
            .collect()
    }
}

/// Splits a piece without joints where its capitals or its digits begin.
fn split<'a>(piece: &'a str, out: &mut Vec<&'a str>) {
    if piece.chars().count() > LONGEST_SPLIT {
        out.push(piece);
        return;
    }
    let chars: Vec<(usize, Class)> = piece.char_indices().map(|(at, c)| (at, class(c))).collect();
    let mut start = 0;
    for (i, &(at, here)) in chars.iter().enumerate().skip(1) {
        let before = chars[i - 1].1;
        let after = chars.get(i + 1).map(|it| it.1);
        // `APIs` is a plural, not `AP` and `Is`.
        let is_plural = i + 2 == chars.len() && piece.ends_with('s');
        let begins = here == Class::Upper
            && (before == Class::Lower
                || (before == Class::Upper && after == Some(Class::Lower) && !is_plural));
        if begins {
            split_digits(&piece[start..at], out);
            start = at;
        }
    }
    split_digits(&piece[start..], out);
}

/// Splits `postgres14` and `log4shell`: three letters or more, digits, and perhaps again three
/// letters or more. Anything else, such as `0x80070005` and `k8s`, stays whole.
fn split_digits<'a>(piece: &'a str, out: &mut Vec<&'a str>) {
    let letters = piece.find(|c| class(c) == Class::Digit);
    let Some(letters) = letters.filter(|&at| piece[..at].chars().count() >= 3) else {
        out.push(piece);
        return;
    };
    let rest = &piece[letters..];
    let digits = rest
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(rest.len());
    let tail = &rest[digits..];
    let is_word = tail.chars().count() >= 3 && tail.chars().all(|c| class(c) != Class::Digit);
    if digits == 0 || !(tail.is_empty() || is_word) {
        out.push(piece);
        return;
    }
    out.extend([&piece[..letters], &rest[..digits]]);
    if is_word {
        out.push(tail);
    }
}

fn form(text: &str, several: bool) -> Form {
    let mut length = 0;
    let (mut digits, mut letters) = (false, false);
    for c in text.chars() {
        length += 1;
        if class(c) == Class::Digit {
            digits = true;
        } else {
            letters = true;
        }
    }
    match (digits, letters) {
        _ if several && (length == 1 || (length == 2 && !letters)) => Form::Passed,
        (true, _) => Form::Exact,
        _ => Form::Plain,
    }
}

/// Writes a word as it is compared: without accents and capitals.
pub(super) fn fold(word: &str, out: &mut String) {
    out.clear();
    if word.is_ascii() {
        out.extend(word.chars().map(|c| c.to_ascii_lowercase()));
        return;
    }
    let plain: String = word.nfkd().filter(|&c| !is_mark(c)).collect();
    for c in plain.to_lowercase().chars() {
        match c {
            'ø' => out.push('o'),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'ß' => out.push_str("ss"),
            'ð' | 'đ' => out.push('d'),
            'þ' => out.push_str("th"),
            'ł' => out.push('l'),
            'ı' => out.push('i'),
            'ς' => out.push('σ'),
            // What a compatibility form may bring along, as in `⒈`, is not part of a word.
            _ if matches!(class(c), Class::Other) || is_mark(c) => {}
            _ => out.push(c),
        }
    }
}

/// Writes a word as it is compared.
pub(super) fn folded(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    fold(word, &mut out);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        chunks(text).map(|chunk| folded(chunk.text)).collect()
    }

    fn parts(text: &str) -> Vec<String> {
        chunks(text)
            .flat_map(|chunk| chunk.parts())
            .filter(|part| part.form != Form::Passed)
            .map(|part| folded(part.text))
            .collect()
    }

    #[test]
    fn identifiers_are_kept_whole() {
        for word in [
            "503",
            "OOMKilled",
            "kube-dns",
            "ECONNREFUSED",
            "0x80070005",
            "v1.2.3",
            "PM-2026-041",
            "max_connections",
            "99.9",
            "Log4Shell",
        ] {
            assert_eq!(words(&format!("({word}),")), [word.to_lowercase()]);
        }
    }

    #[test]
    fn identifiers_are_found_by_their_parts() {
        for (word, expected) in [
            ("kube-dns", &["kube", "dns"][..]),
            ("OOMKilled", &["oom", "killed"]),
            ("PM-2026-041", &["pm", "2026", "041"]),
            ("postgres14", &["postgres"]),
            ("log4shell", &["log", "shell"]),
            ("v1.2.3", &["v1"]),
            ("APIs", &["apis"]),
            ("0x80070005", &["0x80070005"]),
            ("k8s", &["k8s"]),
            ("HTTPServer", &["http", "server"]),
        ] {
            assert_eq!(parts(word), expected, "{word}");
        }
    }

    #[test]
    fn only_a_single_joint_between_letters_joins() {
        assert_eq!(
            words("a--b c... d.e -f_ done."),
            ["a", "b", "c", "d.e", "f", "done"]
        );
        assert_eq!(
            words("--flag=on host:8080 a/b"),
            ["flag", "on", "host", "8080", "a", "b"]
        );
    }

    #[test]
    fn accents_and_capitals_do_not_count() {
        for (word, plain) in [
            ("Søren", "soren"),
            ("CAFÉ", "cafe"),
            ("cafe\u{301}", "cafe"),
            ("Straße", "strasse"),
            ("ΟΔΟΣ", "οδοσ"),
            ("İstanbul", "istanbul"),
            ("ﬁle", "file"),
        ] {
            assert_eq!(words(word), [plain], "{word}");
        }
    }

    #[test]
    fn scripts_without_spaces_are_cut_into_letters() {
        assert_eq!(words("障害A報告"), ["障", "害", "a", "報", "告"]);
        assert_eq!(words("🔥 ✓ — …"), [""; 0]);
    }

    #[test]
    fn only_words_of_a_language_are_stemmed() {
        for (word, form) in [
            ("Backups", Form::Plain),
            ("APIs", Form::Plain),
            ("503", Form::Exact),
            ("kube-dns", Form::Exact),
            ("OOMKilled", Form::Exact),
            ("k8s", Form::Exact),
        ] {
            assert_eq!(chunks(word).next().unwrap().whole().form, form, "{word}");
        }
    }
}
