//! A report: what happened, have we seen it before, who do I ask?

use std::collections::BTreeMap;

use anyhow::Result;
use serde::Serialize;

use crate::archive::{Archive, FactorEntry, Index, Others, Reason};
use crate::config::Confidentiality;
use crate::diagnostic::Level;
use crate::document::{Moment, WrittenTime};
use crate::postmortem::{Postmortem, humanize};
use crate::site::chart::{self, Chart};
use crate::site::html::Html;
use crate::site::markdown::{self, Asked, Heading};
use crate::site::page::actions;
use crate::site::page::compliance::{self, Lack};
use crate::site::page::{ActionCard, Badge, Day, Frame, Link, Pages, Subject};
use crate::site::url::{self, Here, OutputPath, Place, UrlPath};
use crate::site::words::{Words, clock};
use crate::site::{Site, forge};

/// `postmortem.html`
#[derive(Serialize)]
struct PostmortemPage<'a> {
    frame: Frame<'a>,
    /// The slug, by which other reports and people name it.
    id: &'a str,
    badges: Vec<Badge>,
    /// "Published 20 November 2026" and the like.
    status: String,
    /// The report that replaces this one.
    replaced_by: Option<Link>,
    /// What the report still lacks, for an audience that can do something about it.
    lacks: Vec<Lack>,
    facts: Vec<Fact>,
    /// Factors that other reports name as well.
    seen_before: Vec<SeenBefore>,
    /// The text up to the heading of its timeline, or all of it.
    body: Html,
    /// The course of the incident, true to scale.
    course: Option<Chart>,
    /// The text from its timeline on.
    rest: Html,
    outline: Vec<Heading>,
    factors: Vec<FactorChip>,
    /// What the registry asks where these factors are met.
    questions: Vec<Question<'a>>,
    /// Action items, unless the text itself lists them.
    actions: Vec<ActionCard>,
    /// Reports that bear on this one: linked ones, and those most like it.
    related: Vec<RelatedReport>,
    /// The first paragraph of the culture statement.
    promise: Html,
    culture: UrlPath,
    earlier: Option<Link>,
    later: Option<Link>,
    /// The day on which its file was last changed, where git knows it.
    changed: Option<Day>,
    edit: Option<UrlPath>,
    history: Option<UrlPath>,
}

/// What a page shows of its report that hangs on other reports, on which pages there are, or on
/// findings. Everything else on it hangs on the text of the report and on what holds for all pages.
#[derive(Serialize)]
pub(in crate::site) struct Bonds<'a> {
    replaced_by: Option<Link>,
    lacks: Vec<Lack>,
    facts: Vec<Fact>,
    seen_before: Vec<SeenBefore>,
    factors: Vec<FactorChip>,
    questions: Vec<Question<'a>>,
    actions: Vec<ActionCard>,
    related: Vec<RelatedReport>,
    promise: Html,
    earlier: Option<Link>,
    later: Option<Link>,
    changed: Option<Day>,
}

/// Something that is known of the incident, or known to be unknown.
#[derive(Serialize)]
struct Fact {
    name: String,
    /// Words and links in a row; empty where it is not known.
    values: Vec<Link>,
    note: String,
}

/// A report that bears on this one, with the reason.
#[derive(Serialize)]
struct RelatedReport {
    report: Link,
    day: Option<Day>,
    reasons: Vec<String>,
}

/// A factor with the reports that name it as well.
#[derive(Serialize)]
struct SeenBefore {
    factor: Link,
    /// Up to three of them, newest first, each with its month.
    reports: Vec<Link>,
    /// "and 5 more", or nothing.
    more: String,
    /// What became of the action items against it.
    tried: String,
}

/// A question for the reader, from the registry of factors.
#[derive(Serialize)]
struct Question<'a> {
    factor: Link,
    text: &'a str,
}

#[derive(Serialize)]
struct FactorChip {
    factor: Link,
    /// "also in 4 others, last in March 2024"
    others: String,
    /// What this report says about it.
    note: Option<String>,
}

/// Returns what ties the page of a report to the rest of the site.
pub(in crate::site) fn bonds<'a>(site: &Site<'a>, here: &Here, index: Index) -> Bonds<'a> {
    let pages = Pages { site, here };
    let archive = site.given.archive;
    let postmortem = archive.get(index);
    let named: Vec<&FactorEntry> = archive
        .factor_ids(index)
        .iter()
        .filter_map(|id| archive.factors.entries.get(id))
        .collect();
    let is_internal = site.given.audience >= Confidentiality::Internal;
    let neighbour = |index: Option<Index>| {
        index
            .filter(|&it| it < archive.postmortems.len())
            .map(|it| pages.report(it))
    };
    Bonds {
        replaced_by: postmortem
            .superseded_by
            .as_ref()
            .and_then(|it| archive.references.find(&it.written))
            .map(|it| pages.report(it)),
        lacks: if is_internal {
            compliance::lacks(site, index, Level::Error)
        } else {
            Vec::new()
        },
        facts: facts(&pages, postmortem),
        seen_before: seen_before(&pages, index, &named),
        factors: factors(&pages, index, &named),
        questions: questions(&pages, &named),
        actions: if postmortem.document.kept().has_actions {
            Vec::new()
        } else {
            let actions = postmortem.action_items.iter();
            actions.map(|it| pages.action(index, it)).collect()
        },
        related: related(&pages, index),
        promise: promise(&pages),
        earlier: neighbour(index.checked_add(1)),
        later: neighbour(index.checked_sub(1)),
        changed: site
            .given
            .changes
            .get(postmortem.path())
            .map(|&day| Day::long(site.words, day)),
    }
}

/// Renders the page of a report. Returns as well what its text asked of the rest of the site.
pub(in crate::site) fn render(
    site: &Site,
    path: &OutputPath,
    index: Index,
    bonds: Bonds,
) -> Result<(String, Vec<Asked>)> {
    let here = Here::page(path);
    let pages = Pages { site, here: &here };
    let archive = site.given.archive;
    let postmortem = archive.get(index);
    let document = site.opened.get(archive, index);
    let body = pages.body(index, &document);
    let forge = site
        .given
        .config
        .repository
        .as_deref()
        .and_then(|it| forge::of_file(it, &site.given.config.branch, postmortem.path()));
    let page = PostmortemPage {
        frame: Frame::new(site, path, &here, subject(&pages, path, postmortem)),
        id: postmortem.slug.as_str(),
        badges: pages.badges(postmortem),
        status: status(&pages, postmortem),
        replaced_by: bonds.replaced_by,
        lacks: bonds.lacks,
        facts: bonds.facts,
        seen_before: bonds.seen_before,
        outline: body
            .outline
            .into_iter()
            .filter(|it| it.level <= 3)
            .collect(),
        body: body.html,
        course: course(&pages, postmortem, document.moments()),
        rest: body.rest,
        factors: bonds.factors,
        questions: bonds.questions,
        actions: bonds.actions,
        related: bonds.related,
        promise: bonds.promise,
        culture: here.to(&Place::Culture.path()),
        earlier: bonds.earlier,
        later: bonds.later,
        changed: bonds.changed,
        edit: forge.as_ref().map(|it| it.edit.clone()),
        history: forge.map(|it| it.history),
    };
    let text = site.given.theme.render("postmortem.html", &page);
    text.map(|text| (text, body.asked))
}

fn subject(pages: &Pages, path: &OutputPath, postmortem: &Postmortem) -> Subject {
    let mut above = vec![pages.place(Place::Postmortems, "nav.postmortems")];
    if let Some(date) = postmortem.date {
        let year = url::year(date.year());
        above.push(Link::to(pages.here, &year, &date.year().to_string()));
    }
    Subject {
        title: postmortem.title.clone(),
        description: shortened(postmortem.summary()),
        part: Some(Place::Postmortems),
        above,
        is_report: true,
        data: Some(url::data_of(path)),
        ..Subject::default()
    }
}

/// Returns the first words of a text, as much as a link preview shows.
fn shortened(text: &str) -> String {
    const LONGEST: usize = 200;
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    let cut: String = text.chars().take(LONGEST).collect();
    let end = cut.rfind(' ').unwrap_or(cut.len());
    format!("{} …", &cut[..end])
}

fn status(pages: &Pages, postmortem: &Postmortem) -> String {
    let words = pages.site.words;
    let status = pages.status(postmortem.status);
    match postmortem
        .published_on
        .filter(|_| postmortem.status.is_final())
    {
        Some(day) => words.fill(
            "postmortem.status-on",
            &[("status", status), ("day", &words.day(day))],
        ),
        None => status.to_owned(),
    }
}

fn facts(pages: &Pages, postmortem: &Postmortem) -> Vec<Fact> {
    let words = pages.site.words;
    let fact = |name: &str, values: Vec<Link>, note: String| Fact {
        name: words.get(name).to_owned(),
        values,
        note,
    };
    let text = |text: String| vec![Link::nowhere(text)];
    let mut facts = vec![when(pages, postmortem)];
    let lasted = postmortem
        .minutes_until(postmortem.resolved.as_ref())
        .map(|it| words.duration(it));
    if !postmortem.is_near_miss() {
        facts.push(fact(
            "fact.lasted",
            lasted.map(text).unwrap_or_default(),
            String::new(),
        ));
    }
    let noticed = postmortem.detected_by.as_deref().map(|by| {
        let name = words.find(&format!("noticed.{by}"));
        name.map_or_else(|| humanize(by), str::to_owned)
    });
    let after = postmortem.minutes_until(postmortem.detected.as_ref());
    facts.push(fact(
        "fact.noticed",
        noticed.map(text).unwrap_or_default(),
        after
            .map(|it| words.fill("fact.noticed-after", &[("time", &words.duration(it))]))
            .unwrap_or_default(),
    ));
    let services = postmortem.services.iter().map(|it| pages.service(it));
    facts.push(fact("fact.services", services.collect(), String::new()));
    let teams = postmortem.teams.iter().map(|it| pages.team(it));
    facts.push(fact("fact.teams", teams.collect(), String::new()));
    if let Some(impact) = &postmortem.impact_users {
        let note = postmortem.impact_note.clone().unwrap_or_default();
        facts.push(fact("fact.impact", text(impact.clone()), note));
    }
    if let Some(caught_by) = &postmortem.caught_by {
        facts.push(fact(
            "fact.caught-by",
            text(humanize(caught_by)),
            String::new(),
        ));
    }
    if let Some(severity) = &postmortem.potential_severity {
        let badge = pages.severity(severity);
        facts.push(fact(
            "fact.might-have-been",
            text(badge.text().to_owned()),
            String::new(),
        ));
    }
    let sources = [&postmortem.source_url, &postmortem.source_archive].into_iter();
    let sources: Vec<Link> = sources
        .filter_map(|url| UrlPath::outside(url.as_deref()?))
        .map(|href| Link {
            text: href.as_str().to_owned(),
            href: Some(href),
        })
        .collect();
    if !sources.is_empty() {
        facts.push(fact("fact.source", sources, String::new()));
    }
    facts
}

/// Draws when it began, was noticed, mitigated and over, as far as that is known to the minute.
fn course(pages: &Pages, postmortem: &Postmortem, moments: &[Moment]) -> Option<Chart> {
    let words = pages.site.words;
    let since = postmortem.minutes_since_start()?;
    let marks = [
        ("course.started", &postmortem.started),
        ("course.detected", &postmortem.detected),
        ("course.mitigated", &postmortem.mitigated),
        ("course.resolved", &postmortem.resolved),
    ];
    let mut marks: Vec<chart::Mark> = marks
        .into_iter()
        .filter_map(|(name, time)| {
            let time = time.as_ref()?;
            let time_of_day = clock(time.time?);
            Some(chart::Mark {
                minutes: since(time)?,
                label: words.fill(name, &[("time", &time_of_day)]),
            })
        })
        .collect();
    marks.sort_by_key(|it| it.minutes);
    let moments = moments.iter();
    let moments: Vec<i64> = moments.filter_map(|it| since(it.time.as_ref()?)).collect();
    chart::incident(words, &marks, &moments)
}

/// Says from when to when, with what is known of it.
fn when(pages: &Pages, postmortem: &Postmortem) -> Fact {
    let words = pages.site.words;
    let started = postmortem.started.as_ref().or(postmortem.detected.as_ref());
    let resolved = postmortem.resolved.as_ref();
    let time_of_day = |time: &WrittenTime| time.time.map(clock);
    let text = match (started, resolved) {
        (Some(start), Some(end)) => Some(match (start.date == end.date, time_of_day(end)) {
            (true, Some(end)) => format!("{}–{end}", pages.time(start)),
            (true, None) => pages.time(start),
            (false, _) => format!("{} – {}", pages.time(start), pages.time(end)),
        }),
        (Some(start), None) => Some(pages.time(start)),
        (None, _) => postmortem.date.map(|date| words.day(date)),
    };
    let zone = started
        .filter(|it| it.time.is_some())
        .map(|it| match pages.zone(it) {
            Some(zone) => zone,
            None => words.get("fact.zone-unknown").to_owned(),
        });
    Fact {
        name: words.get("fact.when").to_owned(),
        values: text.map(Link::nowhere).into_iter().collect(),
        note: zone.unwrap_or_default(),
    }
}

fn seen_before(pages: &Pages, index: Index, factors: &[&FactorEntry]) -> Vec<SeenBefore> {
    let (site, archive) = (pages.site, pages.site.given.archive);
    let mut met: Vec<_> = factors
        .iter()
        .filter(|entry| entry.postmortems.len() > 1)
        .collect();
    // What is rare says more about this report than what is everywhere.
    met.sort_by_key(|entry| entry.postmortems.len());
    met.into_iter()
        .take(3)
        .map(|entry| {
            let others = entry.postmortems.iter().filter(|&&other| other != index);
            let count = entry.others(&archive.postmortems, index).count;
            SeenBefore {
                factor: pages.factor(&entry.id),
                reports: others.take(3).map(|&it| pages.dated_report(it)).collect(),
                more: match count.saturating_sub(3) {
                    0 => String::new(),
                    n => site.words.count("postmortem.more-reports", n),
                },
                tried: site.tried.get(&*entry.id).cloned().unwrap_or_default(),
            }
        })
        .collect()
}

/// Says of each factor, by id, what became of the action items against it.
pub(in crate::site) fn tried<'a>(words: &Words, archive: &'a Archive) -> BTreeMap<&'a str, String> {
    let of = |id: &String| {
        let open = actions::against(archive, id).filter(|(_, it)| it.is_open());
        match (actions::against(archive, id).count(), open.count()) {
            (0, _) => words.get("postmortem.untried").to_owned(),
            (n, 0) => words.count("postmortem.all-done", n),
            (_, open) => words.count("postmortem.still-open", open),
        }
    };
    let ids = archive.factors.entries.keys();
    ids.map(|id| (id.as_str(), of(id))).collect()
}

fn factors(pages: &Pages, index: Index, factors: &[&FactorEntry]) -> Vec<FactorChip> {
    let archive = pages.site.given.archive;
    let named = &archive.get(index).factors;
    let has_notes = named.iter().any(|it| it.note.is_some());
    let note = |id: &str| {
        let is_meant = |written: &str| match archive.registry.resolve(written) {
            Some(factor) => factor.id == id,
            None => crate::postmortem::slugify(written) == id,
        };
        let reference = named.iter().find(|it| is_meant(&it.written));
        reference.and_then(|it| it.note.clone())
    };
    factors
        .iter()
        .map(|entry| FactorChip {
            factor: pages.factor(&entry.id),
            others: others(pages.site, entry.others(&archive.postmortems, index)),
            note: has_notes.then(|| note(&entry.id)).flatten(),
        })
        .collect()
}

/// Says in how many other reports a factor was met, and when last.
fn others(site: &Site, others: Others) -> String {
    let words = site.words;
    match (others.count, others.last) {
        (0, _) => words.get("postmortem.in-no-other").to_owned(),
        (n, None) => words.count("postmortem.in-others", n),
        (n, Some(day)) => {
            let (month, year) = (words.month(day.month()), day.year());
            let places = [("month", month), ("year", &year.to_string())];
            words.count_with("postmortem.in-others-last", n, &places)
        }
    }
}

fn questions<'a>(pages: &Pages<'_, 'a>, factors: &[&FactorEntry]) -> Vec<Question<'a>> {
    let registry = &pages.site.given.archive.registry;
    let questions = factors.iter().filter_map(|entry| {
        let text = registry.get(&entry.id)?.ask.as_deref()?;
        Some(Question {
            factor: pages.factor(&entry.id),
            text,
        })
    });
    questions.take(6).collect()
}

fn related(pages: &Pages, index: Index) -> Vec<RelatedReport> {
    let (site, archive) = (pages.site, pages.site.given.archive);
    let row = |report: Index, reasons: Vec<String>| RelatedReport {
        report: pages.report(report),
        day: archive
            .get(report)
            .date
            .map(|date| Day::short(site.words, date)),
        reasons,
    };
    let alike = archive.related(index);
    let linked = archive.links(index).iter().chain(archive.backlinks(index));
    let mut linked: Vec<Index> = linked
        .copied()
        .filter(|report| alike.iter().all(|it| it.report != *report))
        .collect();
    linked.sort_unstable();
    linked.dedup();
    linked.truncate(20);
    let link = site.words.get("related.link").to_owned();
    let linked = linked.into_iter().map(|it| row(it, vec![link.clone()]));
    let alike = alike.iter().map(|it| {
        let reasons = it.reasons.iter().map(|reason| in_words(pages, reason));
        row(it.report, reasons.collect())
    });
    alike.chain(linked).collect()
}

fn in_words(pages: &Pages, reason: &Reason) -> String {
    let words = pages.site.words;
    let archive = pages.site.given.archive;
    let list = |name: &str, names: Vec<String>| words.fill(name, &[("names", &words.list(&names))]);
    match reason {
        Reason::Link => words.get("related.link").to_owned(),
        Reason::Factors(ids) => {
            let title = |id: &String| Some(archive.factors.entries.get(id)?.title.clone());
            list("related.factors", ids.iter().filter_map(title).collect())
        }
        Reason::Services(ids) => {
            let titles = ids.iter().map(|id| archive.services.title(id).to_owned());
            list("related.services", titles.collect())
        }
        Reason::Words(terms) => list("related.words", terms.clone()),
    }
}

fn promise(pages: &Pages) -> Html {
    let given = &pages.site.given;
    let text = given
        .culture
        .unwrap_or_else(|| pages.site.words.get("culture.promise"));
    let from = &given.config.culture.statement;
    markdown::first_paragraph(&pages.setting(from), text)
}
