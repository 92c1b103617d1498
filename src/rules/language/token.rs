//! A sentence as words and marks, each with its bytes.

use std::borrow::Cow;
use std::ops::Range;

use super::class::{Class, Classes};
use super::lexicon::Lexicon;
use crate::document::Block;

/// A word or a mark of a sentence.
#[derive(Clone, Debug)]
pub(super) struct Token<'a> {
    /// Where it stands in the text of its block.
    pub(super) range: Range<usize>,
    /// In lower case, with straight apostrophes, and without the `'s` of a possessive.
    pub(super) word: Cow<'a, str>,
    pub(super) form: Form,
    /// What the lexicon knows of the word.
    pub(super) classes: Classes,
    /// Whether it begins with a capital letter.
    pub(super) capital: bool,
    /// Whether it is all in capitals.
    pub(super) shouted: bool,
    /// Whether it stands between quotation marks.
    pub(super) quoted: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Word,
    /// `engineer's`, `engineers'`
    Possessive,
    /// `@name`
    Handle,
    /// A word that begins with a digit: a number, a time, a version.
    Number,
    /// Inline code.
    Code,
    Comma,
    /// Any other mark: where a clause ends.
    Mark,
}

impl Token<'_> {
    pub(super) fn is(&self, class: Class) -> bool {
        self.classes.has(class)
    }

    /// Says whether this is a word, as opposed to a mark.
    pub(super) fn is_word(&self) -> bool {
        !matches!(self.form, Form::Comma | Form::Mark)
    }

    /// Says whether this may be the past form or the past participle of a verb.
    pub(super) fn is_past(&self) -> bool {
        self.form == Form::Word
            && !self.is(Class::NotPast)
            && (self.is(Class::Past)
                || self.is(Class::Participle)
                || (self.word.len() > 3 && self.word.ends_with("ed")))
    }

    /// Says whether this may be a past participle.
    pub(super) fn is_participle(&self) -> bool {
        self.is_past() && (!self.is(Class::Past) || self.is(Class::Participle))
    }

    /// Says whether this may be a verb in `-ing`.
    pub(super) fn is_gerund(&self) -> bool {
        self.form == Form::Word && self.word.len() > 4 && self.word.ends_with("ing")
    }

    /// Says whether this may stand between a subject and its verb.
    pub(super) fn is_adverb(&self) -> bool {
        self.form == Form::Word
            && (self.is(Class::Adverb) || (self.word.len() > 4 && self.word.ends_with("ly")))
    }
}

/// Reads the part of a block's text that is a sentence.
pub(super) fn tokens<'a>(
    lexicon: &Lexicon,
    text: &'a str,
    sentence: Range<usize>,
    quotations: &[Range<usize>],
) -> Vec<Token<'a>> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut at = sentence.start;
    while let Some(mark) = text[at..sentence.end].chars().next() {
        let end = at + mark.len_utf8();
        if mark.is_whitespace() {
            at = end;
            continue;
        }
        let (form, end) = match mark {
            Block::CODE => (Form::Code, end),
            '@' if text[end..].starts_with(char::is_alphanumeric) => {
                (Form::Handle, word_end(text, end, sentence.end))
            }
            ',' => (Form::Comma, end),
            _ if mark.is_numeric() => (Form::Number, word_end(text, at, sentence.end)),
            _ if mark.is_alphabetic() => (Form::Word, word_end(text, at, sentence.end)),
            _ => (Form::Mark, end),
        };
        let quoted = quotations.iter().any(|range| range.contains(&at));
        tokens.push(read(&text[at..end], at..end, form, quoted));
        at = end;
    }
    lexicon.classify(&mut tokens);
    tokens
}

fn read(written: &str, range: Range<usize>, form: Form, quoted: bool) -> Token<'_> {
    let mut word = plain(written);
    let mut form = form;
    if form == Form::Word
        && let Some(owner) = possessor(&word)
    {
        form = Form::Possessive;
        word = match word {
            Cow::Borrowed(word) => Cow::Borrowed(&word[..owner]),
            Cow::Owned(word) => Cow::Owned(word[..owner].to_owned()),
        };
    }
    Token {
        range,
        capital: written.starts_with(char::is_uppercase),
        shouted: written.len() > 1 && written.chars().all(char::is_uppercase),
        word,
        form,
        classes: Classes::default(),
        quoted,
    }
}

/// Writes a word in lower case and with straight apostrophes, without a copy where it is so already.
fn plain(written: &str) -> Cow<'_, str> {
    if written
        .bytes()
        .all(|it| it.is_ascii() && !it.is_ascii_uppercase())
    {
        return Cow::Borrowed(written);
    }
    let mut word = written.to_lowercase();
    if word.contains(['’', '\u{2011}']) {
        word = word.replace('’', "'").replace('\u{2011}', "-");
    }
    Cow::Owned(word)
}

/// Returns the length of the word before a possessive ending. "It's" and the like are no such.
fn possessor(word: &str) -> Option<usize> {
    const CONTRACTED: [&str; 11] = [
        "it", "he", "she", "that", "there", "here", "what", "who", "where", "let", "how",
    ];
    if let Some(owner) = word.strip_suffix("'s") {
        return (!CONTRACTED.contains(&owner)).then_some(owner.len());
    }
    word.strip_suffix("s'").map(|owner| owner.len() + 1)
}

/// Returns where the word that begins at `at` ends: letters, digits, and single marks between them.
fn word_end(text: &str, at: usize, limit: usize) -> usize {
    let mut end = at;
    let mut rest = text[at..limit].chars().peekable();
    while let Some(mark) = rest.next() {
        let next = rest.peek().copied().unwrap_or(' ');
        let joins = match mark {
            '-' | '\u{2011}' => next.is_alphanumeric(),
            '\'' | '’' => next.is_alphanumeric() || text[..end].ends_with('s'),
            // "10:40" and "v2.3" are one word, "cause:human" is two.
            '.' | ':' => {
                next.is_ascii_digit() && text[..end].ends_with(|c: char| c.is_ascii_digit())
            }
            _ => mark.is_alphanumeric() || mark == '_',
        };
        if !joins {
            break;
        }
        end += mark.len_utf8();
    }
    end
}
