//! From what is written to what it means.

use std::sync::{Arc, OnceLock};

use jiff::civil::Date;

use crate::config::{Confidentiality, Config};
use crate::document::{Document, Field, Mark, Span, WrittenAction, WrittenTime, Zone};
use crate::postmortem::{
    ActionItem, ActionStatus, Breach, Decision, Due, FactorReference, Named, Postmortem, Reference,
    Slug, Status, humanize,
};
use crate::yaml::Node;

/// Returns the report that a document is, or nothing where the file cannot be read as one: not
/// UTF-8, or front matter that is not YAML.
///
/// What is malformed counts as unknown here; a rule says so. A status that cannot be read counts
/// as draft, and a confidentiality that cannot be read as restricted: neither may publish by
/// accident.
pub(crate) fn validate(config: &Config, document: &Document) -> Option<Arc<Postmortem>> {
    if document.source.content.is_err() || document.front_matter().is_unreadable() {
        return None;
    }
    let read = Reader::new(document);
    let slug = match read.text("slug") {
        Some(slug) => Slug::new(&slug),
        None => Slug::of_path(below_fixed_part(document), document.source.stem()),
    };
    let started = read.time("started");
    let detected = read.time("detected");
    let published_on = read.date("published_on");
    let date = [&started, &detected]
        .into_iter()
        .find_map(|time| time.as_ref().map(|time| time.date))
        .or_else(|| read.date("date"))
        .or_else(|| {
            document
                .moments()
                .iter()
                .find_map(|moment| moment.time.as_ref().map(|time| time.date))
        })
        .or_else(|| date_in_name(document.source.stem()))
        .or(published_on);
    let defaults = &document.source.group.defaults;
    Some(Arc::new(Postmortem {
        aliases: read
            .texts("aliases")
            .iter()
            .map(|alias| Slug::new(alias))
            .filter(|alias| *alias != slug)
            .collect(),
        slug,
        title: title(document, &read),
        title_span: title_span(document),
        kind: document.template.name.clone(),
        status: status(document, &read),
        confidentiality: confidentiality(config, document, &read),
        severity: read.text("severity").or_else(|| defaults.severity.clone()),
        potential_severity: read.text("potential_severity"),
        date,
        started,
        detected,
        mitigated: read.time("mitigated"),
        resolved: read.time("resolved"),
        reviewed_on: read.date("reviewed_on"),
        published_on,
        detected_by: read.text("detected_by"),
        reported_via: read.text("reported.via"),
        caught_by: read.text("near_miss.caught_by"),
        services: read.names("services", &defaults.services),
        teams: read.names("teams", &defaults.teams),
        tags: read.names("tags", &[]),
        participants: read.texts("participants"),
        impact_users: read.text("impact.users"),
        impact_note: read.text("impact.note"),
        factors: factors(document).into(),
        action_items: action_items(document, &read).into(),
        related: references(document, "related"),
        superseded_by: references(document, "superseded_by").into_iter().next(),
        summary: read.text("summary").map(OnceLock::from).unwrap_or_default(),
        breach: breach(document, &read).map(Box::new),
        source_url: read.text("source.url"),
        source_archive: read.text("source.archive"),
        document: Arc::clone(&document.filed),
    }))
}

/// Reads the fields of one document, with the meanings that its source gives to values.
struct Reader<'a> {
    document: &'a Document,
    zone: Option<Zone>,
}

impl<'a> Reader<'a> {
    fn new(document: &'a Document) -> Reader<'a> {
        let named = document
            .front_matter()
            .text("timezone")
            .map(|(zone, _)| zone);
        let zone = named
            .or(document.source.group.defaults.timezone.as_deref())
            .and_then(Zone::parse);
        Reader { document, zone }
    }

    fn text(&self, name: &str) -> Option<String> {
        let (text, _) = self.document.front_matter().text(name)?;
        Some(self.meaning(name, text).to_owned())
    }

    fn texts(&self, name: &str) -> Vec<String> {
        let texts = self.document.front_matter().texts(name);
        texts
            .into_iter()
            .map(|(text, _)| self.meaning(name, text).to_owned())
            .collect()
    }

    /// Reads a list of names, each once; the defaults stand in where the field is absent.
    fn names(&self, name: &str, defaults: &[String]) -> Vec<String> {
        let given = self.texts(name);
        let mut names: Vec<String> = Vec::new();
        for name in if given.is_empty() {
            defaults.to_vec()
        } else {
            given
        } {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    fn time(&self, name: &str) -> Option<WrittenTime> {
        let (text, _) = self.document.front_matter().text(name)?;
        WrittenTime::parse(text, self.zone.as_ref())
    }

    fn date(&self, name: &str) -> Option<Date> {
        let (text, _) = self.document.front_matter().text(name)?;
        WrittenTime::parse(text, None).map(|time| time.date)
    }

    /// Returns what a value of this source means in ours.
    fn meaning<'t>(&'t self, field: &str, text: &'t str) -> &'t str {
        let values = self.document.source.group.values.get(field);
        values
            .and_then(|values| values.get(text))
            .map_or(text, String::as_str)
    }
}

/// Returns the path below the folders that the glob of its source names literally.
fn below_fixed_part(document: &Document) -> &str {
    let path = document.path();
    let below = |folder: &str| path.strip_prefix(folder)?.strip_prefix('/');
    let folders = document.source.group.include.folders();
    let rests = folders.filter_map(below);
    rests.min_by_key(|rest| rest.len()).unwrap_or(path)
}

/// Returns the title: of the front matter, else the first heading, else the file's name.
fn title(document: &Document, read: &Reader) -> String {
    if let Some(title) = read.text("title") {
        return title;
    }
    if let Some((title, _)) = document
        .body()
        .title
        .as_ref()
        .filter(|(title, _)| !title.trim().is_empty())
    {
        return title.clone();
    }
    let slug = Slug::new(document.source.stem());
    let stem = document.source.stem();
    if stem.contains(' ') {
        stem.to_owned()
    } else {
        humanize(slug.without_date().unwrap_or(stem))
    }
}

fn title_span(document: &Document) -> Option<Span> {
    let field = document.front_matter().text("title").map(|(_, span)| span);
    field.or_else(|| document.body().title.as_ref().map(|(_, span)| *span))
}

fn status(document: &Document, read: &Reader) -> Status {
    match read.text("status") {
        Some(status) => Status::parse(&status).unwrap_or(Status::Draft),
        None => document
            .source
            .group
            .defaults
            .status
            .as_deref()
            .and_then(Status::parse)
            .unwrap_or(Status::Draft),
    }
}

fn confidentiality(config: &Config, document: &Document, read: &Reader) -> Confidentiality {
    let written = document.front_matter().node("confidentiality");
    match (written, document.source.group.defaults.confidentiality) {
        (Some(_), _) => match read.text("confidentiality").as_deref() {
            Some("public") => Confidentiality::Public,
            Some("internal") => Confidentiality::Internal,
            _ => Confidentiality::Restricted,
        },
        (None, Some(default)) => default,
        // Facts of a breach are for few, unless somebody decides otherwise.
        (None, None) if document.template.name == "data-breach" => Confidentiality::Restricted,
        (None, None) => config.confidentiality,
    }
}

fn factors(document: &Document) -> Vec<FactorReference> {
    let mut factors: Vec<FactorReference> = Vec::new();
    for node in items(document.front_matter().node("contributing_factors")) {
        let named = node.get("id").unwrap_or(node);
        if let Some(written) = named.text().map(str::trim).filter(|text| !text.is_empty()) {
            let note = node.get("note").and_then(Node::text).map(str::to_owned);
            factors.push(FactorReference {
                written: written.to_owned(),
                span: named.span,
                note,
                named: Named::Declared,
            });
        }
    }
    let is_new = |factors: &[FactorReference], mark: &Mark| {
        !factors.iter().any(|factor| factor.written == mark.id)
    };
    // Most reports declare what they mark, and then the body need not be read for this.
    if !document
        .possible_marks()
        .any(|mark| is_new(&factors, &mark))
    {
        return factors;
    }
    for mark in &document.body().marks {
        if is_new(&factors, mark) {
            factors.push(FactorReference {
                written: mark.id.clone(),
                span: mark.span,
                note: None,
                named: Named::Marked,
            });
        }
    }
    factors
}

fn references(document: &Document, field: &str) -> Vec<Reference> {
    let read = |node: &Node| {
        let named = node.get("id").or_else(|| node.get("slug")).unwrap_or(node);
        let written = named.text()?.trim().to_owned();
        let how = node.get("how").and_then(Node::text).map(str::to_owned);
        Some(Reference {
            written,
            span: named.span,
            how,
        })
    };
    items(document.front_matter().node(field))
        .filter_map(read)
        .collect()
}

/// Returns the items of a list; a single value counts as a list of one.
fn items(node: Option<&Node>) -> impl Iterator<Item = &Node> {
    node.into_iter().flat_map(|node| match node.items() {
        [] if node.is_empty() => [].iter(),
        [] => std::slice::from_ref(node).iter(),
        items => items.iter(),
    })
}

/// Returns the action items of the front matter, or where it has none, those of the body.
fn action_items(document: &Document, read: &Reader) -> Vec<ActionItem> {
    match document.front_matter().node("action_items") {
        Some(node) => items(Some(node))
            .filter_map(|node| from_front_matter(node, read))
            .collect(),
        None => document.actions().iter().map(from_body).collect(),
    }
}

fn from_front_matter(node: &Node, read: &Reader) -> Option<ActionItem> {
    let text = |key: &str| {
        node.get(key)
            .and_then(Node::text)
            .map(|text| text.trim().to_owned())
    };
    let what = text("what").or_else(|| node.text().map(|text| text.trim().to_owned()))?;
    let date = |key: &str| {
        text(key)
            .and_then(|text| WrittenTime::parse(&text, read.zone.as_ref()))
            .map(|time| time.date)
    };
    let done_on = date("done_on");
    let (due, vague_due) = due(text("due"));
    Some(ActionItem {
        what,
        span: node.get("what").map_or(node.span, |what| what.span),
        owner: text("owner"),
        due,
        vague_due,
        status: action_status(text("status").as_deref(), done_on.is_some()),
        reason: text("reason"),
        done_on,
        addresses: items(node.get("addresses"))
            .filter_map(|node| Some((node.text()?.trim().to_owned(), node.span)))
            .collect(),
        level: text("level"),
        kind: text("type"),
        ticket: text("ticket"),
        done_when: text("done_when"),
    })
}

fn from_body(written: &WrittenAction) -> ActionItem {
    let done_on = written
        .done_on
        .as_deref()
        .and_then(|text| WrittenTime::parse(text, None))
        .map(|time| time.date);
    let (due, vague_due) = due(written.due.clone());
    ActionItem {
        what: written.what.clone(),
        span: written.span,
        owner: written.owner.clone(),
        due,
        vague_due,
        status: action_status(written.status.as_deref(), done_on.is_some()),
        done_on,
        addresses: written
            .addresses
            .iter()
            .map(|id| (id.clone(), written.span))
            .collect(),
        level: written.level.clone(),
        kind: written.kind.clone(),
        ticket: written.ticket.clone(),
        ..ActionItem::default()
    }
}

/// Reads until when, and returns what was written instead where that names no day.
fn due(written: Option<String>) -> (Option<Due>, Option<String>) {
    let due = written.as_deref().and_then(Due::parse);
    let vague = written.filter(|written| due.is_none() && !written.is_empty());
    (due, vague)
}

/// Reads a status as people write it in tables; what is not known to be over is open.
fn action_status(text: Option<&str>, has_done_on: bool) -> ActionStatus {
    let Some(text) = text else {
        return if has_done_on {
            ActionStatus::Done
        } else {
            ActionStatus::Open
        };
    };
    match text.to_lowercase().replace([' ', '_', '\''], "-").as_str() {
        "done" | "closed" | "complete" | "completed" | "fixed" | "resolved" | "shipped" | "✅"
        | "✔" | "x" => ActionStatus::Done,
        "wont-do" | "won-t-do" | "wontdo" | "won-t-fix" | "wontfix" | "rejected" | "dropped"
        | "cancelled" => ActionStatus::WontDo,
        _ => ActionStatus::Open,
    }
}

fn breach(document: &Document, read: &Reader) -> Option<Breach> {
    document.front_matter().node("breach")?;
    let decision = |name: &str| {
        document.front_matter().node(&format!("breach.{name}"))?;
        Some(Decision {
            decision: read.text(&format!("breach.{name}.decision")),
            at: read.time(&format!("breach.{name}.at")),
            reference: read.text(&format!("breach.{name}.reference")),
            reason: read.text(&format!("breach.{name}.reason")),
        })
    };
    Some(Breach {
        aware_at: read.time("breach.aware_at"),
        nature: read.texts("breach.nature"),
        data_categories: read.texts("breach.data_categories"),
        special_categories: match document.front_matter().field("breach.special_categories") {
            Field::Given(value, _) => Some(value),
            Field::Absent | Field::Malformed(..) => None,
        },
        subjects: read.text("breach.subjects"),
        records: read.text("breach.records"),
        risk: read
            .text("breach.risk.level")
            .or_else(|| read.text("breach.risk")),
        risk_reason: read
            .text("breach.risk.reason")
            .or_else(|| read.text("breach.risk_reason")),
        authority: decision("authority"),
        individuals: decision("individuals"),
    })
}

/// Finds a date that a file name begins with, such as `2018-01-04-…` or `20180104_…`.
fn date_in_name(stem: &str) -> Option<Date> {
    let dated = stem
        .get(..10)
        .and_then(|date| date.replace(['_', '.', ' '], "-").parse().ok());
    dated.or_else(|| {
        let digits = stem
            .get(..8)
            .filter(|it| it.bytes().all(|byte| byte.is_ascii_digit()))?;
        format!("{}-{}-{}", &digits[..4], &digits[4..6], &digits[6..])
            .parse()
            .ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Globs, SourceGroup};
    use crate::document::{self, Source};
    use crate::template::Templates;

    fn read(path: &str, text: &str, group: SourceGroup) -> Option<Arc<Postmortem>> {
        let source = Source {
            path: path.into(),
            group: Arc::new(group),
            content: Ok(text.into()),
        };
        let document = Arc::new(document::parse(&Templates::built_in(), source));
        validate(&Config::default(), &document)
    }

    fn plain(text: &str) -> Arc<Postmortem> {
        read(
            "postmortems/2025-03-31-sign-in.md",
            text,
            SourceGroup::default(),
        )
        .expect("a report")
    }

    #[test]
    fn a_report_without_front_matter_is_still_a_report() {
        let report = plain("Nothing but words.\n");
        assert_eq!(report.title, "Sign in");
        assert_eq!(report.date.unwrap().to_string(), "2025-03-31");
        assert_eq!(
            (report.status, report.kind.as_str()),
            (Status::Draft, "incident")
        );
        assert_eq!(report.summary(), "Nothing but words.");
    }

    #[test]
    fn front_matter_that_is_not_yaml_is_no_report() {
        assert!(read("a.md", "---\ntitle: a: b\n---\n", SourceGroup::default()).is_none());
        assert!(read("a.md", "+++\ntitle = 'x'\n+++\n", SourceGroup::default()).is_none());
    }

    #[test]
    fn a_confidentiality_that_cannot_be_read_is_restricted() {
        assert_eq!(
            plain("---\nconfidentiality: intrenal\n---\n").confidentiality,
            Confidentiality::Restricted
        );
        assert_eq!(
            plain("---\nkind: data-breach\n---\n").confidentiality,
            Confidentiality::Restricted
        );
        assert_eq!(
            plain("---\ntitle: x\n---\n").confidentiality,
            Confidentiality::Internal
        );
    }

    #[test]
    fn a_source_can_say_what_its_keys_and_values_mean() {
        let group = SourceGroup {
            include: Globs::new(vec!["content/**/*.md".into()]).unwrap(),
            fields: [("services".to_owned(), "affected".to_owned())].into(),
            values: [(
                "severity".to_owned(),
                [("down".to_owned(), "sev1".to_owned())].into(),
            )]
            .into(),
            ..SourceGroup::default()
        };
        let report = read(
            "content/issues/a.md",
            "---\nseverity: down\naffected: [one, two, one]\n---\n",
            group,
        )
        .unwrap();
        assert_eq!(report.severity.as_deref(), Some("sev1"));
        assert_eq!(report.services, ["one", "two"]);
        assert_eq!(report.slug.as_str(), "issues-a");
    }

    #[test]
    fn factors_and_action_items_keep_what_was_written() {
        let report = plain(
            "---\ncontributing_factors:\n  - alert-missing\n  - { id: handover-gap, note: two shifts }\naction_items:\n  - what: Alert on age\n    due: 2025-Q2\n    status: done\n    done_on: 2025-05-01\n    addresses: alert-missing\n---\n",
        );
        assert_eq!(report.factors[1].note.as_deref(), Some("two shifts"));
        assert_eq!(
            report.factors[1].span.of(&report.document.source.text()),
            "handover-gap"
        );
        let action = &report.action_items[0];
        assert_eq!(action.status, ActionStatus::Done);
        assert_eq!(action.addresses[0].0, "alert-missing");
        assert_eq!(
            action.due.as_ref().unwrap().last_day.to_string(),
            "2025-06-30"
        );
    }
}
