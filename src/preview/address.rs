//! The address that a browser asks for.

use crate::site::OutputPath;

/// A path below the root of the site with what is asked of it, decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Address {
    /// Without the slash at its beginning. It may be anything: only [`Address::file`] trusts it.
    pub(crate) path: String,
    /// As written, in order.
    queries: Vec<(String, String)>,
}

impl Address {
    /// Reads the target of a request, such as `/search/?q=dns`, or nothing where it is none: the
    /// address of another server, bytes that are not UTF-8.
    pub(crate) fn parse(target: &str) -> Option<Address> {
        let target = target.split('#').next().unwrap_or_default();
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let queries = query.split('&').filter(|it| !it.is_empty()).map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Some((decoded(name)?, decoded(&value.replace('+', " "))?))
        });
        Some(Address {
            path: decoded(path.strip_prefix('/')?)?,
            queries: queries.collect::<Option<_>>()?,
        })
    }

    /// Returns the value that a query has first.
    pub(crate) fn query(&self, name: &str) -> Option<&str> {
        let (_, value) = self.queries.iter().find(|(it, _)| it == name)?;
        Some(value)
    }

    /// Returns the path of the file that is meant, if it can be a file of a site at all. A folder
    /// means its page.
    pub(crate) fn file(&self) -> Option<OutputPath> {
        if self.path.is_empty() || self.path.ends_with('/') {
            OutputPath::new(&format!("{}index.html", self.path))
        } else {
            OutputPath::new(&self.path)
        }
    }
}

fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digit = |byte: u8| char::from(byte).to_digit(16);
            let (high, low) = (digit(rest.next()?)?, digit(rest.next()?)?);
            bytes.push(u8::try_from(high * 16 + low).expect("two digits are a byte"));
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(target: &str) -> Option<String> {
        Some(Address::parse(target)?.file()?.as_str().to_owned())
    }

    #[test]
    fn a_folder_means_its_page() {
        assert_eq!(file("/").as_deref(), Some("index.html"));
        assert_eq!(
            file("/search/?q=a%2Fb+c").as_deref(),
            Some("search/index.html")
        );
        assert_eq!(file("/feed.xml#top").as_deref(), Some("feed.xml"));
        let asked = Address::parse("/search/?q=a%2Fb+c%2B&q=d").unwrap();
        assert_eq!(asked.query("q"), Some("a/b c+"));
        assert_eq!(asked.query("p"), None);
    }

    #[test]
    fn no_address_leaves_the_site() {
        let forms = [
            "/../secondstory.yml",
            "/..%2fsecondstory.yml",
            "/%2e%2e/secondstory.yml",
            "/%2e%2e%2fsecondstory.yml",
            "/a/../../secondstory.yml",
            "/./secondstory.yml",
            "//etc/passwd",
            "/%2fetc/passwd",
            "/a//b",
            "/..\\secondstory.yml",
            "/..%5csecondstory.yml",
            "/C:/windows/win.ini",
            "/a%00.html",
            "/%",
            "/%zz",
            "/%ff",
            "http://elsewhere/",
            "*",
            "",
        ];
        for target in forms {
            assert_eq!(file(target), None, "{target}");
        }
    }
}
