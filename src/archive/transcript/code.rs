//! How a transcript is kept: numbers of one to five bytes, small ones for what is met often.
//!
//! Seven bits a byte, the lowest first, and the highest bit where more follow. The numbers below
//! [`FIRST`] are marks, the rest tokens.

use super::{Field, Said};

const GAP: u32 = 0;
const SECTION: u32 = 1;
const NAMED: u32 = 2;
const FIELD: u32 = 3;
/// The number of token 0.
const FIRST: u32 = FIELD + FIELDS.len() as u32;

const FIELDS: [Field; 8] = [
    Field::Title,
    Field::Factors,
    Field::Services,
    Field::Tags,
    Field::Summary,
    Field::Heading,
    Field::Body,
    Field::Code,
];

pub(super) fn write(out: &mut Vec<u8>, said: Said) {
    match said {
        Said::Token(token) => number(out, token + FIRST),
        Said::Named(token) => {
            number(out, NAMED);
            number(out, token);
        }
        Said::Field(field) => number(out, FIELD + field as u32),
        Said::Section { length } => {
            number(out, SECTION);
            number(out, length);
        }
        Said::Gap => number(out, GAP),
    }
}

fn number(out: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// Reads what was written.
#[derive(Clone, Debug)]
pub(super) struct Codes<'a> {
    rest: std::slice::Iter<'a, u8>,
}

impl<'a> Codes<'a> {
    pub(super) fn new(codes: &'a [u8]) -> Codes<'a> {
        let rest = codes.iter();
        Codes { rest }
    }

    fn number(&mut self) -> Option<u32> {
        let &first = self.rest.next()?;
        let mut number = u32::from(first & 0x7f);
        let (mut byte, mut shift) = (first, 0);
        while byte >= 0x80 {
            byte = *self.rest.next()?;
            shift += 7;
            number |= u32::from(byte & 0x7f) << shift;
        }
        Some(number)
    }
}

impl Iterator for Codes<'_> {
    type Item = Said;

    fn next(&mut self) -> Option<Said> {
        Some(match self.number()? {
            GAP => Said::Gap,
            SECTION => Said::Section {
                length: self.number()?,
            },
            NAMED => Said::Named(self.number()?),
            mark @ FIELD..FIRST => Said::Field(FIELDS[(mark - FIELD) as usize]),
            token => Said::Token(token - FIRST),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_read_as_it_was_written() {
        let tokens = [0, 1, 116, 117, 118, 1 << 14, 1 << 21, u32::MAX - FIRST];
        let mut said: Vec<Said> = FIELDS.into_iter().map(Said::Field).collect();
        for number in tokens {
            said.extend([Said::Token(number), Said::Named(number), Said::Gap]);
            said.push(Said::Section { length: number });
        }
        let mut codes = Vec::new();
        for &it in &said {
            write(&mut codes, it);
        }
        assert_eq!(Codes::new(&codes).collect::<Vec<_>>(), said);
    }
}
