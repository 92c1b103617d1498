//! The action board: which promises are overdue?

use std::cmp::Reverse;
use std::collections::BTreeMap;

use anyhow::Result;
use jiff::ToSpan;
use serde::Serialize;

use crate::archive::{Archive, Index};
use crate::postmortem::{ActionItem, ActionStatus};
use crate::site::Site;
use crate::site::page::{ActionCard, Day, Frame, Link, Pages, Subject};
use crate::site::url::{Here, Place};

/// `actions.html`
#[derive(Serialize)]
struct ActionsPage<'a> {
    frame: Frame<'a>,
    /// "27 open, 3 past due, 41 done in the last 90 days"
    figures: String,
    /// The day that "past due" is reckoned from.
    today: Day,
    /// The teams with open action items, those with most first.
    teams: Vec<TeamRow>,
    /// "and 12 more", where there are too many teams for the page.
    more_teams: String,
    /// Past due, due soon, later, without a date, done lately; those that are empty are left out.
    groups: Vec<Group>,
}

#[derive(Serialize)]
struct TeamRow {
    team: Link,
    /// "3 open, 1 past its date"
    figures: String,
}

#[derive(Serialize)]
struct Group {
    title: String,
    id: &'static str,
    /// How many there are, on the page or not.
    total: String,
    actions: Vec<ActionCard>,
    /// "and 120 more", where the list would be too long.
    more: String,
}

/// The most action items in one group.
const MOST: usize = 100;

/// The most teams that stand on the page.
const MOST_TEAMS: usize = 60;

pub(in crate::site) fn render(site: &Site) -> Result<String> {
    let path = Place::Actions.path();
    let here = Here::page(&path);
    let pages = Pages { site, here: &here };
    let (words, today) = (site.words, site.given.today);
    let soon = today.saturating_add(14.days());
    let lately = today.saturating_sub(90.days());
    let mut groups: [(&'static str, Vec<(Index, &ActionItem)>); 5] = [
        ("late", Vec::new()),
        ("soon", Vec::new()),
        ("later", Vec::new()),
        ("undated", Vec::new()),
        ("done", Vec::new()),
    ];
    let mut open = 0;
    for (index, action) in all(site) {
        let group = match (action.status, &action.due) {
            (ActionStatus::Open, Some(due)) if due.last_day < today => 0,
            (ActionStatus::Open, Some(due)) if due.last_day <= soon => 1,
            (ActionStatus::Open, Some(_)) => 2,
            (ActionStatus::Open, None) => 3,
            (ActionStatus::Done, _) if action.done_on.is_some_and(|it| it >= lately) => 4,
            (ActionStatus::Done | ActionStatus::WontDo, _) => continue,
        };
        open += usize::from(action.is_open());
        groups[group].1.push((index, action));
    }
    let figures = words.list(&[
        words.count("actions.open", open),
        words.count("actions.late", groups[0].1.len()),
        words.count("actions.done", groups[4].1.len()),
    ]);
    let teams = teams(&pages);
    let groups = groups
        .into_iter()
        .filter(|(_, actions)| !actions.is_empty());
    let page = ActionsPage {
        frame: Frame::new(
            site,
            &path,
            &here,
            Subject {
                title: words.get("actions.title").to_owned(),
                description: figures.clone(),
                part: Some(Place::Actions),
                ..Subject::default()
            },
        ),
        figures,
        today: Day::long(words, today),
        more_teams: match teams.len().saturating_sub(MOST_TEAMS) {
            0 => String::new(),
            rest => words.count("list.more-names", rest),
        },
        teams: teams.into_iter().take(MOST_TEAMS).collect(),
        groups: groups
            .map(|(id, mut actions)| {
                sort(&mut actions);
                Group {
                    total: words.number(actions.len()),
                    title: words.get(&format!("actions.group-{id}")).to_owned(),
                    id,
                    more: match actions.len().checked_sub(MOST) {
                        None | Some(0) => String::new(),
                        Some(rest) => words.count("actions.more", rest),
                    },
                    actions: actions
                        .into_iter()
                        .take(MOST)
                        .map(|(index, action)| pages.action(index, action))
                        .collect(),
                }
            })
            .collect(),
    };
    site.given.theme.render("actions.html", &page)
}

/// Counts the open action items of each team, and how many are past their date.
fn teams(pages: &Pages) -> Vec<TeamRow> {
    let (words, today) = (pages.site.words, pages.site.given.today);
    let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (_, action) in all(pages.site).filter(|(_, it)| it.is_open()) {
        if let Some(owner) = &action.owner {
            let (open, late) = counts.entry(owner).or_default();
            *open += 1;
            *late += usize::from(action.is_overdue(today));
        }
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(_, (open, _))| Reverse(*open));
    let row = |(owner, (open, late)): (&str, (usize, usize))| TeamRow {
        team: pages.team(owner),
        figures: match late {
            0 => words.count("actions.open", open),
            late => words.list(&[
                words.count("actions.open", open),
                words.count("actions.late", late),
            ]),
        },
    };
    counts.into_iter().map(row).collect()
}

/// Returns every action item, newest report first.
pub(in crate::site) fn all<'a>(
    site: &Site<'a>,
) -> impl Iterator<Item = (Index, &'a ActionItem)> + use<'a> {
    let archive = site.given.archive;
    let promises = archive.promises.all.iter();
    promises.map(|promise| (promise.report, promise.action(&archive.postmortems)))
}

/// Returns the action items that address a factor, newest report first.
pub(super) fn against<'a>(
    archive: &'a Archive,
    factor: &str,
) -> impl Iterator<Item = (Index, &'a ActionItem)> + use<'a> {
    let places = archive.promises.by_factor.get(factor);
    let places = places.map_or(&[][..], Vec::as_slice);
    places.iter().map(|&at| {
        let promise = &archive.promises.all[at];
        (promise.report, promise.action(&archive.postmortems))
    })
}

/// Puts those that are due first in front, and those without a date last.
pub(super) fn sort(actions: &mut [(Index, &ActionItem)]) {
    actions.sort_by_key(|(index, action)| {
        let due = action.due.as_ref().map(|due| due.last_day);
        (due.is_none(), due, *index)
    });
}
