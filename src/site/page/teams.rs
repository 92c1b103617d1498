//! Teams: what have we promised, and what have we told?

use anyhow::Result;
use serde::Serialize;

use crate::archive::Index;
use crate::postmortem::{ActionItem, humanize};
use crate::site::Site;
use crate::site::page::{ActionCard, Entry, Frame, Link, Pages, Subject};
use crate::site::url::{self, Here, OutputPath, Place};

/// `teams.html`
#[derive(Serialize)]
struct TeamsPage<'a> {
    frame: Frame<'a>,
    teams: Vec<TeamRow>,
    /// "and 400 more", where there are too many for one page.
    more: String,
}

#[derive(Serialize)]
struct TeamRow {
    team: Link,
    /// "8 reports, 2 open action items"
    figures: String,
}

/// `team.html`
#[derive(Serialize)]
struct TeamPage<'a> {
    frame: Frame<'a>,
    figures: String,
    services: Vec<Link>,
    /// Its open action items, by the day they are due.
    actions: Vec<ActionCard>,
    /// "and 12 more", where there are too many for one page.
    more_actions: String,
    /// The reports that it wrote or helped with.
    reports: Vec<Entry>,
    more: Option<Link>,
}

const MOST: usize = 150;
const MOST_ACTIONS: usize = 100;

/// The most teams in the index.
const MOST_TEAMS: usize = 500;

pub(in crate::site) fn render_index(site: &Site) -> Result<String> {
    let path = Place::Teams.path();
    let here = Here::page(&path);
    let pages = Pages { site, here: &here };
    let title = site.words.get("nav.teams").to_owned();
    let mut open = std::collections::BTreeMap::<&str, usize>::new();
    for (_, action) in super::actions::all(site).filter(|(_, it)| it.is_open()) {
        if let Some(owner) = &action.owner {
            *open.entry(owner).or_default() += 1;
        }
    }
    let row = |name: &String| TeamRow {
        team: pages.team(name),
        figures: figures(site, name, open.get(name.as_str()).copied().unwrap_or(0)),
    };
    let page = TeamsPage {
        frame: Frame::new(
            site,
            &path,
            &here,
            Subject {
                description: title.clone(),
                title,
                part: Some(Place::Services),
                ..Subject::default()
            },
        ),
        teams: site
            .addresses
            .teams()
            .take(MOST_TEAMS)
            .map(|(name, _)| row(name))
            .collect(),
        more: match site.addresses.teams().count().saturating_sub(MOST_TEAMS) {
            0 => String::new(),
            rest => site.words.count("list.more-names", rest),
        },
    };
    site.given.theme.render("teams.html", &page)
}

pub(in crate::site) fn render(site: &Site, path: &OutputPath, name: &str) -> Result<String> {
    let here = Here::page(path);
    let pages = Pages { site, here: &here };
    let archive = site.given.archive;
    let reports = reports_of(site, name);
    let mut actions: Vec<(Index, &ActionItem)> = super::actions::all(site)
        .filter(|(_, it)| it.is_open() && it.owner.as_deref() == Some(name))
        .collect();
    super::actions::sort(&mut actions);
    let figures = figures(site, name, actions.len());
    let page = TeamPage {
        frame: Frame::new(
            site,
            path,
            &here,
            Subject {
                title: humanize(name),
                description: figures.clone(),
                part: Some(Place::Services),
                above: vec![pages.place(Place::Teams, "nav.teams")],
                feed: Some(url::feed_of(path)),
                data: Some(url::data_of(path)),
                ..Subject::default()
            },
        ),
        figures,
        services: archive
            .services
            .all
            .iter()
            .filter(|it| it.team.as_deref() == Some(name))
            .map(|it| pages.service(&it.id))
            .collect(),
        more_actions: match actions.len().saturating_sub(MOST_ACTIONS) {
            0 => String::new(),
            rest => site.words.count("actions.more", rest),
        },
        actions: actions
            .into_iter()
            .take(MOST_ACTIONS)
            .map(|(index, action)| pages.action(index, action))
            .collect(),
        reports: pages.entries(&reports[..reports.len().min(MOST)]),
        more: super::factor::more(&pages, reports.len(), MOST),
    };
    site.given.theme.render("team.html", &page)
}

fn figures(site: &Site, name: &str, open: usize) -> String {
    let reports = site
        .words
        .count("count.reports", reports_of(site, name).len());
    match open {
        0 => reports,
        n => {
            let open = site.words.count("count.open-actions", n);
            site.words.list(&[reports, open])
        }
    }
}

fn reports_of<'a>(site: &Site<'a>, name: &str) -> &'a [Index] {
    let by_team = &site.given.archive.by_team;
    by_team.get(name).map_or(&[], Vec::as_slice)
}
