//! The name of a report in addresses and references.

use std::fmt;

/// A name that is safe as a part of an address and of a path on every system.
///
/// Invariant: one or more of `a-z`, `0-9` and `-`, neither beginning nor ending with `-`, at most
/// [`Slug::LONGEST`] long, and none of the names that Windows keeps for devices.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(transparent)]
pub(crate) struct Slug(Box<str>);

impl Slug {
    pub(crate) const LONGEST: usize = 120;

    /// Makes a slug of any text; a text without letters and digits becomes `report`.
    pub(crate) fn new(text: &str) -> Slug {
        let mut slug = slugify(text);
        if slug.is_empty() {
            slug = "report".into();
        }
        const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];
        let numbered = slug.len() == 4
            && (slug.starts_with("com") || slug.starts_with("lpt"))
            && slug.as_bytes()[3].is_ascii_digit();
        if DEVICES.contains(&slug.as_str()) || numbered {
            slug.push_str("-report");
        }
        Slug(slug.into())
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the slug of the file at a path below the fixed part of the glob that names it.
    ///
    /// Folders are part of it unless they only repeat the date that the name begins with:
    /// `2025/2025-03-31-x.md` and `2025/03/2025-03-31-x.md` are `2025-03-31-x`.
    pub(crate) fn of_path(path: &str, stem: &str) -> Slug {
        let folders: Vec<&str> = path.split('/').collect();
        let folders = &folders[..folders.len() - 1];
        let stem_is_index = matches!(stem.to_lowercase().as_str(), "index" | "readme");
        let stem = if stem_is_index && !folders.is_empty() {
            ""
        } else {
            stem
        };
        let digits: String = stem.chars().filter(char::is_ascii_digit).collect();
        let is_noise = |folder: &&&str| {
            !stem.is_empty()
                && !folder.is_empty()
                && folder.chars().all(|c| c.is_ascii_digit() || c == '-')
                && {
                    let folder: String = folder.chars().filter(char::is_ascii_digit).collect();
                    digits.contains(&folder)
                }
        };
        let parts: Vec<&str> = folders
            .iter()
            .filter(|folder| !is_noise(folder))
            .copied()
            .chain([stem])
            .collect();
        Slug::new(&parts.join("-"))
    }

    /// Returns the slug without a date that it begins with, if anything else is left.
    pub(crate) fn without_date(&self) -> Option<&str> {
        let bytes = self.0.as_bytes();
        let dated = bytes.len() > 11
            && bytes[..11].iter().enumerate().all(|(at, byte)| match at {
                4 | 7 | 10 => *byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        dated.then(|| &self.0[11..])
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Writes a text in `a-z`, `0-9` and single hyphens; other letters become their nearest ASCII.
/// May be empty.
pub(crate) fn slugify(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            slug.push(c.to_ascii_lowercase());
        } else if matches!(c, '\'' | '’' | '\u{300}'..='\u{36f}') {
            // "don't" is one word, and so is a letter with its accent.
        } else if let Some(ascii) = (!c.is_ascii())
            .then(|| deunicode::deunicode_char(c))
            .flatten()
            .filter(|it| it.chars().any(|c| c.is_ascii_alphanumeric()))
        {
            slug.extend(ascii.chars().map(|c| {
                if c.is_ascii_alphanumeric() {
                    c.to_ascii_lowercase()
                } else {
                    '-'
                }
            }));
        } else {
            slug.push('-');
        }
    }
    let mut joined = String::with_capacity(slug.len());
    for part in slug.split('-').filter(|part| !part.is_empty()) {
        if joined.len() + part.len() + 1 > Slug::LONGEST {
            if joined.is_empty() {
                joined.push_str(&part[..Slug::LONGEST]);
            }
            break;
        }
        if !joined.is_empty() {
            joined.push('-');
        }
        joined.push_str(part);
    }
    joined
}

/// Writes an id as a phrase: `alert-missing` is "Alert missing".
pub(crate) fn humanize(id: &str) -> String {
    let words = id.replace(['-', '_'], " ");
    let mut chars = words.chars();
    chars
        .next()
        .map(|first| first.to_uppercase().chain(chars).collect())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_text_becomes_a_safe_name() {
        for (text, slug) in [
            (
                "PM2019-009 - Kubernetes network",
                "pm2019-009-kubernetes-network",
            ),
            ("Søren's café \u{202e}x", "sorens-cafe-x"),
            ("../../etc/passwd", "etc-passwd"),
            ("con", "con-report"),
            ("COM1", "com1-report"),
            ("…", "report"),
        ] {
            assert_eq!(Slug::new(text).as_str(), slug);
        }
        assert!(Slug::new(&"x".repeat(1000)).as_str().len() <= Slug::LONGEST);
    }

    #[test]
    fn folders_that_repeat_the_date_are_noise() {
        assert_eq!(
            Slug::of_path("2025/2025-03-31-x.md", "2025-03-31-x").as_str(),
            "2025-03-31-x"
        );
        assert_eq!(
            Slug::of_path("edge/2025-03-31-x.md", "2025-03-31-x").as_str(),
            "edge-2025-03-31-x"
        );
        assert_eq!(
            Slug::of_path("dns-outage/index.md", "index").as_str(),
            "dns-outage"
        );
        assert_eq!(Slug::new("2025-03-31-x").without_date(), Some("x"));
    }
}
