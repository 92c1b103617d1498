//! A text that is kept for later.

use std::sync::Arc;

/// A text in half to three quarters of its space: thousands of reports are kept while a few are open.
///
/// Two that are kept alike are equal exactly if their texts are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Packed(Form);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Form {
    Small(Arc<[u8]>),
    Whole(Arc<str>),
}

impl Packed {
    /// Keeps a text as it is: packing takes as long as to read the front matter of a report, which is
    /// too long where the text may never be asked for again.
    pub(crate) fn whole(text: &str) -> Packed {
        Packed(Form::Whole(text.into()))
    }

    /// Returns the text.
    pub(crate) fn unpack(&self) -> String {
        match &self.0 {
            Form::Whole(text) => (**text).into(),
            Form::Small(bytes) => {
                let bytes = lz4_flex::decompress_size_prepended(bytes);
                let text = bytes.ok().and_then(|it| String::from_utf8(it).ok());
                text.expect("what was packed was a text")
            }
        }
    }
}

impl From<&str> for Packed {
    fn from(text: &str) -> Packed {
        let bytes = lz4_flex::compress_prepend_size(text.as_bytes());
        Packed(Form::Small(bytes.into()))
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
            assert_eq!(Packed::whole(text).unpack(), text);
        }
        let Form::Small(bytes) = Packed::from(&*long).0 else {
            panic!("a text is packed unless it is asked for whole");
        };
        assert!(bytes.len() * 2 < long.len());
    }
}
