//! A text that is kept for later.

use std::fmt;
use std::sync::{Arc, OnceLock};

/// A text in half to three quarters of its space, or none of it: thousands of reports are kept while
/// a few are open.
#[derive(Clone, Debug)]
pub(crate) struct Packed(Arc<Parcel>);

#[derive(Debug)]
struct Parcel {
    form: Form,
    /// Of the text, once somebody has asked for it.
    digest: OnceLock<blake3::Hash>,
}

#[derive(Debug)]
enum Form {
    Small(Box<[u8]>),
    Whole(Box<str>),
    Left(Box<dyn Original>),
}

/// Where a text can be had once more, as it was.
pub(crate) trait Original: fmt::Debug + Send + Sync {
    fn text(&self) -> String;
}

impl PartialEq for Packed {
    fn eq(&self, other: &Packed) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.digest() == other.digest()
    }
}

impl Eq for Packed {}

impl Packed {
    /// Keeps a text as it is: packing takes as long as to read the front matter of a report, which is
    /// too long where the text may never be asked for again.
    pub(crate) fn whole(text: &str) -> Packed {
        Packed::in_form(Form::Whole(text.into()))
    }

    /// Leaves a text where it is.
    pub(crate) fn left(original: impl Original + 'static, digest: blake3::Hash) -> Packed {
        let left = Packed::in_form(Form::Left(Box::new(original)));
        left.0.digest.get_or_init(|| digest);
        left
    }

    fn in_form(form: Form) -> Packed {
        Packed(Arc::new(Parcel {
            form,
            digest: OnceLock::new(),
        }))
    }

    /// Returns the digest of the text.
    pub(crate) fn digest(&self) -> blake3::Hash {
        *self.0.digest.get_or_init(|| match &self.0.form {
            Form::Whole(text) => blake3::hash(text.as_bytes()),
            Form::Small(_) | Form::Left(_) => blake3::hash(self.unpack().as_bytes()),
        })
    }

    /// Returns the text.
    pub(crate) fn unpack(&self) -> String {
        match &self.0.form {
            Form::Whole(text) => (**text).into(),
            Form::Small(bytes) => {
                let bytes = lz4_flex::decompress_size_prepended(bytes);
                let text = bytes.ok().and_then(|it| String::from_utf8(it).ok());
                text.expect("what was packed was a text")
            }
            Form::Left(original) => original.text(),
        }
    }
}

impl From<&str> for Packed {
    fn from(text: &str) -> Packed {
        let bytes = lz4_flex::compress_prepend_size(text.as_bytes());
        // Copied: a list that gives its bytes away keeps room for a text that cannot be packed, for
        // the allocator leaves a place alone of which half is needed.
        let packed = Packed::in_form(Form::Small(bytes.as_slice().into()));
        // It is in the processor's cache now, and will be asked for.
        let digest = &packed.0.digest;
        digest.get_or_init(|| blake3::hash(text.as_bytes()));
        packed
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
            assert_eq!(Packed::whole(text).digest(), Packed::from(text).digest());
        }
        let packed = Packed::from(&*long);
        let Form::Small(bytes) = &packed.0.form else {
            panic!("a text is packed unless it is asked for whole");
        };
        assert!(bytes.len() * 2 < long.len());
    }
}
