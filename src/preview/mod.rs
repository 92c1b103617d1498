//! What a browser gets of a site while its reports are being written.
//!
//! The bytes of a page are those that `build` would write, with a script added that asks for
//! [`News`] of the page: what it has become, that a style has changed, or what the rules say of it
//! now. The script swaps what changed in place, and shows findings in a panel over the page they
//! belong to.
//!
//! This room is a function of a site and a request. `world::http` listens, `command::serve` makes a
//! new site when a file changes.

mod address;
mod news;

use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::document::Filed;
use crate::site::{self, Content, OutputPath, Site};

pub(crate) use address::Address;
pub(crate) use news::{News, Seen};

/// Below this, addresses belong to the preview and not to the site.
const OWN: &str = "_preview/";

/// The newest site that could be made, and why there is no newer one.
#[derive(Debug)]
pub(crate) struct Preview<'a> {
    /// Nothing, where not even the first reading was possible.
    pub(crate) shown: Option<Shown<'a>>,
    /// Why the files as they are now cannot be shown.
    pub(crate) trouble: Option<&'a str>,
}

/// A site with what it was made from.
#[derive(Debug)]
pub(crate) struct Shown<'a> {
    pub(crate) site: Site<'a>,
    /// Every report as written, by path.
    pub(crate) documents: &'a [Arc<Filed>],
    /// Sorted by path and place.
    pub(crate) diagnostics: &'a [Diagnostic],
}

/// What is said to a browser.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    /// As HTTP numbers it.
    pub(crate) status: u16,
    /// The name of the file that it would be, whose ending says how to show it.
    pub(crate) name: String,
    pub(crate) body: Body,
}

/// Where the bytes of an answer come from.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Body {
    Bytes(Vec<u8>),
    /// A file of the project, by its path below the root.
    File(String),
    /// Nowhere: it is to be asked for at another address.
    Elsewhere(String),
}

/// Says whether an address asks for news, for a page that waits until there are some.
pub(crate) fn is_news(address: &Address) -> bool {
    address.path.strip_prefix(OWN) == Some("news")
}

/// Answers a request for a file.
pub(crate) fn answer(preview: &Preview, address: &Address) -> Answer {
    let (status, name, mut body) = content(preview, address);
    if let Body::Bytes(bytes) = &mut body
        && name.ends_with(".html")
    {
        add_panel(bytes);
    }
    Answer { status, name, body }
}

/// Returns what stands at an address, as it would be without a preview: status, name and body.
fn content(preview: &Preview, address: &Address) -> (u16, String, Body) {
    let page = |status, bytes| (status, "index.html".to_owned(), Body::Bytes(bytes));
    if let Some(file) = own_file(&address.path) {
        return (200, address.path.clone(), Body::Bytes(file.into()));
    }
    let Some(shown) = &preview.shown else {
        return page(503, trouble_page(preview.trouble.unwrap_or_default()));
    };
    let Some(path) = address.file().filter(|path| shown.site.has_file(path)) else {
        let folder = OutputPath::new(&format!("{}/index.html", address.path));
        return match folder.filter(|path| shown.site.has_file(path)) {
            Some(path) => {
                let to = format!("/{}", path.encoded());
                (307, "index.html".into(), Body::Elsewhere(to))
            }
            None => page(404, not_found(shown)),
        };
    };
    match shown.site.render(&path) {
        Ok(Content::Made(bytes)) => (200, path.as_str().to_owned(), Body::Bytes(bytes)),
        Ok(Content::Joined(pieces)) => match shown.site.join(&pieces) {
            Ok(bytes) => (200, path.as_str().to_owned(), Body::Bytes(bytes)),
            Err(error) => page(500, trouble_page(&format!("{error:#}"))),
        },
        Ok(Content::Copied(source)) => {
            (200, path.as_str().to_owned(), Body::File(source.to_owned()))
        }
        Err(error) => page(500, trouble_page(&format!("{error:#}"))),
    }
}

/// Returns a file of the preview itself.
fn own_file(path: &str) -> Option<&'static str> {
    match path.strip_prefix(OWN)? {
        "panel.js" => Some(include_str!("panel.js")),
        "swap.js" => Some(include_str!("swap.js")),
        "panel.css" => Some(include_str!("panel.css")),
        _ => None,
    }
}

fn not_found(shown: &Shown) -> Vec<u8> {
    let path = OutputPath::new("404.html").expect("it is the name of a file");
    match shown.site.render(&path) {
        Ok(Content::Made(bytes)) => bytes,
        Ok(Content::Joined(_) | Content::Copied(_)) | Err(_) => {
            trouble_page("there is no such page")
        }
    }
}

/// Adds what makes a page ask for news of itself. It runs before the scripts of the page, which
/// wait for its end: it has to see the page as it was sent.
fn add_panel(page: &mut Vec<u8>) {
    let tags = format!(
        "<link rel=\"stylesheet\" href=\"/{OWN}panel.css\">\n\
         <script src=\"/{OWN}swap.js\"></script>\n\
         <script src=\"/{OWN}panel.js\" data-page=\"{}\"></script>\n",
        digest(page)
    );
    let end = memchr::memmem::rfind(page, b"</body>").unwrap_or(page.len());
    page.splice(end..end, tags.into_bytes());
}

/// A page for when there is none of the site to be shown.
fn trouble_page(trouble: &str) -> Vec<u8> {
    let escaped = site::escaped(&anstream::adapter::strip_str(trouble).to_string());
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>Cannot be shown yet</title>\n</head>\n<body class=\"preview-trouble\">\n\
         <h1>This cannot be shown yet</h1>\n<pre>{escaped}</pre>\n\
         <p>The page comes back by itself when the file is mended.</p>\n</body>\n</html>\n"
    )
    .into_bytes()
}

/// Returns a short digest that tells one state of a page from another.
fn digest(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex()[..16].to_owned()
}
