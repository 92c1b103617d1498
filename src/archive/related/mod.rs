//! Reports that tell of something alike, each with the reason in words.
//!
//! What weighs, most first: factors that both name, the rarer the more; services that both name;
//! terms that both use and few others do. Whatever one report of a pair is to the other, the other
//! is to it: scores are symmetric, though the best five of a report need not have it among theirs.
//!
//! # Cost
//!
//! Comparing every pair would be quadratic. Pairs come from inverted lists instead (factor → its
//! reports, two factors together → theirs, service, term), and of a list a report meets only its
//! [`NEAR`] neighbours on either side: reports of about the same time, for lists are in the order of
//! the archive. So a factor that thousands share costs each of them no more than a rare one, and
//! the cost grows with the number of reports. The pairs that promise most are then compared in full.
//!
//! What each report says comes from its transcript.

mod lists;
mod neighbours;
mod profile;
mod senses;
mod tallies;

use std::sync::Arc;

use neighbours::Neighbours;
use profile::Profiles;
pub(crate) use tallies::Tallies;

use crate::archive::{Archive, Index, Lexicon, Transcript, Transcripts};

/// A report that bears on another one or on a text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Related {
    pub(crate) report: Index,
    pub(crate) reasons: Vec<Reason>,
}

/// Why a report is related. Each list begins with what weighs most.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case", tag = "by", content = "shared")]
pub(crate) enum Reason {
    /// One of the two points to the other.
    Link,
    /// Ids of factors that both name.
    Factors(Vec<String>),
    Services(Vec<String>),
    /// Words, identifiers and error strings that both use and few others do.
    Words(Vec<String>),
}

/// How many related reports a report has at most.
pub(crate) const MOST: usize = 5;

/// How far along an inverted list a report looks for others, to either side.
const NEAR: usize = 48;

/// The kin of every report.
#[derive(Clone, Debug, Default)]
pub(super) struct Kin(Neighbours);

impl Archive {
    /// Returns the reports that are most like a report, best first.
    pub(crate) fn related(&self, report: Index) -> Vec<Related> {
        let kin = self.kin();
        kin.0
            .nearest(self, report)
            .iter()
            .map(|&other| Related {
                report: other,
                reasons: kin.0.reasons(self, report, other),
            })
            .collect()
    }

    /// Returns the reports that bear on a text that is not in the archive: a draft, a question, an
    /// error message. The factors are ids, as the text names them or speaks of them.
    pub(crate) fn related_to(
        &self,
        text: &str,
        factors: &[String],
        services: &[String],
    ) -> Vec<Related> {
        self.kin().0.of_text(self, text, factors, services)
    }

    /// Works out which reports are alike, in parallel. Whoever asks for it from many threads has to
    /// do this first, from one that is not among them: those would wait for each other.
    pub(crate) fn relate(&self) {
        self.kin().0.find_all(self);
    }

    /// Makes ready to relate reports by what was read of each before, into this lexicon, in their
    /// order, and by what was counted of those that were there the last time.
    pub(crate) fn relate_by(
        &self,
        lexicon: Arc<Lexicon>,
        transcripts: Vec<Arc<Transcript>>,
        tallies: &mut Tallies,
    ) {
        let counts = tallies.renew(&lexicon, &transcripts);
        let known = Transcripts::new(lexicon, &self.postmortems);
        for (report, transcript) in transcripts.into_iter().enumerate() {
            known.put(report, transcript);
        }
        self.put_transcripts(known);
        let profiles = Profiles::by(self, tallies.senses(), &counts);
        self.kin.get_or_init(|| Kin(Neighbours::by(self, profiles)));
    }

    fn kin(&self) -> &Kin {
        self.kin.get_or_init(|| Kin(Neighbours::of(self)))
    }
}

impl Reason {
    /// Says the reason as a phrase: "also `certificate-expiry` and `unclear-ownership`".
    pub(crate) fn in_words(&self) -> String {
        match self {
            Reason::Link => "one points to the other".into(),
            Reason::Factors(ids) => format!("also {}", enumerate(ids)),
            Reason::Services(names) if names.len() == 1 => {
                format!("the same service, {}", enumerate(names))
            }
            Reason::Services(names) => format!("the same services, {}", enumerate(names)),
            Reason::Words(words) => format!("both speak of {}", enumerate(words)),
        }
    }
}

/// Writes names as a list: "`a`, `b` and `c`".
fn enumerate(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::testing::{archive, place};
    use crate::archive::transcribe_all;

    /// Returns the slugs of what is related to a report, best first, each with its reasons.
    fn related(archive: &Archive, name: &str) -> Vec<String> {
        let related = archive.related(place(archive, name));
        related.iter().map(|it| line(archive, it)).collect()
    }

    fn line(archive: &Archive, related: &Related) -> String {
        let reasons: Vec<String> = related.reasons.iter().map(Reason::in_words).collect();
        let slug = &archive.get(related.report).slug;
        format!("{slug}: {}", reasons.join("; "))
    }

    #[test]
    fn a_rare_factor_weighs_more_than_a_common_one_and_that_more_than_a_service() {
        let archive = archive(
            "
=== one
---
services: [console]
contributing_factors: [certificate-expiry, common]
---
=== rare
---
contributing_factors: [certificate-expiry]
---
=== service
---
services: [console]
---
=== usual
---
contributing_factors: [common]
---
=== usual-too
---
contributing_factors: [common]
---
=== neither
---
contributing_factors: [other]
---
",
        );
        assert_eq!(
            related(&archive, "one"),
            [
                "rare: also `certificate-expiry`",
                "usual: also `common`",
                "usual-too: also `common`",
                "service: the same service, `console`",
            ]
        );
    }

    #[test]
    fn an_error_string_relates_two_reports_and_a_word_of_every_report_does_not() {
        let archive = archive(
            "
=== sockets
The proxy logged ECONNREFUSED and the sidecar of kube-proxy restarted.
=== again
Again kube-proxy: econnrefused (111) on every node.
=== backup
The nightly copy of the ledger was empty.
=== other-backup
Restoring the nightly ledger took long.
",
        );
        assert_eq!(
            related(&archive, "sockets"),
            ["again: both speak of `kube-proxy` and `ECONNREFUSED`"]
        );
        let found = archive.related_to("what to do about ECONNREFUSED?", &[], &[]);
        assert_eq!(found.len(), 2);
        assert_eq!(archive.get(found[0].report).slug.as_str(), "again");
    }

    #[test]
    fn a_report_that_was_replaced_is_related_to_others_and_never_offered() {
        let archive = archive(
            "
=== first
---
status: superseded
superseded_by: second
contributing_factors: [certificate-expiry]
---
=== second
---
contributing_factors: [certificate-expiry]
---
=== third
---
contributing_factors: [certificate-expiry]
---
",
        );
        assert_eq!(
            related(&archive, "third"),
            ["second: also `certificate-expiry`"]
        );
        assert_eq!(
            related(&archive, "first"),
            ["second: one points to the other"]
        );
    }

    /// Returns reports that have much in common, each with some others.
    fn sixty_reports() -> String {
        let report = |n: u32| {
            let (service, factor) = (n % 7, n % 5);
            format!(
                "=== report-{n}\n---\nservices: [s{service}]\ncontributing_factors: [f{factor}, g{service}]\n---\nA word{factor} and error_{service}. Alert{n} alerted ALERT{n}.\n"
            )
        };
        (0..60).map(report).collect()
    }

    #[test]
    fn reports_that_were_read_and_counted_one_by_one_relate_the_same_reports() {
        let at_once = archive(&sixty_reports());
        let kept = archive(&sixty_reports());
        let lexicon = Arc::new(Lexicon::default());
        let mut tallies = Tallies::default();
        let mut all = Vec::new();
        for one in kept.postmortems.chunks(1).rev() {
            all.extend(transcribe_all(&lexicon, one));
            tallies.renew(&lexicon, &all);
        }
        all.reverse();
        kept.relate_by(lexicon, all, &mut tallies);
        for report in 0..kept.postmortems.len() {
            assert_eq!(kept.related(report), at_once.related(report));
            assert_eq!(kept.related(report).len(), MOST);
        }
    }

    #[test]
    fn likeness_is_the_same_in_both_directions() {
        let archive = archive(&sixty_reports());
        let mut mutual = 0;
        for report in 0..archive.postmortems.len() {
            for related in archive.related(report) {
                let back = archive.related(related.report);
                if let Some(same) = back.iter().find(|it| it.report == report) {
                    assert_eq!(same.reasons, related.reasons);
                    mutual += 1;
                }
            }
        }
        assert!(mutual > 60, "{mutual}");
    }
}
