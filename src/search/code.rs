//! Numbers as printable characters, so that a shard is a string in a script.
//!
//! 91 digits, the characters from `#` to `~` without the backslash. Small numbers, which are nearly
//! all of them, take one character, and a compressor still sees where one number ends and the next
//! begins, which it would not in base64. `docs/search.md` has the table; `number` in
//! `theme/scripts/search.js` reads it.

/// How many digits there are.
const BASE: u32 = 91;
/// The first value that does not fit one, two and three digits.
const TWO: u32 = 61;
const THREE: u32 = TWO + 28 * BASE;
const FIVE: u32 = THREE + BASE * BASE;

/// The largest number that can be written.
pub(super) const LARGEST: u32 = FIVE + BASE * BASE * BASE * BASE - 1;

/// Writes a number. One that is too large is written as [`LARGEST`].
pub(super) fn write(out: &mut Vec<u8>, number: u32) {
    if number < TWO {
        out.push(digit(number));
    } else if number < THREE {
        let rest = number - TWO;
        out.extend([digit(TWO + rest / BASE), digit(rest % BASE)]);
    } else if number < FIVE {
        let rest = number - THREE;
        out.extend([digit(89), digit(rest / BASE), digit(rest % BASE)]);
    } else {
        let rest = number.min(LARGEST) - FIVE;
        out.push(digit(90));
        for power in [BASE * BASE * BASE, BASE * BASE, BASE, 1] {
            out.push(digit(rest / power % BASE));
        }
    }
}

/// Reads numbers from a text, one after the other.
#[derive(Clone, Debug)]
pub(super) struct Numbers<'a> {
    rest: &'a [u8],
}

impl<'a> Numbers<'a> {
    pub(super) fn new(text: &'a str) -> Numbers<'a> {
        Numbers {
            rest: text.as_bytes(),
        }
    }

    pub(super) fn of(codes: &'a [u8]) -> Numbers<'a> {
        Numbers { rest: codes }
    }

    /// Reads one number; 0 where the text has ended.
    pub(super) fn next(&mut self) -> u32 {
        match self.digit() {
            first if first < TWO => first,
            89 => THREE + self.joined(2),
            90 => FIVE + self.joined(4),
            first => TWO + (first - TWO) * BASE + self.digit(),
        }
    }

    /// Reads the characters before the next space, and skips the space.
    pub(super) fn word(&mut self) -> &'a str {
        let end = memchr::memchr(b' ', self.rest).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest.get(1..).unwrap_or_default();
        std::str::from_utf8(word).unwrap_or_default()
    }

    /// Returns the next number as it is written.
    pub(super) fn take_number(&mut self) -> &'a [u8] {
        let before = self.rest;
        self.next();
        &before[..before.len() - self.rest.len()]
    }

    /// Returns so many characters, which are there.
    pub(super) fn take(&mut self, count: usize) -> &'a [u8] {
        let (taken, rest) = self.rest.split_at(count);
        self.rest = rest;
        taken
    }

    /// Returns what has not been read yet.
    pub(super) fn rest(&self) -> &'a str {
        std::str::from_utf8(self.rest).unwrap_or_default()
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }

    fn joined(&mut self, digits: usize) -> u32 {
        (0..digits).fold(0, |number, _| number * BASE + self.digit())
    }

    fn digit(&mut self) -> u32 {
        let Some((&byte, rest)) = self.rest.split_first() else {
            return 0;
        };
        self.rest = rest;
        u32::from(byte.saturating_sub(b'#' + u8::from(byte > b'\\')))
    }
}

fn digit(value: u32) -> u8 {
    let byte = b'#' + u8::try_from(value).expect("a digit is below 91");
    byte + u8::from(byte >= b'\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_is_read_as_it_was_written() {
        let edges = [0, 1, 60, 61, 151, 152, 2608, 2609, 10_889, 10_890, LARGEST];
        for number in edges.into_iter().chain((0..2_000_000).step_by(977)) {
            let mut text = Vec::new();
            write(&mut text, number);
            write(&mut text, 7);
            let text = String::from_utf8(text).unwrap();
            assert!(!text.contains(['"', '\\', '!', ' ']), "{number}: {text}");
            let mut numbers = Numbers::new(&text);
            assert_eq!((numbers.next(), numbers.next()), (number, 7));
            assert!(numbers.is_at_end());
        }
    }

    #[test]
    fn small_numbers_take_one_character() {
        for (number, length) in [(60, 1), (61, 2), (2608, 2), (2609, 3), (10_890, 5)] {
            let mut text = Vec::new();
            write(&mut text, number);
            assert_eq!(text.len(), length, "{number}");
        }
    }
}
