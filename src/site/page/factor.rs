//! A contributing factor: does this keep biting us, and did what we tried work?

use std::collections::BTreeMap;

use anyhow::Result;
use serde::Serialize;

use crate::archive::{FactorEntry, Index, Reach, Recurrence, Registry, Standing, State};
use crate::site::Site;
use crate::site::chart::{self, Chart, Dot, DotKind, Strip};
use crate::site::html::Html;
use crate::site::page::{ActionCard, Entry, Frame, Link, Pages, Subject, actions};
use crate::site::url::{self, Here, OutputPath, Place};

/// `factor.html`
#[derive(Serialize)]
struct FactorPage<'a> {
    frame: Frame<'a>,
    /// "Information system, capacity and life-cycle"
    kind: String,
    /// What it is, as the registry describes it.
    description: Html,
    /// What its own file says, `factors/<id>.md`.
    more_about_it: Html,
    /// A question to ask where it is met.
    question: Option<&'a str>,
    /// "8 reports, 5 services, 2 open action items"
    figures: String,
    /// "First seen …, last seen …"; or that it was seen once or never.
    seen: String,
    /// Every report on a strip of time.
    strip: Option<Chart>,
    /// How things stood each time it came back, newest first.
    standings: Vec<StandingRow>,
    /// The names that reports use for it as well, and those of the factors that it replaced.
    aliases: Vec<&'a str>,
    /// The services that were affected, most often first.
    services: Vec<Counted>,
    /// The factors that it was met with in three reports or more, furthest from chance first.
    together: Vec<Met>,
    /// What was promised against it.
    actions: Vec<ActionCard>,
    /// The reports, newest first, each with the sentence that speaks of it.
    reports: Vec<Entry>,
    /// How many more there are, and the way to them.
    more: Option<Link>,
    see_also: Vec<Link>,
}

/// How things stood when a factor came back.
#[derive(Serialize)]
struct StandingRow {
    report: Link,
    /// `after-done`, `while-open` and the like, for the style sheet.
    state: State,
    text: String,
    /// The action items that make it so, the latest ones first; a few at most.
    actions: Vec<String>,
}

/// Something with how many reports it was met in.
#[derive(Serialize)]
struct Counted {
    link: Link,
    reports: usize,
}

/// A factor that was met in the same reports.
#[derive(Serialize)]
struct Met {
    factor: Link,
    /// "4 reports, 2.3 times as often as by chance"
    figures: String,
}

/// The most factors that it was met with.
const MOST_TOGETHER: usize = 8;

/// The most reports that stand on the page.
const MOST: usize = 150;

/// The most services that stand on the page.
const MOST_SERVICES: usize = 20;

/// The most action items that stand on the page, newest report first.
const MOST_ACTIONS: usize = 50;

pub(in crate::site) fn render(site: &Site, path: &OutputPath, id: &str) -> Result<String> {
    let here = Here::page(path);
    let pages = Pages { site, here: &here };
    let archive = site.given.archive;
    let entry = &archive.factors.entries[id];
    let registered = archive.registry.get(id);
    let reports = &entry.postmortems;
    let figures = super::factors::figures(site, entry);
    let mut kind = vec![
        super::factors::level(site, entry),
        entry.group.clone().unwrap_or_default(),
    ];
    kind.retain(|it| !it.is_empty());
    let description = registered.and_then(|factor| factor.description.as_deref());
    let page = FactorPage {
        frame: Frame::new(
            site,
            path,
            &here,
            Subject {
                title: entry.title.clone(),
                description: figures.clone(),
                part: Some(Place::Factors),
                above: vec![pages.place(Place::Factors, "nav.factors")],
                feed: Some(url::feed_of(path)),
                data: Some(url::data_of(path)),
                ..Subject::default()
            },
        ),
        kind: site.words.list(&kind),
        description: description
            .map(|text| pages.prose(text, "factors.yml"))
            .unwrap_or_default(),
        more_about_it: registered
            .and_then(|factor| factor.page.as_ref())
            .map(|page| pages.prose(&page.text, &page.path))
            .unwrap_or_default(),
        question: registered.and_then(|factor| factor.ask.as_deref()),
        figures,
        seen: seen(site, entry),
        strip: strip(&pages, entry),
        standings: standings(&pages, id),
        aliases: names(&archive.registry, id),
        services: counted(reports, |index| &archive.get(index).services)
            .into_iter()
            .take(MOST_SERVICES)
            .map(|(service, reports)| Counted {
                link: pages.service(service),
                reports,
            })
            .collect(),
        together: together(&pages, id),
        actions: tried(&pages, id),
        reports: reports
            .iter()
            .take(MOST)
            .map(|&index| pages.entry_about(index, archive.sentence(index, id)))
            .collect(),
        more: more(&pages, reports.len(), MOST),
        see_also: registered
            .map_or(&[][..], |factor| &factor.see_also)
            .iter()
            .filter_map(|other| archive.registry.resolve(other))
            .map(|other| pages.factor(&other.id))
            .collect(),
    };
    site.given.theme.render("factor.html", &page)
}

/// Returns what was promised against a factor, each with how long it held.
fn tried(pages: &Pages, id: &str) -> Vec<ActionCard> {
    let archive = pages.site.given.archive;
    let recurrence = archive.recurrence(id);
    let promises = archive.promises.by_factor.get(id).into_iter().flatten();
    promises
        .take(MOST_ACTIONS)
        .map(|&at| {
            let promise = &archive.promises.all[at];
            let held = recurrence.and_then(|it| it.held(at));
            pages.action_against(
                promise.report,
                promise.action(&archive.postmortems),
                id,
                held,
            )
        })
        .collect()
}

fn names<'a>(registry: &'a Registry, id: &'a str) -> Vec<&'a str> {
    let own = registry.get(id).into_iter();
    let own = own.flat_map(|factor| &factor.aliases).map(String::as_str);
    let replaced = registry.replaced_with(id).flat_map(|factor| {
        let aliases = factor.aliases.iter().map(String::as_str);
        std::iter::once(factor.id.as_str()).chain(aliases)
    });
    own.chain(replaced).collect()
}

/// Returns how many reports a list leaves out, with the way to all of them.
pub(super) fn more(pages: &Pages, total: usize, shown: usize) -> Option<Link> {
    let rest = total.checked_sub(shown).filter(|&rest| rest > 0)?;
    Some(Link {
        href: Some(pages.here.to(&Place::Years.path())),
        text: pages.site.words.count("list.more", rest),
    })
}

/// Counts names over reports: most often first, then by name.
pub(super) fn counted<'a, N: Ord + 'a>(
    reports: &[Index],
    names: impl Fn(Index) -> &'a [N],
) -> Vec<(&'a N, usize)> {
    let mut counts: BTreeMap<&N, usize> = BTreeMap::new();
    for name in reports.iter().flat_map(|&index| names(index)) {
        *counts.entry(name).or_default() += 1;
    }
    let mut counts: Vec<(&N, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
    counts
}

fn together(pages: &Pages, id: &str) -> Vec<Met> {
    let words = pages.site.words;
    let met_with = pages.site.given.archive.met_with(id).iter();
    met_with
        .take(MOST_TOGETHER)
        .map(|met| {
            let lift = format!("{:.1}", met.lift);
            Met {
                factor: pages.factor(&met.factor),
                figures: words.count_with("factor.lift", met.reports, &[("lift", &lift)]),
            }
        })
        .collect()
}

fn seen(site: &Site, entry: &FactorEntry) -> String {
    let (archive, words) = (site.given.archive, site.words);
    let dates = || {
        entry
            .postmortems
            .iter()
            .filter_map(|&index| archive.get(index).date)
    };
    let (Some(last), Some(first)) = (dates().next(), dates().next_back()) else {
        return match entry.postmortems.len() {
            0 => words.get("factor.never").to_owned(),
            _ => String::new(),
        };
    };
    if entry.postmortems.len() == 1 {
        return words.fill("factor.once", &[("day", &words.short_day(last))]);
    }
    let (first, last) = (words.short_day(first), words.short_day(last));
    words.fill("factor.seen", &[("first", &first), ("last", &last)])
}

fn strip(pages: &Pages, entry: &FactorEntry) -> Option<Chart> {
    let (archive, words) = (pages.site.given.archive, pages.site.words);
    let recurrence = archive.recurrence(&entry.id)?;
    let dots = recurrence.met().filter_map(|(occurrence, standing)| {
        let report = pages.report(occurrence.report);
        Some(Dot {
            day: occurrence.date?,
            kind: match standing.state {
                State::AfterDone => DotKind::AfterDone,
                _ if occurrence.is_near_miss => DotKind::NearMiss,
                _ => DotKind::Plain,
            },
            title: report.text,
            href: report.href?,
            note: in_words(pages.site, standing),
        })
    });
    let mut ticks: Vec<_> = actions::against(archive, &entry.id)
        .filter_map(|(_, action)| Some((action.done_on?, action.what.clone())))
        .collect();
    ticks.sort();
    let given = Strip {
        title: words.fill("chart.strip", &[("factor", &entry.title)]),
        reading: words.get("chart.strip-caption").to_owned(),
        remark: gaps(pages.site, recurrence),
        dots: dots.collect(),
        ticks,
        until: pages.site.given.today,
    };
    // One dot has nothing to be compared with.
    (given.dots.len() > 1)
        .then(|| chart::strip(words, &given))
        .flatten()
}

fn gaps(site: &Site, recurrence: &Recurrence) -> String {
    match recurrence.time_line.gaps {
        Some(gaps) if gaps.count > 1 => {
            let (median, longest) = (gaps.median.to_string(), gaps.longest.to_string());
            let places = [("median", median.as_str()), ("longest", &longest)];
            site.words.fill("chart.strip-gaps", &places)
        }
        Some(_) | None => String::new(),
    }
}

/// The most times that are told one by one; the strip shows them all.
const MOST_STANDINGS: usize = 12;

fn standings(pages: &Pages, id: &str) -> Vec<StandingRow> {
    let site = pages.site;
    let Some(recurrence) = site.given.archive.recurrence(id) else {
        return Vec::new();
    };
    recurrence
        .met()
        .rev()
        .filter(|(_, standing)| standing.state > State::First)
        .take(MOST_STANDINGS)
        .map(|(occurrence, standing)| StandingRow {
            report: pages.dated_report(occurrence.report),
            state: standing.state,
            text: in_words(site, standing),
            actions: standing
                .answers
                .iter()
                .map(|answer| site.given.archive.answered_by(answer).what.clone())
                .collect(),
        })
        .collect()
}

/// Says how things stood when a factor was met.
pub(super) fn in_words(site: &Site, standing: &Standing) -> String {
    let words = site.words;
    let name = match standing.state {
        State::Unknown => "unknown",
        State::First => "first",
        State::NeverAddressed => "never-addressed",
        State::Declined => "declined",
        State::GaveWayBefore => "gave-way-before",
        State::WhileOpen => "while-open",
        State::AfterDone => "after-done",
    };
    let name = match standing.reach {
        Reach::Here => format!("standing.{name}"),
        Reach::Elsewhere => format!("standing-elsewhere.{name}"),
    };
    if standing.state != State::AfterDone {
        return words.get(&name).to_owned();
    }
    let days = standing.days_after_done();
    match days.and_then(|days| usize::try_from(days).ok()) {
        Some(days) => words.count(&name, days),
        None => words.get(&format!("{name}-some-day")).to_owned(),
    }
}
