//! `export`: what was understood, for scripts.

use anyhow::Result;
use clap::ValueEnum;

use crate::archive::{Archive, data};
use crate::cli::{Outcome, Shared};
use crate::command::table::Table;
use crate::config::Confidentiality;
use crate::document::{Document, first_paragraph};
use crate::pipeline;
use crate::postmortem::{Decision, Postmortem};
use crate::site::Drafts;
use crate::world::texts::Texts;
use crate::world::{clock, project::Project, terminal};

/// Print what was understood, as JSON or CSV
///
/// Everything is in it, drafts and restricted reports too, unless an audience is given.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  secondstory export --format json | jq '.postmortems[].title'\n  secondstory export breach-register > register.csv"
)]
pub(crate) struct Args {
    /// What to print
    #[arg(value_enum, default_value = "postmortems")]
    what: What,
    /// The knowledge base; the same as --root
    dir: Option<std::path::PathBuf>,
    /// json, or csv for a spreadsheet
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Leave out what this audience may not see, and drafts
    #[arg(long, value_name = "LEVEL")]
    audience: Option<Confidentiality>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum What {
    /// Reports and factors (JSON), or one line for each report (CSV)
    Postmortems,
    /// One line for each action item (CSV)
    ActionItems,
    /// The register of personal data breaches, after GDPR Article 33(5) (CSV)
    BreachRegister,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Json,
    Csv,
}

pub(crate) fn run(shared: &Shared, args: &Args) -> Result<Outcome> {
    let project = Project::open(args.dir.as_deref().or(shared.root.as_deref()))?;
    let knowledge = pipeline::read(
        &project,
        clock::today(shared.today)?,
        &mut Texts::default(),
        None,
    )?;
    let visible;
    let archive = match args.audience {
        Some(audience) => {
            visible = knowledge.visible(audience, Drafts::Exclude);
            &visible
        }
        None => &knowledge.archive,
    };
    let format = args.format.unwrap_or(match args.what {
        What::Postmortems => Format::Json,
        What::ActionItems | What::BreachRegister => Format::Csv,
    });
    let table = match (args.what, format) {
        (What::Postmortems, Format::Json) => {
            let documents = archive.postmortems.iter().map(|it| it.document.open());
            let documents: Vec<Document> = documents.collect();
            let export = data::export(archive, &documents);
            terminal::print(&format!("{}\n", serde_json::to_string_pretty(&export)?))?;
            return Ok(Outcome::Clean);
        }
        (What::Postmortems, Format::Csv) => postmortems(archive),
        (What::ActionItems, _) => action_items(archive),
        (What::BreachRegister, _) => breach_register(archive),
    };
    terminal::print(&match format {
        Format::Csv => table.csv()?,
        Format::Json => table.json()?,
    })?;
    Ok(Outcome::Clean)
}

fn postmortems(archive: &Archive) -> Table {
    let header = vec![
        "slug",
        "title",
        "kind",
        "status",
        "severity",
        "confidentiality",
        "date",
        "started",
        "detected",
        "mitigated",
        "resolved",
        "detected_by",
        "services",
        "teams",
        "contributing_factors",
        "open_action_items",
        "path",
    ];
    let rows = archive.postmortems.iter().enumerate().map(|(index, it)| {
        let time = |time: &Option<_>| time.as_ref().map(data::time).unwrap_or_default();
        vec![
            it.slug.to_string(),
            it.title.clone(),
            it.kind.clone(),
            it.status.name().to_owned(),
            it.severity.clone().unwrap_or_default(),
            it.confidentiality.to_string(),
            it.date.map(|date| date.to_string()).unwrap_or_default(),
            time(&it.started),
            time(&it.detected),
            time(&it.mitigated),
            time(&it.resolved),
            it.detected_by.clone().unwrap_or_default(),
            it.services.join("; "),
            it.teams.join("; "),
            archive.factor_ids(index).join("; "),
            it.action_items
                .iter()
                .filter(|item| item.is_open())
                .count()
                .to_string(),
            it.path().to_owned(),
        ]
    });
    Table {
        header,
        rows: rows.collect(),
    }
}

fn action_items(archive: &Archive) -> Table {
    let header = vec![
        "postmortem",
        "what",
        "owner",
        "due",
        "status",
        "done_on",
        "addresses",
        "level",
        "ticket",
        "reason",
    ];
    let rows = archive.postmortems.iter().flat_map(|postmortem| {
        postmortem.action_items.iter().map(|item| {
            let addresses: Vec<&str> = item.addresses.iter().map(|(id, _)| id.as_str()).collect();
            vec![
                postmortem.slug.to_string(),
                item.what.clone(),
                item.owner.clone().unwrap_or_default(),
                item.due
                    .as_ref()
                    .map(|due| due.written.clone())
                    .unwrap_or_default(),
                item.status.name().to_owned(),
                item.done_on
                    .map(|date| date.to_string())
                    .unwrap_or_default(),
                addresses.join("; "),
                item.level.clone().unwrap_or_default(),
                item.ticket.clone().unwrap_or_default(),
                item.reason.clone().unwrap_or_default(),
            ]
        })
    });
    Table {
        header,
        rows: rows.collect(),
    }
}

/// Returns what Article 33(5) asks to be documented: the facts, the effects and the remedial action.
fn breach_register(archive: &Archive) -> Table {
    let header = vec![
        "slug",
        "title",
        "status",
        "started",
        "detected",
        "aware_at",
        "nature",
        "data_categories",
        "special_categories",
        "subjects",
        "records",
        "risk",
        "risk_reason",
        "authority",
        "authority_at",
        "authority_reference",
        "authority_reason",
        "individuals",
        "individuals_at",
        "individuals_reason",
        "effects",
        "remedial_action",
    ];
    let rows = archive
        .postmortems
        .iter()
        .filter(|it| it.kind == "data-breach")
        .map(|it| register_row(it))
        .collect();
    Table { header, rows }
}

fn register_row(postmortem: &Postmortem) -> Vec<String> {
    let breach = postmortem.breach.as_deref().cloned().unwrap_or_default();
    let time = |time: &Option<_>| time.as_ref().map(data::time).unwrap_or_default();
    let or_unknown = |text: Option<String>| text.unwrap_or_else(|| "unknown".to_owned());
    let Decision {
        decision,
        at,
        reference,
        reason,
    } = breach.authority.unwrap_or_default();
    let individuals = breach.individuals.unwrap_or_default();
    let remedies: Vec<String> = postmortem
        .action_items
        .iter()
        .map(|item| format!("{} ({})", item.what, item.status.name()))
        .collect();
    vec![
        postmortem.slug.to_string(),
        postmortem.title.clone(),
        postmortem.status.name().to_owned(),
        time(&postmortem.started),
        time(&postmortem.detected),
        time(&breach.aware_at),
        breach.nature.join("; "),
        breach.data_categories.join("; "),
        breach
            .special_categories
            .map(|it| if it { "yes" } else { "no" }.to_owned())
            .unwrap_or_default(),
        or_unknown(breach.subjects),
        or_unknown(breach.records),
        or_unknown(breach.risk),
        breach.risk_reason.unwrap_or_default(),
        or_unknown(decision),
        time(&at),
        reference.unwrap_or_default(),
        reason.unwrap_or_default(),
        or_unknown(individuals.decision),
        time(&individuals.at),
        individuals.reason.unwrap_or_default(),
        impact(&postmortem.document.open()),
        remedies.join("; "),
    ]
}

fn impact(document: &Document) -> String {
    let section = document.section("impact");
    let paragraph = section.map(|it| first_paragraph(it.content.of(document.text())));
    paragraph.unwrap_or_default()
}
