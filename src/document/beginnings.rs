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
    let mut chunks = (0..text.len()).step_by(CHUNK);
    let mut base = 0;
    let mut bits = 0_u64;
    std::iter::from_fn(move || {
        while bits == 0 {
            base = chunks.next()?;
            bits = starts_in(text, base, &mut is_in_word);
        }
        let next = base + bits.trailing_zeros() as usize;
        bits &= bits - 1;
        Some(next)
    })
}

/// So many bytes are looked at in a row, without asking after each what it means for the next: where
/// words end is what a processor guesses wrong.
const CHUNK: usize = u64::BITS as usize;

/// Returns a bit for each start among the bytes from one on.
fn starts_in(text: &str, from: usize, is_in_word: &mut bool) -> u64 {
    let bytes = &text.as_bytes()[from..];
    let bytes = &bytes[..bytes.len().min(CHUNK)];
    if !bytes.is_ascii() {
        return starts_among_others(text, from, bytes, is_in_word);
    }
    let mut chunk = [b' '; CHUNK];
    chunk[..bytes.len()].copy_from_slice(bytes);
    let letters = bits(&chunk, |byte| {
        let (digit, letter) = (byte.wrapping_sub(b'0'), (byte | 32).wrapping_sub(b'a'));
        (digit < 10) | (letter < 26)
    });
    let spaces = bits(&chunk, |byte| byte == b' ');
    let goes_on = letters & (letters << 1 | u64::from(*is_in_word));
    *is_in_word = letters >> (bytes.len() - 1) & 1 == 1;
    !goes_on & !spaces
}

/// Returns a bit for each byte that is as wanted.
fn bits(chunk: &[u8; CHUNK], is_wanted: impl Fn(u8) -> bool) -> u64 {
    // First a byte for each, which a processor does for many at once; then the lowest bits of eight
    // bytes are brought together by one multiplication.
    const TOGETHER: u64 = 0x0102_0408_1020_4080;
    let mut wanted = [0; CHUNK];
    for (wanted, &byte) in wanted.iter_mut().zip(chunk) {
        *wanted = u8::from(is_wanted(byte));
    }
    let (eights, _) = wanted.as_chunks();
    let eights = eights.iter().map(|eight| {
        let lowest = u64::from_le_bytes(*eight).wrapping_mul(TOGETHER);
        lowest >> 56
    });
    eights.rev().fold(0, |bits, eight| bits << 8 | eight)
}

/// Does as [`starts_in`] does where there is more than ASCII.
fn starts_among_others(text: &str, from: usize, bytes: &[u8], is_in_word: &mut bool) -> u64 {
    let mut starts = 0;
    for (at, &byte) in bytes.iter().enumerate() {
        let is_letter = match byte {
            0..0x80 => byte.is_ascii_alphanumeric(),
            // The rest of a character.
            0x80..0xc0 => continue,
            0xc0.. => text[from + at..].starts_with(char::is_alphanumeric),
        };
        let is_start = byte != b' ' && !(is_letter && *is_in_word);
        starts |= u64::from(is_start) << at;
        *is_in_word = is_letter;
    }
    starts
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
        assert_eq!(starts("").count(), 0);
    }

    #[test]
    fn a_word_goes_on_over_any_number_of_bytes() {
        for length in 0..200 {
            let before = " ".repeat(length);
            for word in ["abc", "abcé", "éa"] {
                let text = format!("{before}{word} {word}");
                let second = length + word.len() + 1;
                assert_eq!(
                    starts(&text).collect::<Vec<_>>(),
                    [length, second],
                    "{length} {word}"
                );
            }
            assert_eq!(starts(&"a".repeat(length)).count(), length.min(1));
        }
    }

    #[test]
    fn a_letter_beyond_ascii_in_a_long_beginning_is_not_looked_at() {
        assert!(of(&["caféx"]).allow("CAFÉX".as_bytes()));
    }
}
