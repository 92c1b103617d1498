//! What a link or an image may point to.

use crate::archive::resolve_path;
use crate::site::asset::Asset;
use crate::site::markdown::Setting;
use crate::site::markdown::anchors::{Anchors, ours_apart};
use crate::site::url::{OutputPath, UrlPath};

/// Where a link leads.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::site) enum Target {
    /// To a place of this site.
    Here(UrlPath),
    /// To another site.
    Outside(UrlPath),
    /// Nowhere that a reader of this site may be sent to: the words stay, without a link.
    Text,
}

/// Returns where a link leads, or else its address without what browsers leave out, where the text
/// alone does not say it: of files beside it only [`elsewhere`] knows.
pub(super) fn by_itself(anchors: &Anchors, address: &str) -> Result<Target, String> {
    // Browsers leave these out before they look for a scheme, and so must we.
    let address: String = address
        .trim_matches(|c: char| c.is_whitespace() || c.is_control())
        .chars()
        .filter(|c| !c.is_control())
        .collect();
    if let Some(fragment) = address.strip_prefix('#') {
        let found = anchors.find(&decoded(fragment));
        return Ok(found.map_or(Target::Text, |anchor| Target::Here(UrlPath::place(&anchor))));
    }
    if let Some(rest) = address.strip_prefix("//") {
        let outside = UrlPath::outside(&format!("https://{rest}"));
        return Ok(outside.map_or(Target::Text, Target::Outside));
    }
    if has_scheme(&address) {
        return Ok(UrlPath::outside(&address).map_or(Target::Text, Target::Outside));
    }
    Err(address)
}

/// Returns where a link to a file beside a text leads.
///
/// A report that this audience may not see is as unknown as one that does not exist, and so is any
/// other file of the repository: its very name could tell.
pub(super) fn elsewhere(setting: &Setting, address: &str) -> Target {
    if let Some(index) = setting.archive.references.by_link(setting.from, address) {
        let page = setting.addresses.postmortem(index);
        let fragment = address.split_once('#').map(|it| decoded(it.1));
        let anchor = fragment.and_then(|fragment| {
            let folded = fragment.to_lowercase();
            let document = setting.archive.get(index).document.open();
            let mut anchors = document.body().sections.iter().map(|it| &it.anchor);
            anchors
                .find(|it| **it == fragment || **it == folded)
                .cloned()
        });
        return Target::Here(match anchor {
            Some(anchor) => setting.here.to_place(page, &ours_apart(&anchor)),
            None => setting.here.to(page),
        });
    }
    match image(setting, address) {
        Some((path, _)) => Target::Here(setting.here.to(path)),
        None => Target::Text,
    }
}

/// Returns the file of the page that an address means.
pub(super) fn image<'a>(setting: &Setting<'a>, address: &str) -> Option<&'a (OutputPath, Asset)> {
    setting
        .assets
        .get(&resolve_path(setting.from, address.trim())?)
}

fn has_scheme(address: &str) -> bool {
    let before = address.split(['/', '?', '#']).next().unwrap_or_default();
    before.contains(':')
}

fn decoded(fragment: &str) -> String {
    let mut bytes = Vec::with_capacity(fragment.len());
    let mut rest = fragment.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let digits = after.get(..2).filter(|_| byte == b'%');
        let value = digits
            .and_then(|it| std::str::from_utf8(it).ok())
            .and_then(|it| u8::from_str_radix(it, 16).ok());
        match value {
            Some(value) => {
                bytes.push(value);
                rest = &after[2..];
            }
            None => {
                bytes.push(byte);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
