//! The little language in which the lexicon writes its patterns.
//!
//! | written | matches |
//! |---|---|
//! | `word`, `wor*` | that word; any word that begins so |
//! | `WORD` | that word in capitals; a mark such as `!` stands for itself |
//! | `(a\|b c\|d*)` | one of these, each a word or several |
//! | `word?`, `(a\|b)?` | the same, or nothing |
//! | `<person>` | somebody: a role, a name, a pronoun, a team |
//! | `<person>'s` | the same as an owner: `the reviewer's`, `their` |
//! | `<participle>`, `<past>` | a past participle; it or a past form |
//! | `<adv>` | up to three adverbs |
//! | `<start>` | the beginning of the sentence |
//! | `...` | up to four words, within the clause and without a "not"; several add up |

use std::ops::Range;

use super::class::Class;
use super::phrase::Phrase;
use super::sentence::Sentence;
use super::token::{Form, Token};

/// A sequence of words with room in it.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    pub(super) written: Box<str>,
    elements: Vec<Element>,
    /// The element whose words are looked for first; the others are tried around it.
    anchor: usize,
}

#[derive(Clone, Debug)]
enum Element {
    Words {
        choices: Vec<Vec<Literal>>,
        optional: bool,
    },
    Person,
    Owner,
    Participle,
    Past,
    Adverbs,
    Start,
    Gap(usize),
}

#[derive(Clone, Debug)]
struct Literal {
    text: Box<str>,
    prefix: bool,
    possessive: bool,
    shouted: bool,
}

/// Where a pattern matched, as tokens of the sentence, and whom it found on the way.
#[derive(Clone, Debug)]
pub(super) struct Match {
    pub(super) tokens: Range<usize>,
    pub(super) person: Option<Phrase>,
}

const MOST_ADVERBS: usize = 3;
const GAP: usize = 4;
/// How many words before its anchor a pattern may reach.
const REACH: usize = 16;

impl Pattern {
    /// Reads a pattern, or says what is wrong with it.
    pub(super) fn parse(written: &str) -> Result<Pattern, String> {
        let mut elements: Vec<Element> = Vec::new();
        for part in split(written)? {
            let element = Element::parse(part)?;
            match (elements.last_mut(), &element) {
                (Some(Element::Gap(most)), Element::Gap(more)) => *most += more,
                _ => elements.push(element),
            }
        }
        let anchor = (0..elements.len())
            .filter_map(|index| Some((index, elements[index].weight()?)))
            .max_by_key(|&(index, weight)| (weight, usize::MAX - index))
            .map(|(index, _)| index)
            .ok_or_else(|| format!("`{written}` has no word that is always there"))?;
        Ok(Pattern {
            written: written.into(),
            elements,
            anchor,
        })
    }

    /// Returns the words of which one is always there, each as the part of it that a plain search
    /// can look for, and whether more letters may follow.
    pub(super) fn anchors(&self) -> impl Iterator<Item = (&str, bool)> {
        let choices = match &self.elements[self.anchor] {
            Element::Words { choices, .. } => choices.as_slice(),
            _ => &[],
        };
        choices.iter().map(|choice| {
            let word = &choice[0];
            let plain = word.text.split(['\'', '-']).next().unwrap_or_default();
            (plain, word.prefix || plain.len() < word.text.len())
        })
    }

    /// Returns the longest match that has the given token in it.
    pub(super) fn find(&self, sentence: &Sentence, token: usize) -> Option<Match> {
        (token.saturating_sub(REACH)..=token)
            .filter_map(|start| {
                let (end, person) = self.rest(0, sentence, start)?;
                let covers = (start..end).contains(&token);
                covers.then_some(Match {
                    tokens: start..end,
                    person,
                })
            })
            .max_by_key(|found| found.tokens.len())
    }

    /// Matches the elements from `index` on at token `at`; returns where the match ends.
    fn rest(
        &self,
        index: usize,
        sentence: &Sentence,
        at: usize,
    ) -> Option<(usize, Option<Phrase>)> {
        let Some(element) = self.elements.get(index) else {
            return Some((at, None));
        };
        let tokens = &sentence.tokens;
        let go_on = |at| self.rest(index + 1, sentence, at);
        match element {
            Element::Words { choices, optional } => {
                let found = choices
                    .iter()
                    .filter(|choice| starts_with(tokens, at, choice))
                    .filter_map(|choice| go_on(at + choice.len()))
                    .max_by_key(|(end, _)| *end);
                match found {
                    None if *optional => go_on(at),
                    found => found,
                }
            }
            Element::Person => {
                let is_certain = matches!(
                    self.elements.get(index + 1),
                    Some(Element::Words {
                        optional: false,
                        ..
                    })
                );
                let mut persons = sentence.persons_at(at);
                // What the pattern says must follow shows where the phrase ends.
                let (person, end) = if is_certain {
                    persons.find_map(|person| {
                        let (end, _) = go_on(person.tokens.end)?;
                        Some((person, end))
                    })?
                } else {
                    let person = sentence.person_at(at)?;
                    let (end, _) = go_on(person.tokens.end)?;
                    (person, end)
                };
                Some((end, Some(person)))
            }
            Element::Owner => {
                let person = sentence.owner_at(at)?;
                let (end, _) = go_on(person.tokens.end)?;
                Some((end, Some(person)))
            }
            Element::Participle => tokens.get(at)?.is_participle().then(|| go_on(at + 1))?,
            Element::Past => tokens.get(at)?.is_past().then(|| go_on(at + 1))?,
            Element::Start => (at == sentence.first_word()).then(|| go_on(at))?,
            Element::Adverbs => {
                let most = tokens[at.min(tokens.len())..]
                    .iter()
                    .take(MOST_ADVERBS)
                    .take_while(|token| token.is_adverb())
                    .count();
                (0..=most).rev().find_map(|count| go_on(at + count))
            }
            Element::Gap(most) => {
                let room = tokens[at.min(tokens.len())..]
                    .iter()
                    .take(*most)
                    .take_while(|token| token.is_word() && !token.is(Class::Negation))
                    .count();
                (0..=room).find_map(|count| go_on(at + count))
            }
        }
    }
}

fn starts_with(tokens: &[Token], at: usize, words: &[Literal]) -> bool {
    tokens.len() >= at + words.len()
        && words
            .iter()
            .zip(&tokens[at..])
            .all(|(literal, token)| literal.is(token))
}

impl Literal {
    fn parse(written: &str) -> Literal {
        let (text, prefix) = match written.strip_suffix('*') {
            Some(text) => (text, true),
            None => (written, false),
        };
        let owner = text.strip_suffix("'s").filter(|owner| *owner != "let");
        Literal {
            possessive: owner.is_some(),
            shouted: text.len() > 1 && text.chars().all(char::is_uppercase),
            text: owner.unwrap_or(text).to_lowercase().into(),
            prefix,
        }
    }

    fn is(&self, token: &Token) -> bool {
        if token.quoted
            || (self.shouted && !token.shouted)
            || (token.form == Form::Possessive) != self.possessive
        {
            return false;
        }
        if self.prefix {
            token.word.starts_with(&*self.text)
        } else {
            *token.word == *self.text
        }
    }
}

impl Element {
    fn parse(part: &str) -> Result<Element, String> {
        Ok(match part {
            "<person>" => Element::Person,
            "<person>'s" => Element::Owner,
            "<participle>" => Element::Participle,
            "<past>" => Element::Past,
            "<adv>" => Element::Adverbs,
            "<start>" => Element::Start,
            "..." => Element::Gap(GAP),
            _ if part.starts_with('<') => return Err(format!("there is no `{part}`")),
            _ => {
                let (words, optional) = match part.strip_suffix('?') {
                    Some(words) => (words, true),
                    None => (part, false),
                };
                let inner = words
                    .strip_prefix('(')
                    .and_then(|words| words.strip_suffix(')'))
                    .unwrap_or(words);
                let choices: Vec<Vec<Literal>> = inner
                    .split('|')
                    .map(|choice| choice.split_whitespace().map(Literal::parse).collect())
                    .collect();
                if choices.iter().any(Vec::is_empty) {
                    return Err(format!("`{part}` offers an empty choice"));
                }
                Element::Words { choices, optional }
            }
        })
    }

    /// Says how good an anchor this makes: long words are rare.
    fn weight(&self) -> Option<usize> {
        match self {
            Element::Words {
                choices,
                optional: false,
            } => choices.iter().map(|choice| choice[0].text.len()).min(),
            _ => None,
        }
    }
}

/// Splits a pattern at the spaces outside parentheses.
fn split(written: &str) -> Result<Vec<&str>, String> {
    let mut parts = Vec::new();
    let (mut start, mut depth) = (0, 0_i32);
    for (at, mark) in written.char_indices() {
        match mark {
            '(' => depth += 1,
            ')' => depth -= 1,
            ' ' if depth == 0 => {
                parts.push(&written[start..at]);
                start = at + 1;
            }
            _ => {}
        }
        if !(0..=1).contains(&depth) {
            break;
        }
    }
    if depth != 0 {
        return Err(format!("the parentheses of `{written}` do not match"));
    }
    parts.push(&written[start..]);
    Ok(parts.into_iter().filter(|part| !part.is_empty()).collect())
}
