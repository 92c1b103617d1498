//! The files that reports show or link to: images, logs, recordings.
//!
//! What a browser could run is not let through: the kind of a file is decided by its ending and by
//! its first bytes together, and a drawing in SVG must hold nothing but a drawing. The bytes are
//! read by `world`, which asks [`inspect`] about each and copies those that pass.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use rayon::prelude::*;
use regex::Regex;

use crate::archive::{Archive, resolve_path};
use crate::postmortem::Postmortem;

/// A file that may go with a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Asset {
    /// Width and height in pixels, of an image that says so.
    pub(crate) size: Option<(u32, u32)>,
}

/// The files that may go with pages, by their path below the root.
pub(crate) type Assets = BTreeMap<String, Asset>;

/// Bytes from the start of a file by which [`inspect`] judges all kinds but SVG, which it reads whole.
pub(crate) const HEAD: usize = 64 << 10;

/// The largest drawing in SVG that is looked through.
pub(crate) const LARGEST_SVG: usize = 4 << 20;

/// The endings that are let through, and what a file of each begins with.
const KINDS: [(&str, Begins); 14] = [
    ("png", Begins::With(&[b"\x89PNG\r\n\x1a\n"])),
    ("jpg", Begins::With(&[b"\xff\xd8\xff"])),
    ("jpeg", Begins::With(&[b"\xff\xd8\xff"])),
    ("gif", Begins::With(&[b"GIF87a", b"GIF89a"])),
    ("webp", Begins::Riff),
    ("avif", Begins::Iso),
    ("mp4", Begins::Iso),
    ("webm", Begins::With(&[b"\x1a\x45\xdf\xa3"])),
    ("pdf", Begins::With(&[b"%PDF-"])),
    ("svg", Begins::Drawing),
    ("txt", Begins::Text),
    ("log", Begins::Text),
    ("csv", Begins::Text),
    ("json", Begins::Text),
];

#[derive(Clone, Copy)]
enum Begins {
    With(&'static [&'static [u8]]),
    Riff,
    Iso,
    Drawing,
    Text,
}

/// Returns the files that reports show or link to, by path below the root, if their ending is one
/// that may go with a page. Whether they are there is for `world` to find out.
pub(crate) fn referenced(archive: &Archive) -> BTreeSet<String> {
    let reports = archive.postmortems.par_iter();
    let each: Vec<Vec<String>> = reports.map(|it| of_report(it)).collect();
    each.into_iter().flatten().collect()
}

/// Returns the files that one report shows or links to, in the order of the text.
pub(super) fn of_report(postmortem: &Postmortem) -> Vec<String> {
    let kept = postmortem.document.kept();
    let targets = kept.images.iter().chain(&kept.links);
    targets
        .filter_map(|it| resolve_path(postmortem.path(), it.target.trim()))
        .filter(|path| kind(path).is_some())
        .collect()
}

/// Says whether a file may be part of a site, by its name and its bytes.
///
/// # Errors
///
/// Why it may not, as a phrase that follows the file's name.
pub(crate) fn inspect(path: &str, bytes: &[u8]) -> Result<Asset, &'static str> {
    let Some((ending, begins)) = kind(path) else {
        return Err("is not of a kind that can go with a page");
    };
    let is_what_it_says = match begins {
        Begins::With(starts) => starts.iter().any(|start| bytes.starts_with(start)),
        Begins::Riff => bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP"),
        Begins::Iso => bytes.get(4..8) == Some(b"ftyp"),
        Begins::Text => !bytes.contains(&0),
        Begins::Drawing => return drawing(bytes),
    };
    if !is_what_it_says {
        return Err("does not hold what its ending says");
    }
    Ok(Asset {
        size: size(ending, bytes),
    })
}

fn kind(path: &str) -> Option<(&'static str, Begins)> {
    let (_, ending) = path.rsplit('/').next()?.rsplit_once('.')?;
    let ending = ending.to_ascii_lowercase();
    KINDS.iter().find(|it| it.0 == ending).copied()
}

/// Looks a drawing through for whatever else SVG can hold.
fn drawing(bytes: &[u8]) -> Result<Asset, &'static str> {
    static ACTIVE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(concat!(
            r"(?i)<!doctype|<!entity|<\?xml-stylesheet",
            r"|<\s*(?:[\w.-]+:)?(?:script|foreignobject|iframe|embed|object|handler|set|animate\w*|audio|video|link|meta|base|a)\b",
            r"|[\s/'\x22](?:on\w+|formaction|action)\s*=",
            r"|@import|expression\s*\(|url\s*\(\s*['\x22]?\s*[^#'\x22\s)]",
            r"|(?:href|src)\s*=\s*(?:['\x22]\s*)?(?:[^#'\x22\s>])",
            r"|javascript:|&#|&[a-z]+;",
        ))
        .expect("the pattern is sound")
    });
    static PLAIN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(concat!(
            r"&(?:amp|lt|gt|quot|apos|#[xX]?0*[0-9a-fA-F]{2,6});",
            r#"|xmlns(?::\w+)?\s*=\s*["'][^"'<>]*["']"#,
            r#"|(?:href|src)\s*=\s*["']data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*["']"#,
        ))
        .expect("the pattern is sound")
    });
    let Ok(text) = std::str::from_utf8(bytes) else {
        return Err("is not written in UTF-8");
    };
    if bytes.len() > LARGEST_SVG {
        return Err("is too large to be looked through");
    }
    if !text.contains("<svg") {
        return Err("does not hold what its ending says");
    }
    // A character reference may hide any of the words that are looked for, unless it stands in
    // text, where it is harmless: so references are allowed outside of tags alone.
    let outside_tags = text.split('<').skip(1).all(|part| {
        let tag = part.split('>').next().unwrap_or_default();
        !tag.contains("&#")
    });
    if !outside_tags || ACTIVE.is_match(&PLAIN.replace_all(text, " ")) {
        return Err("holds more than a drawing: scripts, links or things from elsewhere");
    }
    Ok(Asset {
        size: svg_size(text),
    })
}

/// Reads width and height from the first bytes of an image.
fn size(ending: &str, bytes: &[u8]) -> Option<(u32, u32)> {
    let big = |at: usize| bytes.get(at..at + 4).map(|it| it.try_into().expect("four"));
    let little = |at: usize| {
        let two: [u8; 2] = bytes.get(at..at + 2)?.try_into().ok()?;
        Some(u32::from(u16::from_le_bytes(two)))
    };
    let size = match ending {
        "png" => (u32::from_be_bytes(big(16)?), u32::from_be_bytes(big(20)?)),
        "gif" => (little(6)?, little(8)?),
        "jpg" | "jpeg" => jpeg_size(bytes)?,
        "webp" => webp_size(bytes)?,
        "avif" => {
            let at = memchr::memmem::find(bytes, b"ispe")?;
            (
                u32::from_be_bytes(big(at + 8)?),
                u32::from_be_bytes(big(at + 12)?),
            )
        }
        _ => return None,
    };
    (size.0 > 0 && size.1 > 0).then_some(size)
}

fn jpeg_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut at = 2;
    loop {
        let [0xff, marker, high, low] = *bytes.get(at..at + 4)? else {
            return None;
        };
        if matches!(marker, 0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf) {
            let [h1, h0, w1, w0] = *bytes.get(at + 5..at + 9)? else {
                return None;
            };
            let number = |high: u8, low: u8| u32::from(u16::from_be_bytes([high, low]));
            return Some((number(w1, w0), number(h1, h0)));
        }
        at += 2 + usize::from(u16::from_be_bytes([high, low]));
    }
}

fn webp_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let number = |at: usize, length: usize| {
        let part = bytes.get(at..at + length)?;
        Some(
            part.iter()
                .rev()
                .fold(0, |sum: u32, &byte| (sum << 8) | u32::from(byte)),
        )
    };
    match bytes.get(12..16)? {
        b"VP8X" => Some((number(24, 3)? + 1, number(27, 3)? + 1)),
        b"VP8 " => Some((number(26, 2)? & 0x3fff, number(28, 2)? & 0x3fff)),
        b"VP8L" => {
            let bits = number(21, 4)?;
            Some(((bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1))
        }
        _ => None,
    }
}

fn svg_size(text: &str) -> Option<(u32, u32)> {
    static SIZE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"\s(width|height|viewBox)\s*=\s*["']([^"']*)["']"#).expect("it is sound")
    });
    let start = text.find("<svg")?;
    let tag = &text[start..start + text[start..].find('>')?];
    let value = |name: &str| {
        let found = SIZE.captures_iter(tag).find(|it| &it[1] == name)?;
        Some(found.get(2)?.as_str())
    };
    let pixels = |text: &str| {
        let number: f64 = text.trim().trim_end_matches("px").trim().parse().ok()?;
        // The range is checked, so nothing is lost but the fraction.
        (1.0..=100_000.0).contains(&number).then_some(number as u32)
    };
    if let (Some(width), Some(height)) = (
        value("width").and_then(pixels),
        value("height").and_then(pixels),
    ) {
        return Some((width, height));
    }
    let mut numbers = value("viewBox")?
        .split([' ', ','])
        .filter(|it| !it.is_empty())
        .skip(2);
    Some((pixels(numbers.next()?)?, pixels(numbers.next()?)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: [&str; 10] = [
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="10" height="20"><rect/></svg>"#,
        r#"<?xml version="1.0"?><svg viewBox="0 0 30 40"><path d="M0 0"/></svg>"#,
        r##"<svg><defs><g id="a"/></defs><use href="#a"/></svg>"##,
        r##"<svg><linearGradient id="g"/><rect fill="url(#g)"/></svg>"##,
        r#"<svg><text>it took long &amp; was &lt; 5 &#8217;</text></svg>"#,
        r#"<svg><style>.a { fill: red }</style><circle class="a"/></svg>"#,
        r#"<svg xmlns:xlink="http://www.w3.org/1999/xlink"><g transform="rotate(3)"/></svg>"#,
        r#"<svg><title>Requests on one node</title><desc>one = two</desc></svg>"#,
        r#"<svg><image href="data:image/png;base64,iVBORw0KGgo="/></svg>"#,
        r#"<!-- drawn by hand --><svg><marker id="m" markerWidth="3"/></svg>"#,
    ];

    const HOSTILE: [&str; 40] = [
        "<svg><script>alert(1)</script></svg>",
        "<svg><SCRIPT href='x.js'/></svg>",
        "<svg><svg:script>alert(1)</svg:script></svg>",
        "<svg><script xlink:href=\"data:,alert(1)\"/></svg>",
        "<svg onload=alert(1)></svg>",
        "<svg onload='alert(1)'></svg>",
        "<svg ONLOAD = 'alert(1)'></svg>",
        "<svg/onload=alert(1)></svg>",
        "<svg><g onclick='x'/></svg>",
        "<svg><rect\nonmouseover='x'/></svg>",
        "<svg><image href='x'onerror='y'/></svg>",
        "<svg><foreignObject><body/></foreignObject></svg>",
        "<svg><foreignobject/></svg>",
        "<svg><iframe src='x'/></svg>",
        "<svg><embed src='x'/></svg>",
        "<svg><object data='x'/></svg>",
        "<svg><a href='javascript:alert(1)'><text>x</text></a></svg>",
        "<svg><a xlink:href='https://evil.example'><text>x</text></a></svg>",
        "<svg><use href='https://evil.example/x.svg#a'/></svg>",
        "<svg><use xlink:href='other.svg#a'/></svg>",
        "<svg><use href=\"data:image/svg+xml;base64,PHN2Zz4=#x\"/></svg>",
        "<svg><image href='https://evil.example/t.png'/></svg>",
        "<svg><image href=https://evil.example/t.png /></svg>",
        "<svg><image xlink:href='data:image/svg+xml,x'/></svg>",
        "<svg><style>@import 'https://evil.example/x.css'</style></svg>",
        "<svg><style>* { fill: url(https://evil.example/x) }</style></svg>",
        "<svg><rect style=\"fill: url('//evil.example')\"/></svg>",
        "<?xml-stylesheet href='x.xsl'?><svg/>",
        "<!DOCTYPE svg [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><svg>&x;</svg>",
        "<!doctype svg><svg/>",
        "<svg>&x;</svg>",
        "<svg><animate attributeName='href' to='javascript:x'/></svg>",
        "<svg><set attributeName='onload' to='x'/></svg>",
        "<svg><animateTransform/></svg>",
        "<svg><handler type='text/ecmascript'/></svg>",
        "<svg><a href='&#106;avascript:alert(1)'/></svg>",
        "<svg><rect fill='&#117;rl(https://evil.example)'/></svg>",
        "<svg><video src='x'/></svg>",
        "<svg><link rel='stylesheet' href='x'/></svg>",
        "<svg><meta http-equiv='refresh' content='0;x'/></svg>",
    ];

    #[test]
    fn a_plain_drawing_passes_and_any_other_does_not() {
        for svg in PLAIN {
            assert!(inspect("a.svg", svg.as_bytes()).is_ok(), "{svg}");
        }
        for svg in HOSTILE {
            assert!(inspect("a.svg", svg.as_bytes()).is_err(), "{svg}");
        }
    }

    #[test]
    fn a_file_must_be_what_its_ending_says() {
        let html = b"<html><script>alert(1)</script>";
        for name in [
            "x.html",
            "x.js",
            "x.xhtml",
            "x.xml",
            "x.wasm",
            "x.png",
            "x.jpg",
            "x.gif",
            "x.webp",
            "x.avif",
            "x.pdf",
            "x.mp4",
            "x.webm",
            "x.svg",
            "x",
            "png",
            ".png.html",
        ] {
            assert!(inspect(name, html).is_err(), "{name}");
        }
        assert!(inspect("x.log", b"12:00 <b>restarted</b>").is_ok());
        assert!(inspect("x.txt", b"a\0b").is_err());
    }

    #[test]
    fn the_size_of_an_image_is_read_from_its_head() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\x80\0\0\x01\xe0";
        assert_eq!(inspect("x.PNG", png).unwrap().size, Some((640, 480)));
        let gif = b"GIF89a\x0a\0\x14\0";
        assert_eq!(inspect("x.gif", gif).unwrap().size, Some((10, 20)));
        let jpeg = b"\xff\xd8\xff\xe0\0\x04ab\xff\xc0\0\x11\x08\0\x10\0\x20";
        assert_eq!(inspect("x.jpg", jpeg).unwrap().size, Some((32, 16)));
        let cut = b"\xff\xd8\xff\xe0\0\x04ab\xff";
        assert_eq!(inspect("x.jpg", cut).unwrap().size, None);
        let webp = b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x1f\0\0\x0f\0\0";
        assert_eq!(inspect("x.webp", webp).unwrap().size, Some((32, 16)));
        let sizes: Vec<_> = PLAIN[..2]
            .iter()
            .map(|svg| inspect("a.svg", svg.as_bytes()).unwrap().size)
            .collect();
        assert_eq!(sizes, [Some((10, 20)), Some((30, 40))]);
    }
}
