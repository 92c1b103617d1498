//! Factors that reports describe in their own words, grouped by meaning.
//!
//! A repository without a registry has bullets under "Contributing factors", or under "Lessons
//! learned" where there is nothing else. Here they are read, brought to stems, weighed, and put into
//! groups; a group that several reports share is suggested as a factor, in the words of its most
//! central bullet.
//!
//! # What makes two bullets alike
//!
//! Most of it is the words that they share, the rarer the more. The rest is the conditions that
//! those words stand for: the aliases of a registry (the starter one where there is no other)
//! say that "monitoring" and "alert" are used for the same condition, and "certificate" for another.
//! So "no monitoring of the subnets" meets "nothing alerted us", though they share no word.
//!
//! # How groups come about
//!
//! By average linkage: the two groups whose bullets are on average most alike are joined, until no
//! two are more alike than [`THRESHOLD`]. Groups are compared only where they share one of their
//! heaviest words, and only with their nearest on that word's list, so that the cost grows with the
//! number of bullets. Nothing is drawn at random: the same archive gives the same groups.

mod bullets;
mod cluster;
mod concepts;
mod phrases;

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use serde::Serialize;

use crate::archive::{Archive, Index, Registry};
use crate::postmortem::slugify;
use bullets::Bullet;
use concepts::Concepts;

/// How alike the bullets of two groups have to be on average to be one group; 1 is the same words.
/// Set by reading the groups that public archives of incident reports fall into.
pub(crate) const THRESHOLD: f32 = 0.3;

/// A factor that several reports describe and none names.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Suggestion {
    /// The id of the factor of the registry or starter registry that it most likely is, or one made
    /// of its words.
    pub(crate) id: String,
    /// The words of its most central bullet.
    pub(crate) title: String,
    /// Whether the id is that of a factor which is described already.
    pub(crate) is_known: bool,
    /// Newest first.
    pub(crate) reports: Vec<Index>,
    /// What the reports say, most central first.
    pub(crate) bullets: Vec<(Index, String)>,
    /// Phrases that several of its reports share.
    pub(crate) aliases: Vec<String>,
}

/// A factor in fewer reports than this is no recurrence.
const FEWEST: usize = 2;

/// Suggests factors for what reports describe in their own words, those of most reports first.
///
/// `known` lends its aliases, and its factors where one fits: the project's own registry or the
/// starter one. Bullets that name a factor already, by a mark or in words for one that their report
/// declares, are left out.
pub(crate) fn suggest(archive: &Archive, known: &Registry) -> Vec<Suggestion> {
    let said: Vec<bullets::Said> = archive
        .postmortems
        .par_iter()
        .enumerate()
        .map(|(index, postmortem)| bullets::of(archive, index, postmortem))
        .collect();
    let mut bullets: Vec<Bullet> = Vec::new();
    let mut lessons: Vec<Bullet> = Vec::new();
    for of_report in said {
        bullets.extend(of_report.bullets);
        lessons.extend(of_report.lessons);
    }
    let concepts = Concepts::of(known);
    let grouped = bullets.len();
    bullets.extend(lessons);
    let vectors = cluster::weigh(&bullets, &concepts);
    let corpus = Corpus {
        bullets: &bullets,
        grouped,
        vectors: &vectors,
        concepts: &concepts,
    };
    let mut suggestions: Vec<Suggestion> = corpus
        .groups()
        .into_iter()
        .filter_map(|(factor, group)| corpus.suggestion(known, factor, &group))
        .collect();
    suggestions.sort_by(|a, b| {
        let size = |it: &Suggestion| (it.reports.len(), it.bullets.len());
        size(b).cmp(&size(a)).then_with(|| a.id.cmp(&b.id))
    });
    suggestions
}

/// What is grouped.
struct Corpus<'a> {
    /// The bullets, and the lessons after them.
    bullets: &'a [Bullet],
    /// How many of them are grouped.
    grouped: usize,
    vectors: &'a cluster::Vectors,
    concepts: &'a Concepts,
}

impl Corpus<'_> {
    /// Returns groups of bullets, each with the known factor that it is about, if it is about one.
    ///
    /// Groups about the same factor are one. A bullet that speaks of a second condition in so many
    /// words ("no monitoring of the subnets' capacity") is in the group of that one, too. So is a
    /// lesson that was learned from one.
    fn groups(&self) -> Vec<(Option<usize>, Vec<usize>)> {
        let mut of_factor: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        let mut others = Vec::new();
        for group in cluster::groups(self.vectors, self.grouped) {
            let members: Vec<&Bullet> = group.iter().map(|&at| &self.bullets[at]).collect();
            match self.concepts.of_group(&members) {
                Some(factor) => of_factor.entry(factor).or_default().extend(group),
                None => others.push((None, group)),
            }
        }
        for (at, bullet) in self.bullets.iter().enumerate() {
            let about = match at < self.grouped {
                true => self.concepts.of_bullet(bullet),
                false => self.concepts.of_lesson(bullet),
            };
            for (factor, much) in about {
                if much >= 1.0 {
                    of_factor.entry(factor).or_default().insert(at);
                }
            }
        }
        let known = of_factor.into_iter();
        let known = known.map(|(factor, group)| (Some(factor), group.into_iter().collect()));
        known.chain(others).collect()
    }

    fn suggestion(
        &self,
        known: &Registry,
        factor: Option<usize>,
        group: &[usize],
    ) -> Option<Suggestion> {
        let reports: BTreeSet<Index> = group.iter().map(|&at| self.bullets[at].report).collect();
        if reports.len() < FEWEST {
            return None;
        }
        let central = cluster::by_centrality(&self.vectors.all, group);
        let members: Vec<&Bullet> = central.iter().map(|&at| &self.bullets[at]).collect();
        let id = match factor {
            Some(at) => known.factors[at].id.clone(),
            None => slugify(&phrases::telling_words(&members).join("-")),
        };
        Some(Suggestion {
            id,
            title: members[0].text.clone(),
            is_known: factor.is_some(),
            reports: reports.into_iter().collect(),
            bullets: members
                .iter()
                .map(|it| (it.report, it.text.clone()))
                .collect(),
            aliases: match factor {
                Some(_) => phrases::shared(&phrases::without_copies(&members)),
                None => phrases::shared(&members),
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::testing::archive;

    /// Reports of a warehouse: paragraphs under "Root cause", and one with lessons alone.
    const WAREHOUSE: &str = "\
=== a
## Root cause

The label printer of hall 2 ran without supervision, and nobody was notified when its queue stood still.

=== b
## Root cause

- Scanner batteries were charged by hand in the order of a paper list.
- No monitoring of the conveyor motor.

=== c
## Lessons learned

### What went well

- Colleagues of hall 3 had no monitoring and saw it all the same.

### What was difficult

- The conveyor motor stood still, unnoticed.

=== d
## Contributing factors

- Scanner batteries are charged by hand; the paper list was full.
- The new pallet format had been announced for May.

=== e
## Contributing factors

- The forklift route crossed the loading gate.
";

    fn suggestions(text: &str, known: &str) -> Vec<(String, Vec<String>)> {
        let archive = archive(text);
        let known = Registry::parse(known).unwrap();
        let slug = |&report: &Index| archive.get(report).slug.to_string();
        suggest(&archive, &known)
            .into_iter()
            .map(|it| (it.id, it.reports.iter().map(slug).collect()))
            .collect()
    }

    #[test]
    fn bullets_meet_by_their_words_and_by_what_the_words_stand_for() {
        let found = suggestions(WAREHOUSE, crate::scaffold::starter_factors());
        let reports = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        assert_eq!(
            found,
            [
                ("alert-missing".to_owned(), reports(&["a", "b", "c"])),
                ("scanner-batteries-charged".to_owned(), reports(&["b", "d"])),
            ]
        );
    }

    #[test]
    fn without_a_registry_to_learn_from_only_words_bring_bullets_together() {
        let found = suggestions(WAREHOUSE, "");
        let ids: Vec<&str> = found.iter().map(|(id, _)| id.as_str()).collect();
        assert_eq!(ids, ["conveyor-motor-stood", "scanner-batteries-charged"]);
    }

    #[test]
    fn what_a_report_names_already_is_not_suggested_again() {
        let text = "\
=== factors.yml
- { id: alert-missing, aliases: [no monitoring] }
=== a
---
contributing_factors: [alert-missing]
---
## Contributing factors

- No monitoring of the pump.
- The valve was stiff from frost. {factor:frost}
=== b
## Contributing factors

- No monitoring of the pump.
- The valve was stiff from frost.
";
        assert_eq!(
            suggestions(text, "- { id: alert-missing, aliases: [no monitoring] }"),
            []
        );
    }

    #[test]
    fn a_suggestion_is_named_by_its_most_central_bullet_and_lists_the_phrases_it_shares() {
        let archive = archive(WAREHOUSE);
        let known = Registry::parse("").unwrap();
        let found = suggest(&archive, &known);
        let batteries = found
            .iter()
            .find(|it| it.id.starts_with("scanner"))
            .unwrap();
        assert_eq!(
            batteries.title,
            "Scanner batteries were charged by hand in the order of a paper list."
        );
        assert_eq!(
            batteries.aliases,
            [
                "batteries were charged by hand",
                "scanner batteries",
                "paper list"
            ]
        );
    }
}
