//! Digests of what consists of several parts.

/// Returns the digest of some parts. No two lists of parts have the same.
pub(crate) fn of<'p>(parts: impl IntoIterator<Item = &'p [u8]>) -> blake3::Hash {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        add(&mut hasher, part);
    }
    hasher.finalize()
}

/// Adds a part, which is told from the ones around it.
pub(crate) fn add(hasher: &mut blake3::Hasher, part: &[u8]) {
    hasher.update(&part.len().to_le_bytes());
    hasher.update(part);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_one_part_ends_and_the_next_begins_matters() {
        let parts: [&[&[u8]]; 5] = [&[b"ab"], &[b"a", b"b"], &[b"", b"ab"], &[b"ab", b""], &[]];
        let digests = parts.map(|it| of(it.iter().copied()));
        for (at, digest) in digests.iter().enumerate() {
            assert!(!digests[..at].contains(digest));
        }
    }
}
