//! The culture statement: am I safe if I write?

use anyhow::Result;
use serde::Serialize;

use crate::document::Span;
use crate::site::Site;
use crate::site::html::Html;
use crate::site::markdown;
use crate::site::page::{Frame, Pages, Subject};
use crate::site::url::{Here, Place};

/// `culture.html`
#[derive(Serialize)]
struct CulturePage<'a> {
    frame: Frame<'a>,
    /// The organisation's own words; empty where it has not written any.
    statement: Html,
    /// Where the statement is expected.
    file: &'a str,
}

pub(in crate::site) fn render(site: &Site) -> Result<String> {
    let path = Place::Culture.path();
    let here = Here::page(&path);
    let pages = Pages { site, here: &here };
    let file = site.given.config.culture.statement.as_str();
    let heading = site.given.culture.and_then(heading);
    let title = heading.map_or_else(|| site.words.get("culture.title"), |(title, _)| title);
    let title = title.to_owned();
    let page = CulturePage {
        frame: Frame::new(
            site,
            &path,
            &here,
            Subject {
                description: title.clone(),
                title,
                part: Some(Place::Culture),
                ..Subject::default()
            },
        ),
        statement: match site.given.culture {
            Some(text) => {
                let mut setting = pages.setting(file);
                setting.title = heading.map(|(_, span)| span);
                markdown::render(&setting, text, 0).html
            }
            None => Html::default(),
        },
        file,
    };
    site.given.theme.render("culture.html", &page)
}

/// Returns the heading that the statement begins with, if it does: it is the title of the page.
fn heading(text: &str) -> Option<(&str, Span)> {
    let start = text.len() - text.trim_start().len();
    let line = text[start..].lines().next()?;
    let title = line.strip_prefix("# ")?;
    Some((title.trim(), Span::new(start + 2, start + line.len())))
}
