//! How words begin: what tells most words of a text from those that are looked for, at little cost.

use std::ops::Range;

/// The beginnings of some words, without regard to case.
///
/// To ask is one or two looks into small tables, and the answer is a "perhaps" or a sure "no".
#[derive(Clone, Debug)]
pub(crate) struct Beginnings {
    /// For every two bytes that beginnings begin with, what may come third. See [`small`].
    third: Vec<Third>,
    /// A bit for each number that [`digest`] makes of a long beginning.
    further: Vec<u64>,
}

/// A bit for each byte that may come third, or for the end of the word.
#[derive(Clone, Copy, Debug, Default)]
struct Third {
    /// In beginnings of which no more is asked.
    short: u32,
    /// In those which have [`LONG`] bytes.
    long: u32,
}

/// Of a longer beginning, so many bytes count.
const LONG: usize = 5;

/// The bits of a number that [`digest`] makes.
const DIGEST_BITS: u32 = 15;

impl Default for Beginnings {
    fn default() -> Beginnings {
        Beginnings {
            third: vec![Third::default(); 1 << 10],
            further: vec![0; 1 << (DIGEST_BITS - u64::BITS.ilog2())],
        }
    }
}

impl Beginnings {
    /// Adds what a word begins with; where it is empty, any word may be meant.
    pub(crate) fn add(&mut self, beginning: &[u8]) {
        match *beginning {
            [a, b, c, ref rest @ ..] => match rest.first_chunk() {
                Some(&[d, e]) => {
                    self.third[place(a, b)].long |= 1 << small(c);
                    let digest = digest([a, b, c, d, e]);
                    self.further[digest / 64] |= 1 << (digest % 64);
                }
                None => self.third[place(a, b)].short |= 1 << small(c),
            },
            [a, b] => self.third[place(a, b)].short = u32::MAX,
            [a] => self.allow_all(place(a, 0)..place(a, 0) + (1 << 5)),
            [] => self.allow_all(0..self.third.len()),
        }
    }

    fn allow_all(&mut self, places: Range<usize>) {
        for third in &mut self.third[places] {
            third.short = u32::MAX;
        }
    }

    /// Says whether a text may begin with one of them.
    pub(crate) fn allow(&self, text: &[u8]) -> bool {
        let (first, second, third) = match *text {
            [a, b, c, ..] => (a, b, c),
            [a, b] => (a, b, 0),
            [a] => (a, 0, 0),
            [] => return false,
        };
        // The capital of another letter may be far from it.
        if !(first | second | third).is_ascii() {
            return true;
        }
        let bit = 1 << small(third);
        let third = self.third[place(first, second)];
        if third.short & bit != 0 {
            return true;
        }
        third.long & bit != 0
            && text.first_chunk::<LONG>().is_some_and(|&beginning| {
                let digest = digest(beginning);
                !beginning.is_ascii() || self.further[digest / 64] >> (digest % 64) & 1 == 1
            })
    }
}

/// Brings a byte to a number below 32: the same for a small letter and its capital, another one for
/// each letter, none for no letter at all. Digits share theirs with letters, which lets a few more
/// words through.
fn small(byte: u8) -> usize {
    usize::from(byte & 31)
}

fn place(first: u8, second: u8) -> usize {
    small(first) << 5 | small(second)
}

/// Brings a long beginning to a number that few others have.
fn digest(beginning: [u8; LONG]) -> usize {
    let all = beginning
        .iter()
        .fold(0, |all, &it| all << 5 | u32::from(it & 31));
    // What multiplying by an odd number without a pattern leaves in the highest bits hangs on all.
    (all.wrapping_mul(0x9E37_79B1) >> (u32::BITS - DIGEST_BITS)) as usize
}

/// Returns the bytes at which the first letter of a word stands, or a mark.
pub(crate) fn starts(text: &str) -> impl Iterator<Item = usize> {
    let mut is_in_word = false;
    let bytes = text.as_bytes().iter().enumerate();
    bytes.filter_map(move |(at, &byte)| {
        let is_letter = match byte {
            b' ' => {
                is_in_word = false;
                return None;
            }
            0..0x80 => byte.is_ascii_alphanumeric(),
            // The rest of a character.
            0x80..0xc0 => return None,
            0xc0.. => text[at..].starts_with(char::is_alphanumeric),
        };
        let goes_on = is_letter && is_in_word;
        is_in_word = is_letter;
        (!goes_on).then_some(at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(words: &[&str]) -> Beginnings {
        let mut beginnings = Beginnings::default();
        words
            .iter()
            .for_each(|word| beginnings.add(word.as_bytes()));
        beginnings
    }

    #[test]
    fn whatever_begins_so_is_allowed_in_any_case() {
        let known = of(&["a", "no", "not", "role", "error", "certificate", "über"]);
        for text in [
            "apple",
            "A",
            "NOTHING",
            "no",
            "Role",
            "roles",
            "ERRORS",
            "Certificates",
            "übermut",
            "ÜBER",
        ] {
            assert!(known.allow(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn most_of_what_begins_otherwise_is_not() {
        let known = of(&["no", "not", "error", "certificate"]);
        for text in ["", "n", "ever", "err", "erratic", "cer", "certain", "x"] {
            assert!(!known.allow(text.as_bytes()), "{text}");
        }
        assert!(!Beginnings::default().allow(b"anything"));
        assert!(of(&[""]).allow(b"anything"));
    }

    #[test]
    fn words_and_marks_begin_where_they_stand() {
        let text = "a bé, 'c9é";
        let found: String = starts(text)
            .filter_map(|at| text[at..].chars().next())
            .collect();
        assert_eq!(found, "ab,'c");
    }

    #[test]
    fn a_letter_beyond_ascii_in_a_long_beginning_is_not_looked_at() {
        assert!(of(&["caféx"]).allow("CAFÉX".as_bytes()));
    }
}
