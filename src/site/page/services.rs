//! Services: what has hurt this one, and what hurts it together with others?

use anyhow::Result;
use serde::Serialize;

use crate::archive::Index;
use crate::site::Site;
use crate::site::chart::{self, Chart, Dot, DotKind, Strip};
use crate::site::page::{ActionCard, Day, Entry, Frame, Link, Pages, Subject};
use crate::site::url::{self, Here, OutputPath, Place};

/// `services.html`
#[derive(Serialize)]
struct ServicesPage<'a> {
    frame: Frame<'a>,
    /// Those that most reports name.
    services: Vec<ServiceRow>,
    /// The others, where there are many.
    others: Vec<Link>,
    /// "and 400 more", where even their names are too many for one page.
    more: String,
}

#[derive(Serialize)]
struct ServiceRow {
    service: Link,
    team: Option<Link>,
    reports: usize,
    last: Option<Day>,
}

/// `service.html`
#[derive(Serialize)]
struct ServicePage<'a> {
    frame: Frame<'a>,
    description: Option<&'a str>,
    team: Option<Link>,
    /// "8 reports", or that no report names it.
    figures: String,
    /// Its reports on a strip of time.
    strip: Option<Chart>,
    factors: Vec<Counted>,
    /// The services that the same reports name.
    neighbours: Vec<Counted>,
    actions: Vec<ActionCard>,
    reports: Vec<Entry>,
    more: Option<Link>,
}

#[derive(Serialize)]
struct Counted {
    link: Link,
    reports: usize,
}

/// The most reports that stand on the page of a service.
const MOST: usize = 150;

/// The most rows of the index; of the others, so many names follow.
const MOST_ROWS: usize = 250;
const MOST_NAMES: usize = 500;

pub(in crate::site) fn render_index(site: &Site) -> Result<String> {
    let path = Place::Services.path();
    let here = Here::page(&path);
    let pages = Pages { site, here: &here };
    let archive = site.given.archive;
    let mut services: Vec<(&String, &[Index])> = site
        .addresses
        .services()
        .map(|(id, _)| (id, reports_of(site, id)))
        .collect();
    services.sort_by_key(|(_, reports)| std::cmp::Reverse(reports.len()));
    let title = site.words.get("nav.services").to_owned();
    let page = ServicesPage {
        frame: Frame::new(
            site,
            &path,
            &here,
            Subject {
                description: site.words.count("count.services", services.len()),
                title,
                part: Some(Place::Services),
                ..Subject::default()
            },
        ),
        others: services
            .iter()
            .skip(MOST_ROWS)
            .take(MOST_NAMES)
            .map(|(id, _)| pages.service(id))
            .collect(),
        more: match services.len().saturating_sub(MOST_ROWS + MOST_NAMES) {
            0 => String::new(),
            rest => site.words.count("list.more-names", rest),
        },
        services: services
            .into_iter()
            .take(MOST_ROWS)
            .map(|(id, reports)| ServiceRow {
                service: pages.service(id),
                team: team(&pages, id),
                reports: reports.len(),
                last: reports
                    .first()
                    .and_then(|&index| archive.get(index).date)
                    .map(|date| Day::short(site.words, date)),
            })
            .collect(),
    };
    site.given.theme.render("services.html", &page)
}

pub(in crate::site) fn render(site: &Site, path: &OutputPath, id: &str) -> Result<String> {
    let here = Here::page(path);
    let pages = Pages { site, here: &here };
    let archive = site.given.archive;
    let reports = reports_of(site, id);
    let figures = match reports.len() {
        0 => site.words.get("service.none").to_owned(),
        n => site.words.count("count.reports", n),
    };
    let mut factors = std::collections::BTreeMap::<String, usize>::new();
    for factor in reports.iter().flat_map(|&it| archive.factor_ids(it)) {
        *factors.entry(factor).or_default() += 1;
    }
    let mut factors: Vec<_> = factors.into_iter().collect();
    factors.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
    let actions = reports.iter().flat_map(|&index| {
        let open = archive.get(index).action_items.iter();
        open.filter(|it| it.is_open()).map(move |it| (index, it))
    });
    let page = ServicePage {
        frame: Frame::new(
            site,
            path,
            &here,
            Subject {
                title: archive.services.title(id).to_owned(),
                description: figures.clone(),
                part: Some(Place::Services),
                above: vec![pages.place(Place::Services, "nav.services")],
                data: Some(url::data_of(path)),
                ..Subject::default()
            },
        ),
        description: archive
            .services
            .get(id)
            .and_then(|it| it.description.as_deref()),
        team: team(&pages, id),
        figures,
        strip: strip(&pages, id, reports),
        factors: factors
            .into_iter()
            .take(12)
            .map(|(id, reports)| Counted {
                link: pages.factor(&id),
                reports,
            })
            .collect(),
        neighbours: super::factor::counted(reports, |index| &archive.get(index).services)
            .into_iter()
            .filter(|(other, _)| *other != id)
            .take(8)
            .map(|(other, reports)| Counted {
                link: pages.service(other),
                reports,
            })
            .collect(),
        actions: actions
            .take(50)
            .map(|(index, action)| pages.action(index, action))
            .collect(),
        reports: pages.entries(&reports[..reports.len().min(MOST)]),
        more: super::factor::more(&pages, reports.len(), MOST),
    };
    site.given.theme.render("service.html", &page)
}

fn strip(pages: &Pages, id: &str, reports: &[Index]) -> Option<Chart> {
    let (archive, words) = (pages.site.given.archive, pages.site.words);
    let dots = reports.iter().rev().filter_map(|&index| {
        let (report, postmortem) = (pages.report(index), archive.get(index));
        Some(Dot {
            day: postmortem.date?,
            kind: if postmortem.is_near_miss() {
                DotKind::NearMiss
            } else {
                DotKind::Plain
            },
            title: report.text,
            href: report.href?,
            note: String::new(),
        })
    });
    let given = Strip {
        title: words.fill(
            "chart.service-strip",
            &[("service", archive.services.title(id))],
        ),
        reading: words.get("chart.service-strip-caption").to_owned(),
        remark: String::new(),
        dots: dots.collect(),
        ticks: Vec::new(),
        until: pages.site.given.today,
    };
    (given.dots.len() > 1)
        .then(|| chart::strip(words, &given))
        .flatten()
}

fn reports_of<'a>(site: &Site<'a>, id: &str) -> &'a [Index] {
    site.given
        .archive
        .by_service
        .get(id)
        .map_or(&[], Vec::as_slice)
}

fn team(pages: &Pages, id: &str) -> Option<Link> {
    let service = pages.site.given.archive.services.get(id)?;
    service.team.as_deref().map(|team| pages.team(team))
}
