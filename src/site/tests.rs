//! Promises about the whole site.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::date;

use super::html::tests::{Element, elements};
use super::*;
use crate::archive::{self, Registry, Services};
use crate::diagnostic::Level;
use crate::document::{self, Source, Span};
use crate::postmortem;

/// A knowledge base made of texts.
pub(super) struct Sample {
    config: Config,
    templates: Templates,
    theme: Theme,
    archive: Archive,
    diagnostics: Vec<Diagnostic>,
    culture: Option<String>,
    assets: Assets,
    changes: BTreeMap<String, Date>,
    audience: Confidentiality,
    base_url: Option<String>,
    rules: Vec<RuleText<'static>>,
}

impl Sample {
    /// Reads reports: the path of each, and its text.
    pub(super) fn of(reports: &[(&str, &str)]) -> Sample {
        Sample::with("", "", reports)
    }

    /// Reads reports together with `factors.yml` and `services.yml`.
    pub(super) fn with(factors: &str, services: &str, reports: &[(&str, &str)]) -> Sample {
        let (config, templates) = (Config::default(), Templates::built_in());
        let postmortems = reports
            .iter()
            .filter_map(|(path, text)| {
                let source = Source {
                    path: (*path).into(),
                    group: Arc::new(config.sources[0].clone()),
                    content: Ok((*text).into()),
                };
                let document = Arc::new(document::parse(&templates, source));
                postmortem::validate(&config, &document)
            })
            .collect();
        let registry = match factors {
            "" => Registry::default(),
            text => Registry::parse(text).unwrap(),
        };
        let services = match services {
            "" => Services::default(),
            text => Services::parse(text).unwrap(),
        };
        Sample {
            archive: archive::link(registry, services, postmortems),
            config,
            templates,
            theme: Theme::load(&[]).unwrap(),
            diagnostics: Vec::new(),
            culture: None,
            assets: Assets::new(),
            changes: BTreeMap::new(),
            audience: Confidentiality::Internal,
            base_url: None,
            rules: vec![RuleText {
                name: "language/human-error",
                level: Some(Level::Error),
                draft: None,
                summary: "a cause is seen in a person",
                why: "It ends the search.",
                source: "Dekker",
                question: Some("What made it likely?"),
                always: false,
                bad: "<b>human error</b>",
                good: "The label was missing.",
            }],
        }
    }

    pub(super) fn site(&self) -> Site<'_> {
        Site::plan(Inputs {
            config: &self.config,
            archive: &self.archive,
            templates: &self.templates,
            theme: &self.theme,
            today: date(2026, 11, 23),
            audience: self.audience,
            base_url: self.base_url.as_deref(),
            diagnostics: &self.diagnostics,
            culture: self.culture.as_deref(),
            assets: &self.assets,
            changes: &self.changes,
            rules: &self.rules,
        })
    }

    /// Returns the text of a page by its address, such as `factors/` or `404.html`.
    pub(super) fn page(&self, address: &str) -> String {
        let path = if address.is_empty() || address.ends_with('/') {
            format!("{address}index.html")
        } else {
            address.to_owned()
        };
        let site = self.site();
        let path = OutputPath::new(&path).unwrap();
        text(&site, &path)
    }
}

pub(super) fn english() -> Words {
    Theme::load(&[]).unwrap().words("en").clone()
}

/// Returns Markdown as it stands on a page of a site without reports.
pub(super) fn prose(markdown: &str) -> String {
    let mut sample = Sample::of(&[]);
    sample.culture = Some(markdown.to_owned());
    let page = sample.page("culture/");
    // Where nothing is left of a text there is no prose.
    let Some((_, prose)) = page.split_once("<div class=\"prose\">\n") else {
        return String::new();
    };
    prose.split_once("</div>\n</main>").unwrap().0.to_owned()
}

fn text(site: &Site, path: &OutputPath) -> String {
    match site.render(path).unwrap() {
        Content::Made(bytes) => String::from_utf8(bytes).unwrap(),
        Content::Joined(pieces) => String::from_utf8(site.join(&pieces).unwrap()).unwrap(),
        Content::Copied(source) => panic!("{} is a copy of {source}", path.as_str()),
    }
}

fn pages<'s>(site: &'s Site) -> impl Iterator<Item = (&'s OutputPath, String)> {
    let pages = site.paths().filter(|path| path.is_page());
    pages.map(|path| (path, text(site, path)))
}

/// Three reports that share a factor, services, teams, links and a table.
fn harbour() -> Sample {
    let mut sample = Sample::with(
        "- id: certificate-expiry\n  title: A certificate ran out\n  level: information-system\n  \
         group: capacity\n  aliases: [cert expiry]\n  ask: Who would have been told?\n  \
         description: It *ran out*.\n\
         - id: quiet-alert\n  title: An alert told nobody\n  see_also: [certificate-expiry]\n\
         - id: never-met\n  title: Never met\n",
        "- id: console\n  title: The console\n  team: platform\n- id: spare\n",
        &[
            (
                "postmortems/2025-03-31-console.md",
                "---\ntitle: Console sign-in down\nkind: incident\nstatus: published\n\
                 severity: sev2\ntimezone: UTC\nstarted: 2025-03-31 12:06\n\
                 detected: 2025-03-31 12:11\nresolved: 2025-03-31 13:30\n\
                 detected_by: staff-report\nservices: [console, single-sign-on]\n\
                 teams: [platform]\ncontributing_factors:\n  - certificate-expiry\n\
                 action_items:\n  - { what: Warn 30 days before, owner: platform, \
                 due: 2025-04-30, status: open, addresses: [certificate-expiry], \
                 ticket: https://tracker.example/1 }\naliases: [old-console]\n---\n\
                 ## Summary\n\nPeople could not sign in. See [the other](2024-11-02-token.md#summary).\n\n\
                 ## Timeline\n\n| Time | What |\n| --- | --- |\n| 12:06 | It `ran` out |\n\n\
                 ## Lessons\n\nNone[^1].\n\n[^1]: Yet.\n",
            ),
            (
                "postmortems/2024-11-02-token.md",
                "---\ntitle: Token rotation\nkind: near-miss\nstatus: published\n\
                 started: 2024-11-02\nservices: [console]\ncontributing_factors: [cert expiry, quiet-alert]\n---\n\
                 ## Summary\n\nNobody was hurt by {factor:quiet-alert}.\n",
            ),
            ("postmortems/note.md", "# A note without a date\n\nWords.\n"),
        ],
    );
    sample.culture = Some("# How we work\n\nWe tell *early*.\n\n## More\n\nWords.\n".into());
    sample.diagnostics = vec![Diagnostic {
        rule: "structure/missing-section",
        level: Level::Error,
        path: "postmortems/note.md".into(),
        span: Span::default(),
        message: "the section `Timeline` is missing".into(),
        help: Some("add `## Timeline`".into()),
        question: Some("What was seen, and when?".into()),
        labels: Vec::new(),
        fix: None,
        key: String::new(),
        fingerprint: String::new(),
    }];
    sample
}

#[test]
fn every_page_is_well_formed_and_every_link_of_it_lands() {
    for base_url in [None, Some("https://x.example/pm".to_owned())] {
        let mut sample = harbour();
        sample.base_url = base_url;
        let site = sample.site();
        let all: BTreeMap<&OutputPath, String> = pages(&site).collect();
        let ids: BTreeMap<&OutputPath, BTreeSet<String>> = all
            .iter()
            .map(|(path, html)| {
                let ids = elements(html).into_iter();
                let ids = ids.filter_map(|it| it.attribute("id").map(str::to_owned));
                (*path, ids.collect())
            })
            .collect();
        assert!(all.len() > 20);
        for (path, html) in &all {
            for element in elements(html) {
                for target in addresses(&element) {
                    lands(&site, &ids, path, &target);
                }
            }
        }
    }
}

fn addresses(element: &Element) -> Vec<String> {
    ["href", "src", "action"]
        .iter()
        .filter_map(|name| element.attribute(name))
        .filter(|_| element.attribute("rel") != Some("noopener noreferrer"))
        .map(str::to_owned)
        .collect()
}

fn lands(
    site: &Site,
    ids: &BTreeMap<&OutputPath, BTreeSet<String>>,
    from: &OutputPath,
    target: &str,
) {
    let (file, fragment) = target.split_once('#').unwrap_or((target, ""));
    let path = if file.is_empty() {
        Some(from.as_str().to_owned())
    } else if let Some(path) = file
        .strip_prefix("https://x.example/pm/")
        .or_else(|| file.strip_prefix("/pm/"))
    {
        Some(path.to_owned())
    } else {
        archive::resolve_path(from.as_str(), file)
    };
    let found = path
        .and_then(|path| OutputPath::new(&path))
        .filter(|path| site.files.contains_key(path));
    let Some(found) = found else {
        panic!("{} links to {target}, which is not there", from.as_str());
    };
    if !fragment.is_empty() {
        assert!(
            ids[&found].contains(fragment),
            "{} links to {target}",
            from.as_str()
        );
    }
}

#[test]
fn two_renders_are_the_same() {
    let (one, two) = (harbour(), harbour());
    let (one, two) = (one.site(), two.site());
    let (one, two): (Vec<_>, Vec<_>) = (pages(&one).collect(), pages(&two).collect());
    assert_eq!(one, two);
}

#[test]
fn no_page_has_a_script_or_a_style_in_it() {
    let sample = harbour();
    for (path, html) in pages(&sample.site()) {
        for element in elements(&html) {
            let path = path.as_str();
            assert!(
                element.attribute("style").is_none() && element.name != "style",
                "{path}"
            );
            assert!(
                element
                    .attributes
                    .iter()
                    .all(|(name, _)| !name.starts_with("on")),
                "{path}"
            );
            if element.name == "script" {
                assert!(element.attribute("src").is_some(), "{path}");
            }
        }
        assert!(
            html.contains("http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';")
        );
    }
}

/// A text that would be seen if it were ever taken for markup.
const HOSTILE: &str = "</title><script>alert(1)</script><img src=x onerror=alert(2)>\" autofocus \
                       onfocus=\"alert(3)' {{ 7*7 }} {% x %} ]]> --> &amp;";

#[test]
fn what_comes_from_front_matter_is_escaped_on_every_page() {
    let quoted = HOSTILE.replace('\'', "''");
    let report = format!(
        "---\ntitle: '{quoted}'\nkind: 'k {quoted}'\nstatus: published\nseverity: '{quoted}'\n\
         started: 2025-01-01\ndetected_by: '{quoted}'\nservices: ['{quoted}']\nteams: ['{quoted}']\n\
         tags: ['{quoted}']\nfacilitator: '{quoted}'\ncaught_by: '{quoted}'\n\
         impact: {{ users: '{quoted}', note: '{quoted}' }}\nsource_url: 'javascript:{quoted}'\n\
         contributing_factors:\n  - {{ id: '{quoted}', note: '{quoted}' }}\n\
         action_items:\n  - {{ what: '{quoted}', owner: '{quoted}', ticket: 'javascript:alert(1)', \
         reason: '{quoted}', addresses: ['{quoted}'] }}\n---\n## {HOSTILE}\n\n{HOSTILE}\n"
    );
    let factors = format!(
        "- id: x\n  title: '{quoted}'\n  level: '{quoted}'\n  group: '{quoted}'\n  \
         aliases: ['{quoted}']\n  ask: '{quoted}'\n  description: '{quoted}'\n"
    );
    let services = format!(
        "- id: '{quoted}'\n  title: '{quoted}'\n  team: '{quoted}'\n  description: '{quoted}'\n"
    );
    for factors in ["", &factors] {
        let mut sample = Sample::with(
            factors,
            &services,
            &[
                ("postmortems/one.md", &report),
                ("postmortems/two.md", &report),
            ],
        );
        sample.config.title = HOSTILE.into();
        sample.config.description = Some(HOSTILE.into());
        sample.culture = Some(HOSTILE.into());
        let site = sample.site();
        for (path, html) in pages(&site) {
            let path = path.as_str();
            for element in elements(&html) {
                assert_ne!(element.attribute("src"), Some("x"), "{path}");
                for (name, value) in &element.attributes {
                    assert!(!name.starts_with("on") && name != "autofocus", "{path}");
                    assert!(
                        name != "href" || !value.trim_start().starts_with("javascript"),
                        "{path}"
                    );
                }
            }
            assert!(!html.contains("<script>"), "{path}");
            assert!(!html.contains(">49<"), "{path}");
        }
    }
}

#[test]
fn a_report_says_what_it_lacks_only_to_those_who_can_help() {
    let mut sample = harbour();
    assert!(
        sample
            .page("postmortems/note/")
            .contains("What was seen, and when?")
    );
    assert!(
        sample
            .page("compliance/")
            .contains("structure/missing-section")
    );
    sample.audience = Confidentiality::Public;
    assert!(
        !sample
            .page("postmortems/note/")
            .contains("What was seen, and when?")
    );
    let compliance = Place::Compliance.path();
    assert!(sample.site().render(&compliance).is_err());
}

#[test]
fn what_is_not_known_is_said_to_be_unknown() {
    let page = harbour().page("postmortems/note/");
    assert!(page.contains("<dt>Noticed by</dt><dd><span class=\"unknown\">not known</span>"));
}

#[test]
fn a_report_says_when_it_was_last_changed_if_that_is_known() {
    let mut sample = harbour();
    assert!(!sample.page("postmortems/note/").contains("Last changed"));
    sample
        .changes
        .insert("postmortems/note.md".into(), date(2026, 5, 6));
    let page = sample.page("postmortems/note/");
    assert!(page.contains("Last changed <time datetime=\"2026-05-06\">6 May 2026</time>"));
}

#[test]
fn an_earlier_address_leads_to_the_report() {
    let page = harbour().page("postmortems/old-console/");
    let link = "href=\"../../postmortems/2025-03-31-console/index.html\"";
    assert!(page.contains(link), "{page}");
}

#[test]
fn a_factor_counts_reports_whatever_they_call_it() {
    let page = harbour().page("factors/certificate-expiry/");
    assert!(
        page.contains("2 reports, 2 services, 1 open action item"),
        "{page}"
    );
    assert!(page.contains("First seen 2 Nov 2024, last seen 31 Mar 2025."));
    assert!(page.contains("<p>It <em>ran out</em>.</p>"));
}

#[test]
fn feeds_and_data_are_well_formed_whatever_is_in_them() {
    let report = format!(
        "---\ntitle: '{}'\nkind: \"a\\x01\\uFFFE\"\nstatus: published\nstarted: 2025-01-01\nteams: [a]\n\
         contributing_factors: [x]\n---\n## Summary\n\n{HOSTILE}\n",
        HOSTILE.replace('\'', "''")
    );
    let mut sample = Sample::of(&[("postmortems/one.md", &report)]);
    sample.base_url = Some("https://x.example/pm/".into());
    let site = sample.site();
    let mut feeds = 0;
    for path in site.paths() {
        let name = path.as_str();
        if name.ends_with(".xml") {
            feeds += 1;
            let xml = text(&site, path);
            elements(xml.split_once("?>").unwrap().1);
            assert!(!xml.contains(['\u{1}', '\u{fffe}']), "{name}");
        } else if name.ends_with(".json") {
            serde_json::from_str::<serde_json::Value>(&text(&site, path)).unwrap();
        }
    }
    assert_eq!(
        feeds, 5,
        "all, the factor, the team, the kind, and the sitemap"
    );
}

#[test]
fn every_feed_has_what_atom_asks_for() {
    let sample = harbour();
    let site = sample.site();
    let moment = regex::Regex::new(r"<updated>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ</updated>").unwrap();
    let id =
        regex::Regex::new(r"<id>urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}</id>").unwrap();
    let mut feeds = 0;
    for path in site.paths().filter(|it| it.as_str().ends_with("feed.xml")) {
        let xml = text(&site, path);
        feeds += 1;
        let mut parts = xml.split("<entry>");
        let head = parts.next().unwrap();
        assert!(head.contains("xmlns=\"http://www.w3.org/2005/Atom\""));
        assert!(head.contains("rel=\"self\"") && head.contains("<author><name>"));
        let mut ids = BTreeSet::new();
        for part in [head].into_iter().chain(parts) {
            // Exactly one of each, wherever it is asked for.
            assert_eq!(part.matches("<title>").count(), 1, "{part}");
            assert_eq!(moment.find_iter(part).count(), 1, "{part}");
            let mut found = id.find_iter(part);
            let first = found.next().unwrap().as_str();
            assert!(
                found.next().is_none() && part.contains("<link href="),
                "{part}"
            );
            assert!(ids.insert(first), "{first} stands for two things");
        }
    }
    assert!(feeds >= 4, "{feeds}");
}

#[test]
fn a_feed_knows_its_entries_again_after_the_site_has_moved() {
    let ids = |base: Option<&str>| -> Vec<String> {
        let mut sample = harbour();
        sample.base_url = base.map(str::to_owned);
        let feed = sample.page("feed.xml");
        let ids = feed.lines().filter(|line| line.starts_with("<id>"));
        ids.map(str::to_owned).collect()
    };
    assert_eq!(ids(None), ids(Some("https://elsewhere.example/")));
    assert_eq!(ids(None).len(), 3);
}

#[test]
fn a_site_that_is_not_public_asks_crawlers_to_stay_away() {
    let mut sample = harbour();
    assert!(sample.page("robots.txt").contains("Disallow: /\n"));
    assert!(sample.page("").contains("content=\"noindex\""));
    sample.audience = Confidentiality::Public;
    assert!(sample.page("robots.txt").contains("Allow: /\n"));
    assert!(!sample.page("").contains("content=\"noindex\""));
}

#[test]
fn a_knowledge_base_without_reports_still_has_its_pages() {
    let sample = Sample::of(&[]);
    for (_, html) in pages(&sample.site()) {
        elements(&html);
    }
}

#[test]
fn reports_with_the_same_slug_each_have_a_page() {
    let text = "---\ntitle: x\nslug: same\n---\n";
    let sample = Sample::of(&[("a.md", text), ("b.md", text)]);
    let site = sample.site();
    let count = site
        .files
        .values()
        .filter(|it| matches!(it, File::Postmortem(_)));
    assert_eq!(count.count(), 2);
}

/// Two thousand reports: many in one month, many without a date, each with a service of its own.
fn crowd() -> Sample {
    let started = |n: i32| match n % 5 {
        0 => String::new(),
        1 | 2 => format!("started: 2025-03-{:02}\n", n % 28 + 1),
        _ => format!(
            "started: {}-{:02}-{:02}\n",
            2020 + n % 4,
            n % 12 + 1,
            n % 28 + 1
        ),
    };
    let reports: Vec<(String, String)> = (0..2_000)
        .map(|n| {
            let text = format!(
                "---\ntitle: A long and telling title of report number {n}, as people write them\n\
                 kind: {}\nstatus: published\nseverity: sev{}\n{}\
                 services: [checkout, service-{n}]\nteams: [platform, team-{n}]\n\
                 contributing_factors: [certificate-expiry, factor-{n}]\nbreach:\n  nature: [loss]\n\
                 action_items:\n  - {{ what: Do a thing about it, owner: platform, \
                 due: 2025-06-30, status: {}, addresses: [certificate-expiry] }}\n---\n",
                if n % 3 == 0 { "data-breach" } else { "incident" },
                n % 4 + 1,
                started(n),
                if n % 2 == 0 { "done" } else { "open" },
            );
            (format!("postmortems/report-{n}.md"), text)
        })
        .collect();
    let reports: Vec<(&str, &str)> = reports
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    let mut sample = Sample::of(&reports);
    sample.audience = Confidentiality::Restricted;
    sample
}

#[test]
fn pages_stay_light_however_many_reports_there_are() {
    let sample = crowd();
    for (path, html) in pages(&sample.site()) {
        assert!(
            html.len() < 200_000,
            "{} is {} bytes",
            path.as_str(),
            html.len()
        );
    }
}

#[test]
fn every_report_is_three_steps_from_home_by_links_alone() {
    let sample = crowd();
    let site = sample.site();
    let mut reached = BTreeSet::from([Place::Home.path()]);
    let mut edge = reached.clone();
    for _ in 0..3 {
        let mut next = BTreeSet::new();
        for from in &edge {
            for link in elements(&text(&site, from))
                .iter()
                .filter(|it| it.name == "a")
            {
                let file = link.attribute("href").unwrap_or_default();
                let file = file.split('#').next().unwrap_or_default();
                let path = archive::resolve_path(from.as_str(), file)
                    .and_then(|path| OutputPath::new(&path))
                    .filter(|path| path.is_page() && site.files.contains_key(path));
                next.extend(path.filter(|path| !reached.contains(path)));
            }
        }
        reached.extend(next.iter().cloned());
        // A report is where a reader wants to be; the way on from it is no way to the others.
        next.retain(|path| !matches!(site.files[path], File::Postmortem(_)));
        edge = next;
    }
    for index in 0..sample.archive.postmortems.len() {
        let page = site.addresses.postmortem(index);
        assert!(reached.contains(page), "{} is too far", page.as_str());
    }
}

#[test]
fn every_word_that_the_program_asks_for_is_there() {
    let words = harbour().theme.words("en").clone();
    let sources = [
        include_str!("page/actions.rs"),
        include_str!("page/alias.rs"),
        include_str!("page/breaches.rs"),
        include_str!("page/compliance.rs"),
        include_str!("page/culture.rs"),
        include_str!("page/factor.rs"),
        include_str!("page/factors.rs"),
        include_str!("page/frame.rs"),
        include_str!("page/home.rs"),
        include_str!("page/months.rs"),
        include_str!("page/near_misses.rs"),
        include_str!("page/not_found.rs"),
        include_str!("page/parts.rs"),
        include_str!("page/postmortem.rs"),
        include_str!("page/postmortems.rs"),
        include_str!("page/rules.rs"),
        include_str!("page/search.rs"),
        include_str!("page/services.rs"),
        include_str!("page/stats.rs"),
        include_str!("page/teams.rs"),
        include_str!("page/years.rs"),
        include_str!("chart/calendar.rs"),
        include_str!("chart/columns.rs"),
        include_str!("chart/dots.rs"),
        include_str!("chart/incident.rs"),
        include_str!("chart/strip.rs"),
        include_str!("markdown/mod.rs"),
    ];
    let name = regex::Regex::new(r#""([a-z-]+\.[a-z-]+)""#).unwrap();
    let files = ["templates.html", "factors.yml"];
    for source in sources {
        for found in name.captures_iter(source) {
            let name = &found[1];
            let is_file = [".html", ".yml", ".md"].iter().any(|it| name.ends_with(it));
            let is_map = matches!(name, "date.month" | "date.short-month");
            if !is_file && !is_map && !files.contains(&name) {
                assert_ne!(words.count(name, 1), name, "{name}");
            }
        }
    }
}

/// The files of the examples in `docs/theme.md`: each stands in a fence after its name.
fn documented_theme() -> Vec<(String, Vec<u8>)> {
    let text = include_str!("../../docs/theme.md");
    let example = regex::Regex::new(r"`theme/([^`\s]+)`:\n\n```\w+\n([\s\S]*?)```").unwrap();
    let files = example.captures_iter(text);
    files
        .map(|it| (it[1].to_owned(), it[2].as_bytes().to_vec()))
        .collect()
}

#[test]
fn the_theme_of_the_documentation_changes_a_block_a_text_and_a_colour() {
    let files = documented_theme();
    assert_eq!(files.len(), 4);
    let mut sample = harbour();
    sample.theme = Theme::load(&files).unwrap();
    let home = sample.page("");
    assert!(home.contains("<h1>What the harbour has learnt</h1>"));
    assert!(home.contains("href=\"theme/styles/own.css\""));
    assert!(home.contains("Promises to keep"), "other texts stay");
    let report = sample.page("postmortems/note/");
    let banner = report.find("room 12.").unwrap();
    assert!(banner < report.find("<dl class=\"facts\">").unwrap());
    for (_, html) in pages(&sample.site()) {
        elements(&html);
    }
}

#[test]
fn a_broken_block_of_an_override_names_its_file_and_line() {
    let broken = "{% extends \"built-in/home.html\" %}\n{% block content %}\n{{ nonsense }}\n{% endblock content %}\n";
    let mut sample = harbour();
    sample.theme = Theme::load(&[("templates/home.html".into(), broken.into())]).unwrap();
    let error = sample
        .site()
        .render(&Place::Home.path())
        .map(drop)
        .unwrap_err();
    let message = format!("{error:#}");
    assert!(
        message.contains("theme/templates/home.html:3:4"),
        "{message}"
    );
}

/// Reads the colours of the style sheet: for each custom property, the light and the dark one.
fn colours() -> BTreeMap<String, [[f64; 3]; 2]> {
    let css = include_str!("../../theme/styles/site.css");
    let token = regex::Regex::new(r"--([\w-]+): light-dark\(#(\w{6}), #(\w{6})\)").unwrap();
    let channel = |hex: &str, at: usize| {
        let value = f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap()) / 255.0;
        if value <= 0.04045 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        }
    };
    let colour = |hex: &str| [0, 2, 4].map(|at| channel(hex, at));
    token
        .captures_iter(css)
        .map(|it| (it[1].to_owned(), [colour(&it[2]), colour(&it[3])]))
        .collect()
}

fn contrast(one: [f64; 3], other: [f64; 3]) -> f64 {
    let luminance = |[r, g, b]: [f64; 3]| 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
    let (one, other) = (luminance(one), luminance(other));
    one.max(other) / one.min(other)
}

#[test]
fn colours_can_be_told_apart_by_everybody_who_reads() {
    let colours = colours();
    let mut pairs: Vec<(&str, &str, f64)> = Vec::new();
    for ground in ["bg", "surface", "sunken"] {
        for text in ["text", "muted", "link", "visited", "accent", "late"] {
            pairs.push((text, ground, 4.5));
        }
        pairs.push(("focus", ground, 3.0));
    }
    for ground in ["bg", "surface"] {
        pairs.push(("control", ground, 3.0));
        pairs.push(("series", ground, 3.0));
    }
    for (text, ground) in [
        ("severity-1", "severity-1-tint"),
        ("severity-2", "severity-2-tint"),
        ("severity-3", "severity-3-tint"),
        ("severity-4", "severity-4-tint"),
        ("late", "late-tint"),
        ("accent", "accent-tint"),
        ("text", "accent-tint"),
        ("link", "accent-tint"),
        ("visited", "accent-tint"),
        ("text", "mark"),
    ] {
        pairs.push((text, ground, 4.5));
    }
    for (text, ground, least) in pairs {
        for scheme in [0, 1] {
            let contrast = contrast(colours[text][scheme], colours[ground][scheme]);
            assert!(contrast >= least, "{text} on {ground}: {contrast:.2}");
        }
    }
}

#[test]
fn a_factor_quotes_each_report_and_a_report_says_in_how_many_others_the_factor_is() {
    let report = |day: &str, text: &str| {
        format!(
            "---\nstarted: {day}\ncontributing_factors: [memory-leak]\n---\n## Contributing factors\n\n{text}\n"
        )
    };
    let first = report(
        "2024-03-05",
        "It began. There was a memory leak in the `reader`.",
    );
    let second = report(
        "2024-05-01",
        "The writer kept every page it had read. {factor:memory-leak}",
    );
    let third = report("2024-06-01", "Nothing is said of it.");
    let sample = Sample::with(
        "- { id: memory-leak, aliases: [memory leak] }\n",
        "",
        &[
            ("postmortems/first.md", &first),
            ("postmortems/second.md", &second),
            ("postmortems/third.md", &third),
        ],
    );
    let page = sample.page("factors/memory-leak/");
    assert!(
        page.contains("There was a memory leak in the reader."),
        "{page}"
    );
    assert!(
        page.contains("The writer kept every page it had read."),
        "{page}"
    );
    assert_eq!(page.matches("<blockquote>").count(), 2);
    assert!(
        sample
            .page("postmortems/third/")
            .contains("also in 2 others, last in May 2024")
    );
}
