//! The identity of a finding across edits.

/// Returns 32 hexadecimal digits that stay the same as long as a rule says the same of the same
/// words in the same file, wherever in it they stand.
///
/// `ordinal` tells apart what would otherwise be equal: the first, the second … in the file. It is
/// not a line number, so an edit further up changes nothing. The leading `1` is the version of this
/// recipe: baselines outlive the program that wrote them.
pub(crate) fn fingerprint(rule: &str, path: &str, key: &str, ordinal: usize) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in ["1", rule, path, key] {
        hasher.update(part.as_bytes());
        hasher.update(b"\0");
    }
    hasher.update(ordinal.to_string().as_bytes());
    let mut hex = hasher.finalize().to_hex().to_string();
    hex.truncate(32);
    hex
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_is_the_same_in_every_release() {
        assert_eq!(
            fingerprint("link/broken", "postmortems/a.md", "b.md", 0),
            "ee45cc99e4d200d63374d97ca65b3e1b"
        );
    }

    #[test]
    fn each_part_counts() {
        let one = fingerprint("link/broken", "a.md", "b.md", 0);
        for other in [
            fingerprint("link/missing-alt", "a.md", "b.md", 0),
            fingerprint("link/broken", "c.md", "b.md", 0),
            fingerprint("link/broken", "a.md", "c.md", 0),
            fingerprint("link/broken", "a.md", "b.md", 1),
        ] {
            assert_ne!(one, other);
        }
    }
}
