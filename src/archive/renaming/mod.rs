//! A factor gets another id, or is joined to another one: which bytes of which files change.
//!
//! Only the id itself is replaced, in the front matter, in `{factor:id}` marks and in the registry;
//! every other byte stays. Where a report names a factor by an alias, nothing changes: the alias
//! goes on meaning the same.

mod registry;
mod report;

use anyhow::{Result, bail};
use rayon::prelude::*;

use crate::archive::Archive;
use crate::document::Edits;
use crate::postmortem::{Postmortem, slugify};

/// What is to become of a factor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Renaming {
    /// The id that it has, in use or not.
    pub(crate) from: String,
    /// The id that takes its place.
    pub(crate) to: String,
    pub(crate) kind: RenamingKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RenamingKind {
    /// It gets an id that no factor has. The old one stays as an alias, for branches that are not
    /// merged yet.
    Rename,
    /// It is joined to another factor, and stays in the registry as replaced by that one, so that
    /// its aliases lead there.
    Merge,
}

/// The changes of a file.
#[derive(Clone, Debug)]
pub(crate) struct Rewrite {
    /// Below the root.
    pub(crate) path: String,
    pub(crate) text: String,
    pub(crate) edits: Edits,
}

impl Renaming {
    /// Checks that a factor can get another id.
    pub(crate) fn rename(archive: &Archive, from: &str, to: &str) -> Result<Renaming> {
        let from = archive.require_factor_or_old(from)?;
        require_id(to)?;
        if let Some(taken) = archive.registry.named(to).filter(|it| it.id != from) {
            if taken.id == to {
                bail!(
                    "there is a factor `{to}` already; `secondstory factors merge {from} {to}` joins the two"
                );
            }
            bail!("`{to}` is an alias of `{}`", taken.id);
        }
        if !archive.registry.declared && archive.factors.entries.contains_key(to) {
            bail!(
                "reports name a factor `{to}` already; `secondstory factors merge {from} {to}` joins the two"
            );
        }
        Renaming {
            from,
            to: to.to_owned(),
            kind: RenamingKind::Rename,
        }
        .checked()
    }

    /// Checks that a factor can be joined to another one.
    pub(crate) fn merge(archive: &Archive, from: &str, into: &str) -> Result<Renaming> {
        let from = archive.require_factor_or_old(from)?;
        let to = archive.require_factor(into)?;
        Renaming {
            from,
            to,
            kind: RenamingKind::Merge,
        }
        .checked()
    }

    fn checked(self) -> Result<Renaming> {
        if self.from == self.to {
            bail!("`{}` and `{}` are the same factor", self.from, self.to);
        }
        Ok(self)
    }

    /// Returns every file that changes: the registry first, if there is one, then reports by path.
    pub(crate) fn plan(&self, archive: &Archive, registry: Option<(&str, String)>) -> Vec<Rewrite> {
        let mut rewrites = Vec::new();
        if let Some((path, text)) = registry {
            let edits = registry::edits(&text, self);
            if !edits.is_empty() {
                rewrites.push(Rewrite {
                    path: path.to_owned(),
                    text,
                    edits,
                });
            }
        }
        let rewrite = |postmortem: &Postmortem| {
            let document = postmortem.document.open();
            let edits = report::edits(&document, self);
            (!edits.is_empty()).then(|| Rewrite {
                path: postmortem.path().to_owned(),
                text: document.text().to_owned(),
                edits,
            })
        };
        let reports = archive.postmortems.par_iter();
        let mut reports: Vec<Rewrite> = reports.filter_map(|it| rewrite(it)).collect();
        reports.sort_by(|a, b| a.path.cmp(&b.path));
        rewrites.extend(reports);
        rewrites
    }

    /// Says whether a name that somebody wrote is the id that goes.
    fn is_meant(&self, written: &str) -> bool {
        written.eq_ignore_ascii_case(&self.from)
    }
}

/// Checks that a text can be an id anywhere: in YAML without quotes, in addresses, in marks.
fn require_id(id: &str) -> Result<()> {
    let slug = slugify(id);
    if slug != id || !id.contains(|c: char| c.is_ascii_alphabetic()) {
        bail!("`{id}` is not an id: write small letters, digits and hyphens, as in `{slug}`");
    }
    if matches!(
        id,
        "null" | "true" | "false" | "yes" | "no" | "on" | "off" | "y" | "n"
    ) {
        bail!("`{id}` means something else in YAML");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::testing::archive;
    use crate::document::edited;

    const REGISTRY: &str = "\
# Ours
- id: \"alert-missing\"   # the old one
  title: No alert
  aliases: [no alert]
- id: alert-absent
  see_also: [alert-missing, config-drift]
- { id: config-drift, replaced_by: alert-missing }
";

    /// Applies a renaming to the registry above and to a report, and returns both.
    fn apply(
        renaming: impl Fn(&Archive) -> Result<Renaming>,
        registry: &str,
        report: &str,
    ) -> (String, String) {
        let archive = archive(&format!("=== factors.yml\n{registry}=== report\n{report}"));
        let renaming = renaming(&archive).unwrap();
        let registry = Some(("factors.yml", registry.to_owned()));
        let rewrites = renaming.plan(&archive, registry);
        let of = |path: &str| {
            let rewrite = rewrites.iter().find(|it| it.path.ends_with(path));
            rewrite
                .map(|it| edited(&it.text, &it.edits))
                .unwrap_or_default()
        };
        (of("factors.yml"), of("report.md"))
    }

    #[test]
    fn a_rename_changes_the_id_alone_and_keeps_the_old_one_as_an_alias() {
        let report = "\
---
contributing_factors:   # two
  - 'alert-missing'
  - { id: Alert-Missing , note: alert-missing stays in notes }
  - no alert
action_items:
  - { what: Watch alert-missing, addresses: [alert-missing,config-drift] }
---
Text {factor:alert-missing} and {factor: alert-missing }, `{factor:alert-missing}`, alert-missing.
";
        let (registry, report) = apply(
            |archive| Renaming::rename(archive, "no alert", "nothing-rang"),
            REGISTRY,
            report,
        );
        assert_eq!(
            registry,
            "\
# Ours
- id: \"nothing-rang\"   # the old one
  title: No alert
  aliases: [no alert, alert-missing]
- id: alert-absent
  see_also: [nothing-rang, config-drift]
- { id: config-drift, replaced_by: nothing-rang }
"
        );
        assert_eq!(
            report,
            "\
---
contributing_factors:   # two
  - 'nothing-rang'
  - { id: nothing-rang , note: alert-missing stays in notes }
  - no alert
action_items:
  - { what: Watch alert-missing, addresses: [nothing-rang,config-drift] }
---
Text {factor:nothing-rang} and {factor: nothing-rang }, `{factor:alert-missing}`, alert-missing.
"
        );
    }

    #[test]
    fn a_merge_leaves_no_report_that_names_a_factor_twice() {
        let report = "\
---
contributing_factors:
  - alert-missing   # goes with its line
  - alert-absent
action_items:
  - { what: Watch, addresses: [alert-absent, alert-missing] }
  - { what: Look, addresses: [alert-missing] }
---
{factor:alert-missing}
";
        let (registry, report) = apply(
            |archive| Renaming::merge(archive, "alert-missing", "alert-absent"),
            REGISTRY,
            report,
        );
        assert_eq!(
            registry,
            "\
# Ours
- id: \"alert-missing\"   # the old one
  replaced_by: alert-absent
  title: No alert
  aliases: [no alert]
- id: alert-absent
  see_also: [config-drift]
- { id: config-drift, replaced_by: alert-absent }
"
        );
        assert_eq!(
            report,
            "\
---
contributing_factors:
  - alert-absent
action_items:
  - { what: Watch, addresses: [alert-absent] }
  - { what: Look, addresses: [alert-absent] }
---
{factor:alert-absent}
"
        );
    }

    #[test]
    fn a_table_of_actions_follows_too() {
        let report = "\
---
contributing_factors: [alert-missing]
---
## Action items

| Action | Addresses |
|---|---|
| Watch alert-missing-too | alert-missing, config-drift |
";
        let (_, report) = apply(
            |archive| Renaming::rename(archive, "alert-missing", "nothing-rang"),
            REGISTRY,
            report,
        );
        assert!(
            report.contains("| Watch alert-missing-too | nothing-rang, config-drift |"),
            "{report}"
        );
    }

    #[test]
    fn a_key_that_is_added_fits_the_lines_around_it() {
        for (registry, merged) in [
            (
                "- aliases:\r\n  - x\r\n  id: a\r\n- id: b\r\n",
                "- aliases:\r\n  - x\r\n  id: a\r\n  replaced_by: b\r\n- id: b\r\n",
            ),
            (
                "- {id: a}\n- {id: b}\n",
                "- {id: a, replaced_by: b}\n- {id: b}\n",
            ),
            (
                "- id: a\n  replaced_by: null\n- id: b",
                "- id: a\n  replaced_by: b\n- id: b",
            ),
            (
                "- id: a\n  replaced_by:\n- id: b",
                "- id: a\n  replaced_by: b\n- id: b",
            ),
        ] {
            let (registry, _) = apply(|archive| Renaming::merge(archive, "a", "b"), registry, "");
            assert_eq!(registry, merged);
        }
        for (registry, renamed) in [
            ("- id: a\n  title: A", "- id: c\n  aliases: [a]\n  title: A"),
            ("- id: a\n  aliases: x\n", "- id: c\n  aliases: [x, a]\n"),
            (
                "- id: a\n  aliases:\n    - x\n",
                "- id: c\n  aliases:\n    - x\n    - a\n",
            ),
            ("- id: a\n  aliases: []\n", "- id: c\n  aliases: [a]\n"),
            ("- id: a", "- id: c\n  aliases: [a]"),
        ] {
            let (registry, _) = apply(|archive| Renaming::rename(archive, "a", "c"), registry, "");
            assert_eq!(registry, renamed);
        }
    }

    #[test]
    fn what_cannot_be_is_said_before_anything_changes() {
        let archive = archive(&format!("=== factors.yml\n{REGISTRY}"));
        let said = |renaming: Result<Renaming>| renaming.unwrap_err().to_string();
        assert!(
            said(Renaming::rename(&archive, "alert-missing", "alert-absent"))
                .contains("joins the two")
        );
        assert!(
            said(Renaming::rename(&archive, "alert-missing", "No Alerts")).contains("`no-alerts`")
        );
        assert!(
            said(Renaming::rename(&archive, "alert-mising", "x"))
                .contains("did you mean `alert-missing`?")
        );
        assert!(
            said(Renaming::merge(&archive, "alert-missing", "no alert"))
                .contains("the same factor")
        );
    }
}
