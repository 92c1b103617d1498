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

use std::ops::{Range, RangeInclusive};

use super::class::Class;
use super::phrase::{LONGEST_PHRASE, Phrase};
use super::sentence::Sentence;
use super::token::{Form, Token};

/// A sequence of words with room in it.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    pub(super) written: Box<str>,
    elements: Vec<Element>,
    /// The element whose words are looked for first; the others are tried around it.
    anchor: usize,
    /// How many words before a word of its anchor a match may begin.
    lead: RangeInclusive<usize>,
    companion: Option<Companion>,
}

/// Words of which one has to stand near the anchor.
#[derive(Clone, Debug)]
struct Companion {
    words: Vec<Sought>,
    side: Side,
    /// How many words away, as plain text has words.
    reach: usize,
}

#[derive(Clone, Copy, Debug)]
enum Side {
    Before,
    After,
}

/// A word as a plain search can look for it.
#[derive(Clone, Debug)]
pub(super) struct Sought {
    /// Letters and digits only.
    pub(super) text: Box<str>,
    /// Whether more letters may follow.
    pub(super) is_prefix: bool,
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
    /// How seldom it is met.
    rarity: usize,
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
        let (least, most) = length(&elements[..anchor]);
        Ok(Pattern {
            written: written.into(),
            lead: least..=most + length(&elements[anchor..=anchor]).1,
            companion: Companion::of(&elements, anchor),
            elements,
            anchor,
        })
    }

    /// Returns the words of which one is always there.
    pub(super) fn anchors(&self) -> Vec<Sought> {
        self.elements[self.anchor].sought()
    }

    /// Says whether the words around an anchor at a byte of a text let a match be hoped for. This
    /// is a quick look that lets most sentences go before they are split into words.
    pub(super) fn may_match(&self, text: &str, at: usize) -> bool {
        let is_mark = |c: char| !c.is_alphanumeric();
        let Some(companion) = &self.companion else {
            return true;
        };
        match companion.side {
            Side::After => companion.is_among(text[at..].split(is_mark)),
            Side::Before => companion.is_among(text[..at].rsplit(is_mark)),
        }
    }

    /// Returns the longest match that has the given token in it.
    pub(super) fn find(&self, sentence: &Sentence, token: usize) -> Option<Match> {
        self.lead
            .clone()
            .map_while(|before| token.checked_sub(before))
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

/// Returns the word of several that is met least.
fn rarest(words: &[Literal]) -> &Literal {
    words
        .iter()
        .rev()
        .max_by_key(|word| word.rarity)
        .expect("a choice has at least one word")
}

fn starts_with(tokens: &[Token], at: usize, words: &[Literal]) -> bool {
    tokens.len() >= at + words.len()
        && words
            .iter()
            .zip(&tokens[at..])
            .all(|(literal, token)| literal.is(token))
}

/// Returns how many words some elements take, at least and at most.
fn length(elements: &[Element]) -> (usize, usize) {
    elements.iter().fold((0, 0), |(least, most), element| {
        let (low, high) = element.length();
        (least + low, most + high)
    })
}

impl Companion {
    /// Chooses the next words after the anchor that have to be there, or else those before it.
    fn of(elements: &[Element], anchor: usize) -> Option<Companion> {
        // An apostrophe or hyphen makes two words of one.
        const SLACK: usize = 4;
        let is_fit = |index: &usize| {
            let sought = elements[*index].sought();
            elements[*index].weight().is_some()
                && sought
                    .iter()
                    .all(|it| it.text.chars().all(char::is_alphanumeric))
        };
        let after = (anchor + 1..elements.len()).find(is_fit);
        let before = (0..anchor).rev().find(is_fit);
        let (index, side) = match (after, before) {
            (Some(after), _) => (after, Side::After),
            (None, Some(before)) => (before, Side::Before),
            (None, None) => return None,
        };
        let (_, reach) = length(&elements[index.min(anchor)..=index.max(anchor)]);
        Some(Companion {
            words: elements[index].sought(),
            side,
            reach: 2 * reach + SLACK,
        })
    }

    fn is_among<'t>(&self, words: impl Iterator<Item = &'t str>) -> bool {
        words
            .filter(|word| !word.is_empty())
            .take(self.reach)
            .any(|word| self.words.iter().any(|sought| sought.is(word)))
    }
}

impl Sought {
    fn is(&self, word: &str) -> bool {
        let (sought, word) = (self.text.as_bytes(), word.as_bytes());
        let fits = if self.is_prefix {
            word.len() >= sought.len()
        } else {
            word.len() == sought.len()
        };
        fits && word[..sought.len()].eq_ignore_ascii_case(sought)
    }
}

impl Literal {
    fn parse(written: &str) -> Literal {
        let (text, prefix) = match written.strip_suffix('*') {
            Some(text) => (text, true),
            None => (written, false),
        };
        let owner = text.strip_suffix("'s").filter(|owner| *owner != "let");
        let lower = owner.unwrap_or(text).to_lowercase();
        Literal {
            possessive: owner.is_some(),
            shouted: text.len() > 1 && text.chars().all(char::is_uppercase),
            rarity: rarity(plain(&lower)),
            text: lower.into(),
            prefix,
        }
    }

    /// Returns what of it is looked for: apostrophes and hyphens are written in several ways.
    fn plain(&self) -> &str {
        plain(&self.text)
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

/// Returns the longest part of a word without apostrophe or hyphen, and of two the first.
fn plain(word: &str) -> &str {
    let parts = word.split(['\'', '-']).rev();
    parts.max_by_key(|part| part.len()).unwrap_or_default()
}

/// Says how seldom a word is met: long words are rare, but for some.
fn rarity(plain: &str) -> usize {
    const COMMON: [&str; 22] = [
        "about", "after", "because", "before", "caused", "could", "error", "errors", "failed",
        "failure", "having", "incident", "issue", "issues", "problem", "resolved", "service",
        "should", "started", "their", "there", "which",
    ];
    match plain.len() {
        // None of the common words is shorter or longer.
        5..=8 if COMMON.contains(&plain) => 4,
        length => length,
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

    /// Returns the words of which one is there when this element matches, one for each choice.
    fn sought(&self) -> Vec<Sought> {
        let Element::Words { choices, .. } = self else {
            return Vec::new();
        };
        let sought = |choice: &Vec<Literal>| {
            let word = rarest(choice);
            let plain = word.plain();
            Sought {
                text: plain.into(),
                is_prefix: word.prefix || !word.text.ends_with(plain),
            }
        };
        choices.iter().map(sought).collect()
    }

    /// Returns how many words this may take, at least and at most.
    fn length(&self) -> (usize, usize) {
        match self {
            Element::Words { choices, optional } => {
                let lengths = choices.iter().map(Vec::len);
                let least = if *optional {
                    0
                } else {
                    lengths.clone().min().unwrap_or(0)
                };
                (least, lengths.max().unwrap_or(0))
            }
            Element::Person | Element::Owner => (1, LONGEST_PHRASE),
            Element::Participle | Element::Past => (1, 1),
            Element::Adverbs => (0, MOST_ADVERBS),
            Element::Start => (0, 0),
            Element::Gap(most) => (0, *most),
        }
    }

    /// Says how good an anchor this makes: how rare the commonest of its choices is.
    fn weight(&self) -> Option<usize> {
        match self {
            Element::Words {
                choices,
                optional: false,
            } => choices.iter().map(|choice| rarest(choice).rarity).min(),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::language::testing::sentence;

    /// Returns the words that a pattern matches, wherever in a text its anchors are.
    fn matched(pattern: &str, text: &str) -> Option<String> {
        let pattern = Pattern::parse(pattern).unwrap();
        sentence(text, |sentence| {
            let found = (0..sentence.tokens.len()).find_map(|at| pattern.find(sentence, at))?;
            Some(text[sentence.bytes(&found.tokens)].to_owned())
        })
    }

    #[test]
    fn patterns_match_as_the_table_says() {
        for (pattern, text, expected) in [
            (
                "human error",
                "due to Human Error, then",
                Some("Human Error"),
            ),
            ("human error", "the human made an error", None),
            ("fat-finger*", "a fat-fingered mask", Some("fat-fingered")),
            (
                "(to blame|at fault)",
                "who is at fault here",
                Some("at fault"),
            ),
            ("too? late", "it came too late", Some("too late")),
            (
                "due to <person>",
                "due to the late shift technician.",
                Some("due to the late shift technician"),
            ),
            ("due to <person>", "due to operator pods", None),
            (
                "<person>'s fault",
                "not the reviewer's fault",
                Some("the reviewer's fault"),
            ),
            (
                "<person>'s fault",
                "not their own, our fault",
                Some("our fault"),
            ),
            ("have <participle>", "could have flown", Some("have flown")),
            ("have <participle>", "could have wings", None),
            ("<past> it", "we ran it", Some("ran it")),
            ("was <adv> late", "was really quite late", None),
            ("was <adv> late", "was really very nearly late", None),
            (
                "was <adv> late",
                "was really often late",
                Some("was really often late"),
            ),
            ("<start> culprit", "Culprit: a lock", Some("Culprit")),
            ("<start> culprit", "the culprit", None),
            (
                "cut ... wrong",
                "cut two of the wrong ones",
                Some("cut two of the wrong"),
            ),
            ("cut ... wrong", "cut two, and wrong ones", None),
            ("cut ... wrong", "cut two not wrong ones", None),
            ("NEVER", "NEVER again", Some("NEVER")),
            ("NEVER", "never again", None),
            ("! !", "down!!", Some("!!")),
        ] {
            assert_eq!(
                matched(pattern, text).as_deref(),
                expected,
                "{pattern} in {text}"
            );
        }
    }

    #[test]
    fn what_makes_no_pattern_says_why() {
        for (written, expected) in [
            (
                "<person> <adv>",
                "`<person> <adv>` has no word that is always there",
            ),
            ("(a|b", "the parentheses of `(a|b` do not match"),
            ("(a|(b|c))", "the parentheses of `(a|(b|c))` do not match"),
            ("<verb> it", "there is no `<verb>`"),
            ("(a||b)", "`(a||b)` offers an empty choice"),
        ] {
            assert_eq!(Pattern::parse(written).unwrap_err(), expected);
        }
    }

    #[test]
    fn the_quick_look_never_turns_a_match_away() {
        for (pattern, text) in [
            (
                "failed <adv> to",
                "The engineer failed, or rather FAILED really quite never TO check",
            ),
            ("(didn't|did not) <adv> notice", "She didn’t really notice"),
            (
                "(error|slip) on the part of <person>",
                "an error on the part of the crew",
            ),
            (
                "(outage|crash) ... caused by <person>",
                "the outage of last week was caused by Tom",
            ),
        ] {
            let parsed = Pattern::parse(pattern).unwrap();
            let anchored = crate::rules::language::trigger::Triggers::new([&parsed]);
            let is_kept = anchored
                .hits(text)
                .any(|hit| parsed.may_match(text, hit.at));
            assert!(is_kept, "{pattern} in {text}");
        }
    }
}
