//! A text that is kept for later.

use std::sync::Arc;

/// A text in half of its space: thousands of reports are kept while a few are open.
///
/// Two of them are equal exactly if their texts are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Packed(Arc<[u8]>);

impl Packed {
    /// Returns the text.
    pub(crate) fn unpack(&self) -> String {
        let bytes = lz4_flex::decompress_size_prepended(&self.0);
        let text = bytes.ok().and_then(|it| String::from_utf8(it).ok());
        text.expect("what was packed was a text")
    }
}

impl From<&str> for Packed {
    fn from(text: &str) -> Packed {
        Packed(lz4_flex::compress_prepend_size(text.as_bytes()).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_unpacked_is_what_was_packed() {
        let long = "The queue stalled again. ".repeat(400);
        for text in ["", "a", "Kølen står 🚦\r\n", &long] {
            assert_eq!(Packed::from(text).unpack(), text);
        }
        assert!(Packed::from(&*long).0.len() * 2 < long.len());
    }
}
